"""Links over HTTP: an experiment as the end of an address, and back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool

from playground.experiment import ExperimentSpec, weights
from playground.links import LONGEST, read_link, write_link

from .dependencies import LimitsDep, SessionDep, ask
from .requests import Request
from .responses import Json
from .schemas import Answer, WeightsAnswer, refusals

router = APIRouter(prefix="/api", tags=["links"])

Names = Annotated[str, Query(max_length=2_000)]


class LinkRequest(Request):
    """A link of this playground or of TensorFlow Playground, whole or only its hash."""

    address: str


class LinkAnswer(Answer):
    """What to put after the address of the page; null where it would be too long for a link."""

    fragment: str | None
    bytes: int
    longest: int
    too_long: bool


class NoticeAnswer(Answer):
    """Something that is not quite as the link had it; the page puts code and values into words."""

    code: str
    values: dict[str, float | int | str]


class OpenedAnswer(Answer):
    """What a link holds. The weights are bodies for PUT of each network's weights."""

    experiment: ExperimentSpec
    weights: list[WeightsAnswer] | None
    hide: list[str]
    view: dict[str, bool]
    source: Literal["playground", "tensorflow"]
    warnings: list[NoticeAnswer]


@router.get("/sessions/{id}/link", response_model=LinkAnswer, responses=refusals(404, 409, 429))
async def read_session_link(
    session: SessionDep,
    with_weights: Annotated[bool, Query(alias="weights")] = False,
    hide: Names = "",
    show_test: bool | None = None,
    hard: bool | None = None,
) -> Json:
    """The experiment as the end of an address: with its weights, hiding these controls."""

    def collect() -> tuple[ExperimentSpec, list[Any]]:
        live = session.experiment
        runs = live.runs if with_weights else []
        return live.spec, [weights.read_weights(run)["layers"] for run in runs]

    spec, numbers = await ask(session, collect)
    names = [name for name in hide.split(",") if name]
    given = {"show_test": show_test, "hard": hard}
    view = {key: on for key, on in given.items() if on is not None}
    text = await run_in_threadpool(write_link, spec, numbers, names, view)
    too_long = len(text) > LONGEST
    return Json(
        {
            "fragment": None if too_long else text,
            "bytes": len(text),
            "longest": LONGEST,
            "too_long": too_long,
        }
    )


@router.post("/links", response_model=OpenedAnswer, responses=refusals())
async def open_link(link: LinkRequest, limits: LimitsDep) -> Json:
    """Read a link, its own or TensorFlow Playground's, and say what is not quite the same."""
    opened = await run_in_threadpool(read_link, link.address, limits)
    return Json(opened.describe())
