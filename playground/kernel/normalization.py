"""Batch and layer normalisation of a tile, forwards and backwards.

The derivations are in engine/layers/batch_norm.py and layer_norm.py. Rows are units, columns are
samples; arrays and arguments are those of forward() and backward().
"""

from __future__ import annotations

import numpy as np

from playground.engine.layers.batch_norm import EPSILON, MOMENTUM

from .functions import Floats, part
from .memory import put, take
from .plan import BETA, GAMMA, INFER, TRAIN
from .tile import Model, Tile, span
from .vector import REGISTER, leading, spread, sqrt, total, where


@part
def batch_norm(model: Model, tile: Tile, layer: int, mode: int, real: int, columns: int) -> None:
    """Replace z by γ x̂ + β; the statistics are the batch's, or the running ones in INFER.

    The running ones are followed in TRAIN. Scales get 1/√(σ² + ε) of every unit.
    """
    running, scales, width = model.running[layer], tile.scales[layer], tile.outputs.shape[1]
    first, units = span(model.plan, layer)
    for j in range(units):
        start = (first + j) * width
        mean, variance = running[0, j], running[1, j]
        if mode != INFER:
            mean, variance = _moments(tile.outputs, start, real, columns)
        if mode == TRAIN:
            running[0, j] += MOMENTUM * (mean - running[0, j])
            if real > 1:
                running[1, j] += MOMENTUM * (variance * (real / (real - 1)) - running[1, j])
        scales[j] = 1.0 / np.sqrt(variance + EPSILON)
        gamma, beta = _learned(model, layer, j)
        for p in range(start, start + columns, REGISTER):
            x_hat = (take(tile.outputs, p) - mean) * scales[j]
            put(tile.normalized, p, x_hat)
            put(tile.outputs, p, gamma * x_hat + beta)


@part
def _learned(model: Model, layer: int, j: int) -> tuple[float, float]:
    """γ and β of a unit."""
    row = model.plan[layer]
    return model.values[row[GAMMA] + j], model.values[row[BETA] + j]


@part
def _moments(rows: Floats, start: int, real: int, columns: int) -> tuple[float, float]:
    """Mean and variance of the samples of a row."""
    sums, squares = spread(0.0), spread(0.0)
    for p in range(0, columns, REGISTER):
        sums = sums + where(leading(real - p), take(rows, start + p), 0.0)
    mean = total(sums) / real
    for p in range(0, columns, REGISTER):
        deviation = where(leading(real - p), take(rows, start + p) - mean, 0.0)
        squares = squares + deviation * deviation
    return mean, total(squares) / real


@part
def layer_norm(model: Model, tile: Tile, layer: int, columns: int) -> None:
    """Replace z by γ x̂ + β, with the statistics of every sample; scales get 1/√(σ² + ε)."""
    width = tile.outputs.shape[1]
    first, units = span(model.plan, layer)
    for column in range(0, columns, REGISTER):
        start, sums, squares = first * width + column, spread(0.0), spread(0.0)
        for j in range(units):
            sums = sums + take(tile.outputs, start + j * width)
        mean = sums / units
        for j in range(units):
            deviation = take(tile.outputs, start + j * width) - mean
            squares = squares + deviation * deviation
        factor = 1.0 / sqrt(squares / units + EPSILON)
        put(tile.scales, layer * width + column, factor)
        for j in range(units):
            gamma, beta = _learned(model, layer, j)
            x_hat = (take(tile.outputs, start + j * width) - mean) * factor
            put(tile.normalized, start + j * width, x_hat)
            put(tile.outputs, start + j * width, gamma * x_hat + beta)


@part
def batch_norm_back(
    model: Model, tile: Tile, layer: int, gradients: Floats, real: int, columns: int
) -> None:
    """Turn ∂J/∂(γ x̂ + β) into ∂J/∂z, and add to the gradients of γ and β."""
    row, deltas, width = model.plan[layer], tile.deltas, tile.deltas.shape[1]
    first, units = span(model.plan, layer)
    for j in range(units):
        start, sums, products = (first + j) * width, spread(0.0), spread(0.0)
        for p in range(start, start + columns, REGISTER):
            g = take(deltas, p)
            sums, products = sums + g, products + g * take(tile.normalized, p)
        gamma, beta = total(products), total(sums)
        gradients[row[GAMMA] + j] += gamma
        gradients[row[BETA] + j] += beta
        factor = model.values[row[GAMMA] + j] * tile.scales[layer, j]
        mean, slope = beta / real, gamma / real
        for p in range(0, columns, REGISTER):
            g = take(deltas, start + p) - mean - take(tile.normalized, start + p) * slope
            put(deltas, start + p, where(leading(real - p), factor * g, 0.0))


@part
def layer_norm_back(model: Model, tile: Tile, layer: int, gradients: Floats, columns: int) -> None:
    """Turn ∂J/∂(γ x̂ + β) into ∂J/∂z, and add to the gradients of γ and β."""
    row, deltas, width = model.plan[layer], tile.deltas, tile.deltas.shape[1]
    first, units = span(model.plan, layer)
    for j in range(units):
        start, sums, products = (first + j) * width, spread(0.0), spread(0.0)
        gamma, _ = _learned(model, layer, j)
        for p in range(start, start + columns, REGISTER):
            g = take(deltas, p)
            sums, products = sums + g, products + g * take(tile.normalized, p)
            put(deltas, p, g * gamma)
        gradients[row[GAMMA] + j] += total(products)
        gradients[row[BETA] + j] += total(sums)
    for column in range(0, columns, REGISTER):
        start, sums, products = first * width + column, spread(0.0), spread(0.0)
        for j in range(units):
            g = take(deltas, start + j * width)
            sums, products = sums + g, products + g * take(tile.normalized, start + j * width)
        mean, slope = sums / units, products / units
        factor = take(tile.scales, layer * width + column)
        for j in range(units):
            p = start + j * width
            put(deltas, p, (take(deltas, p) - mean - take(tile.normalized, p) * slope) * factor)
