"""The optimizer of a network, described: its name beside its hyperparameters, all on one level.

{"name": "adam", "learning_rate": 0.001, "beta1": 0.9, ...}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from playground.engine import OPTIMIZERS, InvalidArgument, Optimizer
from playground.engine.optimizer import Hyperparameter

from .errors import encodable, shorten
from .spec_base import Spec

Settings = dict[str, float | bool]


class OptimizerSpec(Spec):
    """An optimizer and every one of its hyperparameters.

    Attributes:
        name: key of the optimizer. Default "sgd".
        settings: all of its hyperparameters; what is left out gets the optimizer's default.
    """

    name: str = "sgd"
    settings: Settings = Field(default_factory=dict)

    @property
    def learning_rate(self) -> float:
        return float(self.settings["learning_rate"])

    def build(self, size: int) -> Optimizer:
        """Make the optimizer for a vector of so many parameters."""
        return OPTIMIZERS[self.name].optimizer(size, **self.settings)

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        settings = dict(given)
        name = settings.pop("name", "sgd")
        if not isinstance(name, str) or name not in OPTIMIZERS:
            raise PydanticCustomError(
                "unknown_optimizer",
                "must be one of {allowed}, not {given}",
                {"allowed": ", ".join(OPTIMIZERS), "given": shorten(name), "below": "name"},
            )
        return {"name": name, "settings": _complete(name, settings)}

    @model_serializer(mode="plain")
    def _to_flat(self) -> dict[str, Any]:
        return {"name": self.name, **self.settings}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [_schema(choice.optimizer) for choice in OPTIMIZERS.values()]}


def _complete(name: str, settings: Settings) -> Settings:
    known = {h.key: h for h in OPTIMIZERS[name].hyperparameters}
    for key, value in settings.items():
        if key not in known:
            raise PydanticCustomError(
                "unknown_field",
                "is not a field here; {name} has {known}",
                {"name": name, "known": ", ".join(known), "below": encodable(key)},
            )
        if not isinstance(value, bool | int | float):
            flag = isinstance(known[key].default, bool)
            raise PydanticCustomError(
                "wrong_type",
                "must be {allowed}, not {given}",
                {
                    "allowed": "true or false" if flag else "a number",
                    "given": shorten(value),
                    "below": key,
                },
            )
    try:
        return OPTIMIZERS[name].optimizer.complete(settings)
    except InvalidArgument as error:
        raise PydanticCustomError(
            "out_of_range",
            "must be {allowed}, not {given}",
            {"allowed": error.allowed, "given": shorten(error.given), "below": error.argument},
        ) from None


def _schema(optimizer: type[Optimizer]) -> dict[str, Any]:
    properties: dict[str, Any] = {"name": {"const": optimizer.key, "default": "sgd"}}
    for hyperparameter in optimizer.hyperparameters:
        properties[hyperparameter.key] = _number(hyperparameter)
    required = [] if optimizer.key == "sgd" else ["name"]
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": required,
        "title": optimizer.__name__,
    }


def _number(hyperparameter: Hyperparameter) -> dict[str, Any]:
    if isinstance(hyperparameter.default, bool):
        return {"type": "boolean", "default": hyperparameter.default}
    upper = "exclusiveMaximum" if hyperparameter.open_maximum else "maximum"
    return {
        "type": "number",
        "default": hyperparameter.default,
        "minimum": hyperparameter.minimum,
        upper: hyperparameter.maximum,
    }
