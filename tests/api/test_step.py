"""Long steps: meanwhile everything answers, and who hangs up stops them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from helpers.server import Server

from playground.app import create_app
from playground.experiment import ExperimentSpec
from playground.sessions.mailbox import MOST_WAITING
from playground.settings import Settings

from .conftest import refusal

Send = Callable[..., Any]
LONG = {"epochs": 100_000}
PATIENCE_SECONDS = 30.0

HEAVY = {
    "data": {"samples": 5_000, "train_fraction": 1.0},
    "networks": [{"layers": [{"units": 4}] * 10, "batch_size": 1}] * 6,
}
"""One epoch of it takes many seconds."""


class Stepping:
    """A step asked for in a thread of its own, with a connection of its own."""

    def __init__(self, url: str, address: str, amount: dict[str, int]) -> None:
        self.client = httpx.Client(base_url=url, timeout=60)
        self.answer: httpx.Response | None = None
        self.thread = threading.Thread(target=self._ask, args=(address, amount))
        self.thread.start()

    def _ask(self, address: str, amount: dict[str, int]) -> None:
        self.answer = self.client.post(f"{address}/step", json=amount)

    def result(self) -> httpx.Response:
        self.thread.join(PATIENCE_SECONDS)
        self.client.close()
        assert self.answer is not None
        return self.answer


def until(condition: Callable[[], bool]) -> None:
    """Ask again and again until something is so."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < patience
        time.sleep(0.01)


def iteration(ok: Send, address: str) -> int:
    found: int = ok("GET", address)["status"]["networks"][0]["iteration"]
    return found


def test_while_a_step_runs_its_session_and_others_answer(
    server: Server, new_session: Send, ok: Send, refused: Send
) -> None:
    busy, other = new_session(), new_session()
    step = Stepping(server.url, busy, LONG)
    until(lambda: iteration(ok, busy) > 0)
    for part in ("", "/data", "/history", "/networks/0/weights", "/networks/0/boundary"):
        ok("GET", busy + part)
    ok("GET", "/healthz")
    first = iteration(ok, busy)
    assert ok("POST", f"{other}/step", {"epochs": 2})["networks"][0]["epoch"] == 2
    until(lambda: iteration(ok, busy) > first)
    assert refused("POST", f"{busy}/step", {"epochs": 1})[:2] == (409, "busy")
    assert step.answer is None
    status = ok("POST", f"{busy}/reset", {})
    assert status["networks"][0]["iteration"] == 0
    assert step.result().status_code == 200


def test_heavy_steps_keep_nobody_waiting(server: Server, new_session: Send, ok: Send) -> None:
    """More of them than the server has threads, and each epoch takes many seconds."""
    heavy = [new_session(HEAVY) for _ in range(3)]
    light = new_session()
    steps = [Stepping(server.url, address, LONG) for address in heavy]
    for address in heavy:
        until(lambda address=address: iteration(ok, address) > 0)  # type: ignore[misc]
    for _ in range(5):
        ok("POST", f"{light}/step", {"epochs": 1})
        ok("GET", heavy[0])
    last = ok("GET", heavy[0])["status"]["networks"][-1]
    assert last["epoch"] == 0, "the heavy ones are still in their first epoch"
    for address in heavy:
        ok("DELETE", address)
    for step in steps:
        assert step.result().status_code == 404


def test_edits_during_a_step_are_made_between_its_updates(
    server: Server, new_session: Send, ok: Send
) -> None:
    address = new_session()
    step = Stepping(server.url, address, LONG)
    until(lambda: iteration(ok, address) > 0)
    assert ok("PATCH", f"{address}/networks/0", {"batch_size": 20})["weights"] == "kept"
    assert ok("PATCH", f"{address}/networks/0/layers/0", {"units": 3})["weights"] == "reset"
    until(lambda: iteration(ok, address) > 0)
    ok("POST", f"{address}/reset", {})
    assert step.result().json()["networks"][0]["parameters"] == 13


def test_a_step_of_a_session_that_is_deleted_meanwhile_is_refused(
    server: Server, new_session: Send, ok: Send
) -> None:
    address = new_session()
    step = Stepping(server.url, address, LONG)
    until(lambda: iteration(ok, address) > 0)
    ok("DELETE", address)
    answer = step.result()
    assert (answer.status_code, refusal(answer)["code"]) == (404, "unknown_session")


def test_the_work_stops_when_the_client_hangs_up(
    client: httpx.Client, new_session: Send, ok: Send
) -> None:
    address = new_session()
    with pytest.raises(httpx.ReadTimeout):
        client.post(f"{address}/step", json=LONG, timeout=0.3)
    before = [iteration(ok, address)]

    def stands_still() -> bool:
        before.append(iteration(ok, address))
        return before[-1] == before[-2]

    until(stands_still)
    assert before[-1] > 0
    assert ok("POST", f"{address}/step", {"epochs": 1})["networks"][0]["epoch"] > 0


def test_too_many_waiting_requests_are_refused_and_the_rest_answered() -> None:
    """The application in this process, where a session works only when the test lets it."""
    app = create_app(Settings(engine="numpy"))
    session = app.state.store.create(ExperimentSpec())
    path = f"/api/sessions/{session.id}/history"

    async def ask() -> tuple[httpx.Response, list[httpx.Response]]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            waiting = [asyncio.create_task(client.get(path)) for _ in range(MOST_WAITING)]
            while len(session.mailbox) < MOST_WAITING:
                await asyncio.sleep(0)
            too_many = await client.get(path)
            session.run(0.0)
            return too_many, await asyncio.gather(*waiting)

    too_many, answers = asyncio.run(ask())
    assert (too_many.status_code, refusal(too_many)["code"]) == (429, "too_many")
    assert {answer.status_code for answer in answers} == {200}
