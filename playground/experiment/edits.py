"""Edits of an experiment: pure functions from one description to the next.

Each takes the present description and a change as it came in, and returns a new, validated one,
or refuses with the full path of the field. Nothing is changed in place.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from playground.engine import DATASETS

from .data_spec import CUSTOM
from .errors import Conflict, Invalid, Missing, clip, from_validation, shorten
from .spec import ExperimentSpec

Change = Mapping[str, Any]
Draft = dict[str, Any]


def parse(given: Any) -> ExperimentSpec:
    """Validate a whole experiment.

    Raises:
        Invalid: the first thing that is wrong with it.
    """
    try:
        return ExperimentSpec.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from None


def replace_data(spec: ExperimentSpec, data: Change) -> ExperimentSpec:
    """Replace the data.

    The task follows the data set; points of one's own keep it, or bring another as "task".
    Outputs that no longer fit become "auto".
    """
    draft = spec.model_dump()
    draft["data"] = {field: value for field, value in data.items() if field != "task"}
    dataset = data.get("dataset", "xor")
    if data.get("task") is not None:
        draft["task"] = data["task"]
    elif isinstance(dataset, str) and dataset != CUSTOM and dataset in DATASETS:
        draft["task"] = DATASETS[dataset].task
    return _parse_with_fitting_outputs(draft)


def replace_features(spec: ExperimentSpec, features: Any) -> ExperimentSpec:
    """Replace the features that the networks are given: a list of keys, or one in an object."""
    given = features if isinstance(features, Mapping) else {"features": features}
    for field in given:
        if field != "features":
            field = clip(field)
            raise Invalid("unknown_field", f"{field} is not a field here; leave it out", field)
    return parse({**spec.model_dump(), "features": given.get("features")})


def add_network(spec: ExperimentSpec, change: Change) -> ExperimentSpec:
    """Add a network: the default one, or a copy of another ("copy_of"), with changes."""
    draft = spec.model_dump()
    changes = dict(change)
    base: Draft = {}
    if changes.get("copy_of") is not None:
        source = changes["copy_of"]
        if not isinstance(source, int) or isinstance(source, bool):
            most = len(draft["networks"]) - 1
            message = f"copy_of must be a whole number from 0 to {most}, not {shorten(source)}"
            raise Invalid("wrong_type", message, "copy_of")
        base = dict(_network(draft, source, "copy_of"))
    changes.pop("copy_of", None)
    base["name"] = _free_name(draft)
    draft["networks"] = [*draft["networks"], _merge_network(base, changes)]
    return parse(draft)


def change_network(spec: ExperimentSpec, n: int, change: Change) -> ExperimentSpec:
    """Change settings of one network; what is left out stays."""
    draft = spec.model_dump()
    networks = list(draft["networks"])
    networks[n] = _merge_network(_network(draft, n), change)
    return parse({**draft, "networks": networks})


def remove_network(spec: ExperimentSpec, n: int) -> ExperimentSpec:
    """Remove one network; the last one stays."""
    draft = spec.model_dump()
    _network(draft, n)
    if len(draft["networks"]) == 1:
        raise Conflict("last_network", "networks must keep at least one network", "networks")
    draft["networks"] = [kept for i, kept in enumerate(draft["networks"]) if i != n]
    return parse(draft)


def insert_layer(spec: ExperimentSpec, n: int, change: Change) -> ExperimentSpec:
    """Insert a hidden layer before the one at "index"; without an index, after the last."""
    draft = spec.model_dump()
    layers = list(_network(draft, n)["layers"])
    layer = dict(change)
    index = layer.pop("index", None)
    index = len(layers) if index is None else index
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index <= len(layers):
        message = f"index must be a whole number from 0 to {len(layers)}, not {shorten(index)}"
        raise Invalid("out_of_range", message, "index")
    layers.insert(index, layer)
    return _with_layers(draft, n, layers)


def change_layer(spec: ExperimentSpec, n: int, i: int, change: Change) -> ExperimentSpec:
    """Change one hidden layer; what is left out stays."""
    draft = spec.model_dump()
    layers = _layers(draft, n, i)
    layers[i] = {**layers[i], **change}
    return _with_layers(draft, n, layers)


def remove_layer(spec: ExperimentSpec, n: int, i: int) -> ExperimentSpec:
    """Remove one hidden layer."""
    draft = spec.model_dump()
    layers = _layers(draft, n, i)
    return _with_layers(draft, n, layers[:i] + layers[i + 1 :])


def reseed(spec: ExperimentSpec, seed: Any) -> ExperimentSpec:
    """Give the networks another seed, while the data stay what they are."""
    draft = spec.model_dump()
    draft["data"] = {**draft["data"], "seed": spec.data_seed}
    return parse({**draft, "seed": seed})


def _network(draft: Draft, n: int, field: str = "n") -> Draft:
    networks = draft["networks"]
    if not 0 <= n < len(networks):
        message = f"there is no network {shorten(n)}: there are {len(networks)}"
        raise Missing("unknown_network", message, field)
    network: Draft = networks[n]
    return network


def _layers(draft: Draft, n: int, i: int) -> list[Draft]:
    layers: list[Draft] = list(_network(draft, n)["layers"])
    if not 0 <= i < len(layers):
        message = f"there is no hidden layer {shorten(i)}: network {n} has {len(layers)}"
        raise Missing("unknown_layer", message, "i")
    return layers


def _with_layers(draft: Draft, n: int, layers: list[Draft]) -> ExperimentSpec:
    networks = list(draft["networks"])
    networks[n] = {**networks[n], "layers": layers}
    return parse({**draft, "networks": networks})


def _merge_network(network: Draft, change: Change) -> Draft:
    merged = {**network, **change}
    for part in ("optimizer", "regularization"):
        given = change.get(part)
        before = network.get(part)
        if isinstance(given, Mapping) and before is not None:
            same = given.get("name", before["name"]) == before["name"]
            merged[part] = {**before, **given} if same else dict(given)
    return merged


def _free_name(draft: Draft) -> str:
    taken = {network["name"] for network in draft["networks"]}
    return next((name for name in string.ascii_uppercase if name not in taken), "A")


def _parse_with_fitting_outputs(draft: Draft) -> ExperimentSpec:
    """Parse; where a chosen output or loss cannot serve the new data, choose it anew."""
    auto = [{**network, "output": "auto", "loss": "auto"} for network in draft["networks"]]
    spec = parse({**draft, "networks": auto})
    networks = list(auto)
    for n, network in enumerate(draft["networks"]):
        networks[n] = network
        try:
            spec = parse({**draft, "networks": networks})
        except Invalid:
            networks[n] = auto[n]
    return spec
