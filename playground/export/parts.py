"""The parts that scripts of every language share: points, features, first weights, the loop."""

from __future__ import annotations

import textwrap

from playground.experiment.blueprint import DROPOUT_STREAM, ORDER_STREAM, WEIGHT_STREAM
from playground.experiment.data import Part
from playground.experiment.data_spec import CUSTOM
from playground.experiment.memento import Draws

from .known import Known
from .subject import Layer, Parameter, Subject
from .text import WIDTH, assign, function, listed, table, wrapped

Block = list[str]

FEATURES = {
    "x1": "x1",
    "x2": "x2",
    "x1_squared": "x1 * x1",
    "x2_squared": "x2 * x2",
    "x1_times_x2": "x1 * x2",
    "sin_x1": "np.sin(x1)",
    "sin_x2": "np.sin(x2)",
    "cos_x1": "np.cos(x1)",
    "cos_x2": "np.cos(x2)",
    "radius": "np.hypot(x1, x2)",
}

TARGETS = {
    "as_it_is": ("the target of the point", "labels[:, None]"),
    "zero_one": ("class 0 is 0, class 1 is 1", "labels[:, None]"),
    "plus_minus": ("class 0 is -1, class 1 is +1", "2.0 * labels[:, None] - 1.0"),
    "one_hot": ("one column a class, 1 in that of the label", "np.eye({k})[labels.astype(int)]"),
}

DECISIONS = {
    "zero_one": "A[:, 0] >= 0.5",
    "plus_minus": "A[:, 0] >= 0.0",
    "one_hot": "A.argmax(axis=1)",
}

AVERAGE = "1.0 / ((fan_in + fan_out) / 2)"
UNIFORM = ["limit = np.sqrt(3.0 * variance)", "return {rng}.uniform(-limit, limit, {shape})"]
NORMAL = ["return np.sqrt(variance) * {rng}.standard_normal({shape})"]

INITIALIZERS = {
    "zeros": ["return np.zeros({shape})"],
    "constant": ["return np.full({shape}, 0.5)"],
    "uniform": ["return {rng}.uniform(-0.5, 0.5, {shape})"],
    "normal": ["return {rng}.standard_normal({shape})"],
    "xavier_uniform": [f"variance = {AVERAGE}", *UNIFORM],
    "xavier_normal": [f"variance = {AVERAGE}", *NORMAL],
    "he_uniform": ["variance = 2.0 / fan_in", *UNIFORM],
    "he_normal": ["variance = 2.0 / fan_in", *NORMAL],
    "lecun_normal": ["variance = 1.0 / fan_in", *NORMAL],
    "too_large": ["return 5.0 * {rng}.standard_normal({shape})"],
}
"""How weights are drawn, number by number as the engine draws them."""


KNOWN: Known = {"feature": FEATURES, "initializer": INITIALIZERS}
"""The choices that there are lines for in all languages."""


def head(subject: Subject, tool: str, install: str, remarks: list[str]) -> Block:
    """Write what the script is, at its top."""
    return [
        f'"""{describe(subject)}, in {tool}.',
        "",
        f"    pip install {install}",
        "",
        *textwrap.wrap(" ".join(remarks), WIDTH),
        "",
        "Shapes: n samples, d inputs, p units. X (n, d), W (d, p), b (p), Z = X W + b, A = φ(Z).",
        "Layers are counted from 1.",
        '"""',
    ]


def describe(subject: Subject) -> str:
    """Say in a few words which network it is."""
    sizes = [len(subject.spec.features), *(layer.shape[1] for layer in subject.layers)]
    data = "points of one's own" if subject.spec.data.dataset == CUSTOM else _data_name(subject)
    return f"A {'-'.join(map(str, sizes))} network that learns {data}"


def _data_name(subject: Subject) -> str:
    name: str = subject.spec.data.dataset
    return name.replace("_", " ")


