"""The scheduler: a few threads that take turns at many sessions.

Each session is a task that works in short slices. A task is run by one thread at a time, so it
needs no lock; tasks that are ready take turns, so that a heavy one cannot starve a light one.
A task that is woken (a request came in) goes to the front.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

logger = logging.getLogger(__name__)


class Task(Protocol):
    """Something that works in slices."""

    def run(self, now: float) -> float | None:
        """Do one short slice of work.

        Args:
            now: time of the clock, in seconds.

        Returns:
            Seconds until it wants to run again, 0 for at once; None until it is woken.
        """


class Scheduler:
    """Runs tasks on a fixed number of threads.

    Args:
        threads: number of threads, at least 1. Default 2.
        clock: returns a time in seconds. Default: the monotonic clock.
    """

    def __init__(self, threads: int = 2, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._condition = threading.Condition()
        self._ready: deque[Task] = deque()
        self._waiting: list[tuple[float, int, Task]] = []
        self._tickets = itertools.count()
        self._ticket: dict[Task, int] = {}
        self._running: set[Task] = set()
        self._woken: set[Task] = set()
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
        """Run a task as soon as a thread is free, before all that only go on."""
        with self._condition:
            if task in self._running:
                self._woken.add(task)
            else:
                self._ticket.pop(task, None)
                if task in self._ready:
                    self._ready.remove(task)
                self._ready.appendleft(task)
                self._condition.notify()

    def _work(self) -> None:
        while (task := self._take()) is not None:
            try:
                delay = task.run(self.clock())
            except Exception:
                logger.exception("a task failed and is put to rest: %r", task)
                delay = None
            self._put_back(task, delay)

    def _take(self) -> Task | None:
        with self._condition:
            while not self._stopping:
                self._release_due()
                if self._ready:
                    task = self._ready.popleft()
                    self._running.add(task)
                    return task
                self._condition.wait(self._patience())
            return None

    def _release_due(self) -> None:
        now = self.clock()
        while self._waiting and self._waiting[0][0] <= now:
            _, ticket, task = heapq.heappop(self._waiting)
            if self._ticket.get(task) == ticket:
                del self._ticket[task]
                self._ready.append(task)

    def _patience(self) -> float | None:
        return max(0.0, self._waiting[0][0] - self.clock()) if self._waiting else None

    def _put_back(self, task: Task, delay: float | None) -> None:
        with self._condition:
            self._running.discard(task)
            if task in self._woken:
                self._woken.discard(task)
                self._ready.appendleft(task)
            elif delay is not None and delay <= 0.0:
                self._ready.append(task)
            elif delay is not None:
                ticket = next(self._tickets)
                self._ticket[task] = ticket
                heapq.heappush(self._waiting, (self.clock() + delay, ticket, task))
            self._condition.notify()
