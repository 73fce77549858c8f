"""The answer over the plane, with the points that it is to be right about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from plotly import graph_objects as go

from playground.engine.types import Array
from playground.experiment.spec import ExperimentSpec, resolve

from ..arrays import Boundary, Data, Part
from .look import SOFT, Look

if TYPE_CHECKING:
    from ..workbench import Workbench

MANY = 1_500
FEW = 8
PLACE = "x₁ %{x:.2f}, x₂ %{y:.2f}"
LEAST = 0.12
"""How much of its hue a class keeps where the network is least sure."""


def draw_surface(
    bench: Workbench,
    look: Look,
    network: int | None = None,
    *,
    resolution: int = 100,
    hard: bool = False,
    test: bool = False,
    layer: int | None = None,
    unit: int | None = None,
) -> go.Figure:
    """Draw the answer over the plane, or with layer and unit what that unit answers."""
    n, spec, data = network or 0, bench.experiment, bench.data()
    found = bench.boundary(n, resolution=resolution, layer=layer, unit=unit)
    if layer is not None and unit is not None:
        traces = [unit_map(look, spec, n, found, layer, unit, SOFT) | {"showscale": True}]
    elif found.values is None:
        traces = _classes(look, spec, found, hard)
    else:
        traces = [_scalar(look, spec, n, found, found.values, hard)]
    figure = go.Figure([go.Heatmap(trace) for trace in traces])
    parts = {"train": data.train, "test": data.test} if test else {"train": data.train}
    for name, part in parts.items():
        figure.add_trace(_points(look, spec, name, part))
    figure.add_traces(_legend(look, spec, list(parts)))
    figure.update_layout(look.layout(500, 480))
    _set_axes(figure, look, spec, data)
    return figure


def unit_map(
    look: Look,
    spec: ExperimentSpec,
    n: int,
    found: Boundary,
    layer: int,
    unit: int,
    strength: float = 1.0,
) -> dict[str, Any]:
    """Describe the map of one unit, in the colours that the page gives it, as a heatmap."""
    network = spec.networks[n]
    output, _ = resolve(network, spec.task, spec.classes)
    values = np.zeros((0, 0)) if found.values is None else found.values
    map = _grid(found, values) | {"hovertemplate": f"{PLACE}<br>a %{{z:.3f}}<extra></extra>"}
    if layer < len(network.layers) or output.coding == "plus_minus":
        # Bounded units are comparable with each other, unbounded ones still show their shape.
        size = max(1.0, float(np.nanmax(np.abs(values), initial=0.0)))
        return map | {"colorscale": look.scale(strength), "zmin": -size, "zmax": size}
    if output.units(spec.classes) == 1:
        return map | {"colorscale": look.scale(strength), "zmin": 0.0, "zmax": 1.0}
    hue = look.class_rgb(unit, spec.classes or 2)
    return map | {"colorscale": look.shares(hue, 0.0, strength), "zmin": 0.0, "zmax": 1.0}


def _grid(found: Boundary, values: Array) -> dict[str, Any]:
    return {"x": found.x1, "y": found.x2, "z": values, "zsmooth": "best", "showscale": False}


def _scalar(
    look: Look, spec: ExperimentSpec, n: int, found: Boundary, values: Array, hard: bool
) -> dict[str, Any]:
    output, _ = resolve(spec.networks[n], spec.task, spec.classes)
    low, high = (-1.0, 1.0) if output.coding == "plus_minus" else (0.0, 1.0)
    shown = values
    if hard:
        shown = np.where(np.isnan(values), np.nan, np.where(values >= (low + high) / 2, high, low))
    probability = output.key in ("sigmoid", "softmax")
    said = f"P({look.class_name(spec, 1)}) =" if probability else "a ="
    return _grid(found, shown) | {
        "zsmooth": False if hard else "best",
        "customdata": values,
        "hovertemplate": f"{PLACE}<br>{said} %{{customdata:.3f}}<extra></extra>",
        "colorscale": look.scale(SOFT),
        "zmin": low,
        "zmax": high,
        "showscale": True,
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickvals": [low, (low + high) / 2, high]},
    }


def _classes(look: Look, spec: ExperimentSpec, found: Boundary, hard: bool) -> list[dict[str, Any]]:
    """One layer of the picture for each class, with holes where another one wins."""
    count = spec.classes or 2
    confidence, labels = found.confidence, found.labels
    assert confidence is not None  # noqa: S101 (more than two classes)
    traces = []
    for label in range(count):
        hue = look.class_rgb(label, count)
        name = look.class_name(spec, label)
        own = np.where(labels == label, confidence, np.nan)
        traces.append(
            _grid(found, own)
            | {
                "zsmooth": False,
                "hoverongaps": False,
                "name": name,
                "colorscale": look.shares(hue, 1.0 if hard else LEAST, SOFT),
                "zmin": 1.0 / count,
                "zmax": 1.0,
                "hovertemplate": f"{PLACE}<br>{name} %{{z:.0%}}<extra></extra>",
            }
        )
    return traces


def _points(look: Look, spec: ExperimentSpec, name: str, part: Part) -> go.Scatter:
    many, few = len(part) > MANY, len(part) <= FEW
    word = look.text(f"output.{name}")
    if spec.task == "regression":
        colors = [look.diverging(target) for target in part.labels]
        said = [f"{target:.3g}" for target in part.labels]
    else:
        count = spec.classes or 2
        hues = [f"rgb{look.class_rgb(label, count)}" for label in range(count)]
        names = [look.class_name(spec, label) for label in range(count)]
        colors = [hues[int(label)] for label in part.labels]
        said = [names[int(label)] for label in part.labels]
    return go.Scatter(
        x=part.points[:, 0],
        y=part.points[:, 1],
        mode="markers",
        name=word,
        showlegend=False,
        text=said,
        hovertemplate=f"%{{text}}<br>{PLACE}<br>{word}<extra></extra>",
        marker={
            "color": colors,
            "size": 15 if few else 4.5 if many else 7,
            "opacity": 1,
            "line": {"width": 0.6 if many else 1.1, "color": look.colors[f"rim-{name}"]},
        },
    )


def _legend(look: Look, spec: ExperimentSpec, parts: list[str]) -> list[go.Scatter]:
    """What the hues of more than two classes mean, and the rims where there are two kinds."""
    count = spec.classes or 0
    entries: list[tuple[str, dict[str, Any]]] = []
    if count > 2:
        hues = [f"rgb{look.class_rgb(label, count)}" for label in range(count)]
        entries += [
            (look.class_name(spec, label), {"color": hues[label]}) for label in range(count)
        ]
    if len(parts) > 1:
        for name in parts:
            rim = {"width": 1.5, "color": look.colors[f"rim-{name}"]}
            entries.append(
                (look.text(f"output.{name}"), {"color": look.colors["mute"], "line": rim})
            )
    return [
        go.Scatter(x=[None], y=[None], mode="markers", name=name, marker={"size": 9} | marker)
        for name, marker in entries
    ]


def _set_axes(figure: go.Figure, look: Look, spec: ExperimentSpec, data: Data) -> None:
    for axis, domain, update in (
        ("x1", data.domain[0], figure.update_xaxes),
        ("x2", data.domain[1], figure.update_yaxes),
    ):
        own = f"datasets.{spec.data.dataset}.axes.{axis}"
        title = look.text(own) if look.has(own) else look.name("features", axis)
        update(range=list(domain), title=title, showgrid=False, zeroline=False, nticks=7)
