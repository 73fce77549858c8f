"""What every data set promises, whatever its shape: sizes, labels, domain, seeds, noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.properties import few, seeds
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import DATASETS, Dataset, UnknownChoice
from playground.engine.types import Array

SIZES = [1, 2, 3, 4, 5, 7, 50, 501]
CLASSIFICATION = [key for key, dataset in DATASETS.items() if dataset.task == "classification"]
FREE = [key for key, dataset in DATASETS.items() if dataset.samples is None]


def draw(
    key: str, n: int = 300, noise: float = 0.0, classes: int | None = None, seed: int = 0
) -> Any:
    dataset = DATASETS[key]
    number = dataset.classes[1] if classes is None else classes
    return dataset.generate(np.random.default_rng(seed), n, noise, number)


def class_counts(dataset: Dataset) -> range:
    return range(dataset.classes[0], dataset.classes[2] + 1)


@pytest.mark.parametrize("key", DATASETS)
@pytest.mark.parametrize("n", SIZES)
def test_there_are_exactly_as_many_points_as_asked_for_or_as_the_set_has(key: str, n: int) -> None:
    for classes in class_counts(DATASETS[key]):
        points, labels = draw(key, n, 0.25, classes)
        expected = DATASETS[key].samples or n
        assert points.shape == (expected, 2)
        assert labels.shape == (expected,)
        assert points.dtype == labels.dtype == np.float64
        assert np.isfinite(points).all()
        assert np.isfinite(labels).all()


@pytest.mark.parametrize("key", CLASSIFICATION)
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("noise", [0.0, 0.5, 1.0])
def test_labels_are_class_indices_even_for_fewer_points_than_classes(
    key: str, n: int, noise: float
) -> None:
    for classes in class_counts(DATASETS[key]):
        _, labels = draw(key, n, noise, classes)
        np.testing.assert_array_equal(labels, np.round(labels))
        assert labels.min() >= 0.0
        assert labels.max() <= classes - 1


@pytest.mark.parametrize("key", CLASSIFICATION)
def test_every_class_has_its_share(key: str) -> None:
    for classes in class_counts(DATASETS[key]):
        _, labels = draw(key, 601, 0.0, classes)
        counts = np.bincount(labels.astype(int), minlength=classes)
        assert (counts > 0).all()
        if DATASETS[key].group != "truth_table":
            assert counts.min() >= 0.85 * len(labels) / classes


@pytest.mark.parametrize("key", ["blobs", "rings", "spiral_arms", "random"])
def test_sets_of_several_classes_go_from_two_to_six_and_split_as_evenly_as_they_can(
    key: str,
) -> None:
    assert class_counts(DATASETS[key]) == range(2, 7)
    for classes in range(2, 7):
        for n in (5, 50, 61):
            _, labels = draw(key, n, 0.3, classes)
            counts = np.bincount(labels.astype(int), minlength=classes)
            assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("key", CLASSIFICATION)
def test_usual_number_of_classes_lies_between_fewest_and_most(key: str) -> None:
    low, usual, high = DATASETS[key].classes
    assert 2 <= low <= usual <= high


@pytest.mark.parametrize("key", [k for k in DATASETS if DATASETS[k].task == "regression"])
def test_regression_has_no_classes_and_targets_between_minus_one_and_one(key: str) -> None:
    assert DATASETS[key].classes == (0, 0, 0)
    _, targets = draw(key, 5000)
    assert np.abs(targets).max() <= 1.2
    assert targets.std() > 0.1


@pytest.mark.parametrize("key", DATASETS)
def test_the_domain_contains_all_points_without_noise(key: str) -> None:
    (x1_low, x1_high), (x2_low, x2_high) = DATASETS[key].domain
    for classes in class_counts(DATASETS[key]):
        points, _ = draw(key, 5000, 0.0, classes, seed=1)
        assert x1_low <= points[:, 0].min()
        assert points[:, 0].max() <= x1_high
        assert x2_low <= points[:, 1].min()
        assert points[:, 1].max() <= x2_high


@pytest.mark.parametrize("key", DATASETS)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_same_seed_gives_the_same_points_and_labels_bit_for_bit(key: str, noise: float) -> None:
    one, same = draw(key, noise=noise, seed=5), draw(key, noise=noise, seed=5)
    assert one[0].tobytes() == same[0].tobytes()
    assert one[1].tobytes() == same[1].tobytes()


@pytest.mark.parametrize("key", FREE)
def test_another_seed_gives_other_points(key: str) -> None:
    one, other = draw(key, noise=0.1, seed=5), draw(key, noise=0.1, seed=6)
    assert not np.array_equal(one[0], other[0])


@pytest.mark.parametrize("key", DATASETS)
def test_noise_either_moves_points_or_changes_labels_never_both(key: str) -> None:
    clean, noisy = draw(key), draw(key, noise=0.5)
    moved = not np.array_equal(clean[0], noisy[0])
    relabelled = not np.array_equal(clean[1], noisy[1])
    assert (moved or relabelled) == DATASETS[key].noisy
    assert not (moved and relabelled)


@pytest.mark.parametrize(
    "key",
    ["circle", "xor", "half_plane", "checkerboard", "reg_plane", "reg_gauss", "sine", "egg_box"],
)
def test_noise_of_these_keeps_every_position_and_changes_only_labels(key: str) -> None:
    clean, noisy = draw(key, 500), draw(key, 500, 0.5)
    assert clean[0].tobytes() == noisy[0].tobytes()
    assert (clean[1] != noisy[1]).mean() > 0.02


@pytest.mark.parametrize("key", [k for k in CLASSIFICATION if DATASETS[k].noisy])
def test_more_noise_does_more(key: str) -> None:
    clean = draw(key, 2000)

    def harm(noise: float) -> float:
        points, labels = draw(key, 2000, noise)
        moved = np.hypot(*(points - clean[0]).T).mean()
        return float(moved + (labels != clean[1]).mean())

    assert 0.0 < harm(0.1) < harm(0.25) < harm(0.5)


@pytest.mark.parametrize("key", DATASETS)
def test_every_draw_is_new_memory(key: str) -> None:
    points, labels = draw(key)
    points[...], labels[...] = -99.0, -99.0
    again_points, again_labels = draw(key)
    assert (again_points != -99.0).all()
    assert (again_labels != -99.0).all()


@few
@given(st.sampled_from(CLASSIFICATION), st.integers(1, 200), st.floats(0.0, 1.0), seeds, st.data())
def test_any_size_noise_seed_and_number_of_classes_gives_valid_data(
    key: str, n: int, noise: float, seed: int, data: st.DataObject
) -> None:
    dataset = DATASETS[key]
    classes = data.draw(st.integers(dataset.classes[0], dataset.classes[2]))
    points, labels = draw(key, n, noise, classes, seed)
    assert len(points) == len(labels) == (dataset.samples or n)
    assert np.isfinite(points).all()
    assert set(labels) <= set(range(classes))


def test_the_six_sets_of_tensorflow_playground_are_the_classic_ones() -> None:
    classic = [key for key, dataset in DATASETS.items() if dataset.group == "classic"]
    assert classic == ["circle", "xor", "gauss", "spiral", "reg_plane", "reg_gauss"]
    for key in classic:
        assert DATASETS[key].domain == ((-6.0, 6.0), (-6.0, 6.0))


def test_an_unknown_data_set_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UnknownChoice, match="unknown dataset 'mnist'; allowed: circle, xor"):
        DATASETS["mnist"]


def nearest_other(points: Array, labels: Array) -> float:
    """The smallest distance between points of different classes."""
    apart = points[:, None, :] - points[None, :, :]
    distance = np.hypot(apart[..., 0], apart[..., 1])
    return float(distance[labels[:, None] != labels[None, :]].min())


@pytest.mark.parametrize("key", ["circle", "xor", "half_plane", "rings"])
def test_without_noise_classes_do_not_touch(key: str) -> None:
    assert nearest_other(*draw(key, 400)) > 0.2
