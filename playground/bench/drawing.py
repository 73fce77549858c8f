"""Frames a second drawn by a real browser at full speed, and from a click to changed pixels."""

from __future__ import annotations

import statistics
import time
from typing import Any

from . import browser
from .experiments import described
from .server import Server, running
from .start import READY
from .tables import Table, at_least, at_most, number
from .tasks import M, S, Task

FULL_SPEED = "14"
CLICKS = 15

AFTER_CLICK = """() => {
    const canvas = document.querySelector(".surface-canvas");
    const look = () => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const pixels = new Uint32Array(data.buffer);
        let sum = 0;
        for (let i = 0; i < pixels.length; i += 13) sum = (sum * 31 + pixels[i]) % 1e9;
        return sum;
    };
    const before = look();
    const clicked = ({ timeStamp }) => {
        const again = () => {
            if (look() !== before) window.tell(performance.now() - timeStamp);
            else requestAnimationFrame(again);
        };
        requestAnimationFrame(again);
    };
    document.addEventListener("pointerup", clicked, { once: true, capture: true });
    window.latency = new Promise((resolve) => { window.tell = resolve; });
}"""
"""Waits for a click, then for the first refresh at which the surface has other pixels."""


def drawing_tables(seconds: float) -> list[Table]:
    """Measure how often the page draws S and M, and how soon it answers a click."""
    table = Table(
        "In headless Chromium without a GPU, at full speed",
        ["network", "frames/s", "refreshes/s", "epochs/s", "click → pixels, ms", "slowest"],
    )
    absent = browser.missing()
    if absent is not None:
        table.notes.append(absent)
        return [table]
    found = {}
    with running(compiled=True) as server, browser.browser() as started:
        for task in (S, M):
            found[task.name] = _measure(server, started, task, seconds)
            table.add(task.name, *map(number, found[task.name]))
    table.notes += [
        at_least("frames/s of S", found["S"][0], 60.0, ""),
        at_least("frames/s of M", found["M"][0], 30.0, ""),
        at_least("epochs/s of S while drawing", found["S"][2], 2000.0, ""),
        at_most("click → pixels, slowest of both", max(found["S"][4], found["M"][4]), 100.0, "ms"),
        "A frame counts when the screen is refreshed with it; server and browser share the cores.",
    ]
    return [table]


def _measure(server: Server, started: Any, task: Task, seconds: float) -> list[float]:
    session = server.ask("POST", "/api/sessions", described(task))["id"]
    with browser.page(started, server.url, session) as page:
        page.evaluate(READY)
        time.sleep(1.5)
        clicks = [_click(page) for _ in range(CLICKS)]
        page.locator("#speed").fill(FULL_SPEED)
        page.locator("[data-action=play]").click()
        time.sleep(2.0)
        before, epoch = _count(page), _epoch(server, session)
        begin = time.perf_counter()
        time.sleep(seconds)
        after, last = _count(page), _epoch(server, session)
        elapsed = time.perf_counter() - begin
    server.ask("DELETE", f"/api/sessions/{session}")
    frames, refreshes = (
        (after[key] - before[key]) / (after["seconds"] - before["seconds"])
        for key in ("drawn", "refreshes")
    )
    return [frames, refreshes, (last - epoch) / elapsed, statistics.median(clicks), max(clicks)]


def _click(page: Any) -> float:
    page.evaluate(AFTER_CLICK)
    page.locator("[data-step=epochs]").click()
    return float(page.evaluate("() => window.latency"))


def _count(page: Any) -> dict[str, float]:
    counted: dict[str, float] = page.evaluate("() => window.bench")
    return counted


def _epoch(server: Server, session: str) -> int:
    return int(server.ask("GET", f"/api/sessions/{session}")["status"]["networks"][0]["epoch"])
