"""What a core can do at most: products added up in registers, nothing loaded, nothing stored."""

from __future__ import annotations

import numpy as np

from playground.kernel.functions import Floats, compiled
from playground.kernel.memory import put, take
from playground.kernel.vector import REGISTER

from .timing import Repeated, race

ROUNDS = 20_000
SUMS = 10
"""Sums that grow side by side, as an addition must wait for the last one of the same sum."""


@compiled
def add_up(numbers: Floats, rounds: int) -> None:
    """Let ten vectors s become s x + x, so many times; write their sum over numbers (8,)."""
    x = take(numbers, 0)
    a, b, c, d, e = x + 1.0, x + 2.0, x + 3.0, x + 4.0, x + 5.0
    f, g, h, i, j = x + 6.0, x + 7.0, x + 8.0, x + 9.0, x + 10.0
    for _ in range(rounds):
        a, b, c, d, e = a * x + x, b * x + x, c * x + x, d * x + x, e * x + x
        f, g, h, i, j = f * x + x, g * x + x, h * x + x, i * x + x, j * x + x
    put(numbers, 0, a + b + c + d + e + f + g + h + i + j)


def peak(seconds: float) -> float:
    """Return floating point operations a second of one core, on one thread."""
    numbers = np.full(REGISTER, 0.5)
    taken = race([Repeated("peak", lambda: add_up(numbers, ROUNDS))], seconds)["peak"]
    return 2.0 * SUMS * REGISTER * ROUNDS / taken
