"""Arithmetic on whole registers against NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.kernel.functions import compiled
from playground.kernel.memory import collect, put, put_some, take, take_some
from playground.kernel.vector import (
    REGISTER,
    absolute,
    copy_sign,
    floor,
    larger,
    leading,
    power_of_two,
    spread,
    sqrt,
    total,
    where,
)

Array = np.ndarray
vectors = arrays(np.float64, REGISTER, elements=st.floats(-1e6, 1e6, allow_subnormal=False))

OPERATIONS = 19


@compiled
def calculate(a: Array, b: Array, number: float, found: Array) -> None:
    x, y = take(a, 0), take(b, 0)
    put(found, 0 * REGISTER, x + y)
    put(found, 1 * REGISTER, x - number)
    put(found, 2 * REGISTER, number * y)
    put(found, 3 * REGISTER, number / (1.0 + absolute(x)))
    put(found, 4 * REGISTER, (x - y) / (1.0 + y * y))
    put(found, 5 * REGISTER, where(x < y, x, number))
    put(found, 6 * REGISTER, where(x <= 0.0, 1.0, 2.0))
    put(found, 7 * REGISTER, where(x > y, 1.0, 2.0))
    put(found, 8 * REGISTER, where(number >= y, 1.0, 2.0))
    put(found, 9 * REGISTER, larger(x, y))
    put(found, 10 * REGISTER, copy_sign(x, y))
    put(found, 11 * REGISTER, floor(x))
    put(found, 12 * REGISTER, sqrt(absolute(x)))
    put(found, 13 * REGISTER, spread(number))
    put(found, 14 * REGISTER, spread(total(x)))
    put(found, 15 * REGISTER, (x - number) * y)
    put(found, 16 * REGISTER, take_some(a, 0, leading(3)))
    put(found, 17 * REGISTER, y)
    put_some(found, 17 * REGISTER, x, leading(5))
    put(found, 18 * REGISTER, power_of_two(floor(where(x > 0.0, 3.0, -2.0))))


@settings(deadline=None)
@given(vectors, vectors, st.floats(-1e6, 1e6, allow_subnormal=False))
def test_every_operation_on_a_vector_is_that_of_numpy(x: Array, y: Array, number: float) -> None:
    found = np.empty((OPERATIONS, REGISTER))
    calculate(x, y, number, found)
    places = np.arange(REGISTER)
    expected = [
        x + y,
        x - number,
        number * y,
        number / (1.0 + np.abs(x)),
        (x - y) / (1.0 + y * y),
        np.where(x < y, x, number),
        np.where(x <= 0.0, 1.0, 2.0),
        np.where(x > y, 1.0, 2.0),
        np.where(number >= y, 1.0, 2.0),
        np.maximum(x, y),
        np.copysign(x, y),
        np.floor(x),
        np.sqrt(np.abs(x)),
        np.full(REGISTER, number),
        np.full(REGISTER, x.sum()),
        (x - number) * y,
        np.where(places < 3, x, 0.0),
        np.where(places < 5, x, y),
        np.where(x > 0.0, 8.0, 0.25),
    ]
    # A sum of numbers that cancel keeps the error of the largest of them.
    np.testing.assert_allclose(found, np.array(expected), rtol=1e-12, atol=1e-8)


@compiled
def compare_with(a: Array, found: Array) -> None:
    x = take(a, 0)
    put(found, 0 * REGISTER, where(x < 0.0, 1.0, 0.0))
    put(found, 1 * REGISTER, where(x >= 0.0, 1.0, 0.0))
    put(found, 2 * REGISTER, larger(x, spread(0.0)))
    put(found, 3 * REGISTER, larger(spread(0.0), x))
    put(found, 4 * REGISTER, 0.0 * x)


def test_nan_and_infinity_keep_their_meaning() -> None:
    x = np.array([np.nan, np.inf, -np.inf, 1.0, -1.0, 0.0, -0.0, 1e308])
    found = np.empty((5, REGISTER))
    compare_with(x, found)
    np.testing.assert_array_equal(found[0], [0, 0, 1, 0, 1, 0, 0, 0])
    np.testing.assert_array_equal(found[1], [0, 1, 0, 1, 0, 1, 1, 1])
    np.testing.assert_array_equal(found[2], [0, np.inf, 0, 1, 0, 0, 0, 1e308])
    np.testing.assert_array_equal(found[3], [np.nan, np.inf, 0, 1, 0, 0, 0, 1e308])
    np.testing.assert_array_equal(np.isnan(found[4]), [1, 1, 1, 0, 0, 0, 0, 0])


@compiled
def write_some(source: Array, count: int, found: Array) -> None:
    put_some(found, 1, take_some(source, 1, leading(count)), leading(count))


@compiled
def write_collected(source: Array, order: np.ndarray, found: Array) -> None:
    put(found, 0, collect(source, 1, order, 2))


@pytest.mark.parametrize("count", [-3, 0, 1, REGISTER - 1, REGISTER, 2 * REGISTER])
def test_what_lies_beyond_the_numbers_that_are_meant_is_left_alone(count: int) -> None:
    source, found = np.arange(1.0, REGISTER + 2.0), np.zeros(REGISTER + 2)
    write_some(source, count, found)
    expected = np.zeros_like(found)
    meant = min(max(count, 0), REGISTER)
    expected[1 : 1 + meant] = source[1 : 1 + meant]
    np.testing.assert_array_equal(found, expected)


def test_numbers_are_collected_from_where_the_indices_say() -> None:
    source = np.random.default_rng(0).random(40)
    order = np.random.default_rng(1).permutation(39)
    found = np.empty(REGISTER)
    write_collected(source, order, found)
    np.testing.assert_array_equal(found, source[1 + order[2 : 2 + REGISTER]])


def test_a_vector_and_something_else_cannot_be_added() -> None:
    @compiled
    def wrong(a: Array) -> None:
        put(a, 0, take(a, 0) + "one")  # type: ignore[operator]

    refused: Callable[[], None] = lambda: wrong(np.zeros(REGISTER))  # noqa: E731
    with pytest.raises(Exception, match="No implementation of function"):
        refused()
