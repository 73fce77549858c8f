"""Whole layers: the order of their parts, and what they keep."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.gradients import backpropagated, central_difference

from playground.engine import ACTIVATIONS, NORMALIZATIONS, LayerSpec, Mode, Network


def test_a_layer_is_dense_then_normalisation_then_activation_then_dropout(
    rng: np.random.Generator,
) -> None:
    network = Network(2, [LayerSpec(5, "relu", 0.4, "batch")])
    layer = network.hidden[0]
    x = rng.normal(size=(8, 2))
    out = layer.forward(x, Mode.TRAIN)
    z = x @ layer.dense.weights + layer.dense.biases
    normalized = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)
    np.testing.assert_allclose(layer.z, z, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(layer.normalized, normalized, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(layer.a, np.maximum(layer.normalized, 0.0))
    np.testing.assert_array_equal(out, layer.a * layer.dropout.scale)
    assert repr(layer) == "Dense(2 -> 5) → BatchNorm(5) → relu → Dropout(0.4)"


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_without_dropout_a_layer_gives_phi_of_its_normalised_z(
    activation: str, normalization: str, rng: np.random.Generator
) -> None:
    layer = Network(2, [LayerSpec(4, activation, normalization=normalization)]).hidden[0]
    out = layer.forward(rng.normal(size=(6, 2)), Mode.TRAIN)
    np.testing.assert_array_equal(out, layer.a)
    np.testing.assert_array_equal(out, ACTIVATIONS[activation].function(layer.normalized))
    assert layer.units == 4


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_delta_of_every_layer_is_the_slope_of_the_mean_loss_in_its_z(
    normalization: str, rng: np.random.Generator
) -> None:
    # With one own input per sample that reaches only that sample's z, a step of a weight is a
    # step of a single z: x = identity matrix makes ∂J/∂W = δ, entry by entry.
    network = Network(6, [LayerSpec(3, "tanh", normalization=normalization)])
    network.parameters.values[...] = rng.normal(size=len(network.parameters))
    x, y = np.eye(6), rng.integers(0, 2, (6, 1)).astype(float)

    def loss() -> float:
        network.forward(x, Mode.MEASURE)
        return float(network.losses(y).mean())

    numeric = central_difference(loss, network.hidden[0].dense.weights)
    backpropagated(network, x, y, Mode.MEASURE)
    np.testing.assert_allclose(network.hidden[0].delta, numeric, rtol=1e-7, atol=1e-9)


def test_output_delta_is_answer_minus_target_over_the_number_of_samples(
    rng: np.random.Generator,
) -> None:
    network = Network(2, [LayerSpec(3)], outputs=4, output="softmax")
    x, y = rng.normal(size=(8, 2)), np.eye(4)[rng.integers(0, 4, 8)]
    answers = network.forward(x)
    network.backward(y)
    np.testing.assert_allclose(network.last.delta, (answers - y) / 8.0, rtol=1e-15)
    assert network.last.units == 4
    assert repr(network.last) == "Dense(3 -> 4) → output"


def test_hidden_delta_is_the_next_delta_through_the_weights_times_the_slope(
    rng: np.random.Generator,
) -> None:
    # δ of a hidden layer = (δ_next Wᵀ) ∘ φ′(z)
    network = Network(2, [LayerSpec(3, "sigmoid"), LayerSpec(4, "tanh")])
    network.forward(rng.normal(size=(5, 2)))
    network.backward(np.ones((5, 1)))
    first, second = network.hidden
    expected = (second.delta @ second.dense.weights.T) * first.a * (1.0 - first.a)
    np.testing.assert_allclose(first.delta, expected, rtol=1e-14)
