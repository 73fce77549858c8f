"""Batch normalisation: statistics by hand, running averages, gradients in every mode."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.gradients import central_difference

from playground.engine import Mode, Parameters
from playground.engine.layers import BatchNorm
from playground.engine.layers.batch_norm import EPSILON, MOMENTUM


def make(units: int = 3) -> BatchNorm:
    parameters = Parameters([[("gamma", (units,)), ("beta", (units,))]])
    running = np.array([np.zeros(units), np.ones(units)])
    norm = BatchNorm(parameters, 0, running)
    norm.gamma[...], norm.beta[...] = 1.0, 0.0
    return norm


def test_constants_are_those_of_the_definitions() -> None:
    assert (EPSILON, MOMENTUM) == (1e-5, 0.1)


def test_a_worked_batch() -> None:
    # x = 1, 2, 6: mean 3, biased variance (4 + 1 + 9)/3 = 14/3, unbiased 14/2 = 7.
    norm = make(1)
    norm.gamma[...], norm.beta[...] = 2.0, 5.0
    out = norm.forward(np.array([[1.0], [2.0], [6.0]]), Mode.TRAIN)
    expected = 5.0 + 2.0 * np.array([[-2.0], [-1.0], [3.0]]) / np.sqrt(14.0 / 3.0 + 1e-5)
    np.testing.assert_allclose(out, expected, rtol=1e-15)
    # running mean 0 → 0.9·0 + 0.1·3; running variance 1 → 0.9·1 + 0.1·7
    np.testing.assert_allclose(norm.running_mean, [0.3], rtol=1e-15)
    np.testing.assert_allclose(norm.running_variance, [1.6], rtol=1e-15)


def test_running_statistics_are_a_moving_average_with_the_unbiased_variance(
    rng: np.random.Generator,
) -> None:
    norm = make()
    mean, variance = np.zeros(3), np.ones(3)
    for n in (5, 2, 9, 5):
        x = rng.normal(2.0, 3.0, (n, 3))
        norm.forward(x, Mode.TRAIN)
        mean = 0.9 * mean + 0.1 * x.sum(axis=0) / n
        variance = 0.9 * variance + 0.1 * ((x - x.mean(axis=0)) ** 2).sum(axis=0) / (n - 1)
    np.testing.assert_allclose(norm.running_mean, mean, rtol=1e-14)
    np.testing.assert_allclose(norm.running_variance, variance, rtol=1e-14)


@pytest.mark.parametrize("mode", [Mode.MEASURE, Mode.INFER])
def test_only_training_moves_the_running_statistics(mode: Mode, rng: np.random.Generator) -> None:
    norm = make()
    norm.running_mean[...], norm.running_variance[...] = [1.0, 2.0, 3.0], [0.5, 1.5, 2.5]
    norm.forward(rng.normal(size=(6, 3)), mode)
    np.testing.assert_array_equal(norm.running_mean, [1.0, 2.0, 3.0])
    np.testing.assert_array_equal(norm.running_variance, [0.5, 1.5, 2.5])


def test_measuring_uses_the_statistics_of_the_set_as_training_does(
    rng: np.random.Generator,
) -> None:
    norm = make()
    x = rng.normal(4.0, 2.0, (6, 3))
    measured = norm.forward(x, Mode.MEASURE)
    np.testing.assert_array_equal(norm.forward(x, Mode.TRAIN), measured)
    np.testing.assert_allclose(measured.mean(axis=0), 0.0, atol=1e-14)


def test_inference_uses_the_running_statistics_and_each_sample_alone(
    rng: np.random.Generator,
) -> None:
    norm = make()
    norm.running_mean[...], norm.running_variance[...] = [1.0, 2.0, 3.0], [0.5, 1.5, 2.5]
    norm.gamma[...], norm.beta[...] = [1.0, 2.0, 3.0], [0.1, 0.2, 0.3]
    x = rng.normal(size=(6, 3))
    out = norm.forward(x, Mode.INFER)
    expected = norm.gamma * (x - [1.0, 2.0, 3.0]) / np.sqrt(np.array([0.5, 1.5, 2.5]) + 1e-5)
    np.testing.assert_allclose(out, expected + norm.beta, rtol=1e-14)
    for i in range(6):
        np.testing.assert_array_equal(norm.forward(x[i : i + 1], Mode.INFER)[0], out[i])


def test_a_batch_of_one_gives_beta_and_keeps_the_running_variance() -> None:
    # x̂ = 0 for a single sample, and its unbiased variance 0/0 does not exist.
    norm = make()
    norm.beta[...] = [1.0, 2.0, 3.0]
    out = norm.forward(np.array([[4.0, 5.0, 6.0]]), Mode.TRAIN)
    np.testing.assert_array_equal(out, [[1.0, 2.0, 3.0]])
    np.testing.assert_allclose(norm.running_mean, [0.4, 0.5, 0.6], rtol=1e-15)
    np.testing.assert_array_equal(norm.running_variance, 1.0)
    np.testing.assert_array_equal(norm.backward(np.ones((1, 3))), 0.0)


@pytest.mark.parametrize("mode", Mode)
def test_gradients_are_those_of_central_differences(mode: Mode, rng: np.random.Generator) -> None:
    norm = make()
    norm.gamma[...], norm.beta[...] = rng.normal(size=(2, 3))
    norm.running_mean[...], norm.running_variance[...] = rng.normal(size=3), [0.5, 1.5, 2.5]
    running = np.array([norm.running_mean, norm.running_variance])
    x, upstream = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))

    def weighted_sum() -> float:
        norm.running_mean[...], norm.running_variance[...] = running
        return float((norm.forward(x, mode) * upstream).sum())

    numeric = [central_difference(weighted_sum, array) for array in (norm.gamma, norm.beta, x)]
    weighted_sum()
    to_inputs = norm.backward(upstream)
    for found, expected in zip(
        (norm.gamma_gradients, norm.beta_gradients, to_inputs), numeric, strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)


def test_shift_and_scale_of_the_inputs_make_no_difference(rng: np.random.Generator) -> None:
    norm = make()
    x = rng.normal(size=(50, 3)) * 100.0
    np.testing.assert_allclose(
        norm.forward(7.0 * x - 30.0, Mode.MEASURE),
        norm.forward(x, Mode.MEASURE),
        rtol=1e-7,
        atol=1e-8,
    )
    assert repr(norm) == "BatchNorm(3)"
