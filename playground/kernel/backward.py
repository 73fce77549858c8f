"""The loss of a tile and the way back: δ at the output, then layer by layer to the first."""

from __future__ import annotations

from .blocks import correlate, mix
from .functions import Floats, part
from .memory import put, take
from .normalization import batch_norm_back, layer_norm_back
from .plan import (
    ACTIVATION,
    BATCH_NORM,
    BETA,
    BIASES,
    CROSS_ENTROPY,
    FAN_IN,
    GAMMA,
    INPUT_ROW,
    LAYER_NORM,
    MSE,
    NONE,
    NORMALIZATION,
    SOFTMAX,
    WEIGHTS,
)
from .tile import Model, Tile, span
from .vector import REGISTER, larger, leading, spread, total, where


@part
def output_delta(
    model: Model,
    tile: Tile,
    loss: int,
    plus_minus: bool,
    real: int,
    columns: int,
    weight: float,
) -> float:
    """Write weight · ∂loss/∂z of the output layer; return a sum that is finite where the loss is,
    and only there.

    Args:
        model, tile: as forward() left them.
        loss: its code.
        plus_minus: whether targets are ±1.
        real, columns: as in forward().
        weight: 1 / number of samples of the whole batch.
    """
    last, width, check = model.plan.shape[0] - 1, tile.outputs.shape[1], spread(0.0)
    first, units = span(model.plan, last)
    softmax = model.plan[last, ACTIVATION] == SOFTMAX
    for k in range(units):
        for column in range(0, columns, REGISTER):
            p, here = (first + k) * width + column, leading(real - column)
            a, y = take(tile.outputs, p), take(tile.targets, k * width + column)
            if loss == CROSS_ENTROPY:
                seen, delta = take(tile.normalized, p), (a - y) * weight
            elif loss == MSE:
                error = a - y
                seen, delta = error * error, error * weight
                if not softmax:
                    delta = delta * take(tile.slopes, p)
            else:
                z = take(tile.normalized, p)
                t = y if plus_minus else 2.0 * y - 1.0
                seen = larger(0.0 - t * z, spread(0.0)) + 0.0 * z
                delta = where(t * z <= 0.0, 0.0 - t * weight, 0.0)
            check = check + where(here, seen, 0.0)
            put(tile.deltas, p, where(here, delta, 0.0))
    if loss == MSE and softmax:
        _through_softmax(tile, first, units, columns)
    return total(check)


@part
def _through_softmax(tile: Tile, first: int, units: int, columns: int) -> None:
    # ∂J/∂z = a ∘ (g − Σ g∘a)
    outputs, deltas, width = tile.outputs, tile.deltas, tile.outputs.shape[1]
    for column in range(0, columns, REGISTER):
        start, inner = first * width + column, spread(0.0)
        for k in range(units):
            inner = inner + take(deltas, start + k * width) * take(outputs, start + k * width)
        for k in range(units):
            p = start + k * width
            put(deltas, p, take(outputs, p) * (take(deltas, p) - inner))


@part
def backward(
    model: Model, tile: Tile, gradients: Floats, real: int, columns: int, fresh: bool
) -> None:
    """Write the tile's part of ∂J/∂parameters into gradients, or add it where it is not fresh.

    Args:
        model, tile: as output_delta() left them.
        gradients: (P,).
        real, columns: as in forward().
        fresh: whether this is the first tile of its batch.
    """
    plan = model.plan
    for layer in range(plan.shape[0] - 1, -1, -1):
        _add_gradients(model, tile, layer, gradients, real, columns, fresh)
        if layer == 0:
            return
        _pass_back(model, tile, layer, columns)
        below = layer - 1
        if fresh and plan[below, NORMALIZATION] != NONE:
            for j in range(plan[layer, FAN_IN]):
                gradients[plan[below, GAMMA] + j] = gradients[plan[below, BETA] + j] = 0.0
        if plan[below, NORMALIZATION] == BATCH_NORM:
            batch_norm_back(model, tile, below, gradients, real, columns)
        elif plan[below, NORMALIZATION] == LAYER_NORM:
            layer_norm_back(model, tile, below, gradients, columns)


@part
def _add_gradients(
    model: Model,
    tile: Tile,
    layer: int,
    gradients: Floats,
    real: int,
    columns: int,
    fresh: bool,
) -> None:
    """∂J/∂b = Σ δ, which is 0 in front of batch normalisation, and ∂J/∂W = xᵀ δ."""
    row, width = model.plan[layer], tile.deltas.shape[1]
    first, units = span(model.plan, layer)
    for j in range(units):
        sums, start = spread(0.0), (first + j) * width
        for p in range(start, start + columns, REGISTER):
            sums = sums + take(tile.deltas, p)
        q, bias = row[BIASES] + j, total(sums)
        if row[NORMALIZATION] == BATCH_NORM:
            bias = 0.0
        gradients[q] = bias if fresh else gradients[q] + bias
    correlate(
        tile.outputs,
        row[INPUT_ROW],
        row[FAN_IN],
        tile.deltas,
        first,
        units,
        gradients,
        row[WEIGHTS],
        real,
        tile.turned,
        fresh,
    )


@part
def _pass_back(model: Model, tile: Tile, layer: int, columns: int) -> None:
    """δ of the layer below = δ Wᵀ ∘ slopes."""
    row, deltas, width = model.plan[layer], tile.deltas, tile.deltas.shape[1]
    first, units = span(model.plan, layer)
    below = row[INPUT_ROW]
    mix(
        model.values,
        row[WEIGHTS],
        1,
        units,
        deltas,
        first,
        units,
        deltas,
        below,
        row[FAN_IN],
        columns,
        True,
    )
    for i in range(below, below + row[FAN_IN]):
        for p in range(i * width, i * width + columns, REGISTER):
            put(deltas, p, take(deltas, p) * take(tile.slopes, p))
