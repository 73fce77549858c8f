"""Edits over HTTP: data, features, networks and layers, while the session runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from playground.experiment import (
    ExperimentSpec,
    LayerSpec,
    Limits,
    NetworkSpec,
    edits,
)
from playground.experiment.experiment import Kept
from playground.experiment.surface import feature_maps
from playground.sessions import Session

from .change_schemas import DataChange, FeatureList, FeaturesChange, NewLayer, NewNetwork
from .dependencies import Change, LimitsDep, SessionDep, Whole, ask
from .responses import Json
from .schemas import DataAnswer, EditAnswer, json_body, refusals

router = APIRouter(prefix="/api/sessions/{id}", tags=["edits"], responses=refusals(404, 429))

MAP_RESOLUTION = 24
Edit = Callable[[ExperimentSpec], ExperimentSpec]
Fresh = Annotated[
    bool, Query(description="Start all networks again from their initial weights, in one edit.")
]


def apply(
    session: Session,
    limits: Limits,
    edit: Edit,
    sources: Callable[[int], list[int | None]],
    fresh: bool = False,
) -> dict[str, Any]:
    """Edit the experiment of a session, keeping all weights that still fit.

    Args:
        edit: from the present description to the next; may refuse.
        sources: from the present number of networks to the origin of each next one.
        fresh: start again from the initial weights, as a part of the same edit. Default false.
    """
    experiment = session.experiment
    spec = edit(experiment.spec)
    limits.check(spec)
    origins = sources(len(experiment.runs))

    def change() -> list[Kept]:
        kept = experiment.apply(spec, origins)
        if not fresh:
            return kept
        experiment.reset(None)
        return ["reset"] * len(kept)

    return edit_answer(session, session.edit(change))


def edit_answer(session: Session, kept: list[Kept]) -> dict[str, Any]:
    """Report on an edit that has been made: what became of each network's weights, what is now."""
    past = session.past.describe()
    return {
        "revision": session.revision,
        "structure_revision": session.experiment.structure_revision,
        "weights": "reset" if "reset" in kept else "kept",
        "networks": kept,
        "experiment": session.experiment.spec.model_dump(),
        "status": session.status(),
        "undo": past["undo"],
        "redo": past["redo"],
    }


def same(count: int) -> list[int | None]:
    """Every network comes from that of the same index."""
    return list(range(count))


@router.get("/data", response_model=DataAnswer)
async def read_data(session: SessionDep) -> Json:
    """Training and test points, and the part of the plane that is drawn."""
    return Json(await ask(session, lambda: _data(session)))


def _data(session: Session) -> dict[str, Any]:
    data = session.experiment.data
    (x1_low, x1_high), (x2_low, x2_high) = data.domain
    parts = {
        name: {
            "x1": part.points[:, 0].tolist(),
            "x2": part.points[:, 1].tolist(),
            "label": session.experiment.label_list(part),
        }
        for name, part in (("train", data.train), ("test", data.test))
    }
    maps = feature_maps(session.experiment.runs[0], MAP_RESOLUTION)
    domain = {"x1": [x1_low, x1_high], "x2": [x2_low, x2_high]}
    spec = session.experiment.spec
    kind = {"task": spec.task, "classes": spec.classes}
    return parts | kind | {"domain": domain, "feature_maps": maps}


@router.put("/data", response_model=EditAnswer, openapi_extra=json_body(DataChange))
async def replace_data(session: SessionDep, limits: LimitsDep, data: Change) -> Json:
    """Replace the data; weights stay where the shapes still fit.

    The task follows the data set. Points of one's own keep it, unless "task" says another.
    """

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.replace_data(spec, data)

    return Json(await ask(session, lambda: apply(session, limits, edit, same)))


