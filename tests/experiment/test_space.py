"""Bent space: the plane as a layer sees it."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import feature_matrix
from playground.experiment import Experiment, Invalid, Missing, edits
from playground.experiment.data import grid_points
from playground.experiment.run import Run
from playground.experiment.space import Steady, bent_space, follow, parse_units, principal


def run_of(*units: int, **experiment: object) -> Run:
    network = {"layers": [{"units": p} for p in units], "optimizer": {"name": "adam"}}
    return Experiment(edits.parse({"networks": [network], **experiment})).runs[0]


def _ref_activations(run: Run, points: np.ndarray, layer: int) -> np.ndarray:
    a = feature_matrix(points, run.spec.features)
    for each in run.network.layers[: layer + 1]:
        z = a @ each.dense.weights + each.dense.biases
        a = 1.0 / (1.0 + np.exp(-z)) if each is run.network.last else np.tanh(z)
    return a


@pytest.mark.parametrize("seed", range(3))
def test_principal_directions_are_those_of_a_singular_value_decomposition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(80, 6)) @ rng.normal(size=(6, 6)) + 3.0
    directions, explained = principal(points)
    _, sizes, rows = np.linalg.svd(points - points.mean(axis=0))
    for i in range(2):
        assert abs(rows[i] @ directions[:, i]) == pytest.approx(1.0, abs=1e-12)
    assert explained == pytest.approx((sizes**2 / (sizes**2).sum())[:2].tolist(), rel=1e-12)


def test_a_layer_of_two_units_is_drawn_as_it_is() -> None:
    run = run_of(3, 2)
    space = bent_space(run, 1, None, 5)
    assert (space.axes.kind, space.axes.units, space.axes.explained) == ("units", (0, 1), None)
    expected = _ref_activations(run, grid_points(run.data.domain, 5), 1)
    assert space.grid.reshape(25, 2) == pytest.approx(expected, abs=1e-12)
    assert space.train == pytest.approx(_ref_activations(run, run.train.points, 1), abs=1e-12)
    assert space.test == pytest.approx(_ref_activations(run, run.test.points, 1), abs=1e-12)


def test_answers_are_those_of_the_network_on_the_same_grid() -> None:
    run = run_of(3)
    expected = _ref_activations(run, grid_points(run.data.domain, 4), 1)
    assert bent_space(run, 0, None, 4).answers.ravel() == pytest.approx(expected[:, 0], abs=1e-12)


def test_answers_are_labels_for_more_than_two_classes() -> None:
    run = run_of(3, data={"dataset": "iris"}, task="classification")
    answers = bent_space(run, 0, None, 6).answers
    assert set(np.unique(answers)) <= {0.0, 1.0, 2.0}


def test_two_units_of_many_can_be_chosen() -> None:
    run = run_of(5)
    space = bent_space(run, 0, (4, 1), 3)
    assert (space.axes.kind, space.axes.units) == ("units", (4, 1))
    everything = _ref_activations(run, run.train.points, 0)
    assert space.train == pytest.approx(everything[:, [4, 1]], abs=1e-12)


def test_many_units_are_drawn_along_their_principal_directions() -> None:
    run = run_of(6)
    space = bent_space(run, 0, None, 3)
    a = _ref_activations(run, run.train.points, 0)
    centred = a - a.mean(axis=0)
    _, sizes, rows = np.linalg.svd(centred)
    assert space.axes.units is None
    assert np.abs(space.train) == pytest.approx(np.abs(centred @ rows[:2].T), abs=1e-9)
    assert space.axes.explained == pytest.approx((sizes**2 / (sizes**2).sum())[:2].tolist())


def test_one_unit_has_no_second_axis() -> None:
    run = run_of(4)
    space = bent_space(run, 1, None, 3)
    assert space.axes.units == (0, None)
    assert (space.grid[..., 1] == 0.0).all()
    assert space.grid[..., 0] == pytest.approx(space.answers)


def test_no_test_points_are_none() -> None:
    run = run_of(4, data={"train_fraction": 1.0})
    assert bent_space(run, 0, None, 3).test.shape == (0, 2)


def test_units_that_are_all_alike_have_nothing_to_explain() -> None:
    run = run_of(4)
    run.network.parameters.values[:] = 0.0
    space = bent_space(run, 0, None, 3)
    assert space.axes.explained == [0.0, 0.0]
    assert (space.train == 0.0).all()


def test_directions_neither_flip_nor_swap_while_it_trains() -> None:
    run, steady = run_of(8), Steady()
    before = bent_space(run, 0, None, 3, steady).axes.directions
    for _ in range(100):
        run.trainer.train_batch()
        after = bent_space(run, 0, None, 3, steady).axes.directions
        turned = before.T @ after
        assert turned[0, 0] >= 0.0
        assert turned[1, 1] >= 0.0
        assert abs(turned[0, 0]) + abs(turned[1, 1]) >= abs(turned[0, 1]) + abs(turned[1, 0])
        before = after


def test_directions_that_change_places_keep_theirs_and_their_shares() -> None:
    e = np.eye(3)
    assert (follow(e[:, [1, 0]] * [-1.0, 1.0], e[:, :2]) == e[:, :2]).all()
    run, steady = run_of(3), Steady()
    first = bent_space(run, 0, None, 3, steady).axes
    steady.directions = first.directions[:, ::-1].copy()
    second = bent_space(run, 0, None, 3, steady).axes
    assert second.directions == pytest.approx(first.directions[:, ::-1])
    assert second.explained == pytest.approx((first.explained or [])[::-1])


def test_another_layer_starts_anew() -> None:
    run, steady = run_of(5, 5), Steady()
    bent_space(run, 0, None, 3, steady)
    other = bent_space(run, 1, None, 3, steady).axes.directions
    assert (other == bent_space(run, 1, None, 3).axes.directions).all()


@pytest.mark.parametrize(("layer", "units"), [(2, None), (-1, None), (0, (0, 4))])
def test_what_there_is_not_is_refused(layer: int, units: tuple[int, int] | None) -> None:
    with pytest.raises(Missing):
        bent_space(run_of(4), layer, units, 3)


@pytest.mark.parametrize("given", ["", "1", "1,2,3", "a,b", "1, 2", "-1,2", "1.5,2"])
def test_only_two_indices_are_units(given: str) -> None:
    with pytest.raises(Invalid, match="units must be two indices"):
        parse_units(given)


def test_two_indices_are_read() -> None:
    assert parse_units("0,3") == (0, 3)
    assert parse_units(None) is None
