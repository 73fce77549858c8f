"""A connection to a playground server, for notebooks and course scripts."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from playground.experiment import Missing

from .session import Session
from .transport import Transport
from .words import Described, describe

if TYPE_CHECKING:
    from typing_extensions import Self

URL = "http://127.0.0.1:8000"


class Client:
    """A playground server.

    Args:
        url: where it is. Default: what PLAYGROUND_URL in the environment says, else
            http://127.0.0.1:8000.
        timeout: seconds that an answer may take; default 60. Steps take as long as they take.
        transport: what carries requests, for httpx; default: the network.

    Raises:
        ServerError: at the first call, where no playground answers.

    Example:
        client = Client("http://127.0.0.1:8000")
        session = client.create(dataset="spiral", layers=[8, 8], optimizer="adam")
        print(session.address)                  # watch it learn in the browser
        session.train(epochs=200)
        session.figure("surface").show()
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        chosen = url or os.environ.get("PLAYGROUND_URL") or URL
        self._transport = Transport(chosen, timeout, transport)

    def __repr__(self) -> str:
        return f"Client({self.url})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where the server is."""
        return self._transport.url

    def create(self, experiment: Described = None, /, **words: Any) -> Session:
        """Start a session.

        Args:
            experiment: a full description, which the words are laid over. Default: the page's
                first experiment.
            words: fields of the description, or short words; see words.describe().

        Raises:
            Invalid: an unknown word, or a value that is not allowed.
            TooMuch: the server has as many sessions as it can.
        """
        spec = describe(experiment, words)
        told = self._transport.send("POST", "/api/sessions", spec.model_dump())
        return Session(self._transport, told["id"])

    def open(self, session: str) -> Session:
        """Open a session that is there already, such as one begun in a browser.

        Args:
            session: its id, or its address in the browser.

        Raises:
            Missing: it has ended, or there never was one.
        """
        id = id_of(session)
        self._transport.send("GET", f"/api/sessions/{id}")
        return Session(self._transport, id)

    def close(self) -> None:
        """Give the connection up; sessions stay on the server."""
        self._transport.close()


def id_of(session: str) -> str:
    """Read the id of a session out of its address, or take it as it is.

    Raises:
        Missing: an address without one.

    Example:
        >>> id_of("http://127.0.0.1:8000/?session=a1b2c3")
        'a1b2c3'
        >>> id_of("a1b2c3")
        'a1b2c3'
    """
    given = session.strip()
    if "/" in given or "?" in given:
        found = parse_qs(urlsplit(given).query).get("session", [""])
        given = found[0]
    if not given:
        message = f"{session!r} names no session: give its id, or an address with ?session=<id>"
        raise Missing("unknown_session", message, "session")
    return quote(given, safe="")
