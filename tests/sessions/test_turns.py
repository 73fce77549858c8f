"""The event loop and the thread that works, taking turns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from playground.sessions.turns import TURN_SECONDS, Turns

PATIENCE_SECONDS = 20.0


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread of its own."""
    running = asyncio.new_event_loop()
    thread = threading.Thread(target=running.run_forever)
    thread.start()
    yield running
    running.call_soon_threadsafe(running.stop)
    thread.join()
    running.close()


def has_run(loop: asyncio.AbstractEventLoop, patience: float = PATIENCE_SECONDS) -> bool:
    """Whether the loop gets to do something within this time."""
    done = threading.Event()
    loop.call_soon_threadsafe(done.set)
    return done.wait(patience)


def work(turns: Turns, clock: Clock, seconds: float) -> None:
    """Work without a pause."""
    turns.worked()
    clock.now += seconds
    turns.worked()


def test_after_a_turn_of_work_the_loop_does_all_that_has_come(
    loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.sessions.turns.LONGEST_ROUNDS", PATIENCE_SECONDS)
    clock, seen = Clock(), list[int]()
    turns = Turns(clock)
    turns.alternate_with(loop)
    loop.call_soon_threadsafe(seen.append, 1)
    loop.call_soon_threadsafe(lambda: loop.call_soon(seen.append, 2))
    work(turns, clock, TURN_SECONDS)
    assert seen == [1, 2]
    turns.pause()


def test_while_the_work_goes_on_the_loop_stands_still_until_there_is_a_pause(
    loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.sessions.turns.LONGEST_STAND", PATIENCE_SECONDS)
    clock = Clock()
    turns = Turns(clock)
    turns.alternate_with(loop)
    work(turns, clock, TURN_SECONDS)
    assert not has_run(loop, 0.05)
    turns.pause()
    assert has_run(loop)


def test_a_loop_does_not_stand_still_for_ever_when_the_work_hangs(
    loop: asyncio.AbstractEventLoop,
) -> None:
    clock = Clock()
    turns = Turns(clock)
    turns.alternate_with(loop)
    work(turns, clock, TURN_SECONDS)
    assert has_run(loop)


@pytest.mark.parametrize(
    "rest", [lambda turns, clock: turns.pause(), lambda turns, clock: None], ids=["rested", "short"]
)
def test_short_work_leaves_the_loop_alone(
    loop: asyncio.AbstractEventLoop,
    rest: Callable[[Turns, Clock], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Longer than it is waited for here: a loop that was stopped does not go on by itself.
    monkeypatch.setattr("playground.sessions.turns.LONGEST_STAND", 2 * PATIENCE_SECONDS)
    clock = Clock()
    turns = Turns(clock)
    turns.alternate_with(loop)
    for _ in range(20):
        turns.worked()
        clock.now += 0.9 * TURN_SECONDS / 20
        rest(turns, clock)
    stands = not has_run(loop)
    turns.pause()
    assert not stands


def test_work_goes_on_when_the_loop_has_ended() -> None:
    ended = asyncio.new_event_loop()
    ended.close()
    clock = Clock()
    turns = Turns(clock)
    turns.alternate_with(ended)
    work(turns, clock, 2 * TURN_SECONDS)
    work(turns, clock, 2 * TURN_SECONDS)