def settings(subject: Subject) -> Block:
    """Write the numbers that one might want to change first."""
    optimizer = subject.network.optimizer
    lines = [f"learning_rate = {optimizer.settings['learning_rate']!r}"]
    lines.append(f"batch_size = {subject.batch_size}")
    if subject.rate:
        lines.append(f"rate = {subject.rate!r}  # of the penalty on weights")
    on = "  # how long to train on; with 0 it only answers" if subject.trained else ""
    lines.append(f"epochs = {subject.epochs}{on}")
    lines.append(f"first = {subject.epoch}  # epochs that it has been trained already")
    return lines


def features(subject: Subject) -> Block:
    columns = listed(FEATURES[key] for key in subject.spec.features)
    return function(
        "features(points)",
        "X (n, d): what the network is given of every point (x1, x2).",
        ["x1, x2 = points.T", *wrapped(f"return np.column_stack([{columns}])")],
    )


def targets(subject: Subject) -> Block:
    says, code = TARGETS[subject.coding]
    return function(
        "targets(labels)", f"Y (n, k): {says}.", [f"return {code.format(k=subject.classes)}"]
    )


def points(subject: Subject) -> Block:
    """Write all points, and what the network is given of them."""
    label = "target" if subject.spec.task == "regression" else "class"
    lines = [f"# The points: x1, x2 and {label} of each."]
    lines += _points("train", subject.train)
    if len(subject.test):
        lines += _points("test", subject.test)
    lines.append("X, Y = features(train[:, :2]), targets(train[:, 2])")
    if len(subject.test):
        lines.append("X_test, Y_test = features(test[:, :2]), targets(test[:, 2])")
    return lines


def _points(name: str, part: Part) -> Block:
    rows = table(part.points, part.labels)
    return [f'{name} = np.array("""', *rows, '""".split(), dtype=float).reshape(-1, 3)']


def drawing(subject: Subject) -> Block:
    """Write the function that draws first weights, where the script starts from those."""
    if subject.trained:
        return []
    shape, rng = "(fan_in, fan_out)", "weight_rng"
    body = [line.format(rng=rng, shape=shape) for line in INITIALIZERS[subject.network.initializer]]
    return function(
        "draw(fan_in, fan_out)",
        f"First weights of a layer: {subject.network.initializer.replace('_', ' ')}.",
        body,
    )


def weights(subject: Subject) -> Block:
    """Write the parameters: trained ones number by number, first ones as they are drawn."""
    if subject.trained:
        return ["# The trained parameters.", *_trained(subject), *_masks(subject)]
    lines = []
    if "{rng}" in "".join(INITIALIZERS[subject.network.initializer]):
        lines.append(f"weight_rng = np.random.default_rng([{subject.spec.seed}, {WEIGHT_STREAM}])")
    for layer in subject.layers:
        lines += _first(layer)
    return [*lines, *_masks(subject)]


def _trained(subject: Subject) -> Block:
    lines = []
    for layer in subject.layers:
        for parameter in layer.parameters:
            lines += assign(parameter.name, parameter.value)
        if layer.normalization == "batch":
            lines += assign(f"running_mean{layer.number}", layer.running[0])
            lines += assign(f"running_variance{layer.number}", layer.running[1])
    return lines


def _first(layer: Layer) -> Block:
    fan_in, fan_out = layer.shape
    n = layer.number
    lines = [f"W{n}, b{n} = draw({fan_in}, {fan_out}), np.zeros({fan_out})"]
    if layer.normalization != "none":
        lines.append(f"gamma{n}, beta{n} = np.ones({fan_out}), np.zeros({fan_out})")
    if layer.normalization == "batch":
        pair = f"running_mean{n}, running_variance{n}"
        lines.append(f"{pair} = np.zeros({fan_out}), np.ones({fan_out})")
    return lines


def _masks(subject: Subject) -> Block:
    """Write which weights are cut, and what else does not learn."""
    lines = []
    for layer in subject.layers:
        n = layer.number
        if layer.connected is not None and not subject.trained:
            lines.append(f"# 0: a connection into layer {n} that is cut.")
            lines += assign(f"M{n}", layer.connected.astype(int))
            lines.append(f"W{n} = W{n} * M{n}")
        for parameter in layer.parameters:
            if parameter.learns is not None:
                what = f"# 0: this part of {parameter.name} does not learn."
                lines += [what, *assign(learns(parameter), parameter.learns.astype(int))]
    return lines


