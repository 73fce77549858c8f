"""Golden numbers for the engine's tests, computed by PyTorch in float64.

PyTorch is no dependency of the project or of its tests. In an environment of its own:

    pip install torch==2.13.0 numpy
    python tests/engine/golden/make_golden.py

This script knows nothing of the engine. It writes next to itself:
    activations.json   φ(z) and φ′(z) (by autograd)
    optimizers.json    parameter vectors of torch.optim along one recorded gradient sequence
    networks.json      whole networks trained for 25 mini-batch steps

Parameter vectors are flat: layer by layer weights (fan_in × fan_out, row-major), biases,
then gamma and beta where the layer is normalised.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

FOLDER = Path(__file__).parent
STEPS = 25
Numbers = torch.Tensor

ACTIVATIONS: dict[str, Callable[[Numbers], Numbers]] = {
    "identity": lambda z: z * 1.0,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
}

OUTPUTS: dict[str, Callable[[Numbers], Numbers]] = {
    "sigmoid": torch.sigmoid,
    "softmax": lambda z: torch.softmax(z, dim=1),
    "tanh": torch.tanh,
    "identity": lambda z: z * 1.0,
    "step": lambda z: (z >= 0.0).double(),
    "sign": torch.sign,
}


def make_optimizer(name: str, parameters: list[Numbers], settings: dict[str, Any]) -> Any:
    """Build the torch.optim optimizer of one of the playground's names."""
    settings = dict(settings)
    if "learning_rate" in settings:
        settings["lr"] = settings.pop("learning_rate")
    if "beta1" in settings or "beta2" in settings:
        settings["betas"] = (settings.pop("beta1", 0.9), settings.pop("beta2", 0.999))
    if name in ("momentum", "nag"):
        settings = {"momentum": 0.9, "nesterov": name == "nag", **settings}
    classes = {
        "sgd": torch.optim.SGD,
        "momentum": torch.optim.SGD,
        "nag": torch.optim.SGD,
        "adagrad": torch.optim.Adagrad,
        "adadelta": torch.optim.Adadelta,
        "rmsprop": torch.optim.RMSprop,
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
    }
    return classes[name](parameters, **settings)


# Activations


def activations() -> dict[str, Any]:
    near = torch.linspace(-8.0, 8.0, 65).tolist()
    far = [-1e4, -1000.0, -100.0, -40.0, -20.0, -12.5, 12.5, 20.0, 40.0, 100.0, 1000.0, 1e4]
    near.remove(0.0)  # at 0 the definitions are the playground's own
    near += [1e-8, -1e-8, 1e-3, -1e-3, 0.1, -0.1]
    record: dict[str, Any] = {"z": near + far}
    for name, function in ACTIVATIONS.items():
        z = torch.tensor(record["z"], requires_grad=True)
        a = function(z)
        a.sum().backward()
        record[name] = {"a": a.tolist(), "derivative": z.grad.tolist()}
    return record


# Optimizers

OPTIMIZER_RUNS: list[tuple[str, dict[str, Any]]] = [
    ("sgd", {"learning_rate": 0.03}),
    ("sgd", {"learning_rate": 0.5}),
    ("momentum", {}),
    ("momentum", {"learning_rate": 0.05, "momentum": 0.5}),
    ("momentum", {"learning_rate": 0.05, "dampening": 0.3}),
    ("momentum", {"learning_rate": 0.05, "momentum": 0.6, "dampening": 1.0}),
    ("momentum", {"learning_rate": 0.05, "momentum": 0.0}),
    ("momentum", {"learning_rate": 0.05, "momentum": 0.0, "dampening": 0.4}),
    ("nag", {}),
    ("nag", {"learning_rate": 0.05, "momentum": 0.5}),
    ("adagrad", {}),
    ("adagrad", {"learning_rate": 0.3, "lr_decay": 0.1}),
    ("adagrad", {"initial_accumulator_value": 0.5}),
    ("adagrad", {"lr_decay": 1.0, "initial_accumulator_value": 2.0, "eps": 1e-3}),
    ("adadelta", {}),
    ("adadelta", {"learning_rate": 0.3, "rho": 0.5, "eps": 1e-3}),
    ("adadelta", {"rho": 0.0}),
    ("rmsprop", {}),
    ("rmsprop", {"learning_rate": 0.002, "alpha": 0.5, "eps": 1e-2}),
    ("rmsprop", {"learning_rate": 0.002, "momentum": 0.9}),
    ("rmsprop", {"learning_rate": 0.002, "centered": True}),
    ("rmsprop", {"alpha": 0.8, "eps": 1e-3, "momentum": 0.4, "centered": True}),
    ("adam", {}),
    ("adam", {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "eps": 1e-2}),
    ("adam", {"learning_rate": 0.01, "amsgrad": True}),
    ("adam", {"learning_rate": 0.01, "beta2": 0.5, "amsgrad": True}),
    ("adam", {"learning_rate": 0.01, "beta1": 0.0, "beta2": 0.0}),
    ("adamw", {}),
    ("adamw", {"learning_rate": 0.1, "weight_decay": 0.3, "beta1": 0.8, "beta2": 0.95}),
    ("adamw", {"learning_rate": 0.02, "weight_decay": 0.0}),
    ("adamw", {"learning_rate": 0.02, "weight_decay": 1.0, "eps": 1e-3, "amsgrad": True}),
]
RECORDED = [1, 2, 3, 10, 20, 30]


