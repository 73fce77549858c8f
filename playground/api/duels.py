"""Ready-made comparisons, to start with one click."""

from __future__ import annotations

import functools
from typing import Any

from fastapi import APIRouter

from playground.experiment.duels import DUELS, SECONDS, Duel

from .responses import Json
from .schemas import DuelsAnswer

router = APIRouter(prefix="/api", tags=["catalog"])


@router.get("/duels", response_model=DuelsAnswer)
def read_duels() -> Json:
    """Every duel: its experiment, how fast to play it, and after how long its point is seen."""
    return Json(duels())


@functools.cache
def duels() -> dict[str, Any]:
    """Describe all duels; the result is not to be changed."""
    return {"duels": [_describe(duel) for duel in DUELS]}


def _describe(duel: Duel) -> dict[str, Any]:
    return {
        "key": duel.key,
        "experiment": duel.experiment.model_dump(),
        "play": {"unit": duel.unit, "rate": duel.rate},
        "seconds": SECONDS,
        "norm": duel.norm,
    }
