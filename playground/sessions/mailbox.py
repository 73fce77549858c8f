"""The mailbox: what other threads ask of a session, to be done between two slices of its work."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from .errors import SessionGone, TooMany

T = TypeVar("T")

MOST_WAITING = 64
"""The most requests that may wait for one session."""


class Mailbox:
    """Requests that wait, oldest first.

    Args:
        owner: whose it is, in words.

    Attributes:
        closed: why no more requests are taken; None while they are.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.closed: str | None = None
        self._letters: deque[Callable[[], None]] = deque()
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._letters)

    def put(self, function: Callable[[], T], *, always: bool = False) -> Future[T]:
        """Leave a request; from any thread.

        Args:
            function: what to do; an exception of its own goes to who waits for the future.
            always: take it however many wait.

        Raises:
            SessionGone: the mailbox is closed.
            TooMany: too many requests are waiting already.
        """
        future: Future[T] = Future()

        def deliver() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(function())
            except Exception as error:
                future.set_exception(error)

        with self._guard:
            if self.closed is not None:
                raise self.gone()
            if len(self) >= MOST_WAITING and not always:
                raise TooMany(f"more than {MOST_WAITING} requests wait for this session")
            self._letters.append(deliver)
        return future

    def close(self, reason: str) -> bool:
        """Take no more requests; from any thread.

        Returns:
            Whether it was open.
        """
        with self._guard:
            if self.closed is not None:
                return False
            self.closed = reason
            return True

    def gone(self) -> SessionGone:
        """Return what tells that the session has ended."""
        return SessionGone(f"{self.owner} has ended ({self.closed})")

    def empty(self) -> None:
        """Do all that waits."""
        while self._letters:
            self._letters.popleft()()
