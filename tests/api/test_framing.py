"""Whose pages may show the playground in a frame: nobody's, unless the operator says whose."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from helpers.server import Server, running_server
from pydantic import ValidationError

from playground.settings import Settings

ALLOWED = "https://class.example, https://*.school.example:8443,self"
SOURCES = "https://class.example https://*.school.example:8443 'self'"


def policy(answer: httpx.Response) -> str:
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers["content-security-policy"])
    assert found is not None
    return found[1]


def boot(page: str) -> Any:
    found = re.search(r'<script[^>]*id="boot"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


@pytest.mark.parametrize("path", ["/", "/?embed", "/docs", "/api/catalog"])
def test_nobody_may_show_anything_in_a_frame_by_default(server: Server, path: str) -> None:
    answer = httpx.get(server.url + path)
    assert policy(answer) == "'none'"
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_page_says_that_it_may_not_be_framed(server: Server) -> None:
    assert boot(httpx.get(server.url).text)["framed"] is False


def test_only_the_page_may_be_framed_and_only_by_those_who_are_named() -> None:
    with running_server(engine="numpy", frame_ancestors=ALLOWED) as server:
        for path in ("/", "/?embed", "/?lang=ko&embed"):
            answer = httpx.get(server.url + path)
            assert policy(answer) == SOURCES
            assert "x-frame-options" not in answer.headers
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert boot(answer.text)["framed"] is True
        for path in ("/docs", "/api/catalog", "/healthz", "/nothing"):
            answer = httpx.get(server.url + path)
            assert policy(answer) == "'none'"
            assert answer.headers["x-frame-options"] == "DENY"


def test_a_page_for_a_frame_is_marked_as_such_and_links_to_the_full_one(server: Server) -> None:
    assert "data-embed" not in httpx.get(server.url).text
    page = httpx.get(f"{server.url}/?embed").text
    assert re.search(r"<html lang=\"en\" data-embed>", page)
    assert 'data-action="full-page"' in page


@pytest.mark.parametrize(
    "given",
    [
        "class.example",
        "https://class.example/path",
        "'none'",
        "https://a.example; script-src *",
        "https://a.example\nX: y",
        "javascript:alert(1)",
        "https://*",
        "data:",
    ],
)
def test_what_is_no_origin_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_FRAME_ANCESTORS", given)
    with pytest.raises(ValidationError, match="origins such as"):
        Settings()


@pytest.mark.parametrize("given", ["", " , ", "*", "self", "http://10.0.0.7:*"])
def test_usual_lists_are_taken(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_FRAME_ANCESTORS", given)
    assert Settings().frame_ancestors == ((given,) if given.strip(" ,") else ())
