"""Orders of samples, drawn by compiled code from a generator of NumPy.

They are those of Generator.permutation(), number for number. For i from the last place to the
second it exchanges place i with one of the places 0 … i (Fisher & Yates; Durstenfeld 1964,
Algorithm 235, CACM 7(7)): it draws numbers with as many bits as i has until one is at most i.
NumPy waits for that in a loop, which a processor cannot foresee, and takes four times as long.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from .functions import compiled

Orders = NDArray[np.int64]

BITS = 32
"""Of a random number. Longer orders than can be numbered with them NumPy draws from wider ones."""


@intrinsic
def _call(typing: Any, function: Any, state: Any) -> Any:
    """A random number of 32 bits, by the address of a generator's function and of its state."""

    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(BITS)
        kind = ir.FunctionType(number, [pointer]).as_pointer()
        function, state = builder.inttoptr(given[0], kind), builder.inttoptr(given[1], pointer)
        return builder.zext(builder.call(function, [state]), ir.IntType(64))

    return types.int64(types.int64, types.int64), generate


random_number = cast(Callable[[int, int], int], _call)


@compiled
def _draw(function: int, state: int, orders: Orders) -> None:
    epochs, n = orders.shape
    for epoch in range(epochs):
        order, i, mask = orders[epoch], n - 1, 1
        for p in range(n):
            order[p] = p
        while mask < i:
            mask = 2 * mask + 1
        while i > 0:
            j = random_number(function, state) & mask
            fits = j <= i
            j = j if fits else i
            order[i], order[j] = order[j], order[i]
            i -= fits
            mask >>= 2 * i <= mask


def draw_orders(rng: np.random.Generator, orders: Orders) -> None:
    """Fill orders (epochs, n) with what as many permutations would give, n below 2³²."""
    generator = rng.bit_generator
    interface = generator.ctypes
    function = ctypes.cast(interface.next_uint32, ctypes.c_void_p).value or 0
    with generator.lock:
        _draw(function, interface.state_address, orders)
