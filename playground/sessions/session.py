"""A session: one learner's experiment, and the work that goes on in it.

It is an actor. Whatever is asked of it is put into its mailbox and done by the scheduler
between two slices of work; so only one thread ever touches the experiment.

    mailbox ──► edits, steps      player ──► trains      background ──► computes beside it
    past ──► undo, rewind         audience ──► frames to whoever watches
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from playground.experiment import Experiment, ExperimentSpec, Unit
from playground.experiment.experiment import Kept
from playground.experiment.landscape import LandscapePlan
from playground.experiment.memento import Memento
from playground.kernel import Engines

from .audience import Audience
from .background import Background
from .mailbox import Mailbox
from .past import Memory, Past
from .player import Player
from .rhythm import Rhythm
from .scheduler import Scheduler
from .subscriber import Subscriber

T = TypeVar("T")

ASIDE_SECONDS = 0.002
"""How long one slice of what is computed beside training may take."""

SOON = 20.0
"""Steps a second from which on a session that plays need not be woken to show a frame."""

FAST = 1_000.0
"""Steps a second from which on it is the screen's turn, and more of them are not needed."""

GENTLE_SLICE = 0.004
"""How long one slice of training may take then, in seconds, of every period between frames.

Where one machine does both, the rest is what the page needs to draw: with all of the time small
networks train twice as fast, but one refresh of the screen in twenty to sixty has no new frame.
"""

UNWATCHED_SECONDS = 60.0
"""How long a session goes on playing when nobody watches it and nobody asks it for anything."""


def weakly(method: Callable[[], T]) -> Callable[[], T]:
    """Let a part call its owner without keeping it: both are freed as soon as the owner is."""
    reference = weakref.WeakMethod(method)

    def call() -> T:
        owned = reference()
        if owned is None:
            raise RuntimeError("a part of a session has outlived it")
        return owned()

    return call


