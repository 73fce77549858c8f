"""The compiled kernel gives the numbers of the NumPy engine, for everything that there is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import cycle
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from playground.engine import OPTIMIZERS, OUTPUTS, LayerSpec, Trainer
from playground.engine.worker import NumpyWorker
from playground.kernel.worker import CompiledWorker, supports

from .strategies import COMPILED, Recipe, recipes

STEPS = 100
TOLERANCE = 1e-9

AMPLIFIED = 1000.0
"""The kernel sums in another order at every step, the nudge is made but once."""

MOST_SLACK = 1e-4
"""Beyond this the experiment is chaotic, and no engine is right about it."""

TURNS = [(3, None), (2, 1), (4, 1), (5, None), (7, None)]
"""Updates and their size, taken by the engines in turn."""

exhaustive = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def sensitivity(recipe: Recipe, trained: Trainer, train: Callable[[Trainer], None]) -> float:
    """How far the NumPy engine ends from itself when it starts a rounding error away.

    Where a number lies on a kink, rounding decides on which side. There no two orders of
    summation agree to 1e−9, and the engine itself is the measure.
    """
    nudged = recipe.trainer()
    values = nudged.network.parameters.values
    values *= 1.0 + 4e-16 * np.random.default_rng(0).choice([-1.0, 1.0], values.size)
    train(nudged)
    if nudged.diverged != trained.diverged:
        return np.inf
    return float(np.abs(nudged.network.parameters.values - trained.network.parameters.values).max())


def assert_same_state(one: Trainer, other: Trainer, slack: float = 0.0) -> None:
    if np.isinf(slack):
        # When it diverges is a matter of rounding, and with it all that follows.
        return
    assert one.counters == other.counters
    assert one.diverged == other.diverged
    assert_same_generators(one, other)
    np.testing.assert_array_equal(one.kept, other.kept)
    assert one.optimizer.iteration == other.optimizer.iteration
    assert one.checkpoint.counters == other.checkpoint.counters
    assert one.checkpoint.optimizer_iteration == other.checkpoint.optimizer_iteration
    np.testing.assert_array_equal(one.order, other.order)
    np.testing.assert_array_equal(one.batch, other.batch)
    if slack > MOST_SLACK:
        return
    for a, b in (
        (one.network.parameters.values, other.network.parameters.values),
        (one.checkpoint.values, other.checkpoint.values),
        (one.optimizer.state, other.optimizer.state),
        (one.checkpoint.state, other.checkpoint.state),
        (one.network.running, other.network.running),
        (one.checkpoint.running, other.checkpoint.running),
    ):
        assert_close(a, b, slack)


def assert_same_generators(one: Trainer, other: Trainer) -> None:
    for a, b in ((one.rng, other.rng), (one.network.dropout_rng, other.network.dropout_rng)):
        assert a.bit_generator.state == b.bit_generator.state


def train_in_turns(trainer: Trainer) -> None:
    for batches, size in TURNS:
        NumpyWorker(trainer).train_batches(batches, size)


def assert_close(a: np.ndarray, b: np.ndarray, slack: float = 0.0) -> None:
    assert a.shape == b.shape
    scale = max(1.0, float(np.abs(a).max(initial=0.0)))
    np.testing.assert_allclose(a, b, rtol=0.0, atol=max(TOLERANCE * scale, slack))


def numbers(value: Any) -> list[float | None]:
    """Every number of a measurement, in order."""
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return [n for field in fields for n in numbers(getattr(value, field.name))]
    if isinstance(value, list | tuple):
        return [n for entry in value for n in numbers(entry)]
    return [value]


@exhaustive
@given(recipes())
def test_a_hundred_steps_give_the_same_numbers_whichever_engine_takes_them(recipe: Recipe) -> None:
    by_numpy, compiled = recipe.trainer(), recipe.trainer()
    assert supports(compiled)
    NumpyWorker(by_numpy).train_batches(STEPS)
    CompiledWorker(compiled).train_batches(STEPS)
    moved = sensitivity(recipe, by_numpy, lambda t: NumpyWorker(t).train_batches(STEPS))
    assert_same_state(by_numpy, compiled, AMPLIFIED * moved)


@exhaustive
@given(recipes())
def test_engines_can_take_turns_in_the_middle_of_an_epoch(recipe: Recipe) -> None:
    by_numpy, mixed = recipe.trainer(), recipe.trainer()
    reference, numpy_turn, compiled_turn = (
        NumpyWorker(by_numpy),
        NumpyWorker(mixed),
        CompiledWorker(mixed),
    )
    for (batches, size), turn in zip(TURNS, cycle([compiled_turn, numpy_turn])):
        reference.train_batches(batches, size)
        turn.train_batches(batches, size)
    moved = sensitivity(recipe, by_numpy, train_in_turns)
    assert_same_state(by_numpy, mixed, AMPLIFIED * moved)


@exhaustive
@given(recipes())
def test_measurements_and_gradients_are_the_same(recipe: Recipe) -> None:
    trainer = recipe.trainer()
    by_numpy, compiled = NumpyWorker(trainer), CompiledWorker(trainer)
    compiled.train_batches(10)
    test = recipe.test_set(trainer)
    expected = numbers(by_numpy.measure(recipe.labels(), test))
    gradients = trainer.network.parameters.gradients.copy()
    found = numbers(compiled.measure(recipe.labels(), test))
    assert [n is None for n in found] == [n is None for n in expected]
    for a, b in zip(expected, found, strict=True):
        if a is not None:
            assert b == pytest.approx(a, rel=TOLERANCE, abs=TOLERANCE, nan_ok=True)
    assert_close(gradients, trainer.network.parameters.gradients)


@exhaustive
@given(recipes())
def test_every_unit_answers_the_same(recipe: Recipe) -> None:
    trainer = recipe.trainer()
    by_numpy, compiled = NumpyWorker(trainer), CompiledWorker(trainer)
    compiled.train_batches(5)
    x = np.random.default_rng(0).normal(size=(300, recipe.inputs))
    for expected, found in zip(by_numpy.activations(x), compiled.activations(x), strict=True):
        assert_close(expected, found)
    assert_close(by_numpy.answers(x), compiled.answers(x))


def plain(**changes: Any) -> Recipe:
    recipe = Recipe(
        seed=1,
        n=60,
        inputs=2,
        hidden=(LayerSpec(6, "tanh"), LayerSpec(5, "tanh")),
        output="sigmoid",
        loss="cross_entropy",
        optimizer="sgd",
        settings=(),
        regularizer="none",
        batch_size=10,
        shuffle=True,
        cut=False,
        frozen=False,
    )
    return dataclasses.replace(recipe, **changes)


EVERYTHING = [
    *(plain(hidden=(LayerSpec(6, key), LayerSpec(5, key))) for key in COMPILED),
    *(plain(optimizer=key) for key in OPTIMIZERS),
    *(plain(output=o.key, loss=loss) for o in OUTPUTS.values() for loss in o.losses),
]


@pytest.mark.parametrize("recipe", EVERYTHING, ids=str)
def test_every_choice_that_the_kernel_knows_gives_the_numbers_of_the_engine(recipe: Recipe) -> None:
    assert supports(recipe.trainer())
    by_numpy, compiled = recipe.trainer(), recipe.trainer()
    NumpyWorker(by_numpy).train_epochs(5)
    CompiledWorker(compiled).train_epochs(5)
    assert_same_state(by_numpy, compiled)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_cut_weight_keeps_its_value_to_the_bit(optimizer: str) -> None:
    trainer = plain(optimizer=optimizer, regularizer="l2").trainer()
    worker = CompiledWorker(trainer)
    worker.train_epochs(3)
    slot = trainer.network.parameters.slot(0, "weights")
    before = slot.view(trainer.network.parameters.values)[0, 1]
    mask = np.ones(slot.shape)
    mask[0, 1] = 0.0
    trainer.network.parameters.set_connected(slot, mask)
    CompiledWorker(trainer).train_epochs(5)
    assert slot.view(trainer.network.parameters.values)[0, 1] == before


def exploding(loss: str, dropout: float = 0.0) -> Recipe:
    layers = (LayerSpec(6, "identity", dropout=dropout), LayerSpec(5, "identity"))
    return plain(hidden=layers, output="identity", loss=loss, settings=(("learning_rate", 100.0),))


@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("loss", ["mse", "perceptron"])
def test_divergence_is_found_at_the_same_iteration_and_goes_back_to_the_same_state(
    loss: str, dropout: float
) -> None:
    recipe = exploding(loss, dropout)
    by_numpy, compiled = recipe.trainer(), recipe.trainer()
    NumpyWorker(by_numpy).train_epochs(200)
    CompiledWorker(compiled).train_epochs(200)
    assert by_numpy.diverged is not None
    assert compiled.diverged == by_numpy.diverged
    assert compiled.counters == by_numpy.counters
    assert np.isfinite(compiled.network.parameters.values).all()
    # So that training goes on with the same draws, once it has been put right.
    assert_same_generators(by_numpy, compiled)
    np.testing.assert_array_equal(by_numpy.order, compiled.order)
    np.testing.assert_array_equal(by_numpy.batch, compiled.batch)
    np.testing.assert_array_equal(by_numpy.kept, compiled.kept)
    CompiledWorker(compiled).train_epochs(1)
    assert compiled.counters == by_numpy.counters


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_the_same_updates_give_the_same_bits_however_many_are_asked_for_at_once(
    optimizer: str,
) -> None:
    at_once, bit_by_bit = (plain(optimizer=optimizer).trainer() for _ in range(2))
    CompiledWorker(at_once).train_epochs(20)
    for batches in (1, 2, 4, 9, 16, 17, 31, 40):
        CompiledWorker(bit_by_bit).train_batches(batches)
    assert at_once.counters == bit_by_bit.counters
    np.testing.assert_array_equal(
        at_once.network.parameters.values, bit_by_bit.network.parameters.values
    )


SATURATED = [("tanh", 10.0), ("tanh", -17.0), ("sigmoid", 25.0), ("sigmoid", -25.0), ("gelu", -6.0)]


@pytest.mark.parametrize("optimizer", ["adagrad", "rmsprop", "adam"])
@pytest.mark.parametrize(("activation", "bias"), SATURATED)
def test_where_units_hardly_learn_engines_agree_on_the_little_they_do(
    activation: str, bias: float, optimizer: str
) -> None:
    recipe = plain(hidden=(LayerSpec(6, activation),), optimizer=optimizer)
    by_numpy, compiled = recipe.trainer(), recipe.trainer()
    for trainer in (by_numpy, compiled):
        parameters = trainer.network.parameters
        parameters.slot(0, "biases").view(parameters.values)[...] = bias
    NumpyWorker(by_numpy).train_batches(STEPS)
    CompiledWorker(compiled).train_batches(STEPS)
    assert_same_state(by_numpy, compiled)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_bias_in_front_of_batch_normalisation_stays_where_it_is(optimizer: str) -> None:
    hidden = (LayerSpec(6, "tanh", normalization="batch"), LayerSpec(5, "relu"))
    recipe = plain(hidden=hidden, optimizer=optimizer)
    by_numpy, compiled = recipe.trainer(), recipe.trainer()
    NumpyWorker(by_numpy).train_epochs(5)
    CompiledWorker(compiled).train_epochs(5)
    for trainer in (by_numpy, compiled):
        parameters = trainer.network.parameters
        biases = parameters.slot(0, "biases").view(parameters.values)
        np.testing.assert_array_equal(biases, 0.0)
    assert_same_state(by_numpy, compiled)


@pytest.mark.parametrize("worker", [NumpyWorker, CompiledWorker])
def test_no_updates_change_nothing(worker: Callable[[Trainer], NumpyWorker]) -> None:
    trainer, untouched = plain().trainer(), plain().trainer()
    worker(trainer).train_batches(0)
    assert_same_state(trainer, untouched)


def test_an_overflow_of_running_statistics_is_a_divergence_too() -> None:
    recipe = plain(hidden=(LayerSpec(6, "relu", normalization="batch"),))
    by_numpy, compiled = recipe.trainer(), recipe.trainer()
    for trainer in (by_numpy, compiled):
        trainer.network.parameters.values[:12] *= 1e160
        trainer.settle()
    NumpyWorker(by_numpy).train_batches(3)
    CompiledWorker(compiled).train_batches(3)
    assert by_numpy.diverged == compiled.diverged == 1
    assert np.isfinite(compiled.network.running).all()
