"""Training: batches, epochs, counters, seeds, and what happens when numbers explode."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from helpers.properties import few
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import (
    DATASETS,
    OPTIMIZERS,
    SGD,
    Adam,
    LayerSpec,
    Mode,
    Network,
    Trainer,
)
from playground.engine.types import Array


def data(n: int, seed: int = 0) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return x, (x[:, :1] * x[:, 1:] > 0.0).astype(float)


def make(n: int = 10, seed: int = 0, **changes: Any) -> Trainer:
    layers = changes.pop("layers", [LayerSpec(4, "tanh")])
    network = Network(
        2,
        layers,
        rng=np.random.default_rng(seed),
        dropout_rng=np.random.default_rng([seed, 1]),
        **changes.pop("network", {}),
    )
    optimizer = changes.pop("optimizer", None) or SGD(len(network.parameters), learning_rate=0.1)
    settings = {"batch_size": 4, "rng": np.random.default_rng([seed, 2]), **changes}
    return Trainer(network, *data(n), optimizer, **settings)


def batches(trainer: Trainer, number: int) -> list[list[int]]:
    found = []
    for _ in range(number):
        trainer.train_batch()
        found.append(trainer.batch.tolist())
    return found


def shown(trainer: Trainer, number: int) -> list[int]:
    """The samples of the next batches, in the order in which they were taken."""
    return list(itertools.chain(*batches(trainer, number)))


# Batches and counters


@few
@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 4), st.booleans())
def test_iterations_are_epochs_times_samples_over_batch_size_rounded_up(
    n: int, batch_size: int, epochs: int, shuffle: bool
) -> None:
    trainer = make(n, batch_size=batch_size, shuffle=shuffle)
    trainer.train_epochs(epochs)
    counters = trainer.counters
    assert counters.iteration == epochs * math.ceil(n / batch_size)
    assert counters.samples_seen == epochs * n
    assert (counters.epoch, counters.cursor) == (epochs, 0)
    assert trainer.optimizer.iteration == counters.iteration


def test_a_thousand_samples_ten_epochs_batches_of_a_hundred_are_a_hundred_iterations() -> None:
    trainer = make(1000, batch_size=100, layers=[])
    trainer.train_epochs(10)
    assert trainer.counters.iteration == 100


def test_the_partial_last_batch_is_a_batch_of_its_own() -> None:
    trainer = make(10, batch_size=4)
    found = batches(trainer, 6)
    assert [len(batch) for batch in found] == [4, 4, 2, 4, 4, 2]
    assert sorted(itertools.chain(*found[:3])) == list(range(10))
    assert sorted(itertools.chain(*found[3:])) == list(range(10))


def test_the_partial_last_batch_is_averaged_over_its_own_samples() -> None:
    trainer = make(10, batch_size=4, shuffle=False)
    batches(trainer, 2)
    network = trainer.network
    before = network.parameters.values.copy()
    twin = Network(2, [LayerSpec(4, "tanh")])
    twin.parameters.values[...] = before
    twin.forward(trainer.x[8:])
    twin.backward(trainer.y[8:])
    trainer.train_batch()
    assert trainer.batch.tolist() == [8, 9]
    expected = before - 0.1 * twin.parameters.gradients
    np.testing.assert_allclose(network.parameters.values, expected, rtol=1e-14, atol=1e-16)


@few
@given(st.integers(1, 30), st.integers(1, 30))
def test_every_epoch_shows_every_sample_exactly_once(n: int, batch_size: int) -> None:
    trainer = make(n, batch_size=batch_size, layers=[])
    for _ in range(3):
        assert sorted(shown(trainer, math.ceil(n / batch_size))) == list(range(n))


def test_shuffling_takes_a_new_order_every_epoch() -> None:
    trainer = make(20)
    orders = [tuple(shown(trainer, 5)) for _ in range(4)]
    assert len(set(orders)) == 4
    assert tuple(range(20)) not in orders


def test_without_shuffling_samples_come_in_the_order_of_the_data() -> None:
    trainer = make(10, shuffle=False)
    assert batches(trainer, 6) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]] * 2


@pytest.mark.parametrize("batch_size", [10, 11, 1000])
def test_a_batch_size_above_the_number_of_samples_means_the_full_batch(batch_size: int) -> None:
    full, above = (make(10, batch_size=size, shuffle=False) for size in (10, batch_size))
    for trainer in (full, above):
        trainer.train_epochs(7)
    assert above.counters == full.counters
    assert len(above.batch) == 10
    np.testing.assert_array_equal(above.network.parameters.values, full.network.parameters.values)


def test_one_sample_can_be_trained_alone_in_the_midst_of_an_epoch() -> None:
    trainer = make(10, batch_size=4, shuffle=False)
    trainer.train_batch()
    trainer.train_batch(size=1)
    assert trainer.batch.tolist() == [4]
    counters = trainer.counters
    assert (counters.iteration, counters.samples_seen, counters.cursor) == (2, 5, 5)
    assert batches(trainer, 3) == [[5, 6, 7, 8], [9], [0, 1, 2, 3]]
    assert trainer.counters.epoch == 1


def test_samples_one_by_one_are_an_epoch_after_as_many_as_there_are() -> None:
    trainer = make(7, batch_size=4)
    taken = []
    for _ in range(7):
        trainer.train_batch(size=1)
        taken += trainer.batch.tolist()
    assert sorted(taken) == list(range(7))
    assert (trainer.counters.epoch, trainer.counters.iteration) == (1, 7)


def test_an_epoch_step_ends_the_epoch_that_was_begun() -> None:
    trainer = make(10, batch_size=4)
    trainer.train_batch()
    trainer.train_epochs(1)
    assert (trainer.counters.epoch, trainer.counters.cursor) == (1, 0)
    assert trainer.counters.iteration == 3
    trainer.train_epochs(2)
    assert (trainer.counters.epoch, trainer.counters.iteration) == (3, 9)


def test_zero_epochs_do_nothing() -> None:
    trainer = make()
    before = trainer.network.parameters.values.copy()
    trainer.train_epochs(0)
    assert trainer.counters.iteration == 0
    np.testing.assert_array_equal(trainer.network.parameters.values, before)


def test_training_uses_the_batch_statistics_and_dropout_of_training_mode() -> None:
    trainer = make(12, layers=[LayerSpec(8, "tanh", 0.5, "batch")])
    trainer.train_batch()
    layer = trainer.network.hidden[0]
    assert layer.dropout.scale is not None
    batch = trainer.x[trainer.batch]
    start = Network(2, [LayerSpec(8)], rng=np.random.default_rng(0)).hidden[0].dense.weights
    z = batch @ start
    np.testing.assert_allclose(layer.normalization.running_mean, 0.1 * z.mean(axis=0), rtol=1e-12)


# Seeds


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_same_seed_gives_the_same_numbers_bit_for_bit(key: str) -> None:
    finishes = []
    for _ in range(2):
        layers = [LayerSpec(6, "tanh", 0.3, "batch"), LayerSpec(5, "gelu", 0.2, "layer")]
        size = len(Network(2, layers).parameters)
        trainer = make(23, 5, layers=layers, optimizer=OPTIMIZERS[key].optimizer(size))
        trainer.train_epochs(6)
        finishes.append((trainer.network.parameters.values, trainer.network.running))
    assert finishes[0][0].tobytes() == finishes[1][0].tobytes()
    assert finishes[0][1].tobytes() == finishes[1][1].tobytes()


def test_another_seed_gives_other_numbers() -> None:
    one, other = make(seed=1), make(seed=2)
    for trainer in (one, other):
        trainer.train_epochs(1)
    assert not np.array_equal(one.network.parameters.values, other.network.parameters.values)


def test_batches_then_epochs_give_the_numbers_of_epochs_alone() -> None:
    whole, pieces = make(10), make(10)
    whole.train_epochs(3)
    batches(pieces, 2)
    pieces.train_epochs(1)
    batches(pieces, 3)
    pieces.train_epochs(1)
    assert pieces.counters == whole.counters
    np.testing.assert_array_equal(pieces.network.parameters.values, whole.network.parameters.values)


def test_measuring_between_steps_changes_nothing() -> None:
    layers = [LayerSpec(6, "tanh", 0.3, "batch")]
    plain, watched = make(10, layers=layers), make(10, layers=layers)
    for _ in range(9):
        plain.train_batch()
        watched.train_batch()
        watched.network.forward(watched.x, Mode.MEASURE)
        watched.network.backward(watched.y)
        watched.network.predict(watched.x)
    np.testing.assert_array_equal(
        watched.network.parameters.values, plain.network.parameters.values
    )
    np.testing.assert_array_equal(watched.network.running, plain.network.running)


# Learning


def test_eight_tanh_units_learn_xor() -> None:
    points, labels = DATASETS["xor"].generate(np.random.default_rng(0), 250, 0.0, 2)
    network = Network(2, [LayerSpec(8, "tanh")])
    optimizer = SGD(len(network.parameters), learning_rate=0.1)
    Trainer(network, points, labels[:, None], optimizer).train_epochs(60)
    assert ((network.predict(points)[:, 0] > 0.5) == labels).mean() > 0.95


def test_a_linear_model_gets_three_corners_of_xor_at_most() -> None:
    points, labels = DATASETS["xor_table"].generate(np.random.default_rng(0), 4, 0.0, 2)
    network = Network(2)
    optimizer = SGD(len(network.parameters), learning_rate=0.5)
    Trainer(network, points, labels[:, None], optimizer).train_epochs(500)
    assert ((network.predict(points)[:, 0] > 0.5) == labels).mean() <= 0.75


@pytest.mark.parametrize("table", ["and_table", "or_table"])
@pytest.mark.parametrize("output", ["step", "sign"])
def test_the_perceptron_rule_solves_and_and_or_from_zero_weights(table: str, output: str) -> None:
    points, labels = DATASETS[table].generate(np.random.default_rng(0), 4, 0.0, 2)
    network = Network(2, output=output, loss="perceptron", initializer="zeros")
    targets = network.output.encode(labels.astype(np.int64), 2)
    optimizer = SGD(len(network.parameters), learning_rate=0.1)
    Trainer(network, points, targets, optimizer, batch_size=1).train_epochs(50)
    np.testing.assert_array_equal(network.output.decide(network.predict(points)), labels)


def test_full_batch_descent_at_a_small_rate_never_raises_the_loss() -> None:
    trainer = make(50, batch_size=50)
    losses = []
    for _ in range(100):
        trainer.train_batch()
        losses.append(trainer.network.losses(trainer.y[trainer.batch]).mean())
    assert (np.diff(losses) <= 0.0).all()
    assert losses[-1] < losses[0] - 0.01


# Divergence


def explosive(**changes: Any) -> Trainer:
    """Squared error with a rate that squares the numbers at every step."""
    return make(
        8,
        batch_size=8,
        shuffle=False,
        layers=changes.pop("layers", [LayerSpec(4, "relu"), LayerSpec(4, "identity")]),
        network={"output": "identity", "loss": "mse"},
        **changes,
    )


def rate(trainer: Trainer, learning_rate: float) -> Trainer:
    trainer.optimizer.configure(learning_rate=learning_rate)
    return trainer


def snapshot(trainer: Trainer) -> list[Any]:
    network = trainer.network
    return [
        network.parameters.values.copy(),
        network.running.copy(),
        trainer.optimizer.state.copy(),
        trainer.optimizer.iteration,
        (trainer.counters.epoch, trainer.counters.iteration, trainer.counters.cursor),
        trainer.counters.samples_seen,
    ]


def assert_same(found: list[Any], expected: list[Any]) -> None:
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("key", ["sgd", "momentum", "nag"])
@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_divergence_stops_at_the_last_finite_state_and_reports_the_iteration(
    key: str, normalization: str
) -> None:
    layers = [LayerSpec(4, "relu", normalization=normalization), LayerSpec(4, "identity")]
    size = len(Network(2, layers).parameters)

    def start() -> Trainer:
        optimizer = OPTIMIZERS[key].optimizer(size, learning_rate=50.0)
        return explosive(layers=layers, optimizer=optimizer)

    trainer = start()
    trainer.train_epochs(200)
    at = trainer.diverged
    assert at is not None
    assert 1 < at < 50
    assert np.isfinite(trainer.network.parameters.values).all()
    assert np.isfinite(trainer.network.running).all()
    assert np.isfinite(trainer.optimizer.state).all()

    # A twin that is stopped in time shows every state on the way.
    twin, states = start(), []
    for _ in range(at):
        states.append(snapshot(twin))
        twin.train_batch()
    assert twin.diverged == at
    # Loss found not finite: the update before it was the bad one. Parameters: the update itself.
    steps = trainer.counters.iteration
    assert steps in (at - 1, at - 2)
    assert_same(snapshot(trainer), states[steps])
    with np.errstate(all="ignore"):
        trainer.network.forward(trainer.x, Mode.MEASURE)
        assert np.isfinite(trainer.network.losses(trainer.y)).all()


def test_a_loss_that_is_not_finite_takes_back_the_update_before_it() -> None:
    # One weight, x = 1, y = 0: θ ← θ − η θ = −99 θ. From 1e152 the loss ½ θ² of the second
    # batch is 4.9e307, that of the third, at 9.8e155, overflows.
    network = Network(1, output="identity", loss="mse")
    network.parameters.values[...] = [1e152, 0.0]
    x, y = np.array([[1.0]]), np.array([[0.0]])
    trainer = Trainer(network, x, y, SGD(2, learning_rate=50.0))
    # The bias moves with the weight: z = w + b, both fall by η z, so z ← (1 − 2η) z = −99 z.
    states = [network.parameters.values.copy()]
    for _ in range(2):
        trainer.train_batch()
        states.append(network.parameters.values.copy())
    assert trainer.diverged is None
    trainer.train_batch()
    assert trainer.diverged == 3
    assert trainer.counters.iteration == 1
    np.testing.assert_array_equal(network.parameters.values, states[1])
    network.forward(x)
    assert np.isfinite(network.losses(y)).all()


def test_parameters_that_are_not_finite_take_back_the_update_itself() -> None:
    # The loss ½ (1e300 · 1e−160)² = 5e279 is finite, its gradient 1e140 · 1e300 is not.
    network = Network(1, output="identity", loss="mse")
    network.parameters.values[...] = [1e-160, 0.0]
    trainer = Trainer(network, np.array([[1e300]]), np.array([[0.0]]), SGD(2))
    trainer.train_batch()
    assert trainer.diverged == 1
    assert trainer.counters.iteration == 0
    np.testing.assert_array_equal(network.parameters.values, [1e-160, 0.0])


def test_a_running_variance_that_is_not_finite_counts_as_divergence() -> None:
    # x̂ stays finite where σ² overflows, so that neither loss nor parameters would show it.
    layers = [LayerSpec(3, "relu", normalization="batch")]
    trainer = make(8, batch_size=4, layers=layers)
    trainer.train_epochs(1)
    trainer.network.hidden[0].dense.weights[...] = 1e160
    trainer.settle()
    before = snapshot(trainer)
    trainer.train_batch()
    assert trainer.diverged == 3
    assert_same(snapshot(trainer), before)


def test_optimizer_state_that_is_not_finite_counts_as_divergence() -> None:
    # g = 1e80 · 1e80 is finite, its square in Adam's mean is not: that weight would stand still.
    network = Network(1, output="identity", loss="mse")
    network.parameters.values[...] = [1.0, 0.0]
    trainer = Trainer(network, np.array([[1e80]]), np.array([[0.0]]), Adam(2))
    trainer.train_batch()
    assert trainer.diverged == 1
    np.testing.assert_array_equal(network.parameters.values, [1.0, 0.0])
    np.testing.assert_array_equal(trainer.optimizer.state, 0.0)


def test_a_start_with_a_loss_that_is_not_finite_is_kept_and_reported_as_the_first_iteration() -> (
    None
):
    trainer = explosive()
    trainer.network.parameters.values[...] = 1e120
    trainer.settle()
    before = snapshot(trainer)
    trainer.train_epochs(3)
    assert trainer.diverged == 1
    assert_same(snapshot(trainer), before)


def test_a_diverged_network_stays_stopped() -> None:
    trainer = rate(explosive(), 50.0)
    trainer.train_epochs(100)
    before, at = snapshot(trainer), trainer.diverged
    trainer.train_epochs(5)
    trainer.train_batch()
    trainer.train_batch(size=1)
    assert_same(snapshot(trainer), before)
    assert trainer.diverged == at


def test_after_settling_a_diverged_network_goes_on_and_can_diverge_again() -> None:
    trainer = rate(explosive(), 50.0)
    trainer.train_epochs(100)
    steps = trainer.counters.iteration
    trainer.network.initialize(np.random.default_rng(3))
    rate(trainer, 0.01).settle()
    assert trainer.diverged is None
    trainer.train_epochs(20)
    assert trainer.diverged is None
    assert trainer.counters.iteration == steps + 20
    rate(trainer, 100.0).settle()
    trainer.train_epochs(100)
    assert trainer.diverged is not None
    assert trainer.diverged > steps + 20
    assert np.isfinite(trainer.network.parameters.values).all()


def test_settling_after_a_change_makes_that_change_the_state_to_go_back_to() -> None:
    trainer = rate(explosive(), 0.01)
    trainer.train_epochs(3)
    trainer.network.parameters.values[...] = 1e100
    trainer.settle()
    trainer.train_epochs(5)
    assert trainer.diverged == 4
    np.testing.assert_array_equal(trainer.network.parameters.values, 1e100)
    assert trainer.counters.iteration == 3


class TwoOrders:
    """Stands in for a generator: first one order, then its reverse, and so on."""

    def __init__(self) -> None:
        self.orders = itertools.cycle([[0, 1], [1, 0]])

    def permutation(self, n: int) -> Array:
        return np.array(next(self.orders))


def test_divergence_at_the_start_of_an_epoch_takes_back_the_order_of_the_one_before() -> None:
    # As above z ← −99 z from 1e152: the third loss overflows. With two batches an epoch that is
    # the first of the second epoch, and the update taken back is the last of the first one.
    network = Network(1, output="identity", loss="mse")
    network.parameters.values[...] = [1e152, 0.0]
    x, y = np.ones((2, 1)), np.zeros((2, 1))
    optimizer = SGD(2, learning_rate=50.0)
    trainer = Trainer(network, x, y, optimizer, batch_size=1, rng=TwoOrders())
    trainer.train_epochs(2)
    assert trainer.diverged == 3
    assert (trainer.counters.epoch, trainer.counters.cursor) == (0, 1)
    assert trainer.order.tolist() == [0, 1]
    network.parameters.values[...] = 0.0
    trainer.settle()
    assert batches(trainer, 1) == [[1]]
    assert (trainer.counters.epoch, trainer.counters.cursor) == (1, 0)


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("loss", ["mse", "cross_entropy"])
def test_whatever_the_optimizer_no_number_that_is_not_finite_ever_shows(
    key: str, loss: str
) -> None:
    layers = [LayerSpec(6, "relu"), LayerSpec(6, "relu", normalization="batch")]
    output = "identity" if loss == "mse" else "sigmoid"
    size = len(Network(2, layers).parameters)
    trainer = make(
        20,
        layers=layers,
        optimizer=OPTIMIZERS[key].optimizer(size, learning_rate=100.0),
        network={"output": output, "loss": loss, "initializer": "too_large"},
    )
    for _ in range(40):
        trainer.train_epochs(1)
        assert np.isfinite(trainer.network.parameters.values).all()
        assert np.isfinite(trainer.network.running).all()
        assert np.isfinite(trainer.optimizer.state).all()


# Changes while training


def test_new_data_begin_a_new_epoch_and_keep_weights_and_iterations() -> None:
    trainer = make(10, batch_size=4)
    batches(trainer, 4)
    before = trainer.network.parameters.values.copy()
    trainer.set_data(*data(6, seed=9))
    trainer.settle()
    np.testing.assert_array_equal(trainer.network.parameters.values, before)
    assert (trainer.counters.cursor, trainer.counters.iteration, trainer.counters.epoch) == (
        0,
        4,
        1,
    )
    assert sorted(shown(trainer, 2)) == list(range(6))
    assert trainer.counters.epoch == 2


def test_new_targets_of_the_same_samples_leave_the_epoch_running() -> None:
    trainer = make(10, batch_size=4, shuffle=False)
    trainer.train_batch()
    trainer.set_data(trainer.x, 1.0 - trainer.y, restart_epoch=False)
    trainer.train_batch()
    assert trainer.batch.tolist() == [4, 5, 6, 7]


def test_another_optimizer_starts_afresh_after_settling() -> None:
    trainer = make(10)
    trainer.train_epochs(2)
    trainer.optimizer = Adam(len(trainer.network.parameters))
    trainer.settle()
    trainer.train_epochs(1)
    assert trainer.optimizer.iteration == 3
    assert trainer.counters.iteration == 9


def test_a_change_of_batch_size_counts_from_the_next_batch() -> None:
    trainer = make(10, batch_size=4, shuffle=False)
    trainer.train_batch()
    trainer.batch_size = 5
    assert batches(trainer, 2) == [[4, 5, 6, 7, 8], [9]]


def test_penalty_is_rate_times_sum_of_the_weights_that_take_part() -> None:
    trainer = make(layers=[], regularizer="l1", rate=0.5)
    trainer.network.parameters.values[...] = [3.0, -4.0, 100.0]
    assert trainer.penalty == 3.5
    trainer.set_regularization("l2", 0.2)
    assert trainer.penalty == pytest.approx(2.5, rel=1e-15)
    slot = trainer.network.parameters.slot(0, "weights")
    trainer.network.parameters.set_connected(slot, np.array([[1.0], [0.0]]))
    assert trainer.penalty == pytest.approx(0.9, rel=1e-15)


def test_repr_tells_optimizer_and_counters() -> None:
    trainer = make(10)
    trainer.train_epochs(1)
    assert repr(trainer) == (
        "Trainer(SGD(learning_rate=0.1), batch_size=4, "
        "Counters(epoch=1, iteration=3, samples_seen=10, cursor=0))"
    )


@pytest.mark.parametrize("batches", range(8))
def test_the_next_batch_is_the_one_that_is_trained_on(batches: int) -> None:
    looking, training = make(n=7, batch_size=3), make(n=7, batch_size=3)
    for _ in range(batches):
        looking.train_batch()
        training.train_batch()
    training.train_batch()
    assert training.batch.tolist() == looking.next_batch().tolist()


def test_samples_given_by_hand_are_trained_on_and_the_epoch_stays_where_it_is() -> None:
    by_hand, usual = make(n=7, batch_size=3), make(n=7, batch_size=3)
    for trainer in (by_hand, usual):
        trainer.train_batch()
    counters = replace(by_hand.counters)
    batch = by_hand.next_batch()
    by_hand.train_on(by_hand.x[batch], by_hand.y[batch])
    usual.train_batch()
    assert (by_hand.network.parameters.values == usual.network.parameters.values).all()
    assert by_hand.counters == replace(counters, iteration=2, samples_seen=6)
    assert by_hand.next_batch().tolist() == batch.tolist()
    assert by_hand.batch.size == 0


def test_a_diverged_network_learns_nothing_by_hand() -> None:
    trainer = rate(explosive(), 50.0)
    trainer.train_epochs(100)
    assert trainer.diverged is not None
    before = snapshot(trainer)
    trainer.train_on(trainer.x, trainer.y)
    assert_same(snapshot(trainer), before)
