"""Every unit's activation at many points, as for inference: what surfaces and maps are made of."""

from __future__ import annotations

from .forward import forward
from .functions import Floats, compiled
from .lock import give_lock, take_lock
from .memory import put_some, take
from .plan import INFER, Plan
from .tile import Model, fill, padded, rows_of, tile_of
from .vector import REGISTER, leading


@compiled
def activations(
    long: bool,
    values: Floats,
    plan: Plan,
    rates: Floats,
    running: Floats,
    x: Floats,
    first_row: int,
    work: Floats,
    tile: int,
    found: Floats,
) -> None:
    """Write the activations of all units from first_row on.

    Args:
        values: the parameter vector, cut weights set to 0.
        plan, rates, running: the network.
        x: features (d, n).
        first_row: first of the rows wanted: d for all units, later for the last layers only.
        work, tile, long: as in train().
        found: (rows − first_row, n).
    """
    held = give_lock(long)
    model, memory = Model(values, plan, rates, running), tile_of(plan, work)
    n, width, outputs = x.shape[1], work.shape[1], memory.outputs
    for start in range(0, n, tile):
        real = min(tile, n - start)
        columns = padded(real)
        fill(x, 0, x.shape[0], start, real, outputs)
        forward(model, memory, INFER, real, columns)
        for j in range(first_row, rows_of(plan)):
            place = (j - first_row) * n + start
            for p in range(0, columns, REGISTER):
                put_some(found, place + p, take(outputs, j * width + p), leading(real - p))
    take_lock(held)
