"""The samples of mini-batches: brought into the order of the epoch, and thinned out by dropout."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .functions import Floats, part
from .memory import collect, put
from .plan import FAN_OUT, INPUT_ROW, Plan
from .vector import REGISTER

Indices: TypeAlias = NDArray[np.int64]


@part
def line_up(x: Floats, y: Floats, order: Indices, first: int, last: int, queue: Floats) -> None:
    """Copy samples first … last − 1 of an epoch's order to where they will be taken from."""
    d = x.shape[0]
    for i in range(d + y.shape[0]):
        table, row = (x, i) if i < d else (y, i - d)
        start, whole = row * table.shape[1], (last - first) // REGISTER * REGISTER
        for p in range(first, first + whole, REGISTER):
            put(queue, i * queue.shape[1] + p, collect(table, start, order, p))
        for p in range(first + whole, last):
            queue[i, p] = table[row, order[p]]


@part
def draw_kept(
    plan: Plan,
    rates: Floats,
    uniforms: Floats,
    used: int,
    size: int,
    start: int,
    real: int,
    columns: int,
    kept: Floats,
) -> None:
    """Turn draws into factors: 0, or 1/(1 − rate) for a unit that is kept.

    The draws of a batch come layer by layer, and within a layer sample by sample.
    """
    for layer in range(plan.shape[0] - 1):
        units, first, rate = plan[layer, FAN_OUT], plan[layer + 1, INPUT_ROW], rates[layer]
        if rate == 0.0:
            continue
        for j in range(units):
            for p in range(columns):
                kept[first + j, p] = 0.0
            for p in range(real):
                if uniforms[used + (start + p) * units + j] >= rate:
                    kept[first + j, p] = 1.0 / (1.0 - rate)
        used += size * units
