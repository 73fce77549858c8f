"""Shapes of tables and files: what comes in, and what is said of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from playground import files
from playground.experiment import Limits
from playground.experiment.errors import shorten

from .requests import Request
from .schemas import Answer, EditAnswer, PartAnswer

CSV = "text/csv"
BYTES = "application/octet-stream"


def _column(given: object) -> object:
    """Refuse what can be neither, before pydantic would refuse it twice."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        words = "must be the name or the index of a column, not {given}"
        raise PydanticCustomError("wrong_type", words, {"given": shorten(given)})
    return given


Column = Annotated[str | int, BeforeValidator(_column)]


class CsvRequest(Request):
    """A table as text, and how it is written; what is left out or null is guessed."""

    text: str
    delimiter: Literal["\t", ";", ","] | None = None
    decimal: Literal[".", ","] | None = None
    header: bool | None = None

    def table(self, limits: Limits) -> files.Table:
        return files.read_table(self.text, limits.samples, self.wish())

    def wish(self) -> files.Wish:
        return files.Wish(self.delimiter, self.decimal, self.header)


class CsvData(CsvRequest):
    """A table, and what to take from it: columns by name, or by index from 0."""

    x1: Column
    x2: Column
    label: Column
    task: Literal["classification", "regression"]
    standardise: bool = False

    def choice(self) -> files.Choice:
        return files.Choice(self.x1, self.x2, self.label, self.task, self.standardise)


class CsvLook(CsvRequest):
    """A table, and what to take from it as far as it is known; the rest is guessed."""

    x1: Column | None = None
    x2: Column | None = None
    label: Column | None = None
    task: Literal["classification", "regression"] | None = None
    standardise: bool | None = None

    def look(self, limits: Limits) -> dict[str, Any]:
        wanted = {name: getattr(self, name) for name in ("x1", "x2", "label")}
        wanted |= {"task": self.task, "standardise": self.standardise}
        return files.look(self.text, self.wish(), wanted, limits.samples, limits.classes)


class ColumnAnswer(Answer):
    """A column; problems are cells that are empty, or no number among numbers."""

    name: str
    kind: Literal["number", "text"]
    distinct: int
    problems: int


class GuessAnswer(Answer):
    """What the columns probably are, by name; null where there are too few numbers.

    Far from the usual size, coordinates had better be standardised.
    """

    x1: str | None
    x2: str | None
    label: str
    task: Literal["classification", "regression"]
    standardise: bool


class TableAnswer(Answer):
    """What is in a table: its columns, the first rows and their numbers, how it is written."""

    columns: list[ColumnAnswer]
    rows: int
    sample: list[list[str]]
    sample_rows: list[int]
    delimiter: str
    decimal: str
    header: bool
    guess: GuessAnswer


class CsvPreview(TableAnswer):
    """A table; of bytes, encoding and text say what was read, null where text came in."""

    encoding: str | None
    text: str | None


class ScaleAnswer(Answer):
    """How a column was standardised: (value − mean) / deviation."""

    mean: float
    deviation: float


class ChoiceAnswer(Answer):
    """What would be taken from a table: columns by index from 0."""

    x1: int
    x2: int
    label: int
    task: Literal["classification", "regression"]
    standardise: bool


class ProblemAnswer(Answer):
    """Why nothing can be taken: a refusal, and what its sentence says as values."""

    code: str
    message: str
    field: str | None
    values: dict[str, bool | int | float | str]


class CsvLookAnswer(Answer):
    """A table and what it would become; the first problems, and how many were found.

    The points are null where there are problems, the table where it cannot be read at all.
    """

    preview: TableAnswer | None
    choice: ChoiceAnswer | None
    points: PartAnswer | None
    class_names: list[str] | None
    scales: dict[str, ScaleAnswer]
    problems: list[ProblemAnswer]
    found: int
    encoding: str | None
    text: str | None


class CsvAnswer(EditAnswer):
    """An edit; what the class indices stand for, and which columns were standardised how."""

    class_names: list[str] | None
    scales: dict[str, ScaleAnswer]


def body_of(shape: type[Request]) -> dict[str, Any]:
    """Document a body that is JSON, or a table as it is with the other fields in the address."""
    content = {
        "application/json": {"schema": shape.model_json_schema()},
        CSV: {"schema": {"type": "string"}},
    }
    return {"requestBody": {"required": True, "content": content}}


def file_of(media_type: str) -> dict[int | str, dict[str, Any]]:
    """Document an answer that is a file."""
    kind = {"type": "string", **({"format": "binary"} if media_type == BYTES else {})}
    return {200: {"content": {media_type: {"schema": kind}}}}
