"""The numbers of a network over HTTP: weights, gradients, activations, boundary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query

from playground.experiment import Invalid, surface, weights
from playground.experiment.run import Run
from playground.sessions import Session

from .change_schemas import (
    FreezeChange,
    MaskChange,
    UnitFreezeChange,
    UnitMaskChange,
    WeightChange,
    WeightsChange,
)
from .dependencies import Change, LimitsDep, SessionDep, Whole, ask
from .responses import Json
from .schemas import (
    ActivationsAnswer,
    BoundaryAnswer,
    GradientsAnswer,
    WeightsAnswer,
    json_body,
    refusals,
)

router = APIRouter(
    prefix="/api/sessions/{id}/networks/{n}", tags=["numbers"], responses=refusals(404, 429)
)
CHANGE = {"layer": 0, "from": 1, "to": 2, "value": 0.5}
Coordinate = Annotated[float, Query(ge=-1e6, le=1e6, allow_inf_nan=False)]


@router.get("/weights", response_model=WeightsAnswer)
async def read_weights(session: SessionDep, n: Whole) -> Json:
    """All weights, biases, connections and normalisation parameters."""
    return Json(await ask(session, lambda: weights.read_weights(session.experiment.run(n))))


@router.put("/weights", response_model=WeightsAnswer, openapi_extra=json_body(WeightsChange))
async def write_weights(session: SessionDep, n: Whole, change: Change) -> Json:
    """Replace arrays; what is left out or null stays as it is."""
    return Json(await ask(session, lambda: _write(session, n, weights.write_weights, change)))


@router.patch(
    "/weights",
    response_model=WeightsAnswer,
    openapi_extra=json_body(WeightChange | MaskChange | FreezeChange, CHANGE),
)
async def write_one_weight(session: SessionDep, n: Whole, change: Change) -> Json:
    """Set one weight ("value"), cut or restore it ("mask"), or freeze or release it ("frozen").

    "from": null is the bias.
    """
    return Json(await ask(session, lambda: _write(session, n, weights.write_one, change)))


@router.post(
    "/units",
    response_model=WeightsAnswer,
    openapi_extra=json_body(UnitMaskChange | UnitFreezeChange, {"layer": 0, "unit": 2, "mask": 0}),
)
async def change_unit(session: SessionDep, n: Whole, change: Change) -> Json:
    """Cut or restore all wires of a unit ("mask"), or freeze or release what it learns."""
    return Json(await ask(session, lambda: _write(session, n, weights.write_unit, change)))


def _write(
    session: Session, n: int, write: Callable[[Run, dict[str, Any]], None], change: dict[str, Any]
) -> dict[str, Any]:
    run = session.experiment.run(n)
    session.edit(lambda: write(run, change))
    return weights.read_weights(run)


@router.get("/gradients", response_model=GradientsAnswer)
async def read_gradients(session: SessionDep, n: Whole) -> Json:
    """Gradients of the mean loss over the whole training set at the current weights."""
    return Json(await ask(session, lambda: weights.read_gradients(session.experiment.run(n))))


@router.get("/activations", response_model=ActivationsAnswer)
async def read_activations(session: SessionDep, n: Whole, x1: Coordinate, x2: Coordinate) -> Json:
    """One point followed through the network: its features, every layer's z and a."""
    return Json(await ask(session, lambda: surface.probe(session.experiment.run(n), x1, x2)))


@router.get("/boundary", response_model=BoundaryAnswer, response_model_exclude_unset=True)
async def read_boundary(
    session: SessionDep,
    n: Whole,
    limits: LimitsDep,
    resolution: Annotated[Whole, Query(ge=2)] = 50,
    layer: Whole | None = None,
    unit: Whole | None = None,
) -> Json:
    """The output over the plane, or with layer and unit the activation of that unit."""
    if resolution > limits.resolution:
        message = f"resolution must be from 2 to {limits.resolution}, not {resolution}"
        raise Invalid("limit_exceeded", message, "resolution")

    def read() -> dict[str, Any]:
        return surface.boundary(session.experiment.run(n), resolution, layer, unit)

    return Json(await ask(session, read))
