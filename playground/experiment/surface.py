"""Networks looked at over the plane: the answer at every grid point, every unit's own map.

A grid of resolution r has its first row at the lowest x2 and its first column at the lowest x1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import FEATURES, Mode, feature_matrix
from playground.engine.types import Array

from .data import axes, grid_points
from .errors import Invalid, Missing
from .run import Run


def evaluate(run: Run, resolution: int) -> list[Array]:
    """Return the activations of every layer over the grid, each (r², units), as for inference."""
    return run.worker.activations(run.grid(resolution))


def boundary(run: Run, resolution: int, layer: int | None, unit: int | None) -> dict[str, Any]:
    """Describe the output, or one unit, over the plane.

    Args:
        resolution: grid points along one side, 2 and up.
        layer, unit: which unit to show instead of the output; both or neither.

    Raises:
        Missing: no such layer or unit.
        Invalid: only one of the two was given.
    """
    x1, x2 = axes(run.data.domain, resolution)
    shown: dict[str, Any] = {"x1": x1.tolist(), "x2": x2.tolist()}
    if (layer is None) != (unit is None):
        missing = "layer" if layer is None else "unit"
        raise Invalid("missing_field", "give both layer and unit, or neither", missing)
    if layer is not None and unit is not None:
        _check_unit(run, layer, unit)
        values = evaluate(run, resolution)[layer][:, unit]
        return shown | {"values": _rows(values, resolution)}
    answers = run.worker.answers(run.grid(resolution))
    if answers.shape[1] == 1:
        return shown | {"values": _rows(answers[:, 0], resolution)}
    if answers.shape[1] == 2:
        return shown | {"values": _rows(answers[:, 1], resolution)}
    labels = _rows(answers.argmax(axis=1), resolution)
    return shown | {"labels": labels, "confidence": _rows(answers.max(axis=1), resolution)}


def _check_unit(run: Run, layer: int, unit: int) -> None:
    if not 0 <= layer < len(run.network.layers):
        message = f"there is no layer {layer}: there are {len(run.network.layers)}"
        raise Missing("unknown_layer", message, "layer")
    if not 0 <= unit < run.network.sizes[layer + 1]:
        message = f"there is no unit {unit}: layer {layer} has {run.network.sizes[layer + 1]}"
        raise Missing("unknown_unit", message, "unit")


def _rows(values: Array | np.ndarray[Any, Any], resolution: int) -> list[list[float]]:
    rows: list[list[float]] = values.reshape(resolution, resolution).tolist()
    return rows


def probe(run: Run, x1: float, x2: float) -> dict[str, Any]:
    """Follow one point through the network: its features, every layer's z and a."""
    x = feature_matrix(np.array([[x1, x2]]), run.spec.features)
    with np.errstate(all="ignore"):
        run.network.forward(x, Mode.INFER)
    return {
        "x1": x1,
        "x2": x2,
        "features": dict(zip(run.spec.features, x[0].tolist(), strict=True)),
        "layers": [
            {"z": layer.z[0].tolist(), "a": layer.a[0].tolist()} for layer in run.network.layers
        ],
    }


def feature_maps(run: Run, resolution: int) -> dict[str, list[list[float]]]:
    """Return every feature that there is over the plane, chosen or not."""
    points = grid_points(run.data.domain, resolution)
    x1, x2 = points[:, 0], points[:, 1]
    return {key: _rows(feature.function(x1, x2), resolution) for key, feature in FEATURES.items()}
