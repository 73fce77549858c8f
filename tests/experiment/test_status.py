"""The figures of a status, against the same figures computed from the definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers import reference
from helpers.specs import custom, experiment, train

from playground.experiment import Experiment
from playground.experiment.weights import read_weights, write_one

HIDDEN = [
    {"units": 5, "activation": "gelu"},
    {"units": 4, "activation": "leaky_relu", "normalization": "layer"},
    {"units": 4, "activation": "sigmoid", "normalization": "batch", "dropout": 0.5},
]
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "logistic": ({}, "sigmoid", "cross_entropy"),
    "sigmoid, squared error": ({"loss": "mse"}, "sigmoid", "mse"),
    "tanh": ({"output": "tanh"}, "tanh", "mse"),
    "identity, squared error": ({"output": "identity"}, "identity", "mse"),
    "identity, perceptron": (
        {"output": "identity", "loss": "perceptron"},
        "identity",
        "perceptron",
    ),
    "step, perceptron": ({"output": "step"}, "step", "perceptron"),
    "step, squared error": ({"output": "step", "loss": "mse"}, "step", "mse"),
    "sign, perceptron": ({"output": "sign"}, "sign", "perceptron"),
    "sign, squared error": ({"output": "sign", "loss": "mse"}, "sign", "mse"),
    "two softmax units": ({"output": "softmax"}, "softmax", "cross_entropy"),
}


def figures(live: Experiment, part: Any, output: str, loss: str, own: bool) -> Any:
    spec = live.spec
    network = spec.networks[0]
    hidden = [layer.activation for layer in network.layers]
    x = reference.features(spec.features, part.points)
    z, a = reference.answers(read_weights(live.run(0)), x, hidden, output, own_statistics=own)
    regression = spec.task == "regression"
    return reference.loss_and_accuracy(z, a, part.labels, output, loss, regression=regression)


def check(live: Experiment, output: str, loss: str) -> None:
    status = live.status()[0]
    train_loss, train_accuracy = figures(live, live.data.train, output, loss, own=True)
    test_loss, test_accuracy = figures(live, live.data.test, output, loss, own=False)
    assert status["train_loss"] == pytest.approx(train_loss, rel=1e-12)
    assert status["test_loss"] == pytest.approx(test_loss, rel=1e-12)
    assert (status["train_accuracy"], status["test_accuracy"]) == (train_accuracy, test_accuracy)


@pytest.mark.parametrize("hidden", [[], HIDDEN], ids=["linear", "deep"])
@pytest.mark.parametrize("case", list(CASES.values()), ids=list(CASES))
def test_loss_and_accuracy_are_the_means_over_the_samples(
    case: tuple[dict[str, Any], str, str], hidden: list[Any]
) -> None:
    given, output, loss = case
    features = ["x1", "x2", "x1_times_x2", "radius", "cos_x2"]
    live = experiment(
        {"layers": hidden, **given}, features=features, data={"noise": 0.2, "samples": 80}
    )
    check(live, output, loss)
    check(train(live, 3), output, loss)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_several_classes_have_one_hot_targets(loss: str) -> None:
    data = {"dataset": "blobs", "classes": 5, "noise": 0.5}
    live = train(experiment({"layers": HIDDEN, "loss": loss}, data=data), 3)
    check(live, "softmax", loss)


@pytest.mark.parametrize("output", ["identity", "tanh"])
def test_a_regression_has_a_loss_and_no_accuracy(output: str) -> None:
    live = experiment({"layers": HIDDEN, "output": output}, data={"dataset": "reg_gauss"})
    check(train(live, 2), output, "mse")
    assert live.status()[0]["train_accuracy"] is None


def test_batch_normalisation_takes_its_own_statistics_for_training_and_running_ones_for_tests() -> (
    None
):
    live = train(experiment({"layers": HIDDEN}), 2)
    check(live, "sigmoid", "cross_entropy")
    measured = live.status()[0]
    own = figures(live, live.data.test, "sigmoid", "cross_entropy", own=True)
    running = figures(live, live.data.train, "sigmoid", "cross_entropy", own=False)
    assert abs(own[0] - measured["test_loss"]) > 1e-6, "so that the two can be told apart"
    assert abs(running[0] - measured["train_loss"]) > 1e-6


def test_without_test_points_there_are_no_test_figures() -> None:
    for data in ({"train_fraction": 1.0}, {"dataset": "and_table"}):
        status = experiment(data=data).status()[0]
        assert (status["test_loss"], status["test_accuracy"]) == (None, None)
        assert status["train_loss"] > 0.0


@pytest.mark.parametrize(("name", "size"), [("l1", np.abs), ("l2", lambda w: w * w / 2)])
def test_the_penalty_is_of_weights_only_and_apart_from_the_loss(name: str, size: Any) -> None:
    network = {"layers": HIDDEN, "regularization": {"name": name, "rate": 0.3}}
    live = train(experiment(network), 2)
    write_one(live.run(0), {"layer": 0, "from": None, "to": 1, "value": 5.0})
    check(live, "sigmoid", "cross_entropy")
    weights = [np.array(layer["weights"]) for layer in read_weights(live.run(0))["layers"]]
    wanted = 0.3 * sum(float(size(w).sum()) for w in weights)
    assert live.status()[0]["penalty"] == pytest.approx(wanted, rel=1e-12)


def test_a_cut_weight_takes_no_part_in_figures_penalty_and_count() -> None:
    network = {"regularization": {"name": "l1", "rate": 1.0}}
    live = train(experiment(network), 1)
    whole = live.status()[0]
    size = abs(read_weights(live.run(0))["layers"][0]["weights"][1][3])
    write_one(live.run(0), {"layer": 0, "from": 1, "to": 3, "mask": 0})
    check(live, "sigmoid", "cross_entropy")
    cut = live.status()[0]
    assert cut["penalty"] == pytest.approx(whole["penalty"] - size, rel=1e-12)
    assert cut["parameters"] == whole["parameters"] - 1
    assert cut["train_loss"] != whole["train_loss"]


@pytest.mark.parametrize(
    ("layers", "count"),
    [
        ([], 2 + 1),
        ([{"units": 8}], 2 * 8 + 8 + 8 + 1),
        ([{"units": 3, "normalization": "batch"}], 2 * 3 + 3 + 2 * 3 + 3 + 1),
    ],
)
def test_the_parameters_are_counted(layers: list[Any], count: int) -> None:
    assert experiment({"layers": layers}).status()[0]["parameters"] == count


def test_a_status_has_all_documented_fields_and_counts_what_was_trained() -> None:
    live = train(train(experiment(), 2), 3, "batches")
    status = live.status()[0]
    assert set(status) == {
        *("name", "epoch", "iteration", "samples_seen", "train_loss", "test_loss"),
        *("train_accuracy", "test_accuracy", "penalty", "parameters", "diverged", "messages"),
    }
    counted = (status["epoch"], status["iteration"], status["samples_seen"])
    assert counted == (2, 53, 530)
    assert (status["diverged"], status["messages"], status["name"]) == (None, [], "A")


def test_a_number_redone_on_paper() -> None:
    """z = 2·1 − 1·0.5 + 0.5 = 2, a = 1/(1 + e^−2) = 0.88079708; label 1: −ln a = 0.12692801."""
    live = experiment({"layers": []}, data=custom([(1.0, 0.5, 1.0)]))
    for source, value in ((0, 2.0), (1, -1.0), (None, 0.5)):
        write_one(live.run(0), {"layer": 0, "from": source, "to": 0, "value": value})
    status = live.status()[0]
    assert status["train_loss"] == pytest.approx(0.12692801104297263, rel=1e-14)
    assert status["train_accuracy"] == 1.0
