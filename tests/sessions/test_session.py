"""A session: requests between slices of work, playing, steps, and its end. No threads."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.actors import ByHand, Clock, Watcher, ask, finish, new_session, turn

from playground.experiment import edits
from playground.sessions import Busy, Session, SessionGone, TooMany
from playground.sessions.audience import MOST_WATCHERS
from playground.sessions.mailbox import MOST_WAITING
from playground.sessions.rhythm import LONGEST_SLICE
from playground.sessions.session import UNWATCHED_SECONDS

DIVERGING: dict[str, Any] = {
    "data": {"dataset": "reg_plane"},
    "networks": [{"optimizer": {"learning_rate": 10.0}, "layers": [{"activation": "relu"}]}],
}


def epoch(session: Session) -> int:
    found: int = session.status()["networks"][0]["epoch"]
    return found


def iteration(session: Session) -> int:
    found: int = session.status()["networks"][0]["iteration"]
    return found


def scheduler(session: Session) -> ByHand:
    assert isinstance(session.scheduler, ByHand)
    return session.scheduler


# Requests


def test_a_request_is_done_in_the_next_slice() -> None:
    session = new_session()
    answer = session.call(lambda: 42)
    assert not answer.done()
    assert scheduler(session).woken == [session]
    turn(session)
    assert answer.result(timeout=0) == 42


def test_requests_are_done_in_the_order_in_which_they_came() -> None:
    session, order = new_session(), list[int]()
    for n in range(5):
        session.call(lambda n=n: order.append(n))  # type: ignore[misc]
    turn(session)
    assert order == [0, 1, 2, 3, 4]


def test_an_exception_goes_to_who_asked_and_harms_nobody_else() -> None:
    session = new_session()
    failing, fine = session.call(lambda: 1 / 0), session.call(lambda: "fine")
    turn(session)
    with pytest.raises(ZeroDivisionError):
        failing.result(timeout=0)
    assert fine.result(timeout=0) == "fine"


def test_a_request_that_was_cancelled_is_not_done() -> None:
    session, done = new_session(), list[int]()
    request = session.call(lambda: done.append(1))
    assert request.cancel()
    turn(session)
    assert done == []


def test_only_so_many_requests_may_wait() -> None:
    session = new_session()
    waiting = [session.call(lambda: None) for _ in range(MOST_WAITING)]
    with pytest.raises(TooMany, match="64"):
        session.call(lambda: None)
    freeing = session.call(lambda: "freed", always=True)
    turn(session)
    assert all(request.done() for request in waiting)
    assert freeing.result(timeout=0) == "freed"
    assert ask(session, lambda: "again") == "again"


def test_a_request_counts_as_use() -> None:
    clock = Clock()
    session = new_session(clock)
    clock.advance(50.0)
    session.call(lambda: None)
    assert session.last_used == clock.now


def test_a_session_with_nothing_to_do_rests_until_it_is_woken() -> None:
    assert turn(new_session()) is None


# Playing


def test_playing_takes_steps_until_it_is_paused() -> None:
    clock = Clock(each_read=0.001)
    session = new_session(clock)
    ask(session, lambda: session.play("epochs", None))
    assert session.playing
    assert turn(session) == 0.0, "at full speed it wants to go on at once"
    before = iteration(session)
    assert before > 0
    ask(session, session.pause)
    assert not session.playing
    assert iteration(session) == before
    assert turn(session) is None


def test_networks_that_are_compared_stand_at_the_same_epoch_after_a_pause() -> None:
    session = new_session(Clock(each_read=0.003), networks=[{}, {}, {}])
    ask(session, lambda: session.play("epochs", None))
    epochs: set[int] = set()
    for _ in range(20):
        turn(session)
        epochs = {run.counters.epoch for run in session.experiment.runs}
        if len(epochs) > 1:
            break
    assert len(epochs) > 1, "the time was up in the middle of a tick"
    ask(session, session.pause)
    while turn(session) == 0.0:
        assert not session.playing
    assert len({run.counters.epoch for run in session.experiment.runs}) == 1


def test_a_slice_at_full_speed_ends_after_its_time() -> None:
    clock = Clock(each_read=0.001)
    session = new_session(clock)
    ask(session, lambda: session.play("batches", None))
    began, updates = clock.now, iteration(session)
    turn(session)
    assert iteration(session) > updates
    assert clock.now - began <= LONGEST_SLICE + 0.01


def test_playing_at_a_rate_takes_a_step_whenever_one_is_due() -> None:
    clock = Clock()
    session = new_session(clock)
    ask(session, lambda: session.play("batches", 4.0))
    assert iteration(session) == 1
    assert turn(session) == pytest.approx(0.25)
    assert iteration(session) == 1
    clock.advance(0.25)
    turn(session)
    assert iteration(session) == 2
    for _ in range(8):
        clock.advance(0.125)
        turn(session)
    assert iteration(session) == 6


def test_an_epoch_longer_than_a_slice_is_played_in_several() -> None:
    clock = Clock(each_read=0.002)
    session = new_session(clock)
    ask(session, lambda: session.play("epochs", 1.0))
    waits = [0.0]
    while epoch(session) == 0:
        waits.append(turn(session) or 0.0)
    assert len(waits) > 3
    assert set(waits[:-1]) == {0.0}
    assert 0.5 < waits[-1] <= 1.0, "the next epoch is due a second after the first"


def play_for_long(rate: float | None) -> tuple[float, float]:
    """Play while each look at the clock takes time; return epochs a second, had and shown."""
    clock = Clock(each_read=0.002)
    session = new_session(clock)
    ask(session, lambda: session.play("epochs", rate))
    began, shown = clock.now, list[float]()
    while clock.now < began + 30.0:
        turn(session)
        shown.append(session.player.speed or 0.0)
    late = shown[len(shown) // 2 :]
    return epoch(session) / (clock.now - began), sum(late) / len(late)


def test_a_session_that_cannot_keep_its_pace_goes_as_fast_as_it_can_and_shows_how_fast() -> None:
    fastest, _ = play_for_long(None)
    trained, shown = play_for_long(60.0)
    assert fastest < 30.0, "the pace is meant to be out of reach"
    assert trained == pytest.approx(fastest, rel=0.1)
    assert shown == pytest.approx(trained, rel=0.1)


def test_an_epoch_after_a_pause_is_one_however_many_were_being_taken_together() -> None:
    session = new_session(Clock(each_read=0.002))
    ask(session, lambda: session.play("epochs", 60.0))
    while not (session.experiment.together > 1 and session.experiment.runs[0].counters.cursor > 0):
        turn(session)
    ask(session, session.pause)
    begun = epoch(session)
    status = finish(session, ask(session, lambda: session.step("epochs", 1)))
    assert status["networks"][0]["epoch"] == begun + 1


def test_another_pace_is_taken_up_at_once() -> None:
    clock = Clock()
    session = new_session(clock)
    ask(session, lambda: session.play("epochs", 0.01))
    assert epoch(session) == 1
    ask(session, lambda: session.play("samples", 10.0))
    assert session.status()["networks"][0]["samples_seen"] == 251


def test_asking_for_the_same_pace_again_changes_nothing() -> None:
    session = new_session()
    for _ in range(3):
        ask(session, lambda: session.play("epochs", 0.01))
    assert epoch(session) == 1


def test_playing_ends_when_every_network_has_diverged() -> None:
    session = new_session(Clock(each_read=0.0001), **DIVERGING)
    ask(session, lambda: session.play("epochs", None))
    for _ in range(100):
        turn(session)
    assert not session.playing
    assert session.status()["networks"][0]["diverged"] is not None
    ask(session, lambda: session.play("epochs", None))
    assert not session.playing, "nothing can be played until something is changed"


def test_a_session_can_be_edited_while_it_plays() -> None:
    session = new_session(Clock(each_read=0.001))
    ask(session, lambda: session.play("epochs", None))

    def edit() -> Any:
        spec = edits.change_layer(session.experiment.spec, 0, 0, {"units": 3})
        return session.experiment.apply(spec, [0])

    assert ask(session, edit) == ["reset"]
    turn(session)
    assert session.playing
    assert iteration(session) > 0


# Steps


def test_a_step_is_taken_in_slices_and_answered_with_the_status_at_its_end() -> None:
    session = new_session(Clock(each_read=0.002))
    answer = ask(session, lambda: session.step("epochs", 3))
    slices = 1
    while not answer.done():
        assert turn(session) in (0.0, None)
        slices += 1
    assert slices > 3
    assert answer.result(timeout=0) == session.status()
    assert epoch(session) == 3
    assert turn(session) is None


def test_requests_are_answered_while_a_step_is_taken() -> None:
    session = new_session(Clock(each_read=0.002))
    answer = ask(session, lambda: session.step("epochs", 5))
    seen = [ask(session, lambda: iteration(session)) for _ in range(5)]
    assert not answer.done()
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]
    assert finish(session, answer)["networks"][0]["iteration"] == 125


@pytest.mark.parametrize(
    ("unit", "counted"),
    [("epochs", (2, 50, 500)), ("batches", (0, 2, 20)), ("samples", (0, 2, 2))],
)
def test_steps_count_in_their_unit(unit: Any, counted: tuple[int, int, int]) -> None:
    session = new_session()
    status = finish(session, ask(session, lambda: session.step(unit, 2)))["networks"][0]
    assert (status["epoch"], status["iteration"], status["samples_seen"]) == counted


def test_only_one_step_is_taken_at_a_time() -> None:
    session = new_session(Clock(each_read=0.01))
    first = ask(session, lambda: session.step("epochs", 2))
    with pytest.raises(Busy, match="still being taken"):
        ask(session, lambda: session.step("epochs", 1))
    with pytest.raises(Busy, match="still being taken"):
        ask(session, lambda: session.play("epochs", None))
    assert finish(session, first)["networks"][0]["epoch"] == 2


def test_no_step_is_taken_while_it_plays() -> None:
    session = new_session(Clock(each_read=0.001))
    ask(session, lambda: session.play("epochs", None))
    with pytest.raises(Busy, match="pause it"):
        ask(session, lambda: session.step("epochs", 1))


def test_a_pause_gives_up_the_rest_of_a_step() -> None:
    session = new_session(Clock(each_read=0.002))
    answer = ask(session, lambda: session.step("epochs", 1_000))
    turn(session)
    ask(session, session.pause)
    assert answer.result(timeout=0) == session.status()
    assert turn(session) is None


def test_giving_up_a_step_that_is_over_leaves_the_next_one_alone() -> None:
    session = new_session(Clock(each_read=0.002))
    first = ask(session, lambda: session.step("batches", 1))
    finish(session, first)
    second = ask(session, lambda: session.step("epochs", 2))
    ask(session, lambda: session.give_up_steps(first))
    assert not second.done()
    ask(session, lambda: session.give_up_steps(second))
    assert second.done()


def test_a_step_that_nobody_waits_for_any_more_is_given_up() -> None:
    session = new_session(Clock(each_read=0.002))
    answer = ask(session, lambda: session.step("epochs", 1_000))
    answer.cancel()
    turn(session)
    assert turn(session) is None
    assert session.resting


def test_a_step_ends_early_when_every_network_has_diverged() -> None:
    session = new_session(**DIVERGING)
    status = finish(session, ask(session, lambda: session.step("epochs", 1_000)))
    assert status["networks"][0]["diverged"] is not None
    assert ask(session, lambda: session.step("epochs", 1)).done()


def test_the_end_of_a_step_counts_as_use() -> None:
    clock = Clock(each_read=0.002)
    session = new_session(clock)
    answer = ask(session, lambda: session.step("epochs", 3))
    clock.advance(5_000.0)
    finish(session, answer)
    assert clock.now - session.last_used < 1.0


# The end


def test_a_closed_session_takes_no_more_requests() -> None:
    session = new_session()
    session.close("deleted")
    with pytest.raises(SessionGone, match="deleted"):
        session.call(lambda: None)


def test_what_was_asked_before_the_end_is_still_answered() -> None:
    session = new_session()
    answer = session.call(lambda: "answered")
    session.close("deleted")
    assert turn(session) is None
    assert answer.result(timeout=0) == "answered"


def test_who_waits_for_a_step_is_told_that_the_session_has_ended() -> None:
    session = new_session(Clock(each_read=0.002))
    answer = ask(session, lambda: session.step("epochs", 1_000))
    session.close("deleted")
    turn(session)
    with pytest.raises(SessionGone, match="deleted"):
        answer.result(timeout=0)


def test_watchers_are_told_once_why_the_session_has_ended() -> None:
    session, watcher = new_session(), Watcher()
    ask(session, lambda: session.subscribe(watcher))
    session.close("expired")
    session.close("deleted")
    turn(session)
    turn(session)
    assert [m for m in watcher.told if m["type"] == "closed"] == [
        {"type": "closed", "reason": "expired"}
    ]


def test_it_rests_only_when_it_neither_plays_nor_steps_nor_is_watched() -> None:
    session, watcher = new_session(Clock(each_read=0.002)), Watcher()
    assert session.resting
    ask(session, lambda: session.play("epochs", None))
    assert not session.resting
    ask(session, session.pause)
    assert session.resting
    answer = ask(session, lambda: session.step("epochs", 5))
    assert not session.resting
    finish(session, answer)
    assert session.resting
    ask(session, lambda: session.subscribe(watcher))
    assert not session.resting
    ask(session, lambda: session.unsubscribe(watcher))
    assert session.resting


def test_a_description_holds_all_that_a_page_needs_first() -> None:
    session = new_session(seed=4)
    found = ask(session, session.describe)
    assert found["id"] == "id"
    assert found["experiment"] == session.experiment.spec.model_dump()
    assert found["status"] == session.status()
    assert found["play"] == {"unit": "epochs", "rate": None}
    assert (found["data_revision"], found["structure_revision"]) == (0, 0)


def test_everyone_who_watches_hears_of_an_edit() -> None:
    session, watchers = new_session(), [Watcher(), Watcher()]
    for watcher in watchers:
        ask(session, lambda watcher=watcher: session.subscribe(watcher))  # type: ignore[misc]
        watcher.told.clear()
    ask(session, session.announce)
    for watcher in watchers:
        assert [message["type"] for message in watcher.told] == ["session"]


# When something goes wrong, or nobody is there any more


def test_a_slice_that_fails_tells_who_waits_and_leaves_the_session_usable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = new_session()
    asked = session.call(lambda: session.step("epochs", 3))

    def fail(*_: Any) -> bool:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(session.experiment, "tick", fail)
        with pytest.raises(MemoryError):
            turn(session)
    with pytest.raises(MemoryError):
        asked.result(timeout=0).result(timeout=0)
    again = ask(session, lambda: session.step("epochs", 1))
    assert finish(session, again)["networks"][0]["epoch"] == 1


def test_what_plays_for_nobody_is_abandoned_after_a_while() -> None:
    clock = Clock()
    session = new_session(clock)
    ask(session, lambda: session.play("epochs", 1.0))
    assert not session.abandoned(clock.now + UNWATCHED_SECONDS - 1.0)
    assert session.abandoned(clock.now + UNWATCHED_SECONDS)


def test_what_is_watched_is_not_abandoned() -> None:
    clock = Clock()
    session = new_session(clock)
    ask(session, lambda: session.subscribe(Watcher()))
    ask(session, lambda: session.play("epochs", 1.0))
    assert not session.abandoned(clock.now + 10 * UNWATCHED_SECONDS)


def test_only_so_many_can_watch() -> None:
    session = new_session()
    for _ in range(MOST_WATCHERS):
        ask(session, lambda: session.subscribe(Watcher()))
    with pytest.raises(TooMany, match=str(MOST_WATCHERS)):
        ask(session, lambda: session.subscribe(Watcher()))
