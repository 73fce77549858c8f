"""Instruments over HTTP: a network seen from inside, at this moment."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query

from playground.experiment.histograms import Quantity, histograms
from playground.experiment.past_histograms import past_histograms
from playground.experiment.space import bent_space, parse_units

from .dependencies import SessionDep, Whole, ask
from .instrument_schemas import HistogramsAnswer, PastHistogramsAnswer, SpaceAnswer
from .responses import Json
from .schemas import refusals

router = APIRouter(
    prefix="/api/sessions/{id}/networks/{n}", tags=["instruments"], responses=refusals(404, 429)
)
Bins = Annotated[Whole, Query(ge=1, le=200)]


def listed(value: Any) -> Any:
    """Turn every array, at any depth, into nested lists."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: listed(entry) for key, entry in value.items()}
    return [listed(entry) for entry in value] if isinstance(value, list) else value


@router.get("/histograms", response_model=HistogramsAnswer)
async def read_histograms(session: SessionDep, n: Whole, bins: Bins = 40) -> Json:
    """Histograms of weights, biases, z, a and gradients over the training set, layer by layer."""

    def read() -> Any:
        return listed({"layers": histograms(session.experiment.run(n), bins)})

    return Json(await ask(session, read))


@router.get("/histograms/past", response_model=PastHistogramsAnswer)
async def read_past_histograms(
    session: SessionDep,
    n: Whole,
    layer: Annotated[Whole, Query(ge=0)],
    quantity: Quantity = "weights",
    bins: Bins = 40,
) -> Json:
    """A layer's numbers at every moment of the timeline, all in the same bins, the present last."""

    def read() -> Any:
        run, mementos = session.experiment.run(n), session.mementos()
        return listed(past_histograms(run, n, mementos, layer, quantity, bins))

    return Json(await ask(session, read))


@router.get("/space", response_model=SpaceAnswer)
async def read_space(
    session: SessionDep,
    n: Whole,
    layer: Annotated[Whole, Query(ge=0)],
    units: Annotated[str | None, Query(pattern=r"^\d{1,4},\d{1,4}$")] = None,
    resolution: Annotated[Whole, Query(ge=2, le=100)] = 25,
) -> Json:
    """The plane and the points as a layer sees them; "units": two indices such as 0,3."""
    wanted = parse_units(units)

    def read() -> Any:
        return listed(bent_space(session.experiment.run(n), layer, wanted, resolution).as_dict())

    return Json(await ask(session, read))
