"""Fixtures that several folders share: a real server and a client of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from helpers.server import Server, running_server
from hypothesis import settings

# What passes once passes again; --hypothesis-profile=default looks for what nobody has found yet.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

SHARED = pytest.StashKey[Server]()

HARMLESS = re.compile(
    r"""
      Neural\ network\ playground:\ http://\S+\n
    | WARNING:\s+ (?:Invalid\ HTTP\ request\ received | Unsupported\ upgrade\ request)\.\n
    | ERROR:\s+ Invalid\ UTF-8\ sequence\ received.*?\nUnicodeDecodeError:[^\n]*\n
      # uvicorn says this of every stream that is refused with an answer, as it should be:
    | ERROR:\s+ ASGI\ callable\ returned\ without\ completing\ handshake\.\n
    """,
    re.VERBOSE | re.DOTALL,
)
"""What the server may print, whatever is sent to it."""


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server that all tests share. Nothing that is sent to it may make it complain.

    One engine does all the work, so that numbers repeat bit for bit.
    """
    with running_server(engine="numpy") as server:
        request.config.stash[SHARED] = server
        yield server
        complaints = HARMLESS.sub("", server.printed())
    assert not complaints, f"the server complained:\n{complaints[-4000:]}"


@pytest.fixture(scope="session")
def client(server: Server) -> Iterator[httpx.Client]:
    """Speaks to the shared server."""
    with server.client() as client:
        yield client


@pytest.fixture
def new_session(client: httpx.Client) -> Iterator[Callable[..., str]]:
    """Makes sessions and returns their addresses; they end with the test."""
    made: list[str] = []

    def make(experiment: dict[str, Any] | None = None) -> str:
        answer = client.post("/api/sessions", json=experiment or {})
        assert answer.status_code == 201, answer.text
        made.append(f"/api/sessions/{answer.json()['id']}")
        return made[-1]

    yield make
    for address in made:
        client.delete(address)


@pytest.fixture
def session(new_session: Callable[..., str]) -> str:
    """The address of a session with the default experiment."""
    return new_session()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Show what the server printed beside the test that failed."""
    report = yield
    server = item.config.stash.get(SHARED, None)
    if report.failed and server is not None and server.log.exists():
        report.sections.append(("server log", server.printed()[-4000:]))
    return report