def learns(parameter: Parameter) -> str:
    """Return the name under which a script knows what of a parameter learns."""
    return f"learns_{parameter.name}"


def generators(subject: Subject, *, dropout: bool) -> Block:
    """Write where orders and dropout are drawn from.

    Args:
        subject: the network.
        dropout: whether the script draws dropout by itself.
    """
    lines = []
    if subject.network.shuffle:
        lines += _generator(subject, "order_rng", ORDER_STREAM, subject.generators.orders)
    if dropout and subject.drops:
        lines += _generator(subject, "dropout_rng", DROPOUT_STREAM, subject.generators.dropout)
    if subject.rest is not None:
        lines.append("# The current epoch was left half-way: the samples that it has yet to show.")
        lines += wrapped(f"rest = np.array({subject.rest.tolist()!r})")
    return lines


def _generator(subject: Subject, name: str, stream: int, draws: Draws) -> Block:
    lines = [f"{name} = np.random.default_rng([{subject.spec.seed}, {stream}])"]
    if subject.trained:
        state, increment, half, kept = draws
        lines += [
            f"{name}.bit_generator.state = {{  # where the generator of the playground stands",
            '    "bit_generator": "PCG64",',
            '    "state": {',
            f'        "state": {state},',
            f'        "inc": {increment},',
            "    },",
            f'    "has_uint32": {half},',
            f'    "uinteger": {kept},',
            "}",
        ]
    return lines


def loss_curve(subject: Subject) -> Block:
    """Write the function that keeps the losses and prints some of them.

    It calls measure_training() and measure_test(), which give the loss and the answers (n, k).
    """
    classifies = subject.spec.task == "classification"
    right = ", accuracy {{accuracy(A, {part}):.3f}}" if classifies else ""
    body = [
        "loss, A = measure_training()",
        "losses.append(loss)",
        "if (epoch - first) % every and epoch < first + epochs:",
        "    return",
        f'told = f"epoch {{epoch:5d}}  training loss {{loss:.6f}}{right.format(part="train")}"',
    ]
    if len(subject.test):
        told = f'f"   test loss {{loss:.6f}}{right.format(part="test")}"'
        body += ["loss, A = measure_test()", f"told += {told}"]
    return function(
        "report(epoch)",
        "Keep the loss of the training set, and print now and then how it goes.",
        [*body, "print(told)"],
    )


def decision(subject: Subject) -> Block:
    if subject.spec.task == "regression":
        return []
    decided = f"({DECISIONS[subject.coding]}) == points[:, 2]"
    return function(
        "accuracy(A, points)",
        "In which share of the points the answer is the right class.",
        [f"return np.mean({decided})"],
    )


def loop(subject: Subject, update: str = "update(X[batch], Y[batch])") -> Block:
    """Write the training loop."""
    order = "order_rng.permutation(len(X))" if subject.network.shuffle else "np.arange(len(X))"
    if subject.rest is not None:
        order = f"rest if epoch == first + 1 else {order}"
    return [
        "losses = []",
        "every = max(1, epochs // 20)",
        "report(first)",
        "for epoch in range(first + 1, first + epochs + 1):",
        f"    order = {order}",
        "    for start in range(0, len(order), batch_size):",
        "        batch = order[start : start + batch_size]",
        f"        {update}",
        "    report(epoch)",
    ]


def answers(subject: Subject) -> Block:
    """Write what shows some answers of the network at the end."""
    part, which = ("test", "test") if len(subject.test) else ("train", "training")
    return [
        f"# What the network answers to the first {which} points.",
        f"for (x1, x2, label), a in zip({part}[:5], predict({part}[:5, :2])):",
        '    print(f"x1 {x1:7.3f}  x2 {x2:7.3f}  label {label:g}  answer {a.round(4)}")',
    ]
