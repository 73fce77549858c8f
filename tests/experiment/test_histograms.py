"""Histograms of a network's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.engine import Mode
from playground.experiment import Experiment, edits
from playground.experiment.histograms import QUANTITIES, extent, histogram, histograms
from playground.experiment.run import Run
from playground.experiment.weights import write_one


def run_of(**experiment: object) -> Run:
    return Experiment(edits.parse(experiment)).runs[0]


@given(
    arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e3, 1e3, width=32)),
    st.integers(1, 50),
)
def test_counts_are_those_of_numpy_up_to_rounding_at_the_edges(
    values: np.ndarray, bins: int
) -> None:
    found = histogram(values, bins)
    edges = np.linspace(found.low, found.high, bins + 1)
    assert found.counts.sum() == values.size
    assert found.low < found.high
    assert found.low <= values.min() <= values.max() <= found.high
    width = (found.high - found.low) / bins
    inside = np.abs(values[:, None] - edges).min(axis=1) > 1e-9 * max(width, 1.0)
    usual, _ = np.histogram(values[inside], edges)
    own = histogram(values[inside], bins, (found.low, found.high)) if inside.any() else None
    assert own is None or own.counts.tolist() == usual.tolist()


def test_a_worked_histogram() -> None:
    found = histogram(np.array([0.0, 0.1, 0.9, 1.0, 1.0]), 2)
    assert (found.low, found.high, found.counts.tolist()) == (0.0, 1.0, [2, 3])


@pytest.mark.parametrize("value", [0.0, 3.0, -1e-300, 1e30])
def test_one_value_gets_a_range_around_it(value: float) -> None:
    found = histogram(np.full(7, value), 10)
    assert found.low < value < found.high
    assert found.counts.sum() == 7


def test_what_is_no_number_is_not_counted_and_infinity_is_cut_off() -> None:
    found = histogram(np.array([np.nan, np.inf, -np.inf, 0.0]), 3)
    assert (found.low, found.high) == (-1e30, 1e30)
    assert found.counts.tolist() == [1, 1, 1]


def test_no_values_make_an_empty_histogram() -> None:
    assert extent([]) == (-0.5, 0.5)
    assert histogram(np.zeros(0), 4).counts.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("normalization", ["none", "batch", "layer"])
def test_every_layer_counts_every_number_once(normalization: str) -> None:
    layers = [{"units": 5, "normalization": normalization, "dropout": 0.5}, {"units": 3}]
    run = run_of(networks=[{"layers": layers}])
    n = len(run.train)
    found = histograms(run, 12)
    sizes = [{name: entry["counts"].sum() for name, entry in layer.items()} for layer in found]
    assert sizes == [
        {"weights": i * o, "biases": o, "z": n * o, "a": n * o, "gradients": i * o}
        for i, o in ((2, 5), (5, 3), (3, 1))
    ]
    assert set(sizes[0]) == set(QUANTITIES)


def test_values_are_those_of_a_measuring_pass_and_its_gradient() -> None:
    run = run_of(networks=[{"layers": [{"units": 4, "normalization": "batch"}]}])
    found = histograms(run, 10)
    run.measure_gradients()
    run.network.forward(run.trainer.x, Mode.MEASURE)
    layer = run.network.layers[0]
    gradients = run.network.parameters.slot(0, "weights").view(run.network.parameters.gradients)
    for name, values in (("z", layer.z), ("a", layer.a), ("gradients", gradients)):
        assert found[0][name]["low"] == pytest.approx(values.min(), rel=1e-12)
        assert found[0][name]["high"] == pytest.approx(values.max(), rel=1e-12)


def test_a_cut_connection_is_left_out() -> None:
    run = run_of(networks=[{"layers": [{"units": 4}]}])
    write_one(run, {"layer": 0, "from": 0, "to": 2, "mask": 0})
    found = histograms(run, 10)
    assert found[0]["weights"]["counts"].sum() == 7
    assert found[0]["gradients"]["counts"].sum() == 7


def test_looking_changes_nothing() -> None:
    spec = {"networks": [{"layers": [{"units": 4, "dropout": 0.3, "normalization": "batch"}]}]}
    watched, alone = run_of(**spec), run_of(**spec)
    watched.measure_gradients()
    gradients = watched.network.parameters.gradients.copy()
    histograms(watched, 10)
    assert (watched.network.parameters.gradients == gradients).all()
    for run in (watched, alone):
        run.trainer.train_epochs(2)
    assert (watched.network.parameters.values == alone.network.parameters.values).all()
    assert (watched.network.running == alone.network.running).all()
