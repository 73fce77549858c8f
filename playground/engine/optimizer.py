"""What all optimizers share: hyperparameters with their bounds, state, and how a step is made."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .errors import InvalidArgument
from .parameters import Parameters
from .types import Array


@dataclass(frozen=True)
class Hyperparameter:
    """One number that an optimizer can be given.

    Attributes:
        key: its name.
        default: its value where none is given; a bool marks a switch.
        minimum, maximum: bounds, both allowed; except that
        open_maximum: True where the upper bound itself is not allowed.
    """

    key: str
    default: float | bool
    minimum: float = 0.0
    maximum: float = 1.0
    open_maximum: bool = False

    def check(self, value: float | bool) -> None:
        """Refuse a value out of bounds.

        Raises:
            InvalidArgument: naming this hyperparameter.
        """
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise InvalidArgument(self.key, value, "true or false")
            return
        over = value >= self.maximum if self.open_maximum else value > self.maximum
        if isinstance(value, bool) or not self.minimum <= value or over:
            sign = "<" if self.open_maximum else "<="
            allowed = f"a number, {self.minimum:g} <= {self.key} {sign} {self.maximum:g}"
            raise InvalidArgument(self.key, value, allowed)


def learning_rate(default: float) -> Hyperparameter:
    return Hyperparameter("learning_rate", default, 0.0, 100.0)


def fraction(key: str, default: float) -> Hyperparameter:
    """A number with 0 <= value < 1: a decay or a momentum."""
    return Hyperparameter(key, default, 0.0, 1.0, open_maximum=True)


def small_divisor(default: float) -> Hyperparameter:
    """ε, which keeps a division by √0 finite: never 0 itself."""
    return Hyperparameter("eps", default, 1e-16, 1.0)


class Optimizer(abc.ABC):
    """What all optimizers share: hyperparameters, state and the treatment of cut weights.

    Args:
        size: P, the length of the parameter vector.
        **hyperparameters: values other than the defaults.

    Attributes:
        iteration: updates made so far.
        state: ndarray of shape (len(slots), P), one row a slot.

    Raises:
        InvalidArgument: an unknown hyperparameter, or one out of bounds.
    """

    key: ClassVar[str]
    formula: ClassVar[str]
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]]
    slots: ClassVar[tuple[str, ...]] = ()

    def __init__(self, size: int, **hyperparameters: float | bool) -> None:
        self.iteration = 0
        self.state: Array = np.zeros((len(self.slots), size))
        self.settings: dict[str, float | bool] = {}
        self.configure(**hyperparameters)

    def __repr__(self) -> str:
        settings = ", ".join(f"{key}={value:g}" for key, value in self.settings.items())
        return f"{type(self).__name__}({settings})"

    @classmethod
    def complete(cls, hyperparameters: dict[str, float | bool]) -> dict[str, float | bool]:
        """Check some hyperparameters and fill in the defaults of all others.

        Raises:
            InvalidArgument: an unknown one, or one out of bounds.
        """
        known = {h.key: h for h in cls.hyperparameters}
        for key, value in hyperparameters.items():
            if key not in known:
                raise InvalidArgument(key, value, f"left out: {cls.key} has {', '.join(known)}")
            known[key].check(value)
        return {key: hyperparameters.get(key, h.default) for key, h in known.items()}

    def configure(self, **hyperparameters: float | bool) -> None:
        """Set the hyperparameters, keeping the state; what is left out gets its default.

        Raises:
            InvalidArgument: an unknown one, or one out of bounds; then nothing has changed.
        """
        self.settings = self.complete(hyperparameters)

    def step(self, parameters: Parameters) -> None:
        """Make one update from parameters.gradients.

        What is cut or frozen keeps its value to the bit, and its gradient counts as 0, so that
        no momentum gathers.
        """
        self.iteration += 1
        still = parameters.still
        held = parameters.values[still]
        parameters.gradients[still] = 0.0
        self.update(parameters.values, parameters.gradients)
        parameters.values[still] = held

    @abc.abstractmethod
    def update(self, theta: Array, g: Array) -> None:
        """Change theta (P,) in place, given its gradient g (P,)."""
