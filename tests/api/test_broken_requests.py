"""What no HTTP library sends: cut-off, crooked and endless requests, straight to the socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from helpers.server import Server

Send = Callable[..., Any]
PATIENCE_SECONDS = 15.0
HEAD = b"Host: x\r\nContent-Type: application/json\r\n"


def exchange(server: Server, sent: bytes, *, hang_up: bool = False) -> bytes:
    """Send bytes; return what comes back until the server closes, or nothing after hanging up."""
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS) as connection:
        connection.sendall(sent)
        if hang_up:
            return b""
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
        return received


def status_of(received: bytes) -> int:
    return int(received.split(b" ", 2)[1])


CUT_OFF: list[tuple[str, bytes]] = [
    ("in the first line", b"POST /api/ses"),
    ("in the headers", b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-"),
    ("before the body", b"POST /api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: 100\r\n\r\n"),
    (
        "in the body",
        b"POST /api/sessions HTTP/1.1\r\n" + HEAD + b'Content-Length: 100\r\n\r\n{"seed":1,',
    ),
    (
        "in a chunk",
        b"POST /api/sessions HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    ),
    (
        "before the last chunk",
        b"POST /api/sessions HTTP/1.1\r\n"
        + HEAD
        + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ),
]


@pytest.mark.parametrize("hang_up", [False, True], ids=["half closed", "hung up"])
@pytest.mark.parametrize(("where", "sent"), CUT_OFF, ids=[where for where, _ in CUT_OFF])
def test_a_request_that_is_cut_off_makes_nothing(
    server: Server, ok: Send, where: str, sent: bytes, hang_up: bool
) -> None:
    before = ok("GET", "/healthz")["sessions"]
    received = exchange(server, sent, hang_up=hang_up)
    assert received == b"" or 400 <= status_of(received) < 500
    assert ok("GET", "/healthz")["sessions"] == before


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/data"), ("PATCH", "/networks/0"), ("PUT", "/networks/0/weights"), ("POST", "/step")],
)
def test_an_edit_that_is_cut_off_changes_nothing(
    server: Server, session: str, ok: Send, method: str, path: str
) -> None:
    before = ok("GET", session)
    first = f"{method} {session}{path} HTTP/1.1\r\n".encode()
    whole = first + HEAD + b'Content-Length: 9\r\n\r\n{"epochs":1}'[:30]
    received = exchange(server, whole[:-3])
    assert received == b"" or 400 <= status_of(received) < 500
    exchange(server, whole[:-3], hang_up=True)
    assert ok("GET", session) == before


@pytest.mark.parametrize("size", [b"1000001", b"9" * 30])
def test_too_large_a_body_is_refused_by_its_announcement_alone(server: Server, size: bytes) -> None:
    sent = b"POST /api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: " + size + b"\r\n\r\n"
    received = exchange(server, sent)
    assert status_of(received) in (400, 413)
    if status_of(received) == 413:
        body = json.loads(received.split(b"\r\n\r\n", 1)[1])
        assert body["error"]["code"] == "too_large"
        assert b"connection: close" in received.lower()


NONSENSE = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "an unknown version": b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
    "a negative length": b"POST /api/sessions HTTP/1.1\r\n" + HEAD + b"Content-Length: -5\r\n\r\n",
    "a length that is no number": b"POST /api/sessions HTTP/1.1\r\n"
    + HEAD
    + b"Content-Length: \xb2\r\n\r\n",
    "two lengths": b"POST /api/sessions HTTP/1.1\r\n"
    + HEAD
    + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a chunk of no size": b"POST /api/sessions HTTP/1.1\r\n"
    + HEAD
    + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "a header without end": b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 200_000,
    "an upgrade to what there is not": b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    b"Connection: Upgrade\r\nUpgrade: carrier-pigeon\r\n\r\n",
    "a stream without a key": b"GET /api/sessions/x/stream HTTP/1.1\r\nHost: x\r\n"
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
}


@pytest.mark.parametrize("name", list(NONSENSE))
def test_nonsense_is_answered_or_closed_and_the_server_goes_on(
    server: Server, ok: Send, name: str
) -> None:
    received = exchange(server, NONSENSE[name])
    assert received == b"" or status_of(received) < 500
    assert ok("GET", "/healthz")["status"] == "ok"


def test_many_idle_connections_do_not_keep_the_server_from_answering(
    server: Server, ok: Send
) -> None:
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    try:
        for connection in idle:
            connection.sendall(b"POST /api/sessions HTTP/1.1\r\n" + HEAD)
        assert ok("GET", "/healthz")["status"] == "ok"
    finally:
        for connection in idle:
            connection.close()
