"""Numbers, flags and lists as they stand in a link: short, and read back exactly."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from urllib.parse import unquote

from playground.experiment import Invalid
from playground.experiment.errors import shorten

WHOLE = re.compile(r"-?[0-9]{1,40}")
REAL = re.compile(r"-?(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:e[+-]?[0-9]{1,4})?", re.I)
EXACT = 1e15
"""Whole numbers below it are written without a point."""


def write_value(value: bool | int | float | str) -> str:
    """Write a value so that read_number or read_flag gives the very same again."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, float):
        return str(value)
    if value.is_integer() and abs(value) < EXACT:
        return "-0" if math.copysign(1.0, value) < 0 and value == 0.0 else str(int(value))
    return repr(value).replace("e+", "e").replace("e-0", "e-")


def read_number(text: str, key: str) -> int | float:
    """Read a number: a whole one without a point as int, all others as float.

    Raises:
        Invalid: it is none, or not finite.
    """
    if WHOLE.fullmatch(text) and text != "-0":
        return int(text)
    if not REAL.fullmatch(text):
        raise Invalid("wrong_type", f"{key} must be a number, not {shorten(text)}", key)
    number = float(text)
    if not math.isfinite(number):
        raise Invalid("not_finite", f"{key} must be a finite number, not {shorten(text)}", key)
    return number


def read_flag(text: str, key: str) -> bool:
    """Read true or false, 1 or 0.

    Raises:
        Invalid: it is something else.
    """
    if text not in ("true", "false", "1", "0"):
        raise Invalid("wrong_type", f"{key} must be true or false, not {shorten(text)}", key)
    return text in ("true", "1")


def read_list(text: str) -> list[str]:
    """Split at commas; nothing is the empty list."""
    return text.split(",") if text else []


def write_names(names: Sequence[str]) -> str:
    """Join names with commas; one within a name is written as an address would."""
    return ",".join(name.replace("%", "%25").replace(",", "%2C") for name in names)


def read_names(text: str) -> list[str]:
    """Read what write_names writes."""
    return [unquote(name) for name in read_list(text)]
