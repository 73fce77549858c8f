"""Bent space: the plane as one layer sees it.

Every point of the plane has an activation in each unit of a layer: a point with as many
coordinates as the layer has units. Two of them are drawn: two units, or the two directions in
which the activations of the training points vary most (principal components, by eigenvectors of
their covariance matrix). Activations are those of inference: no dropout, running statistics.
"""

from __future__ import annotations

import itertools
import re
import weakref
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from playground.engine.types import Array

from .errors import Invalid, Missing
from .histograms import LARGEST
from .run import Run

Units = tuple[int, int]
FEW_ROWS = 64
"""Rows of which matrices are multiplied at once."""


@dataclass
class Steady:
    """The directions that were drawn last, so that the next ones keep their signs and order.

    Attributes:
        directions: (p, 2), or None before the first ones.
        of: which layer of which network they belong to.
    """

    directions: Array | None = None
    of: tuple[weakref.ref[Run], int] | None = None

    def align(self, directions: Array, run: Run, layer: int) -> Array:
        """Turn new directions (p, 2) so that they go on from the last ones of the same layer."""
        key = (weakref.ref(run), layer)
        before = self.directions if self.of == key else None
        if before is None or before.shape != directions.shape:
            before = None
        self.of = key
        self.directions = point_up(directions) if before is None else follow(directions, before)
        return self.directions


@dataclass(frozen=True)
class Axes:
    """Two directions in the space of a layer's activations.

    Attributes:
        kind: "units" or "principal".
        units: which units they are; None for principal directions. One unit has no second.
        centre: (p,), what lies in the origin.
        directions: (p, 2), each column an axis.
        explained: share of the training points' variance along each; None for units.
    """

    kind: Literal["units", "principal"]
    units: tuple[int, int | None] | None
    centre: Array
    directions: Array
    explained: list[float] | None

    def project(self, activations: Array) -> Array:
        """Map activations (n, p) to the drawn plane, (n, 2)."""
        projected: Array = (finite(activations) - self.centre) @ self.directions
        return projected


@dataclass(frozen=True)
class Space:
    """What is drawn of a layer.

    Attributes:
        layer: its index, the output layer last.
        axes: how it is drawn.
        grid: (r, r, 2), where the points of a grid over the plane lie; a row per x2.
        answers: (r, r), the network's answer there: P(class 1) or the output; for more than
            two classes the label.
        train, test: (n, 2), where the points lie.
    """

    layer: int
    axes: Axes
    grid: Array
    answers: Array
    train: Array
    test: Array = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        return {
            "layer": self.layer,
            "axes": self.axes.kind,
            "units": None if self.axes.units is None else list(self.axes.units),
            "explained": self.axes.explained,
            "grid": self.grid,
            "answers": self.answers,
            "train": self.train,
            "test": self.test,
        }


def bent_space(
    run: Run,
    layer: int,
    units: Units | None,
    resolution: int,
    steady: Steady | None = None,
    most: int | None = None,
) -> Space:
    """Show the plane as a layer sees it.

    Args:
        run: the network.
        layer: index of the layer, the output layer last.
        units: which two units are the axes. Default: both of two, else the principal directions.
        resolution: points along one side of the grid, at least 2.
        steady: keeps the principal directions from flipping from one moment to the next.
        most: take only so many training and test points. Default: all.

    Raises:
        Missing: there is no such layer or unit.
    """
    check(run, layer, units)
    worker = run.worker
    found = worker.activations(run.grid(resolution))
    train = worker.activations(run.trainer.x[:most])[layer]
    test = np.zeros((0, train.shape[1]))
    if len(run.test):
        test = worker.activations(run.test_samples.x[:most])[layer]
    axes = _axes(run, layer, units, finite(train), steady or Steady())
    shape = (resolution, resolution)
    return Space(
        layer,
        axes,
        axes.project(found[layer]).reshape(*shape, 2),
        _answers(found[-1]).reshape(shape),
        axes.project(train),
        axes.project(test),
    )


