"""The loss over a plane through the current weights.

The plane is spanned by two directions in the space of all parameters:

    random   d drawn from a normal distribution, then every unit's incoming weights d_j scaled
             to the length of its own, ‖w_j‖; biases, gamma and beta stay as they are. So two
             networks that differ only in the scale of their units look alike: Li et al. (2018),
             Visualizing the loss landscape of neural nets, https://arxiv.org/abs/1712.09913
    path     the two principal directions of the path that training has taken so far

The loss is the mean over the training set, without penalty, as losses of training are measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from playground.engine import Mode
from playground.engine.measurement import Samples
from playground.engine.parameters import Parameters
from playground.engine.types import Array

from .errors import Conflict
from .run import Run
from .space import point_up

Directions = Literal["random", "path"]
MARGIN = 1.25
"""How much further than the path a plane along it reaches, for a span of 1."""

NO_SAMPLES = Samples(np.zeros((0, 1)), np.zeros((0, 1)), None)

NARROWEST = 0.25
"""A plane along the path is at least by this part as deep as it is wide."""


@dataclass(frozen=True)
class LandscapePlan:
    """Which part of which plane to look at.

    Attributes:
        directions: what spans the plane.
        seed: of random directions.
        resolution: points along one side, at least 2.
        span: how far it reaches: random directions from −span to span, those of the path by so
            much of what the path takes up.
    """

    directions: Directions = "random"
    seed: int = 0
    resolution: int = 25
    span: float = 1.0


@dataclass(frozen=True)
class Plane:
    """A plane in the space of parameters.

    Attributes:
        centre: where alpha and beta are 0, (P,).
        directions: (P, 2).
        alpha, beta: coordinates of the points along its sides, each (r,).
        explained: share of the path's variance along each direction; None for random ones.
    """

    centre: Array
    directions: Array
    alpha: Array
    beta: Array
    explained: list[float] | None

    def at(self, alpha: float, beta: float) -> Array:
        """Return the parameters there, (P,)."""
        with np.errstate(all="ignore"):
            found: Array = self.centre + self.directions @ np.array([alpha, beta])
        return found

    def locate(self, moments: Array) -> Array:
        """Return the coordinates (m, 2) of the points of the plane nearest to parameters (m, P)."""
        found, *_ = np.linalg.lstsq(self.directions, (moments - self.centre).T, rcond=None)
        coordinates: Array = found.T
        return coordinates


def plane_of(run: Run, plan: LandscapePlan, path: Array) -> Plane:
    """Put a plane through the current weights of a network.

    Args:
        run: the network.
        plan: which plane.
        path: its parameters over time, (m, P), for directions "path".

    Raises:
        Conflict: the path has no directions yet.
    """
    centre = run.network.parameters.values.copy()
    if plan.directions == "random":
        directions = random_directions(run.network.parameters, np.random.default_rng(plan.seed))
        side = np.linspace(-plan.span, plan.span, plan.resolution)
        return Plane(centre, directions, side, side, None)
    directions, explained = path_directions(np.vstack([path, centre]))
    coordinates = np.vstack([path - centre, np.zeros_like(centre)]) @ directions
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    half = np.maximum(half, NARROWEST * half.max())
    sides = np.linspace(-1.0, 1.0, plan.resolution)[:, None] * (MARGIN * plan.span * half) + middle
    return Plane(centre, directions, sides[:, 0], sides[:, 1], explained)


def random_directions(parameters: Parameters, rng: np.random.Generator) -> Array:
    """Draw two filter-normalised directions (P, 2); what is cut or frozen stays as it is."""
    directions = np.zeros((len(parameters), 2))
    for column in directions.T:
        for slot in parameters.slots:
            if slot.name == "weights":
                drawn = rng.standard_normal(slot.shape)
                slot.view(column)[...] = _as_long(drawn, slot.view(parameters.values))
        column[parameters.still] = 0.0
    return directions


def _as_long(drawn: Array, weights: Array) -> Array:
    """Scale every column to the length of the weights'; of a unit without weights to 1."""
    lengths = np.linalg.norm(weights, axis=0)
    scaled: Array = drawn / np.linalg.norm(drawn, axis=0) * np.where(lengths > 0.0, lengths, 1.0)
    return scaled


def path_directions(moments: Array) -> tuple[Array, list[float]]:
    """Return the principal directions (P, 2) of moments (m, P), each of length 1.

    Returns:
        The directions, and the share of the moments' variance along each.

    Raises:
        Conflict: the moments span no plane.
    """
    centred = moments - moments.mean(axis=0)
    size = float(np.abs(centred).max())
    if len(moments) < 3 or size == 0.0:
        message = "the path so far spans no plane: train on, or take random directions"
        raise Conflict("no_path", message, "directions")
    # Scaled, so that no square overflows.
    _, sizes, rows = np.linalg.svd(centred / size, full_matrices=False)
    if len(rows) < 2:
        message = "a network of a single parameter has no plane"
        raise Conflict("no_path", message, "directions")
    explained: list[float] = (sizes[:2] ** 2 / (sizes**2).sum()).tolist()
    return point_up(rows[:2].T), explained


class Landscape:
    """The loss over a plane, computed piece by piece.

    Args:
        network: index of the network.
        plane: where to measure.

    Attributes:
        loss: ndarray of shape (r, r), a row per beta; NaN where it is not known yet.
        done: how many of its points are.
    """

    def __init__(self, network: int, plane: Plane) -> None:
        self.network = network
        self.plane = plane
        self.loss: Array = np.full((len(plane.beta), len(plane.alpha)), np.nan)
        self.done = 0

    def __repr__(self) -> str:
        return f"Landscape({self.done} of {self.loss.size} points)"

    @property
    def progress(self) -> float:
        return self.done / self.loss.size

    def work(self, twin: Run) -> Iterator[None]:
        """Compute all of it: a point at a time where compiled code does it, else layer by layer.

        Args:
            twin: a copy of the network, whose weights are moved about.
        """
        for row, beta in enumerate(self.plane.beta):
            for column, alpha in enumerate(self.plane.alpha):
                twin.network.parameters.values[...] = self.plane.at(alpha, beta)
                if twin.worker.engine == "compiled":
                    self._note(row, column, twin.worker.measure(None, NO_SAMPLES).train.loss)
                    yield
                else:
                    yield from self._measure(twin, row, column)

    def _measure(self, twin: Run, row: int, column: int) -> Iterator[None]:
        a = twin.trainer.x
        for layer in twin.network.layers:
            with np.errstate(all="ignore"):
                a = layer.forward(a, Mode.MEASURE)
            yield
        with np.errstate(all="ignore"):
            self._note(row, column, float(twin.network.losses(twin.trainer.y).mean()))

    def _note(self, row: int, column: int, loss: float) -> None:
        self.loss[row, column] = loss if np.isfinite(loss) else np.nan
        self.done += 1

    def describe(self) -> dict[str, Any]:
        return {
            "progress": self.progress,
            "network": self.network,
            "alpha": self.plane.alpha,
            "beta": self.plane.beta,
            "loss": self.loss,
            "explained": self.plane.explained,
        }
