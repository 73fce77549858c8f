"""The data of an experiment, described: a data set with its settings, or points of one's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_serializer, model_validator

from playground.engine import DATASETS

from .choices import DatasetName
from .errors import refuse_unless
from .spec_base import MOST_UNCHECKED, Seed, Spec

Coordinate = Annotated[float, Field(ge=-1e6, le=1e6)]
Edge = Annotated[float, Field(ge=-2e6, le=2e6)]
Span = Annotated[tuple[Edge, Edge], Field(strict=False)]
LONGEST_NAME = 80
"""Characters of a name that a table brought."""

MOST_NAMES = 255
"""No server has more classes."""

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
CUSTOM = "custom"


class PointSpec(Spec):
    """One point of one's own: where it lies, and its class index or target."""

    x1: Coordinate
    x2: Coordinate
    label: Coordinate


class DomainSpec(Spec):
    """A part of the plane: from where to where in x1 and in x2."""

    x1: Span
    x2: Span

    @model_validator(mode="after")
    def _check(self) -> DomainSpec:
        for field in ("x1", "x2"):
            low, high = getattr(self, field)
            refuse_unless(low < high, field, "two numbers, the lower one first", [low, high])
        return self


class DataSpec(Spec):
    """Which points to learn from.

    Attributes:
        dataset: key of the data set. Default "xor", for regression "reg_plane".
        samples: number of points, 2 and up; data sets of fixed size have their own. Default 500.
        noise: 0 to 1. Default 0.
        train_fraction: part of the points to train on, 0 < f <= 1; the rest tests. Default 0.5.
        classes: number of classes where the data set can vary it; null: its usual number.
        points: the points of data set "custom", else null.
        domain: the part of the plane to draw for data set "custom", where all points lie in it;
            null: one around the points.
        class_names: what the classes 0, 1, 2 … of data set "custom" are called, no two the same;
            those beyond have no name. Left out of a description where it is null.
        axis_names: what x1 and x2 of data set "custom" are called; likewise.
        seed: what the points are drawn from; null: the experiment's seed.
    """

    dataset: DatasetName = "xor"
    samples: Annotated[int, Field(ge=2, le=MOST_UNCHECKED)] = 500
    noise: Annotated[float, Field(ge=0, le=1)] = 0.0
    train_fraction: Annotated[float, Field(gt=0, le=1)] = 0.5
    classes: Annotated[int, Field(ge=2, le=MOST_UNCHECKED)] | None = None
    points: Annotated[tuple[PointSpec, ...], Field(strict=False)] | None = None
    domain: DomainSpec | None = None
    class_names: (
        Annotated[tuple[Name, ...], Field(strict=False, min_length=1, max_length=MOST_NAMES)] | None
    ) = None
    axis_names: Annotated[tuple[Name, Name], Field(strict=False)] | None = None
    seed: Seed | None = None

    # An annotation of what it returns would take the place of the fields in the API's documents.
    @model_serializer(mode="wrap")
    def _leave_out(self, serialize):  # type: ignore[no-untyped-def]
        described = serialize(self)
        for field in ("class_names", "axis_names"):
            if described.get(field, self) is None:
                del described[field]
        return described

    @model_validator(mode="after")
    def _check(self) -> DataSpec:
        self._check_names()
        if self.dataset == CUSTOM:
            refuse_unless(bool(self.points), "points", "a list of at least one point", self.points)
        else:
            for field in ("points", "domain", "class_names", "axis_names"):
                given = getattr(self, field)
                refuse_unless(given is None, field, "null unless dataset is custom", given)
            low, _, high = DATASETS[self.dataset].classes
            fits = self.classes is None or low <= self.classes <= high
            allowed = "null" if low == high else f"null or {low} to {high}"
            wanted = f"{allowed} for dataset {self.dataset}"
            refuse_unless(fits, "classes", wanted, self.classes)
        return self

    def _check_names(self) -> None:
        for field in ("class_names", "axis_names"):
            for n, name in enumerate(getattr(self, field) or ()):
                refuse_unless(bool(name.strip()), f"{field}.{n}", "a name that can be seen", name)
        names = self.class_names or ()
        distinct = len(set(names)) == len(names)
        refuse_unless(distinct, "class_names", "different from each other", list(names))

    def sharing(self, other: DataSpec) -> DataSpec:
        """Return the same, but with the other's points where they are equal, to hold them once."""
        if self == other:
            return other
        if not self.points or not other.points:
            return self
        known = {point: point for point in other.points}
        points = tuple(known.get(point, point) for point in self.points)
        return self.model_copy(update={"points": points})
