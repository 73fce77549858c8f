"""The numbers of a network as NumPy arrays, made from nested lists.

Data are (n, d), weights (fan_in, fan_out). What is no finite number in a network that ran away is
NaN here, with a server and without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.types import Array

Flags = NDArray[np.bool_]


def array(values: Any) -> Array:
    """Make a float64 array of numbers; null and infinities become NaN."""
    found = np.array(values, dtype=np.float64)
    found[~np.isfinite(found)] = np.nan
    return found


@dataclass(frozen=True, eq=False)
class Part:
    """Training or test points.

    Attributes:
        points: x1 and x2, (n, 2).
        labels: class indices or targets, (n,).
    """

    points: Array
    labels: Array

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Data:
    """The data of an experiment.

    Attributes:
        train: what the networks learn from.
        test: what they are judged by; may be empty.
        domain: lowest and highest x1, lowest and highest x2 of what is drawn.
        classes: number of classes; None for regression.
        feature_maps: every feature that there is over the plane, (r, r) each.
    """

    train: Part
    test: Part
    domain: tuple[tuple[float, float], tuple[float, float]]
    classes: int | None
    feature_maps: dict[str, Array] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Layer:
    """Parameters of one layer, or their gradients.

    Attributes:
        weights: (fan_in, fan_out).
        biases: (fan_out,).
        connected: False where a weight is cut, (fan_in, fan_out).
        frozen_weights, frozen_biases: True where a parameter is not trained.
        normalization: gamma, beta and, for batch normalisation, running_mean and
            running_variance, (fan_out,) each; None without normalisation.
    """

    weights: Array
    biases: Array
    connected: Flags
    frozen_weights: Flags
    frozen_biases: Flags
    normalization: dict[str, Array] | None

    def __repr__(self) -> str:
        fan_in, fan_out = self.weights.shape
        return f"Layer({fan_in} → {fan_out})"


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of the mean loss over the whole training set, dropout off.

    Attributes:
        layers: ∂J/∂W and ∂J/∂b, hidden layers first, output layer last.
        loss: J.
        weight_norms: L2 norm of ∂J/∂W, one number a layer.
        bias_norms: the same of ∂J/∂b.
        delta_norms: mean L2 norm of ∂J/∂z over the samples, one number a layer.
    """

    layers: list[Layer]
    loss: float
    weight_norms: Array
    bias_norms: Array
    delta_norms: Array


@dataclass(frozen=True, eq=False)
class Activations:
    """One point followed through a network.

    Attributes:
        x1, x2: the point.
        features: what the network is given of it.
        z: pre-activations, (units,) for each layer.
        a: activations, (units,) for each layer; the last are the network's answer.
    """

    x1: float
    x2: float
    features: dict[str, float]
    z: list[Array]
    a: list[Array]


@dataclass(frozen=True, eq=False)
class Boundary:
    """The plane as a network, or one of its units, sees it.

    Attributes:
        x1, x2: the grid's coordinates, (r,).
        values: a row for each x2, a column for each x1, (r, r): P(class 1) for one sigmoid unit or
            two softmax units, else the answer itself; None where there are more classes.
        labels: the most likely class of more than two, (r, r), else None.
        confidence: how likely that class is, (r, r), else None.
    """

    x1: Array
    x2: Array
    values: Array | None
    labels: NDArray[np.int64] | None
    confidence: Array | None


@dataclass(frozen=True, eq=False)
class History:
    """The curves of a network since its last reset, (n,) each.

    Attributes:
        name: of the network.
        epochs: with the part of the current one as a fraction.
        iterations: updates made.
        train_loss, test_loss: NaN where there is no test set.
        train_accuracy, test_accuracy: 0 to 1; NaN for regression.
        gradient_norms: L2 norm of ∂J/∂W, (n, layers).
    """

    name: str
    epochs: Array
    iterations: NDArray[np.int64]
    train_loss: Array
    test_loss: Array
    train_accuracy: Array
    test_accuracy: Array
    gradient_norms: Array

    def __repr__(self) -> str:
        return f"History({self.name}, {len(self.epochs)} points)"


def read_data(told: Mapping[str, Any]) -> Data:
    """Read what GET …/data answers."""
    (x1_low, x1_high), (x2_low, x2_high) = told["domain"]["x1"], told["domain"]["x2"]
    return Data(
        _read_part(told["train"]),
        _read_part(told["test"]),
        ((x1_low, x1_high), (x2_low, x2_high)),
        told["classes"],
        {key: array(values) for key, values in told["feature_maps"].items()},
    )


def _read_part(told: Mapping[str, Any]) -> Part:
    points = np.column_stack([array(told["x1"]), array(told["x2"])])
    return Part(points, array(told["label"]))


def read_layers(told: Mapping[str, Any]) -> list[Layer]:
    """Read what GET …/weights answers."""
    return [_read_layer(layer) for layer in told["layers"]]


def _read_layer(told: Mapping[str, Any]) -> Layer:
    normalization = told["normalization"]
    return Layer(
        array(told["weights"]),
        array(told["biases"]),
        np.array(told["mask"], dtype=np.bool_),
        np.array(told["frozen"]["weights"], dtype=np.bool_),
        np.array(told["frozen"]["biases"], dtype=np.bool_),
        normalization and {name: array(values) for name, values in normalization.items()},
    )


def write_layer(layer: Layer | Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Write a layer as PUT …/weights takes it; what is left out of a mapping stays as it is."""
    if not isinstance(layer, Layer):
        return None if layer is None else dict(layer)
    return {
        "weights": layer.weights,
        "biases": layer.biases,
        "mask": layer.connected.astype(int),
        "frozen": {
            "weights": layer.frozen_weights.astype(int),
            "biases": layer.frozen_biases.astype(int),
        },
        "normalization": layer.normalization,
    }


def read_gradients(told: Mapping[str, Any]) -> Gradients:
    """Read what GET …/gradients answers."""
    norms = told["norms"]
    return Gradients(
        read_layers(told),
        float(array(told["loss"])),
        array(norms["weights"]),
        array(norms["biases"]),
        array(norms["deltas"]),
    )


def read_activations(told: Mapping[str, Any]) -> Activations:
    """Read what GET …/activations answers."""
    return Activations(
        told["x1"],
        told["x2"],
        dict(told["features"]),
        [array(layer["z"]) for layer in told["layers"]],
        [array(layer["a"]) for layer in told["layers"]],
    )


def read_boundary(told: Mapping[str, Any]) -> Boundary:
    """Read what GET …/boundary answers."""
    values, labels, confidence = (told.get(name) for name in ("values", "labels", "confidence"))
    return Boundary(
        array(told["x1"]),
        array(told["x2"]),
        None if values is None else array(values),
        None if labels is None else np.array(labels, dtype=np.int64),
        None if confidence is None else array(confidence),
    )


def read_history(told: Mapping[str, Any]) -> History:
    """Read the entry of one network in what GET …/history answers."""
    return History(
        told["name"],
        array(told["epochs"]),
        np.array(told["iterations"], dtype=np.int64),
        array(told["train_loss"]),
        array(told["test_loss"]),
        array(told["train_accuracy"]),
        array(told["test_accuracy"]),
        array(told["gradient_norms"]),
    )
