"""Frames: what the page draws, as one MessagePack map of small binary arrays.

Maps are quantised to bytes, where the eye cannot tell; weights are float32.
The layout of a frame is documented at build_frame; static/js/lib/frame.js reads it.
"""

from __future__ import annotations

import functools
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import msgpack
import numpy as np

from playground.engine import Score
from playground.engine.types import Array
from playground.experiment.experiment import Experiment
from playground.experiment.history import History, HistoryPoint
from playground.experiment.instruments import Wish, observe
from playground.experiment.run import Run
from playground.experiment.space import Steady

Packed = dict[str, Any]
RIVAL_RESOLUTION = 40
"""Grid points along one side of the surfaces that networks are compared by."""


COARSE_RESOLUTION, COARSE_UNIT_RESOLUTION = 40, 16
"""The most grid points along one side of surface and maps while frames have to be cheap."""


@dataclass(frozen=True)
class View:
    """What a client has on its screen.

    Attributes:
        network: index of the network that it looks at.
        resolution: grid points along one side of the surface.
        unit_resolution: the same for every unit's own map.
        active: False for a hidden page, which needs no frames.
        instrument: what it is to be shown besides, or None.
    """

    network: int = 0
    resolution: int = 100
    unit_resolution: int = 24
    active: bool = True
    instrument: Wish = None

    @functools.cached_property
    def coarse(self) -> View:
        """The same on a grid of fewer points."""
        return replace(
            self,
            resolution=min(self.resolution, COARSE_RESOLUTION),
            unit_resolution=min(self.unit_resolution, COARSE_UNIT_RESOLUTION),
        )


@dataclass
class Seen:
    """Which points of the curves a client has got already.

    Attributes:
        owner: the curves that it has.
        version: which version of them.
        count: how many of their points.
        rivals: the same of every network, where there are several.
        steady: the directions that the instrument drew last.
    """

    owner: History | None = None
    version: int = -1
    count: int = 0
    rivals: list[Seen] = field(default_factory=list)
    steady: Steady = field(default_factory=Steady)


@np.errstate(over="ignore")
def build_frame(experiment: Experiment, view: View, seen: Seen, head: Packed) -> bytes:
    """Encode all that the page shows of an experiment at this moment.

    Args:
        experiment: what to show.
        view: what of it, and how finely.
        seen: brought up to date, so that the next frame sends only new points of the curves.
        head: what the session knows: frame, playing, unit, rate, speed, engine,
            timeline, looking.

    Returns:
        A MessagePack map: the head, and
            network            index of the network shown
            networks           one status entry a network, as in the HTTP API
            structure_revision, data_revision   which session message it belongs to
            weights            f4 (P,), in the order of the parameter vector
            mask               u1 (P,), 0 marks a cut weight; null where nothing is cut
            frozen             u1 (P,), 1 marks a frozen parameter; null where nothing is
            kept               f4 (hidden units,), share of the last batch in which dropout kept
                               each; null without dropout
            surface            the output over the plane, u1, see surface()
            units              i1 (U, r, r) with a scale f4 (U,), see unit_maps()
            statistics         norms of gradients and health of units, layer by layer
            history            new points of the curves, see new_points()
            batch              u4, indices of the training points of the last update, or null
            instrument         what the view wishes to see besides, see instruments.observe()
            rivals             every network in short, where there are several, see rivals()
        An array is {"dtype", "shape", "data"}, little-endian.
    """
    index = min(view.network, len(experiment.runs) - 1)
    run = experiment.runs[index]
    parameters = run.network.parameters
    frame = head | {
        "network": index,
        "networks": _finite(experiment.status()),
        "structure_revision": experiment.structure_revision,
        "data_revision": experiment.data_revision,
        "weights": pack(parameters.values, "f4"),
        "mask": pack(parameters.connected, "u1") if parameters.cut.size else None,
        "frozen": pack(parameters.frozen, "u1") if parameters.frozen.any() else None,
        "kept": None if run.trainer.kept is None else pack(run.trainer.kept, "f4"),
        "surface": surface(run, view.resolution),
        "units": unit_maps(run, view.unit_resolution),
        "statistics": statistics(run),
        "history": new_points(run.history, seen),
        "batch": pack(run.trainer.batch, "u4") if run.trainer.batch.size else None,
        "instrument": pack_all(observe(run, view.instrument, seen.steady)),
    }
    if len(experiment.runs) > 1:
        frame["rivals"] = rivals(experiment, seen)
    return bytes(msgpack.packb(frame))


LAYOUTS = {name: np.dtype(name).newbyteorder("<") for name in ("f4", "f8", "i1", "u1", "u4")}


