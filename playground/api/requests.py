"""Shapes of requests that are not a part of the experiment."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from playground.experiment import Invalid, Limits, Unit
from playground.experiment.errors import shorten
from playground.experiment.landscape import Directions
from playground.experiment.spec_base import Seed


class Request(BaseModel):
    """Unknown fields are errors, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


Count = Annotated[int, Field(ge=1)]


class StepRequest(Request):
    """How far to train: so many epochs, mini-batches or single samples."""

    epochs: Count | None = None
    batches: Count | None = None
    samples: Count | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> StepRequest:
        given = [name for name in ("epochs", "batches", "samples") if getattr(self, name)]
        if len(given) != 1:
            raise PydanticCustomError(
                "invalid_value",
                "must be an object with exactly one of epochs, batches, samples, not {given}",
                {"given": ", ".join(given) or "none"},
            )
        return self

    def amount(self, limits: Limits) -> tuple[Unit, int]:
        """Return the unit and how many of it.

        Raises:
            Invalid: more than one call may take.
        """
        units: tuple[Unit, ...] = ("epochs", "batches", "samples")
        for unit in units:
            count = getattr(self, unit)
            most = limits.epochs if unit == "epochs" else limits.updates
            if count is not None and count > most:
                message = f"{unit} must be at most {most} a call, not {shorten(count)}"
                raise Invalid("limit_exceeded", message, unit)
            if count is not None:
                return unit, count
        raise AssertionError("validated to have one")


Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, strict=False)]


class ApplyRequest(Request):
    """A step that was looked at: after how many updates, which one, and from which samples."""

    iteration: Annotated[int, Field(ge=0)]
    step: Annotated[str, Field(max_length=64)] | None = None
    train: Annotated[int, Field(ge=0)] | None = None
    x1: Coordinate | None = None
    x2: Coordinate | None = None
    label: Coordinate | None = None


class LandscapeRequest(Request):
    """Which part of which plane through the current weights; see experiment/landscape.py."""

    directions: Directions = "random"
    seed: Seed = 0
    resolution: Annotated[int, Field(ge=2, le=51)] = 25
    span: Annotated[float, Field(ge=0.001, le=100, strict=False)] = 1.0


class ResetRequest(Request):
    """Which weights to start from: those of this seed, or null for the same as before."""

    seed: Seed | None = None


class LookRequest(Request):
    """Which moment of the timeline to show; null is the present."""

    moment: Annotated[int, Field(ge=0, le=2**53 - 1)] | None


class BranchRequest(Request):
    """Which network of which moment to add."""

    moment: Annotated[int, Field(ge=0, le=2**53 - 1)]
    network: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0
