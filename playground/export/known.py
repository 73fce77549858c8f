"""The choices that there are lines of code for: one beyond them is refused in a sentence.

A choice that is added to the engine needs nothing here: until somebody writes its lines, scripts
and models say that they have none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from .limits import NotExpressible, Remark
from .subject import Subject

LOSSES = ("mse", "cross_entropy", "perceptron")
PENALTIES = ("l1", "l2")
NORMALIZATIONS = ("none", "batch", "layer")

Known = Mapping[str, Collection[str]]
"""Of every kind of choice that counts, those that there are lines for."""

USED: dict[str, Callable[[Subject], Iterable[str]]] = {
    "feature": lambda subject: subject.spec.features,
    "activation": lambda subject: (layer.activation for layer in subject.hidden),
    "normalization": lambda subject: (layer.normalization for layer in subject.hidden),
    "output": lambda subject: [subject.output.key],
    "loss": lambda subject: [subject.loss.key],
    "optimizer": lambda subject: [subject.network.optimizer.name],
    "regularizer": lambda subject: [subject.network.regularization.name] if subject.rate else [],
    "initializer": lambda subject: [] if subject.trained else [subject.network.initializer],
}
"""What a network uses of every kind of choice."""


def require(subject: Subject, tool: str, known: Known) -> None:
    """Refuse a network that uses what there are no lines for.

    Args:
        subject: the network.
        tool: what is written: "The NumPy script".
        known: what there are lines for.

    Raises:
        NotExpressible: naming all that there are none for.
    """
    remarks = [
        Remark(f"unwritten_{kind}", f"{tool} has no lines yet for the {kind} {key}.", key)
        for kind, keys in known.items()
        for key in dict.fromkeys(USED[kind](subject))
        if key not in keys
    ]
    if remarks:
        raise NotExpressible(remarks)
