"""Checks of values that came in by hand, each refusing with the field's name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np

from playground.engine.types import Array

from .errors import Invalid, clip, shorten

LARGEST = 1e30
"""No number typed by hand may be larger than this in size."""


def number(given: Any, field: str) -> float:
    """Check a number typed by hand.

    Raises:
        Invalid: not a number, not finite, or larger than LARGEST.
    """
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Invalid("wrong_type", f"{field} must be a number, not {shorten(given)}", field)
    if isinstance(given, float) and not math.isfinite(given):
        raise Invalid("not_finite", f"{field} must be a finite number, not {shorten(given)}", field)
    if abs(given) > LARGEST:
        message = f"{field} must be from {-LARGEST:g} to {LARGEST:g}, not {shorten(given)}"
        raise Invalid("out_of_range", message, field)
    return float(given)


def numbers(given: Any, shape: tuple[int, ...], field: str) -> Array:
    """Check a nested list of numbers of a shape.

    Raises:
        Invalid: another shape, or an entry that is no allowed number.
    """
    if not is_list(given) or len(given) != shape[0]:
        size = " × ".join(str(n) for n in shape)
        found = f"{len(given)} entries" if is_list(given) else shorten(given)
        raise Invalid(
            "wrong_shape", f"{field} must be a list of {size} numbers, not {found}", field
        )
    if len(shape) == 1:
        return np.array([number(entry, f"{field}.{i}") for i, entry in enumerate(given)])
    rows = [numbers(row, shape[1:], f"{field}.{i}") for i, row in enumerate(given)]
    return np.array(rows).reshape(shape)


def index(change: Mapping[str, Any], field: str, count: int) -> int:
    """Check the index in a field, from 0 to count − 1.

    Raises:
        Invalid: it is missing, no whole number, or out of range.
    """
    given = change.get(field)
    if isinstance(given, bool) or not isinstance(given, int):
        message = f"{field} must be a whole number from 0 to {count - 1}, not {shorten(given)}"
        raise Invalid("wrong_type" if field in change else "missing_field", message, field)
    if not 0 <= given < count:
        message = f"{field} must be from 0 to {count - 1}, not {shorten(given)}"
        raise Invalid("out_of_range", message, field)
    return given


def flag(change: Mapping[str, Any], field: str) -> int:
    """Check the 0 or 1 in a field.

    Raises:
        Invalid: it is something else.
    """
    given = change[field]
    if isinstance(given, bool) or given not in (0, 1):
        raise Invalid("invalid_value", f"{field} must be 0 or 1, not {shorten(given)}", field)
    return int(given)


def only(given: Any, allowed: Sequence[str], path: str) -> None:
    """Refuse any field that is not among those allowed; path stands in front of its name."""
    for key in given:
        if key not in allowed:
            field = clip(f"{path}{key}")
            message = f"{field} is not a field here; allowed: {', '.join(allowed)}"
            raise Invalid("unknown_field", message, field)


def is_list(given: Any) -> TypeGuard[Sequence[Any]]:
    """Whether it is a list, as JSON has them."""
    return isinstance(given, list | tuple)
