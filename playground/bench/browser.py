"""A browser, where there is one, and what counts frames in a page."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import shutil
from collections.abc import Iterator
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZE = {"width": 1440, "height": 900}

COUNTING = """
    window.bench = { frames: 0, drawn: 0, refreshes: 0, ready: null };
    const { bench } = window;
    const count = ({ data }) => { bench.frames += typeof data !== "string"; };
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", count);
        }
    };
    let seen = 0;
    requestAnimationFrame(function look() {
        bench.refreshes += 1;
        bench.drawn += bench.frames !== seen;
        seen = bench.frames;
        const play = document.querySelector("[data-action=play]:enabled");
        if (bench.ready === null && seen > 0 && play) bench.ready = performance.now();
        requestAnimationFrame(look);
    });
"""
"""Counts the frames that arrive, and the refreshes of the screen that have a new one to draw.

bench.ready is when, counted from the request, the first frame had come and Play could be pressed.
"""


def missing() -> str | None:
    """Say in a sentence why there is no browser; None if there is one."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed (pip install playwright), so no browser was measured."
    with _playwright() as playwright:
        if _path(playwright) is None:
            return "There is no Chromium (or $CHROMIUM), so no browser was measured."
    return None


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """Run a headless browser without a GPU until the block ends."""
    with _playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_path(playwright), args=FLAGS)
        try:
            yield started
        finally:
            started.close()


@contextlib.contextmanager
def page(started: Any, url: str, session: str | None = None) -> Iterator[Any]:
    """Open the playground in a fresh profile.

    Args:
        started: a browser.
        url: the server's.
        session: id of the session to show; default: a new one.
    """
    context = started.new_context(viewport=SIZE, device_scale_factor=1)
    context.add_init_script(COUNTING)
    if session is not None:
        context.add_init_script(f"sessionStorage.setItem('session', '{session}')")
    try:
        opened = context.new_page()
        opened.goto(url)
        yield opened
    finally:
        context.close()


def _playwright() -> Any:
    return importlib.import_module("playwright.sync_api").sync_playwright()


def _path(playwright: Any) -> str | None:
    named = os.environ.get("CHROMIUM")
    candidates = [named, *map(shutil.which, NAMES), playwright.chromium.executable_path]
    return next((path for path in candidates if path and os.path.exists(path)), None)
