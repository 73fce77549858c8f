"""Points out of a table: two columns say where they lie, a third one what they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.outputs import Task
from playground.engine.types import Array
from playground.experiment import ExperimentSpec, edits
from playground.experiment.checks import LARGEST
from playground.experiment.errors import Invalid, shorten
from playground.experiment.spec import CUSTOM

from .table import Table

FURTHEST = 1e6
"""No coordinate or target may be larger than this in size."""


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
    """

    table: Array
    classes: list[str] | None
    scales: Mapping[str, Scale]


def take(table: Table, choice: Choice, most_classes: int) -> Points:
    """Take points from a table.

    Raises:
        Invalid: naming row, column and reason.
    """
    chosen = {role: table.find(getattr(choice, role), role) for role in ("x1", "x2", "label")}
    if len(set(chosen.values())) < 3:
        message = "x1, x2 and label must be three different columns"
        raise Invalid("invalid_value", message, "label")
    scales: dict[str, Scale] = {}

    def measured(role: str) -> Array:
        values = _numbers(table, chosen[role], role, choice.standardise)
        if choice.standardise:
            values, scales[role] = _standardise(values)
        return values

    x1, x2 = measured("x1"), measured("x2")
    if choice.task == "regression":
        return Points(np.column_stack([x1, x2, measured("label")]), None, scales)
    labels, classes = _classes(table, chosen["label"], most_classes)
    return Points(np.column_stack([x1, x2, labels]), classes, scales)


def replace_data(spec: ExperimentSpec, points: Points, task: Task) -> ExperimentSpec:
    """Have an experiment learn from these points; what is held back for testing stays a part."""
    listed = [dict(zip(("x1", "x2", "label"), row, strict=True)) for row in points.table.tolist()]
    data: dict[str, Any] = {
        "dataset": CUSTOM,
        "points": listed,
        "classes": None if points.classes is None else max(2, len(points.classes)),
        "train_fraction": spec.data.train_fraction,
        "seed": spec.data.seed,
    }
    return edits.replace_data(spec.model_copy(update={"task": task}), data)


def _refuse(code: str, table: Table, row: int, column: int, role: str, reason: str) -> Invalid:
    where = f"row {row}, column {shorten(table.names[column])}"
    return Invalid(code, f"{where}: {reason}", f"rows.{row}.{role}")


def _numbers(table: Table, column: int, role: str, standardise: bool) -> Array:
    most = LARGEST if standardise else FURTHEST
    numbers = table.numbers(column)
    for (row, cells), value in zip(table.rows, numbers, strict=True):
        cell = cells[column].strip()
        if not cell:
            raise _refuse("empty_cell", table, row, column, role, "the cell is empty")
        if value is None:
            sign = "point" if table.dialect.decimal == "." else "comma"
            reason = f"{shorten(cell)} is not a number (decimal sign: {sign})"
            raise _refuse("not_a_number", table, row, column, role, reason)
        if not math.isfinite(value) or abs(value) > most:
            hint = "" if standardise else "; standardise to bring it into this range"
            reason = f"{shorten(cell)} must be from {-most:g} to {most:g}{hint}"
            raise _refuse("out_of_range", table, row, column, role, reason)
    return np.array(numbers, dtype=np.float64)


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
    for (row, _), cell in zip(table.rows, cells, strict=True):
        if not cell:
            raise _refuse("empty_cell", table, row, column, "label", "the cell is empty")
    found = [value for value in numbers if value is not None and math.isfinite(value)]
    if len(found) < len(cells):
        names = sorted(set(cells))
        values = [names.index(cell) for cell in cells] if len(names) <= most else []
    else:
        distinct = sorted(set(found))
        indices = distinct[0] == 0 and distinct[-1] < most and all(v.is_integer() for v in found)
        held = [float(n) for n in range(int(distinct[-1]) + 1)] if indices else distinct
        names = [f"{value:g}" for value in held]
        values = [held.index(value) for value in found] if len(held) <= most else []
    if not values:
        message = (
            f"column {shorten(table.names[column])} has {len(names)} different values, and there "
            f"can be at most {most} classes; choose regression if it holds numbers"
        )
        raise Invalid("too_many_classes", message, "label")
    return np.array(values, dtype=np.float64), names
