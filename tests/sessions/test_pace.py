"""How many steps are due, on a clock that only the test moves."""

from __future__ import annotations

import math

import pytest

from playground.sessions.pace import LONGEST_DEBT_SECONDS, Pace, Speedometer


def started(rate: float | None) -> Pace:
    pace = Pace("epochs", rate)
    pace.start(100.0)
    return pace


def test_without_a_rate_any_number_of_steps_is_due_at_once() -> None:
    pace = started(None)
    assert pace.steps_due(100.0) == math.inf
    pace.took(1_000)
    assert pace.steps_due(100.0) == math.inf
    assert pace.wait(100.0) == 0.0


def test_the_first_step_is_due_at_once() -> None:
    assert started(2.0).steps_due(100.0) == 1
    assert started(0.01).steps_due(100.0) == 1


def test_then_a_step_is_due_after_its_time() -> None:
    pace = started(2.0)
    pace.took(1)
    assert pace.wait(100.0) == 0.5
    assert pace.steps_due(100.4) == 0
    assert pace.wait(100.4) == pytest.approx(0.1)
    assert pace.steps_due(100.5) == 1


def test_a_fast_pace_has_several_steps_due() -> None:
    pace = started(1_024.0)
    assert pace.steps_due(100.125) == 129
    pace.took(129)
    assert pace.steps_due(100.125) == 0
    assert pace.wait(100.125) == 1 / 1_024


@pytest.mark.parametrize("rate", [1.0, 7.0, 60.0, 333.0])
def test_over_a_while_there_are_as_many_steps_as_the_rate_says(rate: float) -> None:
    pace, taken, now = started(rate), 0, 100.0
    while now < 120.0:
        due = int(pace.steps_due(now))
        pace.took(due)
        taken += due
        now += max(0.004, pace.wait(now))
    assert taken == pytest.approx(20.0 * rate, abs=0.01 * 20 * rate + 1)


def test_steps_that_are_much_too_late_are_let_go() -> None:
    assert started(100.0).steps_due(200.0) == 1 + 100.0 * LONGEST_DEBT_SECONDS


def test_a_slow_pace_never_asks_for_two_steps_at_once_after_a_pause() -> None:
    assert started(0.5).steps_due(200.0) == 2, "one that is due and one that is late"


def test_speed_is_measured_over_a_while() -> None:
    meter = Speedometer()
    meter.reset(10.0)
    assert meter.speed is None
    meter.add(5, 10.1)
    assert meter.speed is None, "too short to tell"
    meter.add(5, 10.25)
    assert meter.speed == pytest.approx(40.0)
    meter.add(10, 10.75)
    assert meter.speed == pytest.approx(40.0), "it does not flicker"
    meter.add(10, 11.25)
    assert meter.speed == pytest.approx(20.0)


def test_a_speed_is_forgotten_with_a_new_pace() -> None:
    meter = Speedometer()
    meter.reset(10.0)
    meter.add(5, 11.0)
    meter.reset(20.0)
    assert meter.speed is None
