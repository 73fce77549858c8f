"""Paths: how a network's parameters moved, by the moments that a timeline has kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.engine.types import Array

from .experiment import Experiment
from .memento import Memento, RunMemento
from .run import Run
from .spec import ExperimentSpec, NetworkSpec, resolve


@dataclass(frozen=True)
class Path:
    """Where a network was, oldest first, the present last.

    Attributes:
        network: its index.
        epochs: (m,).
        values: parameters, (m, P).
    """

    network: int
    epochs: list[float]
    values: Array


def path_of(experiment: Experiment, n: int, mementos: Sequence[Memento]) -> Path:
    """Return the path of a network up to now.

    Args:
        experiment: in training.
        n: index of the network.
        mementos: of moments, oldest first. Those in which no network of its name has the same
            layers are left out, and so are those of epochs to come while the past is looked at.
    """
    run = experiment.runs[n]
    former = former_states(run, n, mementos)
    values = [state.now.values for state in former]
    return Path(
        n,
        [*(state.epoch for state in former), run.epoch],
        np.array([*values, run.network.parameters.values]),
    )


def former_states(run: Run, n: int, mementos: Sequence[Memento]) -> list[RunMemento]:
    """Return what the mementos hold of a network, oldest first; see path_of()."""
    found = []
    for memento in mementos:
        index = _same_network(memento.spec, run, n)
        if index is not None and memento.runs[index].iteration < run.counters.iteration:
            found.append(memento.runs[index])
    return found


def _same_network(spec: ExperimentSpec, run: Run, n: int) -> int | None:
    """Find the network of a former description that this one was."""
    shape = layout(run.spec, run.network_spec)
    found = [
        index
        for index, network in enumerate(spec.networks)
        if network.name == run.network_spec.name and layout(spec, network) == shape
    ]
    return n if n in found else next(iter(found), None)


def layout(spec: ExperimentSpec, network: NetworkSpec) -> object:
    """All that decides which parameters there are, and where in the vector."""
    output, _ = resolve(network, spec.task, spec.classes)
    layers = tuple((layer.units, layer.normalization) for layer in network.layers)
    return spec.features, layers, output.units(spec.classes)


def landscape_of(spec: ExperimentSpec, network: NetworkSpec) -> object:
    """All that decides which loss parameters have: networks alike in it share a landscape."""
    output, loss = resolve(network, spec.task, spec.classes)
    activations = tuple(layer.activation for layer in network.layers)
    return layout(spec, network), activations, output.key, loss.key
