"""A table as whoever brings it sees it before it is taken: what it holds, what it would become.

What is wrong with it is no refusal here but a part of the answer, row by row, with the values that
a page needs to say it in any language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from playground.experiment.errors import Invalid

from .dialect import Wish
from .points import Choice, find_problems, take
from .preview import guess_task, is_far, preview
from .table import Table, read_table

MOST_PROBLEMS = 50
"""More of them help nobody; how many there are is said."""


def look(
    text: str, wish: Wish, wanted: Mapping[str, Any], most_rows: int, most_classes: int
) -> dict[str, Any]:
    """Report on a text.

    Args:
        wish: what is known of how the table is written.
        wanted: fields of a Choice; what is None or left out is guessed.
        most_rows: rows that it may have.
        most_classes: classes that labels may stand for.
    """
    try:
        table = read_table(text, most_rows, wish)
    except Invalid as refusal:
        return nothing([refusal])
    found = preview(table, most_classes)
    try:
        choice = _choose(table, found, wanted, most_classes)
        problems = find_problems(table, choice, most_classes)
    except Invalid as refusal:
        return nothing([refusal]) | {"preview": found}
    seen = {"preview": found, "choice": asdict(choice)}
    return nothing(problems) | seen | ({} if problems else _take(table, choice, most_classes))


def nothing(problems: Sequence[Invalid]) -> dict[str, Any]:
    """Report that nothing can be taken, and why."""
    return {
        "preview": None,
        "choice": None,
        "points": None,
        "class_names": None,
        "scales": {},
        "problems": [_describe(refusal) for refusal in problems[:MOST_PROBLEMS]],
        "found": len(problems),
    }


def _choose(
    table: Table, found: Mapping[str, Any], wanted: Mapping[str, Any], most_classes: int
) -> Choice:
    """Complete what is wanted, the columns by index; the task is that of the label's column.

    Raises:
        Invalid: a column that is wanted is not there.
    """
    said = {key: value for key, value in wanted.items() if value is not None}
    guess = found["guess"]
    columns = {"x1": guess["x1"], "x2": guess["x2"], "label": guess["label"]}
    others = [name for name in table.names if name != guess["label"]]
    if guess["x1"] is None:  # too few numbers: which cells are none is then said of these
        columns["x1"], columns["x2"] = others[:2]
    chosen = {role: table.find(said.get(role, name), role) for role, name in columns.items()}
    label = chosen["label"]
    task = said.get("task") or guess_task(
        table, label, found["columns"][label]["kind"], most_classes
    )
    far = is_far(table, chosen["x1"]) or is_far(table, chosen["x2"])
    return Choice(**chosen, task=task, standardise=said.get("standardise", far))


def _take(table: Table, choice: Choice, most_classes: int) -> dict[str, Any]:
    points = take(table, choice, most_classes)
    x1, x2, label = points.table.T.tolist()
    return {
        "points": {"x1": x1, "x2": x2, "label": label},
        "class_names": points.classes,
        "scales": points.describe_scales(),
    }


def _describe(refusal: Invalid) -> dict[str, Any]:
    return {
        "code": refusal.code,
        "message": refusal.message,
        "field": refusal.field,
        "values": dict(refusal.values),
    }
