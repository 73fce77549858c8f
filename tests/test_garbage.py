"""Garbage is looked for among all objects seldom, and when sessions have ended."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from playground.garbage import MANY_ENDED, SELDOM, Garbage


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
    gc.enable()


@pytest.mark.usefixtures("left_alone")
def test_what_one_ended_session_leaves_is_freed_when_nobody_plays() -> None:
    garbage, ring = Garbage(), Ring()
    left = weakref.ref(ring)
    del ring
    assert not garbage.sweep(0, playing=False)
    assert left() is not None
    assert garbage.sweep(1, playing=False)
    assert left() is None


@pytest.mark.usefixtures("left_alone")
def test_those_who_play_are_held_up_only_for_many_ended_sessions() -> None:
    garbage, ring = Garbage(), Ring()
    left = weakref.ref(ring)
    del ring
    assert not garbage.sweep(MANY_ENDED - 1, playing=True)
    assert left() is not None
    assert garbage.sweep(MANY_ENDED, playing=True)
    assert left() is None
    assert not garbage.sweep(MANY_ENDED, playing=True)
    assert not garbage.sweep(MANY_ENDED, playing=False)


def test_python_looks_seldom_while_the_server_runs_and_as_before_afterwards() -> None:
    before, garbage = gc.get_threshold(), Garbage()
    garbage.begin()
    try:
        assert gc.get_threshold() == (*before[:2], SELDOM)
    finally:
        garbage.end()
    assert gc.get_threshold() == before
