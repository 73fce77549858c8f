"""Irises: the real table, checked against facts that are printed everywhere."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from playground.engine import DATASETS
from playground.engine.datasets import iris


def draw(noise: float = 0.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return DATASETS["iris"].generate(np.random.default_rng(seed), 150, noise, 3)


def test_there_are_fifty_flowers_of_each_of_three_species() -> None:
    points, labels = draw()
    assert points.shape == (150, 2)
    np.testing.assert_array_equal(labels, np.repeat([0.0, 1.0, 2.0], 50))
    assert iris.SPECIES == ("setosa", "versicolor", "virginica")
    assert (DATASETS["iris"].samples, DATASETS["iris"].classes) == (150, (3, 3, 3))


def test_first_flower_of_each_species_is_that_of_the_table() -> None:
    points, _ = draw()
    assert points[0].tolist() == [1.4, 0.2]
    assert points[50].tolist() == [4.7, 1.4]
    assert points[100].tolist() == [6.0, 2.5]


def test_petal_means_are_those_of_fishers_table() -> None:
    points, labels = draw()
    means = [points[labels == species].mean(axis=0) for species in range(3)]
    np.testing.assert_allclose(means, [[1.462, 0.246], [4.26, 1.326], [5.552, 2.026]], atol=0.003)


def test_petals_are_measured_in_centimetres_with_one_decimal() -> None:
    points, _ = draw()
    np.testing.assert_allclose(points * 10.0, np.round(points * 10.0), atol=1e-9)
    assert (points[:, 0].min(), points[:, 0].max()) == (1.0, 6.9)
    assert (points[:, 1].min(), points[:, 1].max()) == (0.1, 2.5)


def test_setosa_stands_apart_from_the_others() -> None:
    points, labels = draw()
    assert points[labels == 0.0, 0].max() < points[labels > 0.0, 0].min()


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_noise_is_an_error_of_measurement_of_that_deviation(noise: float) -> None:
    clean, noisy = draw(), draw(noise)
    np.testing.assert_array_equal(clean[1], noisy[1])
    assert (noisy[0] - clean[0]).std() == pytest.approx(noise, rel=0.15)


def test_number_of_points_does_not_depend_on_what_is_asked_for() -> None:
    points, _ = DATASETS["iris"].generate(np.random.default_rng(0), 7, 0.0, 3)
    assert len(points) == 150


def test_the_table_is_read_without_importing_plotly() -> None:
    iris.measurements.cache_clear()
    loaded = "plotly" in sys.modules
    iris.measurements()
    assert ("plotly" in sys.modules) == loaded


def test_without_the_plotly_package_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(iris.importlib.util, "find_spec", lambda name: None)
    iris.measurements.cache_clear()
    with pytest.raises(ModuleNotFoundError, match="install plotly"):
        iris.measurements()
