"""What there is to say about a network, as codes and values; the page puts it into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.engine import ACTIVATIONS

from .spec import NetworkSpec

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Learning rates that menus offer and advice is given in."""

SMOOTH = "tanh"
"""What is advised in the place of an activation that cannot be trained through."""

Message = dict[str, Any]


@dataclass(frozen=True)
class Divergence:
    """What is known of a network whose numbers stopped being finite.

    Attributes:
        iteration: at which they did.
        back_at: the iteration of the last finite state, where the network stands now.
        workable_rate: a learning rate with which the numbers stay finite.
    """

    iteration: int
    back_at: int
    workable_rate: float


def diagnose(spec: NetworkSpec, divergence: Divergence | None) -> list[Message]:
    """List what a learner should be told, the most urgent first.

    Args:
        spec: the network as described.
        divergence: what happened if its numbers stopped being finite, else None.
    """
    found = [
        _diverged(spec, divergence) if divergence else None,
        _flat_layer(spec),
        _flat_output(spec),
    ]
    return [message for message in found if message is not None]


def _diverged(spec: NetworkSpec, divergence: Divergence) -> Message:
    rate, suggestion = spec.optimizer.learning_rate, divergence.workable_rate
    return {
        "code": "diverged",
        "level": "error",
        "values": {
            "iteration": divergence.iteration,
            "back_at": divergence.back_at,
            "learning_rate": rate,
            "suggestion": suggestion,
        },
        "advice": {"optimizer": {"name": spec.optimizer.name, "learning_rate": suggestion}},
        "reset": True,
    }


def _is_flat(activation: str) -> bool:
    """Whether φ′ is 0 everywhere, so that nothing before it ever learns by gradient descent."""
    return activation in ACTIVATIONS and not ACTIVATIONS[activation].trainable


def _flat_layer(spec: NetworkSpec) -> Message | None:
    """Up to the last layer that is flat, no weight ever changes."""
    flat = [i for i, layer in enumerate(spec.layers) if _is_flat(layer.activation)]
    if not flat:
        return None
    smooth = [
        layer.model_copy(update={"activation": SMOOTH}) if i in flat else layer
        for i, layer in enumerate(spec.layers)
    ]
    return {
        "code": "no_gradient",
        "level": "warning",
        "values": {"layer": flat[-1], "activation": spec.layers[flat[-1]].activation},
        "advice": {"layers": [layer.model_dump() for layer in smooth]},
    }


def _flat_output(spec: NetworkSpec) -> Message | None:
    """A flat output learns by the perceptron rule, which looks at z, but not by squared error."""
    if not _is_flat(spec.output) or spec.loss != "mse":
        return None
    return {
        "code": "no_gradient_output",
        "level": "warning",
        "values": {"activation": spec.output},
        "advice": {"loss": "perceptron"},
    }
