"""How weights are drawn before training. Biases always start at 0.

A weight matrix is (fan_in, fan_out). The variance-scaling family keeps the variance of
activations (or gradients) the same from layer to layer:
    Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward networks
    He et al. (2015), Delving deep into rectifiers
    LeCun et al. (1998), Efficient BackProp
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .registry import Registry
from .types import Array

Draw = Callable[[np.random.Generator, int, int], Array]

CONSTANT = 0.5
UNIFORM_LIMIT = 0.5
NORMAL_DEVIATION = 1.0
TOO_LARGE_DEVIATION = 5.0


@dataclass(frozen=True)
class Initializer:
    """One way to draw weights.

    Attributes:
        key: its name in experiments.
        formula: the distribution of a weight, in LaTeX.
        draw: (generator, fan_in, fan_out) to weights of shape (fan_in, fan_out).
    """

    key: str
    formula: str
    draw: Draw


def constant(value: float) -> Draw:
    """Every weight the same, so every unit of a layer stays the same: symmetry is not broken."""
    return lambda rng, fan_in, fan_out: np.full((fan_in, fan_out), value)


def uniform(limit: float) -> Draw:
    """U(−limit, limit), whatever the size of the layer."""
    return lambda rng, fan_in, fan_out: rng.uniform(-limit, limit, (fan_in, fan_out))


def normal(deviation: float) -> Draw:
    """N(0, deviation²), whatever the size of the layer."""
    return lambda rng, fan_in, fan_out: deviation * rng.standard_normal((fan_in, fan_out))


def variance_scaling(
    scale: float,
    mode: Literal["fan_in", "fan_average"],
    distribution: Literal["uniform", "normal"],
) -> Draw:
    """Draw with variance = scale / fan, where fan is fan_in or (fan_in + fan_out)/2.

    Args:
        scale: 1 for Glorot and LeCun, 2 for He.
        mode: which fan divides.
        distribution: "normal" is N(0, v), "uniform" is U(−√(3v), √(3v)), v the variance.
    """

    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        fan = fan_in if mode == "fan_in" else (fan_in + fan_out) / 2
        variance = scale / fan
        if distribution == "normal":
            return normal(math.sqrt(variance))(rng, fan_in, fan_out)
        return uniform(math.sqrt(3.0 * variance))(rng, fan_in, fan_out)

    return draw


INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    [
        Initializer("zeros", r"w = 0", constant(0.0)),
        Initializer("constant", r"w = 0.5", constant(CONSTANT)),
        Initializer("uniform", r"w \sim U(-0.5,\ 0.5)", uniform(UNIFORM_LIMIT)),
        Initializer("normal", r"w \sim N(0,\ 1)", normal(NORMAL_DEVIATION)),
        Initializer(
            "xavier_uniform",
            r"w \sim U(-r,\ r), \quad r = \sqrt{\frac{6}{n_{in} + n_{out}}}",
            variance_scaling(1.0, "fan_average", "uniform"),
        ),
        Initializer(
            "xavier_normal",
            r"w \sim N\left(0,\ \frac{2}{n_{in} + n_{out}}\right)",
            variance_scaling(1.0, "fan_average", "normal"),
        ),
        Initializer(
            "he_uniform",
            r"w \sim U(-r,\ r), \quad r = \sqrt{\frac{6}{n_{in}}}",
            variance_scaling(2.0, "fan_in", "uniform"),
        ),
        Initializer(
            "he_normal",
            r"w \sim N\left(0,\ \frac{2}{n_{in}}\right)",
            variance_scaling(2.0, "fan_in", "normal"),
        ),
        Initializer(
            "lecun_normal",
            r"w \sim N\left(0,\ \frac{1}{n_{in}}\right)",
            variance_scaling(1.0, "fan_in", "normal"),
        ),
        Initializer("too_large", r"w \sim N(0,\ 5^2)", normal(TOO_LARGE_DEVIATION)),
    ],
)
