"""Histograms over time."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.specs import experiment, train

from playground.experiment import Experiment, Missing
from playground.experiment.histograms import QUANTITIES, Quantity, histograms
from playground.experiment.memento import Memento
from playground.experiment.past_histograms import past_histograms
from playground.experiment.weights import write_one


def past() -> tuple[Experiment, list[Memento]]:
    live = experiment({"layers": [{"units": 4, "normalization": "batch"}], "loss": "mse"})
    mementos = [live.memento(light=True)]
    for _ in range(3):
        train(live, 2)
        mementos.append(live.memento(light=True))
    train(live, 1)
    return live, mementos


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_moment_is_counted_as_it_was(quantity: Quantity) -> None:
    live, mementos = past()
    found = past_histograms(live.runs[0], 0, mementos, 0, quantity, 300)
    assert found["epochs"] == [0.0, 2.0, 4.0, 6.0, 7.0]
    lows, highs = [], []
    for row, memento in enumerate([*mementos, live.memento()]):
        then = Experiment(memento.spec)
        then.restore(memento, relive=False)
        alone = histograms(then.runs[0], 10)[0][quantity]
        lows.append(alone["low"])
        highs.append(alone["high"])
        counts = found["counts"][row]
        assert counts.sum() == alone["counts"].sum()
        edges = np.linspace(found["low"], found["high"], 301)
        filled = np.flatnonzero(counts)
        width = edges[1] - edges[0]
        constant = alone["high"] - alone["low"] == 1.0 and quantity == "biases"
        if not constant:
            assert edges[filled[0]] - 1e-9 <= alone["low"] <= edges[filled[0]] + width + 1e-9
            assert edges[filled[-1]] - 1e-9 <= alone["high"] <= edges[filled[-1]] + width + 1e-9
    if quantity != "biases":
        assert (found["low"], found["high"]) == pytest.approx((min(lows), max(highs)), rel=1e-12)


def test_looking_back_leaves_the_network_alone() -> None:
    live, mementos = past()
    before = live.runs[0].network.parameters.values.copy()
    past_histograms(live.runs[0], 0, mementos, 1, "a", 10)
    assert (live.runs[0].network.parameters.values == before).all()
    assert live.runs[0].epoch == 7.0


def test_a_connection_counts_while_it_was_not_cut() -> None:
    live, mementos = past()
    write_one(live.runs[0], {"layer": 0, "from": 0, "to": 0, "mask": 0})
    found = past_histograms(live.runs[0], 0, mementos, 0, "weights", 10)
    assert found["counts"].sum(axis=1).tolist() == [8, 8, 8, 8, 7]


def test_without_moments_the_present_alone_is_counted() -> None:
    found = past_histograms(experiment().runs[0], 0, [], 0, "weights", 10)
    assert found["epochs"] == [0.0]
    assert found["counts"].shape == (1, 10)


def test_a_layer_that_there_is_not_is_refused() -> None:
    with pytest.raises(Missing):
        past_histograms(experiment().runs[0], 0, [], 2, "weights", 10)
