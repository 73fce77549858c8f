"""Activation functions φ: a = φ(z), element by element.

Each is a record of the function and its derivative. The derivative is given both z and a,
because for sigmoid it is cheapest from a, while tanh and GELU need z.
Shapes: z, a and the derivative are all (n, p).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .registry import Registry
from .types import Array

LEAKY_SLOPE = 0.01
GELU_SCALE = math.sqrt(2.0 / math.pi)
GELU_CUBIC = 0.044715


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes:
        key: its name in experiments.
        symbol: its name in diagrams.
        formula: φ(z) in LaTeX.
        derivative_formula: φ′(z) in LaTeX.
        function: z (n, p) to a (n, p).
        derivative: (z, a) to φ′(z) (n, p), where a = φ(z).
        saturating: whether it flattens on both sides, so that a unit can saturate.
        rectifying: whether it is exactly 0 for all z < 0, so that a unit can die.
        trainable: False where φ′ is 0 everywhere, so that gradient descent stands still.
    """

    key: str
    symbol: str
    formula: str
    derivative_formula: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]
    saturating: bool = False
    rectifying: bool = False
    trainable: bool = True


def identity(z: Array) -> Array:
    return +z


def identity_derivative(z: Array, a: Array) -> Array:
    return np.ones_like(z)


def step(z: Array) -> Array:
    return (z >= 0.0).astype(np.float64)


def sign(z: Array) -> Array:
    signs: Array = np.sign(z)
    return signs


def flat_derivative(z: Array, a: Array) -> Array:
    return np.zeros_like(z)


def sigmoid(z: Array) -> Array:
    # 1/(1+e^−z) = e^z/(1+e^z): only the form whose exponent is negative, so nothing overflows.
    e = np.exp(-np.abs(z))
    return np.where(z >= 0.0, 1.0, e) / (1.0 + e)


def sigmoid_derivative(z: Array, a: Array) -> Array:
    return a * (1.0 - a)


def tanh(z: Array) -> Array:
    return np.tanh(z)


def tanh_derivative(z: Array, a: Array) -> Array:
    # 1 − tanh² z = 4e/(1 + e)² with e = e^(−2|z|): where a rounds to ±1, nothing is left of 1 − a².
    e = np.exp(-2.0 * np.abs(z))
    root = 2.0 / (1.0 + e)
    return e * root * root


def relu(z: Array) -> Array:
    return np.maximum(z, 0.0)


def relu_derivative(z: Array, a: Array) -> Array:
    return (z > 0.0).astype(np.float64)


def leaky_relu(z: Array) -> Array:
    return np.where(z > 0.0, z, LEAKY_SLOPE * z)


def leaky_relu_derivative(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, 1.0, LEAKY_SLOPE)


def gelu(z: Array) -> Array:
    # ½(1 + tanh u) = σ(2u), of which something is left where tanh u rounds to −1.
    return z * sigmoid(_gelu_exponent(z))


def gelu_derivative(z: Array, a: Array) -> Array:
    # φ = z s with s = σ(2u)  ⇒  φ′ = s + z s (1 − s) 2u′, and 1 − σ(2u) = σ(−2u).
    v = _gelu_exponent(z)
    s = sigmoid(v)
    v_slope = 2.0 * GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * z * z)
    return s + z * s * sigmoid(-v) * v_slope


def _gelu_exponent(z: Array) -> Array:
    """2u."""
    return 2.0 * GELU_SCALE * (z + GELU_CUBIC * z * z * z)


def softmax(z: Array) -> Array:
    """Softmax over the last axis, with the maximum subtracted first so that nothing overflows.

    Args:
        z: logits, ndarray of shape (n, k).

    Returns:
        Probabilities (n, k); each row sums to 1.
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    probabilities: Array = e / e.sum(axis=-1, keepdims=True)
    return probabilities


ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    [
        Activation(
            "identity",
            "identity",
            r"\phi(z) = z",
            r"\phi'(z) = 1",
            identity,
            identity_derivative,
        ),
        Activation(
            "step",
            "step",
            r"\phi(z) = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}",
            r"\phi'(z) = 0",
            step,
            flat_derivative,
            trainable=False,
        ),
        Activation(
            "sign",
            "sign",
            r"\phi(z) = \begin{cases} 1 & z > 0 \\ 0 & z = 0 \\ -1 & z < 0 \end{cases}",
            r"\phi'(z) = 0",
            sign,
            flat_derivative,
            trainable=False,
        ),
        Activation(
            "sigmoid",
            "sigmoid",
            r"\phi(z) = \frac{1}{1 + e^{-z}}",
            r"\phi'(z) = \phi(z)\,(1 - \phi(z))",
            sigmoid,
            sigmoid_derivative,
            saturating=True,
        ),
        Activation(
            "tanh",
            "tanh",
            r"\phi(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
            r"\phi'(z) = 1 - \phi(z)^2",
            tanh,
            tanh_derivative,
            saturating=True,
        ),
        Activation(
            "relu",
            "ReLU",
            r"\phi(z) = \max(0, z)",
            r"\phi'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}",
            relu,
            relu_derivative,
            rectifying=True,
        ),
        Activation(
            "leaky_relu",
            "leaky ReLU",
            r"\phi(z) = \begin{cases} z & z > 0 \\ 0.01\,z & z \le 0 \end{cases}",
            r"\phi'(z) = \begin{cases} 1 & z > 0 \\ 0.01 & z \le 0 \end{cases}",
            leaky_relu,
            leaky_relu_derivative,
        ),
        Activation(
            "gelu",
            "GELU",
            r"\phi(z) = \tfrac{1}{2} z \left(1 + \tanh u\right),"
            r"\quad u = \sqrt{2/\pi}\,(z + 0.044715\,z^3)",
            r"\phi'(z) = \tfrac{1}{2}(1 + \tanh u) + \tfrac{1}{2} z\,(1 - \tanh^2 u)\,u'",
            gelu,
            gelu_derivative,
        ),
    ],
)
"""Activations of hidden layers. softmax stands apart: it needs a whole row (see outputs)."""
