"""Gradients over the interface: those of the mean loss over the whole training set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.specs import custom, experiment, train

from playground.experiment import Experiment
from playground.experiment.weights import read_gradients, read_weights, write_one, write_weights

STEP = 1e-5
DATA = {"samples": 30, "noise": 0.2}
NETWORKS: dict[str, dict[str, Any]] = {
    "the usual one": {},
    "linear": {"layers": []},
    "squared error": {"output": "tanh", "layers": [{"units": 3, "activation": "sigmoid"}]},
    "normalised, with dropout": {
        "layers": [
            {"units": 4, "activation": "gelu", "normalization": "batch", "dropout": 0.5},
            {"units": 3, "normalization": "layer", "dropout": 0.3},
        ],
        "regularization": {"name": "l2", "rate": 1.0},
    },
    "two softmax units": {"output": "softmax", "loss": "mse"},
}


def loss(live: Experiment) -> float:
    found: float = live.status()[0]["train_loss"]
    return found


def slope(live: Experiment, layer: int, source: int | None, to: int, value: float) -> float:
    """∂J/∂(one number) from two measurements of the training loss, at ± STEP."""

    def at(offset: float) -> float:
        change = {"layer": layer, "from": source, "to": to, "value": value + offset}
        write_one(live.run(0), change)
        return loss(live)

    above, below = at(STEP), at(-STEP)
    at(0.0)
    return (above - below) / (2 * STEP)


@pytest.mark.parametrize("network", list(NETWORKS.values()), ids=list(NETWORKS))
def test_gradients_are_the_slopes_of_the_training_loss(network: dict[str, Any]) -> None:
    live = train(experiment(network, data=DATA), 2)
    weights, gradients = read_weights(live.run(0)), read_gradients(live.run(0))
    for i, (layer, found) in enumerate(zip(weights["layers"], gradients["layers"], strict=True)):
        for to, bias in enumerate(layer["biases"]):
            assert found["biases"][to] == pytest.approx(slope(live, i, None, to, bias), abs=1e-8)
        for source, row in enumerate(layer["weights"]):
            for to, weight in enumerate(row):
                measured = slope(live, i, source, to, weight)
                assert found["weights"][source][to] == pytest.approx(measured, abs=1e-8)


def test_gradients_of_normalisation_parameters_are_slopes_too() -> None:
    live = train(experiment(NETWORKS["normalised, with dropout"], data=DATA), 2)
    weights, gradients = read_weights(live.run(0)), read_gradients(live.run(0))
    for i in (0, 1):
        assert set(gradients["layers"][i]["normalization"]) == {"gamma", "beta"}
        for name in ("gamma", "beta"):
            held = weights["layers"][i]["normalization"][name]
            for unit in range(len(held)):
                ends = []
                for offset in (STEP, -STEP, 0.0):
                    moved = [v + offset * (u == unit) for u, v in enumerate(held)]
                    layers: list[Any] = [None] * 3
                    layers[i] = {"normalization": {name: moved}}
                    write_weights(live.run(0), {"layers": layers})
                    ends.append(loss(live))
                measured = (ends[0] - ends[1]) / (2 * STEP)
                found = gradients["layers"][i]["normalization"][name][unit]
                assert found == pytest.approx(measured, abs=1e-8)


def test_gradients_have_the_shape_of_weights_and_the_training_loss() -> None:
    live = train(experiment(NETWORKS["normalised, with dropout"], data=DATA), 1)
    weights, gradients = read_weights(live.run(0)), read_gradients(live.run(0))
    for layer, found in zip(weights["layers"], gradients["layers"], strict=True):
        assert np.array(found["weights"]).shape == np.array(layer["weights"]).shape
        assert np.array(found["biases"]).shape == np.array(layer["biases"]).shape
        assert found["mask"] == layer["mask"]
    assert gradients["loss"] == live.status()[0]["train_loss"]
    assert set(gradients["norms"]) == {"weights", "biases", "deltas"}


def test_gradients_are_of_the_loss_without_the_penalty() -> None:
    free = experiment(data=DATA)
    bound = experiment({"regularization": {"name": "l2", "rate": 1.0}}, data=DATA)
    assert read_gradients(free.run(0)) == read_gradients(bound.run(0))


def test_gradients_know_nothing_of_dropout() -> None:
    free = experiment({"layers": [{"units": 4}]}, data=DATA)
    dropping = experiment({"layers": [{"units": 4, "dropout": 0.9}]}, data=DATA)
    assert read_gradients(free.run(0)) == read_gradients(dropping.run(0))


def test_gradients_do_not_depend_on_the_batch_that_came_last() -> None:
    live = train(experiment(data=DATA), 3, "batches")
    first = read_gradients(live.run(0))
    other = experiment(data=DATA)
    write_weights(other.run(0), read_weights(live.run(0)))
    assert read_gradients(other.run(0)) == first == read_gradients(live.run(0))


def test_a_cut_weight_has_no_gradient() -> None:
    live = experiment(data=DATA)
    write_one(live.run(0), {"layer": 0, "from": 1, "to": 2, "mask": 0})
    assert read_gradients(live.run(0))["layers"][0]["weights"][1][2] == 0.0


def test_the_norms_of_weights_and_biases_are_those_of_the_gradients() -> None:
    live = train(experiment(NETWORKS["normalised, with dropout"], data=DATA), 1)
    found = read_gradients(live.run(0))
    for name in ("weights", "biases"):
        wanted = [float(np.linalg.norm(np.array(layer[name]))) for layer in found["layers"]]
        assert found["norms"][name] == pytest.approx(wanted, rel=1e-12)


def test_the_norm_of_deltas_is_the_mean_size_of_each_samples_share() -> None:
    """∂J/∂z of one sample is ∂J/∂b of a training set of that sample alone, divided by n."""
    network = {"layers": [{"units": 4}, {"units": 3, "activation": "relu"}]}
    rng = np.random.default_rng(1)
    points = [(*rng.uniform(-5, 5, 2), float(i % 2)) for i in range(6)]
    live = train(experiment(network, data=custom(points)), 2)
    sizes = []
    for point in points:
        alone = experiment(network, data=custom([point]))
        write_weights(alone.run(0), read_weights(live.run(0)))
        sizes.append(read_gradients(alone.run(0))["norms"]["biases"])
    wanted = np.mean(sizes, axis=0) / len(points)
    assert read_gradients(live.run(0))["norms"]["deltas"] == pytest.approx(wanted, rel=1e-12)
