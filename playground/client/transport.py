"""Sends what is asked for and returns what is answered, or raises what was refused."""

from __future__ import annotations

import json
from typing import Any

import httpx

from .errors import REFUSALS, Refused, ServerError

CONNECT_SECONDS = 10.0

KEEP_SECONDS = 2.0
"""How long an idle connection is kept. Less than the server keeps it (5 s): at the very moment when
it hangs up, a request that sets out would be lost."""


class Transport:
    """A connection to a playground server.

    Args:
        url: where it is.
        seconds: how long an answer may take; steps may take as long as they need.
        through: what carries requests; default: the network. Tests pass another one.
    """

    def __init__(self, url: str, seconds: float, through: httpx.BaseTransport | None) -> None:
        self.url = url.rstrip("/")
        self._patience = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        try:
            self._http = httpx.Client(
                base_url=self.url,
                timeout=self._patience,
                limits=httpx.Limits(keepalive_expiry=KEEP_SECONDS),
                transport=through,
                follow_redirects=True,
            )
        except httpx.InvalidURL as error:
            raise self._unreachable(error) from None

    def close(self) -> None:
        """Give the connection up."""
        self._http.close()

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        long: bool = False,
    ) -> Any:
        """Send a request.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: below the server's address.
            body: sent as JSON.
            query: None values are left out.
            long: wait for the answer as long as it takes.

        Returns:
            The answer's JSON; None where it is empty.

        Raises:
            Refused: in the form that fits the status.
            ServerError: no answer, or none that a playground would give.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        patience = httpx.Timeout(None, connect=CONNECT_SECONDS) if long else self._patience
        try:
            answer = self._http.request(
                method,
                path,
                # Not as httpx would write it: NaN goes out, so that the server can name its place.
                content=None if body is None else json.dumps(body),
                headers=None if body is None else {"Content-Type": "application/json"},
                params=given or None,
                timeout=patience,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error
        if answer.status_code == 204:
            return None
        told = self._json(answer)
        if not answer.is_success:
            raise self._refusal(answer.status_code, told)
        return told

    def _unreachable(self, error: Exception) -> ServerError:
        reason = str(error) or type(error).__name__
        message = f"no answer from {self.url}: {reason}. Is the playground running there?"
        return ServerError("unreachable", message)

    def _strange(self, what: str) -> ServerError:
        message = f"what answers at {self.url} is no playground: {what}"
        return ServerError("not_a_playground", message)

    def _json(self, answer: httpx.Response) -> Any:
        try:
            return answer.json()
        except ValueError:
            raise self._strange(f"status {answer.status_code} without JSON") from None

    def _refusal(self, status: int, told: Any) -> Refused | ServerError:
        error = told.get("error") if isinstance(told, dict) else None
        if not isinstance(error, dict) or not {"code", "message"} <= set(error):
            return self._strange(f"status {status} without an error of a playground's form")
        code, message = str(error["code"]), str(error["message"])
        if status in REFUSALS:
            return REFUSALS[status](code, message, error.get("field"))
        return ServerError(code, f"{self.url} answered {status}: {message}")
