"""Landscapes of a session: computed beside training, which goes on as if there were none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.actors import Clock, ask, finish, new_session, turn

from playground.experiment import Missing
from playground.experiment.landscape import Landscape, LandscapePlan
from playground.sessions import Session
from playground.sessions.background import MOST_KEPT

SMALL = LandscapePlan(resolution=4)


def session_of(each_read: float = 1e-4, **experiment: Any) -> Session:
    return new_session(Clock(each_read), **experiment)


def start(session: Session, plan: LandscapePlan = SMALL, n: int = 0) -> int:
    told = ask(session, lambda: session.start_landscape(n, plan))
    assert told["state"] == "running"
    found: int = told["id"]
    return found


def state(session: Session, id: int) -> dict[str, Any]:
    return ask(session, lambda: session.landscape(id))


def finish_landscape(session: Session, id: int) -> dict[str, Any]:
    for _ in range(10_000):
        if not session.background.busy:
            return state(session, id)
        turn(session)
    raise AssertionError("it does not come to an end")


def test_it_is_computed_in_slices_while_nothing_else_goes_on() -> None:
    session = session_of(each_read=1e-3)
    id = start(session, LandscapePlan(resolution=9))
    found = state(session, id)
    assert 0.0 < found["progress"] < 1.0
    assert np.isnan(found["loss"]).any()
    assert turn(session) == 0.0
    assert not session.resting
    found = finish_landscape(session, id)
    assert (found["state"], found["progress"]) == ("done", 1.0)
    assert np.isfinite(found["loss"]).all()
    assert turn(session) is None
    assert session.resting


def test_training_gives_the_same_numbers_and_goes_on_meanwhile() -> None:
    watched, alone = session_of(), session_of()
    id = start(watched, LandscapePlan(resolution=15))
    for session in (watched, alone):
        done = ask(session, lambda: session.step("epochs", 5))  # noqa: B023
        finish(session, done)
    assert watched.background.busy
    found, expected = (s.experiment.runs[0].network.parameters.values for s in (watched, alone))
    assert (found == expected).all()
    assert finish_landscape(watched, id)["state"] == "done"


def test_the_centre_is_where_the_network_was_when_it_began() -> None:
    session = session_of()
    before = session.experiment.runs[0].measure().train.loss
    id = start(session, LandscapePlan(resolution=5))
    finish(session, ask(session, lambda: session.step("epochs", 3)))
    assert finish_landscape(session, id)["loss"][2][2] == pytest.approx(before, rel=1e-12)


def test_a_newer_one_cancels_an_older_one() -> None:
    session = session_of(each_read=1e-3)
    first = start(session, LandscapePlan(resolution=20))
    second = start(session)
    assert state(session, first)["state"] == "cancelled"
    assert finish_landscape(session, second)["state"] == "done"


def test_one_that_is_cancelled_keeps_what_is_known() -> None:
    session = session_of(each_read=1e-3)
    id = start(session, LandscapePlan(resolution=20))
    turn(session)
    ask(session, lambda: session.background.cancel(id))
    found = state(session, id)
    assert found["state"] == "cancelled"
    assert 0.0 < found["progress"] < 1.0
    assert not session.background.busy
    ask(session, lambda: session.background.cancel(id))


def test_only_the_newest_are_kept() -> None:
    session = session_of()
    ids = [start(session) for _ in range(MOST_KEPT + 1)]
    with pytest.raises(Missing):
        state(session, ids[0])
    for id in ids[1:]:
        state(session, id)


def test_paths_show_every_network_that_shares_the_landscape() -> None:
    adam = {"layers": [{"units": 3}], "optimizer": {"name": "adam"}}
    networks = [{"layers": [{"units": 3}]}, adam, {"layers": [{"units": 4}]}]
    session = session_of(networks=networks)
    finish(session, ask(session, lambda: session.step("epochs", 12)))
    id = start(session, LandscapePlan("path", resolution=4), n=1)
    found = state(session, id)
    assert [path["network"] for path in found["paths"]] == [0, 1]
    assert found["network"] == 1
    for path in found["paths"]:
        assert path["epochs"][-1] == 12.0
        assert len(path["alpha"]) == len(path["beta"]) == len(path["epochs"]) >= 4
    assert (found["paths"][1]["alpha"][-1], found["paths"][1]["beta"][-1]) == pytest.approx((0, 0))
    finish(session, ask(session, lambda: session.step("epochs", 1)))
    assert state(session, id)["paths"][1]["epochs"][-1] == 13.0


def test_one_that_fails_is_given_up_and_training_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise ArithmeticError("no")
        yield

    monkeypatch.setattr(Landscape, "work", fail)
    session = session_of()
    id = ask(session, lambda: session.start_landscape(0, SMALL))["id"]
    assert state(session, id)["state"] == "cancelled"
    assert "given up" in caplog.text
    done = finish(session, ask(session, lambda: session.step("epochs", 1)))
    assert done["networks"][0]["epoch"] == 1