@router.put(
    "/features",
    response_model=EditAnswer,
    openapi_extra=json_body(FeatureList | FeaturesChange),
)
async def replace_features(
    session: SessionDep, limits: LimitsDep, features: Annotated[Any, Body()]
) -> Json:
    """Replace the features: a list of keys, or {"features": [keys]}."""

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.replace_features(spec, features)

    return Json(await ask(session, lambda: apply(session, limits, edit, same)))


@router.put("/experiment", response_model=EditAnswer, openapi_extra=json_body(ExperimentSpec))
async def replace_experiment(
    session: SessionDep, limits: LimitsDep, experiment: Change, fresh: Fresh = False
) -> Json:
    """Replace everything; weights stay where seed and shapes still fit."""
    spec = edits.parse(experiment)

    def sources(count: int) -> list[int | None]:
        return [n if n < count else None for n in range(len(spec.networks))]

    return Json(await ask(session, lambda: apply(session, limits, lambda _: spec, sources, fresh)))


@router.post(
    "/networks", status_code=201, response_model=EditAnswer, openapi_extra=json_body(NewNetwork)
)
async def add_network(session: SessionDep, limits: LimitsDep, network: Change) -> Json:
    """Add a network; {"copy_of": n, …changes} starts from network n's description."""

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.add_network(spec, network)

    def sources(count: int) -> list[int | None]:
        return [*range(count), None]

    return Json(await ask(session, lambda: apply(session, limits, edit, sources)), 201)


@router.patch("/networks/{n}", response_model=EditAnswer, openapi_extra=json_body(NetworkSpec))
async def change_network(
    session: SessionDep, limits: LimitsDep, n: Whole, change: Change, fresh: Fresh = False
) -> Json:
    """Change settings of a network; what can keep the weights keeps them."""

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.change_network(spec, n, change)

    return Json(await ask(session, lambda: apply_to_one(session, limits, edit, n, fresh)))


def apply_to_one(
    session: Session, limits: Limits, edit: Edit, n: int, fresh: bool = False
) -> dict[str, Any]:
    """Edit one network; the answer says whether its own weights were kept."""
    answer = apply(session, limits, edit, same, fresh)
    return answer | {"weights": answer["networks"][n]}


@router.delete("/networks/{n}", response_model=EditAnswer, responses=refusals(409))
async def remove_network(session: SessionDep, limits: LimitsDep, n: Whole) -> Json:
    """Remove a network; the last one stays."""

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.remove_network(spec, n)

    def sources(count: int) -> list[int | None]:
        return [source for source in range(count) if source != n]

    return Json(await ask(session, lambda: apply(session, limits, edit, sources)))


@router.post(
    "/networks/{n}/layers",
    status_code=201,
    response_model=EditAnswer,
    openapi_extra=json_body(NewLayer, {"index": 0, "units": 4, "activation": "relu"}),
)
async def insert_layer(session: SessionDep, limits: LimitsDep, n: Whole, layer: Change) -> Json:
    """Insert a hidden layer before the one at "index"; without an index after the last."""

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.insert_layer(spec, n, layer)

    return Json(await ask(session, lambda: apply_to_one(session, limits, edit, n)), 201)


@router.patch(
    "/networks/{n}/layers/{i}", response_model=EditAnswer, openapi_extra=json_body(LayerSpec)
)
async def change_layer(
    session: SessionDep, limits: LimitsDep, n: Whole, i: Whole, change: Change
) -> Json:
    """Change a hidden layer; another activation or dropout keeps the weights."""

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.change_layer(spec, n, i, change)

    return Json(await ask(session, lambda: apply_to_one(session, limits, edit, n)))


@router.delete("/networks/{n}/layers/{i}", response_model=EditAnswer)
async def remove_layer(session: SessionDep, limits: LimitsDep, n: Whole, i: Whole) -> Json:
    """Remove a hidden layer."""

    def edit(spec: ExperimentSpec) -> ExperimentSpec:
        return edits.remove_layer(spec, n, i)

    return Json(await ask(session, lambda: apply_to_one(session, limits, edit, n)))
