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
    window.bench = { drawn: 0, refreshes: 0, seconds: 0, ready: null };
    const { bench } = window;
    const { prototype } = CanvasRenderingContext2D;
    const { drawImage } = prototype;
    let fresh = false;
    prototype.drawImage = function (...given) {
        fresh ||= this.canvas.matches(".surface-canvas");
        return drawImage.apply(this, given);
    };
    requestAnimationFrame(function look(now) {
        bench.seconds = now / 1000;
        bench.refreshes += 1;
        bench.drawn += fresh;
        fresh = false;
        const play = document.querySelector("[data-action=play]:enabled");
        if (bench.ready === null && bench.drawn > 0 && play) bench.ready = performance.now();
        requestAnimationFrame(look);
    });
"""
"""Counts the refreshes of the screen, and those for which the page drew the surface anew.

bench.seconds is the time of the last refresh, so that rates are not off by parts of one.
bench.ready is when, counted from the request, the first surface stood and Play could be pressed.
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
