"""Numbers and lines of code as text: every number with all of its digits, no line too long."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import numpy as np

from playground.engine.types import Array

WIDTH = 96
INDENT = "    "
FEW = 64
"""Numbers that may fit on one line."""


def spread(head: str, values: Array, tail: str = "", margin: str = "") -> list[str]:
    """Write numbers as nested lists between a head and a tail: on one line, or row by row.

    Every number has as many digits as it takes to read the same one again.
    """
    rows = values.tolist()
    whole = f"{margin}{head}{rows!r}{tail}" if values.size <= FEW else ""
    if whole and len(whole) <= WIDTH:
        return [whole]
    inside = margin + INDENT
    lines = [f"{margin}{head}["]
    if values.ndim == 1:
        lines += packed(rows, inside)
    for row in rows if values.ndim == 2 else []:
        line = f"{inside}{row!r}," if len(row) <= FEW else ""
        if line and len(line) <= WIDTH:
            lines.append(line)
        else:
            lines += [f"{inside}[", *packed(row, inside + INDENT), f"{inside}],"]
    return [*lines, f"{margin}]{tail}"]


def packed(numbers: Iterable[float], margin: str) -> list[str]:
    """Write numbers with commas behind them, as many on a line as fit."""
    lines, line = [], margin
    for number in numbers:
        text = f"{number!r},"
        if len(line) + len(text) >= WIDTH and line != margin:
            lines.append(line)
            line = margin
        line += text if line == margin else f" {text}"
    return [*lines, line]


def assign(name: str, values: Array) -> list[str]:
    """Write `name = np.array([[…], …])`."""
    return spread(f"{name} = np.array(", values, ")")


def wrapped(line: str, margin: str = "") -> list[str]:
    """Break a line of code at its spaces; each of them must stand inside of brackets."""
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin + INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def indented(lines: Iterable[str]) -> list[str]:
    return [INDENT + line if line else "" for line in lines]


def function(head: str, says: str, body: Sequence[str]) -> list[str]:
    """Write a function: `def head:`, what it says of itself, its lines."""
    return [f"def {head}:", f'{INDENT}"""{says}"""', *indented(body)]


def joined(blocks: Iterable[Sequence[str]]) -> str:
    """Put blocks of lines below each other: an empty line between, two around a function."""
    text = ""
    before: Sequence[str] = ()
    for block in (block for block in blocks if block):
        around = any(_defines(part) for part in (before, block))
        text += ("\n" * (3 if around else 2) if before else "") + "\n".join(block)
        before = block
    return text + "\n"


def _defines(block: Sequence[str]) -> bool:
    return bool(block) and block[0].startswith(("def ", "class ", "@"))


def table(points: Array, labels: Array) -> list[str]:
    """Write points as rows of x1, x2 and label, as many of them on a line as fit."""
    rows = [
        f"{x1!r} {x2!r} {int(label) if label == int(label) else label!r}"
        for x1, x2, label in np.column_stack([points, labels]).tolist()
    ]
    lines, line = [], ""
    for row in rows:
        if line and len(line) + len(row) + 3 > WIDTH:
            lines.append(line)
            line = ""
        line += f"   {row}" if line else row
    return [*lines, line]
