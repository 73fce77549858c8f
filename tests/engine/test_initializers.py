"""Initializers: fans, variances, bounds, seeds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.engine import INITIALIZERS, LayerSpec, Network, UnknownChoice

FAN_IN, FAN_OUT = 300, 100

VARIANCE = {
    "zeros": 0.0,
    "constant": 0.0,
    "uniform": 1.0 / 12.0,  # U(−½, ½) has the width 1, and width²/12 is the variance
    "normal": 1.0,
    "xavier_uniform": 2.0 / (FAN_IN + FAN_OUT),
    "xavier_normal": 2.0 / (FAN_IN + FAN_OUT),
    "he_uniform": 2.0 / FAN_IN,
    "he_normal": 2.0 / FAN_IN,
    "lecun_normal": 1.0 / FAN_IN,
    "too_large": 25.0,
}

BOUND = {
    "uniform": 0.5,
    "xavier_uniform": math.sqrt(6.0 / (FAN_IN + FAN_OUT)),
    "he_uniform": math.sqrt(6.0 / FAN_IN),
}


def draw(key: str, seed: int = 0, fan_in: int = FAN_IN, fan_out: int = FAN_OUT) -> np.ndarray:
    return INITIALIZERS[key].draw(np.random.default_rng(seed), fan_in, fan_out)


@pytest.mark.parametrize("key", VARIANCE)
def test_variance_is_that_of_the_formula(key: str) -> None:
    w = draw(key)
    # 30,000 draws: the estimate of a variance is good to √(2/n) < 1 %, of a mean to σ/√n.
    assert w.var() == pytest.approx(VARIANCE[key], rel=0.04)
    if key != "constant":
        assert abs(w.mean()) <= 5.0 * math.sqrt(VARIANCE[key] / w.size)


@pytest.mark.parametrize("key", BOUND)
def test_uniform_draws_fill_their_interval_and_nothing_else(key: str) -> None:
    w = draw(key)
    assert np.abs(w).max() <= BOUND[key]
    assert w.max() > 0.999 * BOUND[key]
    assert w.min() < -0.999 * BOUND[key]


@pytest.mark.parametrize("key", ["normal", "xavier_normal", "he_normal", "lecun_normal"])
def test_normal_draws_have_the_share_outside_of_two_deviations_of_a_gaussian(key: str) -> None:
    w = draw(key)
    outside = (np.abs(w) > 2.0 * math.sqrt(VARIANCE[key])).mean()
    assert outside == pytest.approx(0.0455, abs=0.006)


def test_fan_in_counts_inputs_and_xavier_averages_both() -> None:
    wide, tall = draw("he_normal", fan_in=2, fan_out=20_000), draw("he_normal", 0, 20_000, 2)
    assert wide.var() == pytest.approx(1.0, rel=0.04)
    assert tall.var() == pytest.approx(1e-4, rel=0.04)
    xavier = [draw("xavier_normal", 0, *fans).var() for fans in [(2, 20_000), (20_000, 2)]]
    assert xavier == pytest.approx([2.0 / 20_002] * 2, rel=0.04)


def test_constant_is_one_half_and_zeros_are_zero() -> None:
    np.testing.assert_array_equal(draw("constant"), 0.5)
    np.testing.assert_array_equal(draw("zeros"), 0.0)


@pytest.mark.parametrize("key", INITIALIZERS)
@pytest.mark.parametrize("fans", [(1, 1), (1, 5), (5, 1), (3, 4)])
def test_weights_have_shape_fan_in_by_fan_out(key: str, fans: tuple[int, int]) -> None:
    w = draw(key, 0, *fans)
    assert w.shape == fans
    assert w.dtype == np.float64
    assert np.isfinite(w).all()


@pytest.mark.parametrize("key", INITIALIZERS)
def test_same_seed_gives_the_same_draw_and_another_seed_another(key: str) -> None:
    np.testing.assert_array_equal(draw(key, seed=3), draw(key, seed=3))
    assert np.array_equal(draw(key, seed=3), draw(key, seed=4)) == (key in ("zeros", "constant"))


@pytest.mark.parametrize("key", INITIALIZERS)
def test_biases_start_at_zero_and_normalisation_at_the_identity(key: str) -> None:
    layers = [LayerSpec(4, normalization="batch"), LayerSpec(3, normalization="layer")]
    network = Network(2, layers, initializer=key)
    for slot in network.parameters.slots:
        if slot.name in ("biases", "beta"):
            np.testing.assert_array_equal(slot.view(network.parameters.values), 0.0)
        if slot.name == "gamma":
            np.testing.assert_array_equal(slot.view(network.parameters.values), 1.0)


def test_each_layer_is_drawn_with_its_own_fans() -> None:
    network = Network(2, [LayerSpec(64), LayerSpec(8)], initializer="xavier_uniform")
    for layer, (fan_in, fan_out) in zip(network.layers, [(2, 64), (64, 8), (8, 1)], strict=True):
        bound = math.sqrt(6.0 / (fan_in + fan_out))
        assert layer.dense.weights.shape == (fan_in, fan_out)
        assert 0.5 * bound < np.abs(layer.dense.weights).max() <= bound


def test_equal_weights_leave_all_units_of_a_layer_the_same_forever(
    rng: np.random.Generator,
) -> None:
    network = Network(2, [LayerSpec(3, "tanh")], initializer="constant")
    x, y = rng.normal(size=(8, 2)), rng.integers(0, 2, (8, 1)).astype(float)
    for _ in range(5):
        network.forward(x)
        network.backward(y)
        network.parameters.values -= 0.5 * network.parameters.gradients
    weights = network.hidden[0].dense.weights
    np.testing.assert_allclose(weights, weights[:, :1] * np.ones(3), rtol=1e-13)
    assert not np.allclose(weights, 0.5)


def test_an_unknown_initializer_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UnknownChoice, match="unknown initializer 'best'; allowed: zeros"):
        Network(2, initializer="best")
