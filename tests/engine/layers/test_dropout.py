"""Dropout: independent draws, inverted scaling, off outside of training."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.gradients import central_difference
from helpers.properties import few, seeds
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import LayerSpec, Mode, Network
from playground.engine.layers import Dropout


def make(rate: float, seed: int = 0) -> Dropout:
    return Dropout(rate, np.random.default_rng(seed))


@few
@given(st.floats(0.01, 0.95), seeds)
def test_units_are_either_off_or_scaled_by_one_over_the_share_kept(rate: float, seed: int) -> None:
    out = make(rate, seed).forward(np.full((20, 5), 3.0), Mode.TRAIN)
    assert set(out.flat) <= {0.0, 3.0 * (1.0 / (1.0 - rate)), 3.0 / (1.0 - rate)}


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_expectation_is_the_input(rate: float) -> None:
    out = make(rate).forward(np.ones((2000, 50)), Mode.TRAIN)
    # One unit has the variance rate/(1 − rate); allow five deviations of the mean of 100,000.
    bound = 5.0 * np.sqrt(rate / (1.0 - rate) / out.size)
    assert abs(out.mean() - 1.0) < bound


@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_the_number_of_units_kept_is_binomial_not_fixed(rate: float) -> None:
    rows, units = 20_000, 20
    kept = (make(rate).forward(np.ones((rows, units)), Mode.TRAIN) > 0.0).sum(axis=1)
    assert kept.mean() == pytest.approx(units * (1.0 - rate), rel=0.01)
    # Binomial variance; drawn as a fixed share of the layer it would be 0.
    assert kept.var() == pytest.approx(units * rate * (1.0 - rate), rel=0.05)
    assert (kept == units).any() == (rate == 0.2)


def test_every_unit_of_every_sample_is_drawn_on_its_own() -> None:
    kept = make(0.5).forward(np.ones((40_000, 6)), Mode.TRAIN) > 0.0
    between_units = np.corrcoef(kept.T)
    between_samples = np.corrcoef(kept[0::2].ravel(), kept[1::2].ravel())
    for correlations in (between_units, between_samples):
        off_diagonal = correlations[~np.eye(len(correlations), dtype=bool)]
        assert np.abs(off_diagonal).max() < 0.025


@pytest.mark.parametrize("mode", [Mode.MEASURE, Mode.INFER])
def test_nothing_is_dropped_or_drawn_outside_of_training(mode: Mode) -> None:
    dropout = make(0.9)
    x = np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(dropout.forward(x, mode), x)
    np.testing.assert_array_equal(dropout.backward(x), x)
    assert dropout.rng.random() == np.random.default_rng(0).random()


def test_rate_zero_draws_nothing() -> None:
    dropout = make(0.0)
    x = np.ones((3, 4))
    np.testing.assert_array_equal(dropout.forward(x, Mode.TRAIN), x)
    assert dropout.rng.random() == np.random.default_rng(0).random()


def test_backward_uses_the_draws_of_the_last_forward_pass() -> None:
    dropout = make(0.4)
    out = dropout.forward(np.ones((50, 8)), Mode.TRAIN)
    np.testing.assert_array_equal(dropout.backward(np.ones((50, 8))), out)
    again = dropout.forward(np.ones((50, 8)), Mode.TRAIN)
    assert not np.array_equal(out, again)
    np.testing.assert_array_equal(dropout.backward(np.ones((50, 8))), again)


def test_after_a_measurement_backward_passes_everything_on() -> None:
    dropout = make(0.4)
    dropout.forward(np.ones((5, 8)), Mode.TRAIN)
    dropout.forward(np.ones((5, 8)), Mode.MEASURE)
    np.testing.assert_array_equal(dropout.backward(np.ones((5, 8))), 1.0)


def test_same_generator_gives_the_same_draws() -> None:
    x = np.ones((50, 8))
    one, same, other = (make(0.5, seed).forward(x, Mode.TRAIN) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_gradients_through_dropout_are_those_of_central_differences(
    rng: np.random.Generator,
) -> None:
    layers = [LayerSpec(6, "tanh", dropout=0.3), LayerSpec(5, "gelu", 0.5, "layer")]
    network = Network(3, layers, dropout_rng=np.random.default_rng(0))
    network.parameters.values[...] = rng.normal(size=len(network.parameters))
    x, y = rng.normal(size=(7, 3)), rng.integers(0, 2, (7, 1)).astype(float)
    start = network.dropout_rng.bit_generator.state

    def loss() -> float:
        network.dropout_rng.bit_generator.state = start
        network.forward(x, Mode.TRAIN)
        return float(network.losses(y).mean())

    numeric = central_difference(loss, network.parameters.values)
    loss()
    network.backward(y)
    np.testing.assert_allclose(network.parameters.gradients, numeric, rtol=1e-7, atol=1e-9)


def test_a_dropped_unit_passes_no_gradient_to_its_own_weights() -> None:
    network = Network(2, [LayerSpec(16, "tanh", dropout=0.5)])
    network.forward(np.array([[0.5, -1.0]]), Mode.TRAIN)
    network.backward(np.array([[1.0]]))
    dropped = network.hidden[0].dropout.scale[0] == 0.0
    assert 0 < dropped.sum() < 16
    np.testing.assert_array_equal(network.hidden[0].dense.weight_gradients[:, dropped], 0.0)
    np.testing.assert_array_equal(network.last.dense.weight_gradients[dropped], 0.0)
    assert (network.hidden[0].dense.weight_gradients[:, ~dropped] != 0.0).all()
    # The layer's own a is what the units would have said: dropout comes after it.
    assert (network.hidden[0].a[0, dropped] != 0.0).all()


def test_repr_tells_the_rate() -> None:
    assert repr(make(0.25)) == "Dropout(0.25)"
