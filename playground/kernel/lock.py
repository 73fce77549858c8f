"""Python's lock, given back during long work only.

Another thread that takes the lock must be woken, and giving it back and forth every few
microseconds costs more than the work itself: two threads that train small networks are then
several times slower than one. So compiled code is entered with the lock held, and decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

code: Any = cgutils
POINTER = ir.IntType(8).as_pointer()


@intrinsic
def _give(typing_context: Any, wanted: Any) -> Any:

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(POINTER, [])
        give = code.get_or_insert_function(builder.module, kind, "PyEval_SaveThread")
        held = code.alloca_once_value(builder, ir.Constant(ir.IntType(64), 0))
        with builder.if_then(context.is_true(builder, wanted, arguments[0])):
            builder.store(builder.ptrtoint(builder.call(give, []), ir.IntType(64)), held)
        return builder.load(held)

    return types.int64(wanted), generate


@intrinsic
def _take(typing_context: Any, held: Any) -> Any:

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [POINTER])
        take = code.get_or_insert_function(builder.module, kind, "PyEval_RestoreThread")
        given = builder.icmp_unsigned("!=", arguments[0], ir.Constant(ir.IntType(64), 0))
        with builder.if_then(given):
            builder.call(take, [builder.inttoptr(arguments[0], POINTER)])
        return context.get_dummy_value()

    return types.none(held), generate


give_lock = cast(Callable[[bool], int], _give)
"""Let other threads of Python run if the argument is true; returns what take_lock() needs."""

take_lock = cast(Callable[[int], None], _take)
"""Wait until the lock is had again that give_lock() gave back, if it did."""
