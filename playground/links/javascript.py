"""How TensorFlow Playground reads the values of its hash, which is how JavaScript does.

A value that is missing or blank counts as not given; "false" alone is false; a number is whatever
Number() makes of the text, which is NaN for most nonsense; a wrong name is passed over.
Source: https://github.com/tensorflow/playground, src/state.ts
"""

from __future__ import annotations

import math
import re

from .opened import Fields

DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?", re.I)
WITH_BASE = re.compile(r"0(?:x[0-9a-f]+|o[0-7]+|b[01]+)", re.I)
INFINITE = re.compile(r"([+-]?)Infinity")


def number(text: str) -> float:
    """What Number(text) gives: 0 for blanks, NaN for what is no number."""
    text = text.strip()
    if not text:
        return 0.0
    infinite = INFINITE.fullmatch(text)
    if infinite:
        return -math.inf if infinite[1] == "-" else math.inf
    if WITH_BASE.fullmatch(text):
        whole = int(text, 0)
        return float(whole) if whole.bit_length() <= 1_000 else math.inf
    return float(text) if DECIMAL.fullmatch(text) else math.nan


def given(fields: Fields, key: str) -> str | None:
    """The text of a property, None where it counts as not given."""
    text = fields.get(key)
    return text if text is not None and text.strip() else None


def flag(fields: Fields, key: str, default: bool = False) -> bool:
    text = given(fields, key)
    return default if text is None else text != "false"
