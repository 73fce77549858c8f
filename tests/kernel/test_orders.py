"""Orders drawn by compiled code are NumPy's permutations, and leave the generator where they do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.kernel.orders import draw_orders


def drawn(rng: np.random.Generator, epochs: int, n: int) -> np.ndarray:
    orders = np.empty((epochs, n), dtype=np.int64)
    draw_orders(rng, orders)
    return orders


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 5), st.integers(1, 600), st.booleans())
def test_compiled_orders_are_the_permutations_of_numpy(
    seed: int, epochs: int, n: int, odd: bool
) -> None:
    ours, theirs = np.random.default_rng(seed), np.random.default_rng(seed)
    for rng in (ours, theirs):
        # One number of 32 bits leaves the other half of a draw in the generator.
        rng.integers(10, size=int(odd), dtype=np.uint32)
    found = drawn(ours, epochs, n)
    expected = [theirs.permutation(n) for _ in range(epochs)]
    np.testing.assert_array_equal(found, np.array(expected, dtype=np.int64).reshape(epochs, n))
    assert ours.bit_generator.state == theirs.bit_generator.state


def test_an_order_of_many_samples_is_also_numpys() -> None:
    ours, theirs = np.random.default_rng(3), np.random.default_rng(3)
    np.testing.assert_array_equal(drawn(ours, 1, 70_001)[0], theirs.permutation(70_001))


@pytest.mark.parametrize("kind", [np.random.PCG64DXSM, np.random.MT19937, np.random.SFC64])
def test_any_generator_of_numpy_will_do(kind: type[np.random.BitGenerator]) -> None:
    ours, theirs = np.random.Generator(kind(5)), np.random.Generator(kind(5))
    np.testing.assert_array_equal(drawn(ours, 1, 100)[0], theirs.permutation(100))
