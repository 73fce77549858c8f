"""Points of one's own: written out where they are few, compressed where that is shorter.

Written out, points=1.5,-2,0;3,4,1 are x1, x2 and label of two points.
"""

from __future__ import annotations

from collections.abc import Sequence

from playground.experiment import Invalid
from playground.experiment.spec import PointSpec

from .packing import broken, pack, unpack
from .values import read_number, write_value

CHARACTERS_A_POINT = 80
"""More than any three numbers and their separators take."""


def write_points(points: Sequence[PointSpec]) -> str:
    plain = ";".join(",".join(map(write_value, (p.x1, p.x2, p.label))) for p in points)
    packed = pack(plain.encode())
    return packed if len(packed) < len(plain) else plain


def read_points(text: str, most: int) -> list[dict[str, float]]:
    """Read at most so many points.

    Raises:
        Invalid: more of them, no numbers, or damaged.
    """
    if "," not in text:
        try:
            text = unpack(text, most * CHARACTERS_A_POINT, "points").decode("ascii")
        except UnicodeDecodeError:
            raise broken("points") from None
    count = text.count(";") + 1
    if count > most:
        raise Invalid("limit_exceeded", f"points must be at most {most}, not {count}", "points")
    return [_read_point(point, i) for i, point in enumerate(text.split(";"))]


def _read_point(text: str, i: int) -> dict[str, float]:
    parts = text.split(",")
    if len(parts) != 3:
        message = f"points.{i} must be x1,x2,label, not {len(parts)} numbers"
        raise Invalid("wrong_shape", message, f"points.{i}")
    names = ("x1", "x2", "label")
    return {
        name: float(read_number(part, f"points.{i}.{name}"))
        for name, part in zip(names, parts, strict=True)
    }
