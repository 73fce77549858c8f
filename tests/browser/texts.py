"""The page's texts, looked up as the page looks them up."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "static" / "i18n"
LANGUAGES = ("en", "ko")


@functools.cache
def read(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


def leaves(language: str) -> dict[str, str]:
    """Every text by its dotted key."""
    return dict(_leaves(read(language), ""))


def _leaves(texts: dict[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield above + key, value


class Texts:
    """Texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text under a dotted key with its {names} filled in; "amount" or "count" chooses
        between its forms "one" and "other"."""
        return _fill(self._form(key, values), values)

    def pattern(self, key: str, **values: object) -> re.Pattern[str]:
        """The text as a pattern, in which the {names} that are not given are groups."""
        parts = re.split(r"(\{\w+\})", _fill(self._form(key, values), values))
        return re.compile(
            "".join(
                "(.+?)" if re.fullmatch(r"\{\w+\}", part) else re.escape(part) for part in parts
            )
            + "$"
        )

    def _form(self, key: str, values: dict[str, object]) -> str:
        found: Any = read(self.language)
        for part in key.split("."):
            found = found[part]
        if isinstance(found, dict):
            one = self.language == "en" and values.get("amount", values.get("count")) == 1
            found = found["one" if one and "one" in found else "other"]
        assert isinstance(found, str), f"{key} is no text"
        return found


def _fill(text: str, values: dict[str, object]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: str(values.get(m[1], m[0])), text)
