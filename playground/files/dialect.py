"""How a table is written: what separates its cells, its decimal sign, whether it has a header.

There are many tables of which no rule can be sure, so whoever brings one can say how it is
written; what is not said is guessed from the first rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import mode
from typing import Literal

from playground.experiment.errors import Invalid

Delimiter = Literal["\t", ";", ","]
Decimal = Literal[".", ","]
Record = tuple[int, list[str]]

DELIMITERS: tuple[Delimiter, ...] = ("\t", ";", ",")
"""A comma may be a decimal sign, so where two separate equally well it comes last."""

MOST_COLUMNS = 100
LOOKED_AT = 100
"""Rows that guesses are made from."""

# Two runs of digits that could share them out in many ways would take quadratic time.
NUMBERS = {
    ".": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"),
    ",": re.compile(r"[+-]?(?:[0-9]+(?:,[0-9]*)?|,[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"),
}
GROUPED = re.compile(
    r"[+-]?[0-9]{1,3}([,.' \u00a0\u2009\u202f])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]*)?"
)
"""Thousands kept apart, as in 1,234.5: in one country a number, in the next one another."""

SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*(\r\n|\n|\r)')
"""What Excel writes before a table, and reads."""


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Attributes:
        delimiter: what stands between two cells.
        decimal: what stands before the decimals.
        header: whether the first row holds names.
    """

    delimiter: Delimiter
    decimal: Decimal
    header: bool


@dataclass(frozen=True)
class Wish:
    """What was said of how a table is written; None stands for a guess."""

    delimiter: Delimiter | None = None
    decimal: Decimal | None = None
    header: bool | None = None


def number(cell: str, decimal: Decimal) -> float | None:
    """Return the number that a cell holds, or None where it holds something else."""
    cell = cell.strip().replace("−", "-")
    if not NUMBERS[decimal].fullmatch(cell):
        return None
    return float(cell.replace(",", "."))


def is_grouped(cell: str) -> bool:
    """Return whether a cell that is no number may be one whose thousands are kept apart."""
    return GROUPED.fullmatch(cell.strip().replace("−", "-")) is not None


def records(text: str, delimiter: Delimiter) -> Iterator[Record]:
    """Yield the rows that are not blank with their numbers, counted as spreadsheets do, from 1.

    Raises:
        Invalid: quotes that do not match, a cell that is too long.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield row, cells
    except csv.Error as error:
        row += 1
        if "field limit" in str(error):
            message = f"row {row} has a cell of more than {csv.field_size_limit()} characters"
            values = {"row": row, "most": csv.field_size_limit()}
            raise Invalid("cell_too_long", message, f"rows.{row}", values) from None
        message = f'row {row} has a quote (") without its partner'
        raise Invalid("broken_quotes", message, f"rows.{row}", {"row": row}) from None


def split_separator_line(text: str) -> tuple[str | None, str]:
    """Return the separator that a first line "sep=;" names, or None, and the text after it.

    The line is left blank, so that rows keep their numbers.
    """
    found = SEPARATOR_LINE.match(text)
    if found is None:
        return None, text
    return found.group(1), found.group(2) + text[found.end() :]


def guess_delimiter(text: str) -> Delimiter:
    """Return what separates the first rows into the most even table with the most numbers."""
    return max(DELIMITERS, key=lambda delimiter: _merit(text, delimiter))


def _merit(text: str, delimiter: Delimiter) -> tuple[float, float]:
    rows: list[list[str]] = []
    broken = 0.0
    try:
        first = islice(records(text, delimiter), LOOKED_AT)
        rows.extend(cells[:MOST_COLUMNS] for _, cells in first)
    except Invalid:
        broken = 0.5
    usual = mode(len(cells) for cells in rows) if rows else 0
    if usual < 2:
        return 0.0, 0.0
    even = sum(len(cells) == usual for cells in rows) / len(rows)
    decimal = guess_decimal(rows)
    numeric = sum(number(cell, decimal) is not None for cells in rows for cell in cells)
    # A table of words is even by chance wherever they hold a comma each; numbers are not.
    return numeric / sum(map(len, rows)) + even - broken, float(usual)


def guess_decimal(rows: Sequence[Sequence[str]]) -> Decimal:
    """Return the decimal sign with which more cells are numbers; a point where both do."""
    counts = dict.fromkeys(NUMBERS, 0)
    for cells in rows:
        for cell in cells:
            for sign, count in counts.items():
                counts[sign] = count + bool(NUMBERS[sign].fullmatch(cell.strip()))
    return "," if counts[","] > counts["."] else "."


def guess_header(rows: Sequence[Sequence[str]], decimal: Decimal) -> bool:
    """Return whether the first row holds names: no number, and below it at least one, or no row."""
    if not rows or any(number(cell, decimal) is not None for cell in rows[0]):
        return False
    below = rows[1:]
    return not below or any(number(cell, decimal) is not None for cells in below for cell in cells)
