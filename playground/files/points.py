"""Points out of a table: two columns say where they lie, a third one what they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from playground.engine.outputs import Task
from playground.engine.types import Array
from playground.experiment import ExperimentSpec, edits
from playground.experiment.checks import LARGEST
from playground.experiment.data_spec import CUSTOM
from playground.experiment.errors import Invalid, shorten

from .dialect import is_grouped
from .table import LONGEST_CELL, Table, cut

FURTHEST = 1e6
"""No coordinate or target may be larger than this in size."""

EXACT = 1e15
"""Whole numbers below it are written without a point."""


@dataclass(frozen=True)
class Choice:
    """What to take from a table.

    Attributes:
        x1, x2, label: columns, by name or by index from 0.
        task: whether labels are classes or targets.
        standardise: whether x1 and x2, and targets too, are shifted and scaled to mean 0 and
            standard deviation 1, each by itself.
    """

    x1: str | int
    x2: str | int
    label: str | int
    task: Task
    standardise: bool = False


@dataclass(frozen=True)
class Scale:
    """How a column was standardised: (value − mean) / deviation."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Points:
    """Points that were taken.

    Attributes:
        table: ndarray of shape (n, 3): x1, x2, label.
        classes: what the class indices 0, 1, 2 … stand for; None for regression.
        scales: of every column that was standardised.
        axes: what x1 and x2 are called; None in a table without names.
    """

    table: Array
    classes: list[str] | None
    scales: Mapping[str, Scale]
    axes: tuple[str, str] | None

    def describe_scales(self) -> dict[str, dict[str, float]]:
        return {role: asdict(scale) for role, scale in self.scales.items()}


def take(table: Table, choice: Choice, most_classes: int) -> Points:
    """Take points from a table.

    Raises:
        Invalid: naming row, column and reason.
    """
    chosen = _find(table, choice)
    for refusal in _refusals(table, choice, chosen, most_classes):
        raise refusal
    scales: dict[str, Scale] = {}

    def measured(role: str) -> Array:
        values = np.array(table.numbers(chosen[role]), dtype=np.float64)
        if choice.standardise:
            values, scales[role] = _standardise(values)
        return values

    named = table.names[chosen["x1"]], table.names[chosen["x2"]]
    names = named if table.dialect.header else None
    x1, x2 = measured("x1"), measured("x2")
    if choice.task == "regression":
        return Points(np.column_stack([x1, x2, measured("label")]), None, scales, names)
    labels, classes = _classes(table, chosen["label"], most_classes)
    return Points(np.column_stack([x1, x2, labels]), classes, scales, names)


def find_problems(table: Table, choice: Choice, most_classes: int) -> list[Invalid]:
    """Return all that stands in the way of taking points from a table, row by row.

    Raises:
        Invalid: the columns that were chosen cannot be.
    """
    chosen = _find(table, choice)
    found = list(_refusals(table, choice, chosen, most_classes))
    return sorted(found, key=lambda refusal: refusal.values.get("row", 0))


def replace_data(spec: ExperimentSpec, points: Points, task: Task) -> ExperimentSpec:
    """Have an experiment learn from these points; what is held back for testing stays a part."""
    listed = [dict(zip(("x1", "x2", "label"), row, strict=True)) for row in points.table.tolist()]
    data: dict[str, Any] = {
        "dataset": CUSTOM,
        "points": listed,
        "classes": None if points.classes is None else max(2, len(points.classes)),
        "class_names": None if points.classes is None else _short(points.classes),
        "axis_names": None if points.axes is None else _short(points.axes),
        "domain": _frame(points.table[:, :2]),
        "train_fraction": spec.data.train_fraction,
        "seed": spec.data.seed,
    }
    return edits.replace_data(spec.model_copy(update={"task": task}), data)


def _frame(points: Array) -> dict[str, list[float]]:
    """Return the part of the plane around points: a tenth wider than they, its edges short."""
    edges = {}
    for name, values in zip(("x1", "x2"), points.T, strict=True):
        low, high = float(values.min()), float(values.max())
        margin = max(0.1 * (high - low), 1e-3 * max(1.0, abs(low), abs(high)))
        decimals = -math.floor(math.log10(margin))
        edges[name] = [
            _round(low - margin, decimals, math.floor),
            _round(high + margin, decimals, math.ceil),
        ]
    return edges


def _round(value: float, decimals: int, way: Callable[[float], int]) -> float:
    whole = way(round(value * 10.0**decimals, 6))  # −1.2·10⁶ / 10⁵ is a little more than −12
    return round(whole / 10.0**decimals, max(0, decimals))


