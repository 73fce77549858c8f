"""A network as a PyTorch script: an nn.Module, torch.optim, autograd.

Layers, losses and optimizers are PyTorch's own. First weights, orders and dropout are drawn by
NumPy, so that the script follows the playground number by number.
"""

from __future__ import annotations

from . import numpy_rules, parts
from .known import LOSSES, NORMALIZATIONS, PENALTIES, Known, require
from .subject import Layer, Parameter, Subject
from .text import INDENT, function, indented, joined, listed, spread, wrapped

Block = list[str]

PHI = {
    "identity": "{z}",
    "step": "({z} >= 0.0) + 0.0 * {z}",
    "sign": "torch.sign({z}) + 0.0 * {z}",
    "sigmoid": "torch.sigmoid({z})",
    "tanh": "torch.tanh({z})",
    "relu": "torch.relu({z})",
    "leaky_relu": "F.leaky_relu({z}, 0.01)",
    "gelu": 'F.gelu({z}, approximate="tanh")',
    "softmax": "torch.softmax({z}, dim=1)",
}

CONSTRUCTORS = {
    "sgd": "SGD(network.parameters(), lr=learning_rate)",
    "momentum": "SGD({start}, momentum={momentum}, dampening={dampening})",
    "nag": "SGD({start}, momentum={momentum}, nesterov=True)",
    "adagrad": "Adagrad({start}, lr_decay={lr_decay}, {initial}eps={eps})",
    "adadelta": "Adadelta({start}, rho={rho}, eps={eps})",
    "rmsprop": "RMSprop({start}, alpha={alpha}, eps={eps}, momentum={momentum}, "
    "centered={centered})",
    "adam": "Adam({start}, betas=({beta1}, {beta2}), eps={eps}, amsgrad={amsgrad})",
    "adamw": "AdamW({start}, betas=({beta1}, {beta2}), eps={eps}, amsgrad={amsgrad}, "
    "weight_decay={weight_decay})",
}
KNOWN: Known = {
    **parts.KNOWN,
    "activation": PHI,
    "normalization": NORMALIZATIONS,
    "output": PHI,
    "loss": LOSSES,
    "optimizer": CONSTRUCTORS,
    "regularizer": PENALTIES,
}
"""The choices that there are lines for here."""

START = "network.parameters(), lr=learning_rate"

STATE = {
    "velocities": "momentum_buffer",
    "sums_of_squares": "sum",
    "mean_square_steps": "acc_delta",
    "largest_mean_squares": "max_exp_avg_sq",
}
MEANS = {
    "adadelta": {"mean_squares": "square_avg"},
    "rmsprop": {"mean_squares": "square_avg", "means": "grad_avg"},
    "adam": {"means": "exp_avg", "mean_squares": "exp_avg_sq"},
    "adamw": {"means": "exp_avg", "mean_squares": "exp_avg_sq"},
}
"""What torch.optim calls the numbers that it keeps."""


def write(subject: Subject) -> str:
    """Return the script.

    Raises:
        NotExpressible: naming what there are no lines for.
    """
    require(subject, "The PyTorch script", KNOWN)
    start = "goes on from" if subject.trained else "starts from"
    remarks = [
        f"It computes in float64 and {start} the weights of the playground. Orders and dropout are",
        "drawn by NumPy as there, so that the losses are those of the playground.",
    ]
    return joined(
        [
            parts.head(subject, "PyTorch", "torch numpy", remarks),
            [
                "import numpy as np",
                "import torch",
                "import torch.nn.functional as F",
                "from torch import nn",
                "",
                "torch.set_default_dtype(torch.float64)",
            ],
            parts.settings(subject),
            parts.features(subject),
            parts.targets(subject),
            parts.drawing(subject),
            batch_norm(subject),
            module(subject),
            loss(subject),
            update(subject),
            predict(subject),
            parts.decision(subject),
            *measurements(subject),
            parts.loss_curve(subject),
            [*parts.points(subject), *tensors(subject)],
            parts.weights(subject),
            filling(subject),
            optimizer(subject),
            parts.generators(subject, dropout=True),
            parts.loop(subject),
            parts.answers(subject),
        ]
    )


def modes(subject: Subject) -> bool:
    """Whether the network does in training what it does not do in answering."""
    return subject.drops or subject.normalized


