"""What the playground is for: the things that a person is to see happen do happen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment, train

from playground.experiment import Experiment, edits
from playground.experiment.surface import boundary, evaluate
from playground.experiment.weights import read_gradients

SEEDS = range(20)
PERCEPTRON = {"layers": [], "output": "step", "loss": "perceptron", "batch_size": 1}
LOGISTIC = {"layers": [], "optimizer": {"learning_rate": 1.0}, "batch_size": 4}


def epochs_until(live: Experiment, key: str, wanted: float, most: int) -> int | None:
    """Train; return after how many epochs the accuracy was reached, or None."""
    for epoch in range(most + 1):
        if live.status()[0][key] >= wanted:
            return epoch
        train(live, 1)
    return None


def test_the_experiment_that_the_page_opens_with_solves_xor() -> None:
    taken = [epochs_until(experiment(seed=s), "test_accuracy", 0.95, 300) for s in SEEDS]
    assert sum(epochs is not None for epochs in taken) >= 19, taken


def test_without_a_hidden_layer_it_does_not() -> None:
    for seed in range(5):
        live = experiment({"layers": []}, seed=seed)
        assert epochs_until(live, "test_accuracy", 0.8, 60) is None


@pytest.mark.parametrize("output", ["step", "sign"])
@pytest.mark.parametrize("table", ["and_table", "or_table"])
def test_the_perceptron_rule_solves_and_and_or(table: str, output: str) -> None:
    for seed in SEEDS:
        live = experiment({**PERCEPTRON, "output": output}, seed=seed, data={"dataset": table})
        assert epochs_until(live, "train_accuracy", 1.0, 300) is not None


@pytest.mark.parametrize("output", ["step", "sign"])
def test_the_perceptron_rule_never_solves_xor(output: str) -> None:
    for seed in range(5):
        network = {**PERCEPTRON, "output": output}
        live = experiment(network, seed=seed, data={"dataset": "xor_table"})
        assert epochs_until(live, "train_accuracy", 0.76, 200) is None


def test_logistic_regression_never_solves_xor_but_solves_and_and_or() -> None:
    for table, solved in (("xor_table", False), ("and_table", True), ("or_table", True)):
        for seed in range(5):
            live = experiment(LOGISTIC, seed=seed, data={"dataset": table})
            found = epochs_until(live, "train_accuracy", 0.76, 200)
            assert (found is not None) is solved


def test_a_hidden_layer_solves_the_truth_table_of_xor() -> None:
    live = experiment(LOGISTIC, data={"dataset": "xor_table"})
    assert epochs_until(live, "train_accuracy", 1.0, 50) is None
    live.apply(edits.insert_layer(live.spec, 0, {"units": 4}), [0])
    assert epochs_until(live, "train_accuracy", 1.0, 500) is not None


def test_however_many_layers_without_an_activation_stay_linear() -> None:
    layers = [{"units": units, "activation": "identity"} for units in (8, 5, 7, 3)]
    live = train(experiment({"layers": layers, "optimizer": {"learning_rate": 0.01}}), 20)
    evaluate(live.run(0), 15)
    z = live.run(0).network.last.z.reshape(15, 15)
    for axis in (0, 1):
        np.testing.assert_allclose(np.diff(z, 2, axis=axis), 0.0, atol=1e-10)
    assert live.status()[0]["test_accuracy"] < 0.8


def first_to_last(seed: int, activation: str, initializer: str) -> float:
    layers = [{"units": 8, "activation": activation}] * 6
    live = experiment({"layers": layers, "initializer": initializer}, seed=seed)
    norms = read_gradients(live.run(0))["norms"]["weights"]
    return float(norms[-1] / norms[0])


def test_gradients_vanish_through_sigmoids_and_not_through_relus() -> None:
    """Six hidden layers, the same data and seed: the last layer against the first."""
    sigmoid = [first_to_last(seed, "sigmoid", "xavier_uniform") for seed in range(5)]
    relu = [first_to_last(seed, "relu", "he_uniform") for seed in range(5)]
    assert min(sigmoid) > 1e3, sigmoid
    assert max(relu) < 1e2, relu


def test_batch_normalisation_brings_the_gradients_of_sigmoids_back() -> None:
    layer = {"units": 8, "activation": "sigmoid", "normalization": "batch"}
    live = experiment({"layers": [layer] * 6})
    norms = read_gradients(live.run(0))["norms"]["weights"]
    assert max(norms) / min(norms) < 1e2


def test_weights_of_zero_never_break_their_symmetry() -> None:
    live = train(experiment({"initializer": "constant"}), 20)
    weights = live.run(0).network.layers[0].dense.weights
    np.testing.assert_allclose(np.ptp(weights, axis=1), 0.0, atol=1e-12)


def test_iris_is_told_apart_in_three_classes() -> None:
    live = experiment(data={"dataset": "iris"})
    assert epochs_until(live, "test_accuracy", 0.94, 300) is not None
    labels = np.array(boundary(live.run(0), 20, None, None)["labels"])
    assert set(labels.ravel().tolist()) == {0, 1, 2}


FITTED: list[tuple[str, dict[str, Any], float]] = [
    ("circle", {}, 0.95),
    ("gauss", {}, 0.95),
    ("moons", {}, 0.95),
    ("half_plane", {}, 0.95),
    ("blobs", {}, 0.95),
    ("rings", {}, 0.9),
]


@pytest.mark.parametrize(("key", "network", "wanted"), FITTED)
def test_the_usual_network_learns_the_easy_data_sets(
    key: str, network: dict[str, Any], wanted: float
) -> None:
    live = experiment(network, data={"dataset": key})
    assert epochs_until(live, "test_accuracy", wanted, 200) is not None
