"""Statistics: scores, gradient norms, dead and saturated units, against independent counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from helpers.gradients import numeric_gradients

from playground.engine import (
    SGD,
    LayerSpec,
    Mode,
    Network,
    Trainer,
    gradient_norms,
    layer_health,
    score,
)
from playground.engine.types import Array


def trained(network: Network, x: Array, y: Array, **settings: Any) -> Trainer:
    return Trainer(network, x, y, SGD(len(network.parameters), learning_rate=0.1), **settings)


def test_score_is_mean_loss_and_share_of_right_classes() -> None:
    network = Network(1, initializer="zeros")
    network.parameters.values[...] = [1.0, 0.0]
    x, labels = np.array([[2.0], [-1.0], [3.0], [-4.0]]), np.array([1, 0, 0, 0])
    found = score(network, x, labels[:, None].astype(float), labels, Mode.INFER)
    losses = [math.log1p(math.exp(-t)) for t in (2.0, 1.0, -3.0, 4.0)]
    assert found.loss == pytest.approx(sum(losses) / 4.0, rel=1e-14)
    assert found.accuracy == 0.75


def test_score_of_several_classes_counts_the_largest_answer(rng: np.random.Generator) -> None:
    network = Network(2, outputs=3, output="softmax", rng=rng)
    x, labels = rng.normal(size=(40, 2)), rng.integers(0, 3, 40)
    found = score(network, x, np.eye(3)[labels], labels, Mode.INFER)
    z = x @ network.last.dense.weights
    right = [
        max(range(3), key=lambda k: row[k]) == label for row, label in zip(z, labels, strict=True)
    ]
    assert found.accuracy == sum(right) / 40.0
    exact = [
        math.log(sum(math.exp(v) for v in row)) - row[k] for row, k in zip(z, labels, strict=True)
    ]
    assert found.loss == pytest.approx(sum(exact) / 40.0, rel=1e-12)


def test_score_of_regression_has_no_accuracy() -> None:
    network = Network(1, output="identity", loss="mse", initializer="zeros")
    found = score(network, np.ones((2, 1)), np.array([[1.0], [3.0]]), None, Mode.INFER)
    assert (found.loss, found.accuracy) == (2.5, None)


def test_score_of_the_training_set_uses_its_own_statistics_and_no_dropout(
    rng: np.random.Generator,
) -> None:
    network = Network(2, [LayerSpec(4, "tanh", 0.5, "batch")])
    x, labels = rng.normal(3.0, 2.0, (30, 2)), rng.integers(0, 2, 30)
    y, running = labels[:, None].astype(float), network.running.copy()
    measured = score(network, x, y, labels, Mode.MEASURE)
    assert score(network, x, y, labels, Mode.MEASURE) == measured
    assert score(network, x, y, labels, Mode.INFER).loss != measured.loss
    np.testing.assert_array_equal(network.running, running)


def test_score_of_an_exploded_network_warns_of_nothing() -> None:
    network = Network(1, [LayerSpec(2, "relu")], output="identity", loss="mse")
    network.parameters.values[...] = 1e200
    found = score(network, np.ones((2, 1)), np.zeros((2, 1)), None, Mode.INFER)
    assert found.loss == math.inf


@pytest.mark.parametrize("normalization", ["none", "batch", "layer"])
def test_gradient_norms_are_those_of_central_differences_layer_by_layer(
    normalization: str, rng: np.random.Generator
) -> None:
    layers = [LayerSpec(4, "tanh", normalization=normalization), LayerSpec(3, "sigmoid")]
    network = Network(2, layers, rng=rng)
    x, y = rng.normal(size=(9, 2)), rng.integers(0, 2, (9, 1)).astype(float)
    numeric, _ = numeric_gradients(network, x, y, Mode.MEASURE)
    network.forward(x, Mode.MEASURE)
    network.backward(y)
    norms = gradient_norms(network)
    for i in range(3):
        for name, found in (("weights", norms.weights[i]), ("biases", norms.biases[i])):
            part = network.parameters.slot(i, name).view(numeric)
            expected = math.sqrt(sum(float(g) ** 2 for g in part.flat))
            assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)
        rows = [math.sqrt(sum(float(d) ** 2 for d in row)) for row in network.layers[i].delta]
        assert norms.deltas[i] == pytest.approx(sum(rows) / 9.0, rel=1e-13)


def test_the_delta_norm_is_a_mean_over_samples_of_slopes_of_the_mean_loss() -> None:
    # Identity, y = 0, z = 3 and −1: ∂J/∂z = z/2 each, so the mean of the norms is (3/2 + ½)/2.
    network = Network(1, output="identity", loss="mse", initializer="zeros")
    network.parameters.values[...] = [1.0, 0.0]
    network.forward(np.array([[3.0], [-1.0]]))
    network.backward(np.zeros((2, 1)))
    assert gradient_norms(network).deltas == (1.0,)


def test_deep_sigmoid_gradients_vanish_from_the_last_layer_to_the_first(
    rng: np.random.Generator,
) -> None:
    def ratio(activation: str) -> float:
        network = Network(2, [LayerSpec(8, activation)] * 6, rng=np.random.default_rng(0))
        network.forward(x, Mode.MEASURE)
        network.backward(y)
        norms = gradient_norms(network).weights
        return norms[0] / norms[-1]

    x = rng.normal(size=(50, 2))
    y = (x[:, :1] * x[:, 1:] > 0.0).astype(float)
    assert ratio("sigmoid") < 1e-3
    assert ratio("relu") > 30.0 * ratio("sigmoid")


def health_of(activation: str, biases: list[float]) -> tuple[Trainer, Network]:
    network = Network(1, [LayerSpec(len(biases), activation)], initializer="uniform")
    network.hidden[0].dense.biases[...] = biases
    x = np.linspace(-1.0, 1.0, 21)[:, None]
    trainer = trained(network, x, np.ones_like(x))
    network.forward(x, Mode.MEASURE)
    return trainer, network


def test_dead_share_counts_relu_units_that_are_zero_for_every_sample() -> None:
    trainer, _ = health_of("relu", [-5.0, 5.0, -0.6, 0.0])
    found = layer_health(trainer)
    # |w| ≤ ½ and |x| ≤ 1: biases of −5 and −0.6 keep z below 0 for every sample.
    assert found.dead == (0.5, None)
    assert found.saturated == (None, None)


@pytest.mark.parametrize("activation", ["leaky_relu", "gelu", "tanh", "sigmoid", "identity"])
def test_only_relu_units_can_be_dead(activation: str) -> None:
    trainer, _ = health_of(activation, [-50.0, 0.0])
    assert layer_health(trainer).dead == (None, None)


@pytest.mark.parametrize(("activation", "steep"), [("sigmoid", 0.25), ("tanh", 1.0)])
def test_saturated_share_counts_units_on_the_flat_part_of_their_curve(
    activation: str, steep: float
) -> None:
    trainer, network = health_of(activation, [-20.0, 0.0, 0.3, 20.0, 4.2])
    layer = network.hidden[0]
    flat = 0
    for unit in range(5):
        slopes = [
            a * (1.0 - a) if activation == "sigmoid" else 1.0 - a * a for a in layer.a[:, unit]
        ]
        flat += sum(slopes) / len(slopes) < 0.05 * steep
    found = layer_health(trainer).saturated
    assert found == (flat / 5.0, None)
    assert flat == (2 if activation == "sigmoid" else 3)


@pytest.mark.parametrize("activation", ["relu", "gelu", "identity", "step"])
def test_what_does_not_flatten_on_both_sides_cannot_saturate(activation: str) -> None:
    trainer, _ = health_of(activation, [-50.0, 50.0])
    assert layer_health(trainer).saturated == (None, None)


def test_update_ratio_is_the_size_of_the_last_change_over_the_size_before(
    rng: np.random.Generator,
) -> None:
    x, y = rng.normal(size=(12, 2)), rng.integers(0, 2, (12, 1)).astype(float)
    network = Network(2, [LayerSpec(4, "tanh")], rng=rng)
    trainer = trained(network, x, y, batch_size=5)
    network.forward(x, Mode.MEASURE)
    assert layer_health(trainer).update_ratio == (None, None)
    for _ in range(4):
        before = [layer.dense.weights.copy() for layer in network.layers]
        trainer.train_batch()
    expected = [
        math.sqrt(((layer.dense.weights - old) ** 2).sum()) / math.sqrt((old**2).sum())
        for layer, old in zip(network.layers, before, strict=True)
    ]
    assert layer_health(trainer).update_ratio == pytest.approx(tuple(expected), rel=1e-10)


def test_update_ratio_of_plain_descent_is_rate_times_gradient_over_weights() -> None:
    # One weight 2, x = 1, y = 0: g = 2, step 0.1 · 2, ratio 0.2 / 2.
    network = Network(1, output="identity", loss="mse")
    network.parameters.values[...] = [2.0, 0.0]
    trainer = trained(network, np.ones((1, 1)), np.zeros((1, 1)))
    trainer.train_batch()
    assert layer_health(trainer).update_ratio == pytest.approx((0.1,), rel=1e-14)


def test_after_a_change_from_outside_no_update_is_the_last_one() -> None:
    trainer = trained(Network(1), np.ones((3, 1)), np.ones((3, 1)))
    trainer.train_batch()
    trainer.network.parameters.values[...] = 1.0
    trainer.settle()
    assert layer_health(trainer).update_ratio == (None,)
    trainer.train_batch()
    assert layer_health(trainer).update_ratio[0] is not None


def test_update_ratio_from_zero_weights_has_no_number() -> None:
    network = Network(1, [LayerSpec(2)], initializer="zeros")
    trainer = trained(network, np.ones((3, 1)), np.ones((3, 1)))
    trainer.train_batch()
    assert layer_health(trainer).update_ratio == (None, None)
