"""What can be said from how a network is made, whatever it has been measured at."""

from __future__ import annotations

import numpy as np

from playground.engine import ACTIVATIONS, Network

from .case import Case, Message, suits

SMOOTH = "tanh"
"""What is advised in the place of an activation that cannot be trained through."""


def diverged(case: Case) -> Message | None:
    """The numbers stopped being finite."""
    if case.divergence is None:
        return None
    optimizer, divergence = case.spec.optimizer, case.divergence
    suggestion = divergence.workable_rate
    return {
        "code": "diverged",
        "level": "error",
        "values": {
            "iteration": divergence.iteration,
            "back_at": divergence.back_at,
            "learning_rate": optimizer.learning_rate,
            "suggestion": suggestion,
        },
        "advice": {"optimizer": {"name": optimizer.name, "learning_rate": suggestion}},
        "reset": True,
        "topic": "learning_rate",
    }


def is_flat(activation: str) -> bool:
    """Whether φ′ is 0 everywhere, so that nothing before it ever learns by gradient descent."""
    return activation in ACTIVATIONS and not ACTIVATIONS[activation].trainable


def no_gradient(case: Case) -> Message | None:
    """Up to the last layer that is flat, no weight ever changes."""
    layers = case.spec.layers
    flat = [i for i, layer in enumerate(layers) if is_flat(layer.activation)]
    if not flat:
        return None
    smooth = [
        layer.model_copy(update={"activation": SMOOTH}) if i in flat else layer
        for i, layer in enumerate(layers)
    ]
    return {
        "code": "no_gradient",
        "level": "warning",
        "values": {"layer": flat[-1], "activation": layers[flat[-1]].activation},
        "advice": {"layers": [layer.model_dump() for layer in smooth]},
        "reset": False,
        "topic": "flat",
    }


def no_gradient_output(case: Case) -> Message | None:
    """A flat output learns by the perceptron rule, which looks at z, but not by squared error."""
    if not is_flat(case.spec.output) or case.spec.loss != "mse":
        return None
    return {
        "code": "no_gradient_output",
        "level": "warning",
        "values": {"activation": case.spec.output},
        "advice": {"loss": "perceptron"},
        "reset": False,
        "topic": "flat",
    }


def symmetric(case: Case) -> Message | None:
    """Units with the same weights get the same gradients, and so stay the same for ever."""
    alike = symmetric_layers(case.network)
    if not alike:
        return None
    return {
        "code": "symmetric",
        "level": "warning",
        "values": {"layer": alike[0]},
        "advice": {"initializer": suits(case.activations())},
        "reset": True,
        "topic": "symmetry",
    }


def symmetric_layers(network: Network) -> list[int]:
    """Hidden layers all of whose units have equal weights, coming in and going out."""
    return [
        i
        for i, layer in enumerate(network.hidden)
        if layer.units > 1
        and _equal(layer.dense.weights, 1)
        and _equal(layer.dense.biases, 0)
        and _equal(network.layers[i + 1].dense.weights, 0)
    ]


def _equal(values: np.ndarray, axis: int) -> bool:
    return bool((np.ptp(values, axis=axis) <= 1e-9 * (1.0 + np.abs(values).max())).all())
