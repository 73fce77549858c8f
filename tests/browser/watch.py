"""What a browser complains of while a test runs, and where it asks for anything."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

NOT_A_HOST = ("data", "blob", "about")
GIVEN_UP = "net::ERR_ABORTED"
"""A page that is left or loaded again gives up what it was just asking for."""


class Watch:
    """Listens to pages.

    Attributes:
        complaints: console warnings and errors, uncaught errors, failed requests, refused ones.
        requested: every address that was asked for.
        forgiven: patterns of complaints that belong to what a test tries.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.requested: list[str] = []
        self.forgiven: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._uncaught)
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("websocket", lambda socket: self.requested.append(socket.url))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def forgive(self, *patterns: str) -> None:
        """Expect these complaints: regular expressions, found anywhere in their text."""
        self.forgiven += patterns

    def unforgiven(self) -> list[str]:
        return [c for c in self.complaints if not any(re.search(p, c) for p in self.forgiven)]

    def hosts(self) -> set[str]:
        """Every host, with its port, that was asked for anything."""
        parts = [urlsplit(url) for url in self.requested]
        return {part.netloc for part in parts if part.scheme not in NOT_A_HOST}

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            where = message.location.get("url", "")
            self.complaints.append(f"console {message.type}: {message.text} ({where})")

    def _uncaught(self, error: Error) -> None:
        self.complaints.append(f"uncaught: {error.stack or error}")

    def _failed(self, request: Request) -> None:
        if request.failure == GIVEN_UP and request.method == "GET":
            return
        self.complaints.append(f"failed: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"refused: {response.status} {response.url}")
