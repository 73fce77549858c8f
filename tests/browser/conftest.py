"""One browser and one server for all; a fresh profile for each test, which is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.server import Server
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tools.browser import FLAGS, installed

from browser.playground import Playground
from browser.watch import Watch

USUAL: dict[str, Any] = {
    "viewport": {"width": 1440, "height": 900},
    "locale": "en-US",
    "color_scheme": "light",
}
PATIENCE_MILLISECONDS = 20_000

NewPage = Callable[..., Page]
OpenPlayground = Callable[..., Playground]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this folder: while it lasts, the thread has a running event loop."""
    path = installed()
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Hears every page of the test; in the end nothing may have been complained of."""
    watch = Watch()
    yield watch
    assert watch.unforgiven() == []
    assert {host.split(":")[0] for host in watch.hosts()} <= {"127.0.0.1"}


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[NewPage]:
    """Opens an empty page in a profile of its own."""
    contexts = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{**USUAL, **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = context.new_page()
        watch.listen(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A profile for one usual page after the other: it knows the chart library already."""
    context = browser.new_context(**USUAL)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield context
    context.close()


@pytest.fixture
def usual_page(profile: BrowserContext, watch: Watch) -> Iterator[NewPage]:
    """Opens the first page of a test, in a profile that keeps nothing of the test."""

    def make() -> Page:
        page = profile.new_page()
        watch.listen(page)
        # What a test before has left goes before anything is read; a reload keeps what it has.
        page.add_init_script("try { sessionStorage.length || localStorage.clear(); } catch {}")
        return page

    yield make
    for page in profile.pages:
        page.close()
    profile.clear_cookies()
    profile.clear_permissions()


@pytest.fixture
def opened(client: httpx.Client) -> Iterator[list[Playground]]:
    """Every playground that a test opens; their sessions end when the pages are closed."""
    opened: list[Playground] = []
    yield opened
    # A session that plays is never put away: it would go on beside every later test.
    for playground in opened:
        for session in playground.sessions:
            client.delete(f"/api/sessions/{session}")


@pytest.fixture
def open_playground(
    opened: list[Playground],
    new_page: NewPage,
    usual_page: NewPage,
    server: Server,
    client: httpx.Client,
    tmp_path: Path,
) -> OpenPlayground:
    """Opens the playground: its address, its language, and what the browser is set to.

    The hint of the first visit is left out unless it is asked for.
    """

    def open_it(
        path: str = "/",
        *,
        language: str = "en",
        url: str = server.url,
        first_visit: bool = False,
        **options: Any,
    ) -> Playground:
        usual = not (first_visit or options or opened)
        page = usual_page() if usual else new_page(**options)
        if not first_visit:
            page.add_init_script("try { localStorage.setItem('hinted', 'yes'); } catch {}")
        playground = Playground(page, client, url, language)
        opened.append(playground)
        return playground.open(path)

    return open_it


@pytest.fixture
def playground(open_playground: OpenPlayground) -> Playground:
    """The playground as it opens."""
    return open_playground()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Keep what the page looked like when a test failed, and say what was heard."""
    report = yield
    found = getattr(item, "funcargs", {})
    if report.failed and call.when == "call" and "opened" in found:
        for index, playground in enumerate(found["opened"]):
            path: Path = found["tmp_path"] / f"page-{index}.png"
            playground.page.screenshot(path=path)
            report.sections.append((f"page {index}, {path}", playground.told()))
        report.sections.append(("heard", "\n".join(found["watch"].complaints)))
    return report
