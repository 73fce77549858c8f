"""What every part of a layer can do, and in which of three modes."""

from __future__ import annotations

import enum
from typing import Protocol

from ..types import Array


class Mode(enum.Enum):
    """Why a forward pass is made.

    TRAIN:   one mini-batch of training: dropout draws, batch normalisation uses the batch's
             statistics and moves its running ones.
    MEASURE: figures over a whole set that belong to training (its loss, its gradients):
             no dropout, batch normalisation uses that set's own statistics and keeps none.
    INFER:   an answer of the trained network: no dropout, running statistics.
    """

    TRAIN = "train"
    MEASURE = "measure"
    INFER = "infer"


class Part(Protocol):
    """One differentiable step inside a layer. It keeps what its backward pass needs."""

    def forward(self, x: Array, mode: Mode) -> Array:
        """Map inputs (n, fan_in) to outputs (n, fan_out)."""

    def backward(self, gradient: Array) -> Array:
        """Map ∂J/∂outputs to ∂J/∂inputs; parameter gradients are written on the way."""
