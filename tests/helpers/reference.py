"""Networks computed a second time, from their numbers as the interface gives them.

Written from the definitions with plain loops over layers, and from answers rather than logits;
it shares no code with the engine.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

ACTIVATIONS = {
    "identity": lambda z: z,
    "step": lambda z: np.where(z >= 0, 1.0, 0.0),
    "sign": np.sign,
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "gelu": lambda z: z / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
}
FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1**2,
    "x2_squared": lambda x1, x2: x2**2,
    "x1_times_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: np.sin(x1),
    "sin_x2": lambda x1, x2: np.sin(x2),
    "cos_x1": lambda x1, x2: np.cos(x1),
    "cos_x2": lambda x1, x2: np.cos(x2),
    "radius": lambda x1, x2: np.sqrt(x1**2 + x2**2),
}
Numbers = dict[str, Any]


def features(keys: Any, points: Any) -> Any:
    """The features (n, d) of points (n, 2)."""
    points = np.asarray(points, dtype=float)
    return np.stack([FEATURES[key](points[:, 0], points[:, 1]) for key in keys], axis=1)


def answers(
    weights: Numbers, x: Any, hidden: list[str], output: str, *, own_statistics: bool
) -> tuple[Any, Any]:
    """Follow features (n, d) through a network.

    Args:
        weights: as read over the interface.
        hidden: keys of the hidden layers' activations.
        output: key of the output activation.
        own_statistics: whether batch normalisation uses those of x, else the running ones.

    Returns:
        Logits and answers, each (n, k).
    """
    for layer, key in zip(weights["layers"], [*hidden, output], strict=True):
        z = x @ (np.array(layer["weights"]) * np.array(layer["mask"])) + np.array(layer["biases"])
        shifted = _normalize(z, layer["normalization"], own_statistics)
        x = ACTIVATIONS[key](shifted)
    return z, x


def _normalize(z: Any, norm: Numbers | None, own_statistics: bool) -> Any:
    if norm is None:
        return z
    if "running_mean" not in norm:
        mean, variance = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    elif own_statistics:
        mean, variance = z.mean(axis=0), z.var(axis=0)
    else:
        mean, variance = np.array(norm["running_mean"]), np.array(norm["running_variance"])
    return np.array(norm["gamma"]) * (z - mean) / np.sqrt(variance + 1e-5) + np.array(norm["beta"])


def loss_and_accuracy(
    z: Any, a: Any, labels: Any, output: str, loss: str, *, regression: bool = False
) -> tuple[float, float | None]:
    """The mean loss and the share of right answers, from the definitions."""
    each = [_loss(z[i], a[i], labels[i], output, loss, regression) for i in range(len(labels))]
    right = [_decide(a[i], output) == labels[i] for i in range(len(labels))]
    return float(np.mean(each)), None if regression else float(np.mean(right))


def _loss(z: Any, a: Any, label: float, output: str, loss: str, regression: bool) -> float:
    if loss == "cross_entropy" and output == "softmax":
        return -math.log(a[int(label)])
    if loss == "cross_entropy":
        return -(label * math.log(a[0]) + (1 - label) * math.log(1 - a[0]))
    if loss == "perceptron":
        return max(0.0, -(2 * label - 1) * z[0])
    if regression:
        target = [label]
    elif output == "softmax":
        target = [1.0 if k == label else 0.0 for k in range(len(a))]
    elif output in ("sigmoid", "step"):
        target = [label]
    else:
        target = [2 * label - 1]
    return 0.5 * sum((a[k] - target[k]) ** 2 for k in range(len(a)))


def _decide(a: Any, output: str) -> int:
    if output == "softmax":
        return int(np.argmax(a))
    return int(a[0] >= (0.5 if output in ("sigmoid", "step") else 0.0))
