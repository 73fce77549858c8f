"""What a pass works on: a network, and memory for a tile of samples.

Rows are units, columns are samples; a tile holds whole vectors of columns, the last of them padded.
Both are tuples that compiled code makes for itself, so that its functions need not hand over
a dozen arrays each.
"""

from __future__ import annotations

from typing import NamedTuple

from .functions import Floats, part
from .memory import put, take_some
from .plan import FAN_IN, FAN_OUT, INPUT_ROW, Plan
from .vector import REGISTER, leading


class Model(NamedTuple):
    """A network.

    Attributes:
        values: the parameter vector, cut weights set to 0.
        plan: one row a layer; see plan.Program.
        rates: dropout rate of every layer.
        running: (hidden layers, 2, widest) statistics of batch normalisation.
    """

    values: Floats
    plan: Plan
    rates: Floats
    running: Floats


class Tile(NamedTuple):
    """Memory for a pass, all (rows, width) where nothing else is said.

    Attributes:
        outputs: the features, then every layer's outputs.
        slopes: in the same rows the factor by which ∂J/∂outputs becomes ∂J/∂(input of φ): φ′ times
            the scale of dropout.
        deltas: in the same rows ∂J/∂z; 0 in the padding, so that it adds nothing to any gradient.
        normalized: x̂, and in the rows of the output layer its logits.
        kept: factors of dropout, 0 or 1/(1 − rate).
        targets: (k, width) of it are used.
        scales: (layers, width), 1/√(σ² + ε) by unit or by sample.
        turned: (REGISTER, width), δ turned around.
    """

    outputs: Floats
    slopes: Floats
    deltas: Floats
    normalized: Floats
    kept: Floats
    targets: Floats
    scales: Floats
    turned: Floats


@part
def rows_of(plan: Plan) -> int:
    """Return how many rows a pass fills: features, then every layer's units."""
    last = plan[plan.shape[0] - 1]
    return int(last[INPUT_ROW] + last[FAN_IN] + last[FAN_OUT])


@part
def span(plan: Plan, layer: int) -> tuple[int, int]:
    """Return the first row of a layer's units, and how many they are."""
    return plan[layer, INPUT_ROW] + plan[layer, FAN_IN], plan[layer, FAN_OUT]


@part
def tile_of(plan: Plan, work: Floats) -> Tile:
    """Share out scratch memory, (6 · rows + layers + REGISTER, width)."""
    rows = rows_of(plan)
    return Tile(
        work[:rows],
        work[rows : 2 * rows],
        work[2 * rows : 3 * rows],
        work[3 * rows : 4 * rows],
        work[4 * rows : 5 * rows],
        work[5 * rows : 6 * rows],
        work[6 * rows : 6 * rows + plan.shape[0]],
        work[6 * rows + plan.shape[0] :],
    )


@part
def padded(samples: int) -> int:
    """Return the columns of so many samples: whole vectors."""
    return (samples + REGISTER - 1) // REGISTER * REGISTER


@part
def fill(table: Floats, row: int, count: int, first: int, real: int, rows: Floats) -> None:
    """Copy the samples from `first` on, of some rows of a table, and zeros into the padding."""
    for i in range(count):
        start, end = (row + i) * table.shape[1] + first, i * rows.shape[1]
        for p in range(0, padded(real), REGISTER):
            put(rows, end + p, take_some(table, start + p, leading(real - p)))
