"""A network as a Keras 3 script, whatever computes for Keras: TensorFlow, JAX or PyTorch.

Layers, losses and optimizers are Keras's own. First weights and orders are drawn by NumPy, so that
the script follows the playground as far as Keras has the same rules; remarks() says where not.
"""

from __future__ import annotations

from . import parts
from .known import LOSSES, NORMALIZATIONS, PENALTIES, Known, require
from .limits import NotExpressible, Remark
from .subject import Layer, Subject
from .text import function, joined, listed, wrapped

Block = list[str]

PHI = {
    "identity": '"linear"',
    "step": "lambda Z: ops.where(Z >= 0.0, 1.0, 0.0) + 0.0 * Z",
    "sign": "lambda Z: ops.sign(Z) + 0.0 * Z",
    "sigmoid": '"sigmoid"',
    "tanh": '"tanh"',
    "relu": '"relu"',
    "leaky_relu": "lambda Z: ops.where(Z > 0.0, Z, 0.01 * Z)",
    "gelu": "lambda Z: ops.gelu(Z, approximate=True)",
}

OUTPUT = {
    "identity": "Z",
    "step": "ops.where(Z >= 0.0, 1.0, 0.0) + 0.0 * Z",
    "sign": "ops.sign(Z) + 0.0 * Z",
    "sigmoid": "ops.sigmoid(Z)",
    "tanh": "ops.tanh(Z)",
    "softmax": "ops.softmax(Z)",
}

CONSTRUCTORS = {
    "sgd": "SGD(learning_rate)",
    "momentum": "SGD(learning_rate, momentum={momentum})",
    "nag": "SGD(learning_rate, momentum={momentum}, nesterov=True)",
    "adagrad": "Adagrad({rate}, initial_accumulator_value={initial_accumulator_value}, "
    "epsilon={squared})",
    "adadelta": "Adadelta(learning_rate, rho={rho}, epsilon={eps})",
    "rmsprop": "RMSprop(learning_rate, rho={alpha}, momentum={momentum}, epsilon={squared}, "
    "centered={centered})",
    "adam": "Adam(learning_rate, beta_1={beta1}, beta_2={beta2}, epsilon={eps}, amsgrad={amsgrad})",
    "adamw": "AdamW(learning_rate, weight_decay={weight_decay}, beta_1={beta1}, beta_2={beta2}, "
    "epsilon={eps}, amsgrad={amsgrad})",
}
KNOWN: Known = {
    **parts.KNOWN,
    "activation": PHI,
    "normalization": NORMALIZATIONS,
    "output": OUTPUT,
    "loss": LOSSES,
    "optimizer": CONSTRUCTORS,
    "regularizer": PENALTIES,
}
"""The choices that there are lines for here."""

OTHER_EPSILON = ("adagrad", "rmsprop", "adam", "adamw")
GATHERS = ("momentum", "nag", "adagrad", "adadelta", "rmsprop", "adam", "adamw")


def write(subject: Subject) -> str:
    """Return the script.

    Raises:
        NotExpressible: naming what Keras has not, or what there are no lines for.
    """
    require(subject, "The Keras script", KNOWN)
    if subject.network.optimizer.settings.get("dampening"):
        message = "Keras's SGD has no dampening of the momentum."
        raise NotExpressible([Remark("no_dampening", message)])
    start = "goes on from" if subject.trained else "starts from"
    says = [
        f"It computes in float64, {start} the weights of the playground, and takes the samples",
        "in its order.",
        *(remark.message for remark in remarks(subject)),
    ]
    return joined(
        [
            parts.head(subject, "Keras 3", "keras torch numpy", says),
            [
                "import os",
                "",
                "# Or tensorflow; or jax, which takes JAX_ENABLE_X64=1 for float64.",
                'os.environ.setdefault("KERAS_BACKEND", "torch")',
                "",
                "import keras",
                "import numpy as np",
                "from keras import ops",
                "",
                'keras.config.set_floatx("float64")',
            ],
            parts.settings(subject),
            parts.features(subject),
            parts.targets(subject),
            parts.drawing(subject),
            *loss(subject),
            update(subject),
            predict(subject),
            *measurements(subject),
            parts.decision(subject),
            parts.loss_curve(subject),
            parts.points(subject),
            parts.weights(subject),
            model(subject),
            parts.generators(subject, dropout=False),
            parts.loop(subject),
            parts.answers(subject),
        ]
    )


def remarks(subject: Subject) -> list[Remark]:
    """Say where the script differs from the playground."""
    name, told = subject.network.optimizer.name, []
    if name in OTHER_EPSILON:
        message = f"Keras's {name} adds epsilon at another place, which changes late digits."
        told.append(Remark("other_epsilon", message, name))
    if subject.drops:
        message = "Keras draws dropout by itself, so that the losses differ from draw to draw."
        told.append(Remark("other_dropout", message))
    if subject.normalized:
        message = (
            "Keras's batch normalisation follows the biased variance, and its training loss is "
            "measured with running statistics."
        )
        told.append(Remark("other_normalization", message))
    if subject.updates and name in GATHERS:
        message = "What the optimizer has gathered so far begins anew where it is trained on."
        told.append(Remark("begins_anew", message, name))
    return told


