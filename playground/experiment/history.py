"""The curves of one network: bounded in length, never cut off.

When full, every second point is dropped and from then on only every second tick recorded, so
that the hundred-thousandth epoch costs as much to draw as the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.engine.measurement import Measurement

MOST_POINTS = 1_000


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One point of all curves of a network.

    Attributes:
        epoch: epochs completed, with the part of the current one as a fraction.
        iteration: updates made.
        measurement: what was measured then.
    """

    epoch: float
    iteration: int
    measurement: Measurement


@dataclass
class History:
    """The recorded points of a network, oldest first.

    Attributes:
        points: at most MOST_POINTS of them.
        stride: every so many-th tick is recorded.
        version: counts the times at which older points were thinned out or replaced.
    """

    points: list[HistoryPoint] = field(default_factory=list)
    stride: int = 1
    version: int = 0
    ticks: int = 0

    def passed(self, ticks: int) -> bool:
        """Count ticks; return whether there was one among them that is to be recorded."""
        before = self.ticks // self.stride
        self.ticks += ticks
        return self.ticks // self.stride > before

    def record(self, point: HistoryPoint) -> None:
        """Add a point, in the place of any that are not before it: a network can go back."""
        while self.points and self.points[-1].iteration >= point.iteration:
            self.points.pop()
            self.version += 1
        self.points.append(point)
        if len(self.points) > MOST_POINTS:
            self.points = self.points[::2]
            self.stride *= 2
            self.version += 1

    def until(self, iteration: int) -> History:
        """Return the curves up to an iteration; the points themselves are shared."""
        kept = [point for point in self.points if point.iteration <= iteration]
        return History(kept, self.stride, self.version, self.ticks)

    def become(self, other: History) -> None:
        """Show the curves of another one from now on, to clients that have got these too."""
        self.points, self.stride, self.ticks = list(other.points), other.stride, other.ticks
        self.version = max(self.version, other.version) + 1
