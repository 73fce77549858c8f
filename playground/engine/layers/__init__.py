"""Layers and the parts that they are made of."""

from .base import Mode, Part
from .batch_norm import BatchNorm
from .dense import Dense
from .dropout import Dropout
from .layer import HiddenLayer, OutputLayer
from .layer_norm import LayerNorm

__all__ = [
    "BatchNorm",
    "Dense",
    "Dropout",
    "HiddenLayer",
    "LayerNorm",
    "Mode",
    "OutputLayer",
    "Part",
]
