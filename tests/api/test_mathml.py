"""Formulas as MathML."""

from __future__ import annotations

import pytest

from playground.api.mathml import to_mathml

SIGN, SUBTRACTION = '<mo form="prefix">&#x02212;</mo>', "<mo>&#x02212;</mo>"


@pytest.mark.parametrize(
    "latex", [r"a = -2", r"\left(-2\right)", r"2 \cdot -3", r"a + -3", r"a = -b \cdot c"]
)
def test_a_minus_after_an_operator_is_a_sign(latex: str) -> None:
    assert to_mathml(latex).count(SIGN) == 1
    assert SUBTRACTION not in to_mathml(latex)


@pytest.mark.parametrize("latex", ["a - 2", r"\left(a\right) - 2", "x^2 - 1", r"\frac{1}{2} - b"])
def test_a_minus_after_an_operand_is_a_subtraction(latex: str) -> None:
    assert to_mathml(latex).count(SUBTRACTION) == 1
    assert SIGN not in to_mathml(latex)
