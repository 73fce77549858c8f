"""Regression surfaces: a target for every point of the plane, between −1 and 1.

As in the regression sets of TensorFlow Playground, noise displaces where the target is read.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..types import Array
from .classic import REGRESSION_RADIUS, jitter
from .dataset import Dataset

Target = Callable[[Array, Array], Array]


def sine(x1: Array, x2: Array) -> Array:
    return np.sin(x1)


def egg_box(x1: Array, x2: Array) -> Array:
    return np.sin(x1) * np.cos(x2)


def saddle(x1: Array, x2: Array) -> Array:
    return x1 * x2 / REGRESSION_RADIUS**2


def bowl(x1: Array, x2: Array) -> Array:
    return (x1 * x1 + x2 * x2) / REGRESSION_RADIUS**2 - 1.0


def ripple(x1: Array, x2: Array) -> Array:
    return np.cos(1.5 * np.hypot(x1, x2))


def surface(key: str, target: Target) -> Dataset:
    """Make the data set of a function of the plane.

    Args:
        key: its name.
        target: (x1, x2), each (n,), to the targets (n,).
    """

    def generate(
        rng: np.random.Generator, n: int, noise: float, classes: int
    ) -> tuple[Array, Array]:
        points = rng.uniform(-REGRESSION_RADIUS, REGRESSION_RADIUS, (n, 2))
        moved = points + jitter(rng, n, REGRESSION_RADIUS * noise)
        return points, target(moved[:, 0], moved[:, 1])

    return Dataset(key, "regression", generate, classes=(0, 0, 0))
