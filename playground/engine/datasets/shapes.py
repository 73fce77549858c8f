"""More shapes to tell apart: two classes, or as many as one likes."""

from __future__ import annotations

import numpy as np

from ..types import Array
from .classic import RADIUS, halves, jitter, polar

CELL = 2.5
MARGIN = 0.3


def class_indices(n: int, classes: int) -> Array:
    """Class indices (n,), as evenly many of each as n allows."""
    return (np.arange(n) % classes).astype(np.float64)


def half_plane(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Two sides of the line x2 = x1/2, with a gap between them: what a perceptron can do."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    normal = np.array([-1.0, 2.0]) / np.sqrt(5.0)
    side = points @ normal
    points += np.where(side >= 0.0, MARGIN, -MARGIN)[:, None] * normal
    moved = points + jitter(rng, n, RADIUS * noise)
    return points, (moved @ normal >= 0.0).astype(np.float64)


def moons(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Two interleaving half circles; noise moves the points."""
    labels = halves(n)
    angle = rng.uniform(0.0, np.pi, n)
    upper = labels == 1.0
    x1 = np.where(upper, 3.0 * np.cos(angle) - 1.5, 1.5 - 3.0 * np.cos(angle))
    x2 = np.where(upper, 3.4 * np.sin(angle) - 1.0, 1.0 - 3.4 * np.sin(angle))
    spread = 0.15 + 2.0 * noise
    return np.column_stack([x1, x2]) + spread * rng.standard_normal((n, 2)), labels


def checkerboard(
    rng: np.random.Generator, n: int, noise: float, classes: int
) -> tuple[Array, Array]:
    """Four by four squares in turn; noise flips labels near the edges."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    moved = points + jitter(rng, n, RADIUS * noise)
    return points, np.floor(moved / CELL).sum(axis=1) % 2.0


def random_labels(
    rng: np.random.Generator, n: int, noise: float, classes: int
) -> tuple[Array, Array]:
    """Points without any rule: all that a network can do is learn them by heart."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    return points, rng.permutation(class_indices(n, classes))


def blobs(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Gaussian clouds around a circle, one a class; noise widens them."""
    labels = class_indices(n, classes)
    centres = polar(np.full(n, 3.5), 2.0 * np.pi * labels / classes)
    return centres + (0.6 + 2.0 * noise) * rng.standard_normal((n, 2)), labels


def rings(rng: np.random.Generator, n: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Concentric rings of equal width, one a class; noise moves the points."""
    labels = class_indices(n, classes)
    width = RADIUS / classes
    radius = width * (labels + rng.uniform(0.1, 0.8, n))
    points = polar(radius, rng.uniform(0.0, 2.0 * np.pi, n))
    return points + jitter(rng, n, RADIUS * noise / 2.0), labels
