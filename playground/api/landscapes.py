"""Loss landscapes over HTTP: begun, followed while they are computed, cancelled."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from playground.experiment.landscape import LandscapePlan
from playground.sessions import Session

from .dependencies import SessionDep, Whole, ask
from .instrument_schemas import LandscapeAnswer, LandscapeStarted
from .instruments import listed
from .requests import LandscapeRequest
from .responses import Json
from .schemas import refusals

router = APIRouter(prefix="/api/sessions/{id}", tags=["instruments"], responses=refusals(404, 429))


@router.post(
    "/networks/{n}/landscape",
    status_code=202,
    response_model=LandscapeStarted,
    responses=refusals(409),
)
async def start_landscape(session: SessionDep, n: Whole, request: LandscapeRequest) -> Json:
    """Begin to compute the loss over a plane through the current weights, beside training.

    One at a time: a newer one cancels an older one that is not done.
    """
    plan = LandscapePlan(request.directions, request.seed, request.resolution, request.span)
    return Json(await ask(session, lambda: _start(session, n, plan)), 202)


def _start(session: Session, n: int, plan: LandscapePlan) -> dict[str, Any]:
    told = session.start_landscape(n, plan)
    return {name: told[name] for name in ("id", "state", "progress")}


@router.get("/landscapes/{landscape}", response_model=LandscapeAnswer)
async def read_landscape(session: SessionDep, landscape: Whole) -> Json:
    """What is known of a landscape by now, and the paths of the networks that share it."""
    return Json(await ask(session, lambda: listed(session.landscape(landscape))))


@router.delete("/landscapes/{landscape}", status_code=204)
async def cancel_landscape(session: SessionDep, landscape: Whole) -> Response:
    """Give up a landscape that is not done; what is known of it can still be read."""
    await ask(session, lambda: session.background.cancel(landscape))
    return Response(status_code=204)
