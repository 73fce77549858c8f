"""The backward pass in numbers over HTTP: look at a step, then take that very step."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool

from playground.experiment import Invalid, passes
from playground.experiment.formulas import formulas
from playground.experiment.notation import Formula
from playground.experiment.sources import Choice
from playground.sessions import Session

from .dependencies import SessionDep, Whole, ask
from .edits import edit_answer
from .instrument_schemas import FormulasAnswer, PassAnswer
from .instruments import listed
from .mathml import to_mathml
from .requests import ApplyRequest
from .responses import Json
from .schemas import EditAnswer, refusals

router = APIRouter(
    prefix="/api/sessions/{id}/networks/{n}/pass",
    tags=["instruments"],
    responses=refusals(404, 429),
)
Index = Annotated[Whole, Query(ge=0)]
Coordinate = Annotated[float | None, Query(ge=-1e6, le=1e6, allow_inf_nan=False)]


async def get_choice(
    train: Annotated[Whole | None, Query(ge=0)] = None,
    x1: Coordinate = None,
    x2: Coordinate = None,
    label: Coordinate = None,
) -> Choice:
    """Samples to make a step from: a training point, any point, or else the next mini-batch."""
    return choose(train, x1, x2, label)


def choose(train: int | None, x1: float | None, x2: float | None, label: float | None) -> Choice:
    """Check that it is one point, a training point, or neither.

    Raises:
        Invalid: both, or a part of a point.
    """
    given = {"x1": x1, "x2": x2, "label": label}
    missing = [name for name, value in given.items() if value is None]
    if len(missing) == len(given):
        return Choice(train)
    if missing:
        raise Invalid("missing_field", "give x1, x2 and label, or none of them", missing[0])
    if train is not None:
        raise Invalid("invalid_value", "give either train or a point, not both", "train")
    return Choice(point=(x1 or 0.0, x2 or 0.0, label or 0.0))


ChoiceDep = Annotated[Choice, Depends(get_choice)]


@router.get("", response_model=PassAnswer)
async def read_pass(session: SessionDep, n: Whole, choice: ChoiceDep) -> Json:
    """One training step in numbers; without a choice that of the next mini-batch."""

    def read() -> Any:
        return listed(passes.look_ahead(session.experiment.run(n), choice).as_dict())

    return Json(await ask(session, read))


@router.get("/formula", response_model=FormulasAnswer, response_model_exclude_unset=True)
async def read_formulas(
    session: SessionDep,
    n: Whole,
    choice: ChoiceDep,
    layer: Index,
    unit: Index,
    sample: Index = 0,
    input: Index = 0,
) -> Json:
    """The step's equations with the numbers of one unit, one sample and one of its weights."""

    def read() -> dict[str, Formula]:
        found = passes.look_ahead(session.experiment.run(n), choice)
        return formulas(found, layer, unit, sample, input)

    told = await ask(session, read)
    return Json(await run_in_threadpool(_as_mathml, told))


def _as_mathml(told: dict[str, Formula]) -> dict[str, dict[str, str]]:
    return {
        name: {"symbols": to_mathml(formula.symbols), "numbers": to_mathml(formula.numbers)}
        for name, formula in told.items()
    }


@router.post("/apply", response_model=EditAnswer, responses=refusals(409))
async def apply_pass(session: SessionDep, n: Whole, request: ApplyRequest) -> Json:
    """Take exactly the step that was looked at; refused where the network has trained on since,
    and with the step's name also where anything else has made it another one."""
    return Json(await ask(session, lambda: _apply(session, n, request)))


def _apply(session: Session, n: int, asked: ApplyRequest) -> dict[str, Any]:
    run = session.experiment.run(n)
    choice = choose(asked.train, asked.x1, asked.x2, asked.label)
    session.take(lambda: passes.prepare(run, choice, asked.iteration, asked.step))
    return edit_answer(session, ["kept"] * len(session.experiment.runs))
