"""What each frame says of a network, over a whole set: loss, accuracy, gradients, health."""

from __future__ import annotations

import numpy as np

from .backward import backward, output_delta
from .forward import forward
from .functions import Floats, compiled, part
from .lock import give_lock, take_lock
from .memory import take
from .plan import (
    BIASES,
    CROSS_ENTROPY,
    FAN_IN,
    FAN_OUT,
    INPUT_ROW,
    MSE,
    WEIGHTS,
    Plan,
)
from .samples import Indices
from .tile import Model, Tile, fill, padded, span, tile_of
from .vector import REGISTER, larger, leading, spread, sqrt, total, where

LOSS, CORRECT = range(2)
"""Entries of a score: summed loss, number of samples whose class is right."""

FIGURES = 7
WEIGHT_NORM, BIAS_NORM, DELTA_NORM, UPDATE, BEFORE, DEAD, SATURATED = range(FIGURES)
"""Columns of the figures of a layer: norms of gradients, of the last update, of W before it, and
the shares of its units that are never above 0, and whose mean φ′ is small."""


@compiled
def measure(
    long: bool,
    values: Floats,
    theta: Floats,
    previous: Floats,
    gradients: Floats,
    cut: Indices,
    plan: Plan,
    rates: Floats,
    running: Floats,
    codes: Indices,
    small: Floats,
    mode: int,
    x: Floats,
    y: Floats,
    labels: Indices,
    work: Floats,
    tile: int,
    score: Floats,
    layers: Floats,
    units: Floats,
) -> None:
    """Measure a network on a set.

    Args:
        values: the parameter vector, cut weights set to 0.
        theta, previous: the parameter vector as it is, and as it was before the last update.
        gradients: (P,), gets ∂J/∂values; empty where only the score is wanted.
        cut: indices of the cut weights.
        plan, rates, running: the network.
        codes: loss, plus_minus, zero_one.
        small: below which mean φ′ a unit of each layer is saturated.
        mode: MEASURE or INFER.
        x, y, labels: features (d, n), targets (k, n), class indices (n,), empty for regression.
        work, tile, long: as in train().
        score: gets LOSS and CORRECT.
        layers: (layers, 7), gets the figures of every layer.
        units: (2, rows), scratch: for every unit whether it was above 0 at all, its summed φ′.
    """
    held = give_lock(long)
    model, memory, n = Model(values, plan, rates, running), tile_of(plan, work), x.shape[1]
    score[:] = 0.0
    layers[:] = 0.0
    units[:] = 0.0
    for start in range(0, n, tile):
        real = min(tile, n - start)
        columns = padded(real)
        fill(x, 0, x.shape[0], start, real, memory.outputs)
        fill(y, 0, y.shape[0], start, real, memory.targets)
        forward(model, memory, mode, real, columns)
        _score(model, memory, codes, labels, start, real, score)
        if gradients.size == 0:
            continue
        _look(model, memory, real, columns, units)
        output_delta(model, memory, codes[0], codes[1] == 1, real, columns, 1.0 / n)
        backward(model, memory, gradients, real, columns, start == 0)
        _add_delta_norms(model, memory, n, columns, layers)
    if gradients.size > 0:
        for q in cut:
            gradients[q] = 0.0
        _add_norms(plan, theta, previous, gradients, layers)
        _add_shares(plan, small, n, units, layers)
    take_lock(held)


@part
def _score(
    model: Model,
    tile: Tile,
    codes: Indices,
    labels: Indices,
    start: int,
    real: int,
    score: Floats,
) -> None:
    first, units = span(model.plan, model.plan.shape[0] - 1)
    outputs = tile.outputs
    for p in range(real):
        score[LOSS] += _loss(tile, codes, units, first, p)
        if labels.size > 0:
            answer = 0
            if units == 1:
                answer = 1 if outputs[first, p] >= (0.5 if codes[2] == 1 else 0.0) else 0
            for k in range(1, units):
                if outputs[first + k, p] > outputs[first + answer, p]:
                    answer = k
            if answer == labels[start + p]:
                score[CORRECT] += 1.0


