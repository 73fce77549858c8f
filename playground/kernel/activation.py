"""Activations of a whole layer, with their slopes while z is at hand."""

from __future__ import annotations

from playground.engine.activations import LEAKY_SLOPE

from .functions import Floats, exp, gelu, part, sigmoid, tanh
from .memory import put, take
from .plan import GELU, LEAKY_RELU, RELU, SIGMOID, SIGN, STEP, TANH
from .vector import REGISTER, larger, spread, where


@part
def activate(
    code: int, z: Floats, slopes: Floats, first: int, units: int, columns: int, sloped: bool = True
) -> None:
    """Replace z by a = φ(z) in place, and where `sloped` write φ′(z).

    Args:
        code: which activation; softmax is a function of its own.
        z, slopes: (rows, at least columns).
        first, units: the rows of the layer.
        columns: whole vectors.
    """
    width = z.shape[1]
    for j in range(first, first + units):
        for p in range(j * width, j * width + columns, REGISTER):
            x = take(z, p)
            a, slope = x, spread(1.0)
            if code == TANH:
                a, slope = tanh(x)
            elif code == SIGMOID:
                a = sigmoid(x)
                slope = a * (1.0 - a)
            elif code == RELU:
                a, slope = where(x <= 0.0, 0.0, x), where(x > 0.0, 1.0, 0.0)
            elif code == LEAKY_RELU:
                slope = where(x > 0.0, 1.0, LEAKY_SLOPE)
                a = x * slope
            elif code == GELU:
                a, slope = gelu(x)
            elif code == STEP:
                a, slope = where(x >= 0.0, 1.0, 0.0), spread(0.0)
            elif code == SIGN:
                a, slope = where(x > 0.0, 1.0, where(x < 0.0, -1.0, 0.0)), spread(0.0)
            put(z, p, a)
            if sloped:
                put(slopes, p, slope)


@part
def softmax(z: Floats, first: int, units: int, columns: int) -> None:
    """Replace the rows of a layer by exp(z − max z) / Σ exp(z − max z), in place."""
    width = z.shape[1]
    for column in range(0, columns, REGISTER):
        start = first * width + column
        largest, total = take(z, start), spread(0.0)
        for j in range(1, units):
            largest = larger(largest, take(z, start + j * width))
        for j in range(units):
            e = exp(take(z, start + j * width) - largest)
            total = total + e
            put(z, start + j * width, e)
        for j in range(units):
            put(z, start + j * width, take(z, start + j * width) / total)
