"""Weights as text: every number as it is, eight bytes each, then what is cut and what is frozen.

For every layer in turn: weights row by row, biases, and where it is normalised gamma, beta and the
running mean and variance; after all layers, for every layer a byte each: 1 for every weight
that is connected, 1 for every weight that is frozen, 1 for every bias that is, and where the
layer is normalised for every gamma and every beta that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.types import Array
from playground.experiment import Conflict, ExperimentSpec, NetworkSpec
from playground.experiment.checks import LARGEST
from playground.experiment.spec import resolve

from .packing import broken, pack, unpack

OF_NORMALIZATION = {
    "none": (),
    "layer": ("gamma", "beta"),
    "batch": ("gamma", "beta", "running_mean", "running_variance"),
}
FROZEN = ("gamma", "beta")
"""What of a normalisation can be frozen."""

Numbers = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """How many numbers a layer has."""

    fan_in: int
    fan_out: int
    normalization: tuple[str, ...]

    @property
    def numbers(self) -> int:
        return self.fan_out * (self.fan_in + 1 + len(self.normalization))

    @property
    def flags(self) -> int:
        return self.fan_out * (2 * self.fan_in + len(self.frozen))

    @property
    def frozen(self) -> tuple[str, ...]:
        """What has a flag for each unit."""
        return ("biases", *(name for name in FROZEN if name in self.normalization))


def shapes(spec: ExperimentSpec, network: NetworkSpec) -> list[Shape]:
    """Return the shapes of all layers of a network, the output layer last."""
    output, _ = resolve(network, spec.task, spec.classes)
    sizes = [len(spec.features), *(layer.units for layer in network.layers)]
    sizes.append(output.units(spec.classes))
    kinds = [OF_NORMALIZATION[layer.normalization] for layer in network.layers]
    return [Shape(*found) for found in zip(sizes[:-1], sizes[1:], [*kinds, ()], strict=True)]


def write_weights(layers: list[Numbers], name: str) -> str:
    """Pack the numbers of a network, as weights.read_weights gives them.

    Raises:
        Conflict: some are not finite, or too large for anybody to write back.
    """
    values = np.concatenate([_values(layer) for layer in layers])
    if not (np.abs(values) <= LARGEST).all():
        message = (
            f"the weights of network {name} must be finite and from {-LARGEST:g} to {LARGEST:g}: "
            "reset it, or leave weights out"
        )
        raise Conflict("not_finite", message, "weights")
    flags = np.concatenate([_flags(layer) for layer in layers])
    return pack(values.astype("<f8").tobytes() + flags.astype(np.uint8).tobytes())


def _values(layer: Numbers) -> Array:
    parts = [layer["weights"], layer["biases"], *(layer["normalization"] or {}).values()]
    return np.concatenate([np.ravel(np.array(part, dtype=np.float64)) for part in parts])


def _flags(layer: Numbers) -> Array:
    parts = [layer["mask"], *layer["frozen"].values()]
    return np.concatenate([np.ravel(np.array(part, dtype=np.float64)) for part in parts])


def read_weights(text: str, shaped: list[Shape], key: str) -> Numbers:
    """Return the numbers of a network in the shape in which they are written back.

    Raises:
        Invalid: they do not fit the network, were damaged, or are no numbers.
    """
    count, flagged = sum(s.numbers for s in shaped), sum(s.flags for s in shaped)
    data = unpack(text, 8 * count + flagged, key)
    if len(data) != 8 * count + flagged:
        raise broken(key)
    values = np.frombuffer(data, dtype="<f8", count=count)
    flags = np.frombuffer(data, dtype=np.uint8, offset=8 * count)
    if not (np.abs(values) <= LARGEST).all() or (flags > 1).any():
        raise broken(key)
    layers = []
    for shape in shaped:
        layers.append(_layer(shape, values[: shape.numbers], flags[: shape.flags]))
        values, flags = values[shape.numbers :], flags[shape.flags :]
        normalization = layers[-1]["normalization"] or {}
        if min(normalization.get("running_variance", [0.0])) < 0.0:
            raise broken(key)
    return {"layers": layers}


def _layer(shape: Shape, values: Array, flags: np.ndarray[Any, Any]) -> Numbers:
    wires, units = shape.fan_in * shape.fan_out, shape.fan_out
    matrix = (shape.fan_in, shape.fan_out)
    vectors = values[wires:].reshape(-1, units).tolist()
    frozen = flags[2 * wires :].reshape(-1, units).tolist()
    return {
        "weights": values[:wires].reshape(matrix).tolist(),
        "biases": vectors[0],
        "mask": flags[:wires].reshape(matrix).tolist(),
        "frozen": {
            "weights": flags[wires : 2 * wires].reshape(matrix).tolist(),
            **dict(zip(shape.frozen, frozen, strict=True)),
        },
        "normalization": dict(zip(shape.normalization, vectors[1:], strict=True)) or None,
    }
