"""Turns: the event loop and the thread that works alternate, where both are busy.

Only one of them runs Python at a time. Left to themselves they lose Python's lock to each other at
every system call, thousands of times a second, and each change costs more than what is done in
between. So once there is work without a pause, the loop stands still while sessions are worked on
for some milliseconds; then the sessions wait while the loop deals with all that has come in.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable

TURN_SECONDS = 0.010
"""How long sessions are worked on before the event loop has its turn."""

ROUNDS = 2
"""Rounds of the event loop that make its turn: one to read, one to do what was asked and answer."""

LONGEST_STAND = 0.020
"""The longest that the event loop stands still, in seconds, whatever holds up the other side."""

LONGEST_ROUNDS = 0.050
"""The longest that the other side waits for the event loop."""


class Turns:
    """Whose turn it is.

    Args:
        clock: returns a time in seconds. Default: the monotonic clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._began: float | None = None
        self._may_run = threading.Event()
        self._has_run = threading.Event()

    def alternate_with(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to take turns with an event loop."""
        self._loop = loop

    # In the thread that works.

    def worked(self) -> None:
        """Note that a slice of work is done: after some without a pause, it is the loop's turn."""
        now = self._clock()
        if self._began is None:
            self._began = now
        elif now - self._began >= TURN_SECONDS:
            self._change()
            self._began = self._clock()

    def pause(self) -> None:
        """Note that there is no work, or none that needs Python: the loop need not stand still."""
        self._began = None
        self._may_run.set()

    def _change(self) -> None:
        self._may_run.set()
        self._has_run.clear()
        if self._tell(lambda: self._run(ROUNDS)):
            self._has_run.wait(LONGEST_ROUNDS)
            self._may_run.clear()
            self._tell(self._stand)

    def _tell(self, function: Callable[[], None]) -> bool:
        """Have the event loop call something; false where there is none, or no longer."""
        with contextlib.suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(function)
                return True
        return False

    # In the event loop.

    def _run(self, rounds: int) -> None:
        if rounds > 0 and self._loop is not None:
            self._loop.call_soon(self._run, rounds - 1)
        else:
            self._has_run.set()

    def _stand(self) -> None:
        self._may_run.wait(LONGEST_STAND)
