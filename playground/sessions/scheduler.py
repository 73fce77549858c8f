"""The scheduler: a few threads that take turns at many sessions.

Each session is a task that works in short slices. A task is run by one thread at a time, so it
needs no lock. Tasks that go on working take turns, so that a heavy one cannot starve a light one.
A task that is woken (a request came in) is attended to before that, first come first served; it
keeps its turn but gains none, so that asking often does not buy more work.

Only one thread runs Python at a time anyway, and handing that right back and forth costs more than
most slices. So one thread works, and another takes over where the first one steps aside() for a
long computation that does without Python.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from .turns import Turns

logger = logging.getLogger(__name__)


MOST_ATTENDED_SECONDS = 0.008
"""After so much attending, a turn is given to a task that only goes on."""


class Task(Protocol):
    """Something that works in slices."""

    def run(self, now: float) -> float | None:
        """Do one short slice of work.

        Args:
            now: time of the clock, in seconds.

        Returns:
            Seconds until it wants its next turn, 0 for at once; None until it is woken.
        """

    def attend(self, now: float) -> float | None:
        """Do only what somebody waits for; arguments and answer as of run()."""


class Scheduler:
    """Runs tasks on a fixed number of threads.

    Args:
        threads: number of threads, at least 1. Default 2.
        clock: returns a time in seconds. Default: the monotonic clock.
        turns: by which it alternates with an event loop. Default: with none.
    """

    def __init__(
        self,
        threads: int = 2,
        clock: Callable[[], float] = time.monotonic,
        turns: Turns | None = None,
    ) -> None:
        self.clock = clock
        self.turns = turns or Turns(clock)
        self._lock = threading.RLock()
        self._condition = threading.Condition(self._lock)
        self._back = threading.Condition(self._lock)
        self._coming_back = 0
        self._occupant: threading.Thread | None = None
        self._urgent: deque[Task] = deque()
        self._ready: deque[Task] = deque()
        self._waiting: list[tuple[float, int, Task]] = []
        self._tickets = itertools.count()
        self._ticket: dict[Task, int] = {}
        self._running: set[Task] = set()
        self._attended_seconds = 0.0
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"scheduler-{i}", daemon=True)
            for i in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every thread finish its slice and end."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        for thread in self._threads:
            thread.join()

    def wake(self, task: Task) -> None:
        """Attend to a task as soon as a thread is free, before all that only go on."""
        with self._condition:
            if task not in self._urgent:
                self._urgent.append(task)
                # Who is at work takes it next.
                if self._occupant is None:
                    self._condition.notify()

    def _work(self) -> None:
        while self._work_once():
            pass

    def _work_once(self) -> bool:
        """Do one slice of a task; what was at hand is let go before the next one is waited for."""
        taken = self._take()
        if taken is None:
            return False
        task, urgent = taken
        began = self.clock()
        try:
            delay = task.attend(began) if urgent else task.run(began)
        except Exception:
            logger.exception("a task failed and is put to rest: %r", task)
            delay = None
        attended_seconds = self.clock() - began if urgent else 0.0
        self.turns.worked()
        self._put_back(task, delay, attended_seconds)
        return True

    def _take(self) -> tuple[Task, bool] | None:
        """Wait for a task that no other thread runs, and say whether it is urgent."""
        with self._condition:
            while not self._stopping:
                self._release_due()
                found = self._next() if self._free else None
                if found is not None:
                    self._occupant = threading.current_thread()
                    return found
                self._wait()
            return None

    @property
    def _free(self) -> bool:
        return self._occupant is None and not self._coming_back

    def _next(self) -> tuple[Task, bool] | None:
        for queue in self._queues():
            task = next((task for task in queue if task not in self._running), None)
            if task is not None:
                queue.remove(task)
                self._running.add(task)
                if queue is self._ready:
                    self._attended_seconds = 0.0
                return task, queue is self._urgent
        return None

    def _wait(self) -> None:
        """Sleep until there may be something to do; who is at work watches the time meanwhile."""
        if self._free:
            self.turns.pause()
        self._condition.wait(self._patience() if self._free else None)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Let another thread work while this one computes for long without Python.

        In any other thread than the one that works, nothing happens.
        """
        me = threading.current_thread()
        if self._occupant is not me:
            yield
            return
        self.turns.pause()
        with self._lock:
            self._occupant = None
            # Who waits to come back goes first: nobody else begins anything meanwhile.
            (self._back if self._coming_back else self._condition).notify()
        try:
            yield
        finally:
            with self._lock:
                self._coming_back += 1
                self._back.wait_for(lambda: self._occupant is None)
                self._coming_back -= 1
                self._occupant = me

    def _queues(self) -> tuple[deque[Task], deque[Task]]:
        """The queues in the order in which they are served."""
        if self._attended_seconds >= MOST_ATTENDED_SECONDS:
            return self._ready, self._urgent
        return self._urgent, self._ready

    def _release_due(self) -> None:
        now = self.clock()
        while self._waiting and self._waiting[0][0] <= now:
            _, ticket, task = heapq.heappop(self._waiting)
            if self._ticket.get(task) == ticket:
                del self._ticket[task]
                self._ready.append(task)

    def _patience(self) -> float | None:
        return max(0.0, self._waiting[0][0] - self.clock()) if self._waiting else None

    def _put_back(self, task: Task, delay: float | None, attended_seconds: float) -> None:
        with self._condition:
            self._attended_seconds += attended_seconds
            self._running.discard(task)
            if task not in self._ready:
                self._arrange(task, delay)
            self._occupant = None
            if self._coming_back:
                self._back.notify()

    def _arrange(self, task: Task, delay: float | None) -> None:
        """Give a task its next turn, in the place of any that was arranged before."""
        self._ticket.pop(task, None)
        if delay is None:
            return
        if delay <= 0.0:
            self._ready.append(task)
            return
        ticket = next(self._tickets)
        self._ticket[task] = ticket
        heapq.heappush(self._waiting, (self.clock() + delay, ticket, task))
        if len(self._waiting) > 2 * len(self._ticket) + 16:
            self._forget_stale()

    def _forget_stale(self) -> None:
        """Drop appointments that were replaced, so that no ended task is held by one."""
        self._waiting = [entry for entry in self._waiting if self._ticket.get(entry[2]) == entry[1]]
        heapq.heapify(self._waiting)
