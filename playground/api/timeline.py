"""Undo, redo and the timeline over HTTP: back to before an edit, back to a moment of training."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from playground.experiment import Limits
from playground.sessions import Session

from .dependencies import LimitsDep, SessionDep, ask
from .edits import edit_answer
from .requests import BranchRequest, LookRequest
from .responses import Json
from .schemas import EditAnswer, TimelineAnswer, refusals

router = APIRouter(prefix="/api/sessions/{id}", tags=["timeline"], responses=refusals(404, 429))


@router.post("/undo", response_model=EditAnswer, responses=refusals(409))
async def undo(session: SessionDep) -> Json:
    """Go back to right before the last edit; training made since then is undone with it.

    "kept" are networks whose weights are what they were before the call.
    """
    return Json(await ask(session, lambda: edit_answer(session, session.undo())))


@router.post("/redo", response_model=EditAnswer, responses=refusals(409))
async def redo(session: SessionDep) -> Json:
    """Go forth to where the last undo was made; an edit since then leaves nothing to redo."""
    return Json(await ask(session, lambda: edit_answer(session, session.redo())))


@router.get("/timeline", response_model=TimelineAnswer)
async def read_timeline(session: SessionDep) -> Json:
    """Moments of training that are kept; the longer ago, the fewer."""
    return Json(await ask(session, session.past.moments))


@router.post("/timeline/look", response_model=EditAnswer)
async def look_back(session: SessionDep, look: LookRequest) -> Json:
    """Pause, and show a moment; null returns to the present.

    To play, step or edit while a moment is shown is to go on from there: the moments after it are
    dropped, and undo brings them back with the former present.
    """
    return Json(await ask(session, lambda: edit_answer(session, session.look(look.moment))))


@router.post(
    "/timeline/branch", status_code=201, response_model=EditAnswer, responses=refusals(409)
)
async def branch_off(session: SessionDep, branch: BranchRequest, limits: LimitsDep) -> Json:
    """Return to the present, and add to it a network as it was at a moment."""
    return Json(await ask(session, lambda: _branch(session, branch, limits)), 201)


def _branch(session: Session, branch: BranchRequest, limits: Limits) -> dict[str, Any]:
    return edit_answer(session, session.branch(branch.moment, branch.network, limits.check))
