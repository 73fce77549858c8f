"""The network as the page draws it: units as maps, weights as lines, colour by sign, width by size.

Coordinates are pixels from the top left, so that the page's own measures serve.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from plotly import graph_objects as go

from playground.engine.types import Array
from playground.experiment import ExperimentSpec, Invalid
from playground.experiment.spec import resolve

from ..arrays import Layer
from .look import Look
from .surface import unit_map

if TYPE_CHECKING:
    from ..workbench import Workbench

NODE = 40.0
PITCH = 54.0
GAP = 150.0
LEFT, RIGHT, TOP, BOTTOM = 110.0, 90.0, 64.0, 24.0
MAP_RESOLUTION = 24
LARGEST = 5.0
"""A weight of this size has the widest line."""

STEPS = 24
"""Lines of about the same weight, in so many steps of size, are one trace."""

CURVE = np.linspace(0.0, 1.0, 33)


@dataclass(frozen=True)
class Node:
    """A feature or a unit: where its square has its middle."""

    x: float
    y: float


Columns = list[list[Node]]


def draw_diagram(
    bench: Workbench,
    look: Look,
    network: int | None = None,
    *,
    maps: bool = True,
    most: int = 12,
) -> go.Figure:
    """Draw features, hidden layers and output with all weights.

    Args:
        maps: whether every unit shows what it answers over the plane.
        most: units drawn of a layer; how many more there are is written below.
    """
    if most < 1:
        raise Invalid("out_of_range", f"most must be at least 1, not {most}", "most")
    n, spec = network or 0, bench.experiment
    layers = bench.weights(n)
    counts = [len(spec.features), *(len(layer.biases) for layer in layers)]
    width = LEFT + GAP * len(layers) + RIGHT
    height = TOP + PITCH * max(min(count, most) for count in counts) + BOTTOM
    columns = [_column(i, min(count, most), height) for i, count in enumerate(counts)]
    figure = go.Figure()
    for i, layer in enumerate(layers):
        _add_links(figure, look, layer, columns[i], columns[i + 1])
    if maps:
        _add_maps(figure, bench, look, n, spec, columns)
    _add_nodes(figure, look, layers, columns, [count - most for count in counts])
    _add_names(figure, look, spec, n, columns)
    layout = look.layout(round(width), round(height)) | {
        "showlegend": False,
        "hovermode": "closest",
    }
    figure.update_layout(layout | {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}})
    figure.update_xaxes(range=[0, width], visible=False)
    figure.update_yaxes(range=[height, 0], visible=False)
    return figure


def _column(i: int, count: int, height: float) -> list[Node]:
    middle = TOP + (height - TOP - BOTTOM) / 2
    first = middle - PITCH * (count - 1) / 2
    return [Node(LEFT + GAP * i, first + PITCH * unit) for unit in range(count)]


def _add_links(
    figure: go.Figure, look: Look, layer: Layer, sources: list[Node], targets: list[Node]
) -> None:
    """Lines of about the same weight are one trace; the strongest are drawn last."""
    buckets: defaultdict[int | None, list[tuple[Node, Node]]] = defaultdict(list)
    for i, source in enumerate(sources):
        for j, target in enumerate(targets):
            connected = layer.connected[i, j]
            bucket = _bucket(layer.weights[i, j]) if connected else None
            buckets[bucket].append((source, target))
    for bucket in sorted(buckets, key=lambda b: -1 if b is None else abs(b)):
        figure.add_trace(_links(look, bucket, buckets[bucket]))
    figure.add_trace(_handles(layer, sources, targets))


def _bucket(weight: float) -> int:
    size = min(1.0, float(np.sqrt(abs(weight) / LARGEST))) if np.isfinite(weight) else 0.0
    return round(size * STEPS) * (-1 if weight < 0.0 else 1)


def _links(look: Look, bucket: int | None, ends: list[tuple[Node, Node]]) -> go.Scatter:
    line: dict[str, Any] = {"color": look.colors["mute"], "width": 1.2, "dash": "1px,5px"}
    if bucket is not None:
        weight = LARGEST * (bucket / STEPS) ** 2 * np.sign(bucket)
        # Thick lines must not drown the units.
        width = 0.6 + abs(weight) / LARGEST * min(9.0, NODE * 0.24) * 1.1
        line = {"color": look.diverging(1.25 * weight, "zero-thread"), "width": width}
    x, y = zip(*(_curve(source, target) for source, target in ends), strict=True)
    return go.Scatter(
        x=np.concatenate(x), y=np.concatenate(y), mode="lines", line=line, hoverinfo="skip"
    )


def _curve(source: Node, target: Node) -> tuple[Array, Array]:
    """An S with level ends, as a Bézier curve with its handles half-way, and a gap after it."""
    x0, x1 = source.x + NODE / 2, target.x - NODE / 2
    t = CURVE
    x = x0 + (x1 - x0) * (1.5 * t * (1 - t) + t**3)
    y = source.y + (target.y - source.y) * (3 - 2 * t) * t * t
    return np.append(x, np.nan), np.append(y, np.nan)


def _handles(layer: Layer, sources: list[Node], targets: list[Node]) -> go.Scatter:
    """What cannot be seen, in the middle of each line: where the pointer reads its weight."""
    pairs = [(i, j) for i in range(len(sources)) for j in range(len(targets))]
    return go.Scatter(
        x=[(sources[i].x + targets[j].x) / 2 for i, j in pairs],
        y=[(sources[i].y + targets[j].y) / 2 for i, j in pairs],
        mode="markers",
        marker={"size": 9, "opacity": 0},
        text=[f"{layer.weights[i, j]:.4g}" if layer.connected[i, j] else "✂" for i, j in pairs],
        hovertemplate="w %{text}<extra></extra>",
    )


def _add_maps(
    figure: go.Figure,
    bench: Workbench,
    look: Look,
    n: int,
    spec: ExperimentSpec,
    columns: Columns,
) -> None:
    feature_maps = bench.data().feature_maps
    for key, node in zip(spec.features, columns[0], strict=False):
        values = feature_maps[key]
        size = float(np.abs(values).max()) or 1.0
        map = {"z": values, "colorscale": look.scale(), "zmin": -size, "zmax": size}
        figure.add_trace(_placed(map, node))
    for layer, column in enumerate(columns[1:]):
        for unit, node in enumerate(column):
            found = bench.boundary(n, resolution=MAP_RESOLUTION, layer=layer, unit=unit)
            figure.add_trace(_placed(unit_map(look, spec, n, found, layer, unit), node))


def _placed(map: dict[str, Any], node: Node) -> go.Heatmap:
    """Put a map where its node is; its first row, at the lowest x2, is at the bottom."""
    rows, columns = map["z"].shape
    x = node.x - NODE / 2 + NODE * (np.arange(columns) + 0.5) / columns
    y = node.y + NODE / 2 - NODE * (np.arange(rows) + 0.5) / rows
    placed = {"x": x, "y": y, "zsmooth": False, "showscale": False, "hoverinfo": "skip"}
    return go.Heatmap({k: v for k, v in map.items() if k != "hovertemplate"} | placed)


def _add_nodes(
    figure: go.Figure, look: Look, layers: list[Layer], columns: Columns, hidden: list[int]
) -> None:
    """The frames of features and units, their biases, and how many more there are."""
    for column, more in zip(columns, hidden, strict=True):
        for node in column:
            figure.add_shape(
                type="rect",
                x0=node.x - NODE / 2,
                x1=node.x + NODE / 2,
                y0=node.y - NODE / 2,
                y1=node.y + NODE / 2,
                line={"color": look.colors["edge"], "width": 1},
            )
        if more > 0:
            last = column[-1]
            _write(figure, look, last.x, last.y + NODE / 2 + 9, _more(look, more), size=10)
    side = NODE * 0.24
    for layer, column in zip(layers, columns[1:], strict=True):
        biases = layer.biases[: len(column)]
        figure.add_trace(
            go.Scatter(
                x=[node.x - NODE / 2 - side / 2 - 2 for node in column],
                y=[node.y + NODE / 2 - side / 2 for node in column],
                mode="markers",
                marker={
                    "symbol": "square",
                    "size": side,
                    "color": [look.diverging(bias) for bias in biases],
                    "line": {"color": look.colors["mute"], "width": 1},
                },
                text=[f"{bias:.4g}" for bias in biases],
                hovertemplate="b %{text}<extra></extra>",
            )
        )


def _more(look: Look, count: int) -> str:
    return look.text("network.more_hidden", count=count)


def _add_names(
    figure: go.Figure, look: Look, spec: ExperimentSpec, n: int, columns: Columns
) -> None:
    """Above each column what it is; beside features and classes their names."""
    network = spec.networks[n]
    output, _ = resolve(network, spec.task, spec.classes)
    heads = [(look.text("network.features"), "")]
    for i, layer in enumerate(network.layers):
        name = look.text("network.layer", layer=i + 1)
        heads.append((name, look.name("activations", layer.activation)))
    heads.append((look.text("network.output_layer"), look.name("outputs", output.key)))
    for (name, kind), column in zip(heads, columns, strict=True):
        _write(figure, look, column[0].x, 18, f"<b>{name}</b>")
        _write(figure, look, column[0].x, 36, kind, size=11)
    for key, node in zip(spec.features, columns[0], strict=False):
        _write(figure, look, node.x - NODE / 2 - 8, node.y, look.name("features", key), "right")
    if len(columns[-1]) > 1:
        for label, node in enumerate(columns[-1]):
            name = look.class_name(spec, label)
            _write(figure, look, node.x + NODE / 2 + 8, node.y, name, "left")


def _write(
    figure: go.Figure,
    look: Look,
    x: float,
    y: float,
    text: str,
    anchor: str = "center",
    size: int = 12,
) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=text,
        showarrow=False,
        xanchor=anchor,
        font={"size": size, "color": look.colors["ink"]},
    )
