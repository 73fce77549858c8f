"""Where mini-batches lie in the epochs: arithmetic, so that compiled code can take many at once."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine import Counters


@dataclass(frozen=True)
class Walk:
    """Where consecutive mini-batches lie in the epochs.

    Attributes:
        start: the counters before the first of them.
        n: samples of an epoch.
        size: samples of a batch; the last one of an epoch holds what is left.
    """

    start: Counters
    n: int
    size: int

    @property
    def first(self) -> int:
        """Batches until the end of the epoch in which the walk starts."""
        return -(-(self.n - self.start.cursor) // self.size)

    @property
    def each(self) -> int:
        """Batches of every further epoch."""
        return -(-self.n // self.size)

    def batches(self, epochs: int) -> int:
        """Return how many batches it takes to complete so many epochs."""
        return self.first + (epochs - 1) * self.each

    def epoch_of(self, batch: int) -> int:
        """Return in which epoch, counted from the first, a batch lies."""
        return 0 if batch < self.first else 1 + (batch - self.first) // self.each

    def after(self, batches: int) -> Counters:
        """Return the counters after so many batches."""
        if batches < self.first:
            epochs, cursor = 0, self.start.cursor + batches * self.size
        else:
            epochs, rest = divmod(batches - self.first, self.each)
            epochs, cursor = epochs + 1, rest * self.size
        return Counters(
            epoch=self.start.epoch + epochs,
            iteration=self.start.iteration + batches,
            samples_seen=self.start.samples_seen + epochs * self.n + cursor - self.start.cursor,
            cursor=cursor,
        )