def check(run: Run, layer: int, units: Units | None) -> None:
    """Refuse a layer or a unit that there is not.

    Raises:
        Missing: naming it.
    """
    count = len(run.network.layers)
    if not 0 <= layer < count:
        message = f"there is no layer {layer}: there are {count}, counted from 0"
        raise Missing("unknown_layer", message, "layer")
    size = run.network.sizes[layer + 1]
    for unit in units or ():
        if not 0 <= unit < size:
            message = f"there is no unit {unit}: layer {layer} has {size}, counted from 0"
            raise Missing("unknown_unit", message, "units")


def parse_units(given: str | None) -> Units | None:
    """Read two units as they stand in an address: "0,3".

    Raises:
        Invalid: anything else.
    """
    if given is None:
        return None
    parts = given.split(",")
    if len(parts) != 2 or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        message = f"units must be two indices such as 0,1, not {given[:40]!r}"
        raise Invalid("invalid_value", message, "units")
    first, second = (int(part) for part in parts)
    return first, second


def _axes(run: Run, layer: int, units: Units | None, train: Array, steady: Steady) -> Axes:
    size = train.shape[1]
    if units is None and size > 2:
        directions, explained = principal(train)
        aligned = steady.align(directions, run, layer)
        if not np.allclose(np.abs(np.sum(aligned * directions, axis=0)), 1.0):
            explained = explained[::-1]
        return Axes("principal", None, train.mean(axis=0), aligned, explained)
    directions = np.zeros((size, 2))
    first, second = units or (0, 1)
    directions[first, 0] = 1.0
    if size > 1:
        directions[second, 1] = 1.0
    chosen = (first, second if size > 1 else None)
    return Axes("units", chosen, np.zeros(size), directions, None)


def principal(points: Array) -> tuple[Array, list[float]]:
    """Return the two directions (p, 2) along which points (n, p) vary most.

    Returns:
        The directions, each of length 1, and the share of the variance along each.
    """
    centred = points - points.mean(axis=0)
    # Scaled, so that no square overflows; directions and shares do not depend on it.
    centred = centred / (np.abs(centred).max() or 1.0)
    products = np.zeros((points.shape[1], points.shape[1]))
    for start in range(0, len(centred), FEW_ROWS):
        # Few rows at a time: sharing out so little work among cores costs more than it brings.
        some = centred[start : start + FEW_ROWS]
        products += some.T @ some
    # Of a matrix XᵀX they are eigenvectors and eigenvalues, found faster than by eigh.
    vectors, variances, _ = np.linalg.svd(products)
    total = float(variances.sum())
    explained = (variances[:2] / total).tolist() if total > 0.0 else [0.0, 0.0]
    directions: Array = vectors[:, :2]
    return directions, explained


def point_up(directions: Array) -> Array:
    """Give each direction the sign that makes its largest component positive."""
    largest = np.abs(directions).argmax(axis=0)
    signs = np.where(directions[largest, range(directions.shape[1])] < 0.0, -1.0, 1.0)
    return directions * signs


def follow(directions: Array, before: Array) -> Array:
    """Choose order and signs of two directions so that they turn least from those before."""
    likeness = before.T @ directions
    order = max(itertools.permutations((0, 1)), key=lambda o: _kept(likeness, o))
    signs = [-1.0 if likeness[i, j] < 0.0 else 1.0 for i, j in enumerate(order)]
    return directions[:, list(order)] * signs


def _kept(likeness: Array, order: tuple[int, ...]) -> float:
    return sum(abs(float(likeness[i, j])) for i, j in enumerate(order))


def finite(activations: Array) -> Array:
    """Replace what is no finite number by one, and cut off at ±LARGEST."""
    filled: Array = np.clip(np.nan_to_num(activations, nan=0.0), -LARGEST, LARGEST)
    return filled


def _answers(answers: Array) -> Array:
    values: Array = answers[:, -1]
    return answers.argmax(axis=1).astype(np.float64) if answers.shape[1] > 2 else values