def _short(names: Sequence[str]) -> list[str]:
    """Return names that are short enough to be seen, still no two the same."""
    taken: dict[str, None] = {}
    for name in names:
        short, count = cut(name), 1
        while short in taken:
            count += 1
            short = f"{cut(name)[: LONGEST_CELL - 6]} ({count})"
        taken[short] = None
    return list(taken)


def _find(table: Table, choice: Choice) -> dict[str, int]:
    """Return which columns were chosen."""
    chosen = {role: table.find(getattr(choice, role), role) for role in ("x1", "x2", "label")}
    if len(set(chosen.values())) < 3:
        message = "x1, x2 and label must be three different columns"
        raise Invalid("invalid_value", message, "label")
    return chosen


def _refusals(
    table: Table, choice: Choice, chosen: Mapping[str, int], most_classes: int
) -> Iterator[Invalid]:
    """Yield what is wrong, column by column."""
    regression = choice.task == "regression"
    for role in ("x1", "x2", "label") if regression else ("x1", "x2"):
        yield from _wrong_numbers(table, chosen[role], role, choice.standardise)
    if regression:
        return
    column = chosen["label"]
    for (row, _), cell in zip(table.rows, table.cells(column), strict=True):
        if not cell:
            yield _refuse("empty_cell", table, row, column, "label", "the cell is empty")
    names = _classes(table, column, most_classes)[1]
    if len(names) > most_classes:
        message = (
            f"column {shorten(table.names[column])} has {len(names)} different values, and there "
            f"can be at most {most_classes} classes; choose regression if it holds numbers"
        )
        values = {"column": cut(table.names[column]), "found": len(names), "most": most_classes}
        yield Invalid("too_many_classes", message, "label", values)


def _refuse(
    code: str, table: Table, row: int, column: int, role: str, reason: str, **values: Any
) -> Invalid:
    where = f"row {row}, column {shorten(table.names[column])}"
    values |= {"row": row, "column": cut(table.names[column])}
    return Invalid(code, f"{where}: {reason}", f"rows.{row}.{role}", values)


def _wrong_numbers(table: Table, column: int, role: str, standardise: bool) -> Iterator[Invalid]:
    most = LARGEST if standardise else FURTHEST
    for (row, cells), value in zip(table.rows, table.numbers(column), strict=True):
        cell = cells[column].strip()
        if not cell:
            yield _refuse("empty_cell", table, row, column, role, "the cell is empty")
        elif value is None:
            sign = "point" if table.dialect.decimal == "." else "comma"
            grouped = {"grouped": True} if is_grouped(cell) else {}
            hint = "; leave out what keeps its thousands apart" if grouped else ""
            reason = f"{shorten(cell)} is not a number (decimal sign: {sign}){hint}"
            more: dict[str, Any] = {"cell": cut(cell), "sign": sign, **grouped}
            yield _refuse("not_a_number", table, row, column, role, reason, **more)
        elif not math.isfinite(value) or abs(value) > most:
            hint = "" if standardise else "; standardise to bring it into this range"
            reason = f"{shorten(cell)} must be from {-most:g} to {most:g}{hint}"
            more = {"cell": cut(cell), "most": most, "standardise": standardise}
            yield _refuse("out_of_range", table, row, column, role, reason, **more)


def _standardise(values: Array) -> tuple[Array, Scale]:
    """Return (x − mean) / deviation, with the deviation over n; a constant column becomes 0."""
    if values.min() == values.max():
        return np.zeros(len(values)), Scale(float(values[0]), 1.0)
    mean, deviation = float(values.mean()), float(values.std())
    return (values - mean) / deviation, Scale(mean, deviation)


def _classes(table: Table, column: int, most: int) -> tuple[Array, list[str]]:
    """Return the class index of every row, and the names of the classes.

    Whole numbers from 0 are class indices as they are; all else is counted in order.
    """
    cells, numbers = table.cells(column), table.numbers(column)
    found = [value for value in numbers if value is not None and math.isfinite(value)]
    if len(found) < len(cells):
        names = sorted(set(cells) - {""})
        index = {name: float(n) for n, name in enumerate(names)}
        return np.array([index.get(cell, 0.0) for cell in cells]), names
    distinct = sorted(set(found))
    indices = distinct[0] == 0 and distinct[-1] < most and all(v.is_integer() for v in found)
    held = [float(n) for n in range(int(distinct[-1]) + 1)] if indices else distinct
    place = {value: float(n) for n, value in enumerate(held)}
    return np.array([place[value] for value in found]), [_write(value) for value in held]


def _write(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
