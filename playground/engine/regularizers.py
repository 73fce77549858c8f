"""Regularizers: a price on large weights, added to what training minimises.

They act on connection weights only, never on biases or normalisation parameters, and not on
cut weights. The penalty is reported apart from the loss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .registry import Registry
from .types import Array


@dataclass(frozen=True)
class Regularizer:
    """One kind of penalty.

    Attributes:
        key: its name in experiments.
        formula: the penalty, in LaTeX; λ is the rate.
        penalty: weights (m,) to Σ over them, without the rate.
        gradient: weights (m,) to ∂penalty/∂w (m,), without the rate.
    """

    key: str
    formula: str
    penalty: Callable[[Array], float]
    gradient: Callable[[Array], Array]


REGULARIZERS: Registry[Regularizer] = Registry(
    "regularizer",
    [
        Regularizer("none", r"0", lambda w: 0.0, np.zeros_like),
        Regularizer("l1", r"\lambda \sum |w|", lambda w: float(np.abs(w).sum()), np.sign),
        Regularizer(
            "l2", r"\lambda \tfrac{1}{2} \sum w^2", lambda w: 0.5 * float(w @ w), lambda w: w
        ),
    ],
)
