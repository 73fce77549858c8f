"""Every unit's activation at many points, as for inference: what surfaces and maps are made of."""

from __future__ import annotations

from .forward import forward
from .functions import Floats, compiled
from .lock import give_lock, take_lock
from .plan import FAN_IN, FAN_OUT, INFER, INPUT_ROW, Plan
from .registers import REGISTER


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
    last = plan[plan.shape[0] - 1]
    rows, n = last[INPUT_ROW] + last[FAN_IN] + last[FAN_OUT], x.shape[1]
    outputs, slopes, kept = work[:rows], work[rows : 2 * rows], work[2 * rows : 3 * rows]
    normalized, scales = work[3 * rows : 4 * rows], work[6 * rows : -REGISTER]
    for start in range(0, n, tile):
        real = min(tile, n - start)
        columns = (real + REGISTER - 1) // REGISTER * REGISTER
        for i in range(x.shape[0]):
            for p in range(real):
                outputs[i, p] = x[i, start + p]
            for p in range(real, columns):
                outputs[i, p] = 0.0
        forward(
            values,
            plan,
            running,
            INFER,
            real,
            columns,
            outputs,
            slopes,
            normalized,
            scales,
            kept,
            rates,
        )
        for j in range(first_row, rows):
            for p in range(real):
                found[j - first_row, start + p] = outputs[j, p]
    take_lock(held)
