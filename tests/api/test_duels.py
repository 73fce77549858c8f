"""Ready-made comparisons over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground.experiment.duels import DUELS, SECONDS
from playground.sessions.pace import Pace

Send = Callable[..., Any]
TEXTS = Path(__file__).parents[2] / "static" / "i18n"


def test_every_duel_is_listed_with_a_complete_experiment_and_its_pace(ok: Send) -> None:
    duels = ok("GET", "/api/duels")["duels"]
    assert [duel["key"] for duel in duels] == [duel.key for duel in DUELS]
    for given, duel in zip(duels, DUELS, strict=True):
        assert set(given) == {"key", "experiment", "play", "seconds", "norm"}
        assert given["experiment"] == json.loads(json.dumps(duel.experiment.model_dump()))
        assert given["seconds"] == SECONDS == 10
        assert Pace(**given["play"]).rate == duel.rate


def test_a_session_can_become_any_of_them(ok: Send, new_session: Send) -> None:
    session = new_session({})
    for duel in ok("GET", "/api/duels")["duels"]:
        answer = ok("PUT", f"{session}/experiment", duel["experiment"])
        assert answer["experiment"] == duel["experiment"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_duel_is_put_into_words(language: str) -> None:
    texts = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))["duels"]
    for duel in DUELS:
        assert set(texts[duel.key]) == {"title", "text", "seen"}
