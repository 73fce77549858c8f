"""Histograms of a network's numbers, layer by layer: weights, biases, z, a, gradients.

z and a are those of every unit for every training point, as losses and gradients of the training
set are measured: no dropout, batch normalisation by the set's own statistics. Gradients are
∂J/∂W over the same points. Connections that are cut are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from playground.engine import Mode, Network
from playground.engine.types import Array

from .run import Run

Quantity = Literal["weights", "biases", "z", "a", "gradients"]
"""What there is a histogram of."""

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
LARGEST = 1e30
"""Values beyond are counted as this one, so that ranges stay finite."""


@dataclass(frozen=True)
class Histogram:
    """How many values lie in each of some bins of equal width.

    Attributes:
        low, high: where the first bin begins and the last one ends; low < high.
        counts: (bins,); the last bin holds `high` too.
    """

    low: float
    high: float
    counts: NDArray[np.uint32]

    def as_dict(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "counts": self.counts}


def histogram(values: Array, bins: int, within: tuple[float, float] | None = None) -> Histogram:
    """Count the values of an array of any shape; what is no number is not counted.

    Args:
        bins: how many bins, at least 1.
        within: lower and upper end. Default: the smallest and the largest value.
    """
    flat = tidy(values)
    low, high = within or extent([flat])
    scaled = (flat - low) * (bins / (high - low))
    # In place of the exact edges rounding decides about values that lie on one.
    places = np.clip(scaled.astype(np.int64), 0, bins - 1)
    return Histogram(low, high, np.bincount(places, minlength=bins).astype(np.uint32))


def tidy(values: Array) -> Array:
    """Return the values that are numbers, flat, cut off at ±LARGEST."""
    flat = values.ravel()
    return np.clip(flat[~np.isnan(flat)], -LARGEST, LARGEST)


def extent(arrays: list[Array]) -> tuple[float, float]:
    """Return the smallest and the largest value, moved apart where they are (almost) the same."""
    filled = [array for array in arrays if array.size]
    if not filled:
        return -0.5, 0.5
    low = min(float(array.min()) for array in filled)
    high = max(float(array.max()) for array in filled)
    if high - low > 1e-9 * max(abs(low), abs(high)):
        return low, high
    margin = 0.5 * max(abs(low), abs(high)) or 0.5
    return low - margin, high + margin


def measured_values(network: Network, x: Array, y: Array) -> list[dict[Quantity, Array]]:
    """Return every layer's numbers; the gradient vector is left as it was.

    Args:
        network: whose.
        x: features (n, d).
        y: targets (n, k).
    """
    parameters = network.parameters
    held = parameters.gradients.copy()
    with np.errstate(all="ignore"):
        network.forward(x, Mode.MEASURE)
        network.backward(y)
    found = [_values(network, i) for i in range(len(network.layers))]
    parameters.gradients[...] = held
    return found


def _values(network: Network, i: int) -> dict[Quantity, Array]:
    layer = network.layers[i]
    connected = layer.dense.connected == 1.0
    return {
        "weights": layer.dense.weights[connected],
        "biases": layer.dense.biases.copy(),
        "z": layer.z,
        "a": layer.a,
        "gradients": layer.dense.weight_gradients[connected],
    }


def histograms(run: Run, bins: int, most: int | None = None) -> list[dict[str, Any]]:
    """Return the histograms of every layer, the output layer last.

    Args:
        run: the network.
        bins: of each histogram.
        most: take only so many of the training points. Default: all.
    """
    layers = measured_values(run.network, run.trainer.x[:most], run.trainer.y[:most])
    return [
        {name: histogram(values, bins).as_dict() for name, values in layer.items()}
        for layer in layers
    ]