def optimizers() -> dict[str, Any]:
    generator = torch.Generator().manual_seed(1)
    start = torch.randn(6, generator=generator)
    # Large, small, one-sided, shrinking, mostly absent and always absent gradients.
    gradients = torch.randn(30, 6, generator=generator) * torch.tensor([3.0, 1e-3, 1, 1, 1, 0])
    gradients[:, 2] = gradients[:, 2].abs() + 0.1
    gradients[:, 3] *= 0.8 ** torch.arange(30)
    gradients[:, 4] *= torch.arange(30) % 7 == 3
    runs = [
        {"name": name, "settings": settings, "after": _follow(name, settings, start, gradients)}
        for name, settings in OPTIMIZER_RUNS
    ]
    defaults = {name: _defaults(name) for name in dict(OPTIMIZER_RUNS)}
    return {
        "start": start.tolist(),
        "gradients": gradients.tolist(),
        "recorded": RECORDED,
        "defaults": defaults,
        "runs": runs,
    }


def _follow(
    name: str, settings: dict[str, Any], start: Numbers, gradients: Numbers
) -> list[list[float]]:
    theta = start.clone().requires_grad_()
    optimizer = make_optimizer(name, [theta], settings)
    after = []
    for step, g in enumerate(gradients, start=1):
        theta.grad = g.clone()
        optimizer.step()
        if step in RECORDED:
            after.append(theta.detach().tolist())
    return after


def _defaults(name: str) -> dict[str, Any]:
    found = dict(make_optimizer(name, [torch.zeros(1)], {}).defaults)
    found["learning_rate"] = found.pop("lr")
    if "betas" in found:
        found["beta1"], found["beta2"] = found.pop("betas")
    return found


# Networks


@dataclass
class Case:
    """One network, its data set and the way it is trained."""

    name: str
    inputs: int
    hidden: list[dict[str, Any]]
    outputs: int
    output: str
    loss: str
    optimizer: dict[str, Any]
    samples: int = 23
    batch_size: int = 6
    regularizer: str = "none"
    rate: float = 0.0
    cut: list[list[int]] = field(default_factory=list)
    """[layer, from, to] of each weight that is cut."""


def units(n: int, activation: str, normalization: str = "none") -> dict[str, Any]:
    return {"units": n, "activation": activation, "normalization": normalization}


def sgd(rate: float) -> dict[str, Any]:
    return {"name": "sgd", "learning_rate": rate}


# Batch normalisation takes away what a bias before it adds, so the gradient of that bias is 0 but
# for rounding. Adam divides it by √s + ε: ε must be far above the rounding for any two programs
# to agree on that bias.
COARSE = 1e-3

