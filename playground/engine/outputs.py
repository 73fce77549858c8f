"""Output activations: what the last layer's numbers mean, and which losses fit them.

An output turns logits z (n, k) into answers a (n, k), labels into targets y (n, k), and
answers back into class indices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .activations import ACTIVATIONS, softmax
from .errors import InvalidArgument
from .registry import Registry
from .types import Array, Labels

Task = Literal["classification", "regression"]
Coding = Literal["zero_one", "plus_minus", "one_hot"]


@dataclass(frozen=True)
class Output:
    """One kind of output layer.

    Attributes:
        key: its name in experiments.
        symbol: its name in diagrams.
        formula: φ(z) in LaTeX.
        function: z (n, k) to a (n, k).
        chain: (z, a, ∂J/∂a) to ∂J/∂z, all (n, k).
        coding: how a class becomes a target: 0/1, ±1 or one-hot.
        tasks: what it can be used for.
        classes: fewest and most classes that it can tell apart (None: as many as one likes).
        losses: keys of the losses that make sense with it, the usual one first.
    """

    key: str
    symbol: str
    formula: str
    function: Callable[[Array], Array]
    chain: Callable[[Array, Array, Array], Array]
    coding: Coding
    tasks: tuple[Task, ...]
    classes: tuple[int, int | None]
    losses: tuple[str, ...]

    def units(self, classes: int | None) -> int:
        """Return k, the number of output units for so many classes (None: regression)."""
        return classes or 1 if self.coding == "one_hot" else 1

    def encode(self, labels: Labels, classes: int) -> Array:
        """Turn class indices (n,) into targets (n, k) in this output's coding."""
        if self.coding == "one_hot":
            one_hot: Array = np.eye(classes)[labels]
            return one_hot
        targets = labels.astype(np.float64)[:, None]
        return targets if self.coding == "zero_one" else 2.0 * targets - 1.0

    def decide(self, a: Array) -> Labels:
        """Turn answers (n, k) into class indices (n,): argmax, or which side of the border."""
        if self.coding == "one_hot":
            largest: Labels = a.argmax(axis=1).astype(np.int64)
            return largest
        border = 0.5 if self.coding == "zero_one" else 0.0
        return (a[:, 0] >= border).astype(np.int64)

    def fits(self, task: Task, classes: int | None) -> bool:
        """Whether it can answer this task with so many classes."""
        if task not in self.tasks:
            return False
        low, high = self.classes
        return task == "regression" or low <= (classes or 2) <= (high or np.inf)


def elementwise(key: str) -> Callable[[Array, Array, Array], Array]:
    """∂J/∂z = ∂J/∂a ∘ φ′(z) for an activation that works unit by unit."""
    derivative = ACTIVATIONS[key].derivative
    return lambda z, a, gradient: gradient * derivative(z, a)


def softmax_chain(z: Array, a: Array, gradient: Array) -> Array:
    # ∂aᵢ/∂zⱼ = aᵢ(δᵢⱼ − aⱼ)  ⇒  ∂J/∂z = a ∘ (g − Σ g∘a)
    inner: Array = (gradient * a).sum(axis=1, keepdims=True)
    return a * (gradient - inner)


def _unit(
    key: str, coding: Coding, losses: tuple[str, ...], tasks: tuple[Task, ...] = ("classification",)
) -> Output:
    activation = ACTIVATIONS[key]
    return Output(
        key,
        activation.symbol,
        activation.formula,
        activation.function,
        elementwise(key),
        coding,
        tasks,
        (2, 2),
        losses,
    )


BOTH: tuple[Task, ...] = ("classification", "regression")

OUTPUTS: Registry[Output] = Registry(
    "output",
    [
        _unit("sigmoid", "zero_one", ("cross_entropy", "mse")),
        Output(
            "softmax",
            "softmax",
            r"a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
            softmax,
            softmax_chain,
            "one_hot",
            ("classification",),
            (2, None),
            ("cross_entropy", "mse"),
        ),
        _unit("tanh", "plus_minus", ("mse",), BOTH),
        _unit("identity", "plus_minus", ("mse", "perceptron"), BOTH),
        _unit("step", "zero_one", ("perceptron", "mse")),
        _unit("sign", "plus_minus", ("perceptron", "mse")),
    ],
)


def auto_output(task: Task, classes: int | None) -> Output:
    """Return the usual output: identity for regression, sigmoid for two classes, else softmax."""
    if task == "regression":
        return OUTPUTS["identity"]
    return OUTPUTS["sigmoid"] if classes == 2 else OUTPUTS["softmax"]


def allowed_losses(output: Output, task: Task) -> tuple[str, ...]:
    """Return the losses that make sense with that output and task, the usual one first."""
    return tuple(key for key in output.losses if task == "classification" or key == "mse")


def check_pair(output: Output, loss: str, task: Task, classes: int | None) -> None:
    """Refuse an output that cannot answer the task, or a loss that makes no sense with it.

    Raises:
        InvalidArgument: naming "output" or "loss".
    """
    if not output.fits(task, classes):
        fitting = [o.key for o in OUTPUTS.values() if o.fits(task, classes)]
        kinds = "regression" if task == "regression" else f"{classes} classes"
        raise InvalidArgument(
            "output", output.key, f"one of auto, {', '.join(fitting)} for {kinds}"
        )
    allowed = allowed_losses(output, task)
    if loss not in allowed:
        raise InvalidArgument(
            "loss", loss, f"one of auto, {', '.join(allowed)} with output {output.key}"
        )
