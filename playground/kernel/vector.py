"""A number type of compiled code: as many numbers as fill one register, worked on at once.

A loop over single numbers becomes vector instructions only where the compiler can prove that it
may, and with so few samples as a mini-batch has it then spends more on beginnings and ends than on
arithmetic. So the kernel's loops go from register to register themselves:

    for p in range(0, columns, REGISTER):
        put(row, p, exp(take(row, p)))

Vectors are added, subtracted, multiplied, divided and compared with vectors and with numbers.
LLVM makes the machine's own registers out of them, however wide these are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Protocol, cast

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing import templates
from numba.extending import intrinsic, lower_builtin, register_model

numba_typing: Any = templates
model_of: Any = register_model
implemented: Any = lower_builtin

REGISTER = 8
"""Numbers in one vector: 512 bits. Rows of samples are padded to whole vectors."""

NUMBER, WHOLE, LANE = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
VECTOR = ir.VectorType(NUMBER, REGISTER)
WHOLES = ir.VectorType(WHOLE, REGISTER)
LANES = ir.VectorType(LANE, REGISTER)
MASK = ir.VectorType(ir.IntType(1), REGISTER)


class Mask(Protocol):
    """Yes or no for each number of a vector."""


class Vector(Protocol):
    """REGISTER numbers."""

    def __add__(self, other: Vector | float) -> Vector: ...
    def __radd__(self, other: float) -> Vector: ...
    def __sub__(self, other: Vector | float) -> Vector: ...
    def __rsub__(self, other: float) -> Vector: ...
    def __mul__(self, other: Vector | float) -> Vector: ...
    def __rmul__(self, other: float) -> Vector: ...
    def __truediv__(self, other: Vector | float) -> Vector: ...
    def __rtruediv__(self, other: float) -> Vector: ...
    def __lt__(self, other: Vector | float) -> Mask: ...
    def __le__(self, other: Vector | float) -> Mask: ...
    def __gt__(self, other: Vector | float) -> Mask: ...
    def __ge__(self, other: Vector | float) -> Mask: ...


class VectorType(types.Type):
    """Numba's type of a vector."""

    def __init__(self) -> None:
        super().__init__("vector")


class MaskType(types.Type):
    """Numba's type of a mask."""

    def __init__(self) -> None:
        super().__init__("mask")


vector, mask = VectorType(), MaskType()


@model_of(VectorType)
class VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, VECTOR)  # type: ignore[no-untyped-call]


@model_of(MaskType)
class MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, MASK)  # type: ignore[no-untyped-call]


def spread_number(builder: Any, number: Any) -> Any:
    """One number in all places of a vector."""
    single = builder.insert_element(VECTOR(ir.Undefined), number, LANE(0))
    return builder.shuffle_vector(single, single, LANES(None))


def call(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    """Call one of LLVM's own functions."""
    kind = ir.FunctionType(result, [argument.type for argument in arguments])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)  # type: ignore[no-untyped-call]


def _operator(operation: Callable[..., Any], result: Any, make: Callable[..., Any]) -> None:
    """Let Numba know an operator on vectors, or on a vector and a number."""

    @numba_typing.infer_global(operation)
    class Typing(templates.AbstractTemplate):
        def generic(self, arguments: Any, keywords: Any) -> Any:
            known = all(x == vector or isinstance(x, types.Number) for x in arguments)
            if len(arguments) == 2 and vector in arguments and known:
                kinds = (x if x == vector else types.float64 for x in arguments)
                return numba_typing.signature(result, *kinds)
            return None

    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        both = (
            x if kind == vector else spread_number(builder, x)
            for x, kind in zip(given, typed.args, strict=True)
        )
        return make(builder, *both)

    for kinds in ((vector, vector), (vector, types.float64), (types.float64, vector)):
        implemented(operation, *kinds)(generate)


def _comparison(sign: str) -> Callable[..., Any]:
    return lambda builder, a, b: builder.fcmp_ordered(sign, a, b)