@part
def _loss(tile: Tile, codes: Indices, units: int, first: int, p: int) -> float:
    """The loss of one sample, from logits where it is a cross-entropy; see engine/losses.py."""
    outputs, normalized, targets = tile.outputs, tile.normalized, tile.targets
    z, y = normalized[first, p], targets[0, p]
    if codes[0] == MSE:
        total = 0.0
        for k in range(units):
            error = outputs[first + k, p] - targets[k, p]
            total += 0.5 * error * error
        return total
    if codes[0] == CROSS_ENTROPY and units == 1:
        return float(max(z, 0.0) - y * z + np.log1p(np.exp(-abs(z))))
    if codes[0] == CROSS_ENTROPY:
        largest, total, label = z, 0.0, 0.0
        for k in range(1, units):
            largest = max(largest, normalized[first + k, p])
        for k in range(units):
            total += np.exp(normalized[first + k, p] - largest)
            label += targets[k, p] * (normalized[first + k, p] - largest)
        return float(np.log(total) - label)
    t = y if codes[1] == 1 else 2.0 * y - 1.0
    return float(max(0.0, -t * z))


@part
def _look(model: Model, tile: Tile, real: int, columns: int, units: Floats) -> None:
    """See which units are above 0 for some sample, and add up how steep they are."""
    width = tile.outputs.shape[1]
    for j in range(model.plan[0, FAN_IN], tile.outputs.shape[0]):
        largest, steepness = spread(0.0), spread(0.0)
        for column in range(0, columns, REGISTER):
            p, here = j * width + column, leading(real - column)
            largest = larger(where(here, take(tile.outputs, p), 0.0), largest)
            steepness = steepness + where(here, take(tile.slopes, p), 0.0)
        if total(largest) > 0.0:
            units[0, j] = 1.0
        units[1, j] += total(steepness)


@part
def _add_delta_norms(model: Model, tile: Tile, n: int, columns: int, layers: Floats) -> None:
    """Add up the norms of δ over samples; those of the padding are 0."""
    width = tile.deltas.shape[1]
    for layer in range(model.plan.shape[0]):
        first, units = span(model.plan, layer)
        norms = spread(0.0)
        for column in range(0, columns, REGISTER):
            squares = spread(0.0)
            for j in range(first, first + units):
                delta = take(tile.deltas, j * width + column)
                squares = squares + delta * delta
            norms = norms + sqrt(squares)
        layers[layer, DELTA_NORM] += total(norms) / n


@part
def _add_norms(
    plan: Plan, theta: Floats, previous: Floats, gradients: Floats, layers: Floats
) -> None:
    for layer in range(plan.shape[0]):
        start, fan_out = plan[layer, WEIGHTS], plan[layer, FAN_OUT]
        gradient = change = before = bias = 0.0
        for q in range(start, start + plan[layer, FAN_IN] * fan_out):
            gradient += gradients[q] * gradients[q]
            change += (theta[q] - previous[q]) * (theta[q] - previous[q])
            before += previous[q] * previous[q]
        for q in range(plan[layer, BIASES], plan[layer, BIASES] + fan_out):
            bias += gradients[q] * gradients[q]
        layers[layer, WEIGHT_NORM], layers[layer, BIAS_NORM] = np.sqrt(gradient), np.sqrt(bias)
        layers[layer, UPDATE], layers[layer, BEFORE] = np.sqrt(change), np.sqrt(before)


@part
def _add_shares(plan: Plan, small: Floats, n: int, units: Floats, layers: Floats) -> None:
    for layer in range(plan.shape[0]):
        first, fan_out = plan[layer, INPUT_ROW] + plan[layer, FAN_IN], plan[layer, FAN_OUT]
        for j in range(first, first + fan_out):
            layers[layer, DEAD] += (units[0, j] == 0.0) / fan_out
            layers[layer, SATURATED] += (units[1, j] / n < small[layer]) / fan_out