class Session:
    """An experiment with its player and its watchers.

    Args:
        id: its name, which cannot be guessed.
        spec: the experiment to start with.
        scheduler: what gives it turns to work.
        engines: which engine does the work. Default: NumPy alone.
        memory: how much of the past is kept, for undo and rewind. Default: as Memory says.
    """

    def __init__(
        self,
        id: str,
        spec: ExperimentSpec,
        scheduler: Scheduler,
        engines: Engines | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.id = id
        self.scheduler = scheduler
        self.experiment = Experiment(spec, engines)
        self.past = Past(self.experiment, memory or Memory(), scheduler.clock)
        self.player = Player(self.experiment, self.past, scheduler.clock, weakly(self.status))
        self.background = Background(self.experiment)
        self.rhythm = Rhythm()
        head, moment = weakly(self._head), weakly(self._moment)
        self.audience = Audience(self.experiment, self.rhythm, head, moment)
        self.mailbox = Mailbox(f"session {id}")
        self.last_used = scheduler.clock()
        self.revision = 0

    def __repr__(self) -> str:
        return f"Session({self.experiment!r}, {self.player!r})"

    # From any thread

    @property
    def closed(self) -> str | None:
        """Why the session has ended; None while it lives."""
        return self.mailbox.closed

    @property
    def playing(self) -> bool:
        return self.player.playing

    @property
    def turns_soon(self) -> bool:
        """Whether it gets a turn so soon anyway that it need not be woken for a frame.

        Where there is time it is woken all the same: frames then come more evenly.
        """
        rate = self.player.pace.rate
        soon = rate is None or rate >= SOON
        return self.playing and soon and not self.rhythm.in_time

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
        future = self.mailbox.put(function, always=always)
        self.last_used = self.scheduler.clock()
        self.scheduler.wake(self)
        return future

    def close(self, reason: str) -> None:
        """End the session: do what was asked before, give up steps, tell who watches."""
        if self.mailbox.close(reason):
            self.scheduler.wake(self)

    def abandoned(self, now: float) -> bool:
        """Whether it plays for nobody: its pages were closed some time ago."""
        unused = now - self.last_used >= UNWATCHED_SECONDS
        return self.playing and not len(self.audience) and unused

    @property
    def resting(self) -> bool:
        """Whether it may be put away once it has been idle for long enough."""
        return not (self.player.training or self.background.busy or len(self.audience))

    # From here on only inside of the scheduler.

    def run(self, now: float) -> float | None:
        """Do one slice: requests first, then steps, then frames."""
        self.rhythm.turn(now)
        delay = self._slice(lambda: self._work(now))
        self.rhythm.expect(delay, self.scheduler.clock())
        return delay

    def attend(self, now: float) -> float | None:
        """Do only what somebody waits for: requests and frames."""
        return self._slice(lambda: None)

    def _slice(self, work: Callable[[], None]) -> float | None:
        self.mailbox.empty()
        if self.closed is not None:
            self.player.break_off(self.mailbox.gone())
            self.audience.dismiss(self.closed)
            return None
        try:
            work()
            self.audience.show(self.scheduler.clock, self._hurried)
        except Exception as error:
            # Tell who waits rather than leave them waiting.
            self.player.break_off(error)
            raise
        return self._delay()

    def _work(self, now: float) -> None:
        stepping = self.player.stepping
        if self.player.training:
            self.player.work(now, self._over(now, self._slice_seconds))
        if stepping and not self.player.stepping:
            self.last_used = self.scheduler.clock()
        if self.background.busy:
            # Training keeps the greater part of the time.
            most = ASIDE_SECONDS if self.player.training else self.rhythm.slice_seconds
            self.background.work(self._over(self.scheduler.clock(), most))

    @property
    def _slice_seconds(self) -> float:
        """Seconds that one slice of training may take."""
        gentle = self.audience.watching and (self.player.speed or 0.0) >= FAST
        return min(self.rhythm.slice_seconds, GENTLE_SLICE if gentle else math.inf)

    def _over(self, now: float, most: float) -> Callable[[], bool]:
        """Make what says when a slice is over: after a while, or when something else is due."""
        end = now + min([most, *self.audience.waits(now, self._hurried)])
        return lambda: len(self.mailbox) > 0 or self.scheduler.clock() >= end

    def _delay(self) -> float | None:
        catching_up = self.player.training and not self.playing
        if len(self.mailbox) or catching_up or self.background.busy:
            return 0.0
        now = self.scheduler.clock()
        waits = self.audience.waits(now, self._hurried)
        if self.playing:
            waits.append(max(self.player.pace.wait(now), self.rhythm.wait(now)))
        return min(waits, default=None)

    # Frames

    @property
    def _hurried(self) -> bool:
        """Whether frames have to be cheap: what stands still is always shown in full."""
        return self.playing and self.rhythm.hurried

    def _moment(self) -> object:
        """Something that differs whenever a frame would look different."""
        moments = tuple((run.counters.iteration, run.edits) for run in self.experiment.runs)
        revisions = (self.experiment.structure_revision, self.experiment.data_revision)
        return moments, revisions, self.playing, self.revision

    def _head(self) -> dict[str, Any]:
        """What a frame says of the session."""
        return {
            "playing": self.playing,
            "unit": self.player.pace.unit,
            "rate": self.player.pace.rate,
            "speed": self.player.speed,
            "engine": self.experiment.engines.name,
            "timeline": self.past.timeline.version,
            "looking": self.past.looking and self.past.looking.id,
        }

    # What can be asked for, through call().

    def status(self) -> dict[str, Any]:
        """Report whether it plays, and on every network."""
        return {"playing": self.playing, "networks": self.experiment.status()}

    def describe(self) -> dict[str, Any]:
        """Report all that a page needs to know before its first frame."""
        return {
            "id": self.id,
            "revision": self.revision,
            "experiment": self.experiment.spec.model_dump(),
            "status": self.status(),
            "data_revision": self.experiment.data_revision,
            "structure_revision": self.experiment.structure_revision,
            "play": {"unit": self.player.pace.unit, "rate": self.player.pace.rate},
            "engine": self.experiment.engines.name,
        } | self.past.describe()

    def announce(self) -> None:
        """Tell every watcher that something was edited."""
        self.revision += 1
        self.audience.tell({"type": "session", "session": self.describe()})

    def edit(self, change: Callable[[], T]) -> T:
        """Change the experiment, so that it can be undone, and tell every watcher."""
        answer = self.past.edit(change)
        self.announce()
        return answer

    def undo(self) -> list[Kept]:
        """Undo the last edit, and what was trained since.

        Returns:
            For each network whether its weights are as they were before.

        Raises:
            Conflict: there is nothing to undo.
        """
        return self._travel(self.past.undo)

    def redo(self) -> list[Kept]:
        """Redo what was undone last; answer and refusal as of undo()."""
        return self._travel(self.past.redo)

    def _travel(self, move: Callable[[], list[Kept]]) -> list[Kept]:
        kept = move()
        self.give_up_steps()
        self.announce()
        return kept

    def look(self, moment: int | None) -> list[Kept]:
        """Pause, and show a moment of the timeline, or the present again (None).

        Returns:
            For each network whether its weights are as they were before.

        Raises:
            Missing: there is no such moment.
        """
        kept = self.past.look(moment)
        self.pause()
        self.announce()
        return kept

    def branch(
        self, moment: int, network: int, check: Callable[[ExperimentSpec], None]
    ) -> list[Kept]:
        """Return to the present, and add to it a network of a moment; see Past.branch()."""
        kept = self.past.branch(moment, network, check)
        self.announce()
        return kept

    def play(self, unit: Unit, rate: float | None) -> None:
        """Go on training at a pace, until paused or every network has diverged.

        Raises:
            Busy: steps are being taken.
        """
        self.player.check_free()
        self._go_on()
        self.player.play(unit, rate)
        self.revision += 1

    def pause(self) -> None:
        """Stop playing, and give up the rest of a step that is being taken."""
        self.player.playing = False
        self.revision += 1
        self.give_up_steps()

    def pause_unless_watched(self) -> None:
        """Stop playing, if nobody has come to watch meanwhile."""
        if not len(self.audience):
            self.pause()

    def step(self, unit: Unit, count: int) -> Future[dict[str, Any]]:
        """Take some steps.

        Returns:
            A future of the status after the last one.

        Raises:
            Busy: the session plays, or takes other steps already.
        """
        self.player.check_paused()
        self._go_on()
        return self.player.step(unit, count)

    def give_up_steps(self, only: Future[dict[str, Any]] | None = None) -> None:
        """Give up the rest of a step that is being taken; see Player.give_up_steps()."""
        self.player.give_up_steps(only)

    def take(self, prepare: Callable[[], Callable[[], None]]) -> None:
        """Take a step that was put together by hand.

        Args:
            prepare: returns what takes it, or refuses.

        Raises:
            Busy: the session plays, or takes other steps already.
        """
        self.player.check_paused()
        take = prepare()
        self._go_on()
        take()
        self.past.follow(self.scheduler.clock())

    def _go_on(self) -> None:
        """Train on from the moment that is looked at, if one is."""
        if self.past.looking is not None:
            self.past.go_on()
            self.announce()

    def mementos(self) -> list[Memento]:
        """Return all moments of the timeline, oldest first."""
        return [moment.memento for moment in self.past.timeline.moments]

    def start_landscape(self, n: int, plan: LandscapePlan) -> dict[str, Any]:
        """Begin to compute a landscape of a network; see Background.start()."""
        return self.background.start(n, plan, self.mementos())

    def landscape(self, id: int) -> dict[str, Any]:
        """Report on a landscape; see Background.describe()."""
        return self.background.describe(id, self.mementos())

    def subscribe(self, subscriber: Subscriber) -> None:
        """Let a client watch.

        Raises:
            TooMany: as many as may are watching already.
        """
        self.audience.add(subscriber)
        subscriber.send_message({"type": "session", "session": self.describe()})

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Forget a client."""
        self.audience.subscribers.discard(subscriber)
        self.last_used = self.scheduler.clock()
