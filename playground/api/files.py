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
from playground.experiment.errors import Invalid, from_validation
from playground.files import numbers_csv
from playground.files.description import PlayPart
from playground.sessions import Session

from .dependencies import LimitsDep, SessionDep, StoreDep, Whole, ask, begin
from .edits import apply, same
from .file_schemas import (
    BYTES,
    CSV,
    CsvAnswer,
    CsvData,
    CsvLook,
    CsvLookAnswer,
    CsvPreview,
    CsvRequest,
    body_of,
    file_of,
)
from .requests import Request as Body
from .responses import Json
from .schemas import SessionAnswer, refusals

router = APIRouter(prefix="/api", tags=["files"])

Shape = TypeVar("Shape", bound=Body)
COLUMN = "the name of a column or its index from 0"
TO_TAKE = {"x1": COLUMN, "x2": COLUMN, "label": COLUMN, "task": "classification or regression"}
FILE_PATH = "/api/sessions/file"


async def _read(request: Request, shape: type[Shape]) -> tuple[Shape, str | None]:
    """Return what a body says, and the encoding that a table came in, None where it is JSON."""
    raw = await request.body()
    if _is_json(request):
        return _check(lambda: shape.model_validate_json(raw)), None
    text, encoding = files.decode(raw, request.query_params.get("encoding"))
    fields = _beside(request, text)
    return _check(lambda: shape.model_validate_strings(fields), "as a query parameter"), encoding


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


def _beside(request: Request, text: str) -> dict[str, Any]:
    """Return a table with what the address says of it."""
    fields = {**request.query_params, "text": text}
    fields.pop("encoding", None)
    return fields


def _check(validate: Callable[[], Shape], where: str = "") -> Shape:
    try:
        return validate()
    except ValidationError as error:
        raise _missing(error, where) or from_validation(error) from None


def _missing(error: ValidationError, where: str) -> Invalid | None:
    """Say what is to be taken from a table where nothing says it, and what that can be."""
    found = error.errors(include_url=False)
    fields = [str(one["loc"][0]) for one in found if one["type"] == "missing"]
    if not fields or fields[0] not in TO_TAKE:
        return None
    message = f"{fields[0]} is required{where and ' '}{where}: {TO_TAKE[fields[0]]}"
    others = "".join(f"; {name} too: {TO_TAKE[name]}" for name in fields[1:])
    return Invalid("missing_field", message + others, fields[0])


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

    Either JSON, or the table as it is in UTF-8, UTF-16 or CP949, or in what "encoding" says, with
    the other fields in the address. Refusals name the row as spreadsheets count them: "rows.7".
    """
    table, encoding = given

    def read() -> dict[str, Any]:
        return files.preview(table.table(limits), limits.classes)

    text = None if encoding is None else table.text
    return Json(await run_in_threadpool(read) | {"encoding": encoding, "text": text})


@router.post(
    "/csv/look",
    response_model=CsvLookAnswer,
    responses=refusals(),
    openapi_extra=body_of(CsvLook),
)
async def look_at_csv(request: Request, limits: LimitsDep) -> Json:
    """Say what a table would become; what is wrong with it is a part of the answer, row by row.

    The body as for a preview, with the columns where they are not to be guessed.
    """
    raw, encoding = await request.body(), None
    if _is_json(request):
        given = _check(lambda: CsvLook.model_validate_json(raw))
    else:
        asked = request.query_params.get("encoding")
        text = ""
        try:
            text, encoding = files.decode(raw, asked)
        except Invalid as refusal:
            if refusal.field == "encoding":
                raise
            return Json(files.nothing([refusal]) | {"encoding": asked, "text": None})
        given = _check(lambda: CsvLook.model_validate_strings(_beside(request, text)))
    seen = await run_in_threadpool(given.look, limits)
    return Json(seen | {"encoding": encoding, "text": None if encoding is None else given.text})


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

    answer = await ask(session, lambda: apply(session, limits, edit, same))
    return Json(answer | {"class_names": points.classes, "scales": points.describe_scales()})


@sessions.get("/data.csv", response_class=Response, responses=file_of(CSV))
async def read_data_csv(session: SessionDep) -> Response:
    """All points as a table: x1, x2, class or target, train or test.

    A class is its index, or its name where the classes of one's own points have names.
    """
    return await _csv(session, "data.csv", lambda: numbers_csv.data_csv(session.experiment))


@sessions.get("/networks/{n}/history.csv", response_class=Response, responses=file_of(CSV))
async def read_history_csv(session: SessionDep, n: Whole) -> Response:
    """The curves of a network as a table."""

    def write() -> str:
        return numbers_csv.history_csv(session.experiment.run(n))

    return await _csv(session, f"network-{n}-history.csv", write)


@sessions.get("/networks/{n}/weights.csv", response_class=Response, responses=file_of(CSV))
async def read_weights_csv(session: SessionDep, n: Whole) -> Response:
    """All parameters of a network as a table, layers and units counted from 0."""

    def write() -> str:
        return numbers_csv.weights_csv(session.experiment.run(n))

    return await _csv(session, f"network-{n}-weights.csv", write)


@sessions.get("/networks/{n}/predictions.csv", response_class=Response, responses=file_of(CSV))
async def read_predictions_csv(session: SessionDep, n: Whole) -> Response:
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
    epoch = max(run.now.counters.epoch for run in saved.memento.runs)
    name = f"{saved.memento.spec.data.dataset}_epoch_{epoch}.safetensors"
    return _attachment(await run_in_threadpool(files.save, saved), name, BYTES)


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
    return Json(await begin(store, saved.memento.spec, lambda new: _resume(new, saved)), 201)


def _resume(session: Session, saved: files.Saved) -> dict[str, Any]:
    files.resume(session.experiment, saved)
    session.past.timeline.begin(session.experiment, session.scheduler.clock())
    session.player.pace.unit, session.player.pace.rate = saved.play.unit, saved.play.rate
    session.announce()
    return session.describe()


router.include_router(sessions)
