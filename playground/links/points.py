"""Points of one's own: written out where they are few, compressed where that is shorter.

Written out, points=1.5,-2,0;3,4,1 are x1, x2 and label of two points.
"""

from __future__ import annotations

from collections.abc import Sequence

from playground.experiment import Invalid
from playground.experiment.data_spec import DomainSpec, PointSpec

from .packing import broken, pack, unpack
from .values import read_number, write_value

CHARACTERS_A_POINT = 80
"""More than any three numbers and their separators take."""


def write_domain(domain: DomainSpec) -> str:
    """Write from where to where the plane is drawn: -6,6,-6,6."""
    return ",".join(write_value(edge) for edge in (*domain.x1, *domain.x2))


def read_domain(text: str) -> dict[str, list[float]]:
    """Read what write_domain writes.

    Raises:
        Invalid: not four numbers.
    """
    edges = [float(read_number(part, "domain")) for part in text.split(",")]
    if len(edges) != 4:
        message = f"domain must be four numbers, two for each axis, not {len(edges)}"
        raise Invalid("wrong_shape", message, "domain")
    return {"x1": edges[:2], "x2": edges[2:]}


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
