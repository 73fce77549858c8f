"""Layer normalisation: a worked row, independence of the batch, gradients."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.gradients import central_difference

from playground.engine import Mode, Parameters
from playground.engine.layers import LayerNorm
from playground.engine.layers.layer_norm import EPSILON


def make(units: int = 4) -> LayerNorm:
    norm = LayerNorm(Parameters([[("gamma", (units,)), ("beta", (units,))]]), 0)
    norm.gamma[...], norm.beta[...] = 1.0, 0.0
    return norm


def test_a_worked_row() -> None:
    # x = 1, 2, 6: mean 3, biased variance 14/3.
    norm = make(3)
    norm.gamma[...], norm.beta[...] = [1.0, 2.0, 3.0], [0.0, 10.0, 20.0]
    out = norm.forward(np.array([[1.0, 2.0, 6.0]]), Mode.TRAIN)
    deviation = np.sqrt(14.0 / 3.0 + 1e-5)
    expected = [[-2.0 / deviation, 10.0 - 2.0 / deviation, 20.0 + 9.0 / deviation]]
    np.testing.assert_allclose(out, expected, rtol=1e-15)
    assert EPSILON == 1e-5


def test_every_mode_gives_the_same_and_every_sample_stands_alone(rng: np.random.Generator) -> None:
    norm = make()
    norm.gamma[...], norm.beta[...] = rng.normal(size=(2, 4))
    x = rng.normal(size=(6, 4))
    out = norm.forward(x, Mode.TRAIN)
    for mode in Mode:
        np.testing.assert_array_equal(norm.forward(x, mode), out)
        for i in range(6):
            np.testing.assert_array_equal(norm.forward(x[i : i + 1], mode)[0], out[i])


@pytest.mark.parametrize("units", [1, 2, 4])
def test_gradients_are_those_of_central_differences(units: int, rng: np.random.Generator) -> None:
    norm = make(units)
    norm.gamma[...], norm.beta[...] = rng.normal(size=(2, units))
    x, upstream = rng.normal(size=(5, units)), rng.normal(size=(5, units))

    def weighted_sum() -> float:
        return float((norm.forward(x, Mode.TRAIN) * upstream).sum())

    numeric = [central_difference(weighted_sum, array) for array in (norm.gamma, norm.beta, x)]
    weighted_sum()
    to_inputs = norm.backward(upstream)
    for found, expected in zip(
        (norm.gamma_gradients, norm.beta_gradients, to_inputs), numeric, strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)


def test_a_single_unit_is_always_beta() -> None:
    norm = make(1)
    norm.beta[...] = 0.7
    np.testing.assert_array_equal(norm.forward(np.array([[5.0], [-2.0]]), Mode.INFER), 0.7)


def test_repr_tells_the_units() -> None:
    assert repr(make()) == "LayerNorm(4)"
