"""The least time counts, of turns that all contestants take alike."""

from __future__ import annotations

import pytest

from playground.bench.timing import Repeated, race


class Watch:
    """A clock that only work moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def worker(watch: Watch, name: str, log: list[str], *durations: float) -> Repeated:
    left = list(durations)

    def work() -> None:
        log.append(name)
        watch.now += left.pop(0) if len(left) > 1 else left[0]

    return Repeated(name, work, clock=watch)


def test_the_least_of_all_repetitions_counts() -> None:
    watch = Watch()
    assert worker(watch, "a", [], 3.0, 1.0, 2.0).best(10.0) == 1.0


def test_work_of_many_units_is_divided_by_their_number() -> None:
    watch = Watch()
    contestant = worker(watch, "a", [], 5.0)
    contestant.units = 50
    assert contestant.best(0.0) == pytest.approx(0.1)


def test_contestants_take_turns_after_one_that_does_not_count() -> None:
    watch, log = Watch(), []
    found = race([worker(watch, "a", log, 0.5, 4.0), worker(watch, "b", log, 2.0)], 0.0, turns=3)
    assert log == ["a", "b", "a", "b", "a", "b", "a", "b"]
    assert found == {"a": 4.0, "b": 2.0}


def test_each_works_for_about_as_long_as_the_others() -> None:
    watch, log = Watch(), []
    race([worker(watch, "a", log, 0.1), worker(watch, "b", log, 0.5)], 10.0, turns=5)
    assert log.count("a") == pytest.approx(5 * log.count("b"), rel=0.2)
