"""The four-point truth tables of AND, OR and XOR."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..types import Array
from .dataset import Dataset

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def truth_table(key: str, answers: Sequence[float]) -> Dataset:
    """Make the data set of a Boolean function of two inputs.

    Args:
        key: its name.
        answers: its values at (0,0), (0,1), (1,0), (1,1).
    """

    def generate(
        rng: np.random.Generator, n: int, noise: float, classes: int
    ) -> tuple[Array, Array]:
        return CORNERS.copy(), np.array(answers, dtype=np.float64)

    domain = ((-0.5, 1.5), (-0.5, 1.5))
    return Dataset(
        key,
        "classification",
        generate,
        domain=domain,
        samples=4,
        split=False,
        noisy=False,
        group="truth_table",
    )
