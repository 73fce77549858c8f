"""A network as a NumPy script: forward and backward written out layer by layer."""

from __future__ import annotations

from . import numpy_rules, parts
from .known import LOSSES, NORMALIZATIONS, PENALTIES, Known, require
from .subject import Layer, Subject
from .text import function, joined, listed, wrapped

Block = list[str]

PHI = {
    "identity": "{z}",
    "step": "({z} >= 0.0).astype(float)",
    "sign": "np.sign({z})",
    "sigmoid": "sigmoid({z})",
    "tanh": "np.tanh({z})",
    "relu": "np.maximum({z}, 0.0)",
    "leaky_relu": "np.where({z} > 0.0, {z}, 0.01 * {z})",
    "gelu": "gelu({z})",
    "softmax": "softmax({z})",
}

SLOPE = {
    "identity": "",
    "step": " * np.zeros_like({z})",
    "sign": " * np.zeros_like({z})",
    "sigmoid": " * ({a} * (1.0 - {a}))",
    "tanh": " * (1.0 - {a} * {a})",
    "relu": " * ({z} > 0.0)",
    "leaky_relu": " * np.where({z} > 0.0, 1.0, 0.01)",
    "gelu": " * gelu_slope({z})",
}
"""The factor φ′(z) behind ∂J/∂A."""

KNOWN: Known = {
    **parts.KNOWN,
    "activation": SLOPE,
    "normalization": NORMALIZATIONS,
    "output": PHI,
    "loss": LOSSES,
    "optimizer": numpy_rules.RULES,
    "regularizer": PENALTIES,
}
"""The choices that there are lines for here."""

SIGMOID = [
    "def sigmoid(Z):",
    '    """1 / (1 + e^-z), in the form that cannot overflow."""',
    "    e = np.exp(-np.abs(Z))",
    "    return np.where(Z >= 0.0, 1.0, e) / (1.0 + e)",
]
SOFTMAX = [
    "def softmax(Z):",
    '    """Probabilities, row by row; without the maximum nothing overflows."""',
    "    e = np.exp(Z - Z.max(axis=1, keepdims=True))",
    "    return e / e.sum(axis=1, keepdims=True)",
]
GELU = [
    "def gelu(Z):",
    '    """½ z (1 + tanh u) with u = √(2/π) (z + 0.044715 z³)."""',
    "    return 0.5 * Z * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (Z + 0.044715 * Z * Z * Z)))",
]
GELU_SLOPE = [
    "def gelu_slope(Z):",
    '    """Its derivative ½ (1 + tanh u) + ½ z (1 - tanh² u) u′."""',
    "    t = np.tanh(np.sqrt(2.0 / np.pi) * (Z + 0.044715 * Z * Z * Z))",
    "    du = np.sqrt(2.0 / np.pi) * (1.0 + 3.0 * 0.044715 * Z * Z)",
    "    return 0.5 * (1.0 + t) + 0.5 * Z * (1.0 - t * t) * du",
]
HELPERS = {"sigmoid": [SIGMOID], "softmax": [SOFTMAX], "gelu": [GELU, GELU_SLOPE]}

INITIAL = [
    "It starts from the weights of the playground and draws what the playground draws, the order",
    "of the samples and dropout, so that the losses are those of the playground.",
]
TRAINED = [
    "It has the weights that the playground had when it was written, and trains on from there as",
    "the playground would: with the same draws, and with what the optimizer has gathered so far.",
]


def write(subject: Subject) -> str:
    """Return the script.

    Raises:
        NotExpressible: naming what there are no lines for.
    """
    require(subject, "The NumPy script", KNOWN)
    remarks = TRAINED if subject.trained else INITIAL
    return joined(
        [
            parts.head(subject, "NumPy alone", "numpy", remarks),
            ["import numpy as np"],
            [*parts.settings(subject), *numpy_rules.constants(subject)],
            parts.features(subject),
            parts.targets(subject),
            parts.drawing(subject),
            *helpers(subject),
            forward(subject),
            loss(subject),
            gradients(subject),
            numpy_rules.update(subject),
            predict(),
            parts.decision(subject),
            *measurements(subject),
            parts.loss_curve(subject),
            parts.points(subject),
            parts.weights(subject),
            numpy_rules.state(subject),
            parts.generators(subject, dropout=True),
            parts.loop(subject),
            parts.answers(subject),
        ]
    )


