"""The elementary functions of the kernel against those of NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import ACTIVATIONS
from playground.kernel.activation import activate
from playground.kernel.functions import compiled, exp
from playground.kernel.memory import put_some, take_some
from playground.kernel.plan import ACTIVATION_CODES
from playground.kernel.update import next_powers, powers_after
from playground.kernel.vector import REGISTER, leading

EXTREME = np.array([0.0, -0.0, 1e-300, 1.0, -1.0, 20.0, 40.0, 708.0, 1000.0, -1000.0, 1e300])


@compiled
def write_exp(x: np.ndarray, found: np.ndarray) -> None:
    for p in range(0, x.size, REGISTER):
        here = leading(x.size - p)
        put_some(found, p, exp(take_some(x, p, here)), here)


@pytest.mark.parametrize(("largest", "error"), [(30.0, 2e-15), (700.0, 3e-14)])
def test_exp_is_as_exact_as_it_says(largest: float, error: float) -> None:
    x = np.linspace(-largest, largest, 200_001)
    found = np.empty_like(x)
    write_exp(x, found)
    assert np.abs(found / np.exp(x) - 1.0).max() < error


def test_exp_neither_overflows_nor_hides_what_is_no_number() -> None:
    x = np.array([-1e9, -710.0, 1e9, np.nan, -np.inf])
    found = np.empty_like(x)
    write_exp(x, found)
    assert found[0] == found[1] == found[4] == 0.0
    assert found[2] > 1e300
    assert np.isnan(found[3])


@pytest.mark.parametrize("key", [key for key in ACTIVATION_CODES if key != "softmax"])
def test_every_activation_and_its_slope_is_that_of_the_engine(key: str) -> None:
    z = np.concatenate([np.linspace(-30.0, 30.0, 4001), EXTREME[np.abs(EXTREME) < 1e100]])
    z = z[: z.size // REGISTER * REGISTER]
    a, slopes = z[None].copy(), np.empty((1, z.size))
    activate(ACTIVATION_CODES[key], a, slopes, 0, 1, z.size)
    expected = ACTIVATIONS[key].function(z)
    np.testing.assert_allclose(a[0], expected, rtol=1e-14, atol=1e-15)
    with np.errstate(over="ignore"):
        derivative = ACTIVATIONS[key].derivative(z, expected)
    np.testing.assert_allclose(slopes[0], derivative, rtol=1e-9, atol=1e-14)


def test_far_into_its_tail_gelu_has_the_digits_of_the_engine() -> None:
    z = np.linspace(-9.0, 9.0, 50 * REGISTER)
    a, slopes = z[None].copy(), np.empty((1, z.size))
    activate(ACTIVATION_CODES["gelu"], a, slopes, 0, 1, z.size)
    expected = ACTIVATIONS["gelu"].function(z)
    np.testing.assert_allclose(a[0], expected, rtol=1e-13)
    derivative = ACTIVATIONS["gelu"].derivative(z, expected)
    # Where it changes its sign, two terms cancel.
    np.testing.assert_allclose(slopes[0], derivative, rtol=1e-12, atol=1e-15)


@compiled
def write_powers(settings: np.ndarray, start: int, found: np.ndarray) -> None:
    powers = powers_after(settings, start)
    found[start, 0], found[start, 1] = powers
    for iteration in range(start + 1, len(found)):
        powers = next_powers(settings, iteration, powers)
        found[iteration, 0], found[iteration, 1] = powers


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.5, 0.99), (0.7, 0.0)])
def test_powers_of_adam_are_the_same_to_the_last_bit_wherever_a_call_begins(
    betas: tuple[float, float],
) -> None:
    from_the_start = np.empty((200, 2))
    write_powers(np.array([0.1, *betas]), 0, from_the_start)
    np.testing.assert_allclose(from_the_start[-1], np.array(betas) ** 199, rtol=1e-13)
    for start in range(1, 200):
        found = from_the_start.copy()
        write_powers(np.array([0.1, *betas]), start, found)
        np.testing.assert_array_equal(found, from_the_start)
