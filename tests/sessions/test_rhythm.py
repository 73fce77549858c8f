"""How often a session wants its turn."""

from __future__ import annotations

import pytest

from playground.sessions.rhythm import (
    LONGEST_PERIOD,
    LONGEST_SLICE,
    SHORTEST_PERIOD,
    SHORTEST_SLICE,
    Rhythm,
)


def turns(rhythm: Rhythm, count: int, late: float, start: float = 0.0) -> float:
    """Let so many turns come late by so much; return the time of the last."""
    now = start
    for _ in range(count):
        rhythm.expect(0.01, now)
        now += 0.01 + late
        rhythm.turn(now)
    return now


def test_a_session_whose_turns_come_in_time_has_short_periods_and_long_slices() -> None:
    rhythm = Rhythm()
    now = turns(rhythm, 10, late=0.0)
    assert rhythm.period == pytest.approx(SHORTEST_PERIOD)
    assert rhythm.slice_seconds == pytest.approx(LONGEST_SLICE)
    assert rhythm.wait(now) == pytest.approx(SHORTEST_PERIOD)
    assert rhythm.wait(now + 1.0) == 0.0
    assert not rhythm.hurried
    assert rhythm.in_time


def test_one_whose_turns_come_late_wants_fewer_and_shorter_ones() -> None:
    rhythm = Rhythm()
    turns(rhythm, 50, late=1.0)
    assert rhythm.period == LONGEST_PERIOD
    assert rhythm.slice_seconds == SHORTEST_SLICE
    assert not rhythm.in_time
    assert rhythm.hurried


def test_hurry_ends_only_when_turns_are_nearly_in_time_again() -> None:
    rhythm = Rhythm()
    turns(rhythm, 50, late=0.012)
    assert rhythm.hurried
    turns(rhythm, 50, late=0.006)
    assert rhythm.hurried
    turns(rhythm, 50, late=0.0)
    assert not rhythm.hurried
    turns(rhythm, 50, late=0.006)
    assert not rhythm.hurried


def test_after_a_rest_nothing_counts_as_late() -> None:
    rhythm = Rhythm()
    rhythm.expect(None, 0.0)
    rhythm.turn(1000.0)
    assert rhythm.lateness == 0.0
