"""The six data sets of TensorFlow Playground, fact by fact against its description."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.engine import DATASETS
from playground.engine.types import Array

N = 4000


def draw(key: str, n: int = N, noise: float = 0.0, seed: int = 0) -> tuple[Array, Array]:
    dataset = DATASETS[key]
    return dataset.generate(np.random.default_rng(seed), n, noise, dataset.classes[1])


# Circle


def test_circle_is_a_disc_of_two_and_a_half_inside_of_a_ring_from_three_and_a_half_to_five() -> (
    None
):
    points, labels = draw("circle")
    radius = np.hypot(points[:, 0], points[:, 1])
    inside, ring = radius[labels == 1.0], radius[labels == 0.0]
    assert inside.max() < 2.5
    assert inside.max() > 2.49
    assert 3.5 <= ring.min() < 3.51
    assert 4.99 < ring.max() < 5.0
    assert len(inside) == len(ring) == N // 2


def test_circle_radii_and_angles_are_uniform() -> None:
    points, labels = draw("circle")
    radius = np.hypot(points[:, 0], points[:, 1])
    # U(0, 2.5) and U(3.5, 5), not uniform over the area: means 1.25 and 4.25.
    assert radius[labels == 1.0].mean() == pytest.approx(1.25, abs=0.05)
    assert radius[labels == 0.0].mean() == pytest.approx(4.25, abs=0.03)
    quadrant = np.floor(np.arctan2(points[:, 1], points[:, 0]) / (math.pi / 2.0))
    counts = [(quadrant == q).sum() for q in (-2, -1, 0, 1)]
    assert min(counts) > 0.9 * N / 4


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_circle_labels_are_those_of_the_displaced_points(noise: float) -> None:
    points, labels = draw("circle", noise=noise)
    radius = np.hypot(points[:, 0], points[:, 1])
    # A displacement is at most 5 · noise along each axis: farther than its diagonal from the
    # border of 2.5 no label can flip, and nearer some do.
    reach = 5.0 * noise * math.sqrt(2.0)
    safe = np.abs(radius - 2.5) > reach
    np.testing.assert_array_equal(labels[safe], radius[safe] < 2.5)
    assert 0.005 < (labels != (radius < 2.5)).mean() < 0.5


def test_circle_of_an_odd_number_has_one_more_inside() -> None:
    _, labels = draw("circle", 7)
    assert labels.tolist() == [1.0] * 4 + [0.0] * 3


# XOR


def test_xor_labels_are_one_where_the_signs_agree() -> None:
    points, labels = draw("xor")
    np.testing.assert_array_equal(labels, points[:, 0] * points[:, 1] >= 0.0)
    assert labels.mean() == pytest.approx(0.5, abs=0.03)


def test_xor_points_are_pushed_three_tenths_away_from_both_axes() -> None:
    points, _ = draw("xor")
    size = np.abs(points)
    assert 0.3 <= size.min() < 0.31
    assert 5.29 < size.max() <= 5.3
    assert size.mean() == pytest.approx(0.3 + 2.5, abs=0.05)


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_xor_noise_flips_only_what_it_can_carry_over_an_axis(noise: float) -> None:
    points, labels = draw("xor", noise=noise)
    clean = (points[:, 0] * points[:, 1] >= 0.0).astype(float)
    reach = 5.0 * noise
    safe = (np.abs(points) > reach).all(axis=1)
    np.testing.assert_array_equal(labels[safe], clean[safe])
    # Along one axis a point at distance r flips with probability (reach − r)/(2 reach), so with
    # r uniform in (0.3, 5.3) the share is p = (reach − 0.3)² / (4 · 5 · reach); two axes: 2p(1−p).
    p = (reach - 0.3) ** 2 / (20.0 * reach)
    assert (labels != clean).mean() == pytest.approx(2.0 * p * (1.0 - p), abs=0.02)


# Gauss


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss_variance_grows_from_one_half_to_four(noise: float, variance: float) -> None:
    points, labels = draw("gauss", 20_000, noise)
    for label, centre in ((1.0, 2.0), (0.0, -2.0)):
        cloud = points[labels == label]
        assert len(cloud) == 10_000
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.1)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.06)
        assert abs(np.corrcoef(cloud.T)[0, 1]) < 0.04


# Spiral


def _ref_spiral(n: int) -> list[tuple[float, float, int]]:
    """The published loop of an even number n of points, both arms."""
    half = n // 2
    points = []
    for delta_t, label in ((0.0, 1), (math.pi, 0)):
        for i in range(half):
            r = i / half * 5.0
            t = 1.75 * i / half * 2.0 * math.pi + delta_t
            points.append((r * math.sin(t), r * math.cos(t), label))
    return points


@pytest.mark.parametrize("n", [2, 10, 500])
def test_spiral_is_the_published_formula(n: int) -> None:
    points, labels = draw("spiral", n)
    found = sorted(
        (y, round(x1, 9), round(x2, 9)) for (x1, x2), y in zip(points, labels, strict=True)
    )
    expected = sorted((float(y), round(x1, 9), round(x2, 9)) for x1, x2, y in _ref_spiral(n))
    np.testing.assert_allclose(found, expected, rtol=0, atol=2e-9)


@pytest.mark.parametrize("key", ["spiral", "spiral_arms"])
def test_arms_start_in_the_middle_and_end_at_radius_five(key: str) -> None:
    for classes in range(2, DATASETS[key].classes[2] + 1):
        points, labels = DATASETS[key].generate(np.random.default_rng(0), 600, 0.0, classes)
        for label in range(classes):
            radius = np.hypot(*points[labels == label].T)
            assert radius[0] == 0.0
            assert (np.diff(radius) > 0.0).all()
            assert 4.9 < radius[-1] < 5.0


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 6])
def test_arms_are_the_same_curve_turned_by_equal_angles(classes: int) -> None:
    n = 60 * classes
    points, labels = DATASETS["spiral_arms"].generate(np.random.default_rng(0), n, 0.0, classes)
    first = points[labels == classes - 1]
    for label in range(classes):
        angle = 2.0 * math.pi * (classes - 1 - label) / classes
        # Angles are taken from the x2 axis, so they turn clockwise.
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        np.testing.assert_allclose(points[labels == label], first @ turn, rtol=0, atol=1e-12)


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_spiral_noise_moves_points_uniformly_within_its_reach(noise: float) -> None:
    clean, noisy = draw("spiral"), draw("spiral", noise=noise)
    np.testing.assert_array_equal(clean[1], noisy[1])
    moved = noisy[0] - clean[0]
    assert np.abs(moved).max() <= noise
    assert np.abs(moved).max() > 0.99 * noise
    np.testing.assert_allclose(moved.var(axis=0), noise**2 / 3.0, rtol=0.06)


# Plane


def test_reg_plane_is_a_tenth_of_the_sum() -> None:
    points, targets = draw("reg_plane")
    np.testing.assert_allclose(
        targets, (points[:, 0] + points[:, 1]) / 10.0, rtol=1e-14, atol=1e-16
    )
    assert np.abs(points).max() <= 6.0
    assert np.abs(points).max() > 5.99


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_reg_plane_noise_displaces_where_the_target_is_read(noise: float) -> None:
    points, targets = draw("reg_plane", noise=noise)
    error = targets - points.sum(axis=1) / 10.0
    # The sum of two U(−6, 6)·noise, over 10: variance 2 · (6 noise)² / 3 / 100.
    assert error.var() == pytest.approx(2.0 * (6.0 * noise) ** 2 / 300.0, rel=0.06)
    assert np.abs(error).max() <= 1.2 * noise


# Bumps


def _ref_bumps(x1: float, x2: float) -> float:
    """The published loop: the bump that is tallest in absolute value wins."""
    label = 0.0
    for c1, c2, sign in (
        (-4, 2.5, 1),
        (0, 2.5, -1),
        (4, 2.5, 1),
        (-4, -2.5, -1),
        (0, -2.5, 1),
        (4, -2.5, -1),
    ):
        distance = math.sqrt((x1 - c1) ** 2 + (x2 - c2) ** 2)
        new = sign * min(max(1.0 - distance / 2.0, 0.0), 1.0)
        if abs(new) > abs(label):
            label = new
    return label


def test_reg_gauss_is_the_published_loop_over_six_bumps() -> None:
    points, targets = draw("reg_gauss")
    expected = [_ref_bumps(x1, x2) for x1, x2 in points]
    np.testing.assert_allclose(targets, expected, rtol=0, atol=1e-13)
    assert targets.max() > 0.9
    assert targets.min() < -0.9
    assert np.abs(points).max() <= 6.0


def test_reg_gauss_noise_reads_the_target_at_most_the_reach_away() -> None:
    points, noisy = draw("reg_gauss", noise=0.05)
    _, clean = draw("reg_gauss")
    # A cone falls by ½ a unit of distance; bumps of opposite sign meet at 0.
    assert 0.0 < np.abs(noisy - clean).max() <= 0.5 * 6.0 * 0.05 * math.sqrt(2.0) + 1e-12
    assert points.tobytes() == draw("reg_gauss")[0].tobytes()
