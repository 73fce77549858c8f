"""A network to take away over HTTP: as a script, or as an ONNX model."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from playground.experiment import Invalid
from playground.export import Subject, take, write_onnx, write_script
from playground.sessions import Session

from .dependencies import LimitsDep, SessionDep, Whole, ask
from .responses import Json
from .schemas import Answer, refusals

router = APIRouter(
    prefix="/api/sessions/{id}/networks/{n}", tags=["export"], responses=refusals(404, 429)
)
ONNX = "application/octet-stream"


class RemarkAnswer(Answer):
    """One sentence of the note, for programs: its code, and the choice that it is about."""

    code: str
    given: str | None


class CodeAnswer(Answer):
    """A script, or why there is none: then code is null and note says it.

    Beside a script, note says where it differs from the playground; null where it does not. epoch
    is that of the moment that it was written from, epochs for how long it trains.
    """

    language: Literal["numpy", "pytorch", "keras", "sklearn"]
    filename: str
    code: str | None
    epoch: int
    epochs: int
    note: str | None
    remarks: list[RemarkAnswer]


@router.get("/code", response_model=CodeAnswer)
async def read_code(
    session: SessionDep,
    n: Whole,
    limits: LimitsDep,
    language: Literal["numpy", "pytorch", "keras", "sklearn"] = "numpy",
    weights: Literal["trained", "initial"] = "trained",
    epochs: Annotated[Whole | None, Query(ge=0)] = None,
) -> Json:
    """This very network as a complete script: data, features, weights, training, predictions.

    "initial" starts where training started and takes the samples in the same order; "trained" goes
    on from now. Without epochs, "trained" only answers, and "initial" trains for as long as the
    network has been trained, or 100 epochs where it has not been.
    """
    if epochs is not None and epochs > limits.epochs:
        message = f"epochs must be from 0 to {limits.epochs}, not {epochs}"
        raise Invalid("limit_exceeded", message, "epochs")
    subject = await ask(session, lambda: take(session.experiment.run(n), weights, epochs))
    script = await run_in_threadpool(write_script, subject, language)
    return Json(
        {
            "language": script.language,
            "filename": script.filename,
            "code": script.code,
            "epoch": subject.epoch,
            "epochs": subject.epochs,
            "note": script.note,
            "remarks": [{"code": said.code, "given": said.given} for said in script.remarks],
        }
    )


@router.get(
    "/onnx",
    response_class=Response,
    responses=refusals(409)
    | {200: {"content": {ONNX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_onnx(session: SessionDep, n: Whole) -> Response:
    """The network as it answers now, as an ONNX model: from points (n, 2) to answers (n, k)."""
    subject = await ask(session, lambda: _taken(session, n))
    model = await run_in_threadpool(write_onnx, subject)
    name = f"{subject.spec.data.dataset}.onnx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(model, media_type=ONNX, headers=headers)


def _taken(session: Session, n: int) -> Subject:
    return take(session.experiment.run(n))
