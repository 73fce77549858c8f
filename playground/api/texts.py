"""Texts of the page in every language that there is, and which one a visitor gets."""

from __future__ import annotations

import functools
from typing import Any

import orjson
from starlette.requests import Request

from .assets import folder

LANGUAGES = ("en", "ko")


@functools.cache
def texts(language: str) -> dict[str, Any]:
    """Return all texts of a language, nested as in static/i18n; not to be changed."""
    found: dict[str, Any] = orjson.loads(
        (folder("static") / "i18n" / f"{language}.json").read_bytes()
    )
    return found


def lookup(language: str, key: str) -> str:
    """Return the text of a dotted key, or the key itself where there is none."""
    found: Any = texts(language)
    for step in key.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, str) else key


def choose_language(request: Request) -> str:
    """Return the language asked for by ?lang=, by cookie or by the browser; else English."""
    accepted = request.headers.get("accept-language", "")
    wished = [
        request.query_params.get("lang", ""),
        request.cookies.get("language", ""),
        *(part.split(";")[0].strip() for part in accepted.split(",")),
    ]
    for wish in wished:
        language = wish.lower().split("-")[0]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
