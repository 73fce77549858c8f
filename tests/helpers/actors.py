"""Sessions and schedulers without threads: time stands still until a test moves it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from helpers.stream import decode

from playground.experiment import edits
from playground.sessions import Session, Subscriber, View

T = TypeVar("T")


class Clock:
    """A clock that a test moves; or that moves by itself a little, every time it is read.

    Args:
        each_read: seconds by which it moves then.
    """

    def __init__(self, each_read: float = 0.0) -> None:
        self.now = 1_000.0
        self.each_read = each_read

    def __call__(self) -> float:
        self.now += self.each_read
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class ByHand:
    """Stands where a scheduler does: it notes who wants to run, and the test runs it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.woken: list[object] = []

    def wake(self, task: object) -> None:
        self.woken.append(task)


def new_session(clock: Clock | None = None, **experiment: Any) -> Session:
    return Session("id", edits.parse(experiment), ByHand(clock or Clock()))  # type: ignore[arg-type]


def turn(session: Session) -> float | None:
    """Let the session do one slice; return after how long it wants the next."""
    return session.run(session.scheduler.clock())


def ask(session: Session, function: Callable[[], T]) -> T:
    """Ask for something, let the session do one slice, return the answer."""
    asked = session.call(function)
    turn(session)
    return asked.result(timeout=0)


def finish(session: Session, wanted: Future[T], most: int = 10_000) -> T:
    """Let the session work until a future is there."""
    for _ in range(most):
        if wanted.done():
            break
        turn(session)
    return wanted.result(timeout=0)


class Watcher(Subscriber):
    """A client that keeps all that it is sent.

    Attributes:
        got: every frame, decoded.
        told: every message.
    """

    def __init__(self, view: View | None = None) -> None:
        self.got: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        keep = self.got.append
        super().__init__(lambda frame: keep(decode(frame)), self.told.append, view or View())

    def take(self) -> None:
        """Tell the session that the last frame is drawn."""
        self.ready = True
