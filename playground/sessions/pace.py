"""Pace: how many steps are due by now, at a chosen number of steps a second.

Steps a second and frames a second are separate: the learner sets the first, the screen follows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.experiment import Unit

LONGEST_DEBT_SECONDS = 0.25
"""Steps that are late by more than this are let go: a slow machine falls behind politely."""

SPEED_WINDOW_SECONDS = 1.0
"""Over how long the measured speed is averaged."""


@dataclass
class Pace:
    """When the next steps are due.

    Attributes:
        unit: what one step is.
        rate: steps a second, or None for as fast as it goes.
        due: time of the next step, in seconds of the clock.
    """

    unit: Unit = "epochs"
    rate: float | None = None
    due: float = 0.0

    def start(self, now: float) -> None:
        """Make the next step due at once."""
        self.due = now

    def steps_due(self, now: float) -> float:
        """Return how many steps are due at this moment; infinity without a rate."""
        if self.rate is None:
            return math.inf
        self.due = max(self.due, now - max(LONGEST_DEBT_SECONDS, 1.0 / self.rate))
        if now < self.due:
            return 0
        return 1 + math.floor((now - self.due) * self.rate)

    def took(self, steps: int) -> None:
        """Note that so many steps were taken."""
        if self.rate is not None:
            self.due += steps / self.rate

    def wait(self, now: float) -> float:
        """Return seconds until the next step is due."""
        return 0.0 if self.rate is None else max(0.0, self.due - now)


class Speedometer:
    """Steps a second, measured over the last second or so."""

    def __init__(self) -> None:
        self.reset(0.0)

    def reset(self, now: float) -> None:
        self.since, self.steps = now, 0
        self.speed: float | None = None

    def add(self, steps: int, now: float) -> None:
        self.steps += steps
        elapsed = now - self.since
        if elapsed >= SPEED_WINDOW_SECONDS or (self.speed is None and elapsed >= 0.2):
            self.speed = self.steps / elapsed
            self.since, self.steps = now, 0
