"""Instruments: what a page can ask to be shown live beside the usual frame.

A wish says which instrument is on view and how it is set; observe() answers it with arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from .errors import Missing
from .histograms import histograms
from .run import Run
from .space import Steady, Units, bent_space

LIVE_POINTS = 1_000
"""Most training and test points that a live instrument looks at; they come in random order."""

LIVE_VALUES = 30_000
"""Most activations that live histograms count, but those of FEWEST_POINTS in any case.

So few that NumPy multiplies matrices on one core: sharing such work out costs more than it brings.
"""

FEWEST_POINTS = 64
LIVE_RESOLUTION = 25


@dataclass(frozen=True)
class HistogramsWish:
    """Histograms of every layer.

    Attributes:
        bins: of each histogram.
    """

    bins: int = 40


@dataclass(frozen=True)
class SpaceWish:
    """The plane as a layer sees it.

    Attributes:
        layer: which layer, the output layer last.
        units: the two units that are the axes; None for what is usual (see space.bent_space).
    """

    layer: int = 0
    units: Units | None = None


Wish: TypeAlias = HistogramsWish | SpaceWish | None


def observe(run: Run, wish: Wish, steady: Steady) -> dict[str, Any] | None:
    """Answer a wish about a network at this moment.

    Args:
        run: the network.
        wish: what to show.
        steady: kept by the caller from one answer to the next.

    Returns:
        None without a wish, or where the network has no such layer or unit; else
            {"kind": "histograms", "layers": [{"weights": {"low", "high", "counts": u4 (bins,)},
             "biases", "z", "a", "gradients" likewise}], "points": of so many training points};
            {"kind": "space", "layer", "axes", "units", "explained", "grid": f4 (r, r, 2),
             "answers": f4 (r, r), "train": f4 (n, 2), "test": f4 (n, 2)}, as space.Space has
             them, of at most the first LIVE_POINTS training and test points.
    """
    if isinstance(wish, HistogramsWish):
        points = live_points(run)
        layers = histograms(run, wish.bins, points)
        return {"kind": "histograms", "layers": layers, "points": points}
    if wish is None:
        return None
    try:
        space = bent_space(run, wish.layer, wish.units, LIVE_RESOLUTION, steady, LIVE_POINTS)
    except Missing:
        return None
    return {"kind": "space"} | _single(space.as_dict())


def live_points(run: Run) -> int:
    """Return how many training points live histograms look at: fewer in a large network."""
    units = sum(run.network.sizes[1:])
    return min(len(run.train), LIVE_POINTS, max(FEWEST_POINTS, LIVE_VALUES // units))


def _single(found: dict[str, Any]) -> dict[str, Any]:
    """Turn every array into single precision, which is what frames carry."""
    return {
        key: value.astype(np.float32) if isinstance(value, np.ndarray) else value
        for key, value in found.items()
    }
