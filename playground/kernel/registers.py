"""What loops over samples cannot say: which numbers stay in vector registers.

The speed of a product of matrices is set by how often each number is loaded. Here a block of its
rows, one register wide, is summed up in registers over the whole inner dimension and stored once.
LLVM makes the machine's own registers out of these, however wide they are.

Arrays are addressed by an offset into their memory, whatever their shape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic

from .machine import WIDE
from .memory import Memory
from .vector import LANES, REGISTER, VECTOR, WHOLE, spread_number

BLOCK = 8 if WIDE else 4
"""Rows of a product that are summed at once: more would not fit into the registers."""

FUSED = ("contract",)
"""A product and a sum may be one instruction with one rounding."""


def product(rows: int) -> Callable[..., None]:
    """Return a compiled function for a block of a product: some rows, one register wide.

    It is called as
        block(factors, f, f_in, f_out, source, s, s_in, count, target, t, t_out, fresh)
    and makes, for every r < rows, with registers target[·] and source[·] and numbers factors[·],
        target[t + r t_out] += Σᵢ factors[f + i f_in + r f_out] · source[s + i s_in],  i < count
    or, where it is fresh, writes the sum instead of adding it.
    """

    @intrinsic
    def block(
        typing: Any,
        factors: Any,
        f: Any,
        f_in: Any,
        f_out: Any,
        source: Any,
        s: Any,
        s_in: Any,
        count: Any,
        target: Any,
        t: Any,
        t_out: Any,
        fresh: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            kinds = signature.args
            numbers = Memory(context, builder, kinds[0], given[0])
            inputs = Memory(context, builder, kinds[4], given[4])
            results = Memory(context, builder, kinds[8], given[8])
            _, f, f_in, f_out, _, s, s_in, count, _, t, t_out, fresh = given
            places = [_step(builder, t, t_out, WHOLE(r)) for r in range(rows)]
            sums = [_variable(builder) for _ in range(rows)]
            for total in sums:
                builder.store(VECTOR(None), total)
            with builder.if_then(builder.not_(fresh)):
                for total, place in zip(sums, places, strict=True):
                    builder.store(results.vector(place), total)
            with cgutils.for_range(builder, count) as loop:
                x = inputs.vector(_step(builder, s, s_in, loop.index))
                row = _step(builder, f, f_in, loop.index)
                for r, total in enumerate(sums):
                    w = spread_number(builder, numbers.number(_step(builder, row, f_out, WHOLE(r))))
                    more = builder.fmul(w, x, flags=FUSED)
                    builder.store(builder.fadd(builder.load(total), more, flags=FUSED), total)
            for total, place in zip(sums, places, strict=True):
                results.put(builder.load(total), place)
            return context.get_dummy_value()

        whole = types.int64
        arguments = (factors, whole, whole, whole, source, whole, whole, whole, target)
        return types.void(*arguments, whole, whole, types.boolean), generate

    compiled: Callable[..., None] = block
    return compiled


@intrinsic
def _transpose(
    typing: Any, source: Any, s: Any, s_next: Any, target: Any, t: Any, t_next: Any
) -> Any:
    """Turn around a square of REGISTER rows, each one register; row r is at s + r s_next."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kinds = signature.args
        _, s, s_next, _, t, t_next = given
        before = Memory(context, builder, kinds[0], given[0])
        after = Memory(context, builder, kinds[3], given[3])
        every = range(REGISTER)
        rows = [before.vector(_step(builder, s, s_next, WHOLE(r))) for r in every]
        # Exchange the two off-diagonal quarters, then do the same in each quarter, and in those.
        for half in (4, 2, 1):
            low = LANES([k if not k & half else k - half + REGISTER for k in every])
            high = LANES([k + half if not k & half else k + REGISTER for k in every])
            for r in every:
                if not r & half:
                    a, b = rows[r], rows[r + half]
                    rows[r] = builder.shuffle_vector(a, b, low)
                    rows[r + half] = builder.shuffle_vector(a, b, high)
        for r in every:
            after.put(rows[r], _step(builder, t, t_next, WHOLE(r)))
        return context.get_dummy_value()

    whole = types.int64
    return types.void(source, whole, whole, target, whole, whole), generate


transpose: Callable[..., None] = _transpose
"""transpose(source, s, s_next, target, t, t_next)"""


def _variable(builder: Any) -> Any:
    """A place for one register, which LLVM makes one."""
    return cgutils.alloca_once(builder, VECTOR)  # type: ignore[no-untyped-call]


def _step(builder: Any, start: Any, stride: Any, steps: Any) -> Any:
    return builder.add(start, builder.mul(stride, steps))
