"""The diagnosis: every rule speaks up when it should and is silent when it should be."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from playground.engine import DATASETS
from playground.experiment import Experiment, edits
from playground.experiment.data import Part
from playground.experiment.diagnosis import MOST_MESSAGES
from playground.experiment.reach import explained, reach
from playground.experiment.rules import RULES
from playground.experiment.rules.case import guess_loss
from playground.kernel import Engines

Fields = dict[str, Any]
CODES = [rule.__name__ for rule in RULES]
SEEDS = range(5)


@functools.cache
def engines() -> Engines:
    found = Engines()
    found.wait()
    return found


def layers(count: int, units: int, activation: str) -> list[Fields]:
    return [{"units": units, "activation": activation}] * count


def rate(learning_rate: float, name: str = "sgd") -> Fields:
    return {"name": name, "learning_rate": learning_rate}


CIRCLE = {"dataset": "circle"}
NOISY = {"dataset": "xor", "samples": 200, "noise": 0.3, "train_fraction": 0.3}
SPIRAL = {"dataset": "spiral"}

PROVOKED: list[tuple[str, Fields, Fields, int]] = [
    ("symmetric", {"initializer": "zeros"}, {}, 1),
    ("symmetric", {"initializer": "constant", "layers": layers(2, 6, "relu")}, {}, 1),
    ("exploding", {"layers": layers(6, 8, "leaky_relu"), "initializer": "too_large"}, {}, 1),
    ("dead_units", {"layers": layers(2, 8, "relu"), "optimizer": rate(1.0)}, {}, 60),
    ("dead_units", {"layers": layers(2, 8, "relu"), "optimizer": rate(100.0)}, CIRCLE, 60),
    ("saturated", {"layers": layers(3, 8, "tanh"), "initializer": "too_large"}, CIRCLE, 10),
    ("saturated", {"layers": layers(3, 8, "tanh"), "optimizer": rate(10.0)}, {}, 120),
    ("vanishing", {"layers": layers(6, 8, "sigmoid")}, {}, 10),
    ("linear", {"layers": []}, {}, 30),
    ("linear", {"layers": layers(3, 6, "identity"), "optimizer": rate(0.01)}, CIRCLE, 30),
    ("rate_too_small", {"optimizer": rate(1e-5)}, {}, 20),
    ("rate_too_small", {"optimizer": rate(1e-5, "adam")}, {}, 20),
    ("too_small", {"layers": layers(1, 2, "tanh")}, CIRCLE, 500),
    ("too_small", {"layers": layers(1, 1, "tanh")}, {}, 500),
    ("too_small", {}, SPIRAL, 300),
    ("overfitting", {"layers": layers(2, 24, "tanh"), "optimizer": rate(0.01, "adam")}, NOISY, 200),
    ("solved", {}, {}, 300),
]
"""What brings a rule to speak, and within how many epochs."""


def made(seed: int, network: Fields, data: Fields) -> Experiment:
    if network.get("initializer") == "too_large" and len(network["layers"]) == 6:
        network = {**network, "optimizer": rate(1e-3, "adam")}
    given = {"seed": seed, "data": data, "networks": [network]}
    return Experiment(edits.parse(given), engines())


def messages(live: Experiment) -> list[Fields]:
    found: list[Fields] = live.status()[0]["messages"]
    return found


def codes(live: Experiment) -> list[str]:
    return [message["code"] for message in messages(live)]


def until(live: Experiment, code: str, most: int) -> Fields:
    """Train until there is the message; return it."""
    for _ in range(most):
        live.tick("epochs")
        for message in messages(live):
            if message["code"] == code:
                return message
    raise AssertionError(f"no {code} in {most} epochs: {messages(live)}")


def train_loss(live: Experiment) -> float:
    return live.runs[0].measure().train.loss


def loss_on_test(live: Experiment) -> float:
    score = live.runs[0].measure().test
    assert score is not None
    return score.loss


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("code", "network", "data", "most"), PROVOKED)
def test_trouble_is_named(code: str, network: Fields, data: Fields, most: int, seed: int) -> None:
    live = made(seed, network, data)
    message = until(live, code, most)
    assert set(message) == {"code", "level", "values", "advice", "reset", "topic"}
    assert message["level"] in ("error", "warning", "info", "good")
    assert all(isinstance(value, int | float | str) for value in message["values"].values())


NEXT_TO_NOTHING = 1e-3
"""A loss at which a problem is solved."""

ADVISED = [case for case in PROVOKED if case[0] not in ("solved", "overfitting")]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("code", "network", "data", "most"), ADVISED)
def test_advice_helps(code: str, network: Fields, data: Fields, most: int, seed: int) -> None:
    live = made(seed, network, data)
    message = until(live, code, most)
    epochs = max(150, round(live.runs[0].epoch))
    without = made(seed, network, data)
    for _ in range(epochs):
        without.tick("epochs")
    follow(live, message)
    assert code not in codes(live)
    for _ in range(epochs):
        live.tick("epochs")
        assert code not in codes(live)
    # Weights that are far too large can fit every training point and still answer wildly.
    judged = loss_on_test if code == "exploding" else train_loss
    # Steps that are far too large can stumble upon a solution too, which nothing needs to beat.
    assert judged(live) < max(judged(without), NEXT_TO_NOTHING)


def follow(live: Experiment, message: Fields) -> None:
    live.apply(edits.change_network(live.spec, 0, message["advice"]), [0])
    if message["reset"]:
        live.reset(None)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_price_on_weights_helps_against_overfitting(seed: int) -> None:
    code, network, data, most = next(case for case in PROVOKED if case[0] == "overfitting")
    live, without = made(seed, network, data), made(seed, network, data)
    message = until(live, code, most)
    assert message["values"]["test_loss"] > message["values"]["lowest"]
    epochs = 150
    follow(live, message)
    for _ in range(epochs):
        live.tick("epochs")
        without.tick("epochs")
    assert loss_on_test(live) < 0.9 * loss_on_test(without)


CLASSIC = ["circle", "xor", "gauss", "spiral", "reg_plane", "reg_gauss"]
TOO_MUCH_FOR_EIGHT_UNITS = {"spiral", "reg_gauss", "checkerboard", "sine", "egg_box", "ripple"}


@pytest.mark.parametrize("key", list(DATASETS))
def test_the_usual_network_raises_no_false_alarm(key: str) -> None:
    allowed = {"solved", *(["too_small"] if key in TOO_MUCH_FOR_EIGHT_UNITS else [])}
    for seed in range(8 if key in CLASSIC else 3):
        live = made(seed, {}, {"dataset": key})
        for _ in range(300):
            live.tick("epochs")
            assert set(codes(live)) <= allowed, (key, seed, live.runs[0].epoch)


HEALTHY: list[Fields] = [
    {"layers": layers(2, 8, "relu"), "initializer": "he_uniform"},
    {"layers": layers(3, 8, "tanh")},
    {"layers": layers(2, 8, "gelu"), "optimizer": rate(0.003, "adam")},
    {"layers": layers(2, 8, "leaky_relu"), "optimizer": rate(0.01, "momentum")},
    {"layers": layers(2, 6, "sigmoid"), "optimizer": rate(0.3)},
    {"batch_size": 5_000, "optimizer": rate(0.1)},
    {"layers": [{"units": 8, "normalization": "batch"}] * 4},
    {"layers": [{"units": 16, "dropout": 0.2}] * 2},
]


@pytest.mark.parametrize("network", HEALTHY)
@pytest.mark.parametrize("data", [{}, CIRCLE, {"dataset": "moons"}, {"dataset": "gauss"}])
def test_healthy_networks_raise_no_false_alarm(network: Fields, data: Fields) -> None:
    for seed in range(3):
        live = made(seed, network, data)
        for _ in range(150):
            live.tick("epochs")
            assert set(codes(live)) <= {"solved"}, (seed, live.runs[0].epoch)


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_is_not_blamed_on_a_straight_line_or_a_small_network(seed: int) -> None:
    data = {"dataset": "gauss", "noise": 0.5}
    for network in ({"layers": []}, {"layers": layers(1, 3, "tanh")}):
        live = made(seed, network, data)
        for _ in range(250):
            live.tick("epochs")
            assert not {"linear", "too_small"} & set(codes(live))


def test_a_linear_network_that_can_do_it_is_not_told_that_it_cannot() -> None:
    for seed in SEEDS:
        live = made(seed, {"layers": []}, {"dataset": "half_plane"})
        for _ in range(100):
            live.tick("epochs")
            assert set(codes(live)) <= {"solved"}


def test_nothing_is_said_before_anything_was_learnt_but_what_can_be_seen_already() -> None:
    for seed in SEEDS:
        assert codes(made(seed, {}, {})) == []
        assert codes(made(seed, {"layers": layers(6, 8, "sigmoid")}, {})) == []
        assert codes(made(seed, {"initializer": "zeros"}, {})) == ["symmetric"]


def test_targets_that_are_all_the_same_are_not_solved_by_any_answer() -> None:
    points = [{"x1": 0.1 * n, "x2": -0.2 * n, "label": 3.0} for n in range(40)]
    given = {"task": "regression", "data": {"dataset": "custom", "points": points}}
    live = Experiment(edits.parse(given), engines())
    for _ in range(10):
        live.tick("epochs")
        assert "solved" not in codes(live)


def test_there_are_at_most_two_messages_the_most_urgent_first() -> None:
    sick = {"layers": [*layers(1, 4, "step"), *layers(3, 4, "tanh")], "initializer": "zeros"}
    live = made(0, {**sick, "output": "step", "loss": "mse"}, {})
    assert codes(live) == ["no_gradient", "no_gradient_output"]
    live.tick("epochs")
    assert len(codes(live)) == MOST_MESSAGES
    assert [CODES.index(code) for code in codes(live)] == sorted(map(CODES.index, codes(live)))


@pytest.mark.parametrize(("code", "network", "data", "most"), PROVOKED)
def test_messages_do_not_flicker(code: str, network: Fields, data: Fields, most: int) -> None:
    """Over many epochs what is said changes a handful of times."""
    live = made(1, network, data)
    changes, before = 0, codes(live)
    for _ in range(400):
        live.tick("epochs")
        if not set(codes(live)) <= {"solved"} and codes(live) != before:
            changes += 1
        before = codes(live)
    assert changes <= 10


def test_after_an_edit_what_was_is_forgotten() -> None:
    live = made(0, {"layers": layers(6, 8, "sigmoid")}, {})
    until(live, "vanishing", 10)
    live.apply(edits.change_network(live.spec, 0, {"batch_size": 20}), [0])
    assert codes(live) == []
    until(live, "vanishing", 10)
    live.reset(None)
    assert codes(live) == []


@pytest.mark.parametrize("code", ["overfitting", "too_small", "vanishing", "linear", "solved"])
def test_who_looks_only_after_a_long_training_is_told_as_well(code: str) -> None:
    _, network, data, _ = next(case for case in PROVOKED if case[0] == code)
    live = made(0, network, data)
    for _ in range(400):
        live.tick("epochs")
    assert code in codes(live)


def test_asking_twice_is_answered_twice_the_same() -> None:
    live = made(0, {"optimizer": rate(1e-5)}, {})
    until(live, "rate_too_small", 20)
    assert messages(live) == messages(live)


def test_reach_knows_what_can_be_told_apart() -> None:
    rng = np.random.default_rng(0)
    points = rng.uniform(-5.0, 5.0, (300, 2))
    quadrants = (points[:, 0] * points[:, 1] > 0.0).astype(float)
    assert reach(Part(points, quadrants), 2) > 0.9
    assert reach(Part(points, rng.permutation(quadrants)), 2) < 0.65
    assert reach(Part(points, points.sum(axis=1)), None) > 0.9
    assert reach(Part(points, rng.standard_normal(300)), None) < 0.3
    assert reach(Part(points[:4], np.array([0.0, 1.0, 1.0, 0.0])), 2) == 1.0


def test_the_share_of_variance_explained() -> None:
    targets = np.array([0.0, 1.0, 2.0, 3.0])
    assert explained(targets, targets) == 1.0
    assert explained(targets, np.full(4, 1.5)) == 0.0
    assert explained(targets, -targets) == 0.0
    assert explained(np.ones(3), np.ones(3)) == 1.0


def test_the_loss_of_a_guess_is_the_least_that_any_constant_has() -> None:
    y = np.array([[1.0], [1.0], [0.0], [1.0]])
    tries = np.linspace(0.001, 0.999, 999)
    by_entropy = [-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean() for p in tries]
    by_squares = [0.5 * ((y - p) ** 2).mean() for p in tries]
    assert guess_loss(y, "cross_entropy") == pytest.approx(min(by_entropy), abs=1e-5)
    assert guess_loss(y, "mse") == pytest.approx(min(by_squares), abs=1e-5)
    one_hot = np.eye(3)[[0, 1, 2, 2]]
    shares = np.array([0.25, 0.25, 0.5])
    assert guess_loss(one_hot, "cross_entropy") == pytest.approx(-(shares * np.log(shares)).sum())


def test_units_that_small_steps_have_brought_to_their_flat_ends_are_no_trouble() -> None:
    live = made(0, {}, {})
    for _ in range(90):
        live.tick("epochs")
    live.apply(edits.replace_data(live.spec, SPIRAL), [0])
    said = set()
    for _ in range(3_100):
        live.tick("epochs")
        said |= set(codes(live))
    saturated = live.runs[0].measure().health.saturated[0]
    assert saturated is not None
    assert saturated >= 0.5
    assert said == {"too_small"}
