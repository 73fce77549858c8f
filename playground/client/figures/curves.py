"""What was measured over the epochs: losses or accuracies, and the gradient of every layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from plotly import graph_objects as go

from playground.engine.types import Array
from playground.experiment import Invalid

from ..arrays import History
from .look import Look

if TYPE_CHECKING:
    from ..workbench import Workbench

DASHES = {"train": "solid", "test": "4px,2.5px"}
CURVES = ("loss", "accuracy")
SIZE = (560, 340)


def draw_loss(
    bench: Workbench,
    look: Look,
    network: int | None = None,
    *,
    curve: Literal["loss", "accuracy"] = "loss",
) -> go.Figure:
    """Draw training and test loss, or accuracy; of several networks each in its colour."""
    if curve not in CURVES:
        message = f"curve must be one of {', '.join(CURVES)}, not {curve!r}"
        raise Invalid("unknown_choice", message, "curve")
    figure = go.Figure()
    rivals = _rivals(bench, network)
    for n, history in rivals:
        for name, dash in DASHES.items():
            values = getattr(history, f"{name}_{curve}")
            several = len(rivals) > 1
            color = look.colors[f"network-{n % 8}" if several else name]
            word = look.text(f"loss.{name}")
            label = f"{history.name} {word}" if several else word
            if not np.isnan(values).all():
                form = ".1%" if curve == "accuracy" else ".4~g"
                figure.add_trace(_line(history, values, label, color, form, dash=dash))
    _over_epochs(figure, look)
    figure.update_yaxes(title=look.text(f"loss.curves.{curve}"), rangemode="tozero")
    if curve == "accuracy":
        figure.update_yaxes(range=[0, 1.04], tickformat=".0%")
    return figure


def draw_gradients(bench: Workbench, look: Look, network: int | None = None) -> go.Figure:
    """Draw the norm of every layer's gradient; of several networks the first and last layer's."""
    figure = go.Figure()
    rivals = _rivals(bench, network)
    for n, history in rivals:
        layers = history.gradient_norms.shape[1]
        several = len(rivals) > 1
        for layer in sorted({0, layers - 1}) if several else range(layers):
            last = layer == layers - 1
            word = "gradients.output" if last else "network.layer"
            name = look.text(word, layer=layer + 1)
            style: dict[str, Any] = {"color": look.layer_color(layer, layers)}
            if several:
                name = f"{history.name} · {name}"
                style = {"color": look.colors[f"network-{n % 8}"], "dash": "dot" if last else None}
            norms = history.gradient_norms[:, layer]
            drawable = np.where(norms > 0.0, norms, np.nan)
            figure.add_trace(_line(history, drawable, name, form=".2~e", **style))
    _over_epochs(figure, look)
    figure.update_yaxes(type="log", title="‖∂J/∂W‖", exponentformat="power", dtick=1)
    return figure


def _rivals(bench: Workbench, network: int | None) -> list[tuple[int, History]]:
    """All networks with their numbers, or the one that is asked for."""
    if network is not None:
        return [(network, bench.history(network))]
    return list(enumerate(bench.histories()))


def _line(
    history: History, values: Array, name: str, color: str, form: str, dash: str | None = None
) -> go.Scatter:
    few = len(history.epochs) < 4
    return go.Scatter(
        x=history.epochs,
        y=values,
        mode="lines+markers" if few else "lines",
        name=name,
        line={"color": color, "width": 2, "dash": dash or "solid"},
        hovertemplate=f"{name} %{{y:{form}}}<extra></extra>",
    )


def _over_epochs(figure: go.Figure, look: Look) -> None:
    figure.update_layout(look.layout(*SIZE), hovermode="x unified")
    figure.update_xaxes(title=look.text("loss.epoch"), rangemode="tozero", showgrid=False)
