"""Pictures as bytes: compiled code against NumPy, and both against what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import SGD, LayerSpec, Network, Trainer, pictures
from playground.engine.types import Array
from playground.engine.worker import NumpyWorker, Worker
from playground.kernel import pictures as compiled
from playground.kernel.worker import CompiledWorker

ODD = np.array([np.nan, np.inf, -np.inf, -1e300, 1e300, 0.0, 1.0, -1.0])


def values(count: int = 2_000) -> Array:
    return np.concatenate([np.random.default_rng(0).normal(0.3, 0.8, count), ODD])


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0)])
def test_levels_are_the_nearest_there_are_in_both_engines(low: float, high: float) -> None:
    given = values()
    with np.errstate(all="ignore"):
        expected = pictures.levels(given, low, high)
    found = np.empty(given.size, np.uint8)
    compiled.levels(given, low, high, found)
    # At a border between two levels rounding may go either way.
    assert np.abs(found.astype(int) - expected).max() <= 1
    assert (found == expected).mean() > 0.999
    inside = (given >= low) & (given <= high)
    shown = low + (high - low) * found[inside] / 255.0
    assert np.abs(shown - given[inside]).max() <= 0.5001 * (high - low) / 255.0
    assert found[-8:].tolist() == expected[-8:].tolist()
    assert found[-8] == 128


def test_the_likeliest_class_and_its_share_are_the_same_in_both_engines() -> None:
    answers = np.random.default_rng(1).dirichlet(np.ones(5), 500)
    expected_labels, expected_confidence = pictures.classes(answers)
    labels, confidence = np.empty(500, np.uint8), np.empty(500, np.uint8)
    compiled.classes(np.ascontiguousarray(answers.T), labels, confidence)
    np.testing.assert_array_equal(labels, expected_labels)
    np.testing.assert_array_equal(labels, answers.argmax(axis=1))
    assert np.abs(confidence.astype(int) - expected_confidence).max() <= 1


def test_every_map_has_a_scale_of_its_own_that_its_largest_activation_reaches() -> None:
    bounded, unbounded = np.tanh(values()), 40.0 * values()
    given = np.stack([bounded, unbounded, np.zeros_like(bounded)])
    expected_scale, expected = pictures.maps(given)
    scale, found = np.empty(3), np.empty(given.shape, np.int8)
    compiled.maps(given.copy(), scale, found)
    np.testing.assert_array_equal(scale, expected_scale)
    np.testing.assert_array_equal(scale, [1.0, pictures.LARGEST_DRAWN, 1.0])
    assert np.abs(found.astype(int) - expected).max() <= 1
    ordinary = 40.0 * values()[: -len(ODD)]
    (scale_of_one,), (levels,) = pictures.maps(ordinary[None])
    assert scale_of_one == np.abs(ordinary).max()
    assert np.abs(levels).max() == 127
    assert np.abs(scale_of_one * levels / 127.0 - ordinary).max() <= 0.5001 * scale_of_one / 127.0


@pytest.mark.parametrize("worker", [NumpyWorker, CompiledWorker])
def test_a_worker_draws_what_it_answers(worker: type[Worker]) -> None:
    x = np.random.default_rng(2).normal(size=(300, 2))
    network = Network(2, [LayerSpec(4, "relu")], output="softmax", loss="cross_entropy", outputs=3)
    trainer = Trainer(network, x, np.eye(3)[np.arange(300) % 3], SGD(len(network.parameters)))
    drawn: Worker = worker(trainer)  # type: ignore[call-arg]
    answers = drawn.answers(x)
    labels, confidence = drawn.classes(x)
    np.testing.assert_array_equal(labels, answers.argmax(axis=1))
    np.testing.assert_allclose(confidence / 255.0, answers.max(axis=1), atol=0.002)
    np.testing.assert_allclose(drawn.levels(x, 0.0, 1.0) / 255.0, answers[:, -1], atol=0.002)
    scale, maps = drawn.maps(x)
    activations = np.concatenate([layer.T for layer in drawn.activations(x)])
    np.testing.assert_allclose(
        scale[:, None] * maps / 127.0, activations, atol=0.0041 * scale.max()
    )
