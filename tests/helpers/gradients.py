"""Gradients by central differences: what backpropagation is checked against.

Nothing here knows how a gradient is computed; it only evaluates a function again and again.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.engine import Mode, Network
from playground.engine.types import Array

STEP = 1e-5


def central_difference(function: Callable[[], float], values: Array, step: float = STEP) -> Array:
    """∂function/∂values, (f(v + h) − f(v − h)) / 2h entry by entry; the error is O(h²).

    Args:
        function: takes nothing and reads `values`, which is changed in place and put back.
        values: an array of any shape.
        step: h.
    """
    gradient = np.zeros(values.shape)
    for index in np.ndindex(values.shape):
        held = values[index]
        values[index] = held + step
        above = function()
        values[index] = held - step
        below = function()
        values[index] = held
        gradient[index] = (above - below) / (2.0 * step)
    return gradient


def mean_loss(network: Network, x: Array, y: Array, mode: Mode) -> float:
    network.forward(x, mode)
    return float(network.losses(y).mean())


def numeric_gradients(
    network: Network, x: Array, y: Array, mode: Mode, step: float = STEP
) -> tuple[Array, Array]:
    """∂J/∂parameters (P,) and ∂J/∂inputs (n, d) by central differences."""

    def loss() -> float:
        return mean_loss(network, x, y, mode)

    return (
        central_difference(loss, network.parameters.values, step),
        central_difference(loss, x, step),
    )


def backpropagated(network: Network, x: Array, y: Array, mode: Mode) -> tuple[Array, Array]:
    """The same two by backpropagation."""
    network.forward(x, mode)
    network.backward(y)
    first = network.layers[0]
    return network.parameters.gradients.copy(), first.dense.backward(first.delta)