_operator(operator.add, vector, lambda builder, a, b: builder.fadd(a, b))
_operator(operator.sub, vector, lambda builder, a, b: builder.fsub(a, b))
_operator(operator.mul, vector, lambda builder, a, b: builder.fmul(a, b))
_operator(operator.truediv, vector, lambda builder, a, b: builder.fdiv(a, b))
_operator(operator.lt, mask, _comparison("<"))
_operator(operator.le, mask, _comparison("<="))
_operator(operator.gt, mask, _comparison(">"))
_operator(operator.ge, mask, _comparison(">="))


@intrinsic
def _leading(typing: Any, count: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        single = builder.insert_element(WHOLES(ir.Undefined), given[0], LANE(0))
        wanted = builder.shuffle_vector(single, single, LANES(None))
        return builder.icmp_signed("<", WHOLES(list(range(REGISTER))), wanted)

    return mask(types.int64), generate


@intrinsic
def _spread(typing: Any, number: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        return spread_number(builder, given[0])

    return vector(types.float64), generate


@intrinsic
def _total(typing: Any, numbers: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        x = given[0]
        for half in (4, 2, 1):
            turned = LANES([(lane + half) % REGISTER for lane in range(REGISTER)])
            x = builder.fadd(x, builder.shuffle_vector(x, x, turned))
        return builder.extract_element(x, LANE(0))

    return types.float64(vector), generate


@intrinsic
def _where(typing: Any, which: Any, a: Any, b: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        a, b = (
            x if kind == vector else spread_number(builder, x)
            for x, kind in zip(given[1:], typed.args[1:], strict=True)
        )
        return builder.select(given[0], a, b)

    return vector(mask, *(x if x == vector else types.float64 for x in (a, b))), generate


@intrinsic
def _copy_sign(typing: Any, size: Any, sign: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        return call(builder, "llvm.copysign.v8f64", VECTOR, *given)

    return vector(vector, vector), generate


@intrinsic
def _larger(typing: Any, a: Any, b: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", *given), *given)

    return vector(vector, vector), generate


def _unary(name: str) -> Callable[[Vector], Vector]:
    @intrinsic
    def function(typing: Any, x: Any) -> Any:
        def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
            return call(builder, f"llvm.{name}.v8f64", VECTOR, given[0])

        return vector(vector), generate

    return cast(Callable[[Vector], Vector], function)


@intrinsic
def _power_of_two(typing: Any, exponent: Any) -> Any:
    def generate(context: Any, builder: Any, typed: Any, given: Any) -> Any:
        # The last bits of k + 1.5 · 2⁵² are k: cheaper than a conversion, and NaN does no harm.
        shift, bias = VECTOR([1.5 * 2.0**52] * REGISTER), WHOLES([1023] * REGISTER)
        whole = builder.bitcast(builder.fadd(given[0], shift), WHOLES)
        bits = builder.shl(builder.add(whole, bias), WHOLES([52] * REGISTER))
        return builder.bitcast(bits, VECTOR)

    return vector(vector), generate


leading = cast(Callable[[int], Mask], _leading)
"""leading(count): a mask that is true for the first numbers, so many of them."""

spread = cast(Callable[[float], Vector], _spread)
"""spread(number): the number in every place."""

total = cast(Callable[[Vector], float], _total)
"""total(vector): the sum of its numbers."""

where = cast(Callable[[Mask, Vector | float, Vector | float], Vector], _where)
"""where(mask, a, b): a where the mask is true, else b; both may be numbers."""

copy_sign = cast(Callable[[Vector, Vector], Vector], _copy_sign)
"""copy_sign(size, sign): the numbers of the first with the signs of the second."""

larger = cast(Callable[[Vector, Vector], Vector], _larger)
"""larger(a, b): the larger number of each place; that of b where one of them is NaN."""

power_of_two = cast(Callable[[Vector], Vector], _power_of_two)
"""2^k for whole numbers k, made by writing k into the exponent bits."""

absolute, floor, sqrt = _unary("fabs"), _unary("floor"), _unary("sqrt")
