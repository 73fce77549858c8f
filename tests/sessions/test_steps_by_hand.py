"""Steps that were put together by hand, in a session that plays, steps and looks back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.actors import Clock, ask, finish, new_session

from playground.experiment import Conflict
from playground.experiment.passes import prepare
from playground.experiment.sources import Choice
from playground.sessions import Busy, Session


def trained() -> Session:
    session = new_session(Clock(1e-4))
    finish(session, ask(session, lambda: session.step("epochs", 8)))
    return session


def preparing(session: Session, iteration: int) -> Callable[[], Callable[[], None]]:
    return lambda: prepare(session.experiment.runs[0], Choice(train=3), iteration)


def iteration(session: Session) -> int:
    return session.experiment.runs[0].counters.iteration


def test_a_step_is_taken() -> None:
    session = trained()
    before = iteration(session)
    ask(session, lambda: session.take(preparing(session, before)))
    assert iteration(session) == before + 1


def test_no_step_is_taken_while_the_session_trains() -> None:
    session = trained()
    before = iteration(session)
    ask(session, lambda: session.play("epochs", 0.01))
    with pytest.raises(Busy):
        ask(session, lambda: session.take(preparing(session, before)))
    ask(session, session.pause)
    ask(session, lambda: session.step("epochs", 10_000))
    with pytest.raises(Busy):
        ask(session, lambda: session.take(preparing(session, iteration(session))))


def test_a_step_from_a_moment_goes_on_from_there() -> None:
    session = trained()
    moment = session.past.timeline.moments[1]
    ask(session, lambda: session.look(moment.id))
    then, undo = iteration(session), len(session.past.steps.back)
    assert then < 8 * 25
    with pytest.raises(Conflict):
        ask(session, lambda: session.take(preparing(session, then + 1)))
    assert session.past.looking is not None
    ask(session, lambda: session.take(preparing(session, then)))
    assert session.past.looking is None
    assert iteration(session) == then + 1
    assert len(session.past.steps.back) == undo + 1
    ask(session, session.undo)
    assert iteration(session) == 8 * 25
