"""What is measured of a network at one moment: scores, gradients, health."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine import GradientNorms, LayerHealth, Score


@dataclass(frozen=True)
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
