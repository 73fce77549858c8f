"""What the tests of the interface share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Call = Callable[..., httpx.Response]


@pytest.fixture
def call(client: httpx.Client) -> Call:
    """Sends JSON, or bytes as they are, and returns the answer."""

    def send(method: str, address: str, body: Any = None, **options: Any) -> httpx.Response:
        if isinstance(body, bytes):
            headers = {"Content-Type": "application/json"} | options.pop("headers", {})
            return client.request(method, address, content=body, headers=headers, **options)
        if body is not None:
            options["json"] = body
        return client.request(method, address, **options)

    return send


@pytest.fixture
def ok(call: Call) -> Callable[..., Any]:
    """Sends, expects success, and returns the answer's JSON."""

    def send(method: str, address: str, body: Any = None, **options: Any) -> Any:
        answer = call(method, address, body, **options)
        assert answer.is_success, f"{answer.status_code}: {answer.text[:500]}"
        return answer.json() if answer.content else None

    return send


@pytest.fixture
def refused(call: Call) -> Callable[..., Any]:
    """Sends, expects a refusal in the one shape, and returns (status, code, field)."""

    def send(method: str, address: str, body: Any = None, **options: Any) -> Any:
        answer = call(method, address, body, **options)
        error = refusal(answer)
        return answer.status_code, error["code"], error["field"]

    return send


def refusal(answer: httpx.Response) -> dict[str, Any]:
    """Check that an answer is a refusal in the one shape, and return what is under "error"."""
    assert 400 <= answer.status_code < 500, f"{answer.status_code}: {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "field"}
    assert isinstance(body["error"]["code"], str)
    assert isinstance(body["error"]["message"], str)
    assert body["error"]["message"]
    assert isinstance(body["error"]["field"], str | None)
    found: dict[str, Any] = body["error"]
    return found
