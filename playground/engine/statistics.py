"""What can be said about a network at this moment: losses, gradients, dead and saturated units.

All figures are over whole sets at the current weights, with dropout off. Figures of the
training set use its own batch statistics, figures of the test set the running ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .activations import Activation
from .layers import HiddenLayer, Mode
from .network import Network
from .trainer import Trainer
from .types import Array, Labels

SATURATED_SLOPE = 0.05
"""A unit is saturated when its φ′, averaged over the set, is under this part of the largest φ′."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a network does on one set.

    Attributes:
        loss: mean loss, without the penalty.
        accuracy: share of samples whose class is right; None for regression.
    """

    loss: float
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class GradientNorms:
    """Sizes of the gradients of the mean loss, one number a layer, the output layer last.

    Attributes:
        weights: L2 norm of ∂J/∂W.
        biases: L2 norm of ∂J/∂b.
        deltas: mean over the samples of the L2 norm of ∂J/∂z.
    """

    weights: tuple[float, ...]
    biases: tuple[float, ...]
    deltas: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LayerHealth:
    """Units that hardly learn, one number a layer, the output layer last.

    Attributes:
        dead: share of ReLU units that are 0 for every sample; None for other activations.
        saturated: share of sigmoid or tanh units on the flat part of their curve; else None.
        update_ratio: ‖ΔW‖ / ‖W‖ of the last update; None where there has been none, or none since
            a change from outside.
    """

    dead: tuple[float | None, ...]
    saturated: tuple[float | None, ...]
    update_ratio: tuple[float | None, ...]


def score(network: Network, x: Array, y: Array, labels: Labels | None, mode: Mode) -> Score:
    """Measure loss and accuracy on a set.

    Args:
        network: what is measured.
        x: features (n, d), n at least 1.
        y: targets (n, k).
        labels: class indices (n,), or None for regression.
        mode: MEASURE for the training set, INFER for any other.
    """
    with np.errstate(all="ignore"):
        answers = network.forward(x, mode)
        loss = float(network.losses(y).mean())
        if labels is None:
            return Score(loss, None)
        return Score(loss, float((network.output.decide(answers) == labels).mean()))


def gradient_norms(network: Network) -> GradientNorms:
    """Read the gradients of the last backward pass, layer by layer."""
    with np.errstate(all="ignore"):
        return GradientNorms(
            tuple(float(np.linalg.norm(x.dense.weight_gradients)) for x in network.layers),
            tuple(float(np.linalg.norm(x.dense.bias_gradients)) for x in network.layers),
            tuple(float(np.linalg.norm(x.delta, axis=1).mean()) for x in network.layers),
        )


def layer_health(trainer: Trainer) -> LayerHealth:
    """Judge every layer by the activations of the last forward pass and the last update."""
    layers = trainer.network.layers
    return LayerHealth(
        tuple(_dead(layer) if isinstance(layer, HiddenLayer) else None for layer in layers),
        tuple(_saturated(layer) if isinstance(layer, HiddenLayer) else None for layer in layers),
        tuple(_update_ratio(trainer, layer) for layer in range(len(layers))),
    )


def _dead(layer: HiddenLayer) -> float | None:
    if not layer.activation.rectifying:
        return None
    return float((layer.a <= 0.0).all(axis=0).mean())


def _saturated(layer: HiddenLayer) -> float | None:
    if not layer.activation.saturating:
        return None
    slopes = layer.activation.derivative(layer.normalized, layer.a).mean(axis=0)
    return float((slopes < SATURATED_SLOPE * steepest(layer.activation)).mean())


def steepest(activation: Activation) -> float:
    """Return φ′(0), the largest slope of an activation that saturates on both sides."""
    zero = np.zeros((1, 1))
    return float(activation.derivative(zero, activation.function(zero))[0, 0])


def _update_ratio(trainer: Trainer, layer: int) -> float | None:
    if not trainer.updated:
        return None
    slot = trainer.network.parameters.slot(layer, "weights")
    before = slot.view(trainer.checkpoint.values)
    change = slot.view(trainer.network.parameters.values) - before
    size = float(np.linalg.norm(before))
    return float(np.linalg.norm(change)) / size if size > 0.0 else None
