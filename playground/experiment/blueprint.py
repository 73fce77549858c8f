"""The network that a description asks for: which weights there are, and what they start from."""

from __future__ import annotations

import numpy as np

from playground.engine import LayerSpec as EngineLayer
from playground.engine import Network

from .spec import ExperimentSpec, NetworkSpec, resolve

WEIGHT_STREAM, ORDER_STREAM, DROPOUT_STREAM = 1, 2, 3
"""Which of a seed's streams of random numbers each draw takes, the same for every network."""


def build(spec: ExperimentSpec, network: NetworkSpec) -> Network:
    """Make the network, with the weights that its seed gives it."""
    output, loss = resolve(network, spec.task, spec.classes)
    return Network(
        len(spec.features),
        [
            EngineLayer(layer.units, layer.activation, layer.dropout, layer.normalization)
            for layer in network.layers
        ],
        outputs=output.units(spec.classes),
        output=output.key,
        loss=loss.key,
        initializer=network.initializer,
        rng=np.random.default_rng([spec.seed, WEIGHT_STREAM]),
        dropout_rng=np.random.default_rng([spec.seed, DROPOUT_STREAM]),
    )


def network_shape(spec: ExperimentSpec, network: NetworkSpec) -> tuple[object, ...]:
    """All that decides which weights there are and what they start from."""
    output, _ = resolve(network, spec.task, spec.classes)
    layers = tuple((layer.units, layer.normalization) for layer in network.layers)
    return (spec.features, layers, output.units(spec.classes), network.initializer)
