"""Many learners, in one process of their own: each watches a session that plays, and edits it.

python -m playground.bench.learners URL LEARNERS SECONDS RATE EXPERIMENT prints what they saw as
JSON. RATE is in epochs a second; 0 is as fast as it goes. EXPERIMENT is JSON as of the API.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgpack

EDIT_SECONDS = 1.0
"""About how often each learner changes the learning rate."""

SETTLING_SECONDS = 3.0
RATES = (0.03, 0.1)


@dataclass
class Seen:
    """What the learners saw, from when all played.

    Attributes:
        seconds: for how long.
        frames: number of frames, for each learner.
        bytes: of all frames together.
        edits: seconds that each change of the learning rate took to be answered.
    """

    seconds: float = 0.0
    frames: list[int] = field(default_factory=list)
    bytes: int = 0
    edits: list[float] = field(default_factory=list)


class Http:
    """One connection that stays open, as a page has it.

    Args:
        host, port: of the server.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def ask(self, method: str, path: str, body: object) -> Any:
        """Send a request and return the answer's JSON."""
        try:
            return await self._ask(method, path, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            # The server closes what has been idle for some seconds, as to a page.
            await self.open()
            return await self._ask(method, path, body)

    async def _ask(self, method: str, path: str, body: object) -> Any:
        data = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        self.writer.write(head.encode() + data)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        first, *lines = answer.decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines if line)
        content = await self.reader.readexactly(int(fields["content-length"]))
        if not first.split(" ")[1].startswith("2"):
            raise RuntimeError(f"{method} {path} answered {first}: {content.decode()}")
        return json.loads(content)


class Learner:
    """Somebody who watches a session and now and then changes its learning rate."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self.http = Http(address.hostname or "", address.port or 80)
        self.stream_url = f"ws://{address.netloc}"
        self.frames = self.bytes = 0
        self.edits: list[float] = []

    async def start(self, experiment: dict[str, Any], rate: float | None) -> None:
        """Start a session, open its stream, press play."""
        await self.http.open()
        created = await self.http.ask("POST", "/api/sessions", experiment)
        self.path = f"/api/sessions/{created['id']}"
        connect: Any = importlib.import_module("websockets.asyncio.client").connect
        self.stream = await connect(f"{self.stream_url}{self.path}/stream", compression=None)
        await self.stream.send(json.dumps({"type": "play", "unit": "epochs", "rate": rate}))

    async def watch(self) -> None:
        """Take every frame as soon as it comes."""
        async for message in self.stream:
            if isinstance(message, bytes):
                self.frames += 1
                self.bytes += len(message)
                taken = {"type": "taken", "frame": _frame_number(message)}
                await self.stream.send(json.dumps(taken))

    async def edit(self) -> None:
        """Change the learning rate now and then, at moments of one's own."""
        await asyncio.sleep(random.uniform(0.0, EDIT_SECONDS))
        while True:
            for rate in RATES:
                begin = time.perf_counter()
                body = {"optimizer": {"name": "sgd", "learning_rate": rate}}
                await self.http.ask("PATCH", f"{self.path}/networks/0", body)
                self.edits.append(time.perf_counter() - begin)
                await asyncio.sleep(EDIT_SECONDS * random.uniform(0.5, 1.5))

    def forget(self) -> None:
        self.frames = self.bytes = 0
        self.edits.clear()


def _frame_number(frame: bytes) -> int:
    """Read the first entry of a frame, which is its number, and no more."""
    reader = msgpack.Unpacker()
    reader.feed(frame[:64])
    reader.read_map_header()
    if reader.unpack() != "frame":
        raise RuntimeError("a frame does not begin with its number")
    return int(reader.unpack())


async def learn(
    url: str, count: int, seconds: float, rate: float | None, experiment: dict[str, Any]
) -> Seen:
    """Let so many learners play at once; return what they saw."""
    learners = [Learner(url) for _ in range(count)]
    for learner in learners:
        await learner.start(experiment, rate)
    tasks = [asyncio.create_task(work()) for x in learners for work in (x.watch, x.edit)]
    await asyncio.sleep(SETTLING_SECONDS)
    for learner in learners:
        learner.forget()
    begin = time.perf_counter()
    await asyncio.sleep(seconds)
    seen = Seen(time.perf_counter() - begin)
    failed = [task for task in tasks if task.done()]
    for learner in learners:
        seen.frames.append(learner.frames)
        seen.bytes += learner.bytes
        seen.edits += learner.edits
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if failed:
        raise RuntimeError(f"a learner stopped early: {failed[0]}")
    return seen


def main() -> None:
    url, count, seconds, rate, experiment = sys.argv[1:]
    run: Any = asyncio.run
    with contextlib.suppress(ImportError):
        run = importlib.import_module("uvloop").run
    wanted = float(rate) or None
    seen = run(learn(url, int(count), float(seconds), wanted, json.loads(experiment)))
    sys.stdout.write(json.dumps(asdict(seen)))


if __name__ == "__main__":
    main()
