"""Files over HTTP: tables in and out, and a whole session as one file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from playground import files
from playground.experiment import ExperimentSpec
from playground.experiment.errors import from_validation
from playground.files import numbers_csv
from playground.files.description import PlayPart
from playground.sessions import Session

from .dependencies import LimitsDep, SessionDep, StoreDep, ask
from .edits import apply, same
from .file_schemas import BYTES, CSV, CsvAnswer, CsvData, CsvPreview, CsvRequest, body_of, file_of
from .requests import Request as Body
from .responses import Json
from .schemas import SessionAnswer, refusals

router = APIRouter(prefix="/api", tags=["files"])

Shape = TypeVar("Shape", bound=Body)
FILE_NAME = "session.safetensors"
FILE_PATH = "/api/sessions/file"


async def _read(request: Request, shape: type[Shape]) -> tuple[Shape, str | None]:
    """Return what a body says, and the encoding that a table came in, None where it is JSON."""
    raw = await request.body()
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            return shape.model_validate_json(raw), None
        text, encoding = files.decode(raw)
        fields = {**request.query_params, "text": text}
        return shape.model_validate_strings(fields, strict=False), encoding
    except ValidationError as error:
        raise from_validation(error) from None


async def read_csv(request: Request) -> tuple[CsvRequest, str | None]:
    return await _read(request, CsvRequest)


async def read_csv_data(request: Request) -> CsvData:
    return (await _read(request, CsvData))[0]


CsvDep = Annotated[tuple[CsvRequest, str | None], Depends(read_csv)]
CsvDataDep = Annotated[CsvData, Depends(read_csv_data)]


@router.post(
    "/csv",
    response_model=CsvPreview,
    responses=refusals(),
    openapi_extra=body_of(CsvRequest),
)
async def preview_csv(given: CsvDep, limits: LimitsDep) -> Json:
    """Look at a table before it is taken.

    Either JSON, or the table as it is in UTF-8, UTF-16 or CP949, with the other fields in the
    address. Refusals name the row as spreadsheets count them: "rows.7".
    """
    table, encoding = given

    def read() -> dict[str, Any]:
        return files.preview(table.table(limits), limits.classes)

    text = None if encoding is None else table.text
    return Json(await run_in_threadpool(read) | {"encoding": encoding, "text": text})


sessions = APIRouter(prefix="/sessions/{id}", responses=refusals(404, 429))


@sessions.put("/data/csv", response_model=CsvAnswer, openapi_extra=body_of(CsvData))
async def replace_data_by_csv(session: SessionDep, limits: LimitsDep, given: CsvDataDep) -> Json:
    """Learn from the points of a table; weights stay where the shapes still fit.

    Words are classes in alphabetical order; whole numbers from 0 are class indices as they are.
    Standardised are x1, x2 and, for regression, the targets. Refusals name row and column:
    "rows.7.x2".
    """

    def take() -> files.Points:
        return files.take(given.table(limits), given.choice(), limits.classes)

    points = await run_in_threadpool(take)

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return files.replace_data(spec, points, given.task)

    scales = {
        role: {"mean": scale.mean, "deviation": scale.deviation}
        for role, scale in points.scales.items()
    }
    answer = await ask(session, lambda: apply(session, limits, edit, same))
    return Json(answer | {"class_names": points.classes, "scales": scales})


@sessions.get("/data.csv", response_class=Response, responses=file_of(CSV))
async def read_data_csv(session: SessionDep) -> Response:
    """All points as a table: x1, x2, class index or target, train or test."""
    return await _csv(session, "data.csv", lambda: numbers_csv.data_csv(session.experiment))


@sessions.get("/networks/{n}/history.csv", response_class=Response, responses=file_of(CSV))
async def read_history_csv(session: SessionDep, n: int) -> Response:
    """The curves of a network as a table."""

    def write() -> str:
        return numbers_csv.history_csv(session.experiment.run(n))

    return await _csv(session, f"network-{n}-history.csv", write)


@sessions.get("/networks/{n}/weights.csv", response_class=Response, responses=file_of(CSV))
async def read_weights_csv(session: SessionDep, n: int) -> Response:
    """All parameters of a network as a table, layers and units counted from 0."""

    def write() -> str:
        return numbers_csv.weights_csv(session.experiment.run(n))

    return await _csv(session, f"network-{n}-weights.csv", write)


@sessions.get("/networks/{n}/predictions.csv", response_class=Response, responses=file_of(CSV))
async def read_predictions_csv(session: SessionDep, n: int) -> Response:
    """What a network answers for every point, as a table."""

    def write() -> str:
        return numbers_csv.predictions_csv(session.experiment, session.experiment.run(n))

    return await _csv(session, f"network-{n}-predictions.csv", write)


async def _csv(session: Session, name: str, write: Callable[[], str]) -> Response:
    return _attachment(await ask(session, write), name, CSV)


def _attachment(content: str | bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


@sessions.get("/file", response_class=Response, responses=file_of(BYTES))
async def read_file(session: SessionDep) -> Response:
    """The whole session as one safetensors file, to go on with bit for bit.

    Steps to undo and moments to go back to stay behind.
    """
    saved = await ask(session, lambda: _save(session))
    return _attachment(await run_in_threadpool(files.save, saved), FILE_NAME, BYTES)


def _save(session: Session) -> files.Saved:
    pace = session.player.pace
    play = PlayPart(unit=pace.unit, rate=pace.rate)
    return files.Saved(session.experiment.memento(), session.experiment.data, play)


@router.post(
    "/sessions/file",
    status_code=201,
    response_model=SessionAnswer,
    responses=refusals(429),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def open_file(request: Request, store: StoreDep, limits: LimitsDep) -> Json:
    """Start a session that goes on from a file, paused."""
    raw = await request.body()
    saved = await run_in_threadpool(files.load, raw, limits)
    session = await run_in_threadpool(store.create, saved.memento.spec)
    try:
        return Json(await ask(session, lambda: _resume(session, saved)), 201)
    except Exception:
        store.delete(session.id)
        raise


def _resume(session: Session, saved: files.Saved) -> dict[str, Any]:
    files.resume(session.experiment, saved)
    session.past.timeline.begin(session.experiment, session.scheduler.clock())
    session.player.pace.unit, session.player.pace.rate = saved.play.unit, saved.play.rate
    session.announce()
    return session.describe()


router.include_router(sessions)