def batch_norm(subject: Subject) -> Block:
    if not subject.normalized:
        return []
    lines = [
        'if mode == "answer":',
        "    return norm(Z)  # in eval mode: by the running statistics",
    ]
    if subject.smallest_batch == 1:
        lines += [
            "if len(Z) == 1:  # no variance: only the mean is followed",
            '    if mode == "train":',
            "        norm.running_mean += 0.1 * (Z[0].detach() - norm.running_mean)",
            "    return norm.weight * (Z - Z.mean(dim=0)) + norm.bias",
        ]
    lines += [
        'followed = (norm.running_mean, norm.running_var) if mode == "train" else (None, None)',
        "return F.batch_norm(Z, *followed, norm.weight, norm.bias, training=True)",
    ]
    return function(
        "batch_norm(norm, Z, mode)",
        "By the statistics of Z itself; nn.BatchNorm1d with the choice of following them or not.",
        lines,
    )


def module(subject: Subject) -> Block:
    lines = ["def __init__(self):", f"{INDENT}super().__init__()"]
    for layer in subject.layers:
        n, (fan_in, fan_out) = layer.number, layer.shape
        lines.append(f"{INDENT}self.dense{n} = nn.Linear({fan_in}, {fan_out})")
        if layer.normalization != "none":
            kind = "BatchNorm1d" if layer.normalization == "batch" else "LayerNorm"
            lines.append(f"{INDENT}self.norm{n} = nn.{kind}({fan_out})")
    lines += ["", f"def forward(self, X{', mode' if modes(subject) else ''}):"]
    lines.append(f'{INDENT}"""Z of the last layer."""')
    incoming = "X"
    for layer in subject.hidden:
        lines += indented(layer_pass(layer, incoming))
        incoming = f"A{layer.number}"
    lines.append(f"{INDENT}return self.dense{subject.last.number}({incoming})")
    return ["class Network(nn.Module):", *indented(lines)]


def layer_pass(layer: Layer, incoming: str) -> Block:
    n = layer.number
    lines = [f"Z{n} = self.dense{n}({incoming})"]
    given = f"Z{n}"
    if layer.normalization == "batch":
        given, code = f"H{n}", f"batch_norm(self.norm{n}, Z{n}, mode)"
        lines.append(f"H{n} = {code}")
    elif layer.normalization == "layer":
        given = f"H{n}"
        lines.append(f"H{n} = self.norm{n}(Z{n})")
    flat = (
        "  # 0.0 * z: its slope is 0, not missing" if layer.activation in ("step", "sign") else ""
    )
    lines.append(f"A{n} = {PHI[layer.activation].format(z=given)}{flat}")
    if layer.dropout:
        rate = repr(layer.dropout)
        lines += [
            'if mode == "train":',
            f"    kept = dropout_rng.random(A{n}.shape) >= {rate}",
            f"    A{n} = A{n} * torch.from_numpy(kept / (1.0 - {rate}))",
        ]
    return lines


def loss(subject: Subject) -> Block:
    if subject.loss.key == "mse":
        says, body = "½ Σ (a - y)²", ["return 0.5 * ((output(Z) - Y) ** 2).sum(dim=1).mean()"]
    elif subject.loss.key == "perceptron":
        says = "max(0, -t z), t = ±1; at t z = 0 it pulls too"
        signs = "2.0 * Y - 1.0" if subject.coding == "zero_one" else "Y"
        body = [f"T = {signs}", "return torch.where(T * Z <= 0.0, -T * Z, 0.0).mean()"]
    elif subject.coding == "one_hot":
        says, body = "-ln a of the label", ["return F.cross_entropy(Z, Y)"]
    else:
        says = "-y ln a - (1 - y) ln(1 - a)"
        body = ["return F.binary_cross_entropy_with_logits(Z, Y)"]
    return [*output(subject), "", "", *function("mean_loss(Z, Y)", f"The mean of {says}.", body)]


def output(subject: Subject) -> Block:
    return function(
        "output(Z)",
        f"A of the last layer: {subject.output.key}.",
        [f"return {PHI[subject.output.key].format(z='Z')}"],
    )


def update(subject: Subject) -> Block:
    mode = ', "train"' if modes(subject) else ""
    lines = ["optimizer.zero_grad()", f"loss = mean_loss(network(X{mode}), Y)"]
    if subject.rate:
        term = (
            "0.5 * (W**2).sum()" if subject.network.regularization.name == "l2" else "W.abs().sum()"
        )
        lines.append(f"loss = loss + rate * sum({term} for W in all_weights)")
    lines += ["loss.backward()", "optimizer.step()"]
    if held(subject):
        lines += [
            "with torch.no_grad():  # what is cut or frozen stays as it was",
            "    for theta, learns, at_first in held:",
            "        theta.copy_(torch.where(learns, theta, at_first))",
        ]
    return function("update(X, Y)", "Learn from one batch.", lines)


def held(subject: Subject) -> list[Parameter]:
    return [parameter for parameter in subject.parameters if parameter.learns is not None]


