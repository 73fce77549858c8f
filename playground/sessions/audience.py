"""The audience: the clients that watch a session, and when each of them gets a frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.experiment import Experiment

from .errors import TooMany
from .frame import View, build_frame
from .rhythm import Rhythm
from .subscriber import Subscriber

MOST_WATCHERS = 64
"""The most clients that may watch one session."""


class Audience:
    """Who watches.

    Args:
        experiment: what they see.
        rhythm: how often.
        head: returns what stands in front of every frame.
        moment: returns something that differs whenever a frame would look different.
    """

    def __init__(
        self,
        experiment: Experiment,
        rhythm: Rhythm,
        head: Callable[[], dict[str, Any]],
        moment: Callable[[], object],
    ) -> None:
        self.experiment = experiment
        self.rhythm = rhythm
        self.head = head
        self.moment = moment
        self.subscribers: set[Subscriber] = set()

    def __len__(self) -> int:
        return len(self.subscribers)

    @property
    def watching(self) -> bool:
        """Whether anyone has the session on the screen."""
        return any(subscriber.view.active for subscriber in self.subscribers)

    def add(self, subscriber: Subscriber) -> None:
        """Let a client watch.

        Raises:
            TooMany: as many as may are watching already.
        """
        if len(self) >= MOST_WATCHERS:
            raise TooMany(f"{MOST_WATCHERS} watch this session already: no more can")
        self.subscribers.add(subscriber)

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message to all."""
        for subscriber in self.subscribers:
            subscriber.send_message(message)

    def dismiss(self, reason: str) -> None:
        """Tell all that the session has ended, and forget them."""
        self.tell({"type": "closed", "reason": reason})
        self.subscribers.clear()

    def waits(self, now: float, hurried: bool) -> list[float]:
        """Seconds until each of the frames that are wanted is due."""
        wanting = (s for s in self.subscribers if self._wants(s, self._view(s, hurried)))
        return [max(0.0, subscriber.due_at - now) for subscriber in wanting]

    def show(self, clock: Callable[[], float], hurried: bool) -> None:
        """Send a frame to everyone who wants one that is due.

        Args:
            clock: returns a time in seconds.
            hurried: whether frames have to be cheap.
        """
        for subscriber in list(self.subscribers):
            now, view = clock(), self._view(subscriber, hurried)
            if self._wants(subscriber, view) and now >= subscriber.due_at:
                self._send(subscriber, view, now)

    def _view(self, subscriber: Subscriber, hurried: bool) -> View:
        """What a client asked for, or coarser pictures of it."""
        return subscriber.view.coarse if hurried else subscriber.view

    def _wants(self, subscriber: Subscriber, view: View) -> bool:
        return subscriber.ready and view.active and subscriber.shown != (self.moment(), view)

    def _send(self, subscriber: Subscriber, view: View, now: float) -> None:
        subscriber.shown = (self.moment(), view)
        # From when it was due rather than from now, so that lateness does not add up.
        period = self.rhythm.period
        subscriber.due_at = max(subscriber.due_at, now - 0.5 * period) + period
        head = {"frame": subscriber.frames + 1} | self.head()
        # Where this fails, there is nothing to be taken: the client gets the next moment's frame.
        frame = build_frame(self.experiment, view, subscriber.seen, head)
        subscriber.ready = False
        subscriber.frames += 1
        subscriber.send_frame(frame)
