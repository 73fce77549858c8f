"""Regression surfaces against their formulas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from playground.engine import DATASETS

REFERENCE: dict[str, Callable[[float, float], float]] = {
    "sine": lambda x1, x2: math.sin(x1),
    "egg_box": lambda x1, x2: math.sin(x1) * math.cos(x2),
    "saddle": lambda x1, x2: x1 * x2 / 36.0,
    "bowl": lambda x1, x2: (x1**2 + x2**2) / 36.0 - 1.0,
    "ripple": lambda x1, x2: math.cos(1.5 * math.sqrt(x1**2 + x2**2)),
}


@pytest.mark.parametrize("key", REFERENCE)
def test_targets_without_noise_are_the_formula_at_the_points(key: str) -> None:
    points, targets = DATASETS[key].generate(np.random.default_rng(0), 300, 0.0, 0)
    expected = [REFERENCE[key](x1, x2) for x1, x2 in points]
    np.testing.assert_allclose(targets, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("key", REFERENCE)
def test_points_fill_the_plane_and_targets_stay_between_minus_one_and_one(key: str) -> None:
    points, targets = DATASETS[key].generate(np.random.default_rng(0), 20_000, 0.0, 0)
    assert np.abs(points).max() <= 6.0
    np.testing.assert_allclose(points.mean(axis=0), 0.0, atol=0.1)
    np.testing.assert_allclose(points.var(axis=0), 12.0, rtol=0.03)
    assert np.abs(targets).max() <= 1.0
    assert targets.max() - targets.min() > 1.7


@pytest.mark.parametrize("key", REFERENCE)
def test_noisy_targets_are_the_formula_within_reach_of_the_points(key: str) -> None:
    noise = 0.02
    points, targets = DATASETS[key].generate(np.random.default_rng(0), 300, noise, 0)
    clean = np.array([REFERENCE[key](x1, x2) for x1, x2 in points])
    # No surface is steeper than 1.5 anywhere on the plane.
    reach = 6.0 * noise * math.sqrt(2.0)
    assert 0.0 < np.abs(targets - clean).max() <= 1.5 * reach
