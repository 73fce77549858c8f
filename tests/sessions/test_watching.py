"""Frames: the latest state wins, and none is sent before the last one was taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.actors import Clock, Watcher, ask, finish, new_session, turn

from playground.experiment import edits
from playground.sessions import Session, View
from playground.sessions.rhythm import SHORTEST_PERIOD


def watched(*watchers: Watcher, **experiment: Any) -> tuple[Session, Clock]:
    clock = Clock()
    session = new_session(clock, **experiment)
    for watcher in watchers:
        session.call(lambda watcher=watcher: session.subscribe(watcher))  # type: ignore[misc]
    turn(session)
    return session, clock


def step(session: Session, count: int = 1, unit: Any = "batches") -> None:
    finish(session, ask(session, lambda: session.step(unit, count)))


def look(session: Session, clock: Clock) -> None:
    """Let enough time pass for a frame, and let the session show one if it wants to."""
    clock.advance(1.01 * session.rhythm.period)
    turn(session)


def iterations(watcher: Watcher) -> list[int]:
    return [frame["networks"][0]["iteration"] for frame in watcher.got]


def test_a_new_watcher_gets_the_session_and_then_a_frame() -> None:
    watched(watcher := Watcher())
    assert [message["type"] for message in watcher.told] == ["session"]
    assert watcher.told[0]["session"]["experiment"]["seed"] == 0
    assert [frame["frame"] for frame in watcher.got] == [1]


def test_no_second_frame_comes_before_the_first_was_taken() -> None:
    session, clock = watched(watcher := Watcher())
    for _ in range(5):
        step(session)
        look(session, clock)
    assert iterations(watcher) == [0]


def test_after_that_only_the_latest_state_is_sent() -> None:
    session, clock = watched(watcher := Watcher())
    for _ in range(5):
        step(session)
        look(session, clock)
    ask(session, watcher.take)
    look(session, clock)
    assert iterations(watcher) == [0, 5]
    assert [frame["frame"] for frame in watcher.got] == [1, 2]


def test_where_nothing_has_changed_nothing_is_sent() -> None:
    session, clock = watched(watcher := Watcher())
    ask(session, watcher.take)
    for _ in range(3):
        look(session, clock)
        ask(session, session.status)
    assert len(watcher.got) == 1
    assert turn(session) is None


def test_a_frame_that_fails_costs_its_watcher_only_that_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, clock = watched(watcher := Watcher())
    ask(session, watcher.take)
    with monkeypatch.context() as broken:
        broken.delattr("playground.sessions.audience.build_frame")
        step(session)
        with pytest.raises(NameError, match="build_frame"):
            look(session, clock)
    step(session)
    look(session, clock)
    assert iterations(watcher) == [0, 2]
    assert [frame["frame"] for frame in watcher.got] == [1, 2]


def test_frames_keep_their_distance() -> None:
    session, clock = watched(watcher := Watcher())
    ask(session, watcher.take)
    step(session)
    assert len(watcher.got) == 1
    assert 0.0 < turn(session) <= SHORTEST_PERIOD
    clock.advance(SHORTEST_PERIOD)
    turn(session)
    assert len(watcher.got) == 2


def test_a_hidden_page_gets_no_frames_and_at_once_one_when_it_comes_back() -> None:
    session, clock = watched(watcher := Watcher(View(active=False)))
    for _ in range(3):
        step(session)
        look(session, clock)
    assert watcher.got == []
    assert watcher.told != [], "it still hears what happens"

    def show() -> None:
        watcher.view = View(active=True)

    ask(session, show)
    assert iterations(watcher) == [3]


def test_another_view_is_a_reason_for_a_frame() -> None:
    session, clock = watched(watcher := Watcher())

    def closer() -> None:
        watcher.ready, watcher.view = True, View(resolution=7, unit_resolution=3)

    ask(session, closer)
    look(session, clock)
    assert watcher.got[1]["surface"]["values"].shape == (7, 7)
    assert watcher.got[1]["units"]["values"].shape == (9, 3, 3)


def test_typing_a_number_is_a_reason_for_a_frame() -> None:
    from playground.experiment.weights import write_one

    session, clock = watched(watcher := Watcher())
    change = {"layer": 0, "from": 0, "to": 0, "value": 9.0}
    ask(session, lambda: write_one(session.experiment.run(0), change))
    ask(session, watcher.take)
    look(session, clock)
    assert watcher.got[1]["weights"][0] == 9.0


def test_a_slow_watcher_does_not_hold_up_a_fast_one() -> None:
    slow, fast = Watcher(), Watcher()
    session, clock = watched(slow, fast)
    for _ in range(3):
        step(session)
        ask(session, fast.take)
        look(session, clock)
    assert iterations(fast) == [0, 1, 2, 3]
    assert iterations(slow) == [0]


def test_who_has_left_gets_nothing_more() -> None:
    session, clock = watched(watcher := Watcher())
    ask(session, lambda: session.unsubscribe(watcher))
    ask(session, watcher.take)
    step(session)
    look(session, clock)
    ask(session, session.announce)
    assert (len(watcher.got), len(watcher.told)) == (1, 1)


def test_the_head_of_a_frame_says_how_it_plays() -> None:
    clock = Clock(each_read=0.001)
    session, watcher = new_session(clock), Watcher()
    ask(session, lambda: session.subscribe(watcher))
    assert (watcher.got[0]["playing"], watcher.got[0]["speed"]) == (False, None)
    ask(session, lambda: session.play("batches", None))
    for _ in range(400):
        ask(session, watcher.take)
    last = watcher.got[-1]
    assert (last["playing"], last["unit"], last["rate"]) == (True, "batches", None)
    assert last["speed"] > 1.0


def test_playing_sends_frames_between_the_slices_of_a_long_epoch() -> None:
    clock = Clock(each_read=0.002)
    session = new_session(clock, data={"samples": 5_000})
    watcher = Watcher(View(resolution=4, unit_resolution=2))
    ask(session, lambda: session.subscribe(watcher))
    ask(session, lambda: session.play("epochs", None))
    while session.experiment.runs[0].counters.epoch == 0:
        ask(session, watcher.take)
    assert len(watcher.got) > 5


def joined(watcher: Watcher) -> dict[str, list[float]]:
    """The curves as a page has them that adds what it is sent to what it has got."""
    curves: dict[str, list[float]] = {}
    for frame in watcher.got:
        history = frame["history"]
        for name, values in history.items():
            if isinstance(values, np.ndarray) and values.ndim == 1:
                curves[name] = curves.get(name, [])[: history["start"]] + values.tolist()
    return curves


def test_the_curves_are_sent_once_and_add_up() -> None:
    session, clock = watched(watcher := Watcher())
    for count in (1, 3, 0, 2):
        step(session, count, "epochs") if count else None
        ask(session, watcher.take)
        look(session, clock)
    points = [(f["history"]["start"], len(f["history"]["epoch"])) for f in watcher.got]
    assert points == [(0, 1), (1, 1), (2, 3), (5, 2)]
    wanted = session.experiment.curves()["networks"][0]
    assert joined(watcher)["epoch"] == wanted["epochs"]
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        assert joined(watcher)[name] == wanted[name]


def test_the_curves_are_sent_anew_after_a_reset_and_for_another_network() -> None:
    session, clock = watched(watcher := Watcher(), networks=[{}, {"layers": []}])

    def next_frame() -> Any:
        ask(session, watcher.take)
        look(session, clock)
        return watcher.got[-1]["history"]

    step(session, 2, "epochs")
    assert next_frame()["start"] == 1

    def other_network() -> None:
        watcher.view = View(network=1)

    ask(session, other_network)
    assert (next_frame()["start"], len(watcher.got[-1]["history"]["epoch"])) == (0, 3)
    ask(session, lambda: session.experiment.reset(None))
    ask(session, session.announce)
    assert (next_frame()["start"], len(watcher.got[-1]["history"]["epoch"])) == (0, 1)


def test_the_curves_are_sent_anew_when_they_were_thinned_out() -> None:
    small = {"samples": 4, "train_fraction": 1.0}
    session, clock = watched(watcher := Watcher(), data=small, networks=[{"layers": []}])
    for _ in range(4):
        step(session, 400)
        ask(session, watcher.take)
        look(session, clock)
    assert [frame["history"]["start"] for frame in watcher.got] == [0, 1, 401, 0, 601]
    assert joined(watcher)["epoch"] == session.experiment.curves()["networks"][0]["epochs"]


def test_a_view_of_a_network_that_is_gone_shows_the_last_one() -> None:
    watcher = Watcher(View(network=1))
    session, clock = watched(watcher, networks=[{}, {"layers": []}])
    assert watcher.got[0]["network"] == 1
    spec = edits.remove_network(session.experiment.spec, 1)
    ask(session, lambda: session.experiment.apply(spec, [0]))
    ask(session, watcher.take)
    look(session, clock)
    assert watcher.got[1]["network"] == 0
    assert watcher.got[1]["structure_revision"] == 1


def test_where_turns_come_late_epochs_are_taken_together_and_frames_are_coarser() -> None:
    session, clock = watched(watcher := Watcher())
    ask(session, lambda: session.play("epochs", 60.0))
    for _ in range(40):
        ask(session, watcher.take)
        clock.advance(0.2)
        turn(session)
    late = watcher.got[-1]
    assert late["surface"]["values"].shape == (40, 40)
    assert late["units"]["values"].shape[1:] == (16, 16)
    epochs = late["networks"][0]["epoch"]
    assert epochs == pytest.approx(40 * 0.2 * 60.0, rel=0.1)
    assert len(session.experiment.runs[0].history.points) < 0.5 * epochs
    ask(session, session.pause)
    ask(session, watcher.take)
    look(session, clock)
    assert watcher.got[-1]["surface"]["values"].shape == (100, 100)


def test_a_session_that_plays_fast_is_woken_for_a_frame_only_where_there_is_time() -> None:
    session, _ = watched(Watcher())
    ask(session, lambda: session.play("epochs", 60.0))
    assert not session.turns_soon
    session.rhythm.lateness = 1.0
    assert session.turns_soon
    ask(session, lambda: session.play("epochs", 1.0))
    session.rhythm.lateness = 1.0
    assert not session.turns_soon
