"""The forward pass of a tile of samples, layer by layer: dense, normalisation, φ, dropout."""

from __future__ import annotations

from .activation import activate, softmax
from .blocks import mix
from .functions import part
from .memory import put, take
from .normalization import batch_norm, layer_norm
from .plan import (
    ACTIVATION,
    BATCH_NORM,
    BIASES,
    FAN_IN,
    INFER,
    INPUT_ROW,
    LAYER_NORM,
    NORMALIZATION,
    SOFTMAX,
    TRAIN,
    WEIGHTS,
)
from .tile import Model, Tile, span
from .vector import REGISTER, spread


@part
def forward(model: Model, tile: Tile, mode: int, real: int, columns: int) -> None:
    """Fill all of the tile but its deltas, from the features in the first rows of its outputs.

    Slopes are filled on the way, while z is at hand.

    Args:
        model: the network; the statistics of its batch normalisation are followed in TRAIN.
        tile: memory; of kept it is read, in TRAIN.
        mode: TRAIN, MEASURE or INFER; slopes are left out in INFER.
        real: number of samples in the tile.
        columns: the same, rounded up to whole vectors.
    """
    plan = model.plan
    for layer in range(plan.shape[0]):
        _dense(model, tile, layer, columns)
        if plan[layer, NORMALIZATION] == BATCH_NORM:
            batch_norm(model, tile, layer, mode, real, columns)
        elif plan[layer, NORMALIZATION] == LAYER_NORM:
            layer_norm(model, tile, layer, columns)
        first, units = span(plan, layer)
        if layer == plan.shape[0] - 1:
            _keep_logits(tile, first, units, columns)
        if plan[layer, ACTIVATION] == SOFTMAX:
            softmax(tile.outputs, first, units, columns)
        else:
            code, sloped = plan[layer, ACTIVATION], mode != INFER
            activate(code, tile.outputs, tile.slopes, first, units, columns, sloped)
        if mode == TRAIN and model.rates[layer] > 0.0:
            _drop(tile, first, units, columns)


@part
def _dense(model: Model, tile: Tile, layer: int, columns: int) -> None:
    """z = x W + b."""
    plan, outputs, width = model.plan, tile.outputs, tile.outputs.shape[1]
    first, units = span(plan, layer)
    for j in range(units):
        bias, row = spread(model.values[plan[layer, BIASES] + j]), (first + j) * width
        for p in range(row, row + columns, REGISTER):
            put(outputs, p, bias)
    mix(
        model.values,
        plan[layer, WEIGHTS],
        units,
        1,
        outputs,
        plan[layer, INPUT_ROW],
        plan[layer, FAN_IN],
        outputs,
        first,
        units,
        columns,
        False,
    )


@part
def _keep_logits(tile: Tile, first: int, units: int, columns: int) -> None:
    width = tile.outputs.shape[1]
    for j in range(first, first + units):
        for p in range(j * width, j * width + columns, REGISTER):
            put(tile.normalized, p, take(tile.outputs, p))


@part
def _drop(tile: Tile, first: int, units: int, columns: int) -> None:
    width = tile.outputs.shape[1]
    for j in range(first, first + units):
        for p in range(j * width, j * width + columns, REGISTER):
            factor = take(tile.kept, p)
            put(tile.outputs, p, take(tile.outputs, p) * factor)
            put(tile.slopes, p, take(tile.slopes, p) * factor)