def predict(subject: Subject) -> Block:
    mode = ', "answer"' if modes(subject) else ""
    return function(
        "predict(points)",
        "What the network answers to points (x1, x2): A (n, k).",
        [
            "with torch.no_grad():",
            f"    return output(network(torch.from_numpy(features(points)){mode})).numpy()",
        ],
    )


def measurements(subject: Subject) -> list[Block]:
    wanted = [("training", "X", "Y", "measure")]
    if len(subject.test):
        wanted.append(("test", "X_test", "Y_test", "answer"))
    found = []
    for which, x, y, mode in wanted:
        given = f'{x}, "{mode}"' if modes(subject) else x
        body = [
            "with torch.no_grad():",
            f"    Z = network({given})",
            f"    return mean_loss(Z, {y}).item(), output(Z).numpy()",
        ]
        says = f"Loss and answers of the {which} set."
        found.append(function(f"measure_{which}()", says, body))
    return found


def tensors(subject: Subject) -> Block:
    lines = ["X, Y = torch.from_numpy(X), torch.from_numpy(Y)"]
    if len(subject.test):
        lines.append("X_test, Y_test = torch.from_numpy(X_test), torch.from_numpy(Y_test)")
    return lines


def place(parameter: Parameter) -> str:
    """Return where the module has a parameter."""
    n = parameter.name.removeprefix(parameter.symbol)
    part = "norm" if parameter.symbol in ("gamma", "beta") else "dense"
    return f"{part}{n}.{'weight' if parameter.symbol in ('W', 'gamma') else 'bias'}"


def filling(subject: Subject) -> Block:
    """Write how the numbers get into the module, whose weights are (fan_out, fan_in)."""
    lines = ["network = Network()", "with torch.no_grad():"]
    if subject.normalized:
        lines[0] = "network = Network().eval()  # batch_norm() is told by its mode what to do"
    for parameter in subject.parameters:
        value = turned(parameter, parameter.name)
        lines.append(f"    network.{place(parameter)}.copy_(torch.from_numpy({value}))")
    for layer in subject.hidden:
        if layer.normalization == "batch":
            n = layer.number
            for mine, theirs in (("mean", "mean"), ("variance", "var")):
                source = f"torch.from_numpy(running_{mine}{n})"
                lines.append(f"    network.norm{n}.running_{theirs}.copy_({source})")
    if subject.rate:
        weights = listed(f"network.dense{layer.number}.weight" for layer in subject.layers)
        lines += wrapped(f"all_weights = [{weights}]")
    if held(subject):
        lines.append("held = [")
        for parameter in held(subject):
            theta = f"network.{place(parameter)}"
            learns = f"torch.from_numpy({turned(parameter, parts.learns(parameter))} == 1.0)"
            lines.append(f"    ({theta}, {learns}),")
        lines.append("]")
        lines.append("held = [(theta, learns, theta.detach().clone()) for theta, learns in held]")
    return lines


def turned(parameter: Parameter, text: str) -> str:
    return f"{text}.T" if parameter.symbol == "W" else text


def optimizer(subject: Subject) -> Block:
    chosen = subject.network.optimizer
    settings = chosen.settings
    form = CONSTRUCTORS[chosen.name]
    if chosen.name == "nag" and settings["momentum"] == 0.0:
        form = CONSTRUCTORS["sgd"]
    first = settings.get("initial_accumulator_value", 0.0)
    initial = f"initial_accumulator_value={first!r}, " if first else ""
    lines = wrapped(
        f"optimizer = torch.optim.{form.format(start=START, initial=initial, **settings)}"
    )
    return [*lines, *(state(subject) if subject.updates else [])]


def state(subject: Subject) -> Block:
    """Write what the optimizer has gathered, so that it goes on rather than begins again."""
    chosen = subject.network.optimizer
    rule = numpy_rules.RULES[chosen.name](subject)
    slots = rule.slots
    if chosen.name in ("momentum", "nag") and chosen.settings["momentum"] == 0.0:
        slots = ()
    if not slots:
        return []
    counts = chosen.name not in ("momentum", "nag")
    step = f'"step": torch.tensor({float(subject.updates)!r})' if counts else ""
    names = STATE | MEANS.get(chosen.name, {})
    lines = ["# What it has gathered so far, in the shape of the module's parameters."]
    for parameter in subject.parameters:
        lines.append(f"optimizer.state[network.{place(parameter)}] = {{")
        if counts:
            lines.append(f"    {step},")
        for slot in slots:
            array = parameter.state[slot.row]
            array = array.T if parameter.symbol == "W" else array
            lines += spread(f'"{names[slot.name]}": torch.tensor(', array, "),", INDENT)
        lines.append("}")
    return lines
