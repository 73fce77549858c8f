"""The six data sets of TensorFlow Playground, with its geometry.

Where noise flips labels rather than moving points, the label is that of the displaced point.
Positions are drawn before noise, so one seed keeps its points whatever the noise.
Source: https://github.com/tensorflow/playground, src/dataset.ts
"""

from __future__ import annotations

import numpy as np

from ..types import Array

RADIUS = 5.0
REGRESSION_RADIUS = 6.0
PADDING = 0.3
SPIRAL_TURNS = 1.75
BUMPS = np.array(
    [
        [-4.0, 2.5, 1.0],
        [0.0, 2.5, -1.0],
        [4.0, 2.5, 1.0],
        [-4.0, -2.5, -1.0],
        [0.0, -2.5, 1.0],
        [4.0, -2.5, -1.0],
    ]
)
"""Centre x1, centre x2 and sign of the six bumps of reg_gauss."""


def polar(radius: Array, angle: Array) -> Array:
    """Points (n, 2) at these radii and angles, the angle taken from the x2 axis."""
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])


def jitter(rng: np.random.Generator, n: int, reach: float) -> Array:
    """Displacements (n, 2), uniform in (−reach, reach)."""
    return reach * rng.uniform(-1.0, 1.0, (n, 2))


def halves(n: int) -> Array:
    """Class indices (n,): the first half 1, the rest 0."""
    return (np.arange(n) < (n + 1) // 2).astype(np.float64)


def circle(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """A disc of radius 2.5 (class 1) inside of a ring from 3.5 to 5 (class 0)."""
    inside = halves(n) == 1.0
    low, high = np.where(inside, 0.0, 0.7 * RADIUS), np.where(inside, 0.5 * RADIUS, RADIUS)
    radius = low + (high - low) * rng.random(n)
    points = polar(radius, rng.uniform(0.0, 2.0 * np.pi, n))
    moved = points + jitter(rng, n, RADIUS * noise)
    return points, (np.hypot(*moved.T) < 0.5 * RADIUS).astype(np.float64)


def xor(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Four quadrants; class 1 where x1 and x2 have the same sign."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    points += np.where(points > 0.0, PADDING, -PADDING)
    moved = points + jitter(rng, n, RADIUS * noise)
    return points, (moved[:, 0] * moved[:, 1] >= 0.0).astype(np.float64)


def gauss(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Two Gaussian clouds at ±(2, 2), class 1 at +; the variance grows 0.5 → 4 at noise 0.5."""
    labels = halves(n)
    deviation = np.sqrt(0.5 + 7.0 * noise)
    centre = np.where(labels == 1.0, 2.0, -2.0)[:, None]
    return centre + deviation * rng.standard_normal((n, 2)), labels


def spiral(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Spiral arms, one a class: two arms of 1¾ turns, more arms of fewer turns each."""
    labels = np.arange(n) * classes // max(n, 1)
    along = np.concatenate([_ramp(int((labels == c).sum())) for c in range(classes)])
    turns = SPIRAL_TURNS * 2.0 / classes
    arm = (classes - 1 - labels) / classes
    points = polar(RADIUS * along, 2.0 * np.pi * (turns * along + arm))
    return points + jitter(rng, n, noise), labels.astype(np.float64)


def _ramp(n: int) -> Array:
    return np.arange(n) / max(n, 1)


def plane(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """A tilted plane: (x1 + x2) / 10."""
    points = rng.uniform(-REGRESSION_RADIUS, REGRESSION_RADIUS, (n, 2))
    moved = points + jitter(rng, n, REGRESSION_RADIUS * noise)
    return points, moved.sum(axis=1) / 10.0


def bumps(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Six cones of radius 2 and alternating sign; the tallest at a place counts."""
    points = rng.uniform(-REGRESSION_RADIUS, REGRESSION_RADIUS, (n, 2))
    moved = points + jitter(rng, n, REGRESSION_RADIUS * noise)
    offset = moved[:, None, :] - BUMPS[None, :, :2]
    height = np.maximum(0.0, 1.0 - np.hypot(offset[..., 0], offset[..., 1]) / 2.0)
    tallest = height.argmax(axis=1)
    return points, height[np.arange(n), tallest] * BUMPS[tallest, 2]
