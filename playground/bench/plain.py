"""The straightforward NumPy loop: what one would write first, one call for each operation.

It trains exactly as the engine does, to rounding, and does nothing else: it keeps no state to go
back to, looks for no numbers that are not finite, counts nothing. All parameters lie in one
vector, so that an optimizer is one call for each operation too.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.engine import ACTIVATIONS as RECORDS
from playground.engine.types import Array

from .tasks import LEARNING_RATE, PENALTY_RATE, Task

Function = Callable[[Array], Array]


def _sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


def _gelu(z: Array) -> Array:
    return 0.5 * z * (1.0 + np.tanh(0.7978845608028654 * (z + 0.044715 * z * z * z)))


def _gelu_slope(z: Array, a: Array) -> Array:
    t = np.tanh(0.7978845608028654 * (z + 0.044715 * z * z * z))
    inner = 0.7978845608028654 * (1.0 + 0.134145 * z * z)
    return 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * inner


ACTIVATIONS: dict[str, tuple[Function, Callable[[Array, Array], Array]]] = {
    "identity": (lambda z: z, lambda z, a: np.ones_like(z)),
    "step": (lambda z: (z >= 0.0).astype(float), lambda z, a: np.zeros_like(z)),
    "sign": (np.sign, lambda z, a: np.zeros_like(z)),
    "sigmoid": (_sigmoid, lambda z, a: a * (1.0 - a)),
    "tanh": (np.tanh, lambda z, a: 1.0 - a * a),
    "relu": (lambda z: np.maximum(z, 0.0), lambda z, a: (z > 0.0).astype(float)),
    "leaky_relu": (
        lambda z: np.where(z > 0.0, z, 0.01 * z),
        lambda z, a: np.where(z > 0.0, 1.0, 0.01),
    ),
    "gelu": (_gelu, _gelu_slope),
}
"""Written as one would first; of others, those of the engine are called."""


class Optimizer:
    """An update rule on one vector, with its usual hyperparameters."""

    def __init__(self, key: str, size: int) -> None:
        self.rule: Callable[[Array, Array], None] = getattr(self, key)
        self.m, self.s = np.zeros(size), np.zeros(size)
        self.t = 0

    def step(self, theta: Array, g: Array) -> None:
        self.t += 1
        self.rule(theta, g)

    def sgd(self, theta: Array, g: Array) -> None:
        theta -= LEARNING_RATE * g

    def momentum(self, theta: Array, g: Array) -> None:
        self.m *= 0.9
        self.m += g
        theta -= LEARNING_RATE * self.m

    def nag(self, theta: Array, g: Array) -> None:
        self.m *= 0.9
        self.m += g
        theta -= LEARNING_RATE * (g + 0.9 * self.m)

    def adagrad(self, theta: Array, g: Array) -> None:
        self.s += g * g
        theta -= LEARNING_RATE * g / (np.sqrt(self.s) + 1e-10)

    def adadelta(self, theta: Array, g: Array) -> None:
        self.s *= 0.9
        self.s += 0.1 * g * g
        delta = np.sqrt(self.m + 1e-6) / np.sqrt(self.s + 1e-6) * g
        self.m *= 0.9
        self.m += 0.1 * delta * delta
        theta -= LEARNING_RATE * delta

    def rmsprop(self, theta: Array, g: Array) -> None:
        self.s *= 0.99
        self.s += 0.01 * g * g
        theta -= LEARNING_RATE * g / (np.sqrt(self.s) + 1e-8)

    def adam(self, theta: Array, g: Array) -> None:
        self.m += 0.1 * (g - self.m)
        self.s *= 0.999
        self.s += 0.001 * g * g
        m, s = self.m / (1.0 - 0.9**self.t), self.s / (1.0 - 0.999**self.t)
        theta -= LEARNING_RATE * m / (np.sqrt(s) + 1e-8)

    def adamw(self, theta: Array, g: Array) -> None:
        theta *= 1.0 - LEARNING_RATE * 0.01
        self.adam(theta, g)


class Normalization:
    """Batch normalisation (axis 0) or layer normalisation (axis 1) of one layer."""

    def __init__(self, axis: int, units: int) -> None:
        self.axis = axis
        self.mean, self.variance = np.zeros(units), np.ones(units)

    def forward(self, z: Array, gamma: Array, beta: Array) -> Array:
        mean = z.mean(axis=self.axis, keepdims=True)
        variance = z.var(axis=self.axis, keepdims=True)
        if self.axis == 0:
            unbiased = variance[0] * len(z) / (len(z) - 1)
            self.mean += 0.1 * (mean[0] - self.mean)
            self.variance += 0.1 * (unbiased - self.variance)
        self.scale = 1.0 / np.sqrt(variance + 1e-5)
        self.x = (z - mean) * self.scale
        y: Array = gamma * self.x + beta
        return y

    def backward(self, delta: Array, gamma: Array, gradients: Array) -> Array:
        gradients[0] = (delta * self.x).sum(axis=0)
        gradients[1] = delta.sum(axis=0)
        g = delta * gamma
        shared = self.x * (g * self.x).mean(axis=self.axis, keepdims=True)
        passed: Array = (g - g.mean(axis=self.axis, keepdims=True) - shared) * self.scale
        return passed


class PlainTraining:
    """The loop.

    Args:
        task: what to train; it starts from the very weights that task.trainer() has.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.x, self.y = task.points()
        self.theta = task.trainer().network.parameters.values.copy()
        self.g = np.zeros_like(self.theta)
        self.weights, self.biases, self.gammas = self._views(self.theta)
        self.weight_gradients, self.bias_gradients, self.gamma_gradients = self._views(self.g)
        axis = 0 if task.normalization == "batch" else 1
        self.normalizations = [Normalization(axis, gamma.shape[1]) for gamma in self.gammas]
        self.optimizer = Optimizer(task.optimizer, len(self.theta))
        record = RECORDS[task.activation]
        self.phi, self.slope = ACTIVATIONS.get(record.key, (record.function, record.derivative))
        self.rng, self.dropout_rng = np.random.default_rng(2), np.random.default_rng(1)

    def _views(self, vector: Array) -> tuple[list[Array], list[Array], list[Array]]:
        """Weights, biases, and γ above β of every layer, as views into a vector."""
        weights, biases, gammas = [], [], []
        sizes, place = self.task.sizes, 0
        for layer, d in enumerate(sizes[:-1]):
            p = sizes[layer + 1]
            weights.append(vector[place : place + d * p].reshape(d, p))
            place += d * p
            biases.append(vector[place : place + p])
            place += p
            if self.task.normalization != "none" and layer < len(sizes) - 2:
                gammas.append(vector[place : place + 2 * p].reshape(2, p))
                place += 2 * p
        return weights, biases, gammas

    def epoch(self) -> None:
        """Train on all samples once."""
        order = self.rng.permutation(len(self.x))
        for start in range(0, len(self.x), self.task.batch):
            index = order[start : start + self.task.batch]
            self.update(self.x[index], self.y[index])

    def update(self, x: Array, y: Array) -> None:
        """Train on one mini-batch."""
        top, rate = len(self.weights) - 1, self.task.dropout
        zs, activations, inputs, kept = [], [], [x], []
        for layer in range(top):
            z = inputs[layer] @ self.weights[layer] + self.biases[layer]
            if self.normalizations:
                z = self.normalizations[layer].forward(z, *self.gammas[layer])
            a = self.phi(z)
            zs.append(z)
            activations.append(a)
            if rate:
                kept.append((self.dropout_rng.random(a.shape) >= rate) / (1.0 - rate))
                a = a * kept[layer]
            inputs.append(a)
        a = np.tanh(inputs[top] @ self.weights[top] + self.biases[top])
        delta = (a - y) * (1.0 - a * a) / len(x)
        for layer in range(top, -1, -1):
            np.matmul(inputs[layer].T, delta, out=self.weight_gradients[layer])
            delta.sum(axis=0, out=self.bias_gradients[layer])
            if layer == 0:
                break
            delta = delta @ self.weights[layer].T
            if rate:
                delta = delta * kept[layer - 1]
            delta = delta * self.slope(zs[layer - 1], activations[layer - 1])
            if self.normalizations:
                delta = self.normalizations[layer - 1].backward(
                    delta, self.gammas[layer - 1][0], self.gamma_gradients[layer - 1]
                )
        if self.task.regularizer != "none":
            for w, g in zip(self.weights, self.weight_gradients, strict=True):
                g += PENALTY_RATE * (w if self.task.regularizer == "l2" else np.sign(w))
        self.optimizer.step(self.theta, self.g)
