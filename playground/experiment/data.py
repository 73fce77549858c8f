"""The data of an experiment: points drawn, split, and turned into features."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine import DATASETS, feature_matrix
from playground.engine.types import Array

from .data_spec import CUSTOM, DomainSpec, PointSpec
from .spec import ExperimentSpec

DATA_STREAM = 0
"""Which of a seed's streams of random numbers the points are drawn from."""

KEPT_GRIDS = 32
"""Grids that are kept, of all sessions together: few differ, and most are small."""

Domain = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Part:
    """Training or test points.

    Attributes:
        points: ndarray of shape (n, 2).
        labels: class indices or targets, (n,).
    """

    points: Array
    labels: Array

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class Data:
    """Drawn points.

    Attributes:
        train: what the networks learn from; never empty.
        test: what they are judged by; may be empty.
        domain: the part of the plane that is drawn.
    """

    train: Part
    test: Part
    domain: Domain


def draw(spec: ExperimentSpec) -> Data:
    """Draw the points that an experiment describes; same description, same points."""
    rng = np.random.default_rng([spec.data_seed, DATA_STREAM])
    own = spec.data.dataset == CUSTOM
    if own:
        points, labels = _own(spec.data.points or ())
        domain, split = _frame(points, spec.data.domain), True
    else:
        dataset = DATASETS[spec.data.dataset]
        count = dataset.samples or spec.data.samples
        points, labels = dataset.generate(rng, count, spec.data.noise, spec.classes or 0)
        domain, split = dataset.domain, dataset.split
    order = rng.permutation(len(points)) if split else np.arange(len(points))
    held = max(1, round(len(points) * spec.data.train_fraction) if split else len(points))
    if own:
        order = order[
            np.argsort(_lots(points, labels, spec.data_seed)[order] >= held, kind="stable")
        ]
    train, test = np.split(order, [held])
    return Data(Part(points[train], labels[train]), Part(points[test], labels[test]), domain)


def axes(domain: Domain, resolution: int) -> tuple[Array, Array]:
    """Return a grid's x1 and x2 coordinates, each (r,), both ends of the domain included."""
    (x1_low, x1_high), (x2_low, x2_high) = domain
    return np.linspace(x1_low, x1_high, resolution), np.linspace(x2_low, x2_high, resolution)


def grid_points(domain: Domain, resolution: int) -> Array:
    """Return a grid's points (r², 2), row by row, the lowest x2 first."""
    x1, x2 = axes(domain, resolution)
    return np.column_stack([np.tile(x1, resolution), np.repeat(x2, resolution)])


@functools.lru_cache(maxsize=KEPT_GRIDS)
def grid_features(domain: Domain, resolution: int, features: tuple[str, ...]) -> Array:
    """Return a grid's features (r², d), for reading only: all who draw the same plane share them.

    Feature by feature in memory, as the compiled kernel reads it.
    """
    return np.asfortranarray(feature_matrix(grid_points(domain, resolution), features))


def _own(points: tuple[PointSpec, ...]) -> tuple[Array, Array]:
    table = np.array([[point.x1, point.x2, point.label] for point in points], dtype=np.float64)
    return table[:, :2], table[:, 2]


def _lots(points: Array, labels: Array, seed: int) -> NDArray[np.intp]:
    """Return each point's place in a random order that follows from what the points are.

    So a point that is drawn or erased leaves the others on the side of the split where they were,
    but for the few at its border.
    """
    lots = _mix(np.full(len(points), seed, dtype=np.uint64))
    for column in (*points.T, labels):
        bits: NDArray[np.uint64] = (column + 0.0).view(np.uint64)  # −0 and 0 are the same place
        lots = _mix(lots ^ bits)
    return np.argsort(np.argsort(lots, kind="stable"))


def _mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Let every bit depend on every other, as splitmix64 does; products wrap round."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[np.uint64] = bits ^ (bits >> np.uint64(31))
    return mixed


def _frame(points: Array, wanted: DomainSpec | None) -> Domain:
    """Return the part of the plane that was asked for, where all points lie in it."""
    if wanted is None:
        return _around(points)
    low, high = np.array([wanted.x1, wanted.x2]).T
    inside = ((points >= low) & (points <= high)).all()
    return (wanted.x1, wanted.x2) if inside else _around(points)


def _around(points: Array) -> Domain:
    """A frame around the points: the usual one where they fit in, else a tenth wider than they."""
    if np.abs(points).max() <= 6.0 and np.abs(points).max() >= 1.0:
        return ((-6.0, 6.0), (-6.0, 6.0))
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.maximum(0.1 * (high - low), 1e-3 * np.maximum(1.0, np.abs(high)))
    low, high = low - margin, high + margin
    return ((float(low[0]), float(high[0])), (float(low[1]), float(high[1])))
