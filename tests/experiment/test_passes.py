"""One training step in numbers, against central differences, by hand, and against training."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment, train

from playground.engine import OPTIMIZERS
from playground.experiment import Conflict, Experiment, Invalid
from playground.experiment.passes import MOST_NUMBERS, Pass, apply, look_ahead
from playground.experiment.run import Run
from playground.experiment.sources import Choice
from playground.experiment.weights import write_one
from playground.kernel import Engines

NETWORKS: dict[str, dict[str, Any]] = {
    "plain": {"layers": [{"units": 4}, {"units": 3, "activation": "gelu"}]},
    "linear": {"layers": []},
    "squares": {"layers": [{"units": 3, "activation": "sigmoid"}], "loss": "mse"},
    "batch": {"layers": [{"units": 4, "normalization": "batch"}, {"units": 3}]},
    "layer": {"layers": [{"units": 4, "normalization": "layer"}, {"units": 3}]},
    "penalised": {
        "layers": [{"units": 4}],
        "optimizer": {"name": "adam"},
        "regularization": {"name": "l2", "rate": 0.1},
    },
}
CHOICES = [Choice(), Choice(train=17), Choice(point=(1.5, -2.0, 1.0))]


def trained(network: dict[str, Any], **fields: Any) -> Run:
    return train(experiment(network, **fields), 7, "batches").runs[0]


def everything(run: Run) -> list[Any]:
    """All that training goes on from."""
    trainer = run.trainer
    return copy.deepcopy(
        [
            run.network.parameters.values.tolist(),
            run.network.running.tolist(),
            trainer.optimizer.state.tolist(),
            trainer.optimizer.iteration,
            trainer.counters,
            trainer.order.tolist(),
            trainer.batch.tolist(),
            trainer.rng.bit_generator.state,
            run.network.dropout_rng.bit_generator.state,
        ]
    )


def _ref_loss(run: Run, found: Pass, values: np.ndarray) -> float:
    """The mean loss of the samples at other parameters, written out layer by layer."""
    a = found.source.x
    parameters = run.network.parameters
    for i, layer in enumerate(found.layers):
        w, b = (parameters.slot(i, name).view(values) for name in ("weights", "biases"))
        z = a @ (w * layer.mask) + b
        if layer.normalization is not None:
            axis = 0 if layer.normalization.name == "batch" else 1
            z = (z - z.mean(axis, keepdims=True)) / np.sqrt(z.var(axis, keepdims=True) + 1e-5)
            gamma, beta = (parameters.slot(i, name).view(values) for name in ("gamma", "beta"))
            z = gamma * z + beta
        a = {
            "tanh": np.tanh,
            "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
            "gelu": lambda z: 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
        }[layer.activation](z)
        if layer.kept is not None:
            a = a * layer.kept
    y = found.source.y
    if found.loss_key == "mse":
        return float((0.5 * ((a - y) ** 2).sum(axis=1)).mean())
    return float(-(y * np.log(a) + (1 - y) * np.log(1 - a)).mean())


@pytest.mark.parametrize("choice", CHOICES, ids=("batch", "train", "point"))
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_central_differences(name: str, choice: Choice) -> None:
    run = trained(NETWORKS[name])
    found = look_ahead(run, choice)
    values, h = run.network.parameters.values.copy(), 1e-6
    for i, layer in enumerate(found.layers):
        for array, gradient in layer.gradient.items():
            view = run.network.parameters.slot(i, array).view(values)
            for index in np.ndindex(gradient.shape):
                held = view[index]
                view[index] = held + h
                above = _ref_loss(run, found, values)
                view[index] = held - h
                below = _ref_loss(run, found, values)
                view[index] = held
                assert gradient[index] == pytest.approx((above - below) / (2 * h), abs=2e-8)
    assert found.losses.mean() == pytest.approx(_ref_loss(run, found, values), rel=1e-12)


def test_gradients_with_dropout_are_those_of_the_units_that_are_kept() -> None:
    run = trained({"layers": [{"units": 6, "dropout": 0.5}, {"units": 3}]})
    found = look_ahead(run, Choice())
    kept = found.layers[0].kept
    assert kept is not None
    assert set(np.unique(kept)) == {0.0, 2.0}
    values, h = run.network.parameters.values.copy(), 1e-6
    slot = run.network.parameters.slot(0, "weights")
    for index in np.ndindex(slot.shape):
        held = slot.view(values)[index]
        slot.view(values)[index] = held + h
        above = _ref_loss(run, found, values)
        slot.view(values)[index] = held - h
        below = _ref_loss(run, found, values)
        slot.view(values)[index] = held
        expected = pytest.approx((above - below) / (2 * h), abs=2e-8)
        assert found.layers[0].gradient["weights"][index] == expected


def test_a_worked_step() -> None:
    # One input that counts, one unit: z = 0.5·2 + 0.1 = 1.1; σ(1.1) = 0.7503; y = 0.
    live = experiment({"layers": [], "optimizer": {"name": "sgd", "learning_rate": 0.1}})
    run = live.runs[0]
    for source, value in ((0, 0.5), (1, 0.0), (None, 0.1)):
        write_one(run, {"layer": 0, "from": source, "to": 0, "value": value})
    found = look_ahead(run, Choice(point=(2.0, 0.0, 0.0)))
    layer, a = found.layers[0], 1 / (1 + np.exp(-1.1))
    assert layer.z[0, 0] == pytest.approx(1.1)
    assert layer.a[0, 0] == pytest.approx(a)
    assert layer.slope[0, 0] == pytest.approx(a * (1 - a))
    assert layer.delta[0, 0] == pytest.approx(a)
    assert found.losses[0] == pytest.approx(-np.log(1 - a))
    assert layer.gradient["weights"].ravel() == pytest.approx([2 * a, 0.0])
    assert layer.update["weights"].ravel() == pytest.approx([-0.2 * a, 0.0])
    assert layer.after["biases"] == pytest.approx([0.1 - 0.1 * a])


@pytest.mark.parametrize("name", NETWORKS)
def test_deltas_follow_from_each_other_as_the_equations_say(name: str) -> None:
    found = look_ahead(trained(NETWORKS[name]), Choice())
    b = len(found.losses)
    last = found.layers[-1]
    error = last.a - found.source.y
    slope = last.slope if found.loss_key == "mse" else 1.0
    assert last.delta == pytest.approx(error * slope / b, abs=1e-15)
    for layer, following in zip(found.layers, found.layers[1:], strict=False):
        if layer.normalization is None:
            expected = (following.delta @ (following.weights * following.mask).T) * layer.slope
            assert layer.delta == pytest.approx(expected, abs=1e-15)
    for layer in found.layers:
        assert layer.gradient["weights"] == pytest.approx(layer.inputs.T @ layer.delta, abs=1e-15)
        assert layer.gradient["biases"] == pytest.approx(layer.delta.sum(axis=0), abs=1e-15)


@pytest.mark.parametrize("choice", CHOICES, ids=("batch", "train", "point"))
def test_looking_changes_nothing(choice: Choice) -> None:
    network = {"layers": [{"units": 4, "dropout": 0.3, "normalization": "batch"}]}
    run = trained(network, seed=3)
    before = everything(run)
    look_ahead(run, choice)
    assert everything(run) == before


@pytest.mark.parametrize("choice", CHOICES, ids=("batch", "train", "point"))
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_applying_gives_the_numbers_that_were_shown_bit_for_bit(
    optimizer: str, choice: Choice
) -> None:
    layers = [{"units": 4, "dropout": 0.2, "normalization": "batch"}, {"units": 3}]
    penalty = {"name": "l1", "rate": 0.01}
    run = trained({"layers": layers, "optimizer": {"name": optimizer}, "regularization": penalty})
    found = look_ahead(run, choice)
    apply(run, choice, found.iteration)
    assert_after(run, found, 0.0)
    assert run.counters.iteration == found.iteration + 1
    assert run.history.points[-1].iteration == found.iteration + 1
    indices = [] if choice.point else found.source.indices.tolist()
    assert run.trainer.batch.tolist() == indices


def assert_after(run: Run, found: Pass, tolerance: float) -> None:
    for i, layer in enumerate(found.layers):
        for name, after in layer.after.items():
            view = run.network.parameters.slot(i, name).view(run.network.parameters.values)
            assert np.abs(view - after).max() <= tolerance
            before = {"weights": layer.weights, "biases": layer.biases}.get(name)
            if before is not None:
                assert (before + layer.update[name]) == pytest.approx(after, abs=1e-15)


def test_the_compiled_kernel_takes_the_step_that_was_shown() -> None:
    engines = Engines()
    engines.wait()
    if engines.name != "compiled":
        pytest.skip("there is no compiled kernel here")
    spec = experiment(NETWORKS["plain"]).spec
    for choice in CHOICES:
        live = train(Experiment(spec, engines), 3)
        found = look_ahead(live.runs[0], choice)
        apply(live.runs[0], choice, found.iteration)
        assert_after(live.runs[0], found, 1e-12)


def test_a_batch_step_is_the_step_that_training_takes() -> None:
    shown, plain = trained(NETWORKS["plain"]), trained(NETWORKS["plain"])
    for _ in range(60):
        apply(shown, Choice(), shown.counters.iteration)
        plain.tick("batches", lambda: True)
    assert everything(shown) == everything(plain)
    assert shown.counters.epoch > 1


def test_a_step_by_hand_leaves_the_epoch_where_it_is() -> None:
    run = trained(NETWORKS["plain"])
    counters = copy.copy(run.counters)
    following = look_ahead(run, Choice()).source.indices.tolist()
    apply(run, Choice(train=3), counters.iteration)
    assert (run.counters.epoch, run.counters.cursor) == (counters.epoch, counters.cursor)
    assert run.counters.samples_seen == counters.samples_seen + 1
    assert look_ahead(run, Choice()).source.indices.tolist() == following


def test_a_cut_weight_has_no_gradient_and_stays() -> None:
    run = trained(NETWORKS["plain"])
    write_one(run, {"layer": 1, "from": 2, "to": 1, "mask": 0})
    layer = look_ahead(run, Choice()).layers[1]
    assert layer.mask[2, 1] == 0
    assert layer.gradient["weights"][2, 1] == layer.update["weights"][2, 1] == 0.0
    assert layer.after["weights"][2, 1] == layer.weights[2, 1]


def test_several_classes_have_a_delta_each() -> None:
    run = trained({"layers": [{"units": 3}]}, data={"dataset": "iris"}, task="classification")
    found = look_ahead(run, Choice(train=0))
    last = found.layers[-1]
    assert last.delta == pytest.approx(last.a - found.source.y, abs=1e-15)
    assert last.slope == pytest.approx(last.a * (1 - last.a))
    assert look_ahead(run, Choice(point=(0.0, 0.0, 2.0))).source.y.tolist() == [[0.0, 0.0, 1.0]]


def test_regression_takes_any_target() -> None:
    run = trained({"layers": []}, task="regression", data={"dataset": "reg_plane"})
    found = look_ahead(run, Choice(point=(1.0, 2.0, -0.25)))
    assert found.layers[0].delta[0, 0] == pytest.approx(found.layers[0].a[0, 0] + 0.25)


def test_a_description_lists_only_so_many_rows() -> None:
    units = 50
    network = {"layers": [{"units": units}], "batch_size": 5000}
    found = look_ahead(experiment(network, data={"samples": 4000}).runs[0], Choice())
    told = found.as_dict()
    assert told["samples"] == len(told["losses"]) == 2000
    assert told["rows"] == MOST_NUMBERS // (units + 1) == len(told["layers"][0]["z"])


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (Choice(train=250), "train"),
        (Choice(train=-1), "train"),
        (Choice(point=(0.0, 0.0, 2.0)), "label"),
        (Choice(point=(0.0, 0.0, 0.5)), "label"),
    ],
)
def test_samples_that_there_are_not_are_refused(choice: Choice, field: str) -> None:
    with pytest.raises(Invalid) as error:
        look_ahead(experiment().runs[0], choice)
    assert error.value.field == field


def test_a_step_is_not_taken_twice() -> None:
    run = trained(NETWORKS["plain"])
    apply(run, Choice(), 7)
    with pytest.raises(Conflict, match="8 updates by now, not 7") as error:
        apply(run, Choice(), 7)
    assert error.value.code == "moved_on"


def test_a_network_that_has_diverged_takes_no_step() -> None:
    live = experiment(
        {
            "layers": [{"units": 4, "activation": "relu"}],
            "loss": "mse",
            "optimizer": {"name": "sgd", "learning_rate": 100.0},
        },
        task="regression",
        data={"dataset": "reg_plane"},
    )
    train(live, 5)
    run = live.runs[0]
    assert run.trainer.diverged is not None
    look_ahead(run, Choice()).as_dict()
    with pytest.raises(Conflict) as error:
        apply(run, Choice(), run.counters.iteration)
    assert error.value.code == "diverged"