def helpers(subject: Subject) -> list[Block]:
    used = {layer.activation for layer in subject.layers}
    return [block for key, blocks in HELPERS.items() if key in used for block in blocks]


def inputs(layer: Layer, subject: Subject, training: bool) -> str:
    """Return what comes into a layer: X, or what the layer before gives."""
    if layer.number == 1:
        return "X"
    before = subject.layers[layer.number - 2]
    return f"{'D' if training and before.dropout else 'A'}{before.number}"


def given_to_phi(layer: Layer) -> str:
    return f"{'Z' if layer.normalization == 'none' else 'H'}{layer.number}"


def forward(subject: Subject) -> Block:
    """Write the pass that answers: no dropout, running statistics."""
    lines: Block = []
    for layer in subject.layers:
        n = layer.number
        lines.append(f"Z{n} = {inputs(layer, subject, False)} @ W{n} + b{n}")
        if layer.normalization == "batch":
            lines += [
                f"mean, variance = running_mean{n}, running_variance{n}",
                "if own_statistics:",
                f"    mean, variance = Z{n}.mean(axis=0), Z{n}.var(axis=0)",
                f"N{n} = (Z{n} - mean) * (1.0 / np.sqrt(variance + 1e-5))",
            ]
        elif layer.normalization == "layer":
            lines += layer_statistics(n)
        if layer.normalization != "none":
            lines.append(f"H{n} = gamma{n} * N{n} + beta{n}")
        lines.append(phi(layer))
    last = subject.last.number
    lines.append(f"return Z{last}, A{last}")
    if subject.normalized:
        says = "Z and A of the last layer; a set can be normalised by its own statistics."
        return function("forward(X, own_statistics=False)", says, lines)
    return function("forward(X)", "Z and A of the last layer.", lines)


def phi(layer: Layer) -> str:
    return f"A{layer.number} = {PHI[layer.activation].format(z=given_to_phi(layer))}"


def layer_statistics(n: int) -> Block:
    return [
        f"mean, variance = Z{n}.mean(axis=1, keepdims=True), Z{n}.var(axis=1, keepdims=True)",
        f"scale{n} = 1.0 / np.sqrt(variance + 1e-5)",
        f"N{n} = (Z{n} - mean) * scale{n}",
    ]


def batch_statistics(n: int, smallest: int) -> Block:
    running = f"running_variance{n}[:]"
    follow = f"{running} += 0.1 * (variance * (n / (n - 1)) - {running})"
    return [
        f"mean, variance = Z{n}.mean(axis=0), Z{n}.var(axis=0)",
        f"running_mean{n}[:] += 0.1 * (mean - running_mean{n})",
        *(["if n > 1:", f"    {follow}"] if smallest == 1 else [follow]),
        f"scale{n} = 1.0 / np.sqrt(variance + 1e-5)",
        f"N{n} = (Z{n} - mean) * scale{n}",
    ]


def loss(subject: Subject) -> Block:
    key = subject.loss.key
    if key == "mse":
        says = "½ Σ (a - y)² of each sample"
        body = ["return (0.5 * ((A - Y) ** 2).sum(axis=1)).mean()"]
    elif key == "perceptron":
        says = "max(0, -t z) of each sample, t = ±1"
        body = [f"return np.maximum(0.0, -{signs(subject)} * Z).mean()"]
    elif subject.coding == "one_hot":
        says = "-ln a of the label, written with Z so that nothing overflows"
        body = [
            "shifted = Z - Z.max(axis=1, keepdims=True)",
            "label = (shifted * Y).sum(axis=1)",
            "whole = np.log(np.exp(shifted).sum(axis=1))",
            "return (whole - label).mean()",
        ]
    else:
        says = "-y ln a - (1 - y) ln(1 - a), written with Z so that nothing overflows"
        body = ["return (np.maximum(Z, 0.0) - Y * Z + np.log1p(np.exp(-np.abs(Z)))).mean()"]
    return function("mean_loss(Z, A, Y)", f"The mean of {says}.", body)


def signs(subject: Subject) -> str:
    """Return the targets as ±1."""
    return "(2.0 * Y - 1.0)" if subject.coding == "zero_one" else "Y"


