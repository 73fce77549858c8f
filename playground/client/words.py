"""Short words for an experiment: Experiment(dataset="circle", layers=[8, 4], activation="relu").

They are spread to where they belong in the full description, which is understood as well:
{"data": {"dataset": "circle"}, "networks": [{"layers": [{"units": 8, "activation": "relu"}, …]}]}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel

from playground.experiment import (
    DataSpec,
    ExperimentSpec,
    Invalid,
    LayerSpec,
    NetworkSpec,
    edits,
)
from playground.experiment.data_spec import CUSTOM

Words = Mapping[str, Any]
Described = ExperimentSpec | Words | None

DATA = [name for name in DataSpec.model_fields if name != "seed"]
LAYER = [name for name in LayerSpec.model_fields if name != "units"]
NETWORK = [*NetworkSpec.model_fields, *LAYER, "learning_rate", "regularization_rate"]
TOP = [*ExperimentSpec.model_fields, "data_seed"]
PARTS = {"learning_rate": "optimizer", "regularization_rate": "regularization"}


def describe(experiment: Described, words: Words) -> ExperimentSpec:
    """Put a description together.

    Args:
        experiment: a full description, which short words are laid over; None: all defaults.
        words: the fields of an experiment, or short words: those of its data (dataset, samples,
            noise, train_fraction, classes, points, data_seed) and those of every network (layers,
            activation, dropout, normalization, output, loss, initializer, optimizer,
            learning_rate, regularization, regularization_rate, batch_size, shuffle, name).

    Raises:
        Invalid: an unknown word, or a value that is not allowed.
    """
    _only(words, [*TOP, *DATA, *NETWORK], "")
    given = plain(experiment) if experiment is not None else {}
    if not isinstance(given, Mapping):
        return edits.parse(given)
    draft = dict(given) | {
        key: plain(words[key]) for key in ExperimentSpec.model_fields if key in words
    }
    of_data = {key: plain(words[key]) for key in DATA if key in words}
    if "data_seed" in words:
        of_data["seed"] = plain(words["data_seed"])
    if of_data and isinstance(draft.get("data", {}), Mapping):
        draft["data"] = lay_over_data(draft.get("data", {}), of_data)
        if "dataset" in of_data and "task" not in words:
            draft.pop("task", None)
    common = {key: words[key] for key in NETWORK if key in words}
    if experiment is None or "networks" in words:
        draft["networks"] = _networks(draft.get("networks", [{}]), common)
        return edits.parse(draft)
    spec = edits.parse(draft)
    for n, present in enumerate(spec.networks):
        spec = edits.change_network(spec, n, network(common, present=present))
    return spec


def _networks(networks: Any, common: Words) -> Any:
    """What all networks have in common, under what each of them says for itself."""
    if not isinstance(networks, Sequence) or not all(isinstance(n, Mapping) for n in networks):
        return networks  # The description says what is wrong with it.
    return [network({**common, **own}, f"networks.{n}.") for n, own in enumerate(networks)]


OF_ONE_DATA_SET = ("points", "classes", "domain", "class_names", "axis_names")


def lay_over_data(data: Words, words: Words) -> dict[str, Any]:
    """Change the data; another data set begins without the points and classes of the last one.

    Args:
        data: a full or partial DataSpec.
        words: fields of it; points alone mean a data set of one's own.
    """
    _only(words, list(DataSpec.model_fields), "")
    given = plain(words)
    if given.get("points") is not None:
        given.setdefault("dataset", CUSTOM)
    if "dataset" in given and given["dataset"] != data.get("dataset"):
        data = {key: value for key, value in data.items() if key not in OF_ONE_DATA_SET}
    return {**data, **given}


def network(words: Words, path: str = "", present: NetworkSpec | None = None) -> dict[str, Any]:
    """Spread the words of a network to its layers, its optimizer and its regularisation.

    Args:
        words: fields of a network and short words.
        path: what stands in front of a field's name in a refusal.
        present: the network that is changed; None for a new one.
    """
    _only(words, NETWORK, path)
    found = {key: plain(words[key]) for key in NetworkSpec.model_fields if key in words}
    for part in PARTS.values():
        if isinstance(found.get(part), str):
            found[part] = {"name": found[part]}
    for word, part in PARTS.items():
        if word in words and isinstance(found.get(part, {}), Mapping):
            key = word.removeprefix(f"{part}_")
            found[part] = {**found.get(part, {}), key: plain(words[word])}
    of_layers = {key: plain(words[key]) for key in LAYER if key in words}
    if of_layers or "layers" in found:
        usual = (present or NetworkSpec()).model_dump()["layers"]
        found["layers"] = _layers(found.get("layers"), usual, of_layers)
    return found


def _layers(given: Any, usual: Sequence[Words], common: Words) -> Any:
    if given is None:
        return [{**layer, **common} for layer in usual]
    listed = [given] if isinstance(given, int) and not isinstance(given, bool) else given
    if not isinstance(listed, list | tuple):
        return listed  # The description says what is wrong with it.
    return [
        {**common, **layer} if isinstance(layer, Mapping) else {"units": layer, **common}
        for layer in listed
    ]


def own_points(x: Any, labels: Any) -> list[dict[str, float]]:
    """Write points of one's own as an experiment has them.

    Args:
        x: x1 and x2, array-like of shape (n, 2).
        labels: class indices or targets, (n,).

    Raises:
        Invalid: another shape.

    Example:
        >>> own_points([[0.0, 1.0], [2.0, 3.0]], [0, 1])
        [{'x1': 0.0, 'x2': 1.0, 'label': 0.0}, {'x1': 2.0, 'x2': 3.0, 'label': 1.0}]
    """
    points, targets = np.asarray(x, dtype=np.float64), np.asarray(labels, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise Invalid("wrong_shape", f"x must have shape (n, 2), not {points.shape}", "x")
    if targets.shape != (len(points),):
        message = f"labels must have shape ({len(points)},), not {targets.shape}"
        raise Invalid("wrong_shape", message, "labels")
    rows = np.column_stack([points, targets]).tolist()
    return [{"x1": x1, "x2": x2, "label": label} for x1, x2, label in rows]


def plain(value: Any) -> Any:
    """Turn descriptions and arrays, at any depth, into what JSON has."""
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, list | tuple) else value


def _only(words: Words, allowed: Sequence[str], path: str) -> None:
    for word in words:
        if word not in allowed:
            message = f"{path}{word} is not a word here; there are {', '.join(allowed)}"
            raise Invalid("unknown_field", message, f"{path}{word}")
