"""The page, the documentation, static files, and the headers of every answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from playground import __version__
from playground.api.assets import folder
from playground.api.texts import LANGUAGES

Send = Callable[..., Any]

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
FOR_EVER = "public, max-age=31536000, immutable"
REFERENCE = re.compile(r"""\s(?:src|href|action|data-openapi)\s*=\s*["']([^"']*)["']""")


def references(page: str) -> list[str]:
    return REFERENCE.findall(page)


def root(client: httpx.Client) -> str:
    """The address below which static files are."""
    return re.findall(r"/static/[0-9a-f]+", client.get("/docs").text)[0]


def test_health_says_that_all_is_well(client: httpx.Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["status"], found["version"]) == ("ok", __version__)
    assert found["max_sessions"] == 512


def test_health_counts_sessions(session: str, ok: Send) -> None:
    before = ok("GET", "/healthz")["sessions"]
    ok("DELETE", session)
    assert ok("GET", "/healthz")["sessions"] == before - 1


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/",
        "/docs",
        "/openapi.json",
        "/api/catalog",
        "/nope",
        "/api/sessions/x",
        "/favicon.ico",
    ],
)
def test_every_answer_has_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    policy = directives(headers["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    allowed = [source for sources in policy.values() for source in sources]
    assert set(allowed) <= {"'none'", "'self'", "data:", "blob:"}
    assert policy["img-src"].count("data:") == 1


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in map(str.split, policy.split(";"))}


def test_answers_of_the_interface_are_not_kept(session: str, client: httpx.Client) -> None:
    for path in ("/healthz", "/api/catalog", session, f"{session}/history"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_ever_under_an_address_that_changes_with_them(
    client: httpx.Client,
) -> None:
    for path in ("icons/favicon.svg", "js/docs.js", "docs/swagger-ui.css"):
        answer = client.get(f"{root(client)}/{path}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == FOR_EVER
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_static_files_have_their_types(client: httpx.Client) -> None:
    for path, kind in (
        ("js/docs.js", "text/javascript"),
        ("icons/favicon.svg", "image/svg+xml"),
        ("docs/swagger-ui.css", "text/css"),
        ("vendor/plotly.min.js", "text/javascript"),
    ):
        assert client.get(f"{root(client)}/{path}").headers["content-type"].startswith(kind)


def test_plotly_comes_out_of_the_installed_package_compressed_and_for_ever(
    client: httpx.Client,
) -> None:
    with client.stream(
        "GET", f"{root(client)}/vendor/plotly.min.js", headers={"Accept-Encoding": "gzip"}
    ) as answer:
        assert answer.headers["cache-control"] == FOR_EVER
        assert answer.headers["content-encoding"] == "gzip"
        sent = sum(len(chunk) for chunk in answer.iter_raw())
    assert 500_000 < sent < 2_500_000


@pytest.mark.parametrize(
    "path", ["../pyproject.toml", "%2e%2e/pyproject.toml", "..%2f..%2fetc/passwd", "js", "", "js/"]
)
def test_nothing_beside_static_files_can_be_read(client: httpx.Client, path: str) -> None:
    assert client.get(f"{root(client)}/{path}").status_code in (404, 405)


def test_compression_is_what_the_client_can_read(client: httpx.Client) -> None:
    for encoding in ("gzip", "br", "zstd"):
        with client.stream("GET", "/api/catalog", headers={"Accept-Encoding": encoding}) as answer:
            assert answer.headers["content-encoding"] == encoding
            answer.read()
    plain = client.get("/api/catalog", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_the_icon_is_found_where_browsers_look(client: httpx.Client) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")


def test_the_documentation_needs_nothing_but_this_server(client: httpx.Client) -> None:
    page = client.get("/docs").text
    found = references(page)
    assert len(found) >= 4
    for reference in found:
        assert urlsplit(reference).netloc == ""
        assert client.get(reference).status_code == 200, reference
    assert inline_scripts(page) == []
    assert "<style" not in page
    styles = client.get(f"{root(client)}/docs/swagger-ui.css").text
    outside = [
        url for url in re.findall(r"url\(([^)]*)\)", styles) if "//" in url and "data:" not in url
    ]
    assert outside == []


def inline_scripts(page: str) -> list[str]:
    """Scripts that are run and stand in the page itself."""
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    return [
        body
        for attributes, body in scripts
        if body.strip() and "application/json" not in attributes
    ]


def test_the_openapi_document_names_every_documented_call(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    network = "/api/sessions/{id}/networks/{n}"
    documented = {
        "/healthz": {"get"},
        "/api/catalog": {"get"},
        "/api/sessions": {"post"},
        "/api/sessions/{id}": {"get", "delete"},
        "/api/sessions/{id}/data": {"get", "put"},
        "/api/sessions/{id}/features": {"put"},
        "/api/sessions/{id}/networks": {"post"},
        network: {"patch", "delete"},
        f"{network}/layers": {"post"},
        f"{network}/layers/{{i}}": {"patch", "delete"},
        "/api/sessions/{id}/step": {"post"},
        "/api/sessions/{id}/reset": {"post"},
        f"{network}/weights": {"get", "put", "patch"},
        f"{network}/gradients": {"get"},
        f"{network}/activations": {"get"},
        f"{network}/boundary": {"get"},
        "/api/sessions/{id}/history": {"get"},
    }
    for path, methods in documented.items():
        assert methods <= set(document["paths"][path]), path


def test_the_openapi_document_points_only_to_itself(client: httpx.Client) -> None:
    text = client.get("/openapi.json").text
    assert all(ref.startswith("#/") for ref in re.findall(r'"\$ref":\s*"([^"]*)"', text))
    assert "http://" not in text.replace("http://127.0.0.1", "")
    assert "https://" not in text


def boot(page: str) -> Any:
    found = re.search(r'<script[^>]*id="boot"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found.group(1))


def test_the_page_references_nothing_outside_of_this_server(client: httpx.Client) -> None:
    page = client.get("/").text
    found = references(page)
    assert len(found) > 10
    for reference in found:
        parts = urlsplit(reference)
        assert (parts.scheme, parts.netloc) == ("", "")
        if parts.path:
            assert client.get(reference).status_code == 200, reference
    assert inline_scripts(page) == []
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert client.get(boot(page)["plotly"]).status_code == 200


def test_no_file_of_the_page_loads_anything_from_elsewhere(client: httpx.Client) -> None:
    loading = re.compile(r"""(?:from|import|fetch|url)\s*\(?\s*["']?(https?:)?//""")
    for path in folder("static").rglob("*"):
        if path.suffix in (".js", ".css", ".html") and "vendor" not in path.parts:
            assert not loading.search(path.read_text(encoding="utf-8")), path


def test_the_page_brings_the_catalog_and_its_texts_along(client: httpx.Client, ok: Send) -> None:
    data = boot(client.get("/").text)
    assert data["catalog"] == ok("GET", "/api/catalog")
    assert data["version"] == __version__


ASKED: list[tuple[dict[str, Any], str]] = [
    ({}, "en"),
    ({"headers": {"Accept-Language": "ko"}}, "ko"),
    ({"headers": {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"}}, "ko"),
    ({"headers": {"Accept-Language": "fr-FR, ko;q=0.5"}}, "ko"),
    ({"headers": {"Accept-Language": "fr, de"}}, "en"),
    ({"headers": {"Accept-Language": b";;,,q=\xff"}}, "en"),
    ({"headers": {"Accept-Language": "ko", "Cookie": "language=en"}}, "en"),
    ({"headers": {"Cookie": "language=ko"}}, "ko"),
    ({"headers": {"Cookie": "language=tlh"}}, "en"),
    ({"params": {"lang": "ko"}}, "ko"),
    ({"params": {"lang": "en"}, "headers": {"Cookie": "language=ko"}}, "en"),
    ({"params": {"lang": "<script>"}}, "en"),
]


@pytest.mark.parametrize(("options", "language"), ASKED)
def test_the_page_speaks_the_language_asked_for(
    client: httpx.Client, options: dict[str, Any], language: str
) -> None:
    answer = client.get("/", **options)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert boot(answer.text)["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_page_is_missing(client: httpx.Client, language: str) -> None:
    """A key without a text would be shown as itself."""
    page = client.get("/", params={"lang": language}).text
    shown = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    attributes = re.findall(r'(?:title|aria-label|content)="([^"]*)"', shown)
    words = re.sub(r"<[^>]*>", "\n", shown).split("\n")
    missing = [
        w for w in map(str.strip, [*attributes, *words]) if re.fullmatch(r"[a-z]+(\.[a-z_]+)+", w)
    ]
    assert missing == []


def test_the_page_asks_ahead_for_what_it_begins_with_and_for_nothing_else(
    client: httpx.Client,
) -> None:
    page = client.get("/").text
    preloaded = {
        address.partition("/js/")[2]
        for address in re.findall(r'rel="modulepreload" href="([^"]+)"', page)
    }
    assert {"main.js", "views/output.js", "lib/plot.js"} <= preloaded
    later = {"share/figures.js", "figures/diagram.js", "share/code.js", "views/bring.js", "docs.js"}
    assert not later & preloaded
    assert all((folder("static") / "js" / name).is_file() for name in later | preloaded)