def gradients(subject: Subject) -> Block:
    """Write one pass forward and backward, as in training."""
    lines = ["n = len(X)", "# Forward."]
    for layer in subject.layers:
        lines += training_pass(layer, subject)
    lines += ["# Backward: delta = ∂J/∂Z (n, p), from the last layer to the first."]
    lines += last_delta(subject)
    for layer in reversed(subject.layers):
        lines += backward(layer, subject)
    if subject.rate:
        penalty = "W{n}" if subject.network.regularization.name == "l2" else "np.sign(W{n})"
        lines.append(f"# The price on weights: {subject.network.regularization.name.upper()}.")
        for layer in subject.layers:
            lines.append(f"dW{layer.number} += rate * {penalty.format(n=layer.number)}")
    held = [parameter for parameter in subject.parameters if parameter.learns is not None]
    if held:
        lines.append("# What is cut or frozen does not learn.")
        lines += [f"d{p.name} *= {parts.learns(p)}" for p in held]
    names = listed(f"d{parameter.name}" for parameter in subject.parameters)
    return function(
        "gradients(X, Y)",
        "∂J/∂θ of a batch for every parameter θ, J being its mean loss.",
        [*lines, *wrapped(f"return [{names}]")],
    )


def training_pass(layer: Layer, subject: Subject) -> Block:
    n = layer.number
    lines = [f"Z{n} = {inputs(layer, subject, True)} @ W{n} + b{n}"]
    if layer.normalization == "batch":
        lines += batch_statistics(n, subject.smallest_batch)
    elif layer.normalization == "layer":
        lines += layer_statistics(n)
    if layer.normalization != "none":
        lines.append(f"H{n} = gamma{n} * N{n} + beta{n}")
    if layer is not subject.last or subject.loss.key != "perceptron":
        lines.append(phi(layer))
    if layer.dropout:
        rate = repr(layer.dropout)
        lines += [
            f"kept{n} = (dropout_rng.random(A{n}.shape) >= {rate}) / (1.0 - {rate})",
            f"D{n} = A{n} * kept{n}",
        ]
    return lines


def last_delta(subject: Subject) -> Block:
    n = subject.last.number
    if subject.loss.key == "cross_entropy":
        return [f"delta{n} = (A{n} - Y) / n"]
    if subject.loss.key == "perceptron":
        return [
            f"T = {signs(subject)}",
            f"delta{n} = np.where(T * Z{n} <= 0.0, -T, 0.0) / n",
        ]
    if subject.last.activation == "softmax":
        return [
            f"g = A{n} - Y",
            f"delta{n} = A{n} * (g - (g * A{n}).sum(axis=1, keepdims=True)) / n",
        ]
    slope = SLOPE[subject.last.activation].format(z=f"Z{n}", a=f"A{n}")
    return [f"delta{n} = (A{n} - Y){slope} / n"]


def backward(layer: Layer, subject: Subject) -> Block:
    n = layer.number
    lines = []
    if layer is not subject.last:
        slope = SLOPE[layer.activation].format(z=given_to_phi(layer), a=f"A{n}")
        kept = f" * kept{n}" if layer.dropout else ""
        lines.append(f"delta{n} = delta{n + 1} @ W{n + 1}.T{kept}{slope}")
    if layer.normalization != "none":
        axis = "axis=0" if layer.normalization == "batch" else "axis=1, keepdims=True"
        lines += [
            f"dgamma{n}, dbeta{n} = (delta{n} * N{n}).sum(axis=0), delta{n}.sum(axis=0)",
            f"g = delta{n} * gamma{n}",
            f"shared = N{n} * (g * N{n}).mean({axis})",
            f"delta{n} = (g - g.mean({axis}) - shared) * scale{n}",
        ]
    before = inputs(layer, subject, True)
    return [*lines, f"dW{n}, db{n} = {before}.T @ delta{n}, delta{n}.sum(axis=0)"]


def predict() -> Block:
    return function(
        "predict(points)",
        "What the network answers to points (x1, x2): A (n, k).",
        ["return forward(features(points))[1]"],
    )


def measurements(subject: Subject) -> list[Block]:
    """Write the functions that give loss and answers of the two sets."""
    own = ", own_statistics=True" if subject.normalized else ""
    found = [
        function(
            "measure_training()",
            "Loss and answers of the training set.",
            [f"Z, A = forward(X{own})", "return mean_loss(Z, A, Y), A"],
        )
    ]
    if len(subject.test):
        found.append(
            function(
                "measure_test()",
                "Loss and answers of the test set.",
                ["Z, A = forward(X_test)", "return mean_loss(Z, A, Y_test), A"],
            )
        )
    return found
