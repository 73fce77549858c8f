"""The dense part: the linear map, its gradients, and cut connections."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.gradients import central_difference

from playground.engine import Mode, Parameters
from playground.engine.layers import Dense

MASK = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])


def make(rng: np.random.Generator, mask: np.ndarray | None = None) -> Dense:
    parameters = Parameters([[("weights", (2, 3)), ("biases", (3,))]])
    parameters.values[...] = rng.normal(size=9)
    if mask is not None:
        parameters.set_connected(parameters.slot(0, "weights"), mask)
    return Dense(parameters, 0)


def _ref_forward(dense: Dense, x: np.ndarray, mask: np.ndarray) -> list[list[float]]:
    fan_in, fan_out = dense.weights.shape
    return [
        [
            sum(row[i] * dense.weights[i, j] for i in range(fan_in) if mask[i, j]) + dense.biases[j]
            for j in range(fan_out)
        ]
        for row in x
    ]


@pytest.mark.parametrize("mask", [np.ones((2, 3)), MASK, np.zeros((2, 3))])
def test_z_is_the_weighted_sum_of_what_is_connected(
    mask: np.ndarray, rng: np.random.Generator
) -> None:
    dense = make(rng, mask)
    x = rng.normal(size=(4, 2))
    z = dense.forward(x, Mode.TRAIN)
    np.testing.assert_allclose(z, _ref_forward(dense, x, mask), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("mask", [np.ones((2, 3)), MASK, np.zeros((2, 3))])
def test_gradients_are_those_of_central_differences(
    mask: np.ndarray, rng: np.random.Generator
) -> None:
    dense = make(rng, mask)
    x, upstream = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))

    def weighted_sum() -> float:
        return float((dense.forward(x, Mode.TRAIN) * upstream).sum())

    numeric = [
        central_difference(weighted_sum, array) for array in (dense.weights, dense.biases, x)
    ]
    dense.forward(x, Mode.TRAIN)
    to_inputs = dense.backward(upstream)
    for found, expected in zip(
        (dense.weight_gradients, dense.bias_gradients, to_inputs), numeric, strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_a_cut_weight_has_gradient_exactly_zero_and_changes_nothing(
    rng: np.random.Generator,
) -> None:
    dense = make(rng, MASK)
    x = rng.normal(size=(4, 2))
    before = dense.forward(x, Mode.TRAIN)
    dense.backward(np.ones((4, 3)))
    np.testing.assert_array_equal(dense.weight_gradients[MASK == 0.0], 0.0)
    assert (dense.weight_gradients[MASK == 1.0] != 0.0).all()
    dense.weights[MASK == 0.0] = 1e9
    np.testing.assert_array_equal(dense.forward(x, Mode.TRAIN), before)


def test_a_restored_weight_takes_part_with_the_value_it_had(rng: np.random.Generator) -> None:
    dense = make(rng)
    x = rng.normal(size=(4, 2))
    before, values = dense.forward(x, Mode.INFER), dense.weights.copy()
    dense.parameters.set_connected(dense.slot, MASK)
    assert not np.array_equal(dense.forward(x, Mode.INFER), before)
    np.testing.assert_array_equal(dense.weights, values)
    dense.parameters.set_connected(dense.slot, np.ones((2, 3)))
    np.testing.assert_array_equal(dense.forward(x, Mode.INFER), before)


def test_effective_weights_are_zero_where_cut(rng: np.random.Generator) -> None:
    dense = make(rng, MASK)
    np.testing.assert_array_equal(dense.effective_weights, np.where(MASK == 1.0, dense.weights, 0))


def test_inputs_are_left_alone(rng: np.random.Generator) -> None:
    dense = make(rng)
    x = rng.normal(size=(4, 2))
    before = x.copy()
    dense.forward(x, Mode.TRAIN)
    dense.backward(np.ones((4, 3)))
    np.testing.assert_array_equal(x, before)
    assert repr(dense) == "Dense(2 -> 3)"
