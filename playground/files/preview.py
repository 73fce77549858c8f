"""What is in a table, and what its columns probably are: shown before anything is taken."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

from playground.engine.outputs import Task

from .table import Table, cut

SAMPLE_ROWS = 20
USUAL_REACH = 6.0
LEAST_REACH = 0.25
"""Coordinates further away, or all nearer to 0 than this, are learnt from slowly or not at all."""

Kind = Literal["number", "text"]
LABELS = (
    "label",
    "class",
    "target",
    "species",
    "category",
    "kind",
    "type",
    "group",
    "outcome",
    "result",
)
LABELS_KOREAN = ("레이블", "라벨", "클래스", "분류", "범주", "종류", "품종", "종", "정답", "결과")
COUNTERS = ("", "id", "index", "idx", "no", "no.", "row", "unnamed: 0", "번호", "순번", "column 1")
"""Names of a first column that only counts the rows."""


def preview(table: Table, classes: int) -> dict[str, Any]:
    """Report on a table.

    Args:
        table: what was read.
        classes: the most classes that labels may stand for.
    """
    columns = [_describe(table, n) for n in range(len(table.names))]
    return {
        "columns": columns,
        "rows": len(table),
        "sample_rows": [row for row, _ in table.rows[:SAMPLE_ROWS]],
        "sample": [[cut(c) for c in cells] for _, cells in table.rows[:SAMPLE_ROWS]],
        "delimiter": table.dialect.delimiter,
        "decimal": table.dialect.decimal,
        "header": table.dialect.header,
        "guess": _guess(table, columns, classes),
    }


def _describe(table: Table, column: int) -> dict[str, Any]:
    """Report on a column; it is one of numbers where more than half of what it holds are."""
    cells, numbers = table.cells(column), table.numbers(column)
    found = [value for value in numbers if value is not None]
    numeric = 2 * len(found) > sum(cell != "" for cell in cells)
    held: set[float] | set[str] = set(found) if numeric else {cell for cell in cells if cell}
    return {
        "name": table.names[column],
        "kind": "number" if numeric else "text",
        "distinct": len(held),
        "problems": numbers.count(None) if numeric else cells.count(""),
    }


def _guess(table: Table, columns: list[dict[str, Any]], classes: int) -> dict[str, Any]:
    names = [name.casefold() for name in table.names]
    label = _guess_label(names, columns, classes)
    numeric = [n for n, c in enumerate(columns) if c["kind"] == "number" and n != label]
    if len(numeric) > 2 and _counts_rows(table, names, numeric[0]):
        numeric = numeric[1:]
    for wanted in (("x1", "x2"), ("x", "y")):
        if all(name in names and names.index(name) in numeric for name in wanted):
            numeric = [names.index(name) for name in wanted]
            break
    points: list[int | None] = [*numeric[:2]] if len(numeric) >= 2 else [None, None]
    return {
        "x1": None if points[0] is None else table.names[points[0]],
        "x2": None if points[1] is None else table.names[points[1]],
        "label": table.names[label],
        "task": guess_task(table, label, columns[label]["kind"], classes),
        "standardise": any(is_far(table, n) for n in points if n is not None),
    }


def is_far(table: Table, column: int) -> bool:
    """Return whether numbers of this size had better be standardised."""
    found = [abs(value) for value in table.numbers(column) if value is not None]
    reach = max(found, default=0.0)
    return reach > USUAL_REACH or 0 < reach < LEAST_REACH


def _guess_label(names: list[str], columns: list[dict[str, Any]], classes: int) -> int:
    """Return the column that is called a label; else the last of few words; else the last."""
    for name in (*LABELS, *LABELS_KOREAN):
        if name in names:
            return names.index(name)
    if "y" in names and "x1" in names and "x2" in names:
        return names.index("y")
    words = [n for n, c in enumerate(columns) if c["kind"] == "text" and c["distinct"] <= classes]
    return words[-1] if words else len(columns) - 1


def _counts_rows(table: Table, names: list[str], column: int) -> bool:
    if column > 0 or names[column] not in COUNTERS:
        return False
    found = [value for value in table.numbers(column) if value is not None]
    return len(found) > 1 and all(after == before + 1 for before, after in pairwise(found))


def guess_task(table: Table, label: int, kind: Kind, classes: int) -> Task:
    """Return what a label column is for: words and few whole numbers are classes."""
    if kind == "text":
        return "classification"
    found = {value for value in table.numbers(label) if value is not None}
    whole = all(value.is_integer() for value in found)
    return "classification" if whole and len(found) <= classes else "regression"
