"""Frames: what the page draws, as one MessagePack map of small binary arrays.

Maps are quantised to bytes, where the eye cannot tell; weights are float32.
The layout of a frame is documented at build_frame; static/js/lib/frame.js reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np

from playground.engine.types import Array
from playground.experiment.experiment import Experiment
from playground.experiment.history import History, HistoryPoint
from playground.experiment.run import Run
from playground.experiment.surface import evaluate

Packed = dict[str, Any]
LARGEST_DRAWN = 1e30
"""Activations beyond are drawn as this one, so that scales fit into float32."""


@dataclass(frozen=True)
class View:
    """What a client has on its screen.

    Attributes:
        network: index of the network that it looks at.
        resolution: grid points along one side of the surface.
        unit_resolution: the same for every unit's own map.
        active: False for a hidden page, which needs no frames.
    """

    network: int = 0
    resolution: int = 100
    unit_resolution: int = 24
    active: bool = True


@dataclass
class Seen:
    """Which points of the curves a client has got already."""

    owner: History | None = None
    version: int = -1
    count: int = 0


def build_frame(experiment: Experiment, view: View, seen: Seen, head: Packed) -> bytes:
    """Encode all that the page shows of an experiment at this moment.

    Args:
        experiment: what to show.
        view: what of it, and how finely.
        seen: brought up to date, so that the next frame sends only new points of the curves.
        head: what the session knows: frame, playing, unit, rate, speed.

    Returns:
        A MessagePack map: the head, and
            network            index of the network shown
            networks           one status entry a network, as in the HTTP API
            structure_revision, data_revision   which session message it belongs to
            weights            f4 (P,), in the order of the parameter vector
            mask               u1 (P,), 0 marks a cut weight; null where nothing is cut
            surface            the output over the plane, u1, see surface()
            units              i1 (U, r, r) with a scale f4 (U,), see unit_maps()
            statistics         norms of gradients and health of units, layer by layer
            history            new points of the curves, see new_points()
            batch              u4, indices of the training points of the last update, or null
        An array is {"dtype", "shape", "data"}, little-endian.
    """
    index = min(view.network, len(experiment.runs) - 1)
    run = experiment.runs[index]
    parameters = run.network.parameters
    measured = run.measure()
    answers = run.worker.answers(run.grid(view.resolution))
    frame = head | {
        "network": index,
        "networks": _finite(experiment.status()),
        "structure_revision": experiment.structure_revision,
        "data_revision": experiment.data_revision,
        "weights": pack(parameters.values, "f4"),
        "mask": pack(parameters.connected, "u1") if parameters.cut.size else None,
        "surface": surface(run, answers, view.resolution),
        "units": unit_maps(evaluate(run, view.unit_resolution), view.unit_resolution),
        "statistics": _finite(vars(measured.norms) | vars(measured.health)),
        "history": new_points(run.history, seen),
        "batch": pack(run.trainer.batch, "u4") if run.trainer.batch.size else None,
    }
    return bytes(msgpack.packb(frame))


def pack(array: Array | np.ndarray[Any, Any], dtype: str) -> Packed:
    """Describe an array as {"dtype", "shape", "data"}, little-endian."""
    with np.errstate(over="ignore"):
        data = np.ascontiguousarray(array, dtype=np.dtype(dtype).newbyteorder("<"))
    return {"dtype": dtype, "shape": list(data.shape), "data": data.tobytes()}


def surface(run: Run, answers: Array, resolution: int) -> Packed:
    """Quantise the answers over the plane, so that class 0 is low and class 1 high.

    One unit: {"kind": "scalar", "values": u1 (r, r), "low", "high"}, where
    value = low + (high − low) q/255; two softmax units show P(class 1).
    More units: {"kind": "classes", "labels", "confidence"}, both u1 (r, r).
    """
    shape = (resolution, resolution)
    if answers.shape[1] > 2:
        labels, confidence = answers.argmax(axis=1), answers.max(axis=1)
        return {
            "kind": "classes",
            "labels": pack(labels.reshape(shape), "u1"),
            "confidence": pack(_levels(confidence, 0.0, 1.0).reshape(shape), "u1"),
        }
    values = answers[:, -1]
    low, high = (0.0, 1.0) if run.network.output.coding != "plus_minus" else (-1.0, 1.0)
    levels = _levels(values, low, high).reshape(shape)
    return {"kind": "scalar", "values": pack(levels, "u1"), "low": low, "high": high}


def _levels(values: Array, low: float, high: float) -> Array:
    """Map low…high to 0…255, clipped; what is no number becomes the middle."""
    middle = 0.5 * (low + high)
    filled = np.nan_to_num(values, nan=middle, posinf=high, neginf=low)
    scaled = (np.clip(filled, low, high) - low) / (high - low)
    return np.rint(255.0 * scaled)


def unit_maps(activations: list[Array], resolution: int) -> Packed:
    """Quantise every unit's activation over the plane: activation = scale · q / 127.

    The scale of a unit is 1, or its largest activation where that is larger, so that bounded
    units are comparable with each other and unbounded ones still show their shape.
    """
    maps = np.nan_to_num(np.concatenate(activations, axis=1).T, nan=0.0)
    maps = np.clip(maps, -LARGEST_DRAWN, LARGEST_DRAWN)
    scale = np.maximum(1.0, np.abs(maps).max(axis=1))
    levels = np.rint(127.0 * maps / scale[:, None])
    shape = (len(maps), resolution, resolution)
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
        "epoch": pack(np.array([point.epoch for point in points], dtype=np.float64), "f8"),
        "train_loss": _curve([m.train.loss for m in found]),
        "test_loss": _curve([m.test.loss if m.test else None for m in found]),
        "train_accuracy": _curve([m.train.accuracy for m in found]),
        "test_accuracy": _curve([m.test.accuracy if m.test else None for m in found]),
        "gradients": pack(np.array([m.norms.weights for m in found], dtype=np.float64), "f4"),
    }


def _curve(values: list[float | None]) -> Packed:
    filled = [np.nan if value is None else value for value in values]
    return pack(np.array(filled, dtype=np.float64), "f8")


def _finite(value: Any) -> Any:
    """Replace every number that is not finite by None, at any depth."""
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_finite(entry) for entry in value]
    return value
