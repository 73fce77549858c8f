"""Who does the work on a trainer: this engine, or a faster one on the same arrays."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from . import pictures
from .layers import Mode
from .measurement import Measurement, Samples, measure
from .pictures import Levels, SignedLevels
from .trainer import Trainer
from .types import Array, Labels


class Worker(Protocol):
    """Trains, measures and evaluates the network of one trainer.

    Workers of different engines leave the trainer in the same state and can take turns. One has
    to be made anew when anything about the trainer but its numbers has changed.
    """

    engine: str
    work_a_call: int
    """Products of weight and sample that take about a millisecond or two."""

    def train_epochs(self, epochs: int) -> None:
        """Go on to the end of the current epoch, and so for each further one."""

    def train_batches(self, batches: int, size: int | None = None) -> None:
        """Make so many updates, each from the next mini-batch or from the next `size` samples."""

    def measure(self, labels: Labels | None, test: Samples) -> Measurement:
        """Measure the network; see engine.measurement.measure."""

    def answers(self, x: Array) -> Array:
        """Return what the network answers to features (n, d), (n, k), as for inference."""

    def activations(self, x: Array) -> list[Array]:
        """Return what every layer answers to features (n, d), each (n, units), as for inference."""

    def levels(self, x: Array, low: float, high: float) -> Levels:
        """Return what the last unit answers to features (n, d) as bytes; see pictures.levels."""

    def classes(self, x: Array) -> tuple[Levels, Levels]:
        """Return the likeliest class of features (n, d) and how likely; see pictures.classes."""

    def maps(self, x: Array) -> tuple[Array, SignedLevels]:
        """Return what every unit answers to features (n, d) as bytes; see pictures.maps."""


class NumpyWorker:
    """The work done by this engine.

    Args:
        trainer: on what.
    """

    engine = "numpy"
    work_a_call = 30_000

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    def train_epochs(self, epochs: int) -> None:
        self.trainer.train_epochs(epochs)

    def train_batches(self, batches: int, size: int | None = None) -> None:
        for _ in range(batches):
            self.trainer.train_batch(size)

    def measure(self, labels: Labels | None, test: Samples) -> Measurement:
        return measure(self.trainer, labels, test)

    def answers(self, x: Array) -> Array:
        return self.activations(x)[-1]

    def activations(self, x: Array) -> list[Array]:
        with np.errstate(all="ignore"):
            self.trainer.network.forward(x, Mode.INFER)
        return [layer.a for layer in self.trainer.network.layers]

    def levels(self, x: Array, low: float, high: float) -> Levels:
        return pictures.levels(self.answers(x)[:, -1], low, high)

    def classes(self, x: Array) -> tuple[Levels, Levels]:
        return pictures.classes(self.answers(x))

    def maps(self, x: Array) -> tuple[Array, SignedLevels]:
        return pictures.maps(np.concatenate([layer.T for layer in self.activations(x)]))
