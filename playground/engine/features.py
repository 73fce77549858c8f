"""Features: the d numbers that the network is given for a point (x1, x2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .registry import Registry
from .types import Array


@dataclass(frozen=True)
class Feature:
    """One input of the network.

    Attributes:
        key: its name in experiments.
        formula: how it is computed, in LaTeX.
        function: (x1, x2), each (n,), to the feature (n,).
        default: whether a new experiment has it.
    """

    key: str
    formula: str
    function: Callable[[Array, Array], Array]
    default: bool = False


FEATURES: Registry[Feature] = Registry(
    "feature",
    [
        Feature("x1", r"x_1", lambda x1, x2: x1, default=True),
        Feature("x2", r"x_2", lambda x1, x2: x2, default=True),
        Feature("x1_squared", r"x_1^2", lambda x1, x2: x1 * x1),
        Feature("x2_squared", r"x_2^2", lambda x1, x2: x2 * x2),
        Feature("x1_times_x2", r"x_1 x_2", lambda x1, x2: x1 * x2),
        Feature("sin_x1", r"\sin x_1", lambda x1, x2: np.sin(x1)),
        Feature("sin_x2", r"\sin x_2", lambda x1, x2: np.sin(x2)),
        Feature("cos_x1", r"\cos x_1", lambda x1, x2: np.cos(x1)),
        Feature("cos_x2", r"\cos x_2", lambda x1, x2: np.cos(x2)),
        Feature("radius", r"\sqrt{x_1^2 + x_2^2}", np.hypot),
    ],
)


def feature_matrix(points: Array, keys: Sequence[str]) -> Array:
    """Compute the data matrix X of some points.

    Args:
        points: ndarray of shape (n, 2), columns x1 and x2.
        keys: which features, in the order of the columns of X.

    Returns:
        ndarray of shape (n, d), d = len(keys), contiguous.

    Raises:
        UnknownChoice: a key is no feature.
    """
    x1, x2 = points[:, 0], points[:, 1]
    return np.column_stack([FEATURES[key].function(x1, x2) for key in keys])
