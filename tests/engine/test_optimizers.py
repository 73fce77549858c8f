"""Optimizers: step by step against torch.optim, worked first steps, cut weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.golden import golden
from helpers.properties import few, seeds
from hypothesis import given

from playground.engine import (
    NAG,
    OPTIMIZERS,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    AdamW,
    InvalidArgument,
    LayerSpec,
    Momentum,
    Network,
    Optimizer,
    Parameters,
    RMSprop,
    Trainer,
)
from playground.engine.optimizer import Hyperparameter

RUNS: list[dict[str, Any]] = golden("optimizers")["runs"]


def build(key: str, size: int, settings: dict[str, Any] | None = None) -> Optimizer:
    return OPTIMIZERS[key].optimizer(size, **(settings or {}))


def one_parameter(value: float) -> Parameters:
    parameters = Parameters([[("weights", (1, 1))]])
    parameters.values[...] = value
    return parameters


def follow(optimizer: Optimizer, value: float, gradients: list[float]) -> list[float]:
    """The values of one parameter after each of these gradients."""
    parameters, values = one_parameter(value), []
    for g in gradients:
        parameters.gradients[...] = g
        optimizer.step(parameters)
        values.append(float(parameters.values[0]))
    return values


def name_of(run: dict[str, Any]) -> str:
    return run["name"] + "".join(f" {key}={value}" for key, value in run["settings"].items())


@pytest.mark.parametrize("run", RUNS, ids=name_of)
def test_thirty_steps_are_those_of_torch_optim(run: dict[str, Any]) -> None:
    record = golden("optimizers")
    parameters = Parameters([[("weights", (2, 3))]])
    parameters.values[...] = record["start"]
    optimizer = build(run["name"], 6, run["settings"])
    after = []
    for step, gradient in enumerate(record["gradients"], start=1):
        parameters.gradients[...] = gradient
        optimizer.step(parameters)
        if step in record["recorded"]:
            after.append(parameters.values.copy())
    assert optimizer.iteration == len(record["gradients"]) == 30
    np.testing.assert_allclose(after, run["after"], rtol=1e-12, atol=1e-12)


def test_every_optimizer_and_every_hyperparameter_was_compared_with_torch() -> None:
    compared = {key: {"learning_rate"} for key in OPTIMIZERS}
    for run in RUNS:
        compared[run["name"]] |= set(run["settings"])
    for key, choice in OPTIMIZERS.items():
        assert {h.key for h in choice.hyperparameters} - compared[key] == set(), key


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_defaults_are_those_of_torch_optim(key: str) -> None:
    theirs = golden("optimizers")["defaults"][key]
    if key == "sgd":
        theirs = {**theirs, "learning_rate": 0.03}  # plain descent has the playground's own default
    for hyperparameter in OPTIMIZERS[key].hyperparameters:
        assert hyperparameter.default == theirs[hyperparameter.key]
        assert type(hyperparameter.default) is type(theirs[hyperparameter.key]) or isinstance(
            hyperparameter.default, float
        )


def test_gradient_descent_steps_down_the_gradient() -> None:
    assert follow(SGD(1, learning_rate=0.5), 1.0, [2.0, -4.0]) == [0.0, 2.0]


def test_momentum_worked_by_hand() -> None:
    # v = 1, ½·1 + 2 = 2.5, ½·2.5 + 0 = 1.25;  θ = 0 − 0.1 v …
    values = follow(Momentum(1, learning_rate=0.1, momentum=0.5), 0.0, [1.0, 2.0, 0.0])
    assert values == pytest.approx([-0.1, -0.35, -0.475], rel=1e-15)


def test_dampening_begins_with_the_second_step() -> None:
    # v = 1 (undamped), ½·1 + ¾·2 = 2
    settings = {"learning_rate": 0.1, "momentum": 0.5, "dampening": 0.25}
    assert follow(Momentum(1, **settings), 0.0, [1.0, 2.0]) == pytest.approx([-0.1, -0.3])


def test_nesterov_looks_one_step_ahead() -> None:
    # v = 1: step g + ½ v = 1.5;  v = ½ + 2 = 2.5: step 2 + 1.25 = 3.25
    values = follow(NAG(1, learning_rate=0.1, momentum=0.5), 0.0, [1.0, 2.0])
    assert values == pytest.approx([-0.15, -0.475], rel=1e-15)


def test_adagrad_steps_shrink_with_the_root_of_the_sum_of_squares() -> None:
    # s = 9, 25: steps 0.1·3/3, 0.1·4/5
    assert follow(Adagrad(1, learning_rate=0.1), 0.0, [3.0, 4.0]) == pytest.approx([-0.1, -0.18])


def test_adadelta_first_step_is_root_epsilon_sized() -> None:
    # s = 0.1·4, u = 0: Δ = √1e−6 / √0.400001 · 2
    expected = -(1e-3 / np.sqrt(0.400001)) * 2.0
    assert follow(Adadelta(1), 0.0, [2.0]) == pytest.approx([expected], rel=1e-14)


def test_rmsprop_divides_by_the_running_root_mean_square() -> None:
    # s = ½·4 = 2, then ½·2 + ½·0 = 1
    values = follow(RMSprop(1, learning_rate=0.1, alpha=0.5), 0.0, [2.0, 0.0])
    assert values == pytest.approx([-0.2 / np.sqrt(2.0)] * 2, rel=1e-7)


@pytest.mark.parametrize("g", [1e-3, -0.5, 4.0, 1e5])
def test_adams_first_step_is_the_learning_rate_whatever_the_gradient(g: float) -> None:
    # m̂ = g and ŝ = g², so the step is η g / (|g| + ε).
    expected = -0.02 * g / (abs(g) + 1e-8)
    assert follow(Adam(1, learning_rate=0.02), 0.0, [g]) == pytest.approx([expected], rel=1e-12)


def test_adamw_shrinks_every_parameter_even_without_a_gradient() -> None:
    values = follow(AdamW(1, learning_rate=0.1, weight_decay=0.5), 8.0, [0.0, 0.0])
    assert values == pytest.approx([8.0 * 0.95, 8.0 * 0.95**2], rel=1e-15)


def test_amsgrad_keeps_the_largest_mean_square() -> None:
    gradients = [10.0] + [0.01] * 20
    plain = follow(Adam(1, learning_rate=0.1, beta2=0.5), 0.0, gradients)
    careful = follow(Adam(1, learning_rate=0.1, beta2=0.5, amsgrad=True), 0.0, gradients)
    assert abs(careful[-1]) < 0.5 * abs(plain[-1])


@pytest.mark.parametrize(("alpha", "g"), [(0.5, 0.7), (0.9, 0.1), (0.99, 0.1)])
def test_centered_rmsprop_survives_a_constant_gradient(alpha: float, g: float) -> None:
    # s − m² tends to 0 and falls under it by rounding, as in the plain sums beside it.
    values = follow(RMSprop(1, alpha=alpha, centered=True), 0.0, [g] * 5000)
    assert np.isfinite(values).all()
    s = m = least = 0.0
    for _ in range(5000):
        s = alpha * s + (1.0 - alpha) * g * g
        m += (1.0 - alpha) * (g - m)
        least = min(least, s - m * m)
    assert least < 0.0


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_zero_learning_rate_moves_nothing(key: str) -> None:
    assert follow(build(key, 1, {"learning_rate": 0.0}), 3.0, [1.0, -2.0, 0.5]) == [3.0] * 3


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_comes_down_a_simple_bowl(key: str) -> None:
    rate = {"adadelta": 100.0, "adagrad": 1.0}.get(key, 0.05)
    optimizer, parameters = build(key, 1, {"learning_rate": rate}), one_parameter(5.0)
    for _ in range(200):
        parameters.gradients[...] = parameters.values  # of ½θ²
        optimizer.step(parameters)
    assert abs(parameters.values[0]) < 0.5


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_vector_is_updated_in_place_and_the_gradient_left_alone(key: str) -> None:
    parameters = Parameters([[("weights", (2, 2)), ("biases", (2,))]])
    values, gradients = parameters.values, parameters.gradients
    gradients[...] = [1.0, -2.0, 0.5, 0.0, 3.0, -1.0]
    before = gradients.copy()
    optimizer = build(key, 6)
    state = optimizer.state
    optimizer.step(parameters)
    assert parameters.values is values
    assert optimizer.state is state
    np.testing.assert_array_equal(gradients, before)
    assert state.shape == (len(OPTIMIZERS[key].optimizer.slots), 6)


@few
@given(seeds)
def test_every_parameter_is_updated_on_its_own(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gradients, start = rng.normal(size=(5, 4)), rng.normal(size=4)
    for key in OPTIMIZERS:
        together = Parameters([[("weights", (2, 2))]])
        together.values[...] = start
        optimizer = build(key, 4)
        for g in gradients:
            together.gradients[...] = g
            optimizer.step(together)
        alone = [follow(build(key, 1), start[i], gradients[:, i].tolist())[-1] for i in range(4)]
        np.testing.assert_allclose(together.values, alone, rtol=1e-14)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_configuring_keeps_state_and_count_and_resets_what_is_left_out(key: str) -> None:
    optimizer = build(key, 1, {"learning_rate": 0.5})
    follow(optimizer, 1.0, [1.0, 2.0])
    state = optimizer.state.copy()
    optimizer.configure(learning_rate=0.25)
    assert optimizer.settings["learning_rate"] == 0.25
    np.testing.assert_array_equal(optimizer.state, state)
    assert optimizer.iteration == 2
    optimizer.configure()
    defaults = {h.key: h.default for h in OPTIMIZERS[key].hyperparameters}
    assert optimizer.settings == defaults


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_bounds_themselves_are_allowed_and_what_lies_beyond_is_refused(key: str) -> None:
    for h in OPTIMIZERS[key].hyperparameters:
        if isinstance(h.default, bool):
            build(key, 1, {h.key: True})
            continue
        build(key, 1, {h.key: h.minimum})
        with pytest.raises(InvalidArgument, match=f"{h.key} must be a number"):
            build(key, 1, {h.key: np.nextafter(h.minimum, -np.inf)})
        largest = np.nextafter(h.maximum, -np.inf) if h.open_maximum else h.maximum
        build(key, 1, {h.key: largest})
        with pytest.raises(InvalidArgument, match=f"{h.key} must be a number"):
            build(key, 1, {h.key: np.nextafter(largest, np.inf)})


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_updates_stay_finite_at_the_edges_of_every_bound(key: str) -> None:
    for h in OPTIMIZERS[key].hyperparameters:
        if isinstance(h.default, bool):
            continue
        largest = np.nextafter(h.maximum, -np.inf) if h.open_maximum else h.maximum
        for value in (h.minimum, largest):
            values = follow(build(key, 1, {h.key: value}), 1.0, [0.0, 1.0, -0.5, 0.0, 2.0])
            assert np.isfinite(values).all(), (h.key, value)


def test_a_refused_change_keeps_the_settings() -> None:
    optimizer = Adam(1, beta1=0.5)
    with pytest.raises(InvalidArgument):
        optimizer.configure(beta1=2.0)
    assert optimizer.settings["beta1"] == 0.5


def test_a_switch_takes_only_true_or_false() -> None:
    with pytest.raises(InvalidArgument, match="centered must be true or false, not 1"):
        RMSprop(1, centered=1.0)
    Hyperparameter("centered", False).check(True)


def masked_training(key: str, regularizer: str, normalization: str) -> Trainer:
    rng = np.random.default_rng(4)
    layers = [LayerSpec(5, "tanh", normalization=normalization), LayerSpec(4, "gelu")]
    network = Network(3, layers, outputs=2, output="softmax", rng=rng)
    x, y = rng.normal(size=(20, 3)), np.eye(2)[rng.integers(0, 2, 20)]
    settings = {"weight_decay": 0.3} if key == "adamw" else {}
    optimizer = build(key, len(network.parameters), {**settings, "learning_rate": 0.1})
    return Trainer(
        network, x, y, optimizer, regularizer=regularizer, rate=0.05, batch_size=6, rng=rng
    )


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("regularizer", ["none", "l1", "l2"])
@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_a_weight_cut_in_full_flight_is_bit_identical_after_any_number_of_steps(
    key: str, regularizer: str, normalization: str
) -> None:
    trainer = masked_training(key, regularizer, normalization)
    parameters = trainer.network.parameters
    trainer.train_epochs(4)  # momentum and means are built up by now
    assert trainer.optimizer.state.size == 0 or np.abs(trainer.optimizer.state).max() > 0.0
    for layer in range(3):
        slot = parameters.slot(layer, "weights")
        mask = np.ones(slot.shape)
        mask[::2, -1] = 0.0
        parameters.set_connected(slot, mask)
    trainer.settle()
    before = parameters.values.copy()
    trainer.train_epochs(25)
    cut = parameters.connected == 0.0
    assert cut.sum() == 7
    assert parameters.values[cut].tobytes() == before[cut].tobytes()
    others = parameters.is_weight & ~cut
    assert (parameters.values[others] != before[others]).all()
    np.testing.assert_array_equal(parameters.gradients[cut], 0.0)
    assert trainer.counters.iteration == 29 * 4


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_what_a_cut_weight_holds_makes_no_difference_to_training(key: str) -> None:
    finishes = []
    for held in (0.0, 123.0):
        trainer = masked_training(key, "l2", "none")
        parameters = trainer.network.parameters
        slot = parameters.slot(1, "weights")
        mask = np.ones(slot.shape)
        mask[2, 1] = mask[0, 3] = 0.0
        parameters.set_connected(slot, mask)
        slot.view(parameters.values)[mask == 0.0] = held
        trainer.settle()
        trainer.train_epochs(6)
        finishes.append(parameters.values[parameters.connected == 1.0])
    np.testing.assert_array_equal(*finishes)


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_what_is_frozen_takes_part_but_keeps_its_value_to_the_bit(
    key: str, normalization: str
) -> None:
    trainer = masked_training(key, "l2", normalization)
    parameters = trainer.network.parameters
    trainer.train_epochs(4)
    for slot in parameters.slots:
        if slot.layer == 1:
            parameters.set_frozen(slot, np.ones(slot.shape))
    trainer.settle()
    before = parameters.values.copy()
    answers = trainer.network.predict(trainer.x)
    trainer.train_epochs(10)
    frozen = parameters.frozen == 1.0
    assert parameters.values[frozen].tobytes() == before[frozen].tobytes()
    others = parameters.is_weight & ~frozen
    assert (parameters.values[others] != before[others]).all()
    parameters.values[...] = before
    parameters.values[parameters.slot(1, "weights").span] = 0.0
    assert not np.allclose(trainer.network.predict(trainer.x), answers), "it still takes part"


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_no_momentum_gathers_while_a_weight_is_frozen(key: str) -> None:
    trainer = masked_training(key, "none", "none")
    parameters = trainer.network.parameters
    slot = parameters.slot(0, "weights")
    parameters.set_frozen(slot, np.ones(slot.shape))
    trainer.train_epochs(5)
    assert not trainer.optimizer.state[:, slot.span].any()
    parameters.set_frozen(slot, np.zeros(slot.shape))
    held = slot.view(parameters.values).copy()
    trainer.train_epochs(1)
    assert (slot.view(parameters.values) != held).all()


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_restored_weight_learns_again_from_the_value_it_had(key: str) -> None:
    trainer = masked_training(key, "none", "none")
    parameters = trainer.network.parameters
    slot = parameters.slot(0, "weights")
    mask = np.ones(slot.shape)
    mask[1, 2] = 0.0
    held = slot.view(parameters.values)[1, 2]
    parameters.set_connected(slot, mask)
    trainer.train_epochs(5)
    parameters.set_connected(slot, np.ones(slot.shape))
    assert slot.view(parameters.values)[1, 2] == held
    trainer.train_epochs(1)
    assert slot.view(parameters.values)[1, 2] != held


def test_repr_shows_the_settings() -> None:
    assert repr(Momentum(1, learning_rate=0.5)) == (
        "Momentum(learning_rate=0.5, momentum=0.9, dampening=0)"
    )
