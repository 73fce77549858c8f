"""Elementary functions of vectors, and how functions are compiled.

libm's exp and tanh are calls, one number at a time; these are plain arithmetic on whole registers.
Relative error of exp: 2e−15 up to |x| = 30, growing to 3e−14 at 700; of tanh and sigmoid,
absolute: 1e−15.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from . import cache
from .machine import use_whole_registers
from .vector import Vector, absolute, copy_sign, floor, power_of_two, where

numba.config.CACHE_DIR = str(cache.folder())  # type: ignore[attr-defined]
use_whole_registers()

Floats: TypeAlias = NDArray[np.float64]
F = TypeVar("F", bound=Callable[..., object])
FASTMATH = {"reassoc", "contract", "arcp", "nsz"}
"""Sums may be reordered; NaN and infinity keep their meaning, because divergence shows in them."""

compiled: Callable[[F], F] = numba.njit(  # type: ignore[call-overload]
    fastmath=FASTMATH, error_model="numpy", cache=True, _nrt=False
)
"""A compiled function that Python calls. It holds Python's lock; those that can take long give it
back themselves, see lock.py.

Division by 0 gives infinity: a check would keep loops from vectorising. References to arrays are
not counted (_nrt), as the caller holds them all: that took half of the time of small networks.
"""

part: Callable[[F], F] = numba.njit(  # type: ignore[call-overload]
    fastmath=FASTMATH,
    error_model="numpy",
    cache=True,
    _nrt=False,
    forceinline=True,
)
"""A compiled function that becomes a part of its caller in machine code."""

exact_part: Callable[[F], F] = numba.njit(  # type: ignore[call-overload]
    fastmath=False, error_model="numpy", cache=True, _nrt=False, forceinline=True
)
"""The same where every product is made as it is written, to the last bit.

Where nothing is said of fastmath, Numba takes over what the caller has.
"""

LOG2_E = 1.4426950408889634
LN2_HIGH = 0.693147180369123816490
LN2_LOW = 1.90821492927058770002e-10
LOWEST_EXPONENT = -708.0
HIGHEST_EXPONENT = 709.0
GELU_SCALE = 0.7978845608028654
GELU_CUBIC = 0.044715


@part
def _exp(x: Vector) -> Vector:
    """e^x for −708 ≤ x ≤ 709, NaN for NaN."""
    # x = k ln 2 + r with |r| ≤ ½ ln 2, so e^x = 2^k e^r, and e^r by its series to r¹².
    k = floor(x * LOG2_E + 0.5)
    r = x - k * LN2_HIGH - k * LN2_LOW
    # Terms are added in pairs and pairs of pairs, which can be done at the same time (Estrin).
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (0.5 + r * (1.0 / 6.0))
    middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0 + r * (1.0 / 5040.0))
    high = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + r2 * (1.0 / 3628800.0 + r * (1.0 / 39916800.0))
    p = low + r4 * (middle + r4 * (high + r4 * (1.0 / 479001600.0)))
    return p * power_of_two(k)


@part
def exp(x: Vector) -> Vector:
    """e^x; 0 up to −708, e^709 above 709, NaN for NaN."""
    clipped = where(x < LOWEST_EXPONENT, LOWEST_EXPONENT, x)
    clipped = where(x > HIGHEST_EXPONENT, HIGHEST_EXPONENT, clipped)
    return where(x <= LOWEST_EXPONENT, 0.0, _exp(clipped))


@part
def decay(x: Vector) -> Vector:
    """e^−|x|, NaN for NaN; never less than e^−708."""
    negative = 0.0 - absolute(x)
    return _exp(where(negative < LOWEST_EXPONENT, LOWEST_EXPONENT, negative))


@part
def tanh(x: Vector) -> tuple[Vector, Vector]:
    """tanh x = sign(x) (1 − e) / (1 + e) with e = e^(−2|x|), and its slope 4 e / (1 + e)²."""
    e = decay(2.0 * x)
    root = 2.0 / (1.0 + e)
    return copy_sign((0.5 - 0.5 * e) * root, x), e * root * root


@part
def sigmoid(x: Vector) -> Vector:
    """1 / (1 + e^−x), by the exponent that is negative."""
    e = decay(x)
    return where(x < 0.0, e, 1.0) / (1.0 + e)


@part
def gelu(x: Vector) -> tuple[Vector, Vector]:
    """x s and its slope s + x s (1 − s) 2u′, where s = σ(2u) = ½ (1 + tanh u) and
    u = √(2/π)(x + 0.044715 x³)."""
    v = 2.0 * GELU_SCALE * (x + GELU_CUBIC * x * x * x)
    v_slope = 2.0 * GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * x * x)
    # With e = e^−|v|: σ is 1/(1 + e) or e/(1 + e), and s (1 − s) is e/(1 + e)² on either side.
    e = decay(v)
    part_of_one = 1.0 / (1.0 + e)
    s = where(v < 0.0, e, 1.0) * part_of_one
    return x * s, s + x * (e * part_of_one * part_of_one) * v_slope
