"""Everything that is measured of a network at one moment, in one go."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .layers import Mode
from .statistics import GradientNorms, LayerHealth, Score, gradient_norms, layer_health, score
from .trainer import Trainer
from .types import Array, Labels


@dataclass(frozen=True)
class Samples:
    """A set to measure a network on.

    Attributes:
        x: features (n, d).
        y: targets (n, k).
        labels: class indices (n,), or None for regression.
    """

    x: Array
    y: Array
    labels: Labels | None

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Measurement:
    """All figures of one network at one moment.

    Attributes:
        train: loss and accuracy on the training set.
        test: the same on the test set; None where there is none.
        penalty: the regularisation penalty, apart from the loss.
        norms: sizes of the gradients over the whole training set, layer by layer.
        health: dead and saturated units and size of the last update, layer by layer.
    """

    train: Score
    test: Score | None
    penalty: float
    norms: GradientNorms
    health: LayerHealth

    @property
    def finite(self) -> bool:
        """Whether training is at a state that can be gone back to."""
        return math.isfinite(self.train.loss) and math.isfinite(self.penalty)


def measure(trainer: Trainer, labels: Labels | None, test: Samples) -> Measurement:
    """Measure the network of a trainer; its gradient vector then holds those of the training set.

    Args:
        trainer: whose network, training set, penalty and last update.
        labels: class indices of the training set, or None for regression.
        test: the test set, which may be empty.
    """
    network = trainer.network
    on_test = None
    if len(test):
        on_test = score(network, test.x, test.y, test.labels, Mode.INFER)
    on_train = score(network, trainer.x, trainer.y, labels, Mode.MEASURE)
    with np.errstate(all="ignore"):
        network.backward(trainer.y)
        health = layer_health(trainer)
    return Measurement(on_train, on_test, trainer.penalty, gradient_norms(network), health)
