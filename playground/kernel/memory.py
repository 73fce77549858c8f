"""Vectors from memory and into it.

Arrays are addressed by an offset into their memory, whatever their shape. Where a mask is given,
nothing is read or written beyond it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from .vector import LANE, REGISTER, VECTOR, WHOLE, Mask, Vector, call, mask, vector

NUMBER_BYTES = 8
ALIGNMENT = LANE(NUMBER_BYTES)


class Memory:
    """The numbers of an array, in code that is being made.

    Args:
        context, builder: what Numba gives to make code with.
        kind, array: Numba's type of the array, and its value in the code.
    """

    def __init__(self, context: Any, builder: Any, kind: Any, array: Any) -> None:
        self.builder = builder
        self.numbers = context.make_array(kind)(context, builder, array).data

    def number(self, offset: Any) -> Any:
        return self.builder.load(self.builder.gep(self.numbers, [offset]))

    def vector(self, offset: Any) -> Any:
        return self.builder.load(self.place(offset), align=NUMBER_BYTES)

    def put(self, vector: Any, offset: Any) -> None:
        self.builder.store(vector, self.place(offset), align=NUMBER_BYTES)

    def place(self, offset: Any) -> Any:
        place = self.builder.gep(self.numbers, [offset])
        return self.builder.bitcast(place, VECTOR.as_pointer())


@intrinsic
def _take(typing: Any, array: Any, offset: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        return Memory(context, builder, typed.args[0], given[0]).vector(given[1])

    return vector(array, types.int64), generate


@intrinsic
def _put(typing: Any, array: Any, offset: Any, numbers: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        Memory(context, builder, typed.args[0], given[0]).put(given[2], given[1])
        return context.get_dummy_value()

    return types.void(array, types.int64, vector), generate


@intrinsic
def _take_some(typing: Any, array: Any, offset: Any, which: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        place = Memory(context, builder, typed.args[0], given[0]).place(given[1])
        name = "llvm.masked.load.v8f64.p0"
        return call(builder, name, VECTOR, place, ALIGNMENT, given[2], VECTOR(None))

    return vector(array, types.int64, mask), generate


@intrinsic
def _put_some(typing: Any, array: Any, offset: Any, numbers: Any, which: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        place = Memory(context, builder, typed.args[0], given[0]).place(given[1])
        call(
            builder,
            "llvm.masked.store.v8f64.p0",
            ir.VoidType(),
            given[2],
            place,
            ALIGNMENT,
            given[3],
        )
        return context.get_dummy_value()

    return types.void(array, types.int64, vector, mask), generate


@intrinsic
def _collect(typing: Any, array: Any, offset: Any, indices: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        numbers = Memory(context, builder, typed.args[0], given[0])
        wanted = Memory(context, builder, typed.args[2], given[2])
        x = VECTOR(ir.Undefined)
        # One by one: the instruction that does all at once is slower on many processors.
        for lane in range(REGISTER):
            index = wanted.number(builder.add(given[3], WHOLE(lane)))
            number = numbers.number(builder.add(given[1], index))
            x = builder.insert_element(x, number, LANE(lane))
        return x

    return vector(array, types.int64, indices, types.int64), generate


take = cast(Callable[[Any, int], Vector], _take)
"""take(array, offset): the numbers at offset … offset + REGISTER − 1 of an array's memory."""

put = cast(Callable[[Any, int, Vector], None], _put)
"""put(array, offset, vector): write them."""

take_some = cast(Callable[[Any, int, Mask], Vector], _take_some)
"""take_some(array, offset, mask): as take(), 0 where the mask is false; nothing is read there."""

put_some = cast(Callable[[Any, int, Vector, Mask], None], _put_some)
"""put_some(array, offset, vector, mask): as put(), only where the mask is true."""

collect = cast(Callable[[Any, int, Any, int], Vector], _collect)
"""collect(array, offset, indices, place): array[offset + indices[place + k]] in place k."""
