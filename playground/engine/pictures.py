"""Pictures: what units answer at many points, as bytes, as finely as the eye can tell."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .types import Array

Levels: TypeAlias = NDArray[np.uint8]
"""Brightness from 0 to 255."""

SignedLevels: TypeAlias = NDArray[np.int8]
"""Brightness from −127 to 127."""

BRIGHTEST = 255.0
BRIGHTEST_SIGNED = 127.0
MIDDLE = 128.0
"""The level of what is no number."""

LARGEST_DRAWN = 1e30
"""Activations beyond are drawn as this one, so that scales fit into float32."""


def levels(values: Array, low: float, high: float) -> Levels:
    """Map low…high to 0…255, rounded and clipped; what is no number becomes the middle.

    Args:
        values: (n,).
        low, high: what becomes 0 and 255.

    Returns:
        q (n,), so that value ≈ low + (high − low) q/255.
    """
    scaled = (values - low) * (BRIGHTEST / (high - low))
    scaled += 0.5
    if np.isnan(scaled.sum()):
        np.nan_to_num(scaled, copy=False, nan=MIDDLE, posinf=np.inf, neginf=-np.inf)
    np.clip(scaled, 0.0, BRIGHTEST + 0.5, out=scaled)
    # What is not negative is rounded by cutting off.
    return scaled.astype(np.uint8)


def classes(answers: Array) -> tuple[Levels, Levels]:
    """Return which of the answers (n, k) is largest, (n,), and the largest as levels of 0…1."""
    return answers.argmax(axis=1).astype(np.uint8), levels(answers.max(axis=1), 0.0, 1.0)


def maps(activations: Array) -> tuple[Array, SignedLevels]:
    """Map every unit's activations to −127…127, by a scale of its own.

    Args:
        activations: (U, n); what is no number counts as 0.

    Returns:
        scale (U,) and q (U, n), so that activation ≈ scale · q/127. The scale is 1, or the unit's
        largest activation where that is larger: bounded units are comparable with each other, and
        unbounded ones still show their shape.
    """
    drawn = np.clip(np.nan_to_num(activations, nan=0.0), -LARGEST_DRAWN, LARGEST_DRAWN)
    scale = np.maximum(1.0, np.abs(drawn).max(axis=1))
    return scale, np.rint(drawn * (BRIGHTEST_SIGNED / scale)[:, None]).astype(np.int8)
