"""Formulas as MathML, for pages that draw them without a library of their own."""

from __future__ import annotations

import re

from latex2mathml.converter import convert

MINUS_AFTER_OPERATOR = re.compile(
    r'(<mo(?![^>]*form="postfix")[^>]*>[^<]*</mo>)<mo>(?=&#x02212;</mo>)'
)


def to_mathml(latex: str) -> str:
    """Turn LaTeX into MathML.

    A minus after an operator, as in = −2 and (−2), is marked as a sign: in the middle of a row it
    is drawn with the room of a subtraction otherwise.

    Args:
        latex: a formula.
    """
    return MINUS_AFTER_OPERATOR.sub(r'\1<mo form="prefix">', convert(latex))
