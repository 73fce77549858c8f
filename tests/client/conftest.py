"""What the tests of the Python interface share: both of its forms, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from helpers.server import Server

from playground import Client, Experiment
from playground.client import Session, Workbench

Make = Callable[..., Workbench]


@pytest.fixture(scope="session")
def playground(server: Server) -> Iterator[Client]:
    """A client of the shared server."""
    with Client(server.url) as client:
        yield client


@pytest.fixture
def create(playground: Client) -> Iterator[Callable[..., Session]]:
    """Makes sessions, which end with the test."""
    made: list[Session] = []

    def make(*description: Any, **words: Any) -> Session:
        made.append(playground.create(*description, **words))
        return made[-1]

    yield make
    for session in made:
        session.delete()


@pytest.fixture(params=["local", "server"])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes an experiment in this process, or a session on the server."""
    if request.param == "local":
        return Experiment
    found: Make = request.getfixturevalue("create")
    return found
