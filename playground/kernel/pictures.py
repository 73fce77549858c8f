"""Pictures as bytes: as engine.pictures, in compiled code that holds Python's lock.

NumPy gives the lock back for every one of a dozen short steps, and each time another thread may
take it: that cost more than the arithmetic when many learners were served.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.pictures import (
    BRIGHTEST,
    BRIGHTEST_SIGNED,
    LARGEST_DRAWN,
    MIDDLE,
    Levels,
    SignedLevels,
)

from .functions import Floats, compiled, part

Bytes: TypeAlias = NDArray[np.uint8]


@part
def _level(value: float, low: float, factor: float) -> int:
    scaled = (value - low) * factor + 0.5
    scaled = MIDDLE if scaled != scaled else scaled
    scaled = min(max(scaled, 0.0), BRIGHTEST + 0.5)
    return int(scaled)


@compiled
def levels(values: Floats, low: float, high: float, found: Levels) -> None:
    """Write the levels of values (n,) into found (n,)."""
    factor = BRIGHTEST / (high - low)
    for p in range(values.size):
        found[p] = _level(values[p], low, factor)


@compiled
def classes(answers: Floats, labels: Levels, confidence: Levels) -> None:
    """Write which of the answers (k, n) is largest, and the largest as levels of 0…1, each (n,)."""
    for p in range(answers.shape[1]):
        best = 0
        for k in range(1, answers.shape[0]):
            if answers[k, p] > answers[best, p]:
                best = k
        labels[p] = best
        confidence[p] = _level(answers[best, p], 0.0, BRIGHTEST)


@compiled
def maps(activations: Floats, scale: Floats, found: SignedLevels) -> None:
    """Write scale (U,) and levels (U, n) of activations (U, n), which become what is drawn."""
    for j in range(activations.shape[0]):
        row = activations[j]
        largest = 1.0
        for p in range(row.size):
            value = 0.0 if row[p] != row[p] else row[p]
            row[p] = min(max(value, -LARGEST_DRAWN), LARGEST_DRAWN)
            largest = max(largest, abs(row[p]))
        scale[j] = largest
        factor = BRIGHTEST_SIGNED / largest
        for p in range(row.size):
            found[j, p] = int(np.rint(row[p] * factor))
