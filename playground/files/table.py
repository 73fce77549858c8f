"""A table that somebody brought: named columns of cells, every row with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.experiment.errors import Invalid, shorten

from .dialect import (
    DELIMITERS,
    MOST_COLUMNS,
    Delimiter,
    Dialect,
    Record,
    Wish,
    guess_decimal,
    guess_delimiter,
    guess_header,
    number,
    records,
    split_separator_line,
)
from .text import check

LONGEST_CELL = 80
"""Characters of a cell that are shown."""

LEAST_COLUMNS = 3


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        dialect: how it was written.
        names: of its columns, no two the same.
        rows: pairs of a row's number, counted from 1 with blank rows and header, and its cells.
    """

    dialect: Dialect
    names: list[str]
    rows: list[Record]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, column: int) -> list[str]:
        return [cells[column].strip() for _, cells in self.rows]

    def numbers(self, column: int) -> list[float | None]:
        """Return a column as numbers, None where a cell is none."""
        return [number(cells[column], self.dialect.decimal) for _, cells in self.rows]

    def find(self, wanted: str | int, field: str) -> int:
        """Return the index of a column by its name, or by its index from 0.

        Raises:
            Invalid: there is no such column.
        """
        if wanted in self.names:
            return self.names.index(str(wanted))
        index = int(wanted) if str(wanted).isascii() and str(wanted).isdecimal() else -1
        if 0 <= index < len(self.names):
            return index
        known = ", ".join(shorten(name) for name in self.names[:10])
        more = ", …" if len(self.names) > 10 else ""
        message = f"{field} must be one of the columns {known}{more}, not {shorten(wanted)}"
        values = {"role": field, "name": cut(str(wanted))}
        raise Invalid("unknown_column", message, field, values)


def cut(cell: str) -> str:
    """Return a cell without the space around it, and not too long to be shown."""
    cell = cell.strip()
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"


def read_table(text: str, most_rows: int, wish: Wish | None = None) -> Table:
    """Read a table out of a text.

    Args:
        text: comma, semicolon or tab separated.
        most_rows: rows that it may have, the header not counted.
        wish: what is known of how it is written.

    Raises:
        Invalid: naming the row and what is wrong with it.
    """
    wish = wish or Wish()
    named, text = split_separator_line(check(text))
    said = next((delimiter for delimiter in DELIMITERS if delimiter == named), None)
    delimiter = wish.delimiter or said or guess_delimiter(text)
    rows = _even(list(records(text, delimiter)), delimiter)
    cells = [cells for _, cells in rows]
    decimal = wish.decimal or guess_decimal(cells)
    header = guess_header(cells, decimal) if wish.header is None else wish.header
    names = _names(cells[0], header)
    rows = rows[1:] if header else rows
    if not rows:
        message = "the table has a header but no rows below it"
        raise Invalid("no_rows", message, "text", {"header": True})
    if len(rows) > most_rows:
        message = f"the table may have at most {most_rows} rows, not {len(rows)}"
        values = {"most": most_rows, "found": len(rows)}
        raise Invalid("limit_exceeded", message, "text", values)
    return Table(Dialect(delimiter, decimal, header), names, rows)


def _even(rows: list[Record], delimiter: Delimiter) -> list[Record]:
    """Return rows of the length of the first one; columns at the end that are empty are left out.

    Raises:
        Invalid: a row of another length, too few or too many columns, no row at all.
    """
    if not rows:
        raise Invalid("no_rows", "the table is empty", "text", {"header": False})
    width = max(_filled(cells) for _, cells in rows)
    first, opening = rows[0]
    width = min(width, len(opening))
    if width < LEAST_COLUMNS:
        message = (
            f"the table must have at least {LEAST_COLUMNS} columns (x1, x2, label), separated "
            f"by comma, semicolon or tab; row {first} has {width}"
        )
        values = {"row": first, "least": LEAST_COLUMNS, "found": width}
        raise Invalid("too_few_columns", message, f"rows.{first}", values)
    if width > MOST_COLUMNS:
        message = f"the table may have at most {MOST_COLUMNS} columns, not {width}"
        values = {"row": first, "most": MOST_COLUMNS, "found": width}
        raise Invalid("too_many_columns", message, f"rows.{first}", values)
    for row, cells in rows:
        if len(cells) < width or _filled(cells) > width:
            mark = {"\t": "tab", ";": "semicolon", ",": "comma"}[delimiter]
            found = f"row {row} has {len(cells)} columns, not {width} as row {first}"
            message = f"{found} (separator: {mark})"
            widths = {"found": len(cells), "wanted": width}
            told = {"row": row, "first": first, "mark": mark, **widths}
            raise Invalid("uneven_row", message, f"rows.{row}", told)
    return [(row, cells[:width]) for row, cells in rows]


def _filled(cells: Sequence[str]) -> int:
    """Return how many cells there are up to the last one that is not empty."""
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1].strip()), 0)


def _names(cells: list[str], header: bool) -> list[str]:
    names: list[str] = []
    taken: set[str] = set()
    for n, cell in enumerate(cells, start=1):
        base = name = (cell.strip() if header else "") or f"column {n}"
        count = 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return names
