"""Regularizers: penalties by hand, gradients by central differences."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.gradients import central_difference

from playground.engine import REGULARIZERS, SGD, LayerSpec, Network, Trainer, UnknownChoice

WEIGHTS = np.array([3.0, -4.0, 0.5])


@pytest.mark.parametrize(("key", "penalty"), [("none", 0.0), ("l1", 7.5), ("l2", 12.625)])
def test_penalty_is_the_sum_of_the_definition(key: str, penalty: float) -> None:
    # Σ|w| = 3 + 4 + ½;  ½ Σw² = ½ (9 + 16 + ¼)
    assert REGULARIZERS[key].penalty(WEIGHTS) == penalty


@pytest.mark.parametrize("key", REGULARIZERS)
def test_gradient_is_the_derivative_of_the_penalty(key: str, rng: np.random.Generator) -> None:
    weights = rng.normal(size=9)
    regularizer = REGULARIZERS[key]
    numeric = central_difference(lambda: regularizer.penalty(weights), weights)
    np.testing.assert_allclose(regularizer.gradient(weights), numeric, rtol=1e-8, atol=1e-9)


def test_l1_leaves_a_weight_of_zero_alone() -> None:
    np.testing.assert_array_equal(REGULARIZERS["l1"].gradient(np.array([0.0, -0.0])), 0.0)


@pytest.mark.parametrize("key", REGULARIZERS)
def test_no_weights_cost_nothing(key: str) -> None:
    assert REGULARIZERS[key].penalty(np.zeros(0)) == 0.0
    assert REGULARIZERS[key].gradient(np.zeros(0)).shape == (0,)


@pytest.mark.parametrize("key", ["l1", "l2"])
def test_only_connected_weights_are_penalised_never_biases_or_normalisation(key: str) -> None:
    network = Network(2, [LayerSpec(3, "tanh", normalization="batch")])
    network.parameters.values[...] = np.random.default_rng(5).normal(size=len(network.parameters))
    slot = network.parameters.slot(0, "weights")
    mask = np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    network.parameters.set_connected(slot, mask)
    x, y = np.zeros((4, 2)), np.full((4, 1), 0.5)
    trainer = Trainer(
        network, x, y, SGD(len(network.parameters), learning_rate=1.0), regularizer=key, rate=0.25
    )
    hidden, last = network.hidden[0].dense.weights, network.last.dense.weights
    kept = np.concatenate([hidden[mask == 1.0], last[:, 0]])
    expected = np.abs(kept).sum() if key == "l1" else 0.5 * (kept**2).sum()
    assert trainer.penalty == pytest.approx(0.25 * expected, rel=1e-14)

    before = network.parameters.values.copy()
    trainer.train_batch()
    with_penalty = network.parameters.values - before
    network.parameters.values[...] = before
    trainer.set_regularization("none", 0.0)
    trainer.settle()
    trainer.train_batch()
    change = with_penalty - (network.parameters.values - before)
    pull = np.sign(before) if key == "l1" else before
    penalised = network.parameters.is_weight & (network.parameters.connected == 1.0)
    np.testing.assert_allclose(change[penalised], -0.25 * pull[penalised], rtol=0, atol=1e-14)
    np.testing.assert_array_equal(change[~penalised], 0.0)


def test_the_loss_does_not_contain_the_penalty(rng: np.random.Generator) -> None:
    x, y = rng.normal(size=(5, 2)), rng.integers(0, 2, (5, 1)).astype(float)
    losses = []
    for regularizer, rate in [("none", 0.0), ("l2", 10.0)]:
        network = Network(2, [LayerSpec(3)])
        Trainer(network, x, y, SGD(len(network.parameters)), regularizer=regularizer, rate=rate)
        network.forward(x)
        losses.append(network.losses(y))
    np.testing.assert_array_equal(losses[0], losses[1])


def test_an_unknown_regularizer_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UnknownChoice, match="unknown regularizer 'l3'; allowed: none, l1, l2"):
        REGULARIZERS["l3"]