CASES = [
    Case("logistic regression", 2, [], 1, "sigmoid", "cross_entropy", sgd(0.3)),
    Case(
        "softmax regression",
        3,
        [],
        4,
        "softmax",
        "cross_entropy",
        {"name": "adagrad", "learning_rate": 0.1},
    ),
    Case("tanh, binary", 2, [units(5, "tanh")], 1, "sigmoid", "cross_entropy", sgd(0.3)),
    Case(
        "two sigmoid layers, four classes",
        3,
        [units(5, "sigmoid"), units(4, "sigmoid")],
        4,
        "softmax",
        "cross_entropy",
        {"name": "adam", "learning_rate": 0.01},
    ),
    Case(
        "relu, softmax with squared error",
        2,
        [units(6, "relu"), units(5, "relu")],
        3,
        "softmax",
        "mse",
        {"name": "momentum", "learning_rate": 0.05},
    ),
    Case(
        "gelu, tanh with squared error",
        2,
        [units(5, "gelu"), units(5, "gelu")],
        1,
        "tanh",
        "mse",
        {"name": "adamw", "learning_rate": 0.01, "weight_decay": 0.1},
    ),
    Case(
        "leaky relu, regression",
        4,
        [units(6, "leaky_relu")],
        1,
        "identity",
        "mse",
        {"name": "rmsprop", "learning_rate": 0.005},
        samples=25,
    ),
    Case(
        "sigmoid with squared error",
        2,
        [units(4, "tanh")],
        1,
        "sigmoid",
        "mse",
        {"name": "nag", "learning_rate": 0.1},
        samples=25,
    ),
    Case("all linear", 2, [units(4, "identity")], 1, "identity", "mse", sgd(0.02), batch_size=100),
    Case("perceptron, step", 2, [], 1, "step", "perceptron", sgd(0.1), batch_size=1),
    Case("perceptron, sign", 2, [units(4, "relu")], 1, "sign", "perceptron", sgd(0.05)),
    Case(
        "L1",
        2,
        [units(5, "tanh")],
        1,
        "sigmoid",
        "cross_entropy",
        sgd(0.1),
        regularizer="l1",
        rate=0.03,
    ),
    Case(
        "L2",
        2,
        [units(5, "relu")],
        3,
        "softmax",
        "cross_entropy",
        {"name": "adadelta"},
        regularizer="l2",
        rate=0.05,
    ),
    Case(
        "batch normalisation",
        2,
        [units(6, "relu", "batch"), units(4, "sigmoid", "batch")],
        3,
        "softmax",
        "cross_entropy",
        sgd(0.1),
    ),
    Case(
        "batch normalisation, L2, Adam",
        3,
        [units(5, "tanh", "batch")],
        1,
        "sigmoid",
        "cross_entropy",
        {"name": "adam", "learning_rate": 0.01, "eps": COARSE},
        regularizer="l2",
        rate=0.1,
    ),
    Case(
        "layer normalisation",
        2,
        [units(6, "gelu", "layer"), units(5, "tanh", "layer")],
        1,
        "sigmoid",
        "cross_entropy",
        sgd(0.1),
        samples=25,
    ),
    Case(
        "both normalisations",
        2,
        [units(5, "leaky_relu", "batch"), units(6, "tanh"), units(4, "gelu", "layer")],
        1,
        "identity",
        "mse",
        {"name": "momentum", "learning_rate": 0.01},
    ),
    Case(
        "cut weights",
        3,
        [units(4, "tanh"), units(4, "relu")],
        2,
        "softmax",
        "cross_entropy",
        sgd(0.2),
        cut=[[0, 0, 1], [0, 2, 3], [1, 1, 1], [1, 3, 0], [2, 2, 1]],
    ),
    Case(
        "cut weights, batch normalisation, L1, AdamW",
        3,
        [units(4, "gelu", "batch"), units(4, "tanh", "layer")],
        1,
        "sigmoid",
        "cross_entropy",
        {"name": "adamw", "learning_rate": 0.01, "weight_decay": 0.5, "eps": COARSE},
        regularizer="l1",
        rate=0.02,
        cut=[[0, 1, 2], [1, 0, 0], [1, 0, 1], [1, 0, 2], [1, 0, 3], [2, 3, 0]],
    ),
]


class Reference:
    """A network of one case, built from torch functions on leaf tensors."""

    def __init__(self, case: Case, generator: torch.Generator) -> None:
        self.case = case
        sizes = [case.inputs, *(layer["units"] for layer in case.hidden), case.outputs]
        self.layers: list[dict[str, Numbers]] = []
        for i, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes)):
            layer = {
                "weights": torch.randn(fan_in, fan_out, generator=generator) / fan_in**0.5,
                "biases": 0.3 * torch.randn(fan_out, generator=generator),
            }
            if i < len(case.hidden) and case.hidden[i]["normalization"] != "none":
                layer["gamma"] = 1.0 + 0.2 * torch.randn(fan_out, generator=generator)
                layer["beta"] = 0.2 * torch.randn(fan_out, generator=generator)
            self.layers.append({name: t.requires_grad_() for name, t in layer.items()})
        self.masks = [torch.ones_like(layer["weights"]) for layer in self.layers]
        for layer, source, to in case.cut:
            self.masks[layer][source, to] = 0.0
        self.running = [(torch.zeros(n), torch.ones(n)) for n in sizes[1:-1]]

    def parameters(self) -> Iterator[Numbers]:
        for layer in self.layers:
            yield from layer.values()

    def flat(self) -> list[float]:
        return torch.cat([p.detach().reshape(-1) for p in self.parameters()]).tolist()

    def logits(self, x: Numbers, training: bool) -> Numbers:
        for layer, mask, spec, running in zip(
            self.layers, self.masks, self.case.hidden, self.running, strict=False
        ):
            z = F.linear(x, (layer["weights"] * mask).T, layer["biases"])
            if spec["normalization"] == "batch":
                z = F.batch_norm(
                    z, *running, layer["gamma"], layer["beta"], training, momentum=0.1, eps=1e-5
                )
            elif spec["normalization"] == "layer":
                z = F.layer_norm(z, (spec["units"],), layer["gamma"], layer["beta"], eps=1e-5)
            x = ACTIVATIONS[spec["activation"]](z)
        last = self.layers[-1]
        return F.linear(x, (last["weights"] * self.masks[-1]).T, last["biases"])

    def loss(self, z: Numbers, y: Numbers) -> Numbers:
        if self.case.loss == "mse":
            a = OUTPUTS[self.case.output](z)
            return F.mse_loss(a, y, reduction="sum") / (2 * len(y))
        if self.case.loss == "perceptron":
            t = 2.0 * y - 1.0 if self.case.output == "step" else y
            return torch.relu(-t * z).mean()
        if self.case.output == "softmax":
            return F.cross_entropy(z, y.argmax(dim=1))
        return F.binary_cross_entropy_with_logits(z, y)

    def penalty(self) -> Numbers:
        weights = [
            layer["weights"] * mask for layer, mask in zip(self.layers, self.masks, strict=True)
        ]
        if self.case.regularizer == "l1":
            return self.case.rate * sum(w.abs().sum() for w in weights)
        if self.case.regularizer == "l2":
            return self.case.rate * sum(0.5 * (w * w).sum() for w in weights)
        return torch.zeros(())


