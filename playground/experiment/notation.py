"""Numbers, sums and equations in LaTeX, short enough to be read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DIGITS = 4
BREAK = r" \\ "
MOST_TERMS = 4
"""A sum of more terms shows the first two and the last."""


@dataclass(frozen=True)
class Formula:
    """An equation in LaTeX, once in symbols and once with numbers in their places."""

    symbols: str
    numbers: str


def number(value: float, digits: int = DIGITS) -> str:
    """Write a number with four significant digits, or others: 0.1235, 1.235 × 10⁻⁵."""
    if not math.isfinite(value):
        return r"\text{NaN}" if math.isnan(value) else ("-" if value < 0 else "") + r"\infty"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if float(mantissa) == 0.0:
        return "0"
    if -4 < power < 6:
        return _plain(f"{float(f'{mantissa}e{exponent}'):.{max(0, digits - 1 - power)}f}")
    leading = _plain(mantissa)
    if abs(float(leading)) == 1.0:
        return rf"{leading[:-1]}10^{{{power}}}"
    return rf"{leading} \times 10^{{{power}}}"


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def factor(value: float) -> str:
    """Write a number as a factor or a later term: a negative one in brackets."""
    text = number(value)
    return rf"\left({text}\right)" if text.startswith("-") else text


def square(value: float) -> str:
    """Write the square of a number."""
    text = number(value)
    alone = text.replace(".", "").isdigit()
    return f"{text}^2" if alone else rf"\left({text}\right)^2"


def product(*values: float) -> str:
    """Write a product of numbers."""
    head, *tail = values
    return r" \cdot ".join([number(head), *(factor(value) for value in tail)])


def total(terms: Sequence[str]) -> str:
    """Write a sum of terms, the middle of a long one left out; of no terms 0."""
    shown = list(terms)
    if len(shown) > MOST_TERMS:
        shown = [*shown[:2], r"\cdots", shown[-1]]
    return " + ".join(shown) or "0"


def term(*values: float) -> str:
    """Write a product as a term that is not the first: in brackets where it begins with a minus."""
    text = product(*values)
    return rf"\left({text}\right)" if text.startswith("-") else text


def terms(pairs: Sequence[tuple[float, float]]) -> list[str]:
    """Write products as terms of a sum."""
    return [product(*pair) if i == 0 else term(*pair) for i, pair in enumerate(pairs)]


def below(rows: Sequence[Formula]) -> Formula:
    """Write equations below each other."""
    return Formula(_lines([row.symbols for row in rows]), _lines([row.numbers for row in rows]))


def _lines(rows: list[str]) -> str:
    return rows[0] if len(rows) == 1 else rf"\begin{{array}}{{l}} {BREAK.join(rows)} \end{{array}}"
