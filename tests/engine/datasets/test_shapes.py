"""More shapes: the rule of each."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.engine import DATASETS
from playground.engine.types import Array

N = 4000


def draw(key: str, n: int = N, noise: float = 0.0, classes: int = 2) -> tuple[Array, Array]:
    return DATASETS[key].generate(np.random.default_rng(0), n, noise, classes)


def test_half_plane_is_divided_by_the_line_x2_is_half_x1_with_a_gap() -> None:
    points, labels = draw("half_plane")
    side = (2.0 * points[:, 1] - points[:, 0]) / math.sqrt(5.0)  # distance from the line
    np.testing.assert_array_equal(labels, side >= 0.0)
    assert np.abs(side).min() >= 0.3 - 1e-12
    assert np.abs(side).min() < 0.31
    assert labels.mean() == pytest.approx(0.5, abs=0.03)


def test_half_plane_noise_flips_only_near_the_line() -> None:
    points, labels = draw("half_plane", noise=0.1)
    side = (2.0 * points[:, 1] - points[:, 0]) / math.sqrt(5.0)
    # A displacement of at most ½ along each axis carries at most ½ · 3/√5 across the line.
    safe = np.abs(side) > 1.5 / math.sqrt(5.0)
    np.testing.assert_array_equal(labels[safe], side[safe] >= 0.0)
    assert 0.0 < (labels != (side >= 0.0)).mean() < 0.1


def test_moons_are_two_half_ellipses_that_interleave() -> None:
    points, labels = draw("moons")
    for label, turn in ((1.0, 1.0), (0.0, -1.0)):
        moon = turn * points[labels == label] + [1.5, 1.0]
        # On the ellipse (x1/3)² + (x2/3.4)² = 1, the upper half, within five spreads of 0.15.
        radius = np.hypot(moon[:, 0] / 3.0, moon[:, 1] / 3.4)
        np.testing.assert_allclose(radius, 1.0, atol=5 * 0.15 / 3.0)
        assert moon[:, 1].min() > -5 * 0.15
    assert (labels == 1.0).sum() == N // 2


def test_moons_noise_widens_them() -> None:
    clean, noisy = draw("moons"), draw("moons", noise=0.5)
    spread = (noisy[0] - clean[0]).std()
    # The same standard draws are scaled by 0.15 and by 0.15 + 2 · ½.
    assert spread == pytest.approx(1.0, rel=0.05)


def test_checkerboard_squares_of_two_and_a_half_take_turns() -> None:
    points, labels = draw("checkerboard")
    expected = [(math.floor(x1 / 2.5) + math.floor(x2 / 2.5)) % 2 for x1, x2 in points]
    np.testing.assert_array_equal(labels, expected)
    cells = {(math.floor(x1 / 2.5), math.floor(x2 / 2.5)) for x1, x2 in points}
    assert len(cells) == 16


def test_random_labels_follow_no_rule() -> None:
    for classes in range(2, 7):
        points, labels = draw("random", 20_000, 0.0, classes)
        assert np.bincount(labels.astype(int)).max() <= 20_000 // classes + 1
        for axis in (0, 1):
            assert abs(np.corrcoef(points[:, axis], labels)[0, 1]) < 0.03
        assert abs(np.corrcoef(labels[:-1], labels[1:])[0, 1]) < 0.03


@pytest.mark.parametrize("classes", range(2, 7))
def test_blobs_stand_evenly_on_a_circle_of_three_and_a_half(classes: int) -> None:
    points, labels = draw("blobs", 3000 * classes, 0.0, classes)
    centres = np.array([points[labels == label].mean(axis=0) for label in range(classes)])
    np.testing.assert_allclose(np.hypot(*centres.T), 3.5, atol=0.06)
    angles = np.unwrap(np.arctan2(centres[:, 0], centres[:, 1]), period=2.0 * math.pi)
    np.testing.assert_allclose(
        np.diff(angles) % (2.0 * math.pi), 2.0 * math.pi / classes, atol=0.03
    )
    np.testing.assert_allclose(points[labels == 0.0].std(axis=0), 0.6, rtol=0.05)


def test_blobs_noise_widens_them() -> None:
    points, labels = draw("blobs", 8000, 0.5, 2)
    np.testing.assert_allclose(points[labels == 1.0].std(axis=0), 0.6 + 2.0 * 0.5, rtol=0.05)


@pytest.mark.parametrize("classes", range(2, 7))
def test_rings_lie_around_each_other_with_gaps(classes: int) -> None:
    points, labels = draw("rings", classes=classes)
    radius, width = np.hypot(*points.T), 5.0 / classes
    for label in range(classes):
        ring = radius[labels == label]
        assert ring.min() >= width * (label + 0.1)
        assert ring.max() <= width * (label + 0.8)
        assert ring.max() - ring.min() > 0.65 * width


def test_rings_noise_moves_points_at_most_two_and_a_half_times_the_noise() -> None:
    clean, noisy = draw("rings", classes=3), draw("rings", noise=0.2, classes=3)
    moved = np.abs(noisy[0] - clean[0])
    assert 0.49 < moved.max() <= 0.5
