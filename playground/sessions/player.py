"""The player: trains an experiment, at a pace or by steps that somebody waits for."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from playground.experiment import Experiment, Unit

from .errors import Busy
from .pace import Pace, Speedometer
from .past import Past

Report = Callable[[], dict[str, Any]]

MOST_AT_ONCE = 8
"""The most epochs that are taken together, and recorded once, when a session is late."""


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


class Player:
    """What trains.

    Args:
        experiment: in training.
        past: notes every tick.
        clock: returns a time in seconds.
        report: returns the status, for who waits for steps.

    Attributes:
        playing: whether it goes on by itself.
        pace: how fast, when it does.
    """

    def __init__(
        self, experiment: Experiment, past: Past, clock: Callable[[], float], report: Report
    ) -> None:
        self.experiment = experiment
        self.past = past
        self.clock = clock
        self.report = report
        self.playing = False
        self.pace = Pace()
        self._speedometer = Speedometer()
        self._job: Job | None = None

    def __repr__(self) -> str:
        return f"Player(playing={self.playing}, {self.pace})"

    @property
    def stepping(self) -> bool:
        """Whether somebody waits for steps."""
        return self._job is not None

    @property
    def training(self) -> bool:
        """Whether there is anything to train: after a pause, networks that are behind catch up."""
        return self.playing or self.stepping or self.experiment.behind

    @property
    def speed(self) -> float | None:
        """Steps a second, measured; None at rest."""
        return self._speedometer.speed if self.playing else None

    # What can be asked for

    def check_free(self) -> None:
        """Refuse where steps are being taken.

        Raises:
            Busy: they are.
        """
        if self.stepping:
            raise Busy("a step is still being taken: wait for it to end, or pause first")

    def check_paused(self) -> None:
        """Refuse where it plays, or where steps are being taken.

        Raises:
            Busy: it does, or they are.
        """
        if self.playing:
            raise Busy("the session is playing: pause it before taking single steps")
        self.check_free()

    def play(self, unit: Unit, rate: float | None) -> None:
        """Go on at a pace, until paused or every network has diverged."""
        now = self.clock()
        if not self.playing or (unit, rate) != (self.pace.unit, self.pace.rate):
            self.pace = Pace(unit, rate)
            self.pace.start(now)
            self._speedometer.reset(now)
        self.playing = not self.experiment.stopped

    def step(self, unit: Unit, count: int) -> Future[dict[str, Any]]:
        """Take some steps; returns a future of the status after the last one."""
        self.experiment.take_single_epochs()
        self._job = Job(unit, count, Future())
        return self._job.done

    def give_up_steps(self, only: Future[dict[str, Any]] | None = None) -> None:
        """Give up the rest of the steps; who waits for them gets the status.

        Args:
            only: leave any other steps than these alone.
        """
        if self._job is not None and only in (None, self._job.done):
            self._finish(lambda done: done.set_result(self.report()))

    def break_off(self, error: Exception) -> None:
        """Stop altogether; who waits for steps gets an exception."""
        self.playing = False
        self._finish(lambda done: done.set_exception(error))

    def _finish(self, answer: Callable[[Future[dict[str, Any]]], None]) -> None:
        job, self._job = self._job, None
        if job is not None and job.done.set_running_or_notify_cancel():
            answer(job.done)

    # Slices of work

    def work(self, now: float, over: Callable[[], bool]) -> None:
        """Train until enough steps are taken, or the time is up.

        Args:
            now: time of the clock.
            over: says whether it is.
        """
        if self._job is not None:
            self._work_on(self._job, over)
        elif self.playing:
            self._play(now, over)
        elif self.experiment.behind:
            self._train("epochs", 1, over)

    def _work_on(self, job: Job, over: Callable[[], bool]) -> None:
        if job.done.cancelled():
            self._job = None
            return
        job.remaining -= self._train(job.unit, job.remaining, over)
        if job.remaining <= 0 or self.experiment.stopped:
            self.give_up_steps()

    def _play(self, now: float, over: Callable[[], bool]) -> None:
        steps = self._train(self.pace.unit, self.pace.steps_due(now), over)
        self.pace.took(steps)
        self._speedometer.add(steps, self.clock())
        if self.experiment.stopped:
            self.playing = False

    def _train(self, unit: Unit, most: float, over: Callable[[], bool]) -> int:
        steps, late = 0, False
        while steps < most and not late and not self.experiment.stopped:
            # Epochs that are late already are taken together.
            some = int(min(most - steps, MOST_AT_ONCE)) if self._is_late(unit, most) else 1
            if not self.experiment.tick(unit, over, some):
                break
            steps += self.experiment.together
            late = over()
            self.past.follow(self.clock())
        return steps

    def _is_late(self, unit: Unit, most: float) -> bool:
        return self.playing and unit == "epochs" and 1 < most < math.inf