def loss(subject: Subject) -> list[Block]:
    output = function(
        "output(Z)",
        f"A of the last layer: {subject.output.key}.",
        [f"return {OUTPUT[subject.output.key]}"],
    )
    key = subject.loss.key
    if key == "cross_entropy":
        kind = "Categorical" if subject.coding == "one_hot" else "Binary"
        return [output, [f"sample_loss = keras.losses.{kind}Crossentropy(from_logits=True)"]]
    if key == "perceptron":
        says = "max(0, -t z), t = ±1; at t z = 0 it pulls too"
        signs = "2.0 * Y - 1.0" if subject.coding == "zero_one" else "Y"
        body = [
            f"T = {signs}",
            "return ops.sum(ops.where(T * Z <= 0.0, -T * Z, 0.0), axis=-1)",
        ]
    else:
        says = "½ Σ (a - y)²"
        body = ["return 0.5 * ops.sum((output(Z) - Y) ** 2, axis=-1)"]
    return [output, function("sample_loss(Y, Z)", f"{says} of each sample.", body)]


def update(subject: Subject) -> Block:
    lines = ["model.train_on_batch(X, Y)"]
    if any(parameter.learns is not None for parameter in subject.parameters):
        lines += [
            "for theta, learns, at_first in held:  # what is cut or frozen stays as it was",
            "    theta.assign(ops.where(learns, ops.convert_to_tensor(theta), at_first))",
        ]
    return function("update(X, Y)", "Learn from one batch.", lines)


def predict(subject: Subject) -> Block:
    return function(
        "predict(points)",
        "What the network answers to points (x1, x2): A (n, k).",
        ["Z = model.predict_on_batch(features(points))", "return ops.convert_to_numpy(output(Z))"],
    )


def measurements(subject: Subject) -> list[Block]:
    wanted = [("training", "X", "Y")] + (
        [("test", "X_test", "Y_test")] if len(subject.test) else []
    )
    return [
        function(
            f"measure_{which}()",
            f"Loss and answers of the {which} set.",
            [
                f"Z = model.predict_on_batch({x})",
                f"loss = float(ops.convert_to_numpy(ops.mean(sample_loss({y}, Z))))",
                "return loss, ops.convert_to_numpy(output(Z))",
            ],
        )
        for which, x, y in wanted
    ]


def model(subject: Subject) -> Block:
    lines = [f"incoming = keras.Input(({len(subject.spec.features)},))"]
    given = "incoming"
    for layer in subject.layers:
        lines += layer_lines(layer, subject, given)
        given = f"A{layer.number}"
    lines.append(f"model = keras.Model(incoming, Z{subject.last.number})")
    for layer in subject.layers:
        lines += filling(layer)
    held = [parameter for parameter in subject.parameters if parameter.learns is not None]
    if held:
        lines.append("held = [")
        for parameter in held:
            n = parameter.name.removeprefix(parameter.symbol)
            part = "norm" if parameter.symbol in ("gamma", "beta") else "dense"
            attribute = {"W": "kernel", "b": "bias"}.get(parameter.symbol, parameter.symbol)
            theta = f'model.get_layer("{part}{n}").{attribute}'
            lines.append(f"    ({theta}, {parts.learns(parameter)} == 1.0, {parameter.name}),")
        lines.append("]")
    return [*lines, *compiling(subject)]


def layer_lines(layer: Layer, subject: Subject, given: str) -> Block:
    n = layer.number
    penalty = ""
    if subject.rate:
        l2 = subject.network.regularization.name == "l2"
        kind = "L2(0.5 * rate)" if l2 else "L1(rate)"
        penalty = f", kernel_regularizer=keras.regularizers.{kind}"
    named = f'name="dense{n}"{penalty}'
    lines = wrapped(f"Z{n} = keras.layers.Dense({layer.shape[1]}, {named})({given})")
    if layer is subject.last:
        return lines
    z = f"Z{n}"
    if layer.normalization == "batch":
        kind = f'BatchNormalization(momentum=0.9, epsilon=1e-5, name="norm{n}")'
    else:
        kind = f'LayerNormalization(epsilon=1e-5, name="norm{n}")'
    if layer.normalization != "none":
        lines.append(f"H{n} = keras.layers.{kind}(Z{n})")
        z = f"H{n}"
    lines.append(f"A{n} = keras.layers.Activation({PHI[layer.activation]})({z})")
    if layer.dropout:
        lines.append(f"A{n} = keras.layers.Dropout({layer.dropout!r})(A{n})")
    return lines


def filling(layer: Layer) -> Block:
    n = layer.number
    lines = [f'model.get_layer("dense{n}").set_weights([W{n}, b{n}])']
    if layer.normalization != "none":
        names = [f"gamma{n}", f"beta{n}"]
        if layer.normalization == "batch":
            names += [f"running_mean{n}", f"running_variance{n}"]
        lines.append(f'model.get_layer("norm{n}").set_weights([{listed(names)}])')
    return lines


def compiling(subject: Subject) -> Block:
    chosen = subject.network.optimizer
    settings = dict(chosen.settings)
    settings["squared"] = float(settings.get("eps", 1.0)) ** 2
    lines = []
    rate = "learning_rate"
    if settings.get("lr_decay"):
        rate = "rate_now"
        schedule = f"InverseTimeDecay(learning_rate, 1, {settings['lr_decay']!r})"
        lines.append(f"rate_now = keras.optimizers.schedules.{schedule}")
    if "{squared}" in CONSTRUCTORS[chosen.name]:
        lines.append(
            "# Keras adds epsilon below the root: the square of what is added to the root."
        )
    code = CONSTRUCTORS[chosen.name].format(rate=rate, **settings)
    return [
        *lines,
        *wrapped(f"optimizer = keras.optimizers.{code}"),
        "model.compile(optimizer=optimizer, loss=sample_loss)",
    ]
