"""Servers in processes of their own, as an operator would start them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.blas import ONE_THREAD

PATIENCE_SECONDS = 300.0


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        port: where it listens, on 127.0.0.1.
        process: its process.
        seconds: from the command to the first answer.
    """

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and return the answer's JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return json.loads(answer.read() or "null")

    def memory(self) -> float | None:
        """Return bytes of memory in use; None where the system does not tell."""
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return 1024.0 * int(line.split()[1])
        return None

    def thread_seconds(self) -> dict[str, float]:
        """Return seconds of work of every thread by now; empty where the system does not tell."""
        found: dict[str, float] = {}
        for folder in Path(f"/proc/{self.process.pid}/task").glob("*"):
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                ticks = int(fields[11]) + int(fields[12])
                found[folder.name] = ticks / os.sysconf("SC_CLK_TCK")
        return found


@contextlib.contextmanager
def running(*, compiled: bool = False, **settings: object) -> Iterator[Server]:
    """Run `python -m playground` until the block ends.

    Args:
        compiled: wait until the compiled kernel serves.
        settings: each becomes an environment variable PLAYGROUND_<NAME>.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {k: v for k, v in os.environ.items() if k not in ONE_THREAD}
    environment |= {f"PLAYGROUND_{name.upper()}": str(value) for name, value in settings.items()}
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "playground", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        server = Server(port, process, time.perf_counter() - begin)
        while compiled and server.ask("GET", "/healthz")["engine"] != "compiled":
            time.sleep(0.1)
            if time.perf_counter() - begin > PATIENCE_SECONDS:
                raise RuntimeError("the compiled kernel does not get ready")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as an address answers.

    Raises:
        RuntimeError: the process has ended, or it takes too long.
    """
    end = time.perf_counter() + PATIENCE_SECONDS
    while process.poll() is None and time.perf_counter() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(url, timeout=5).read()
            return
        time.sleep(0.01)
    raise RuntimeError("the server did not start")
