"""The loss over a plane, against direct evaluation; its directions, against numpy's SVD."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment, train

from playground.engine import Mode
from playground.experiment import Conflict, Experiment, edits
from playground.experiment.landscape import (
    Landscape,
    LandscapePlan,
    path_directions,
    plane_of,
    random_directions,
)
from playground.experiment.paths import landscape_of, path_of
from playground.experiment.run import Run
from playground.experiment.weights import write_one, write_weights
from playground.kernel import Engines

NO_PATH = np.zeros((0, 33))


def finished(run: Run, plan: LandscapePlan, path: np.ndarray = NO_PATH) -> Landscape:
    landscape = Landscape(0, plane_of(run, plan, path))
    for _ in landscape.work(run.twin()):
        pass
    return landscape


def _ref_loss(run: Run, values: np.ndarray) -> float:
    """The loss with parameters put in by hand."""
    twin = run.twin()
    twin.network.parameters.values[...] = values
    twin.network.forward(twin.trainer.x, Mode.MEASURE)
    return float(twin.network.losses(twin.trainer.y).mean())


@pytest.mark.parametrize("normalization", ["none", "batch", "layer"])
def test_every_point_is_the_loss_of_those_parameters(normalization: str) -> None:
    layers = [{"units": 4, "normalization": normalization, "dropout": 0.5}, {"units": 2}]
    run = train(experiment({"layers": layers}), 2).runs[0]
    landscape = finished(run, LandscapePlan(resolution=5, span=0.7, seed=3))
    plane, values = landscape.plane, run.network.parameters.values
    for row, beta in enumerate(plane.beta):
        for column, alpha in enumerate(plane.alpha):
            moved = values + alpha * plane.directions[:, 0] + beta * plane.directions[:, 1]
            assert landscape.loss[row, column] == pytest.approx(_ref_loss(run, moved), rel=1e-12)
    assert landscape.loss[2, 2] == pytest.approx(run.measure().train.loss, rel=1e-12)
    assert (plane.alpha[0], plane.alpha[-1]) == (-0.7, 0.7)
    assert landscape.progress == 1.0


def test_the_compiled_kernel_finds_the_same_losses() -> None:
    engines = Engines()
    engines.wait()
    if engines.name != "compiled":
        pytest.skip("there is no compiled kernel here")
    spec = edits.parse({"networks": [{"layers": [{"units": 4, "normalization": "batch"}]}]})
    plan = LandscapePlan(resolution=4)
    fast, slow = (train(Experiment(spec, e), 2).runs[0] for e in (engines, Engines(False)))
    assert fast.twin().worker.engine == "compiled"
    assert finished(fast, plan).loss == pytest.approx(finished(slow, plan).loss, rel=1e-9)


def test_computing_leaves_the_network_alone() -> None:
    spec = {"layers": [{"units": 4, "normalization": "batch", "dropout": 0.5}]}
    watched, alone = train(experiment(spec), 2), train(experiment(spec), 2)
    pieces = Landscape(0, plane_of(watched.runs[0], LandscapePlan(), NO_PATH))
    work = pieces.work(watched.runs[0].twin())
    for _ in range(20):
        next(work)
        watched.tick("batches")
        alone.tick("batches")
    for live in (watched, alone):
        assert live.runs[0].counters.iteration == 70
    found, expected = (live.runs[0].network.parameters.values for live in (watched, alone))
    assert (found == expected).all()


def test_random_directions_are_as_long_as_the_weights_unit_by_unit() -> None:
    run = train(experiment({"layers": [{"units": 4, "normalization": "layer"}]}), 3).runs[0]
    parameters = run.network.parameters
    directions = random_directions(parameters, np.random.default_rng(0))
    for slot in parameters.slots:
        for column in directions.T:
            part = slot.view(np.ascontiguousarray(column))
            if slot.name == "weights":
                expected = np.linalg.norm(slot.view(parameters.values), axis=0)
                assert np.linalg.norm(part, axis=0) == pytest.approx(expected, rel=1e-12)
            else:
                assert (part == 0.0).all()
    assert abs(directions[:, 0] @ directions[:, 1]) < 0.9 * np.prod(
        np.linalg.norm(directions, axis=0)
    )


def test_scaling_a_unit_leaves_the_landscape_as_it_is() -> None:
    # ReLU: weights in times c, weights out by c give the same network (Li et al., section 4).
    run = experiment({"layers": [{"units": 3, "activation": "relu"}]}).runs[0]
    before = finished(run, LandscapePlan(resolution=5)).loss
    layers = [layer.dense.weights.copy() for layer in run.network.layers]
    write_weights(
        run,
        {"layers": [{"weights": (4 * layers[0]).tolist()}, {"weights": (layers[1] / 4).tolist()}]},
    )
    after = finished(run, LandscapePlan(resolution=5)).loss
    assert after == pytest.approx(before, rel=1e-9)


def test_what_is_cut_does_not_move() -> None:
    run = experiment({"layers": [{"units": 4}]}).runs[0]
    write_one(run, {"layer": 0, "from": 1, "to": 2, "mask": 0})
    plane = plane_of(run, LandscapePlan(), NO_PATH)
    place = run.network.parameters.slot(0, "weights").start + 1 * 4 + 2
    assert (plane.directions[place] == 0.0).all()
    assert np.count_nonzero(plane.directions[:, 0]) == 2 * 4 + 4 - 1


def test_units_without_weights_get_directions_of_length_one() -> None:
    run = experiment({"layers": [{"units": 4}], "initializer": "zeros"}).runs[0]
    plane = plane_of(run, LandscapePlan(), NO_PATH)
    assert np.linalg.norm(plane.directions, axis=0) == pytest.approx(np.sqrt([5.0, 5.0]))


def test_another_seed_draws_other_directions() -> None:
    run = experiment().runs[0]
    one, same, other = (
        plane_of(run, LandscapePlan(seed=seed), NO_PATH).directions for seed in (0, 0, 1)
    )
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.parametrize("seed", range(3))
def test_path_directions_are_those_of_a_singular_value_decomposition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    moments = np.cumsum(rng.normal(size=(30, 50)) * rng.random(50), axis=0)
    directions, explained = path_directions(moments)
    covariance = np.cov(moments.T)
    variances, vectors = np.linalg.eigh(covariance)
    for i in range(2):
        assert abs(vectors[:, -1 - i] @ directions[:, i]) == pytest.approx(1.0, abs=1e-10)
    expected = variances[::-1][:2] / variances.sum()
    assert explained == pytest.approx(expected.tolist(), rel=1e-10)
    assert directions.T @ directions == pytest.approx(np.eye(2), abs=1e-12)


def trained_path(**fields: Any) -> tuple[Experiment, list[Any]]:
    live = experiment({"layers": [{"units": 4}], "optimizer": {"name": "adam"}}, **fields)
    mementos = [live.memento(light=True)]
    for _ in range(12):
        train(live, 2)
        mementos.append(live.memento(light=True))
    train(live, 1)
    return live, mementos


def test_a_plane_along_the_path_holds_all_of_it() -> None:
    live, mementos = trained_path()
    run = live.runs[0]
    path = path_of(live, 0, mementos)
    assert path.epochs == [*(float(2 * i) for i in range(13)), 25.0]
    plane = plane_of(run, LandscapePlan("path", resolution=9), path.values[:-1])
    alpha, beta = plane.locate(path.values).T
    assert (alpha[-1], beta[-1]) == pytest.approx((0.0, 0.0), abs=1e-12)
    assert plane.alpha[0] < alpha.min() < alpha.max() < plane.alpha[-1]
    assert plane.beta[0] < beta.min() < beta.max() < plane.beta[-1]
    assert plane.explained is not None
    assert 0.5 < sum(plane.explained) <= 1.0
    nearest = path.values[0] - plane.at(alpha[0], beta[0])
    assert plane.directions.T @ nearest == pytest.approx([0.0, 0.0], abs=1e-12)


def test_points_of_a_random_plane_are_located_where_they_are() -> None:
    run = experiment().runs[0]
    plane = plane_of(run, LandscapePlan(), NO_PATH)
    found = plane.locate(np.array([plane.at(0.3, -0.2), plane.at(0.0, 0.0)]))
    assert found == pytest.approx(np.array([[0.3, -0.2], [0.0, 0.0]]), abs=1e-12)


@pytest.mark.parametrize("moments", [np.ones((2, 5)), np.ones((9, 5)), np.arange(9.0)[:, None]])
def test_a_path_that_spans_no_plane_is_refused(moments: np.ndarray) -> None:
    with pytest.raises(Conflict) as error:
        path_directions(moments)
    assert error.value.code == "no_path"


def test_a_path_leaves_out_moments_of_other_layers_and_of_epochs_to_come() -> None:
    live, mementos = trained_path()
    live.restore(mementos[3])
    assert path_of(live, 0, mementos).epochs == [0.0, 2.0, 4.0, 6.0]
    wider = edits.change_layer(live.spec, 0, 0, {"units": 5})
    live.apply(wider, [0])
    assert path_of(live, 0, mementos).epochs == [0.0]


def test_networks_that_differ_in_their_training_alone_share_a_landscape() -> None:
    spec = edits.parse(
        {
            "networks": [
                {"layers": [{"units": 4}]},
                {"layers": [{"units": 4}], "optimizer": {"name": "adam"}, "initializer": "zeros"},
                {"layers": [{"units": 4, "dropout": 0.5}], "batch_size": 3},
                {"layers": [{"units": 4, "activation": "relu"}]},
                {"layers": [{"units": 5}]},
                {"layers": [{"units": 4}], "loss": "mse"},
            ]
        }
    )
    first, *others = (landscape_of(spec, network) for network in spec.networks)
    assert [kind == first for kind in others] == [True, True, False, False, False]


def test_losses_that_are_not_finite_are_left_out() -> None:
    run = experiment(
        {"layers": [], "loss": "mse"}, task="regression", data={"dataset": "reg_plane"}
    ).runs[0]
    write_one(run, {"layer": 0, "from": 0, "to": 0, "value": 1e30})
    landscape = finished(run, LandscapePlan(resolution=2, span=1e300))
    assert np.isnan(landscape.loss).all()
    assert landscape.progress == 1.0
