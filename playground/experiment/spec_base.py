"""What all parts of a description share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Seed = Annotated[int, Field(ge=0, le=2**53 - 1)]
MOST_UNCHECKED = 10_000_000
"""No count is larger, so that no limit is compared with an absurd number."""


class Spec(BaseModel):
    """What all parts share: unknown fields are errors, numbers finite, nothing is converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
