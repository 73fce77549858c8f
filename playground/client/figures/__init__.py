"""The page's plots as Plotly figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from plotly import graph_objects as go

from playground.experiment import Invalid

from .curves import draw_gradients, draw_loss
from .diagram import draw_diagram
from .look import look
from .surface import draw_surface

if TYPE_CHECKING:
    from ..workbench import Workbench

FIGURES: dict[str, Callable[..., go.Figure]] = {
    "surface": draw_surface,
    "diagram": draw_diagram,
    "loss": draw_loss,
    "gradients": draw_gradients,
}


def draw(
    bench: Workbench,
    kind: str,
    *,
    network: int | None = None,
    theme: str = "light",
    language: str = "en",
    **options: Any,
) -> go.Figure:
    """Draw one of FIGURES; see Workbench.figure().

    Raises:
        Invalid: no such figure, theme or language.
        Missing: no such network, layer or unit.
    """
    if kind not in FIGURES:
        message = f"there is no figure {kind!r}; there are {', '.join(FIGURES)}"
        raise Invalid("unknown_figure", message, "kind")
    return FIGURES[kind](bench, look(theme, language), network, **options)


__all__ = ["FIGURES", "draw"]
