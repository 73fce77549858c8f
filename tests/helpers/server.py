"""A real server in a process of its own, as an operator would start it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

KEEP_SECONDS = 2.0
"""How long clients keep an idle connection. The server hangs up after five seconds: a request that
set out at that very moment would be lost."""

START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        port: where it listens, on 127.0.0.1.
        log: file with all that it has printed.
        process: to send signals to.
    """

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stream_url(self, session: str) -> str:
        return f"ws://127.0.0.1:{self.port}/api/sessions/{session}/stream"

    def client(self, seconds: float = 60) -> httpx.Client:
        """Return a client that waits so long for an answer."""
        limits = httpx.Limits(keepalive_expiry=KEEP_SECONDS)
        return httpx.Client(base_url=self.url, timeout=seconds, limits=limits)

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_server(before: str = "", **settings: object) -> Iterator[Server]:
    """Run `python -m playground` until the block ends.

    Args:
        before: lines of Python that its process runs first. Default: none.
        settings: each becomes an environment variable PLAYGROUND_<NAME>.
    """
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PLAYGROUND_")}
    environment |= {f"PLAYGROUND_{name.upper()}": str(value) for name, value in settings.items()}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("wb") as out:
            start = ["-c", f"{before}\nfrom playground.__main__ import main\nmain()"]
            command = [sys.executable, *(start if before else ["-m", "playground"])]
            command += ["--port", str(port)]
            process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        server = Server(port, log, process)
        try:
            _wait_until_it_answers(server)
            yield server
        finally:
            _stop(process)


def _wait_until_it_answers(server: Server) -> None:
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience and server.process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{server.url}/healthz", timeout=5).status_code == 200:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{server.printed()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
