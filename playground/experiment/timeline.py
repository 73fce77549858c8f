"""The timeline: moments of a training, to go back to. They thin out as they get many.

Moments lie close together at the beginning, where a network changes fast, and near the present,
where one goes back most; between, they are spread evenly by the logarithm of the epochs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count
from typing import Any

from .errors import Missing
from .experiment import Experiment
from .memento import Memento

MOST_MOMENTS = 60
"""Moments that are kept, where memory for so many may be taken."""

LEAST_MOMENTS = 8
"""Moments that are kept however much memory they take."""

NEXT = 1 / 4
"""The next moment is at the latest when by this part more epochs have been trained."""

SECONDS = 0.25
"""After so much time a moment is kept, where what it takes has been measured anyway."""


@dataclass(frozen=True)
class Moment:
    """The experiment at some time of its training.

    Attributes:
        id: its number, which no other moment of the session has.
        epoch: epochs that the network ahead of the others had trained, a part as a fraction.
        memento: how to put everything back.
        bytes: memory that it takes.
    """

    id: int
    epoch: float
    memento: Memento
    bytes: int

    def describe(self) -> dict[str, Any]:
        """Report on its networks, in their order then."""
        runs = self.memento.runs
        return {
            "id": self.id,
            "epochs": [run.epoch for run in runs],
            "iterations": [run.iteration for run in runs],
            "train_losses": [run.measured.train.loss for run in runs],
        }


class Timeline:
    """Moments of one training, oldest first.

    Args:
        most_bytes: memory that they may take. The first, the newest and a few between stay even
            where these take more.

    Attributes:
        moments: what is kept.
        version: counts the times at which they changed.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.moments: list[Moment] = []
        self.version = 0
        self._ids = count(1)
        self._next_epoch = 0.0
        self._next_time = 0.0
        self._bytes = 0

    def __repr__(self) -> str:
        return f"Timeline({len(self.moments)} moments, {self._bytes} bytes)"

    def find(self, id: int) -> Moment:
        """Return the moment of that id.

        Raises:
            Missing: there is none, or it was thinned out.
        """
        for moment in self.moments:
            if moment.id == id:
                return moment
        message = f"there is no moment {id}: it was thinned out, or never was"
        raise Missing("unknown_moment", message, "moment")

    def begin(self, experiment: Experiment, now: float) -> None:
        """Forget all moments, and take the present one for the first."""
        self.moments, self._bytes = [], 0
        self.take(experiment, now)

    def follow(self, experiment: Experiment, now: float) -> None:
        """Keep the present moment where it is time for one; called after every tick.

        Args:
            experiment: what has been trained.
            now: the time in seconds, of any clock.
        """
        due = experiment.ahead.counters.epoch >= self._next_epoch
        if due or (now >= self._next_time and experiment.measured):
            self.take(experiment, now)

    def take(self, experiment: Experiment, now: float) -> None:
        """Keep the present moment."""
        epoch, memento = experiment.ahead.epoch, experiment.memento(light=True)
        self.moments.append(Moment(next(self._ids), epoch, memento, memento.bytes))
        self._bytes += self.moments[-1].bytes
        self._next_epoch = epoch + max(1.0, NEXT * epoch)
        self._next_time = now + SECONDS
        self._thin_out()
        self.version += 1

    def cut(self, last: Moment, now: float) -> None:
        """Forget all that came after a moment."""
        self.put_back([moment for moment in self.moments if moment.id <= last.id], now)

    def put_back(self, moments: list[Moment], now: float) -> None:
        """Go on from other moments, the last of which was just before the present."""
        self.moments = moments
        self._bytes = sum(moment.bytes for moment in moments)
        epoch = moments[-1].epoch
        self._next_epoch, self._next_time = epoch + max(1.0, NEXT * epoch), now + SECONDS
        self._thin_out()
        self.version += 1

    def _thin_out(self) -> None:
        while len(self.moments) > MOST_MOMENTS or (
            self._bytes > self.most_bytes and len(self.moments) > LEAST_MOMENTS
        ):
            self._bytes -= self.moments.pop(self._least_missed()).bytes

    def _least_missed(self) -> int:
        """Return the index of the moment whose neighbours leave the least gap; never an end."""
        last = self.moments[-1].epoch
        places = [
            math.log1p(moment.epoch) - math.log1p(max(0.0, last - moment.epoch))
            for moment in self.moments
        ]
        gaps = [after - before for before, after in zip(places, places[2:], strict=False)]
        return 1 + gaps.index(min(gaps))
