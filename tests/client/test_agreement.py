"""An experiment here and a session on a server give the very same numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from playground import Experiment
from playground.client import Session, Workbench

BROAD: list[dict[str, Any]] = [
    {"dataset": "xor", "layers": [4]},
    {"dataset": "blobs", "classes": 4, "layers": [6, 5], "activation": "relu", "optimizer": "adam"},
    {"dataset": "reg_plane", "layers": [5], "activation": "gelu", "regularization": "l2"},
    {"layers": [6], "dropout": 0.3, "normalization": "batch", "optimizer": "rmsprop"},
    {"networks": [{"activation": "sigmoid"}, {"activation": "relu"}], "layers": [4, 4]},
]


def numbers(bench: Workbench) -> list[Any]:
    """Everything that there is to read, as nested dictionaries of arrays."""
    found: list[Any] = [bench.data(), bench.status]
    for n in range(len(bench.experiment.networks)):
        found += [*bench.weights(n), bench.gradients(n), bench.history(n)]
        found += [bench.boundary(n, resolution=9), bench.activations(0.3, -0.7, n)]
    return [asdict(told) for told in found]


@pytest.mark.parametrize("words", BROAD)
def test_both_give_the_same_numbers(words: dict[str, Any], create: Callable[..., Session]) -> None:
    here, there = Experiment(**words), create(**words)
    assert here.experiment == there.experiment
    for bench in (here, there):
        bench.step(epochs=3)
        bench.step(batches=2)
        bench.step(samples=1)
        bench.change_network(learning_rate=0.05)
        bench.train(epochs=2)
    for one, other in zip(numbers(here), numbers(there), strict=True):
        np.testing.assert_equal(one, other)


def test_a_session_goes_on_here_with_its_weights(create: Callable[..., Session]) -> None:
    session = create(dataset="circle", layers=[4]).train(epochs=10)
    here = Experiment(session.experiment)
    here.set_weights(session.weights())
    assert here.status[0].test_loss == session.status[0].test_loss
