"""The curves: bounded, from epoch 0 on, growing only with steps."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from helpers.specs import experiment, train

from playground.experiment import Experiment, edits
from playground.experiment.history import MOST_POINTS, History, HistoryPoint
from playground.experiment.weights import write_one

QUICK: dict[str, Any] = {
    "data": {"samples": 4, "train_fraction": 1.0},
    "network": {"layers": [], "batch_size": 4},
}


def curve(live: Experiment, n: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = live.curves()["networks"][n]
    return found


def test_a_curve_starts_at_epoch_zero() -> None:
    found = curve(experiment())
    assert (found["epochs"], found["iterations"]) == ([0.0], [0])


def test_all_lists_of_a_curve_are_equally_long() -> None:
    found = curve(train(experiment(), 5))
    assert {len(values) for key, values in found.items() if key != "name"} == {6}
    assert {len(norms) for norms in found["gradient_norms"]} == {2}


def test_a_curve_has_a_point_for_every_epoch() -> None:
    assert curve(train(experiment(), 4))["epochs"] == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_curve_has_a_point_for_every_batch_and_sample() -> None:
    live = train(train(experiment(), 2, "batches"), 2, "samples")
    found = curve(live)
    assert found["iterations"] == [0, 1, 2, 3, 4]
    assert found["epochs"] == pytest.approx([0.0, 0.04, 0.08, 0.084, 0.088])


def test_a_curve_records_what_the_status_says() -> None:
    live = experiment()
    for _ in range(3):
        train(live, 1)
        status, found = live.status()[0], curve(live)
        for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
            assert found[name][-1] == status[name]


def test_a_curve_grows_with_steps_and_with_nothing_else() -> None:
    live = train(experiment(), 2)
    before = curve(live)
    live.status()
    write_one(live.run(0), {"layer": 0, "from": 0, "to": 0, "value": 3.0})
    live.apply(edits.change_network(live.spec, 0, {"batch_size": 3}), [0])
    assert curve(live) == before
    live.apply(edits.replace_data(live.spec, {"noise": 0.1}), [0])
    assert curve(live)["iterations"] == before["iterations"]


def test_a_curve_never_has_more_than_a_thousand_points() -> None:
    live = experiment(**QUICK)
    for _ in range(40):
        train(live, 107)
        assert len(curve(live)["epochs"]) <= MOST_POINTS == 1_000


def test_a_long_curve_is_thinned_out_evenly_and_keeps_its_beginning() -> None:
    found = curve(train(experiment(**QUICK), 4_280))["epochs"]
    assert found[0] == 0.0
    assert {b - a for a, b in itertools.pairwise(found)} == {8.0}
    assert found[-1] > 4_280 - 8


def test_a_curve_has_no_values_where_there_are_no_test_points() -> None:
    found = curve(train(experiment(**QUICK), 3))
    assert found["test_loss"] == found["test_accuracy"] == [None] * 4


def test_a_curve_of_a_regression_has_no_accuracy() -> None:
    found = curve(train(experiment(task="regression"), 1))
    assert found["train_accuracy"] == found["test_accuracy"] == [None] * 2
    assert None not in found["test_loss"]


def test_a_network_that_goes_back_takes_its_curve_with_it() -> None:
    point = curve_point
    history = History([point(0), point(1), point(2), point(3)])
    history.record(point(2))
    assert [kept.iteration for kept in history.points] == [0, 1, 2]
    assert history.version == 2, "so that a client fetches all of it again"


def test_a_second_point_of_the_same_moment_takes_the_place_of_the_first() -> None:
    history = History([curve_point(0)])
    history.record(other := curve_point(0))
    assert history.points == [other]


def curve_point(iteration: int) -> HistoryPoint:
    return HistoryPoint(float(iteration), iteration, experiment().runs[0].measure())


def test_epochs_taken_together_leave_one_point_and_the_same_weights() -> None:
    together, alone = experiment(), train(experiment(), 6)
    assert together.tick("epochs", epochs=6)
    assert curve(together)["epochs"] == [0.0, 6.0]
    assert curve(together)["train_loss"][-1] == curve(alone)["train_loss"][-1]
