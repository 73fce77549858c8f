"""Minimum times, taken in turns so that what else the machine does hits all alike."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Protocol

Clock = Callable[[], float]


class Contestant(Protocol):
    """Something that can be timed.

    Attributes:
        name: what it is called in tables.
    """

    name: str

    def best(self, seconds: float) -> float:
        """Repeat the work for about so long; return the least seconds that one unit took."""


class Repeated:
    """A Python function, timed by this process.

    Args:
        name: what it is called in tables.
        function: does the work.
        units: how many units of work one call does. Default 1.
        clock: returns a time in seconds. Default: the performance counter.
    """

    def __init__(
        self,
        name: str,
        function: Callable[[], object],
        units: int = 1,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.name = name
        self.function = function
        self.units = units
        self.clock = clock

    def best(self, seconds: float) -> float:
        least = math.inf
        end = self.clock() + seconds
        while True:
            begin = self.clock()
            self.function()
            now = self.clock()
            least = min(least, now - begin)
            if now >= end:
                return least / self.units


def race(contestants: Sequence[Contestant], seconds: float, turns: int = 5) -> dict[str, float]:
    """Time all in turns.

    Args:
        contestants: each with a name of its own.
        seconds: for each of them, all turns together.
        turns: how often each has its turn, after one that does not count.

    Returns:
        The least seconds that one unit took, for each name.
    """
    for contestant in contestants:
        contestant.best(0.0)
    least = {contestant.name: math.inf for contestant in contestants}
    for _ in range(turns):
        for contestant in contestants:
            found = contestant.best(seconds / turns)
            least[contestant.name] = min(least[contestant.name], found)
    return least
