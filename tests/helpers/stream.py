"""A client of the live stream, as the page is one: it takes every frame that it is sent."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import msgpack
import numpy as np
from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 20.0
Record = dict[str, Any]


class Stream:
    """One open stream.

    Attributes:
        socket: the connection.
        messages: every JSON message received, oldest first.
        frames: every frame received, decoded, oldest first.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.messages: list[Record] = []
        self.frames: list[Record] = []

    def send(self, kind: str, **fields: object) -> None:
        self.socket.send(json.dumps({"type": kind, **fields}))

    def receive(self, *, take: bool = True) -> Record:
        """Return the next message or frame; a frame is reported as taken."""
        received = self.socket.recv(timeout=PATIENCE_SECONDS)
        if isinstance(received, str):
            message: Record = json.loads(received)
            self.messages.append(message)
            return message
        frame = decode(received)
        self.frames.append(frame)
        if take:
            self.send("taken", frame=frame["frame"])
        return {"type": "frame", **frame}

    def until(self, wanted: Callable[[Record], bool]) -> Record:
        """Receive until there is what is wanted, and return that."""
        while not wanted(found := self.receive()):
            pass
        return found

    def message(self, kind: str) -> Record:
        """Return the next message of a kind; frames on the way are taken."""
        return self.until(lambda m: m["type"] == kind)

    def frame(self, wanted: Callable[[Record], bool] = lambda frame: True) -> Record:
        """Return the next frame that is wanted."""
        return self.until(lambda m: m["type"] == "frame" and wanted(m))


def decode(data: bytes) -> Record:
    """Decode a frame, arrays included."""
    frame: Record = _arrays(msgpack.unpackb(data))
    return frame


def _arrays(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"dtype", "shape", "data"}:
        return np.frombuffer(value["data"], "<" + value["dtype"]).reshape(value["shape"])
    if isinstance(value, dict):
        return {key: _arrays(entry) for key, entry in value.items()}
    return [_arrays(entry) for entry in value] if isinstance(value, list) else value


@contextlib.contextmanager
def watching(url: str, **options: Any) -> Iterator[Stream]:
    """Open a stream for as long as the block lasts."""
    with connect(url, max_size=None, compression=None, close_timeout=2, **options) as socket:
        yield Stream(socket)
