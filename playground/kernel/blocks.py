"""The two loops in which nearly all time is spent, blocked so that registers are reused.

Arrays of samples are (rows, columns): a row is one unit, its columns are the samples of a tile, so
that every inner loop runs over samples and becomes vector instructions. A block of four rows in
and four rows out loads each number once for four uses.
"""

from __future__ import annotations

from .functions import Floats, compiled, inlined


@compiled
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
) -> None:
    """target[o] += Σᵢ w(i, o) source[i], where w(i, o) = values[start + i step_in + o step_out].

    With step_in = fan_out and step_out = 1 it is x W; with the two exchanged it is δ Wᵀ.
    """
    o = 0
    while o + 4 <= count_out:
        t = first_out + o
        i = 0
        while i + 4 <= count_in:
            s = first_in + i
            q = start + i * step_in + o * step_out
            a0, b0, c0, d0 = _four(values, q, step_out)
            a1, b1, c1, d1 = _four(values, q + step_in, step_out)
            a2, b2, c2, d2 = _four(values, q + 2 * step_in, step_out)
            a3, b3, c3, d3 = _four(values, q + 3 * step_in, step_out)
            for p in range(columns):
                x0, x1 = source[s, p], source[s + 1, p]
                x2, x3 = source[s + 2, p], source[s + 3, p]
                target[t, p] += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3
                target[t + 1, p] += b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3
                target[t + 2, p] += c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3
                target[t + 3, p] += d0 * x0 + d1 * x1 + d2 * x2 + d3 * x3
            i += 4
        while i < count_in:
            s = first_in + i
            a0, b0, c0, d0 = _four(values, start + i * step_in + o * step_out, step_out)
            for p in range(columns):
                x0 = source[s, p]
                target[t, p] += a0 * x0
                target[t + 1, p] += b0 * x0
                target[t + 2, p] += c0 * x0
                target[t + 3, p] += d0 * x0
            i += 1
        o += 4
    while o < count_out:
        t = first_out + o
        i = 0
        while i + 4 <= count_in:
            s = first_in + i
            a0, a1, a2, a3 = _four(values, start + i * step_in + o * step_out, step_in)
            for p in range(columns):
                target[t, p] += (
                    a0 * source[s, p]
                    + a1 * source[s + 1, p]
                    + a2 * source[s + 2, p]
                    + a3 * source[s + 3, p]
                )
            i += 4
        while i < count_in:
            s, a0 = first_in + i, values[start + i * step_in + o * step_out]
            for p in range(columns):
                target[t, p] += a0 * source[s, p]
            i += 1
        o += 1


@inlined
def _four(values: Floats, q: int, step: int) -> tuple[float, float, float, float]:
    return values[q], values[q + step], values[q + 2 * step], values[q + 3 * step]


@compiled
def correlate(
    source: Floats,
    first_in: int,
    count_in: int,
    deltas: Floats,
    first_out: int,
    count_out: int,
    gradients: Floats,
    start: int,
    columns: int,
) -> None:
    """gradients[start + i count_out + o] += Σₚ source[i, p] deltas[o, p]: it is xᵀ δ."""
    i = 0
    while i + 2 <= count_in:
        s = first_in + i
        o = 0
        while o + 4 <= count_out:
            d = first_out + o
            a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = 0.0
            for p in range(columns):
                x, y = source[s, p], source[s + 1, p]
                d0, d1, d2, d3 = deltas[d, p], deltas[d + 1, p], deltas[d + 2, p], deltas[d + 3, p]
                a0 += x * d0
                a1 += x * d1
                a2 += x * d2
                a3 += x * d3
                b0 += y * d0
                b1 += y * d1
                b2 += y * d2
                b3 += y * d3
            q = start + i * count_out + o
            gradients[q] += a0
            gradients[q + 1] += a1
            gradients[q + 2] += a2
            gradients[q + 3] += a3
            q += count_out
            gradients[q] += b0
            gradients[q + 1] += b1
            gradients[q + 2] += b2
            gradients[q + 3] += b3
            o += 4
        while o < count_out:
            d = first_out + o
            a0 = b0 = 0.0
            for p in range(columns):
                a0 += source[s, p] * deltas[d, p]
                b0 += source[s + 1, p] * deltas[d, p]
            gradients[start + i * count_out + o] += a0
            gradients[start + (i + 1) * count_out + o] += b0
            o += 1
        i += 2
    if i < count_in:
        s = first_in + i
        for o in range(count_out):
            d = first_out + o
            a0 = 0.0
            for p in range(columns):
                a0 += source[s, p] * deltas[d, p]
            gradients[start + i * count_out + o] += a0
