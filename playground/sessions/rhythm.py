"""Rhythm: how often a session wants its turn, by how long it had to wait for the last ones.

A machine that has time gives every session short turns, often. One that has not is asked for
fewer, in which more is done: so that all slow down alike, and little is lost to changing turns.
"""

from __future__ import annotations

from dataclasses import dataclass

SHORTEST_PERIOD = 1.0 / 120.0
"""The least time between two frames to one client, on average, in seconds.

Half of what a screen shows: frames do not come as evenly as a screen is refreshed, and a page
takes no more of them than it draws.
"""

LONGEST_PERIOD = 1.0 / 21.0
"""Between two frames on a busy machine: they come as often as the eye needs to see a movement."""

LONGEST_SLICE = 0.008
"""How long one slice of training may take before others get their turn, in seconds."""

SHORTEST_SLICE = 0.001
PERIOD_BY_LATENESS = 2.0
SLICE_BY_LATENESS = 0.1
SMOOTHING = 0.2
LATE, IN_TIME = 0.010, 0.003
"""Above the one, in seconds, a session is in a hurry; below the other, it is no longer."""


@dataclass
class Rhythm:
    """When a session's turns come.

    Attributes:
        lateness: how much later than wanted they came of late, in seconds.
        turned: when the last one began.
        due: when the next one is wanted; None while nothing is.
        hurried: whether they have been so late that frames should be coarser, until they are
            nearly in time again.
    """

    lateness: float = 0.0
    turned: float = float("-inf")
    due: float | None = None
    hurried: bool = False

    def expect(self, delay: float | None, now: float) -> None:
        """Note in how many seconds the next turn is wanted."""
        self.due = None if delay is None else now + delay

    def turn(self, now: float) -> None:
        """Note that a turn begins."""
        if self.due is not None:
            self.lateness += SMOOTHING * (max(0.0, now - self.due) - self.lateness)
            self.hurried = self.lateness > (IN_TIME if self.hurried else LATE)
        self.turned = now

    @property
    def in_time(self) -> bool:
        """Whether turns come when they are wanted, so that the machine has time for more."""
        return self.lateness <= IN_TIME

    @property
    def period(self) -> float:
        """Seconds from one turn to the next, and from one frame to the next."""
        return min(LONGEST_PERIOD, SHORTEST_PERIOD + PERIOD_BY_LATENESS * self.lateness)

    @property
    def slice_seconds(self) -> float:
        """Seconds that one turn may take."""
        return max(SHORTEST_SLICE, LONGEST_SLICE - SLICE_BY_LATENESS * self.lateness)

    def wait(self, now: float) -> float:
        """Return seconds until the next turn, where there is no hurry."""
        return max(0.0, self.turned + self.period - now)
