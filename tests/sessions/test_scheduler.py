"""The scheduler: turns, wake-ups and appointments, mostly without threads."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
from helpers.actors import Clock

from playground.sessions import Scheduler

PATIENCE_SECONDS = 20.0


class Player:
    """A task that notes its turns and wants what it is told to want."""

    def __init__(self, name: str, log: list[str], *wants: float | None) -> None:
        self.name, self.log, self.wants = name, log, list(wants)
        self.at: list[float] = []

    def run(self, now: float) -> float | None:
        self.log.append(self.name)
        self.at.append(now)
        return self.wants.pop(0) if self.wants else None

    attend = run


def play(scheduler: Scheduler, turns: int = 100) -> None:
    """Do in this thread what the scheduler's threads do, until nothing is ready."""
    for _ in range(turns):
        with scheduler._condition:
            scheduler._release_due()
            if not scheduler._ready and not scheduler._urgent:
                return
        taken = scheduler._take()
        assert taken is not None
        task, urgent = taken
        slice_of_work = task.attend if urgent else task.run
        began = scheduler.clock()
        delay = slice_of_work(began)
        scheduler._put_back(task, delay, scheduler.clock() - began if urgent else 0.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scheduler(clock: Clock) -> Scheduler:
    return Scheduler(threads=1, clock=clock)


def test_a_task_runs_when_it_is_woken_and_then_rests(scheduler: Scheduler) -> None:
    log: list[str] = []
    task = Player("a", log)
    play(scheduler)
    assert log == []
    scheduler.wake(task)
    play(scheduler)
    assert log == ["a"]


def test_tasks_that_go_on_take_turns(scheduler: Scheduler) -> None:
    log: list[str] = []
    for name in "abc":
        scheduler.wake(Player(name, log, *[0.0] * 9))
    play(scheduler)
    rounds = ["".join(log[i : i + 3]) for i in range(0, 30, 3)]
    assert len(log) == 30
    assert set(rounds) == {"abc"}


def test_a_woken_task_goes_before_those_that_only_go_on(scheduler: Scheduler) -> None:
    log: list[str] = []
    for name in "abc":
        scheduler.wake(Player(name, log, *[0.0] * 5))
    play(scheduler, turns=4)
    scheduler.wake(Player("w", log))
    play(scheduler, turns=2)
    assert log[4] == "w"


def test_a_task_woken_twice_runs_once(scheduler: Scheduler) -> None:
    log: list[str] = []
    task = Player("a", log)
    scheduler.wake(task)
    scheduler.wake(task)
    play(scheduler)
    assert log == ["a"]


def test_a_task_runs_again_when_its_time_has_come(scheduler: Scheduler, clock: Clock) -> None:
    log: list[str] = []
    task = Player("a", log, 2.0, 3.0)
    scheduler.wake(task)
    for seconds in (0.0, 1.9, 0.1, 2.9, 0.1, 100.0):
        clock.advance(seconds)
        play(scheduler)
    assert task.at == [1_000.0, 1_002.0, 1_005.0]


def test_appointments_are_kept_in_their_order(scheduler: Scheduler, clock: Clock) -> None:
    log: list[str] = []
    for name, delay in (("late", 3.0), ("early", 1.0), ("middle", 2.0)):
        scheduler.wake(Player(name, log, delay))
    play(scheduler)
    log.clear()
    clock.advance(5.0)
    play(scheduler)
    assert log == ["early", "middle", "late"]


def test_it_waits_no_longer_than_until_the_next_appointment(
    scheduler: Scheduler, clock: Clock
) -> None:
    assert scheduler._patience() is None
    scheduler.wake(Player("a", [], 2.5))
    play(scheduler)
    clock.advance(1.0)
    assert scheduler._patience() == 1.5


def test_a_task_woken_before_its_time_keeps_no_old_appointment(
    scheduler: Scheduler, clock: Clock
) -> None:
    log: list[str] = []
    task = Player("a", log, 2.0, None)
    scheduler.wake(task)
    play(scheduler)
    scheduler.wake(task)
    play(scheduler)
    clock.advance(10.0)
    play(scheduler)
    assert log == ["a", "a"]


def test_a_task_woken_while_it_runs_runs_once_more(scheduler: Scheduler) -> None:
    log: list[str] = []

    class Sleepless(Player):
        def run(self, now: float) -> float | None:
            if not log:
                scheduler.wake(self)
                scheduler.wake(self)
            return super().run(now)

        attend = run

    scheduler.wake(Sleepless("a", log, 50.0))
    play(scheduler)
    assert log == ["a", "a"]


@pytest.fixture
def running() -> Iterator[Callable[[int], Scheduler]]:
    started: list[Scheduler] = []

    def start(threads: int) -> Scheduler:
        started.append(Scheduler(threads))
        started[-1].start()
        return started[-1]

    yield start
    for scheduler in started:
        scheduler.stop()


class Doing:
    """A task that calls a function."""

    def __init__(self, function: Callable[[], float | None]) -> None:
        self.function = function

    def run(self, now: float) -> float | None:
        return self.function()

    attend = run


def test_one_task_is_never_run_by_two_threads(running: Callable[[int], Scheduler]) -> None:
    scheduler = running(4)
    inside = threading.Lock()
    turns: list[bool] = []
    done = threading.Event()

    def work() -> float | None:
        turns.append(inside.acquire(blocking=False))
        if len(turns) == 300:
            done.set()
        inside.release()
        return 0.0 if len(turns) < 300 else None

    task = Doing(work)
    for _ in range(50):
        scheduler.wake(task)
    assert done.wait(PATIENCE_SECONDS)
    assert all(turns)


def test_while_one_task_computes_aside_another_thread_runs_the_next(
    running: Callable[[int], Scheduler],
) -> None:
    scheduler = running(2)
    meeting = threading.Barrier(2, timeout=PATIENCE_SECONDS)
    met = threading.Semaphore(0)

    def meet() -> None:
        with scheduler.aside():
            meeting.wait()
        met.release()

    scheduler.wake(Doing(meet))
    scheduler.wake(Doing(meet))
    assert met.acquire(timeout=PATIENCE_SECONDS)
    assert met.acquire(timeout=PATIENCE_SECONDS)


def test_who_has_computed_aside_goes_on_while_another_one_computes_aside(
    running: Callable[[int], Scheduler],
) -> None:
    scheduler = running(2)
    second_works, first_waits = threading.Event(), threading.Event()
    back, ended = threading.Event(), threading.Event()

    def first() -> None:
        with scheduler.aside():
            assert second_works.wait(PATIENCE_SECONDS)
            first_waits.set()
        back.set()

    def second() -> None:
        second_works.set()
        assert first_waits.wait(PATIENCE_SECONDS)
        # The first one waits for its place by now, or is about to.
        while not scheduler._coming_back:
            pass
        with scheduler.aside():
            back.wait(PATIENCE_SECONDS)
        ended.set()

    scheduler.wake(Doing(first))
    scheduler.wake(Doing(second))
    assert ended.wait(2 * PATIENCE_SECONDS)
    assert back.is_set()


def test_but_for_that_one_thread_works_at_a_time(running: Callable[[int], Scheduler]) -> None:
    scheduler = running(4)
    inside = threading.Lock()
    alone: list[bool] = []
    done = threading.Semaphore(0)

    def work(left: list[int]) -> float | None:
        for _ in range(3):
            alone.append(inside.acquire(blocking=False))
            inside.release()
            with scheduler.aside():
                pass
        left.pop()
        if not left:
            done.release()
        return 0.0 if left else None

    for _ in range(8):
        left = [0] * 40
        scheduler.wake(Doing(lambda left=left: work(left)))  # type: ignore[misc]
    for _ in range(8):
        assert done.acquire(timeout=PATIENCE_SECONDS)
    assert len(alone) == 8 * 40 * 3
    assert all(alone)


def test_stepping_aside_does_nothing_in_a_thread_of_somebody_else(
    running: Callable[[int], Scheduler],
) -> None:
    scheduler = running(1)
    with scheduler.aside(), scheduler.aside():
        reached = threading.Event()
        scheduler.wake(Doing(reached.set))
        assert reached.wait(PATIENCE_SECONDS)


def test_a_busy_task_does_not_keep_a_thread_from_others(
    running: Callable[[int], Scheduler],
) -> None:
    scheduler = running(1)
    stop = threading.Event()
    scheduler.wake(Doing(lambda: None if stop.is_set() else 0.0))
    reached = threading.Event()
    scheduler.wake(Doing(reached.set))
    assert reached.wait(PATIENCE_SECONDS)
    stop.set()


def test_a_waiting_thread_wakes_up_for_an_appointment(
    running: Callable[[int], Scheduler],
) -> None:
    scheduler = running(1)
    turns: list[float] = []
    done = threading.Event()

    def work() -> float | None:
        turns.append(scheduler.clock())
        if len(turns) == 2:
            done.set()
            return None
        return 0.02

    scheduler.wake(Doing(work))
    assert done.wait(PATIENCE_SECONDS)
    assert turns[1] - turns[0] >= 0.02


def test_a_task_that_fails_is_put_to_rest_and_the_others_go_on(
    running: Callable[[int], Scheduler], caplog: pytest.LogCaptureFixture
) -> None:
    scheduler = running(1)
    reached = threading.Event()

    def fail() -> None:
        raise ValueError("broken")

    with caplog.at_level(logging.ERROR):
        scheduler.wake(Doing(fail))
        scheduler.wake(Doing(lambda: 0.01))
        scheduler.wake(Doing(reached.set))
        assert reached.wait(PATIENCE_SECONDS)
        scheduler.stop()
    assert "put to rest" in caplog.text


def test_stopping_lets_every_slice_finish(running: Callable[[int], Scheduler]) -> None:
    scheduler = running(2)
    begun, ended = threading.Event(), threading.Event()
    go_on = threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(PATIENCE_SECONDS)
        ended.set()

    scheduler.wake(Doing(work))
    assert begun.wait(PATIENCE_SECONDS)
    stopping = threading.Thread(target=scheduler.stop)
    stopping.start()
    go_on.set()
    stopping.join(PATIENCE_SECONDS)
    assert ended.is_set()
    assert not any(thread.is_alive() for thread in scheduler._threads)


def test_who_wakes_a_task_often_buys_no_turns_for_it(scheduler: Scheduler, clock: Clock) -> None:
    turns: list[str] = []

    class Asked(Player):
        """Works for ever, and somebody asks it for something after every slice of anybody."""

        def attend(self, now: float) -> float | None:
            clock.advance(0.002)
            return 0.0

    asked, quiet = Asked("asked", turns, *[0.0] * 50), Player("quiet", turns, *[0.0] * 50)
    scheduler.wake(asked)
    scheduler.wake(quiet)
    for _ in range(300):
        play(scheduler, turns=1)
        scheduler.wake(asked)
    assert abs(turns.count("asked") - turns.count("quiet")) <= 2
    assert turns.count("quiet") > 10


def test_appointments_that_were_replaced_are_forgotten(scheduler: Scheduler) -> None:
    task = Player("a", [], *[100.0] * 200)
    for _ in range(200):
        scheduler.wake(task)
        play(scheduler)
    assert len(scheduler._waiting) <= 20


def test_a_thread_that_waits_holds_no_task_back() -> None:
    scheduler, gone = Scheduler(threads=1), threading.Event()
    task = Player("a", [])
    weakref.finalize(task, gone.set)
    scheduler.start()
    try:
        scheduler.wake(task)
        del task
        assert gone.wait(PATIENCE_SECONDS)
    finally:
        scheduler.stop()
