"""Tables, as Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """What was measured of one thing.

    Attributes:
        title: what it is about.
        columns: heads, the first one of the row names.
        rows: cells, as many in each row as there are columns.
        notes: sentences below: what was left out and why, how far a target is.
    """

    title: str
    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """Add a row.

        Raises:
            ValueError: there are more or fewer cells than columns.
        """
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} cells for {len(self.columns)} columns: {cells}")
        self.rows.append([str(cell) for cell in cells])

    def markdown(self) -> str:
        """Return it as Markdown that is readable as text, too."""
        lines = [f"## {self.title}", ""]
        if self.rows:
            widths = [
                max(map(_width, column)) for column in zip(self.columns, *self.rows, strict=True)
            ]
            rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
            lines += [_line(cells, widths) for cells in (list(self.columns), rule, *self.rows)]
            lines.append("")
        lines += [f"- {note}" for note in self.notes]
        return "\n".join(lines).rstrip() + "\n"


def _line(cells: list[str], widths: list[int]) -> str:
    first = cells[0] + " " * (widths[0] - _width(cells[0]))
    rest = [
        " " * (width - _width(cell)) + cell
        for cell, width in zip(cells[1:], widths[1:], strict=True)
    ]
    return "| " + " | ".join([first, *rest]) + " |"


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


def number(value: float | None) -> str:
    """Write a number with two to three digits that count; a dash where there is none."""
    if value is None:
        return "–"
    if abs(value) >= 100.0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10.0 else f"{value:.2f}"


def ratio(slow: float | None, fast: float | None) -> float | None:
    """How many times as long one takes as the other; None where one was not measured."""
    return None if slow is None or fast is None or fast <= 0.0 else slow / fast


def times(value: float | None) -> str:
    return "–" if value is None else f"{number(value)} ×"


def at_least(what: str, found: float | None, target: float, unit: str = "×") -> str:
    """Say whether a target is reached from below."""
    return _verdict(what, found, target, unit, "at least", found is not None and found >= target)


def at_most(what: str, found: float | None, target: float, unit: str) -> str:
    """Say whether a target is reached from above."""
    return _verdict(what, found, target, unit, "at most", found is not None and found <= target)


def _verdict(
    what: str, found: float | None, target: float, unit: str, bound: str, reached: bool
) -> str:
    if found is None:
        return f"{what}: not measured (target: {bound} {target:g} {unit})"
    word = "reached" if reached else "MISSED"
    return f"{what}: {number(found)} {unit} (target: {bound} {target:g} {unit}; {word})"
