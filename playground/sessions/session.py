"""A session: one learner's experiment, and the work that goes on in it.

It is an actor. Whatever is asked of it is put into its mailbox and done by the scheduler
between two slices of training; so only one thread ever touches the experiment.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from playground.experiment import Experiment, ExperimentSpec, Unit
from playground.kernel import Engines

from .errors import Busy, SessionGone, TooMany
from .frame import build_frame
from .pace import Pace, Speedometer
from .scheduler import Scheduler
from .subscriber import Subscriber

logger = logging.getLogger(__name__)
T = TypeVar("T")

SLICE_SECONDS = 0.008
"""How long one slice of training may take before others get their turn."""

FRAME_SECONDS = 1.0 / 60.0
"""The least time between two frames to one client."""

UNWATCHED_SECONDS = 60.0
"""How long a session goes on playing when nobody watches it and nobody asks it for anything."""

MOST_WATCHERS = 64
"""The most clients that may watch one session."""

MOST_WAITING = 64
"""The most requests that may wait for one session."""


@dataclass
class Job:
    """Steps that somebody waits for.

    Attributes:
        unit: what one step is.
        remaining: steps still to take.
        done: resolved with the status when all are taken.
    """

    unit: Unit
    remaining: int
    done: Future[dict[str, Any]]


class Session:
    """An experiment with its player and its watchers.

    Args:
        id: its name, which cannot be guessed.
        spec: the experiment to start with.
        scheduler: what gives it turns to work.
        engines: which engine does the work. Default: NumPy alone.
    """

    def __init__(
        self, id: str, spec: ExperimentSpec, scheduler: Scheduler, engines: Engines | None = None
    ) -> None:
        self.id = id
        self.scheduler = scheduler
        self.experiment = Experiment(spec, engines)
        self.playing = False
        self.pace = Pace()
        self.speedometer = Speedometer()
        self.subscribers: set[Subscriber] = set()
        self.last_used = scheduler.clock()
        self.closed: str | None = None
        self.edits = 0
        self._job: Job | None = None
        self._mail: deque[Callable[[], None]] = deque()
        self._guard = threading.Lock()

    def __repr__(self) -> str:
        return f"Session({self.experiment!r}, playing={self.playing})"

    # From any thread: leave a request in the mailbox.

    def call(self, function: Callable[[], T], *, always: bool = False) -> Future[T]:
        """Have a function run between two slices of work.

        Args:
            function: reads or changes the session; an exception of its own goes to the caller.
            always: take it however many wait, because it frees what a client has held.

        Returns:
            A future of its result.

        Raises:
            SessionGone: the session has ended.
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
                raise self._gone()
            if len(self._mail) >= MOST_WAITING and not always:
                raise TooMany(f"more than {MOST_WAITING} requests wait for this session")
            self._mail.append(deliver)
        self.last_used = self.scheduler.clock()
        self.scheduler.wake(self)
        return future

    def _gone(self) -> SessionGone:
        return SessionGone(f"session {self.id} has ended ({self.closed})")

    def close(self, reason: str) -> None:
        """End the session: refuse what waits, tell who watches."""
        with self._guard:
            if self.closed is not None:
                return
            self.closed = reason
        self.scheduler.wake(self)

    # From here on only inside of the scheduler.

    def run(self, now: float) -> float | None:
        """Do one slice: requests first, then steps, then frames."""
        return self._slice(lambda: self._work(now))

    def attend(self, now: float) -> float | None:
        """Do only what somebody waits for: requests and frames."""
        return self._slice(lambda: None)

    def _slice(self, work: Callable[[], None]) -> float | None:
        self._read_mail()
        if self.closed is not None:
            self._end(self.closed)
            return None
        try:
            work()
            self._show()
        except Exception as error:
            self._break_off(error)
            raise
        return self._delay()

    def _break_off(self, error: Exception) -> None:
        """Training or drawing failed: stop, and tell who waits rather than leave them waiting."""
        self.playing = False
        if self._job is not None:
            job, self._job = self._job, None
            if job.done.set_running_or_notify_cancel():
                job.done.set_exception(error)

    def _read_mail(self) -> None:
        while self._mail:
            self._mail.popleft()()

    def _work(self, now: float) -> None:
        if self._job is not None:
            self._work_on(self._job, now)
        elif self.playing:
            self._play(now)

    def _work_on(self, job: Job, now: float) -> None:
        if job.done.cancelled():
            self._job = None
            return
        job.remaining -= self._train(job.unit, job.remaining, now)
        if job.remaining <= 0 or self.experiment.stopped:
            self._job = None
            self.last_used = self.scheduler.clock()
            if job.done.set_running_or_notify_cancel():
                job.done.set_result(self.status())

    def _play(self, now: float) -> None:
        steps = self._train(self.pace.unit, self.pace.steps_due(now), now)
        self.pace.took(steps)
        self.speedometer.add(steps, self.scheduler.clock())
        if self.experiment.stopped:
            self.pause()

    def _train(self, unit: Unit, most: float, now: float) -> int:
        """Take steps until there are enough, the slice is over, or every network has stopped."""

        def over() -> bool:
            return self.scheduler.clock() - now >= SLICE_SECONDS

        steps = 0
        while steps < most and not self.experiment.stopped:
            if not self.experiment.tick(unit, over):
                break
            steps += 1
            if over():
                break
        return steps

    def _delay(self) -> float | None:
        if self._mail or self._job is not None:
            return 0.0
        now = self.scheduler.clock()
        waits = [self._frame_wait(s, now) for s in self.subscribers if self._wants_frame(s)]
        if self.playing:
            waits.append(self.pace.wait(now))
        return min(waits, default=None)

    def _end(self, reason: str) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            if job.done.set_running_or_notify_cancel():
                job.done.set_exception(self._gone())
        for subscriber in self.subscribers:
            subscriber.send_message({"type": "closed", "reason": reason})
        self.subscribers.clear()

    # Frames

    def _state(self) -> object:
        """Something that differs whenever a frame would look different."""
        moments = tuple((run.counters.iteration, run.edits) for run in self.experiment.runs)
        revisions = (self.experiment.structure_revision, self.experiment.data_revision)
        return moments, revisions, self.playing, self.edits

    def _wants_frame(self, subscriber: Subscriber) -> bool:
        wanted = (self._state(), subscriber.view)
        return subscriber.ready and subscriber.view.active and subscriber.shown != wanted

    def _frame_wait(self, subscriber: Subscriber, now: float) -> float:
        return max(0.0, subscriber.sent_at + FRAME_SECONDS - now)

    def _show(self) -> None:
        for subscriber in list(self.subscribers):
            now = self.scheduler.clock()
            if self._wants_frame(subscriber) and self._frame_wait(subscriber, now) <= 0.0:
                self._send_frame(subscriber, now)

    def _send_frame(self, subscriber: Subscriber, now: float) -> None:
        subscriber.shown = (self._state(), subscriber.view)
        subscriber.sent_at = now
        subscriber.ready = False
        subscriber.frames += 1
        head = {
            "frame": subscriber.frames,
            "playing": self.playing,
            "unit": self.pace.unit,
            "rate": self.pace.rate,
            "speed": self.speedometer.speed if self.playing else None,
        }
        frame = build_frame(self.experiment, subscriber.view, subscriber.seen, head)
        subscriber.send_frame(frame)

    # What can be asked for, through call().

    def status(self) -> dict[str, Any]:
        """Report whether it plays, and on every network."""
        return {"playing": self.playing, "networks": self.experiment.status()}

    def describe(self) -> dict[str, Any]:
        """Report all that a page needs to know before its first frame."""
        return {
            "id": self.id,
            "experiment": self.experiment.spec.model_dump(),
            "status": self.status(),
            "data_revision": self.experiment.data_revision,
            "structure_revision": self.experiment.structure_revision,
            "play": {"unit": self.pace.unit, "rate": self.pace.rate},
            "engine": self.experiment.engines.name,
        }

    def announce(self) -> None:
        """Tell every watcher that something was edited."""
        self.edits += 1
        message = {"type": "session", "session": self.describe()}
        for subscriber in self.subscribers:
            subscriber.send_message(message)

    def play(self, unit: Unit, rate: float | None) -> None:
        """Go on training at a pace, until paused or every network has diverged."""
        if self._job is not None:
            raise Busy("a step is still being taken: wait for it, or pause first")
        now = self.scheduler.clock()
        if not self.playing or (unit, rate) != (self.pace.unit, self.pace.rate):
            self.pace = Pace(unit, rate)
            self.pace.start(now)
            self.speedometer.reset(now)
        self.playing = not self.experiment.stopped
        self.edits += 1

    def pause(self) -> None:
        """Stop playing, and give up the rest of a step that is being taken."""
        self.playing = False
        self.edits += 1
        self.give_up_steps()

    def give_up_steps(self, only: Future[dict[str, Any]] | None = None) -> None:
        """Give up the rest of a step that is being taken; who waits for it gets the status.

        Args:
            only: leave any other step than this one alone.
        """
        if self._job is not None and only in (None, self._job.done):
            job, self._job = self._job, None
            if job.done.set_running_or_notify_cancel():
                job.done.set_result(self.status())

    def step(self, unit: Unit, count: int) -> Future[dict[str, Any]]:
        """Take some steps.

        Returns:
            A future of the status after the last one.

        Raises:
            Busy: the session plays, or takes other steps already.
        """
        if self.playing:
            raise Busy("the session is playing: pause it before taking single steps")
        if self._job is not None:
            raise Busy("a step is still being taken: wait for it to end")
        self._job = Job(unit, count, Future())
        return self._job.done

    def subscribe(self, subscriber: Subscriber) -> None:
        """Let a client watch.

        Raises:
            TooMany: as many as may are watching already.
        """
        if len(self.subscribers) >= MOST_WATCHERS:
            raise TooMany(f"{MOST_WATCHERS} watch this session already: no more can")
        self.subscribers.add(subscriber)
        subscriber.send_message({"type": "session", "session": self.describe()})

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Forget a client."""
        self.subscribers.discard(subscriber)
        self.last_used = self.scheduler.clock()

    def abandoned(self, now: float) -> bool:
        """Whether it plays for nobody: its pages were closed some time ago."""
        unused = now - self.last_used >= UNWATCHED_SECONDS
        return self.playing and not self.subscribers and unused

    @property
    def resting(self) -> bool:
        """Whether it may be put away once it has been idle for long enough."""
        return not self.playing and self._job is None and not self.subscribers
