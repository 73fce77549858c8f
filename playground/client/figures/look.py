"""The page's colours and words, read from the page's own files, so that they are written once."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import playground
from playground.experiment import ExperimentSpec, Invalid

Rgb = tuple[int, int, int]
Stops = list[list[Any]]
"""A colour scale of Plotly's: places from 0 to 1 with their colours."""

THEMES = {"light": ":root {", "dark": ':root[data-theme="dark"] {'}
"""Theme → the rule of the style sheet that has its colours, after those of the light one."""

LANGUAGES = ("en", "ko")
SOFT = 0.78
"""How far from pale the ends of the scale go where points must be seen upon it."""


@dataclass(frozen=True)
class Look:
    """How figures look and what is written in them.

    Attributes:
        colors: every colour of the page by its name in the style sheet, without the dashes.
        words: every text of the page, nested.
    """

    colors: dict[str, str]
    words: dict[str, Any]

    def text(self, key: str, **values: object) -> str:
        """Return the text of a dotted key, with the values filled in."""
        found: Any = self.words
        for step in key.split("."):
            found = found[step]
        return re.sub(r"\{(\w+)\}", lambda match: str(values[match.group(1)]), found)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        try:
            self.text(key)
        except KeyError:
            return False
        return True

    def name(self, family: str, key: str) -> str:
        """Return the name of a choice: an activation, a feature, an output."""
        return self.text(f"{family}.{key}.name")

    def rgb(self, name: str) -> Rgb:
        """Return a colour as red, green and blue, 0 to 255."""
        digits = self.colors[name].removeprefix("#")
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))

    def diverging(self, value: float, zero: str = "zero") -> str:
        """Return the colour of a value from −1 to 1; beyond, the end colours."""
        share = max(-1.0, min(1.0, value)) if value == value else 0.0
        end = "negative" if share < 0.0 else "positive"
        return mix(self.rgb(zero), self.rgb(end), abs(share))

    def class_rgb(self, label: int, classes: int) -> Rgb:
        """Two classes lie at the ends of the scale, more have hues."""
        if classes <= 2:
            return self.rgb("positive" if label else "negative")
        return self.rgb(f"class-{label % 8}")

    def class_name(self, spec: ExperimentSpec, label: int) -> str:
        """The name of a class: its own where the data set has names, else colour or number."""
        own = f"datasets.{spec.data.dataset}.classes.c{label}"
        names = spec.data.class_names or ()
        if label < len(names):
            return names[label]
        if self.has(own):
            return self.text(own)
        if spec.classes == 2:
            return self.text("output.blue" if label else "output.orange")
        return self.text("output.class", **{"class": label + 1})

    def scale(self, strength: float = 1.0) -> Stops:
        """From the negative end over pale to the positive end."""
        zero = self.rgb("zero")
        ends = (mix(zero, self.rgb(name), strength) for name in ("negative", "positive"))
        low, high = ends
        return [[0.0, low], [0.5, mix(zero, zero, 0.0)], [1.0, high]]

    def shares(self, hue: Rgb, least: float, strength: float) -> Stops:
        """From nearly pale, for the least share that counts, to a class's hue."""
        zero = self.rgb("zero")
        return [[0.0, mix(zero, hue, least * strength)], [1.0, mix(zero, hue, strength)]]

    def layer_color(self, layer: int, layers: int) -> str:
        """The colour of a layer's gradient, from the first layer to the last."""
        share = layer / (layers - 1) if layers > 1 else 1.0
        return mix(self.rgb("gradient-first"), self.rgb("gradient-last"), share)

    def layout(self, width: int, height: int) -> dict[str, Any]:
        """What all figures have in common: the page's type and colours."""
        font = {"family": self.colors["font"], "size": 12, "color": self.colors["mute"]}
        line = self.colors["line"]
        axis = {
            "color": self.colors["mute"],
            "gridcolor": line,
            "zerolinecolor": line,
            "linecolor": line,
        }
        hover = {"font": {"family": self.colors["font"], "size": 12}}
        return {
            "width": width,
            "height": height,
            "font": font,
            "paper_bgcolor": self.colors["card"],
            "plot_bgcolor": self.colors["card"],
            "hoverlabel": hover,
            "xaxis": dict(axis),
            "yaxis": dict(axis),
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "margin": {"l": 56, "r": 16, "t": 40, "b": 44},
        }


def mix(one: Rgb, other: Rgb, share: float) -> str:
    """Mix two colours, with a share from 0 to 1 of the other."""
    parts = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return f"rgb({','.join(map(str, parts))})"


@functools.cache
def look(theme: str, language: str) -> Look:
    """Read how figures look.

    Raises:
        Invalid: no such theme or language.
    """
    for field, given, known in (("theme", theme, THEMES), ("language", language, LANGUAGES)):
        if given not in known:
            message = f"{field} must be one of {', '.join(known)}, not {given!r}"
            raise Invalid("unknown_choice", message, field)
    style = (static() / "css" / "tokens.css").read_text(encoding="utf-8")
    words = json.loads((static() / "i18n" / f"{language}.json").read_text(encoding="utf-8"))
    return Look(_colors(style, "light") | _colors(style, theme), words)


def _colors(style: str, theme: str) -> dict[str, str]:
    rule = style.split(THEMES[theme], 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", rule))


def static() -> Path:
    """Return the page's files: inside of the installed package, or beside it in a checkout."""
    package = Path(playground.__file__).parent
    inside = package / "static"
    return inside if inside.is_dir() else package.parent / "static"
