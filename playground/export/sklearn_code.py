"""A network as a scikit-learn script: MLPClassifier or MLPRegressor, batch by batch.

They have one activation for all hidden layers, two solvers, L2, and nothing else; what is beyond
that is said in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import parts
from .known import require
from .limits import NotExpressible, Remark
from .subject import Subject
from .text import function, joined, listed, wrapped

Block = list[str]

ACTIVATIONS = {"identity": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
PAIRS = (("sigmoid", "cross_entropy"), ("softmax", "cross_entropy"), ("identity", "mse"))
SOLVERS = ("sgd", "momentum", "nag", "adam")

Missing = tuple[str, str, str | None]
"""What is missing: a code, the rest of a sentence, the choice that it is about."""


def write(subject: Subject) -> str:
    """Return the script.

    Raises:
        NotExpressible: naming what scikit-learn has not, or what there are no lines for.
    """
    check(subject)
    require(subject, "The scikit-learn script", parts.KNOWN)
    start = "goes on from" if subject.trained else "starts from"
    says = [
        f"It {start} the weights of the playground and takes the samples in its order:",
        "every call of partial_fit with one batch makes one update.",
        *(remark.message for remark in remarks(subject)),
    ]
    return joined(
        [
            parts.head(subject, "scikit-learn", "scikit-learn numpy", says),
            [
                "import numpy as np",
                f"from sklearn.neural_network import {estimator(subject)}",
            ],
            parts.settings(subject),
            parts.features(subject),
            *([] if classifies(subject) else [parts.targets(subject)]),
            parts.drawing(subject),
            update(subject),
            predict(subject),
            *measurements(subject),
            parts.decision(subject),
            parts.loss_curve(subject),
            points(subject),
            parts.weights(subject),
            model(subject),
            parts.generators(subject, dropout=False),
            parts.loop(subject),
            parts.answers(subject),
        ]
    )


def check(subject: Subject) -> None:
    """Refuse what cannot be expressed."""
    missing = [*_missing_in_layers(subject), *_missing_in_training(subject)]
    if missing:
        raise NotExpressible(
            Remark(code, f"scikit-learn's MLPClassifier and MLPRegressor {reason}.", given)
            for code, reason, given in missing
        )


def _missing_in_layers(subject: Subject) -> Iterator[Missing]:
    hidden = {layer.activation for layer in subject.hidden}
    output, loss = subject.output.key, subject.loss.key
    if len(hidden) > 1:
        yield "one_activation", "have one activation for all hidden layers, not several", None
    for key in sorted(hidden - set(ACTIVATIONS)):
        yield "no_activation", f"have no activation {spoken(key)}", key
    if subject.drops:
        yield "no_dropout", "have no dropout", None
    if any(layer.normalization != "none" for layer in subject.hidden):
        yield "no_normalization", "have no normalisation", None
    if any(parameter.learns is not None for parameter in subject.parameters):
        yield "no_masks", "have no weights that are cut or frozen", None
    if output == "softmax" and subject.classes == 2:
        yield "one_unit", "have one output unit for two classes, not two with softmax", None
    elif (output, loss) not in PAIRS:
        yield "no_loss", f"have no {output} output with the loss {spoken(loss)}", loss


def _missing_in_training(subject: Subject) -> Iterator[Missing]:
    optimizer = subject.network.optimizer
    if optimizer.name not in SOLVERS:
        reason = f"train by SGD, momentum, Nesterov or Adam, not by {optimizer.name}"
        yield "no_optimizer", reason, optimizer.name
    if optimizer.settings.get("dampening"):
        yield "no_dampening", "have no dampening of the momentum", None
    if optimizer.name == "adam" and optimizer.settings["amsgrad"]:
        yield "no_amsgrad", "have no AMSGrad", None
    if learning_rate(subject) <= 0.0:
        yield "no_rate", "take no learning rate of 0", None
    penalty = subject.network.regularization.name
    if subject.rate and penalty != "l2":
        yield "no_penalty", f"have no {penalty.upper()} penalty", penalty


def spoken(key: str) -> str:
    return key.replace("_", " ")


def remarks(subject: Subject) -> list[Remark]:
    """Say where the script differs from the playground."""
    name, told = subject.network.optimizer.name, []
    if name == "adam":
        message = "scikit-learn's Adam adds epsilon at another place, which changes late digits."
        told.append(Remark("other_epsilon", message, name))
    if subject.updates and name != "sgd":
        message = "What the optimizer has gathered so far begins anew where it is trained on."
        told.append(Remark("begins_anew", message, name))
    return told


def learning_rate(subject: Subject) -> float:
    return float(subject.network.optimizer.settings["learning_rate"])


def classifies(subject: Subject) -> bool:
    return subject.loss.key == "cross_entropy"


def estimator(subject: Subject) -> str:
    return "MLPClassifier" if classifies(subject) else "MLPRegressor"


def points(subject: Subject) -> Block:
    """Write the points; a classifier learns from labels, a regressor from a column of targets."""
    lines = parts.points(subject)
    if classifies(subject):
        lines = [
            line.replace(f"targets({part}[:, 2])", f"{part}[:, 2]")
            for line in lines
            for part in ["test" if line.startswith("X_test") else "train"]
        ]
    return lines


def model(subject: Subject) -> Block:
    """Write how the estimator is made, and how it gets its weights."""
    settings = subject.network.optimizer.settings
    sizes = [layer.shape[1] for layer in subject.hidden]
    options = [f"hidden_layer_sizes={tuple(sizes)}"]
    if sizes:
        options.append(f'activation="{ACTIVATIONS[subject.hidden[0].activation]}"')
    if subject.network.optimizer.name == "adam":
        options.append('solver="adam"')
        options += [f"beta_1={settings['beta1']!r}", f"beta_2={settings['beta2']!r}"]
        options.append(f"epsilon={settings['eps']!r}")
    else:
        nesterov = subject.network.optimizer.name == "nag"
        options.append('solver="sgd"')
        options += [f"momentum={settings.get('momentum', 0.0)!r}", f"nesterovs_momentum={nesterov}"]
    options += ["learning_rate_init=learning_rate", "shuffle=False"]
    weights = listed(layer.weights.name for layer in subject.layers)
    biases = listed(layer.parameters[1].name for layer in subject.layers)
    known = ", classes=np.arange(" + str(subject.classes) + ")" if classifies(subject) else ""
    return [
        *wrapped(f"model = {estimator(subject)}({listed(options)})"),
        "# The first call of partial_fit makes weights of its own: these take their place, and the",
        "# optimizer begins anew.",
        f"model.partial_fit(X[:1], {'Y[:1]' if classifies(subject) else 'Y[:1, 0]'}{known})",
        "del model._optimizer",
        *wrapped(f"model.coefs_ = [{weights}]"),
        *wrapped(f"model.intercepts_ = [{biases}]"),
    ]


def update(subject: Subject) -> Block:
    lines = []
    if subject.rate:
        lines += [
            "# Its penalty is ½ alpha Σ w² / n, with n the samples of the batch.",
            "model.set_params(alpha=rate * len(X), batch_size=len(X))",
        ]
    else:
        lines.append("model.set_params(alpha=0.0, batch_size=len(X))")
    lines.append(
        "model.partial_fit(X, Y)" if classifies(subject) else "model.partial_fit(X, Y[:, 0])"
    )
    return function("update(X, Y)", "Learn from one batch.", lines)


def predict(subject: Subject) -> Block:
    if not classifies(subject):
        code = "model.predict(features(points))[:, None]"
    elif subject.coding == "one_hot":
        code = "model.predict_proba(features(points))"
    else:
        code = "model.predict_proba(features(points))[:, 1:]  # P(class 1)"
    return function(
        "predict(points)",
        "What the network answers to points (x1, x2): A (n, k).",
        [f"return {code}"],
    )


def measurements(subject: Subject) -> list[Block]:
    if not classifies(subject):
        loss = ["return 0.5 * ((A - Y) ** 2).mean()"]
    else:
        column = "A" if subject.coding == "one_hot" else "np.hstack([1.0 - A, A])"
        loss = [
            f"right = ({column})[np.arange(len(Y)), Y.astype(int)]",
            "return -np.log(right).mean()",
        ]
    says = "½ (a - y)²" if not classifies(subject) else "-ln a of the label"
    found = [function("mean_loss(A, Y)", f"The mean of {says}.", loss)]
    for which, part, y in (("training", "train", "Y"), ("test", "test", "Y_test")):
        if which == "training" or len(subject.test):
            found.append(
                function(
                    f"measure_{which}()",
                    f"Loss and answers of the {which} set.",
                    [f"A = predict({part}[:, :2])", f"return mean_loss(A, {y}), A"],
                )
            )
    return found
