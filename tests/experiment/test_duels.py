"""Every duel shows its point within its ten seconds, whatever the seed; here are the points."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.experiment.duels import DUELS, SECONDS
from playground.experiment.history import HistoryPoint
from playground.experiment.limits import Limits
from playground.kernel import Engines

SEEDS = range(10)
BY_KEY = {duel.key: duel for duel in DUELS}


@functools.cache
def engines() -> Engines:
    found = Engines()
    found.wait()
    return found


@functools.cache
def played(key: str, seed: int) -> list[list[HistoryPoint]]:
    """The curves of every network after the ten seconds, one point an epoch."""
    duel = BY_KEY[key]
    spec = duel.experiment.model_copy(update={"seed": seed})
    live = Experiment(spec, engines())
    for _ in range(round(SECONDS * duel.rate)):
        live.tick(duel.unit)
    return [run.history.points for run in live.runs]


def games(key: str) -> Iterator[list[list[HistoryPoint]]]:
    return (played(key, seed) for seed in SEEDS)


def losses(points: list[HistoryPoint]) -> np.ndarray:
    return np.array([point.measurement.train.loss for point in points])


def losses_on_test(points: list[HistoryPoint]) -> np.ndarray:
    return np.array([p.measurement.test.loss for p in points if p.measurement.test])


def accuracies(points: list[HistoryPoint]) -> np.ndarray:
    """Of the test set."""
    return np.array([p.measurement.test.accuracy for p in points if p.measurement.test])


def first_gradients(points: list[HistoryPoint]) -> np.ndarray:
    """Norms of ∂J/∂W of the first layer."""
    return np.array([point.measurement.norms.weights[0] for point in points])


def solved_at(points: list[HistoryPoint]) -> int:
    """The epoch at which it was first right at 19 test points in 20."""
    reached = accuracies(points) >= 0.95
    assert reached.any(), accuracies(points).max()
    return int(reached.argmax())


def test_there_are_seven_and_each_fits_into_a_session() -> None:
    assert list(BY_KEY) == [
        *("sigmoid_relu", "optimizers", "wide_deep", "initial_weights", "batch_sizes"),
        *("dropout", "batch_normalization"),
    ]
    for duel in DUELS:
        Limits().check(duel.experiment)
        names = [network.name for network in duel.experiment.networks]
        assert len(set(names)) == len(names) >= 2


@pytest.mark.parametrize("key", list(BY_KEY))
def test_nothing_diverges(key: str) -> None:
    for networks in games(key):
        epochs = {points[-1].epoch for points in networks}
        assert epochs == {SECONDS * BY_KEY[key].rate}


def test_gradients_vanish_in_sigmoids_which_stay_at_chance_while_relus_solve_it() -> None:
    for sigmoid, relu in games("sigmoid_relu"):
        solved = solved_at(relu)
        assert solved < 150
        assert accuracies(sigmoid).max() < 0.7
        ratios = first_gradients(relu)[:solved] / first_gradients(sigmoid)[:solved]
        assert ratios.min() > 100.0


def test_plain_descent_has_hardly_begun_when_the_other_optimizers_are_done() -> None:
    for sgd, momentum, nag, adagrad, adadelta, rmsprop, adam in games("optimizers"):
        others = (momentum, nag, adadelta, rmsprop, adam)
        assert max(solved_at(points) for points in others) < 200
        slow = min(losses(sgd)[-1], losses(adagrad)[-1])
        assert slow > 10.0 * max(losses(points)[-1] for points in others)


def test_three_narrow_layers_beat_a_wide_one_with_as_many_parameters() -> None:
    live = Experiment(BY_KEY["wide_deep"].experiment)
    assert [status["parameters"] for status in live.status()] == [177, 177]
    for wide, deep in games("wide_deep"):
        assert solved_at(deep) < 280
        assert accuracies(deep)[-1] > accuracies(wide)[-1] + 0.1
        assert losses(wide)[-1] > 5.0 * losses(deep)[-1]


def test_zeros_learn_nothing_and_weights_too_large_hardly_anything() -> None:
    for zeros, xavier, he, large in games("initial_weights"):
        assert first_gradients(zeros).max() == 0.0
        assert accuracies(zeros).max() < 0.6
        assert max(solved_at(xavier), solved_at(he)) < 150
        saturated = [share or 0.0 for share in large[0].measurement.health.saturated]
        assert max(saturated) >= 0.25
        assert accuracies(large)[-1] < accuracies(xavier)[-1] - 0.1
        assert losses(large)[-1] > 10.0 * max(losses(xavier)[-1], losses(he)[-1])


def test_small_batches_are_fast_and_rough_and_whole_ones_smooth_and_slow() -> None:
    def halved(points: list[HistoryPoint]) -> int:
        found = losses(points) < 0.6 * losses(points)[0]
        return int(found.argmax()) if found.any() else len(points)

    def roughness(points: list[HistoryPoint]) -> float:
        return float(np.abs(np.diff(losses(points)[100:])).mean())

    for one, ten, every in games("batch_sizes"):
        assert halved(one) < halved(ten) < halved(every) / 4
        assert (np.diff(losses(every)) < 0.0).all()
        assert roughness(one) > 1.5 * roughness(ten)
        assert (np.diff(losses(one)) > 0.0).mean() > 0.3


def test_dropout_keeps_noise_from_being_learnt_by_heart() -> None:
    for without, dropout in games("dropout"):
        assert losses(without)[-1] < losses(dropout)[-1]
        assert losses_on_test(without)[-1] > 1.5 * losses_on_test(without).min()
        assert losses_on_test(without)[-1] > 1.3 * losses_on_test(dropout)[-1]


def test_batch_normalisation_lets_six_layers_of_sigmoids_learn() -> None:
    for plain, normalized in games("batch_normalization"):
        assert solved_at(normalized) < 100
        assert accuracies(plain).max() < 0.7
        assert first_gradients(normalized)[0] > 100.0 * first_gradients(plain)[0]
