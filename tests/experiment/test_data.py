"""The points of an experiment: drawn, split, framed."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.specs import custom

from playground.engine import DATASETS
from playground.experiment import edits
from playground.experiment.data import Data, draw


def drawn(seed: int = 0, /, **data: object) -> Data:
    return draw(edits.parse({"seed": seed, "data": data}))


def everything(data: Data) -> list[tuple[float, ...]]:
    table = np.column_stack(
        [
            np.concatenate([data.train.points, data.test.points]),
            np.concatenate([data.train.labels, data.test.labels]),
        ]
    )
    return sorted(map(tuple, table.tolist()))


@pytest.mark.parametrize("key", list(DATASETS))
def test_the_same_description_draws_the_same_points(key: str) -> None:
    one, other = drawn(3, dataset=key, noise=0.3), drawn(3, dataset=key, noise=0.3)
    np.testing.assert_array_equal(one.train.points, other.train.points)
    np.testing.assert_array_equal(one.train.labels, other.train.labels)
    np.testing.assert_array_equal(one.test.points, other.test.points)


def test_another_seed_draws_other_points() -> None:
    assert everything(drawn(0)) != everything(drawn(1))


def test_a_seed_of_the_data_takes_the_place_of_that_of_the_experiment() -> None:
    assert everything(drawn(0, seed=1)) == everything(drawn(1))


@pytest.mark.parametrize(
    ("fraction", "train"), [(0.5, 250), (0.1, 50), (0.123, 62), (1.0, 500), (0.0001, 1)]
)
def test_the_fraction_of_points_to_train_on_is_rounded_and_never_none(
    fraction: float, train: int
) -> None:
    data = drawn(train_fraction=fraction)
    assert (len(data.train), len(data.test)) == (train, 500 - train)


def test_the_split_only_divides_the_points() -> None:
    assert everything(drawn(train_fraction=0.1)) == everything(drawn(train_fraction=0.9))


def test_a_truth_table_is_trained_on_as_a_whole() -> None:
    data = drawn(dataset="xor_table", train_fraction=0.25, samples=100)
    assert (len(data.train), len(data.test)) == (4, 0)


def test_iris_has_its_own_number_of_flowers() -> None:
    data = drawn(dataset="iris", samples=20)
    assert len(data.train) + len(data.test) == 150


def test_own_points_are_split_like_all_others() -> None:
    points = [(float(i), 0.5, float(i % 2)) for i in range(10)]
    data = drawn(**custom(points) | {"train_fraction": 0.7})
    assert (len(data.train), len(data.test)) == (7, 3)
    assert everything(data) == sorted(points)


def test_a_single_point_of_ones_own_is_trained_on() -> None:
    data = drawn(**custom([(1.0, 2.0, 1.0)]) | {"train_fraction": 0.1})
    assert (len(data.train), len(data.test)) == (1, 0)


@pytest.mark.parametrize("key", list(DATASETS))
def test_every_point_without_noise_lies_within_the_domain(key: str) -> None:
    data = drawn(dataset=key)
    (low1, high1), (low2, high2) = data.domain
    points = np.concatenate([data.train.points, data.test.points])
    # The clouds of gauss and blobs have tails without end.
    inside = (points >= [low1, low2]) & (points <= [high1, high2])
    assert inside.all(axis=1).mean() > 0.99


@pytest.mark.parametrize(
    ("points", "domain"),
    [
        ([(1.0, -5.0, 0.0), (2.0, 3.0, 1.0)], ((-6.0, 6.0), (-6.0, 6.0))),
        ([(0.0, 0.0, 0.0), (100.0, 20.0, 1.0)], ((-10.0, 110.0), (-2.0, 22.0))),
    ],
)
def test_own_points_get_the_usual_frame_or_one_around_them(
    points: list[tuple[float, float, float]], domain: object
) -> None:
    assert drawn(**custom(points)).domain == domain


@pytest.mark.parametrize(
    ("point", "domain"),
    [
        ((0.1, 0.2, 0.0), ((-6.0, 6.0), (-1.0, 2.0))),
        ((6.0, -1.0, 0.0), ((-6.0, 6.0), (-1.0, 2.0))),
        ((50.0, 0.0, 0.0), drawn(**custom([(50.0, 0.0, 0.0)])).domain),
    ],
)
def test_own_points_are_drawn_in_the_frame_asked_for_where_they_lie_in_it(
    point: tuple[float, float, float], domain: object
) -> None:
    wanted = {"x1": [-6, 6], "x2": [-1, 2]}
    assert drawn(**custom([point], domain=wanted)).domain == domain


def test_a_point_more_or_less_leaves_the_others_where_they_are() -> None:
    rng = np.random.default_rng(5)
    places = rng.normal(size=(200, 2)).tolist()
    points = [(x1, x2, float(i % 3)) for i, (x1, x2) in enumerate(places)]
    half = {"train_fraction": 0.5}

    def tested(own: list[tuple[float, float, float]]) -> set[tuple[float, ...]]:
        test = drawn(**custom(own) | half).test
        return set(map(tuple, np.column_stack([test.points, test.labels]).tolist()))

    whole = tested(points)
    for other in (points[:-1], points[1:], points[::-1], [*points, (0.0, -0.0, 1.0)]):
        assert len(whole ^ tested(other)) <= 2
    assert len({label for *_, label in whole}) == 3
    assert whole != set(points[:100])
    again = drawn(7, **custom(points) | half).test
    assert whole != set(map(tuple, np.column_stack([again.points, again.labels]).tolist()))


@pytest.mark.parametrize("place", [(0.0, 0.0), (1e6, -1e6), (1e-9, 1e-9), (50.0, 0.0)])
def test_the_frame_of_a_single_place_is_not_empty(place: tuple[float, float]) -> None:
    (low1, high1), (low2, high2) = drawn(**custom([(*place, 0.0)])).domain
    assert low1 < place[0] < high1
    assert low2 < place[1] < high2