def pack(array: Array | np.ndarray[Any, Any], dtype: str) -> Packed:
    """Describe an array as {"dtype", "shape", "data"}, little-endian; too large for f4 is inf."""
    data = np.ascontiguousarray(array, dtype=LAYOUTS[dtype])
    return {"dtype": dtype, "shape": list(data.shape), "data": data.tobytes()}


def pack_all(value: Any) -> Any:
    """Describe every array, at any depth, by pack(); other numbers become None if not finite."""
    if isinstance(value, np.ndarray):
        return pack(value, value.dtype.str[1:])
    if isinstance(value, dict):
        return {key: pack_all(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [pack_all(entry) for entry in value]
    return _finite(value)


def _pack_few(values: Iterable[float]) -> Packed:
    """Describe f8 numbers that are not in an array yet."""
    listed = list(values)
    data = struct.pack(f"<{len(listed)}d", *listed)
    return {"dtype": "f8", "shape": [len(listed)], "data": data}


def surface(run: Run, resolution: int) -> Packed:
    """Evaluate the network over the plane, so that class 0 is low and class 1 high.

    One unit: {"kind": "scalar", "values": u1 (r, r), "low", "high"}, where
    value = low + (high − low) q/255; two softmax units show P(class 1).
    More units: {"kind": "classes", "labels", "confidence"}, both u1 (r, r).
    """
    shape, grid = (resolution, resolution), run.grid(resolution)
    if run.network.sizes[-1] > 2:
        labels, confidence = run.worker.classes(grid)
        return {
            "kind": "classes",
            "labels": pack(labels.reshape(shape), "u1"),
            "confidence": pack(confidence.reshape(shape), "u1"),
        }
    low, high = (0.0, 1.0) if run.network.output.coding != "plus_minus" else (-1.0, 1.0)
    values = pack(run.worker.levels(grid, low, high).reshape(shape), "u1")
    return {"kind": "scalar", "values": values, "low": low, "high": high}


def statistics(run: Run) -> Packed:
    """Return norms of gradients and health of units, a list each with one entry a layer."""
    norms, health = run.measure().norms, run.measure().health
    found: Packed = _finite(
        {
            "weights": norms.weights,
            "biases": norms.biases,
            "deltas": norms.deltas,
            "dead": health.dead,
            "saturated": health.saturated,
            "update_ratio": health.update_ratio,
        }
    )
    return found


def rivals(experiment: Experiment, seen: Seen) -> list[Packed]:
    """Encode every network in short, in order, the one on view included.

    Each is {"surface", "statistics", "history"} as in the frame itself, the surface with
    RIVAL_RESOLUTION points a side; which points of the curves were sent is kept for each apart.
    """
    del seen.rivals[len(experiment.runs) :]
    while len(seen.rivals) < len(experiment.runs):
        seen.rivals.append(Seen())
    return [
        {
            "surface": surface(run, RIVAL_RESOLUTION),
            "statistics": statistics(run),
            "history": new_points(run.history, own),
        }
        for run, own in zip(experiment.runs, seen.rivals, strict=True)
    ]


def unit_maps(run: Run, resolution: int) -> Packed:
    """Evaluate every unit over the plane: activation = scale · q / 127, see pictures.maps()."""
    scale, levels = run.worker.maps(run.grid(resolution))
    shape = (len(levels), resolution, resolution)
    return {"scale": pack(scale, "f4"), "values": pack(levels.reshape(shape), "i1")}


def new_points(history: History, seen: Seen) -> Packed:
    """Encode the points of the curves that the client has not got yet.

    {"version", "start", and per curve an array}; start 0 means that all points were replaced.
    """
    start = seen.count
    if seen.owner is not history or seen.version != history.version:
        start = 0
    points = history.points[start:]
    seen.owner, seen.version, seen.count = history, history.version, len(history.points)
    return {"version": history.version, "start": start} | curves(points)


def curves(points: list[HistoryPoint]) -> Packed:
    """Turn points into one array a curve; NaN where there is no value."""
    found = [point.measurement for point in points]
    return {
        "epoch": _pack_few(point.epoch for point in points),
        "train_loss": _pack_few(m.train.loss for m in found),
        "test_loss": _pack_few(m.test.loss if m.test else math.nan for m in found),
        "train_accuracy": _pack_few(_accuracy(m.train) for m in found),
        "test_accuracy": _pack_few(_accuracy(m.test) for m in found),
        "gradients": pack(np.array([m.norms.weights for m in found], dtype=np.float64), "f4"),
        "deltas": pack(np.array([m.norms.deltas for m in found], dtype=np.float64), "f4"),
    }


def _accuracy(score: Score | None) -> float:
    return math.nan if score is None or score.accuracy is None else score.accuracy


def _finite(value: Any) -> Any:
    """Replace every number that is not finite by None, at any depth."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return value
