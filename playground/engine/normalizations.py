"""Normalizations: what may stand between z and the activation of a hidden layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .layers import BatchNorm, LayerNorm
from .parameters import Parameters
from .registry import Registry
from .types import Array

Build = Callable[[Parameters, int, Array], BatchNorm | LayerNorm]


@dataclass(frozen=True)
class Normalization:
    """One kind of normalisation.

    Attributes:
        key: its name in experiments.
        formula: what it does to z, in LaTeX.
        build: (parameters, layer, running statistics (2, p)) to the layer's part; None for none.
    """

    key: str
    formula: str
    build: Build | None


NORMALIZATIONS: Registry[Normalization] = Registry(
    "normalization",
    [
        Normalization("none", r"\hat z = z", None),
        Normalization(
            "batch",
            r"\hat z = \gamma \frac{z - \mu_{batch}}{\sqrt{\sigma_{batch}^2 + \epsilon}} + \beta",
            BatchNorm,
        ),
        Normalization(
            "layer",
            r"\hat z = \gamma \frac{z - \mu_{layer}}{\sqrt{\sigma_{layer}^2 + \epsilon}} + \beta",
            lambda parameters, layer, running: LayerNorm(parameters, layer),
        ),
    ],
)
