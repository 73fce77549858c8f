"""Whatever is sent down a stream: the session lives on, unchanged."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from helpers.server import Server
from helpers.stream import watching
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from playground.api.messages import CLIENT_MESSAGES

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)
KINDS = ["play", "pause", "step", "view", "taken", "session", "closed", "frame", "", "__proto__"]
FIELDS = ["unit", "rate", "count", "network", "resolution", "unit_resolution", "active", "frame"]
UNITS = ["epochs", "batches", "samples"]

nearly_right = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={name: anything | st.sampled_from(UNITS) for name in FIELDS},
).map(json.dumps)
texts = anything.map(json.dumps) | nearly_right | st.text(max_size=200)
junk = texts | st.binary(max_size=300)


def does_nothing(message: str | bytes) -> bool:
    """Whether a message is one that the server has to refuse."""
    if isinstance(message, bytes):
        return True
    try:
        CLIENT_MESSAGES.validate_json(message)
    except ValidationError:
        return True
    return False


@pytest.fixture(scope="module")
def control(client: httpx.Client) -> Iterator[Callable[[], Any]]:
    """A session with something in it, read anew with every call."""
    made = client.post("/api/sessions", json={}).json()
    address = f"/api/sessions/{made['id']}"
    client.post(f"{address}/step", json={"epochs": 2})

    def read() -> Any:
        parts = ("", "/networks/0/weights", "/history")
        return [client.get(address + part).raise_for_status().json() for part in parts]

    yield read
    client.delete(address)


@settings(deadline=None, max_examples=50)
@given(st.lists(junk.filter(does_nothing), min_size=1, max_size=8))
def test_junk_changes_nothing(
    server: Server, control: Callable[[], Any], messages: list[str | bytes]
) -> None:
    before = control()
    with watching(server.stream_url(before[0]["id"])) as stream:
        stream.message("session")
        for message in messages:
            stream.socket.send(message)
            assert stream.message("error")["error"]["code"]
    assert control() == before


commands = st.one_of(
    st.builds(
        lambda u, r: {"type": "play", "unit": u, "rate": r},
        *([st.sampled_from(UNITS)]),
        st.none() | st.floats(0.01, 1e6),
    ),
    st.just({"type": "pause"}),
    st.builds(
        lambda u, c: {"type": "step", "unit": u, "count": c},
        st.sampled_from(UNITS),
        st.integers(1, 50),
    ),
    st.builds(
        lambda n, r, u, a: {
            "type": "view",
            "network": n,
            "resolution": r,
            "unit_resolution": u,
            "active": a,
        },
        st.integers(0, 1_000),
        st.integers(2, 40),
        st.integers(2, 30),
        st.booleans(),
    ),
    st.builds(lambda f: {"type": "taken", "frame": f}, st.integers(0, 10**20)),
).map(json.dumps)


@settings(deadline=None, max_examples=25)
@given(st.lists(commands | junk, min_size=1, max_size=12))
def test_any_order_of_commands_and_junk_leaves_a_session_that_works(
    server: Server, client: httpx.Client, messages: list[str | bytes]
) -> None:
    made = client.post("/api/sessions", json={"data": {"samples": 20}}).json()
    address = f"/api/sessions/{made['id']}"
    with watching(server.stream_url(made["id"])) as stream:
        for message in messages:
            stream.socket.send(message)
        stream.send("pause")
        stream.send("view", active=True)
        stream.send("taken", frame=10**20)
        assert stream.socket.ping().wait(20)
    status = client.post(f"{address}/reset", json={}).raise_for_status().json()
    assert status["networks"] == made["status"]["networks"]
    client.delete(address)


@settings(deadline=None, max_examples=20)
@given(st.binary(min_size=1, max_size=400))
def test_raw_bytes_end_a_stream_at_worst(
    server: Server, control: Callable[[], Any], sent: bytes
) -> None:
    before = control()
    with watching(server.stream_url(before[0]["id"])) as stream:
        with contextlib.suppress(OSError):
            stream.socket.socket.sendall(sent)
        stream.socket.socket.close()
    assert control() == before
