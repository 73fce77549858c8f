"""Losses: how wrong an answer is, sample by sample, and which way is down.

Shapes: logits z, answers a and targets y are (n, k); a loss's value is (n,), its delta
∂(loss of the sample)/∂z is (n, k). The loss of a set is the mean over its samples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .outputs import Output
from .registry import Registry
from .types import Array


@dataclass(frozen=True)
class Loss:
    """One loss function.

    Attributes:
        key: its name in experiments.
        formula: the loss of one sample, in LaTeX.
        value: (z, a, y, output) to the loss of each sample, (n,).
        delta: (z, a, y, output) to ∂loss/∂z of each sample, (n, k).
    """

    key: str
    formula: str
    value: Callable[[Array, Array, Array, Output], Array]
    delta: Callable[[Array, Array, Array, Output], Array]


def mse(z: Array, a: Array, y: Array, output: Output) -> Array:
    squares: Array = ((a - y) ** 2).sum(axis=1)
    return 0.5 * squares


def mse_delta(z: Array, a: Array, y: Array, output: Output) -> Array:
    return output.chain(z, a, a - y)


def cross_entropy(z: Array, a: Array, y: Array, output: Output) -> Array:
    # From logits, because ln a is −∞ long before the loss is:
    #   binary   −y ln σ(z) − (1−y) ln(1−σ(z)) = max(z, 0) − y z + ln(1 + e^−|z|)
    #   softmax  −ln a_label = ln Σ e^z − z_label, the maximum subtracted first
    if output.coding == "one_hot":
        shifted = z - z.max(axis=1, keepdims=True)
        label: Array = (shifted * y).sum(axis=1)
        whole: Array = np.exp(shifted).sum(axis=1)
        return np.log(whole) - label
    binary: Array = np.maximum(z, 0.0) - y * z + np.log1p(np.exp(-np.abs(z)))
    return binary[:, 0]


def cross_entropy_delta(z: Array, a: Array, y: Array, output: Output) -> Array:
    # The derivative of the logarithm cancels φ′ of sigmoid and softmax alike.
    return a - y


def perceptron(z: Array, a: Array, y: Array, output: Output) -> Array:
    return np.maximum(0.0, -_signs(y, output) * z)[:, 0]


def perceptron_delta(z: Array, a: Array, y: Array, output: Output) -> Array:
    # Rosenblatt's rule: whoever is not strictly on the right side pulls, t·z = 0 included,
    # so that learning can start from weights of zero.
    t = _signs(y, output)
    return np.where(t * z <= 0.0, -t, 0.0)


def _signs(y: Array, output: Output) -> Array:
    """Targets as ±1, whatever their coding."""
    return 2.0 * y - 1.0 if output.coding == "zero_one" else y


LOSSES: Registry[Loss] = Registry(
    "loss",
    [
        Loss("mse", r"J = \tfrac{1}{2} \sum_k (a_k - y_k)^2", mse, mse_delta),
        Loss(
            "cross_entropy",
            r"\begin{array}{ll}"
            r" \mathrm{sigmoid} & J = -\left[y \ln a + (1 - y) \ln(1 - a)\right] \\"
            r" \mathrm{softmax} & J = -\ln a_{label}"
            r" \end{array}",
            cross_entropy,
            cross_entropy_delta,
        ),
        Loss(
            "perceptron",
            r"J = \max(0, -t z), \quad t = \pm 1",
            perceptron,
            perceptron_delta,
        ),
    ],
)
