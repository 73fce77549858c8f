"""Sessions over HTTP: create, read, train, delete."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import Future
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from playground.experiment import ExperimentSpec, edits
from playground.sessions import Session, SessionError

from .dependencies import LimitsDep, SessionDep, StoreDep, ask
from .requests import ResetRequest, StepRequest
from .responses import Json
from .schemas import HistoryAnswer, SessionAnswer, Status, json_body, refusals

router = APIRouter(prefix="/api/sessions", tags=["sessions"])


@router.post(
    "",
    status_code=201,
    response_model=SessionAnswer,
    responses=refusals(429),
    openapi_extra=json_body(ExperimentSpec, {}),
)
async def create_session(
    store: StoreDep, limits: LimitsDep, experiment: Annotated[dict[str, Any], Body()]
) -> Json:
    """Start a session with an experiment; what is left out gets its default."""
    spec = edits.parse(experiment)
    limits.check(spec)
    session = await run_in_threadpool(store.create, spec)
    return Json(await ask(session, session.describe), 201)


@router.get("/{id}", response_model=SessionAnswer, responses=refusals(404, 429))
async def read_session(session: SessionDep) -> Json:
    """The experiment with all fields filled in, and the status."""
    return Json(await ask(session, session.describe))


@router.delete("/{id}", status_code=204, responses=refusals(404))
async def delete_session(id: str, store: StoreDep) -> Response:
    """End a session."""
    store.delete(id)
    return Response(status_code=204)


@router.post("/{id}/step", response_model=Status, responses=refusals(404, 409, 429))
async def take_steps(
    session: SessionDep, step: StepRequest, limits: LimitsDep, request: Request
) -> Json:
    """Train all networks by so many epochs, mini-batches or single samples."""
    unit, count = step.amount(limits)
    done = await ask(session, lambda: session.step(unit, count))
    finished = asyncio.wrap_future(done)
    gone = asyncio.create_task(_give_up_when_gone(session, done, request))
    try:
        return Json(await finished)
    finally:
        gone.cancel()


async def _give_up_when_gone(
    session: Session, done: Future[dict[str, Any]], request: Request
) -> None:
    """Take no further steps for a client that has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    with contextlib.suppress(SessionError):
        session.call(lambda: session.give_up_steps(done), always=True)


@router.post("/{id}/reset", response_model=Status, responses=refusals(404, 429))
async def reset_session(session: SessionDep, reset: ResetRequest) -> Json:
    """Start again from the same initial weights, or from those of another seed."""
    return Json(await ask(session, lambda: _reset(session, reset.seed)))


def _reset(session: Session, seed: int | None) -> dict[str, Any]:
    session.give_up_steps()
    session.edit(lambda: session.experiment.reset(seed))
    return session.status()


@router.get("/{id}/history", response_model=HistoryAnswer, responses=refusals(404, 429))
async def read_history(session: SessionDep) -> Json:
    """The curves of every network from its last reset to now, thinned out evenly when they get
    long."""
    return Json(await ask(session, session.experiment.curves))
