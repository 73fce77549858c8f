"""Many learners at once: frames a second, how soon an edit is answered, what gives first."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass

import numpy as np

from .experiments import described
from .learners import SETTLING_SECONDS, Seen
from .server import Server, running
from .tables import Table, at_least, at_most, number
from .tasks import S

COUNTS = (1, 10, 50, 100, 200)
TARGET = 100
USUAL_RATE = 60.0
"""Epochs a second at which the page plays if nobody changes it."""

MEGABYTE = 1e6
FULL_CURVES = 1_100
"""Epochs after which the curves of a session hold as many points as they ever do."""

SESSIONS_WEIGHED = 50


@dataclass
class Load:
    """What happened under so many learners.

    Attributes:
        seen: what they saw.
        memory: bytes that the server grew by, for each session; None where unknown.
        loop, others: share of one core that the server's main thread took, in which the event loop
            runs, and all its others.
    """

    seen: Seen
    memory: float | None
    loop: float
    others: float

    @property
    def frames(self) -> list[float]:
        """Frames a second of every learner."""
        return [frames / self.seen.seconds for frames in self.seen.frames]

    def edit_ms(self, percentile: float) -> float:
        return 1e3 * float(np.percentile(self.seen.edits, percentile))


def load_tables(seconds: float, counts: tuple[int, ...] = COUNTS) -> list[Table]:
    """Measure the load curve."""
    table = Table(
        f"Sessions of S playing at once, {USUAL_RATE:g} epochs/s each",
        [
            "sessions",
            "frames/s each",
            "fewest",
            "edit p50, ms",
            "p99",
            "MB a session",
            "event loop",
            "other threads",
            "MB/s sent",
        ],
    )
    for count in counts:
        load = measure(count, seconds, USUAL_RATE)
        table.add(str(count), *_cells(load))
        if count == TARGET:
            table.notes += _targets(load)
    hurried = measure(TARGET, seconds, 0.0)
    table.add(f"{TARGET}, full speed", *_cells(hurried))
    weight = weigh()
    table.notes += [
        at_most("memory of a session with full curves", weight, 2.0, "MB"),
        "Learners run in a process of their own on the same cores; each takes every frame at once"
        " and changes the learning rate about once a second. Threads: share of one core.",
    ]
    return [table]


def _cells(load: Load) -> list[str]:
    memory = None if load.memory is None else load.memory / MEGABYTE
    return [
        number(statistics.mean(load.frames)),
        number(min(load.frames)),
        number(load.edit_ms(50)),
        number(load.edit_ms(99)),
        number(memory),
        f"{100.0 * load.loop:.0f} %",
        f"{100.0 * load.others:.0f} %",
        number(load.seen.bytes / load.seen.seconds / MEGABYTE),
    ]


def _targets(load: Load) -> list[str]:
    return [
        at_least(f"{TARGET} sessions, fewest frames/s", min(load.frames), 20.0, ""),
        at_most(f"{TARGET} sessions, p99 of an edit", load.edit_ms(99), 150.0, "ms"),
    ]


def measure(count: int, seconds: float, rate: float) -> Load:
    """Let learners play on a server of their own."""
    with running(compiled=True) as server:
        _warm(server)
        memory, work = server.memory(), server.thread_seconds()
        seen = _learn(server, count, seconds, rate)
        grown = server.memory()
        spent = {k: v - work.get(k, 0.0) for k, v in server.thread_seconds().items()}
    whole = sum(_share(s, seen.seconds) for s in spent.values())
    each = None if memory is None or grown is None else max(0.0, grown - memory) / count
    loop = _share(spent.get(str(server.process.pid), 0.0), seen.seconds)
    return Load(seen, each, loop, whole - loop)


def _share(work: float, seconds: float) -> float:
    return work / (seconds + SETTLING_SECONDS)


def _learn(server: Server, count: int, seconds: float, rate: float) -> Seen:
    command = [sys.executable, "-m", "playground.bench.learners", server.url]
    command += [str(count), str(seconds), str(rate), json.dumps(described(S))]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise RuntimeError(f"the learners failed:\n{told.stderr[-2000:]}")
    return Seen(**json.loads(told.stdout))


def _warm(server: Server) -> None:
    """Do everything once, so that only sessions are weighed afterwards."""
    session = server.ask("POST", "/api/sessions", described(S))["id"]
    server.ask("POST", f"/api/sessions/{session}/step", {"epochs": 10})
    server.ask("DELETE", f"/api/sessions/{session}")


def weigh() -> float | None:
    """Return megabytes of a session whose curves are full; None where the system does not tell."""
    with running(compiled=True) as server:
        _warm(server)
        before = server.memory()
        for _ in range(SESSIONS_WEIGHED):
            session = server.ask("POST", "/api/sessions", described(S))["id"]
            server.ask("POST", f"/api/sessions/{session}/step", {"epochs": FULL_CURVES})
        after = server.memory()
    if before is None or after is None:
        return None
    return (after - before) / SESSIONS_WEIGHED / MEGABYTE
