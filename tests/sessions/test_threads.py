"""Sessions on a real scheduler: nobody waits for another's work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from helpers.specs import experiment, train

from playground.experiment import edits
from playground.sessions import Scheduler, Session, SessionGone, SessionStore

PATIENCE_SECONDS = 30.0
HEAVY = {
    "data": {"samples": 5_000, "train_fraction": 1.0},
    "networks": [{"layers": [{"units": 4}] * 10, "batch_size": 1}] * 6,
}


@pytest.fixture
def store() -> Iterator[SessionStore]:
    scheduler = Scheduler(2)
    scheduler.start()
    store = SessionStore(scheduler, 20, 1_000.0)
    yield store
    store.close()
    scheduler.stop()


def step(session: Session, count: int) -> Future[dict[str, Any]]:
    return session.call(lambda: session.step("epochs", count)).result(PATIENCE_SECONDS)


def test_a_step_on_threads_gives_the_numbers_of_a_step_without() -> None:
    scheduler = Scheduler(2)
    scheduler.start()
    session = SessionStore(scheduler, 1, 100.0).create(edits.parse({"seed": 3}))
    status = step(session, 40).result(PATIENCE_SECONDS)
    scheduler.stop()
    assert status["networks"] == train(experiment(seed=3), 40).status()


def test_heavy_sessions_answer_and_keep_nobody_waiting(store: SessionStore) -> None:
    """An epoch of theirs takes seconds; requests are answered between its batches."""
    heavy = [store.create(edits.parse(HEAVY)) for _ in range(3)]
    steps = [step(session, 1_000) for session in heavy]
    light = store.create(edits.parse({}))
    assert step(light, 2).result(PATIENCE_SECONDS)["networks"][0]["epoch"] == 2
    for session in heavy:
        status = session.call(session.status).result(PATIENCE_SECONDS)
        assert status["networks"][-1]["epoch"] == 0
    assert not any(waiting.done() for waiting in steps)
    for session, waiting in zip(heavy, steps, strict=True):
        session.call(session.give_up_steps).result(PATIENCE_SECONDS)
        assert waiting.done()


def test_requests_from_many_threads_are_all_answered(store: SessionStore) -> None:
    session = store.create(edits.parse({}))
    session.call(lambda: session.play("epochs", None)).result(PATIENCE_SECONDS)
    epochs: list[int] = []

    def ask_often() -> None:
        for _ in range(10):
            status = session.call(session.status).result(PATIENCE_SECONDS)
            epochs.append(status["networks"][0]["epoch"])

    asking = [threading.Thread(target=ask_often) for _ in range(5)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE_SECONDS)
    assert len(epochs) == 50


def test_whoever_waits_when_a_session_is_deleted_is_told(store: SessionStore) -> None:
    session = store.create(edits.parse({}))
    waiting = step(session, 100_000)
    store.delete(session.id)
    with pytest.raises(SessionGone):
        waiting.result(PATIENCE_SECONDS)
