"""Refusals of an experiment or of an edit of one, in one form: code, message, field.

Refused
├── Invalid    a value that is not allowed (HTTP 422)
├── Missing    something that does not exist (HTTP 404)
└── Conflict   something that cannot be done now (HTTP 409)
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

PYDANTIC_CODES = {
    "extra_forbidden": "unknown_field",
    "missing": "missing_field",
    "literal_error": "unknown_choice",
    "too_short": "too_few",
    "too_long": "too_many",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "finite_number": "not_finite",
    "int_parsing_size": "out_of_range",
    "string_unicode": "invalid_text",
    "json_invalid": "invalid_json",
    "union_tag_invalid": "unknown_type",
    "union_tag_not_found": "missing_field",
}
PYDANTIC_RANGES = ("greater_than", "less_than")
PYDANTIC_WORDS = {
    "extra_forbidden": "is not a field here; leave it out",
    "missing": "is required",
    "dict_type": "must be an object, not {given}",
    "model_type": "must be an object, not {given}",
    "model_attributes_type": "must be an object, not {given}",
    "tuple_type": "must be a list, not {given}",
    "int_type": "must be a whole number, not {given}",
    "int_parsing": "must be a whole number, not {given}",
    "int_parsing_size": "must be a smaller whole number, not {given}",
    "int_from_float": "must be a whole number, not {given}",
    "float_type": "must be a number, not {given}",
    "float_parsing": "must be a number, not {given}",
    "bool_type": "must be true or false, not {given}",
    "string_type": "must be a string, not {given}",
    "string_unicode": "must be valid Unicode text, not {given}",
    "string_too_short": "must have at least {min_length} characters, not {given}",
    "string_too_long": "must have at most {max_length} characters, not {given}",
    "too_short": "must have at least {min_length} entries, not {actual_length}",
    "too_long": "must have at most {max_length} entries, not {actual_length}",
    "json_invalid": "must be valid JSON: {error}",
    "union_tag_invalid": "must have a type out of {expected_tags}, not {tag}",
    "union_tag_not_found": "must have a field {discriminator}",
}


class Refused(Exception):
    """Something asked for that is not done; nothing has changed.

    Args:
        code: a word for programs, such as "unknown_dataset".
        message: a sentence for people: the field, what was given, what is allowed.
        field: dotted path of the field, or None.
        values: what the sentence says, for a program to say it in another language. Default: none.
    """

    def __init__(
        self,
        code: str,
        message: str,
        field: str | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.values = values or {}


class Invalid(Refused):
    """A value that is not allowed."""


class Missing(Refused):
    """Something that does not exist."""


class Conflict(Refused):
    """Something that cannot be done as things are now."""


def refuse_unless(condition: bool, field: str, allowed: str, given: object) -> None:
    """Refuse, inside of a validator, a field below the part that is being validated."""
    if not condition:
        raise PydanticCustomError(
            "invalid_value",
            "must be {allowed}, not {given}",
            {"allowed": allowed, "given": shorten(given), "below": field},
        )


def from_validation(error: ValidationError, prefix: Sequence[str | int] = ()) -> Invalid:
    """Turn the first of pydantic's complaints into one of ours."""
    return from_details(error.errors(include_url=False)[0], prefix)


def from_details(details: Mapping[str, Any], prefix: Sequence[str | int] = ()) -> Invalid:
    """Turn one of pydantic's complaints into one of ours.

    Args:
        details: an entry of ValidationError.errors().
        prefix: path of the part that was validated.
    """
    context = details.get("ctx") or {}
    path = [*prefix, *details["loc"]]
    if "below" in context:
        path.append(context["below"])
    field = ".".join(clip(str(step)) for step in path)
    return Invalid(_code(details["type"]), f"{field or 'body'} {_words(details)}", field or None)


def _code(kind: str) -> str:
    if kind in PYDANTIC_CODES:
        return PYDANTIC_CODES[kind]
    if kind.startswith(PYDANTIC_RANGES):
        return "out_of_range"
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return "wrong_type"
    return kind


def _words(details: Mapping[str, Any]) -> str:
    kind, message = details["type"], str(details["msg"])
    if kind in PYDANTIC_WORDS:
        context = details.get("ctx") or {}
        return PYDANTIC_WORDS[kind].format(**context, given=shorten(details.get("input")))
    if "below" in (details.get("ctx") or {}) or message.startswith("must be"):
        return message
    for opening in ("Input should be ", "Value should be ", "Value error, "):
        message = message.removeprefix(opening)
    return f"must be {message}, not {shorten(details.get('input'))}"


def shorten(value: object) -> str:
    """Write a value that came in, however long or deeply nested it is, in at most 80 characters."""
    return clip(_BRIEF.repr(value))


def encodable(text: str) -> str:
    """Write a text that came in with half surrogate pairs, which JSON can hold, escaped."""
    return text.encode("utf-8", "backslashreplace").decode()


def clip(text: str, most: int = 80) -> str:
    """Write a text that came in as it is, in at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


class Brief(reprlib.Repr):
    """Writes values in short, as JSON spells them where that differs from Python."""

    def repr_bool(self, x: bool, level: int) -> str:
        return "true" if x else "false"

    def repr_NoneType(self, x: None, level: int) -> str:
        return "null"

    def repr_float(self, x: float, level: int) -> str:
        if math.isnan(x):
            return "NaN"
        return repr(x) if math.isfinite(x) else ("Infinity" if x > 0.0 else "-Infinity")

    def repr_tuple(self, x: tuple[object, ...], level: int) -> str:
        return self.repr_list(list(x), level)


_BRIEF = Brief()
_BRIEF.maxstring = _BRIEF.maxlong = _BRIEF.maxother = 80
