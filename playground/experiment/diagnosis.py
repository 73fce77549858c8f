"""What there is to say about a network, as codes and values; the page puts it into words."""

from __future__ import annotations

from typing import Any

from playground.engine import ACTIVATIONS, OUTPUTS

from .spec import NetworkSpec

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Learning rates that menus offer and advice is given in."""

Message = dict[str, Any]


def diagnose(
    spec: NetworkSpec, diverged: int | None, workable_rate: float | None = None
) -> list[Message]:
    """List what a learner should be told, the most urgent first.

    Args:
        spec: the network as described.
        diverged: the iteration at which its numbers stopped being finite, or None.
        workable_rate: a learning rate with which they do not; needed where it has diverged.
    """
    messages = []
    if diverged is not None and workable_rate is not None:
        messages.append(_diverged(spec, diverged, workable_rate))
    message = _no_gradient(spec)
    if message is not None:
        messages.append(message)
    return messages


def _diverged(spec: NetworkSpec, iteration: int, suggestion: float) -> Message:
    rate = spec.optimizer.learning_rate
    return {
        "code": "diverged",
        "level": "error",
        "values": {"iteration": iteration, "learning_rate": rate, "suggestion": suggestion},
        "advice": {"optimizer": {"name": spec.optimizer.name, "learning_rate": suggestion}},
        "reset": True,
    }


def _no_gradient(spec: NetworkSpec) -> Message | None:
    """A step or sign has φ′ = 0 everywhere, so nothing behind it ever learns."""
    for index, layer in enumerate(spec.layers):
        if not ACTIVATIONS[layer.activation].trainable:
            return {
                "code": "no_gradient",
                "level": "warning",
                "values": {"layer": index, "activation": layer.activation},
                "advice": {
                    "layers": [
                        other.model_dump()
                        | (
                            {}
                            if ACTIVATIONS[other.activation].trainable
                            else {"activation": "tanh"}
                        )
                        for other in spec.layers
                    ]
                },
            }
    flat = spec.output in OUTPUTS and spec.output in ("step", "sign")
    if flat and spec.loss == "mse":
        return {
            "code": "no_gradient_output",
            "level": "warning",
            "values": {"activation": spec.output},
            "advice": {"loss": "perceptron"},
        }
    return None
