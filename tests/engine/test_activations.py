"""Activations: values and slopes against exact arithmetic, differences and PyTorch."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from helpers.golden import golden
from helpers.properties import many
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.engine import ACTIVATIONS, UnknownChoice, softmax
from playground.engine.activations import LEAKY_SLOPE

EXTREMES = np.array([[-1e4, -1000.0, -745.2, -40.0, 40.0, 709.8, 1000.0, 1e4]])
SMOOTH = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu")


def phi(key: str, *z: float) -> np.ndarray:
    return ACTIVATIONS[key].function(np.array([z]))[0]


def slope(key: str, *z: float) -> np.ndarray:
    row = np.array([z])
    return ACTIVATIONS[key].derivative(row, ACTIVATIONS[key].function(row))[0]


@pytest.mark.parametrize("key", ACTIVATIONS)
def test_derivative_is_the_limit_of_central_differences(key: str) -> None:
    z = np.linspace(-6.0, 6.0, 400)  # an even number of points: 0, where some have a kink, is none
    h = 1e-5
    difference = (phi(key, *(z + h)) - phi(key, *(z - h))) / (2.0 * h)
    np.testing.assert_allclose(slope(key, *z), difference, rtol=0, atol=2e-10)


@pytest.mark.parametrize("key", ACTIVATIONS)
def test_extreme_inputs_stay_finite_without_a_warning(key: str) -> None:
    a = ACTIVATIONS[key].function(EXTREMES)
    derivative = ACTIVATIONS[key].derivative(EXTREMES, a)
    assert np.isfinite(a).all()
    assert np.isfinite(derivative).all()


@pytest.mark.parametrize("key", ACTIVATIONS)
def test_result_is_new_memory_of_the_same_shape(key: str) -> None:
    z = np.array([[-1.5, 0.0], [0.25, 2.0], [3.0, -0.0]])
    before = z.copy()
    a = ACTIVATIONS[key].function(z)
    derivative = ACTIVATIONS[key].derivative(z, a)
    assert a.shape == derivative.shape == z.shape
    assert a.dtype == derivative.dtype == np.float64
    assert not np.shares_memory(a, z)
    assert not np.shares_memory(derivative, z)
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize(
    ("key", "value", "derivative"),
    [
        ("identity", 0.0, 1.0),
        ("step", 1.0, 0.0),
        ("sign", 0.0, 0.0),
        ("sigmoid", 0.5, 0.25),
        ("tanh", 0.0, 1.0),
        ("relu", 0.0, 0.0),
        ("leaky_relu", 0.0, LEAKY_SLOPE),
        ("gelu", 0.0, 0.5),
    ],
)
def test_at_zero_value_and_derivative_are_those_of_the_definitions(
    key: str, value: float, derivative: float
) -> None:
    np.testing.assert_array_equal(phi(key, 0.0, -0.0), value)
    np.testing.assert_array_equal(slope(key, 0.0, -0.0), derivative)


def test_step_and_sign_are_flat_with_derivative_exactly_zero() -> None:
    np.testing.assert_array_equal(phi("step", -2.0, -1e-300, 1e-300, 2.0), [0, 0, 1, 1])
    np.testing.assert_array_equal(phi("sign", -2.0, -1e-300, 1e-300, 2.0), [-1, -1, 1, 1])
    for key in ("step", "sign"):
        np.testing.assert_array_equal(slope(key, *np.linspace(-3.0, 3.0, 61)), 0.0)


def test_relu_and_leaky_relu_are_exact_on_both_sides() -> None:
    np.testing.assert_array_equal(phi("relu", -7.0, 7.0), [0.0, 7.0])
    np.testing.assert_array_equal(phi("leaky_relu", -7.0, 7.0), [-0.07, 7.0])
    np.testing.assert_array_equal(slope("relu", -7.0, 7.0), [0.0, 1.0])
    np.testing.assert_array_equal(slope("leaky_relu", -7.0, 7.0), [0.01, 1.0])


def test_sigmoid_and_tanh_reach_their_limits() -> None:
    np.testing.assert_array_equal(phi("sigmoid", -1000.0, 1000.0), [0.0, 1.0])
    np.testing.assert_array_equal(phi("tanh", -1000.0, 1000.0), [-1.0, 1.0])
    np.testing.assert_array_equal(phi("gelu", -1000.0, 1000.0), [0.0, 1000.0])


@pytest.mark.parametrize("key", SMOOTH)
def test_values_and_derivatives_agree_with_torch(key: str) -> None:
    record = golden("activations")
    z = record["z"]
    np.testing.assert_allclose(phi(key, *z), record[key]["a"], rtol=1e-15, atol=4e-16)
    np.testing.assert_allclose(slope(key, *z), record[key]["derivative"], rtol=1e-15, atol=4e-15)


def _ref_sigmoid(z: float) -> float:
    with localcontext() as context:
        context.prec = 60
        return float(1 / (1 + (-Decimal(z)).exp()))


def _ref_tanh(z: float | Decimal, digits: int = 80) -> Decimal:
    with localcontext() as context:
        context.prec = digits
        square = (2 * Decimal(z)).exp()
        return (square - 1) / (square + 1)


def _ref_gelu(z: float) -> tuple[float, float]:
    """GELU in its tanh form, and its derivative."""
    with localcontext() as context:
        context.prec = 80
        pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
        x, cubic = Decimal(z), Decimal("0.044715")
        t = _ref_tanh((2 / pi).sqrt() * (x + cubic * x**3))
        inner_slope = (2 / pi).sqrt() * (1 + 3 * cubic * x**2)
        return float(x * (1 + t) / 2), float((1 + t) / 2 + x * (1 - t * t) * inner_slope / 2)


@pytest.mark.parametrize("z", [-700.0, -37.5, -5.0, -0.3, 1e-9, 0.7, 4.0, 36.0])
def test_sigmoid_is_exact_to_the_last_digits_far_into_its_tail(z: float) -> None:
    np.testing.assert_allclose(phi("sigmoid", z), _ref_sigmoid(z), rtol=5e-16)


@pytest.mark.parametrize("z", [-20.0, -3.0, -0.3, 1e-9, 0.7, 4.0, 20.0])
def test_tanh_is_exact_to_the_last_digits(z: float) -> None:
    np.testing.assert_allclose(phi("tanh", z), float(_ref_tanh(z)), rtol=5e-16)


@pytest.mark.parametrize("z", [-300.0, -18.0, -9.0, -0.3, 0.0, 4.0, 12.0, 40.0])
def test_the_slope_of_tanh_keeps_its_digits_where_tanh_itself_rounds_to_one(z: float) -> None:
    with localcontext() as context:
        context.prec = 300
        exact = float(1 - _ref_tanh(z, 300) ** 2)
    np.testing.assert_allclose(slope("tanh", z), exact, rtol=1e-15)


@pytest.mark.parametrize("z", [-9.0, -7.0, -6.0, -3.0, -1.0, -0.1, 1e-9, 0.3, 1.0, 2.5, 8.0])
def test_gelu_and_its_slope_are_those_of_its_tanh_form_far_into_its_tail(z: float) -> None:
    value, derivative = _ref_gelu(z)
    # An exponent of −60 is known to 60 times the last digit of a double.
    np.testing.assert_allclose(phi("gelu", z), value, rtol=5e-14)
    np.testing.assert_allclose(slope("gelu", z), derivative, rtol=1e-13)


def test_gelu_is_not_its_erf_form() -> None:
    # Φ(1) = 0.841344746 for the exact form; the tanh form differs in the fourth digit.
    assert phi("gelu", 1.0)[0] == pytest.approx(0.8411919906082768, abs=1e-15)


@pytest.mark.parametrize("key", ACTIVATIONS)
def test_flags_say_what_the_function_does(key: str) -> None:
    activation = ACTIVATIONS[key]
    grid = np.linspace(-30.0, 30.0, 601)
    steep = slope(key, *grid)
    assert activation.trainable == bool((steep != 0.0).any())
    flat_ends = bool((steep[[0, -1]] < 1e-6).all())
    assert activation.saturating == (flat_ends and activation.trainable)
    assert activation.rectifying == bool(
        (phi(key, *grid)[grid < 0.0] == 0.0).all() and activation.trainable
    )


@pytest.mark.parametrize("key", [key for key in ACTIVATIONS if ACTIVATIONS[key].saturating])
def test_what_saturates_is_steepest_at_zero(key: str) -> None:
    grid = np.linspace(-30.0, 30.0, 601)
    assert slope(key, *grid).max() <= slope(key, 0.0)[0]


def test_softmax_gives_the_worked_rows() -> None:
    rows = softmax(np.array([[1.0, 2.0, 0.0], [-1.0, 0.0, 1.0], [-10.0, 0.0, 10.0]]))
    expected = [
        [0.244728471, 0.665240956, 0.0900305732],
        [0.0900305732, 0.244728471, 0.665240956],
        [2.06106005e-09, 4.53978686e-05, 0.9999546],
    ]
    np.testing.assert_allclose(rows, expected, rtol=2e-9)


def test_softmax_of_huge_logits_is_finite() -> None:
    rows = softmax(np.array([[1000.0, -1000.0, 0.0], [1000.0, 1000.0, -1000.0], [-1e4, 0.0, 1e4]]))
    np.testing.assert_array_equal(rows, [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])


LOGITS = arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 6)),
    elements=st.floats(-1000.0, 1000.0),
)


@many
@given(LOGITS)
def test_softmax_rows_are_probabilities_that_sum_to_one(z: np.ndarray) -> None:
    rows = softmax(z)
    assert ((rows >= 0.0) & (rows <= 1.0)).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1.0, rtol=0, atol=1e-15 * z.shape[1])


@many
@given(LOGITS, st.floats(-1000.0, 1000.0))
def test_softmax_ignores_a_shift_of_all_logits(z: np.ndarray, shift: float) -> None:
    # z + shift is itself rounded, by up to 2000 · 2⁻⁵³: that much may differ in the exponent.
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-11, atol=1e-300)


@many
@given(LOGITS)
def test_softmax_keeps_the_order_of_the_logits(z: np.ndarray) -> None:
    order = np.argsort(z, axis=1)
    assert (np.diff(np.take_along_axis(softmax(z), order, axis=1), axis=1) >= -1e-15).all()


@many
@given(arrays(np.float64, (1, 7), elements=st.floats(-1e4, 1e4)))
def test_bounded_activations_rise_within_their_bounds(z: np.ndarray) -> None:
    for key, low, high in [("sigmoid", 0, 1), ("tanh", -1, 1), ("step", 0, 1), ("sign", -1, 1)]:
        a = ACTIVATIONS[key].function(z)
        assert (low <= a).all(), key
        assert (a <= high).all(), key
        order = np.argsort(z[0])
        assert (np.diff(a[0, order]) >= -1e-15).all(), key


def test_an_unknown_activation_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UnknownChoice, match="unknown activation 'swish'; allowed: identity, step"):
        ACTIVATIONS["swish"]
