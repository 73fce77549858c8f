"""Links over HTTP: an experiment as the end of an address, and back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool

from playground.experiment import ExperimentSpec, weights
from playground.links import GROUPS, LONGEST, Opened, open_in, read_link, write_link
from playground.sessions import Session

from .dependencies import LimitsDep, SessionDep, StoreDep, ask, begin
from .edits import edit_answer
from .requests import Request
from .responses import Json
from .schemas import Answer, EditAnswer, SessionAnswer, WeightsAnswer, refusals

router = APIRouter(prefix="/api", tags=["links"])

Names = Annotated[str, Query(max_length=2_000)]


class LinkRequest(Request):
    """A link of this playground or of TensorFlow Playground, whole or only its hash."""

    address: str


class LinkAnswer(Answer):
    """What to put after the address of the page.

    The fragment is null where it would be too long for a link; the short one says the same
    without weights and points, and is for people to read where there are points of one's own.
    Where even without weights it is too long, leaving them out does not help.
    """

    fragment: str | None
    short: str
    bytes: int
    bytes_without_weights: int
    longest: int
    too_long: bool


class NoticeAnswer(Answer):
    """Something that is not quite as the link had it; the page puts code and values into words."""

    code: str
    values: dict[str, float | int | str]


class BesideAnswer(Answer):
    """What a link holds beside an experiment."""

    hide: list[str]
    view: dict[str, bool]
    source: Literal["playground", "tensorflow"]
    warnings: list[NoticeAnswer]


class OpenedAnswer(BesideAnswer):
    """What a link holds. The weights are bodies for PUT of each network's weights."""

    experiment: ExperimentSpec
    weights: list[WeightsAnswer] | None


class LinkedEditAnswer(EditAnswer):
    """An edit, and what else was in the link."""

    link: BesideAnswer


class LinkedSessionAnswer(SessionAnswer):
    """A session, and what else was in the link."""

    link: BesideAnswer


class HideableAnswer(Answer):
    """What a link can hide on the page, by the part that it belongs to."""

    groups: dict[str, list[str]]


@router.get("/links/hideable", response_model=HideableAnswer)
async def read_hideable() -> Json:
    """Names of what a link can hide on the page."""
    return Json({"groups": GROUPS})


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
    plain = text
    if numbers:
        plain = await run_in_threadpool(write_link, spec, None, names, view)
    return Json(
        {
            "fragment": None if too_long else text,
            "short": write_link(spec, None, names, view, with_points=False),
            "bytes": len(text),
            "bytes_without_weights": len(plain),
            "longest": LONGEST,
            "too_long": too_long,
        }
    )


@router.post("/links", response_model=OpenedAnswer, responses=refusals())
async def open_link(link: LinkRequest, limits: LimitsDep) -> Json:
    """Read a link, its own or TensorFlow Playground's, and say what is not quite the same."""
    opened = await run_in_threadpool(read_link, link.address, limits)
    return Json(opened.describe())


@router.put("/sessions/{id}/link", response_model=LinkedEditAnswer, responses=refusals(404, 429))
async def open_link_here(session: SessionDep, link: LinkRequest, limits: LimitsDep) -> Json:
    """Put what a link holds in place of the experiment, with its weights: one edit, paused."""
    opened = await run_in_threadpool(read_link, link.address, limits)
    return Json(await ask(session, lambda: _replace(session, opened)))


def _replace(session: Session, opened: Opened) -> dict[str, Any]:
    session.pause()
    kept = session.edit(lambda: open_in(session.experiment, opened))
    return edit_answer(session, kept) | {"link": opened.describe_beside()}


@router.post(
    "/sessions/link", status_code=201, response_model=LinkedSessionAnswer, responses=refusals(429)
)
async def open_link_anew(link: LinkRequest, store: StoreDep, limits: LimitsDep) -> Json:
    """Start a session with what a link holds, and with its weights."""
    opened = await run_in_threadpool(read_link, link.address, limits)
    return Json(await begin(store, opened.experiment, lambda new: _begin(new, opened)), 201)


def _begin(session: Session, opened: Opened) -> dict[str, Any]:
    open_in(session.experiment, opened)
    session.past.timeline.begin(session.experiment, session.scheduler.clock())
    return session.describe() | {"link": opened.describe_beside()}
