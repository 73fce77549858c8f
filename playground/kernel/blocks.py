"""The two products in which nearly all time is spent, cut into blocks that fit into registers.

Arrays of samples are (rows, columns): a row is one unit, its columns are the samples of a tile, so
that every inner loop runs over samples and becomes vector instructions.
"""

from __future__ import annotations

from .functions import Floats, part
from .memory import take
from .registers import BLOCK, product, transpose
from .vector import REGISTER, spread, total

block, four_rows, one_row = product(BLOCK), product(4), product(1)


@part
def mix(
    values: Floats,
    start: int,
    step_in: int,
    step_out: int,
    source: Floats,
    first_in: int,
    count_in: int,
    target: Floats,
    first_out: int,
    count_out: int,
    columns: int,
    fresh: bool,
) -> None:
    """target[o] += Σᵢ w(i, o) source[i], where w(i, o) = values[start + i step_in + o step_out].

    With step_in = fan_out and step_out = 1 it is x W; with the two exchanged it is δ Wᵀ.

    Args:
        values, start, step_in, step_out: where the weights are.
        source, first_in, count_in: rows that are mixed, (rows, at least columns).
        target, first_out, count_out: rows that are made.
        columns: whole registers.
        fresh: whether target is to be written instead of added to.
    """
    stride, width = source.shape[1], target.shape[1]
    for column in range(0, columns, REGISTER):
        x, z, w = first_in * stride + column, first_out * width + column, start
        o = 0
        while o + BLOCK <= count_out:
            block(
                values, w, step_in, step_out, source, x, stride, count_in, target, z, width, fresh
            )
            o, z, w = o + BLOCK, z + BLOCK * width, w + BLOCK * step_out
        if o + 4 <= count_out:
            four_rows(
                values, w, step_in, step_out, source, x, stride, count_in, target, z, width, fresh
            )
            o, z, w = o + 4, z + 4 * width, w + 4 * step_out
        while o < count_out:
            one_row(
                values, w, step_in, step_out, source, x, stride, count_in, target, z, width, fresh
            )
            o, z, w = o + 1, z + width, w + step_out


@part
def correlate(
    source: Floats,
    first_in: int,
    count_in: int,
    deltas: Floats,
    first_out: int,
    count_out: int,
    gradients: Floats,
    start: int,
    real: int,
    turned: Floats,
    fresh: bool,
) -> None:
    """gradients[start + i count_out + o] += Σₚ source[i, p] deltas[o, p]: it is xᵀ δ.

    Args:
        source, first_in, count_in: rows of x, (rows, at least real).
        deltas, first_out, count_out: rows of δ, 0 in the padding of the last register.
        gradients, start: where ∂J/∂W of the layer begins.
        real: samples to sum over.
        turned: memory for REGISTER numbers a sample.
        fresh: whether the gradients are to be written instead of added to.
    """
    stride, width = source.shape[1], deltas.shape[1]
    o = 0
    while o + REGISTER <= count_out:
        # With δ turned around, units that are neighbours in memory share a register.
        for p in range(0, real, REGISTER):
            transpose(deltas, (first_out + o) * width + p, width, turned, p * REGISTER, REGISTER)
        x, g = first_in * stride, start + o
        i = 0
        while i + BLOCK <= count_in:
            block(source, x, 1, stride, turned, 0, REGISTER, real, gradients, g, count_out, fresh)
            i, x, g = i + BLOCK, x + BLOCK * stride, g + BLOCK * count_out
        if i + 4 <= count_in:
            four_rows(
                source, x, 1, stride, turned, 0, REGISTER, real, gradients, g, count_out, fresh
            )
            i, x, g = i + 4, x + 4 * stride, g + 4 * count_out
        while i < count_in:
            one_row(source, x, 1, stride, turned, 0, REGISTER, real, gradients, g, count_out, fresh)
            i, x, g = i + 1, x + stride, g + count_out
        o += REGISTER
    for k in range(o, count_out):
        d = (first_out + k) * width
        for i in range(count_in):
            x, sums = (first_in + i) * stride, spread(0.0)
            for p in range(0, real, REGISTER):
                sums = sums + take(source, x + p) * take(deltas, d + p)
            q, slope = start + i * count_out + k, total(sums)
            gradients[q] = slope if fresh else gradients[q] + slope
