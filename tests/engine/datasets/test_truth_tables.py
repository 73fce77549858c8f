"""Truth tables: four points, three functions."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import DATASETS


@pytest.mark.parametrize(
    ("key", "function"),
    [
        ("and_table", lambda p, q: p and q),
        ("or_table", lambda p, q: p or q),
        ("xor_table", lambda p, q: p != q),
    ],
)
def test_labels_are_the_truth_table_of_the_name(key: str, function: object) -> None:
    points, labels = DATASETS[key].generate(np.random.default_rng(0), 4, 0.0, 2)
    assert points.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    expected = [float(function(bool(p), bool(q))) for p, q in points]
    assert labels.tolist() == expected


@pytest.mark.parametrize("key", ["and_table", "or_table", "xor_table"])
def test_there_are_always_four_points_without_split_noise_or_chance(key: str) -> None:
    dataset = DATASETS[key]
    assert (dataset.samples, dataset.split, dataset.noisy) == (4, False, False)
    plain = dataset.generate(np.random.default_rng(0), 4, 0.0, 2)
    other = dataset.generate(np.random.default_rng(9), 500, 1.0, 2)
    np.testing.assert_array_equal(plain[0], other[0])
    np.testing.assert_array_equal(plain[1], other[1])