def draw_targets(case: Case, generator: torch.Generator) -> Numbers:
    n = case.samples
    if case.output == "softmax":
        return F.one_hot(torch.arange(n) % case.outputs, case.outputs).double()
    if case.output == "identity":
        return torch.randn(n, case.outputs, generator=generator)
    classes = torch.randint(0, 2, (n, case.outputs), generator=generator).double()
    return classes if case.output in ("sigmoid", "step") else 2.0 * classes - 1.0


def train(case: Case, seed: int) -> dict[str, Any]:
    generator = torch.Generator().manual_seed(seed)
    network = Reference(case, generator)
    x = torch.randn(case.samples, case.inputs, generator=generator)
    y = draw_targets(case, generator)
    settings = {key: value for key, value in case.optimizer.items() if key != "name"}
    optimizer = make_optimizer(case.optimizer["name"], list(network.parameters()), settings)
    start, orders, losses = network.flat(), [], []
    held = [layer["weights"].detach().clone() for layer in network.layers]
    batches: list[Numbers] = []
    for _ in range(STEPS):
        if not batches:
            order = torch.randperm(case.samples, generator=generator)
            orders.append(order.tolist())
            batches = list(order.split(case.batch_size))
        batch = batches.pop(0)
        optimizer.zero_grad()
        loss = network.loss(network.logits(x[batch], training=True), y[batch])
        (loss + network.penalty()).backward()
        optimizer.step()
        hold(network, held)
        losses.append(loss.item())
    probe = torch.randn(4, case.inputs, generator=generator)
    with torch.no_grad():
        answers = OUTPUTS[case.output](network.logits(probe, training=False))
    return {
        **vars(case),
        "x": x.tolist(),
        "y": y.tolist(),
        "orders": orders,
        "start": start,
        "losses": losses,
        "finish": network.flat(),
        "running": [[mean.tolist(), variance.tolist()] for mean, variance in network.running],
        "penalty": network.penalty().item(),
        "probe": probe.tolist(),
        "answers": answers.tolist(),
    }


def hold(network: Reference, held: list[Numbers]) -> None:
    """Put cut weights back: torch.optim knows no masks, its weight decay acts on them too."""
    with torch.no_grad():
        for layer, mask, values in zip(network.layers, network.masks, held, strict=True):
            layer["weights"].copy_(torch.where(mask == 0.0, values, layer["weights"]))


def write(name: str, content: Any) -> None:
    text = json.dumps({"torch": torch.__version__.split("+")[0], **content}, indent=1)
    (FOLDER / name).write_text(compact(text) + "\n", encoding="utf-8")


def compact(text: str) -> str:
    """Put every innermost list on one line, so that differences stay readable."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        stripped = line.strip()
        if inside and stripped not in ("[", "{") and not stripped.endswith(("[", "{")):
            lines[-1] += stripped + (" " if stripped.endswith(",") else "")
            inside = not stripped.startswith("]")
        else:
            lines.append(line)
            inside = stripped.endswith("[")
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    write("activations.json", activations())
    write("optimizers.json", optimizers())
    write("networks.json", {"networks": [train(case, i) for i, case in enumerate(CASES)]})


if __name__ == "__main__":
    main()
