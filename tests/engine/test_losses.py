"""Losses: values against their definitions, deltas against central differences."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from helpers.gradients import central_difference
from helpers.properties import many
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.engine import LOSSES, OUTPUTS, Output, UnknownChoice
from playground.engine.types import Array

PAIRS = [(output, loss) for output in OUTPUTS for loss in OUTPUTS[output].losses]


def targets(output: Output, rng: np.random.Generator, n: int, k: int) -> Array:
    if "regression" in output.tasks:
        return rng.normal(size=(n, k)) if output.key == "identity" else rng.uniform(-1, 1, (n, k))
    return output.encode(rng.integers(0, max(k, 2), n), k)


def evaluate(output: str, loss: str, z: Array, y: Array) -> tuple[Array, Array]:
    kind = OUTPUTS[output]
    a = kind.function(z)
    return LOSSES[loss].value(z, a, y, kind), LOSSES[loss].delta(z, a, y, kind)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_delta_is_the_derivative_of_the_loss(
    output: str, loss: str, rng: np.random.Generator
) -> None:
    k = 4 if OUTPUTS[output].coding == "one_hot" else 1
    z = rng.normal(scale=2.0, size=(12, k))
    z[np.abs(z) < 0.01] = 0.01
    y = OUTPUTS[output].encode(rng.integers(0, max(k, 2), 12), k)
    if loss == "mse":
        y = targets(OUTPUTS[output], rng, 12, k)
    value, delta = evaluate(output, loss, z, y)
    numeric = central_difference(lambda: evaluate(output, loss, z, y)[0].sum(), z)
    assert value.shape == (12,)
    assert delta.shape == (12, k)
    np.testing.assert_allclose(delta, numeric, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_loss_and_delta_are_finite_and_right_signed_at_logits_of_a_thousand(
    output: str, loss: str
) -> None:
    kind = OUTPUTS[output]
    k = 3 if kind.coding == "one_hot" else 1
    z = np.array([[1000.0, 0.0, -1000.0], [-1000.0, 1000.0, 0.0]] * 2)[:, :k]
    y = kind.encode(np.array([0, 0, 1, 1]), k)
    value, delta = evaluate(output, loss, z, y)
    assert np.isfinite(value).all()
    assert np.isfinite(delta).all()
    assert (value >= 0.0).all()


def test_binary_cross_entropy_is_exact_from_huge_logits() -> None:
    z = np.array([[1000.0], [1000.0], [-1000.0], [-1000.0], [0.0]])
    y = np.array([[1.0], [0.0], [0.0], [1.0], [1.0]])
    value, delta = evaluate("sigmoid", "cross_entropy", z, y)
    np.testing.assert_array_equal(value, [0.0, 1000.0, 0.0, 1000.0, np.log(2.0)])
    np.testing.assert_array_equal(delta[:, 0], [0.0, 1.0, 0.0, -1.0, -0.5])


def test_multi_class_cross_entropy_is_exact_from_huge_logits() -> None:
    z = np.array([[1000.0, -1000.0, 0.0]] * 3 + [[1000.0, 1000.0, -1000.0], [7.0, 7.0, 7.0]])
    y = np.eye(3)[[0, 1, 2, 0, 2]]
    value, delta = evaluate("softmax", "cross_entropy", z, y)
    expected = [0.0, 2000.0, 1000.0, np.log(2.0), np.log(3.0)]
    np.testing.assert_allclose(value, expected, rtol=1e-15)
    np.testing.assert_array_equal(delta[0], [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(delta[1], [1.0, -1.0, 0.0])
    np.testing.assert_array_equal(delta[3], [-0.5, 0.5, 0.0])


def _ref_binary(z: float, y: int) -> float:
    with localcontext() as context:
        context.prec = 60
        a = 1 / (1 + (-Decimal(z)).exp())
        return float(-(a if y else 1 - a).ln())


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-40.0, -5.5, -0.1, 0.1, 3.0, 30.0, 100.0])
def test_binary_cross_entropy_is_its_definition_to_the_last_digits(z: float, y: int) -> None:
    value, _ = evaluate("sigmoid", "cross_entropy", np.array([[z]]), np.array([[float(y)]]))
    # max(z, 0) − y z + ln(1 + e^−|z|) is a sum of terms that are ≥ 0: no digit is lost.
    np.testing.assert_allclose(value, _ref_binary(z, y), rtol=1e-15)


def test_multi_class_cross_entropy_is_minus_the_logarithm_of_the_right_answer(
    rng: np.random.Generator,
) -> None:
    z = rng.normal(scale=3.0, size=(20, 5))
    labels = rng.integers(0, 5, 20)
    value, _ = evaluate("softmax", "cross_entropy", z, np.eye(5)[labels])
    expected = [
        -np.log(np.exp(row[label]) / np.exp(row).sum())
        for row, label in zip(z, labels, strict=True)
    ]
    np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_two_class_softmax_agrees_with_sigmoid_of_the_difference(rng: np.random.Generator) -> None:
    z = rng.normal(scale=3.0, size=(20, 2))
    labels = rng.integers(0, 2, 20)
    as_softmax, _ = evaluate("softmax", "cross_entropy", z, np.eye(2)[labels])
    margin = z[:, 1:] - z[:, :1]
    as_sigmoid, _ = evaluate("sigmoid", "cross_entropy", margin, labels[:, None].astype(float))
    np.testing.assert_allclose(as_softmax, as_sigmoid, rtol=1e-12)


def test_squared_error_is_half_the_sum_over_the_outputs() -> None:
    # ½ ((1 − 3)² + (2 − 2)² + (−1 − 0)²) = ½ (4 + 0 + 1)
    z, y = np.array([[1.0, 2.0, -1.0]]), np.array([[3.0, 2.0, 0.0]])
    value, delta = evaluate("identity", "mse", z, y)
    np.testing.assert_array_equal(value, [2.5])
    np.testing.assert_array_equal(delta, [[-2.0, 0.0, -1.0]])


@pytest.mark.parametrize("output", ["step", "sign"])
def test_squared_error_behind_a_threshold_has_gradient_exactly_zero(output: str) -> None:
    z = np.array([[-2.0], [-0.5], [0.0], [0.5], [2.0]])
    y = OUTPUTS[output].encode(np.array([1, 0, 1, 0, 1]), 2)
    np.testing.assert_array_equal(evaluate(output, "mse", z, y)[1], 0.0)


@pytest.mark.parametrize("output", ["step", "sign", "identity"])
def test_perceptron_loss_counts_only_the_wrong_side(output: str) -> None:
    z = np.array([[2.0], [-2.0], [0.5], [-0.5]])
    y = OUTPUTS[output].encode(np.array([1, 1, 0, 0]), 2)
    value, delta = evaluate(output, "perceptron", z, y)
    np.testing.assert_array_equal(value, [0.0, 2.0, 0.5, 0.0])
    np.testing.assert_array_equal(delta[:, 0], [0.0, -1.0, 1.0, 0.0])


@pytest.mark.parametrize("output", ["step", "sign", "identity"])
def test_perceptron_pulls_on_the_border_so_that_zero_weights_can_learn(output: str) -> None:
    z = np.zeros((2, 1))
    y = OUTPUTS[output].encode(np.array([1, 0]), 2)
    value, delta = evaluate(output, "perceptron", z, y)
    np.testing.assert_array_equal(value, 0.0)
    np.testing.assert_array_equal(delta[:, 0], [-1.0, 1.0])


@many
@given(st.data(), st.sampled_from(PAIRS), st.integers(1, 6))
def test_no_loss_is_ever_negative_or_not_finite(
    data: st.DataObject, pair: tuple[str, str], n: int
) -> None:
    output, loss = pair
    kind = OUTPUTS[output]
    k = data.draw(st.integers(2, 6)) if kind.coding == "one_hot" else 1
    z = data.draw(arrays(np.float64, (n, k), elements=st.floats(-1000.0, 1000.0)))
    labels = data.draw(arrays(np.int64, n, elements=st.integers(0, max(k, 2) - 1)))
    value, delta = evaluate(output, loss, z, kind.encode(labels, k))
    assert np.isfinite(value).all()
    assert (value >= 0.0).all()
    assert np.isfinite(delta).all()


@many
@given(st.data(), st.integers(2, 6))
def test_softmax_deltas_of_a_sample_cancel(data: st.DataObject, k: int) -> None:
    # Softmax ignores a common shift of the logits, so the loss has no slope along it.
    z = data.draw(arrays(np.float64, (3, k), elements=st.floats(-50.0, 50.0)))
    y = np.eye(k)[data.draw(arrays(np.int64, 3, elements=st.integers(0, k - 1)))]
    for loss in OUTPUTS["softmax"].losses:
        delta = evaluate("softmax", loss, z, y)[1]
        np.testing.assert_allclose(delta.sum(axis=1), 0.0, rtol=0, atol=1e-14)


def test_an_unknown_loss_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UnknownChoice, match="unknown loss 'hinge'; allowed: mse, cross_entropy"):
        LOSSES["hinge"]
