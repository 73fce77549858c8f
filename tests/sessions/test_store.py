"""The store: how many sessions, under which ids, for how long."""

from __future__ import annotations

import gc
import re
import secrets
import weakref
from typing import Any

import pytest
from helpers.actors import ByHand, Clock, Watcher, ask, finish, turn

from playground.experiment import ExperimentSpec
from playground.sessions import Session, SessionGone, SessionStore, TooMany
from playground.sessions import store as module
from playground.sessions.session import UNWATCHED_SECONDS

SPEC = ExperimentSpec()


def make(most: int = 3, idle_seconds: float = 60.0) -> tuple[SessionStore, Clock]:
    clock = Clock(each_read=0.001)
    return SessionStore(ByHand(clock), most, idle_seconds), clock  # type: ignore[arg-type]


def test_a_session_is_found_by_its_id() -> None:
    store, _ = make()
    session = store.create(SPEC)
    assert store.get(session.id) is session
    assert len(store) == 1


@pytest.mark.parametrize("id", ["", "nope", "../../etc", "\ud800"])
def test_an_unknown_id_is_gone(id: str) -> None:
    store, _ = make()
    for call in (store.get, store.delete):
        with pytest.raises(SessionGone):
            call(id)


def test_ids_are_long_random_and_fit_into_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    draw = secrets.token_urlsafe

    def noted(size: int) -> str:
        asked.append(size)
        return draw(size)

    monkeypatch.setattr(secrets, "token_urlsafe", noted)
    store, _ = make(most=100)
    ids = {store.create(SPEC).id for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", id) for id in ids)
    assert set(asked) == {16}, "128 bits from the operating system each"


def test_a_session_that_is_made_while_the_store_closes_is_closed_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, _ = make()
    made: list[Session] = []

    class Late(Session):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            made.append(self)
            store.close()

    monkeypatch.setattr(module, "Session", Late)
    with pytest.raises(SessionGone, match="stopping"):
        store.create(SPEC)
    assert len(store) == 0
    assert [session.closed for session in made] == ["shutdown"]


def test_there_are_only_so_many_sessions() -> None:
    store, _ = make(most=2)
    first = store.create(SPEC)
    store.create(SPEC)
    with pytest.raises(TooMany, match="2 sessions"):
        store.create(SPEC)
    store.delete(first.id)
    store.create(SPEC)
    assert len(store) == 2


def test_an_idle_session_makes_room_for_a_new_one() -> None:
    store, clock = make(most=1)
    old = store.create(SPEC)
    clock.advance(61.0)
    new = store.create(SPEC)
    assert store.get(new.id) is new
    assert old.closed == "expired"


def test_a_deleted_session_is_gone_at_once() -> None:
    store, _ = make()
    session = store.create(SPEC)
    store.delete(session.id)
    assert session.closed == "deleted"
    for call in (store.get, store.delete):
        with pytest.raises(SessionGone):
            call(session.id)
    assert len(store) == 0


def test_a_session_is_put_away_only_after_its_idle_time() -> None:
    store, clock = make()
    session = store.create(SPEC)
    clock.advance(59.0)
    assert store.sweep() == 0
    ask(session, session.status)
    clock.advance(59.0)
    assert store.sweep() == 0, "using it starts the time anew"
    clock.advance(2.0)
    assert store.sweep() == 1
    assert (session.closed, len(store)) == ("expired", 0)


def test_a_playing_session_is_never_put_away() -> None:
    store, clock = make()
    session = store.create(SPEC)
    ask(session, lambda: session.play("epochs", None))
    clock.advance(10_000.0)
    assert store.sweep() == 0
    ask(session, session.pause)
    clock.advance(61.0)
    assert store.sweep() == 1


def test_a_watched_session_is_never_put_away() -> None:
    store, clock = make()
    session, watcher = store.create(SPEC), Watcher()
    ask(session, lambda: session.subscribe(watcher))
    clock.advance(10_000.0)
    assert store.sweep() == 0
    ask(session, lambda: session.unsubscribe(watcher))
    assert store.sweep() == 0, "leaving it is the last use of it"
    clock.advance(61.0)
    assert store.sweep() == 1


def test_a_session_is_not_put_away_while_or_just_after_it_takes_a_step() -> None:
    store, clock = make()
    session = store.create(SPEC)
    answer = ask(session, lambda: session.step("epochs", 3))
    clock.advance(10_000.0)
    assert store.sweep() == 0
    finish(session, answer)
    assert store.sweep() == 0
    clock.advance(61.0)
    assert store.sweep() == 1


def test_only_the_idle_ones_are_put_away() -> None:
    store, clock = make()
    idle, used = store.create(SPEC), store.create(SPEC)
    clock.advance(61.0)
    ask(used, used.status)
    assert store.sweep() == 1
    assert (idle.closed, used.closed) == ("expired", None)


def test_closing_the_store_ends_all_sessions() -> None:
    store, _ = make()
    sessions = [store.create(SPEC) for _ in range(3)]
    store.close()
    for session in sessions:
        turn(session)
        assert session.closed == "shutdown"
    assert len(store) == 0


def test_a_session_that_plays_for_nobody_is_paused_and_then_put_away() -> None:
    store, clock = make(idle_seconds=1_000.0)
    session = store.create(SPEC)
    ask(session, lambda: session.play("epochs", None))
    clock.advance(UNWATCHED_SECONDS - 1.0)
    store.sweep()
    turn(session)
    assert session.playing
    clock.advance(2.0)
    store.sweep()
    turn(session)
    assert (session.playing, session.closed) == (False, None)
    clock.advance(1_001.0)
    assert store.sweep() == 1


def test_a_session_that_is_watched_or_asked_plays_on() -> None:
    store, clock = make(idle_seconds=1_000.0)
    watched, asked = store.create(SPEC), store.create(SPEC)
    ask(watched, lambda: watched.subscribe(Watcher()))
    for session in (watched, asked):
        ask(session, lambda session=session: session.play("epochs", 1.0))  # type: ignore[misc]
    for _ in range(5):
        clock.advance(UNWATCHED_SECONDS - 1.0)
        ask(asked, asked.status)
        store.sweep()
        turn(watched)
        turn(asked)
    assert watched.playing
    assert asked.playing


def test_a_session_that_is_being_made_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    store, _ = make(most=1)
    build, refused = module.Session, list[TooMany]()

    def slow(*given: Any) -> Session:
        with pytest.raises(TooMany) as caught:
            store.create(SPEC)
        refused.append(caught.value)
        return build(*given)

    monkeypatch.setattr(module, "Session", slow)
    store.create(SPEC)
    assert (len(store), len(refused)) == (1, 1)


def test_a_session_that_cannot_be_made_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    store, _ = make(most=1)

    def fail(*given: Any) -> Session:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(module, "Session", fail)
        with pytest.raises(MemoryError):
            store.create(SPEC)
    store.create(SPEC)
    assert len(store) == 1


def test_the_store_knows_whether_anyone_plays() -> None:
    store, _ = make()
    sessions = [store.create(SPEC) for _ in range(3)]
    assert not store.playing
    ask(sessions[0], lambda: sessions[0].play("epochs", None))
    assert store.playing
    store.delete(sessions[0].id)
    assert not store.playing


def play_and_end(store: SessionStore) -> list[weakref.ref[Any]]:
    """Let a session train and end it; return what tells whether it is still there."""
    session = store.create(SPEC)
    ask(session, lambda: session.play("epochs", None))
    turn(session)
    store.delete(session.id)
    turn(session)
    return [weakref.ref(session), weakref.ref(session.experiment)]


def test_an_ended_session_is_freed_without_a_look_for_garbage() -> None:
    scheduler = ByHand(Clock(each_read=0.001))
    store = SessionStore(scheduler, 3, 60.0)  # type: ignore[arg-type]
    gc.collect()
    gc.disable()
    try:
        left = play_and_end(store)
        scheduler.woken.clear()
        assert [reference() for reference in left] == [None, None]
    finally:
        gc.enable()
