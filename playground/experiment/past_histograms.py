"""Histograms over time: how a layer's numbers were spread at every moment that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.engine.types import Array

from .histograms import Quantity, extent, histogram, measured_values, tidy
from .instruments import live_points
from .memento import Memento, RunMemento
from .paths import former_states
from .run import Run
from .space import check


def past_histograms(
    run: Run, n: int, mementos: Sequence[Memento], layer: int, quantity: Quantity, bins: int
) -> dict[str, Any]:
    """Count the numbers of a layer at every moment, all in the same bins.

    z, a and gradients are those of the present training points, at most as many as live
    histograms look at, with the present activation functions.

    Args:
        run: the network.
        n: its index.
        mementos: moments of its training, oldest first.
        layer: index of the layer, the output layer last.
        quantity: which of its numbers.
        bins: of each histogram.

    Returns:
        {"epochs": (m,), "low", "high", "counts": (m, bins)}, the present last.

    Raises:
        Missing: there is no such layer.
    """
    check(run, layer, None)
    former = former_states(run, n, mementos)
    twin, points = run.twin(), live_points(run)
    moments = [_values(twin, state, layer, quantity, points) for state in former]
    moments.append(_values(run.twin(), None, layer, quantity, points))
    low, high = extent(moments)
    counts = [histogram(values, bins, (low, high)).counts for values in moments]
    epochs = [*(state.epoch for state in former), run.epoch]
    return {"epochs": epochs, "low": low, "high": high, "counts": np.array(counts)}


def _values(
    twin: Run, state: RunMemento | None, layer: int, quantity: Quantity, points: int
) -> Array:
    """Return the numbers of a layer in a state that is put into the twin, or as it is."""
    network = twin.network
    if state is not None:
        state.masks.put_back(network)
        network.parameters.values[...] = state.now.values
    found = measured_values(network, twin.trainer.x[:points], twin.trainer.y[:points])
    return tidy(found[layer][quantity])
