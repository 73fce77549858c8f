"""Features against their formulas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from playground.engine import FEATURES, UnknownChoice, feature_matrix

REFERENCE: dict[str, Callable[[float, float], float]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1**2,
    "x2_squared": lambda x1, x2: x2**2,
    "x1_times_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: math.sin(x1),
    "sin_x2": lambda x1, x2: math.sin(x2),
    "cos_x1": lambda x1, x2: math.cos(x1),
    "cos_x2": lambda x1, x2: math.cos(x2),
    "radius": lambda x1, x2: math.sqrt(x1**2 + x2**2),
}


@pytest.mark.parametrize("key", REFERENCE)
def test_feature_is_its_formula(key: str, rng: np.random.Generator) -> None:
    points = rng.uniform(-6.0, 6.0, (50, 2))
    expected = [[REFERENCE[key](x1, x2)] for x1, x2 in points]
    np.testing.assert_allclose(feature_matrix(points, [key]), expected, rtol=1e-15, atol=1e-15)


def test_every_feature_of_the_references_is_there_and_x1_x2_are_the_defaults() -> None:
    assert set(REFERENCE) <= set(FEATURES)
    assert [key for key, feature in FEATURES.items() if feature.default] == ["x1", "x2"]


@pytest.mark.parametrize("key", FEATURES)
def test_feature_is_finite_over_the_plane_and_takes_one_point_or_none(key: str) -> None:
    for n in (0, 1, 7):
        points = np.linspace(-6.0, 6.0, 2 * n).reshape(n, 2)
        column = feature_matrix(points, [key])
        assert column.shape == (n, 1)
        assert np.isfinite(column).all()


def test_columns_stand_in_the_order_asked_for_and_in_one_block() -> None:
    points = np.array([[1.0, 2.0], [3.0, 4.0]])
    matrix = feature_matrix(points, ["x2", "x1_times_x2", "x1", "x2"])
    np.testing.assert_array_equal(matrix, [[2, 2, 1, 2], [4, 12, 3, 4]])
    assert matrix.flags.c_contiguous
    assert not np.shares_memory(matrix, points)


def test_an_unknown_feature_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UnknownChoice, match="unknown feature 'x3'; allowed: x1, x2, x1_squared"):
        feature_matrix(np.zeros((1, 2)), ["x1", "x3"])
