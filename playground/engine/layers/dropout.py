"""Dropout: while training, each unit is switched off with probability `rate`, each on its own.

Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting.
The draws are independent (Bernoulli), so how many units stay is binomial, not fixed.
Inverted form: kept units are scaled by 1/(1 − rate), so inference needs no correction.
"""

from __future__ import annotations

import numpy as np

from ..types import Array
from .base import Mode


class Dropout:
    """Dropout of p units.

    Args:
        rate: probability that a unit is dropped, 0 <= rate < 1.
        rng: where the draws come from.
    """

    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        self.rate = rate
        self.rng = rng
        self.scale: Array | None = None

    def __repr__(self) -> str:
        return f"Dropout({self.rate})"

    def forward(self, x: Array, mode: Mode) -> Array:
        if mode is not Mode.TRAIN or self.rate == 0.0:
            self.scale = None
            return x
        kept = self.rng.random(x.shape) >= self.rate
        self.scale = kept / (1.0 - self.rate)
        return x * self.scale

    def backward(self, gradient: Array) -> Array:
        return gradient if self.scale is None else gradient * self.scale
