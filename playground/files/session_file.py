"""A whole session as one file, and back: training on gives the same numbers bit for bit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from playground.engine.types import Array
from playground.experiment import Experiment, ExperimentSpec, Limits, edits
from playground.experiment.data import Data, Part, draw
from playground.experiment.data_spec import CUSTOM
from playground.experiment.errors import Invalid, from_validation
from playground.experiment.memento import Memento

from .container import pack, unpack
from .description import VERSION, Description, NetworkPart, PlayPart
from .network_arrays import NetworkArrays
from .shelf import Shelf, refuse

CLOSE = 1e-9
"""Machines differ in the last digits of a sine; points that differ by more are others."""


@dataclass(frozen=True)
class Saved:
    """What a file holds.

    Attributes:
        memento: the experiment, full.
        data: its points.
        play: its pace.
    """

    memento: Memento
    data: Data
    play: PlayPart


def save(saved: Saved) -> bytes:
    """Write a file."""
    memento, data = saved.memento, saved.data
    spec = memento.spec
    arrays: dict[str, Any] = {"data.train": _table(data.train), "data.test": _table(data.test)}
    described = spec.model_dump(mode="json", exclude={"data": {"points"}})
    if spec.data.points is not None:
        arrays["data.points"] = np.array([[p.x1, p.x2, p.label] for p in spec.data.points])
    for n, run in enumerate(memento.runs):
        arrays |= NetworkArrays(spec, n, len(data.train)).write(run, run.history().points)
    description = Description(
        version=VERSION,
        experiment=described,
        networks=[NetworkPart.of(run) for run in memento.runs],
        unfinished=list(memento.unfinished),
        play=saved.play,
    )
    return pack(description.model_dump(), arrays)


def load(raw: bytes, limits: Limits) -> Saved:
    """Read a file that may come from anybody.

    Args:
        raw: the file.
        limits: how large its experiment may be.

    Raises:
        Invalid: it is no file of a session, or holds what no session can.
    """
    given, arrays = unpack(raw)
    description, shelf = _describe(given, limits), Shelf(arrays)
    spec = _experiment(description.experiment, shelf, limits)
    if len(description.networks) != len(spec.networks):
        raise refuse("networks", f"must describe {len(spec.networks)} networks")
    unfinished = description.unfinished
    if len(set(unfinished)) < len(unfinished) or max(unfinished, default=0) >= len(spec.networks):
        raise refuse("unfinished", "must name networks, none twice")
    data = draw(spec)
    for name, part in (("data.train", data.train), ("data.test", data.test)):
        points = shelf.numbers(name, len(part), 3)
        if not np.allclose(points, _table(part), rtol=CLOSE, atol=CLOSE):
            reason = "holds other points than the data set has here: another version"
            raise refuse(name, reason, "other_version")
    runs = tuple(
        NetworkArrays(spec, n, len(data.train)).read(part, shelf, limits.epochs)
        for n, part in enumerate(description.networks)
    )
    shelf.finish()
    memento = Memento(spec, runs, tuple(unfinished), (None,) * len(runs))
    return Saved(memento, data, description.play)


def resume(experiment: Experiment, saved: Saved) -> None:
    """Have an experiment go on from what a file held.

    All networks are measured anew: what is said of them is what their numbers give here.
    """
    experiment.restore(saved.memento)
    for run in experiment.runs:
        run.measure_gradients()


def _describe(given: Any, limits: Limits) -> Description:
    """Check the description; what is too long is refused before it costs any time."""
    if isinstance(given, dict) and given.get("version") != VERSION:
        found = str(given.get("version"))[:20]
        reason = f"must be {VERSION}, not {found}: another version wrote it"
        raise refuse("version", reason, "other_version")
    networks = given.get("networks") if isinstance(given, dict) else None
    if isinstance(networks, list) and len(networks) > limits.networks:
        raise refuse("networks", f"may describe at most {limits.networks} networks")
    try:
        return Description.model_validate(given)
    except ValidationError as error:
        raise from_validation(error, ("file",)) from None


def _experiment(given: dict[str, Any], shelf: Shelf, limits: Limits) -> ExperimentSpec:
    networks = given.get("networks")
    if isinstance(networks, list) and len(networks) > limits.networks:
        raise refuse("experiment.networks", f"may be at most {limits.networks}")
    data = given.get("data")
    if isinstance(data, dict) and data.get("dataset") == CUSTOM:
        given = {**given, "data": {**data, "points": _own_points(shelf, limits)}}
    try:
        spec = edits.parse(given)
        limits.check(spec)
    except Invalid as error:
        field = f"file.experiment.{error.field}" if error.field else "file.experiment"
        message = f"this file cannot be opened: {error.message}"
        raise Invalid(error.code, message, field) from None
    return spec


def _own_points(shelf: Shelf, limits: Limits) -> list[dict[str, float]]:
    table = shelf.numbers("data.points", None, 3)
    if len(table) > limits.samples:
        raise refuse("data.points", f"may hold at most {limits.samples} points, not {len(table)}")
    return [{"x1": x1, "x2": x2, "label": label} for x1, x2, label in table.tolist()]


def _table(part: Part) -> Array:
    return np.column_stack([part.points, part.labels]).astype(np.float64)
