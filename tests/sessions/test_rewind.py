"""A session that is rewound, undone and branched: what becomes of playing, steps and frames."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.actors import Clock, Watcher, ask, finish, new_session, turn

from playground.experiment import Conflict, Limits, Missing, edits
from playground.sessions import Session


def trained(epochs: int = 8, clock: Clock | None = None, **fields: Any) -> Session:
    session = new_session(clock, **fields)
    step(session, epochs)
    return session


def step(session: Session, epochs: int) -> None:
    finish(session, ask(session, lambda: session.step("epochs", epochs)))


def epoch(session: Session) -> int:
    return session.experiment.run(0).counters.epoch


def moment_at(session: Session, epoch: float) -> int:
    return next(m.id for m in session.past.timeline.moments if m.epoch == epoch)


def look(session: Session, epoch: float | None) -> Any:
    id = None if epoch is None else moment_at(session, epoch)
    return ask(session, lambda: session.look(id))


def set_rate(session: Session, rate: float) -> None:
    live = session.experiment
    spec = edits.change_network(live.spec, 0, {"optimizer": {"learning_rate": rate}})
    ask(session, lambda: session.edit(lambda: live.apply(spec, [0])))


def test_moments_are_kept_while_steps_are_taken_and_while_it_plays() -> None:
    clock = Clock()
    session = trained(3, clock)
    assert [m.epoch for m in session.past.timeline.moments] == [0, 1, 2, 3]
    ask(session, lambda: session.play("batches", 4.0))
    for _ in range(3):
        clock.advance(0.25)
        turn(session)
    found = [m.epoch for m in session.past.timeline.moments]
    assert found[4:] == pytest.approx([3.08, 3.12, 3.16], abs=0.05)


def test_a_look_pauses_what_plays() -> None:
    session = trained(clock=Clock(each_read=0.001))
    ask(session, lambda: session.play("epochs", None))
    watcher = Watcher()
    ask(session, lambda: session.subscribe(watcher))
    assert look(session, 3) == ["reset"]
    assert not session.playing
    assert epoch(session) == 3
    told = watcher.told[-1]["session"]
    assert told["looking"]["epoch"] == 3
    assert told["status"]["playing"] is False
    assert turn(session) is None, "nothing trains what is looked at"
    assert look(session, None) == ["reset"]
    assert epoch(session) >= 8


def test_a_look_gives_up_steps_that_are_being_taken() -> None:
    session = trained(clock=Clock(each_read=0.002))
    answer = ask(session, lambda: session.step("epochs", 1_000))
    look(session, 3)
    assert answer.done()
    assert epoch(session) == 3


def test_a_look_that_is_refused_leaves_it_playing() -> None:
    session = trained(clock=Clock(each_read=0.001))
    ask(session, lambda: session.play("epochs", None))
    with pytest.raises(Missing):
        ask(session, lambda: session.look(999))
    assert session.playing


@pytest.mark.parametrize("how", ["play", "step"])
def test_playing_and_stepping_go_on_from_there_and_tell_so(how: str) -> None:
    session, watcher = trained(), Watcher()
    ask(session, lambda: session.subscribe(watcher))
    look(session, 3)
    if how == "play":
        ask(session, lambda: session.play("epochs", 0.01))
    else:
        step(session, 1)
    told = watcher.told[-1]["session"]
    assert (told["looking"], told["undo"]) == (None, 1)
    assert epoch(session) == 4
    ask(session, session.undo)
    assert epoch(session) == 8


def test_an_undo_gives_up_steps_and_lets_it_play_on() -> None:
    session = trained(clock=Clock(each_read=0.002))
    set_rate(session, 0.5)
    answer = ask(session, lambda: session.step("epochs", 1_000))
    assert ask(session, session.undo) == ["reset"]
    assert answer.done()
    assert (epoch(session), turn(session)) == (8, None)
    ask(session, session.redo)
    ask(session, lambda: session.play("epochs", None))
    ask(session, session.undo)
    assert session.playing
    turn(session)
    assert epoch(session) >= 8
    assert session.experiment.spec.networks[0].optimizer.learning_rate == 0.03


def test_an_undo_that_is_refused_disturbs_nothing() -> None:
    session = trained(clock=Clock(each_read=0.002))
    answer = ask(session, lambda: session.step("epochs", 1_000))
    for move in (session.undo, session.redo):
        with pytest.raises(Conflict):
            ask(session, move)
    assert not answer.done()


def test_every_watcher_hears_of_undo_redo_and_branches() -> None:
    session, watcher = trained(), Watcher()
    set_rate(session, 0.5)
    ask(session, lambda: session.subscribe(watcher))

    def counted() -> tuple[int, int]:
        told = watcher.told[-1]["session"]
        return told["undo"], told["redo"]

    assert counted() == (1, 0)
    ask(session, session.undo)
    assert counted() == (0, 1)
    ask(session, session.redo)
    assert counted() == (1, 0)
    ask(session, lambda: session.branch(moment_at(session, 2), 0, Limits().check))
    assert counted() == (2, 0)
    assert len(watcher.told[-1]["session"]["experiment"]["networks"]) == 2


def test_frames_show_the_moment_that_is_looked_at() -> None:
    clock = Clock()
    session, watcher = trained(clock=clock), Watcher()
    ask(session, lambda: session.subscribe(watcher))
    surface = watcher.got[-1]["surface"]["values"].tolist()

    def shown(at: float | None) -> dict[str, Any]:
        ask(session, watcher.take)
        look(session, at)
        clock.advance(0.1)
        turn(session)
        return watcher.got[-1]

    then = shown(3)
    assert then["looking"] == moment_at(session, 3)
    assert then["timeline"] == session.past.timeline.version
    assert then["networks"][0]["epoch"] == 3
    assert then["history"]["epoch"].tolist() == [0, 1, 2, 3]
    assert then["surface"]["values"].tolist() != surface
    now = shown(None)
    assert now["looking"] is None
    assert now["history"]["start"] == 0
    assert len(now["history"]["epoch"]) == 9
    assert now["surface"]["values"].tolist() == surface
