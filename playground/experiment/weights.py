"""Reading and writing the numbers of a network by hand: weights, biases, connections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.layers import BatchNorm, HiddenLayer
from playground.engine.parameters import ParameterName, Slot
from playground.engine.types import Array

from .checks import flag, index, is_list, number, numbers, only
from .errors import Invalid, shorten
from .run import Run

Change = Mapping[str, Any]
NAMES: tuple[ParameterName, ...] = ("weights", "biases")
OF_NORMALIZATION: tuple[ParameterName, ...] = ("gamma", "beta")
WISHES = ("value", "mask", "frozen")


def read_weights(run: Run) -> dict[str, Any]:
    """Return all parameters as nested lists, hidden layers first, output layer last."""
    return {"layers": [_read(run, i, run.network.parameters.values) for i in _layers(run)]}


def read_gradients(run: Run) -> dict[str, Any]:
    """Return ∂J/∂parameters over the whole training set, dropout off, with their norms."""
    measured = run.measure_gradients()
    return {
        "layers": [_read(run, i, run.network.parameters.gradients) for i in _layers(run)],
        "loss": measured.train.loss,
        "norms": {
            "weights": list(measured.norms.weights),
            "biases": list(measured.norms.biases),
            "deltas": list(measured.norms.deltas),
        },
    }


def _layers(run: Run) -> range:
    return range(len(run.network.layers))


def _read(run: Run, i: int, vector: Array) -> dict[str, Any]:
    parameters = run.network.parameters
    weights = parameters.slot(i, "weights")
    return {
        "weights": weights.view(vector).tolist(),
        "biases": parameters.slot(i, "biases").view(vector).tolist(),
        "mask": weights.view(parameters.connected).astype(int).tolist(),
        "frozen": {
            name: parameters.slot(i, name).view(parameters.frozen).astype(int).tolist()
            for name in _learned(run, i)
        },
        "normalization": _read_normalization(run, i, vector),
    }


def _learned(run: Run, i: int) -> tuple[ParameterName, ...]:
    """Name the arrays of a layer that training changes, and that can be frozen."""
    layer = run.network.layers[i]
    normalized = isinstance(layer, HiddenLayer) and layer.normalization is not None
    return NAMES + OF_NORMALIZATION if normalized else NAMES


def _read_normalization(run: Run, i: int, vector: Array) -> dict[str, Any] | None:
    layer = run.network.layers[i]
    if not isinstance(layer, HiddenLayer) or layer.normalization is None:
        return None
    parameters = run.network.parameters
    found: dict[str, Any] = {
        "gamma": parameters.slot(i, "gamma").view(vector).tolist(),
        "beta": parameters.slot(i, "beta").view(vector).tolist(),
    }
    if isinstance(layer.normalization, BatchNorm) and vector is parameters.values:
        found["running_mean"] = layer.normalization.running_mean.tolist()
        found["running_variance"] = layer.normalization.running_variance.tolist()
    return found


def write_weights(run: Run, change: Change) -> None:
    """Replace all given arrays; what is left out or null stays as it is.

    Raises:
        Invalid: a wrong shape, a value that is no finite number, an unknown field.
    """
    values = run.network.parameters.values.copy()
    running = run.network.running.copy()
    masks = Masks([], [])
    only(change, ("layers",), "")
    layers = change.get("layers")
    if not is_list(layers) or len(layers) != len(run.network.layers):
        found = f"{len(layers)}" if is_list(layers) else shorten(layers)
        count = len(run.network.layers)
        message = f"layers must be a list of {count} layers, output layer last, not {found}"
        raise Invalid("wrong_shape", message, "layers")
    for i, layer in enumerate(layers):
        if layer is not None:
            _write_layer(run, i, layer, values, running, masks)
    run.network.parameters.values[...] = values
    run.network.running[...] = running
    for slot, mask in masks.connected:
        run.network.parameters.set_connected(slot, mask)
    for slot, mask in masks.frozen:
        run.network.parameters.set_frozen(slot, mask)
    run.touch()


@dataclass
class Masks:
    """Zeros and ones that were read and are yet to be set."""

    connected: list[tuple[Slot, Array]]
    frozen: list[tuple[Slot, Array]]


def _write_layer(run: Run, i: int, layer: Any, values: Array, running: Array, masks: Masks) -> None:
    path = f"layers.{i}"
    if not isinstance(layer, Mapping):
        raise _no_object(layer, path)
    only(layer, ("weights", "biases", "mask", "frozen", "normalization"), f"{path}.")
    parameters = run.network.parameters
    for name in NAMES:
        if layer.get(name) is not None:
            slot = parameters.slot(i, name)
            slot.view(values)[...] = numbers(layer[name], slot.shape, f"{path}.{name}")
    if layer.get("mask") is not None:
        slot = parameters.slot(i, "weights")
        masks.connected.append((slot, _zeros_and_ones(layer["mask"], slot, f"{path}.mask")))
    if layer.get("frozen") is not None:
        masks.frozen.extend(_frozen(run, i, layer["frozen"], f"{path}.frozen"))
    if layer.get("normalization") is not None:
        _write_normalization(run, i, layer["normalization"], values, running)


def _frozen(run: Run, i: int, given: Any, path: str) -> list[tuple[Slot, Array]]:
    if not isinstance(given, Mapping):
        raise _no_object(given, path)
    names = _learned(run, i)
    only(given, names, f"{path}.")
    slots = {name: run.network.parameters.slot(i, name) for name in names}
    return [
        (slots[name], _zeros_and_ones(given[name], slots[name], f"{path}.{name}"))
        for name in names
        if given.get(name) is not None
    ]


def _no_object(given: Any, path: str) -> Invalid:
    return Invalid("wrong_type", f"{path} must be an object or null, not {shorten(given)}", path)


def _zeros_and_ones(given: Any, slot: Slot, path: str) -> Array:
    mask = numbers(given, slot.shape, path)
    _refuse_where(~np.isin(mask, (0.0, 1.0)), mask, "invalid_value", "0 or 1", path)
    return mask


def _refuse_where(
    wrong: NDArray[np.bool_], values: Array, code: str, allowed: str, path: str
) -> None:
    """Refuse the first value that is wrong, by its place."""
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0])
        field = ".".join([path, *map(str, place)])
        raise Invalid(code, f"{field} must be {allowed}, not {values[place]:g}", field)


def _write_normalization(run: Run, i: int, given: Any, values: Array, running: Array) -> None:
    path = f"layers.{i}.normalization"
    present = _read_normalization(run, i, run.network.parameters.values)
    if present is None:
        message = f"{path} must be null, as this layer has none, not {shorten(given)}"
        raise Invalid("invalid_value", message, path)
    if not isinstance(given, Mapping):
        raise _no_object(given, path)
    only(given, tuple(present), f"{path}.")
    units = run.network.layers[i].units
    parameters = run.network.parameters
    places = {
        "gamma": parameters.slot(i, "gamma").view(values),
        "beta": parameters.slot(i, "beta").view(values),
        "running_mean": running[i, 0, :units],
        "running_variance": running[i, 1, :units],
    }
    for name, numbers_given in given.items():
        if numbers_given is None:
            continue
        field = f"{path}.{name}"
        array = numbers(numbers_given, (units,), field)
        if name == "running_variance":
            _refuse_where(array < 0.0, array, "out_of_range", "at least 0", field)
        places[name][...] = array


def write_one(run: Run, change: Change) -> None:
    """Set a weight or bias ("value"), cut or restore it ("mask"), freeze or release it ("frozen").

    Raises:
        Invalid: no such layer or unit, no finite number, a mask on a bias,
            none or several of value, mask and frozen.
    """
    only(change, ("layer", "from", "to", *WISHES), "")
    i = index(change, "layer", len(run.network.layers))
    fan_in, fan_out = run.network.sizes[i], run.network.sizes[i + 1]
    to = index(change, "to", fan_out)
    source = None if change.get("from") is None else index(change, "from", fan_in)
    wishes = [wish for wish in WISHES if wish in change]
    if len(wishes) != 1:
        given = " and ".join(wishes) or "none of them"
        message = f"give one of value, mask and frozen, not {given}"
        raise Invalid("invalid_value", message, "value")
    parameters = run.network.parameters
    if "mask" in change:
        _cut(run, i, source, to, flag(change, "mask"))
    elif "frozen" in change:
        _freeze(run, i, source, to, flag(change, "frozen"))
    elif source is None:
        parameters.slot(i, "biases").view(parameters.values)[to] = number(change["value"], "value")
    else:
        weights = parameters.slot(i, "weights").view(parameters.values)
        weights[source, to] = number(change["value"], "value")
    run.touch()


def _cut(run: Run, i: int, source: int | None, to: int, mask: int) -> None:
    if source is None:
        raise Invalid("invalid_value", "mask is for weights only: a bias cannot be cut", "mask")
    slot = run.network.parameters.slot(i, "weights")
    connected = slot.view(run.network.parameters.connected).copy()
    connected[source, to] = float(mask)
    run.network.parameters.set_connected(slot, connected)


def _freeze(run: Run, i: int, source: int | None, to: int, frozen: int) -> None:
    slot = run.network.parameters.slot(i, "biases" if source is None else "weights")
    flags = slot.view(run.network.parameters.frozen).copy()
    flags[to if source is None else (source, to)] = float(frozen)
    run.network.parameters.set_frozen(slot, flags)


def write_unit(run: Run, change: Change) -> None:
    """Do to all wires of a unit what write_one does to one.

    {"layer", "unit"} and "mask": cut or restore all weights into and out of it; or "frozen":
    freeze or release all that it learns: the weights into it, its bias, its normalisation.

    Raises:
        Invalid: no such layer or unit, none or both of mask and frozen.
    """
    only(change, ("layer", "unit", "mask", "frozen"), "")
    i = index(change, "layer", len(run.network.layers))
    unit = index(change, "unit", run.network.sizes[i + 1])
    if ("mask" in change) == ("frozen" in change):
        given = "both" if "mask" in change else "neither"
        message = f"give either mask or frozen, not {given}"
        raise Invalid("invalid_value", message, "mask")
    if "mask" in change:
        _cut_unit(run, i, unit, flag(change, "mask"))
    else:
        _freeze_unit(run, i, unit, flag(change, "frozen"))
    run.touch()


def _cut_unit(run: Run, i: int, unit: int, mask: int) -> None:
    parameters = run.network.parameters
    incoming = parameters.slot(i, "weights")
    connected = incoming.view(parameters.connected).copy()
    connected[:, unit] = mask
    parameters.set_connected(incoming, connected)
    if i + 1 < len(run.network.layers):
        outgoing = parameters.slot(i + 1, "weights")
        connected = outgoing.view(parameters.connected).copy()
        connected[unit, :] = mask
        parameters.set_connected(outgoing, connected)


def _freeze_unit(run: Run, i: int, unit: int, frozen: int) -> None:
    parameters = run.network.parameters
    for slot in parameters.slots:
        if slot.layer == i:
            flags = slot.view(parameters.frozen).copy()
            flags[..., unit] = float(frozen)
            parameters.set_frozen(slot, flags)
