"""The live stream: a reader for commands and a writer for frames.

Both run until either ends. The writer's outbox has one place for each kind of message and one
for a frame; a newer one takes the place of an unsent older one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlsplit

import orjson
from fastapi import APIRouter, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from playground.experiment import Refused
from playground.experiment.errors import from_validation
from playground.sessions import Session, SessionError, SessionGone, SessionStore, Subscriber, View
from playground.settings import Settings

from .errors import error_body, error_of
from .messages import CLIENT_MESSAGES, Pause, Play, Step, Taken, ViewMessage
from .responses import Json

router = APIRouter()


class Outbox:
    """What is to be sent, filled from any thread, emptied by the writer.

    Args:
        loop: the event loop of the writer.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._filled = asyncio.Event()
        self._messages: dict[str, dict[str, Any]] = {}
        self._frame: bytes | None = None

    def put_frame(self, frame: bytes) -> None:
        """Leave a frame; from any thread."""
        self._from_thread(lambda: self._keep_frame(frame))

    def put_message(self, message: dict[str, Any]) -> None:
        """Leave a message; from any thread."""
        self._from_thread(lambda: self._keep_message(message))

    def _from_thread(self, function: Callable[[], None]) -> None:
        # The loop is closed when the server goes down under a session that still works.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function)

    def _keep_frame(self, frame: bytes) -> None:
        self._frame = frame
        self._filled.set()

    def _keep_message(self, message: dict[str, Any]) -> None:
        self._messages[message["type"]] = message
        self._filled.set()

    async def take(self) -> tuple[list[dict[str, Any]], bytes | None]:
        """Wait until there is something, and return all of it."""
        await self._filled.wait()
        self._filled.clear()
        messages, frame = list(self._messages.values()), self._frame
        self._messages, self._frame = {}, None
        return messages, frame


@router.websocket("/api/sessions/{id}/stream")
async def stream(websocket: WebSocket, id: str) -> None:
    """Watch and play a session; the messages are described in playground/api/messages.py."""
    store: SessionStore = websocket.app.state.store
    settings: Settings = websocket.app.state.settings
    if not own_origin(websocket, settings.allowed_origins):
        message = "streams may only be opened by the page's own origin"
        await _deny(websocket, 403, error_body("wrong_origin", message))
        return
    try:
        await _serve(websocket, store.get(id))
    except SessionError as error:
        await _deny(websocket, *error_of(error))


def own_origin(websocket: WebSocket, allowed: tuple[str, ...]) -> bool:
    """Whether the page that opens the stream came from this server; programs send no origin."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in allowed:
        return True
    with contextlib.suppress(ValueError):
        return urlsplit(origin).netloc == websocket.headers.get("host")
    return False


async def _deny(websocket: WebSocket, status: int, body: dict[str, Any]) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await websocket.send_denial_response(Json(body, status))


async def _serve(websocket: WebSocket, session: Session) -> None:
    outbox = Outbox(asyncio.get_running_loop())
    subscriber = Subscriber(outbox.put_frame, outbox.put_message)
    # Subscribing comes first: what it refuses can only be told before the stream is accepted.
    await _ask(session, lambda: session.subscribe(subscriber))
    tasks: list[asyncio.Task[None]] = []
    try:
        await websocket.accept()
        tasks.append(asyncio.create_task(_write(websocket, outbox)))
        tasks.append(asyncio.create_task(_read(websocket, session, subscriber)))
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(SessionError):
            session.call(lambda: session.unsubscribe(subscriber), always=True)


async def _write(websocket: WebSocket, outbox: Outbox) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            messages, frame = await outbox.take()
            for message in messages:
                await websocket.send_text(orjson.dumps(message).decode())
            if frame is not None:
                await websocket.send_bytes(frame)
            if any(message["type"] == "closed" for message in messages):
                await websocket.close()
                return


async def _read(websocket: WebSocket, session: Session, subscriber: Subscriber) -> None:
    with contextlib.suppress(WebSocketDisconnect, SessionGone):
        while True:
            event = await websocket.receive()
            if event["type"] == "websocket.disconnect":
                return
            try:
                await _obey(session, subscriber, event.get("text"))
            except SessionGone:
                raise
            except (Refused, SessionError) as error:
                _, body = error_of(error)
                subscriber.send_message({"type": "error", **body})


async def _obey(session: Session, subscriber: Subscriber, text: str | None) -> None:
    try:
        message = CLIENT_MESSAGES.validate_json(text or "")
    except ValidationError as error:
        raise from_validation(error) from None
    if isinstance(message, Taken):
        subscriber.take(message.frame)
        if session.turns_soon:
            return
    await _ask(session, lambda: _do(session, subscriber, message))


def _do(
    session: Session, subscriber: Subscriber, message: Play | Pause | Step | ViewMessage | Taken
) -> None:
    if isinstance(message, Taken):
        return  # The session was only to be woken, as it may have a frame to send.
    if isinstance(message, Play):
        session.play(message.unit, message.rate)
    elif isinstance(message, Pause):
        session.pause()
    elif isinstance(message, Step):
        session.pause()
        session.step(message.unit, message.count)
    else:
        subscriber.view = View(
            message.network,
            message.resolution,
            message.unit_resolution,
            message.active,
            message.wish(),
        )


async def _ask(session: Session, function: Callable[[], None]) -> None:
    future: Future[None] = session.call(function)
    await asyncio.wrap_future(future)
