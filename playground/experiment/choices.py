"""Names out of the engine's registries as types of the experiment.

A wrong name is refused with the code unknown_<kind> and the list of all right ones.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from playground.engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    NORMALIZATIONS,
    OUTPUTS,
    REGULARIZERS,
    Registry,
)

from .errors import shorten


def _choice(registry: Registry[Any], *extra: str) -> Any:
    allowed = [*extra, *registry]

    def check(name: str) -> str:
        if name not in allowed:
            raise PydanticCustomError(
                f"unknown_{registry.kind}",
                "must be one of {allowed}, not {given}",
                {"allowed": ", ".join(allowed), "given": shorten(name)},
            )
        return name

    schema = {"type": "string", "enum": allowed}
    return Annotated[str, AfterValidator(check), WithJsonSchema(schema)]


ActivationName = _choice(ACTIVATIONS)
DatasetName = _choice(DATASETS, "custom")
FeatureName = _choice(FEATURES)
InitializerName = _choice(INITIALIZERS)
LossName = _choice(LOSSES, "auto")
NormalizationName = _choice(NORMALIZATIONS)
OutputName = _choice(OUTPUTS, "auto")
RegularizerName = _choice(REGULARIZERS)
