"""One network as fields of a link: what differs from the network that it is compared with.

The first network is compared with the default one, all others with the first.
"""

from __future__ import annotations

from typing import Any

from playground.engine import OPTIMIZERS
from playground.experiment import Invalid, NetworkSpec
from playground.experiment.optimizer_spec import OptimizerSpec

from .values import read_flag, read_list, read_number, write_value

Texts = dict[str, str]

NAMES = ("output", "loss", "init", "optimizer", "regularization")
OF_LAYERS = ("activation", "dropout", "normalization")
"""One value for all layers, or one for each, separated by commas."""

SETTINGS = {
    {"learning_rate": "lr"}.get(h.key, h.key): h.key
    for optimizer in OPTIMIZERS.values()
    for h in optimizer.hyperparameters
}
"""Key in a link to hyperparameter."""

FLAGS = {
    h.key
    for optimizer in OPTIMIZERS.values()
    for h in optimizer.hyperparameters
    if isinstance(h.default, bool)
}
KEYS = ("name", "layers", *OF_LAYERS, *NAMES, "regularization_rate", "batch", "shuffle", *SETTINGS)


def write_network(network: NetworkSpec, base: NetworkSpec, name: str) -> Texts:
    """Return the fields in which a network differs from another; `name` goes without saying."""
    own = {"name": network.name, **_texts(network), **_settings(network.optimizer)}
    other = {"name": name, **_texts(base), **_settings(_start(network.optimizer.name, base))}
    return {key: text for key, text in own.items() if other.get(key) != text}


def read_network(given: Texts, base: NetworkSpec, prefix: str) -> dict[str, Any]:
    """Return the description that fields stand for, beside the network they are compared with.

    Args:
        prefix: what stands before the keys in the link, for refusals.

    Raises:
        Invalid: no number where there must be one, or more or fewer values than layers.
    """
    texts = {**_texts(base), **given}
    draft: dict[str, Any] = {
        "layers": _read_layers(texts, prefix),
        "output": texts["output"],
        "loss": texts["loss"],
        "initializer": texts["init"],
        "optimizer": _read_optimizer(given, texts["optimizer"], base, prefix),
        "regularization": {
            "name": texts["regularization"],
            "rate": read_number(texts["regularization_rate"], f"{prefix}regularization_rate"),
        },
        "batch_size": read_number(texts["batch"], f"{prefix}batch"),
        "shuffle": read_flag(texts["shuffle"], f"{prefix}shuffle"),
    }
    if "name" in given:
        draft["name"] = given["name"]
    return draft


def _texts(network: NetworkSpec) -> Texts:
    texts = {"layers": ",".join(str(layer.units) for layer in network.layers)}
    for key in OF_LAYERS:
        values = [write_value(getattr(layer, key)) for layer in network.layers]
        if values:
            texts[key] = values[0] if len(set(values)) == 1 else ",".join(values)
    return texts | {
        "output": network.output,
        "loss": network.loss,
        "init": network.initializer,
        "optimizer": network.optimizer.name,
        "regularization": network.regularization.name,
        "regularization_rate": write_value(network.regularization.rate),
        "batch": str(network.batch_size),
        "shuffle": write_value(network.shuffle),
    }


def _settings(optimizer: OptimizerSpec) -> Texts:
    settings = optimizer.settings
    return {key: write_value(settings[name]) for key, name in SETTINGS.items() if name in settings}


def _start(name: str, base: NetworkSpec) -> OptimizerSpec:
    """The optimizer that settings are compared with: the other network's if it is the same one."""
    same = name == base.optimizer.name
    return base.optimizer if same else OptimizerSpec.model_validate({"name": name})


def _read_optimizer(given: Texts, name: str, base: NetworkSpec, prefix: str) -> dict[str, Any]:
    start = base.optimizer.settings if name == base.optimizer.name else {}
    settings: dict[str, Any] = {"name": name, **start}
    for key, setting in SETTINGS.items():
        if key in given:
            read = read_flag if setting in FLAGS else read_number
            settings[setting] = read(given[key], f"{prefix}{key}")
    return settings


def _read_layers(texts: Texts, prefix: str) -> list[dict[str, Any]]:
    units = read_list(texts["layers"])
    layers: list[dict[str, Any]] = [
        {"units": read_number(text, f"{prefix}layers.{i}")} for i, text in enumerate(units)
    ]
    for key in OF_LAYERS:
        if key not in texts or not layers:
            continue
        values = read_list(texts[key]) or [""]
        if len(values) not in (1, len(layers)):
            message = f"{prefix}{key} must have one value or {len(layers)}, not {len(values)}"
            raise Invalid("wrong_shape", message, f"{prefix}{key}")
        for i, layer in enumerate(layers):
            text = values[i % len(values)]
            is_number = key == "dropout"
            layer[key] = read_number(text, f"{prefix}{key}") if is_number else text
    return layers
