"""Garbage is looked for among all objects seldom, and when nobody plays."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from playground.garbage import MOST_SWEEPS, SELDOM, Garbage


class Ring:
    """An object that counting alone never frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def left_alone() -> Iterator[None]:
    """Python does not look of its own accord."""
    gc.collect()
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


def lost_ring() -> weakref.ref[Ring]:
    return weakref.ref(Ring())


@pytest.mark.usefixtures("left_alone")
def test_all_is_looked_through_once_when_nobody_plays_any_more() -> None:
    garbage, left = Garbage(), lost_ring()
    assert not garbage.sweep(playing=False)
    assert not garbage.sweep(playing=True)
    assert left() is not None
    assert garbage.sweep(playing=False)
    assert left() is None
    assert not garbage.sweep(playing=False)


@pytest.mark.usefixtures("left_alone")
def test_those_who_play_are_held_up_once_an_hour_at_most() -> None:
    garbage, left = Garbage(), lost_ring()
    looked = [garbage.sweep(playing=True) for _ in range(2 * MOST_SWEEPS)]
    assert [i + 1 for i, did in enumerate(looked) if did] == [MOST_SWEEPS, 2 * MOST_SWEEPS]
    assert left() is None


@pytest.mark.usefixtures("left_alone")
def test_what_has_lived_for_a_while_is_left_out_of_other_looks() -> None:
    garbage, left = Garbage(), lost_ring()
    garbage.sweep(playing=True)
    gc.collect()
    assert left() is not None


def test_python_looks_seldom_while_the_server_runs_and_as_before_afterwards() -> None:
    before, garbage = gc.get_threshold(), Garbage()
    garbage.begin()
    try:
        assert gc.get_threshold() == (*before[:2], SELDOM)
        garbage.settle()
        assert gc.get_freeze_count() > 0
    finally:
        garbage.end()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
