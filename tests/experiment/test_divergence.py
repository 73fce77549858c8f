"""Numbers that explode: training stops at a finite state, and there is something to say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.specs import custom, experiment, train

from playground.engine import DATASETS
from playground.engine.worker import NumpyWorker
from playground.experiment import Experiment, advice, edits
from playground.experiment.diagnosis import RATES
from playground.experiment.run import Run
from playground.experiment.weights import read_gradients, read_weights, write_one

EXPLODING: dict[str, dict[str, Any]] = {
    "steep regression": {
        "data": {"dataset": "reg_plane"},
        "network": {"optimizer": {"learning_rate": 10.0}, "layers": [{"activation": "relu"}]},
    },
    "identity layers": {
        "data": {"dataset": "sine"},
        "network": {"optimizer": {"learning_rate": 3.0}, "layers": [{"activation": "identity"}]},
    },
    "far points": {
        "data": custom([(1e6, -1e6, 0.0), (1e5, 1e6, 1.0), (0.0, 0.0, 0.0)]),
        "task": "regression",
        "features": ["x1_squared", "x1_times_x2"],
        "network": {"layers": [{"activation": "leaky_relu"}] * 3, "optimizer": {"name": "nag"}},
    },
    "penalty": {
        "network": {
            "regularization": {"name": "l2", "rate": 100.0},
            "optimizer": {"learning_rate": 1.0},
        },
    },
}


def exploded(name: str) -> Experiment:
    live = train(experiment(**EXPLODING[name]), 300)
    assert live.stopped, "the case is meant to diverge"
    return live


@pytest.mark.parametrize("name", list(EXPLODING))
def test_training_stops_at_a_state_whose_every_number_is_finite(name: str) -> None:
    live = exploded(name)
    status = live.status()[0]
    for key in ("train_loss", "penalty"):
        assert np.isfinite(status[key])
    assert np.isfinite(live.runs[0].network.parameters.values).all()
    assert np.isfinite(live.runs[0].network.running).all()
    assert status["diverged"] > status["iteration"] >= 0


@pytest.mark.parametrize("name", list(EXPLODING))
def test_a_stopped_network_takes_no_more_steps(name: str) -> None:
    live = exploded(name)
    status, weights, curves = live.status(), read_weights(live.run(0)), live.curves()
    for unit in ("epochs", "batches", "samples"):
        train(live, 2, unit)
    assert (live.status(), read_weights(live.run(0)), live.curves()) == (status, weights, curves)


@pytest.mark.parametrize("name", list(EXPLODING))
def test_the_curve_ends_before_the_divergence_and_never_goes_back(name: str) -> None:
    live = exploded(name)
    curve, status = live.curves()["networks"][0], live.status()[0]
    assert curve["iterations"] == sorted(set(curve["iterations"]))
    assert curve["iterations"][-1] <= status["iteration"]
    assert np.isfinite(curve["train_loss"][-1])


@pytest.mark.parametrize("name", list(EXPLODING))
def test_there_is_a_message_with_the_iteration_and_a_smaller_rate_to_try(name: str) -> None:
    live = exploded(name)
    status = live.status()[0]
    message = status["messages"][0]
    rate = live.spec.networks[0].optimizer.learning_rate
    assert (message["code"], message["level"]) == ("diverged", "error")
    assert message["values"]["iteration"] == status["diverged"]
    assert message["values"]["learning_rate"] == rate
    suggestion = message["values"]["suggestion"]
    assert suggestion in RATES
    assert suggestion < rate
    assert message["advice"]["optimizer"]["learning_rate"] == suggestion
    assert message["reset"] is True


OVERFLOWING = {
    "layers": [{"units": 8, "activation": "relu"}] * 3,
    "optimizer": {"learning_rate": 100},
}
"""Its parameters overflow before its loss does, so that only the very last update is taken back."""


@pytest.mark.parametrize(
    "given", [*EXPLODING.values(), {"task": "regression", "network": OVERFLOWING}]
)
def test_who_looks_after_every_update_is_told_at_once(given: dict[str, Any]) -> None:
    live = experiment(**given)
    while not live.stopped:
        told = live.status()[0]["messages"]
        assert "diverged" not in {message["code"] for message in told}
        live.tick("batches")
    assert live.status()[0]["messages"][0]["code"] == "diverged"


@pytest.mark.parametrize("name", ["steep regression", "identity layers"])
def test_the_advised_rate_works_at_the_first_try(name: str) -> None:
    live = exploded(name)
    advised = live.status()[0]["messages"][0]["advice"]
    assert live.apply(edits.change_network(live.spec, 0, advised), [0]) == ["kept"]
    assert live.status()[0]["diverged"] is None
    live.reset(None)
    before = live.status()[0]["train_loss"]
    train(live, 40)
    status = live.status()[0]
    assert status["diverged"] is None
    assert {message["code"] for message in status["messages"]} <= {"solved"}
    assert status["train_loss"] < before


def test_a_network_that_was_stopped_goes_on_after_a_weight_was_typed() -> None:
    live = exploded("steep regression")
    write_one(live.run(0), {"layer": 0, "from": 0, "to": 0, "value": 0.0})
    assert not live.stopped
    assert live.status()[0]["diverged"] is None


def test_a_change_that_changes_nothing_leaves_it_stopped() -> None:
    live = exploded("steep regression")
    live.apply(edits.change_network(live.spec, 0, {"name": "other"}), [0])
    assert live.stopped


def test_after_a_reset_nothing_is_diverged() -> None:
    live = exploded("steep regression")
    live.reset(None)
    assert (live.stopped, live.status()[0]["messages"]) == (False, [])


def test_other_networks_go_on_when_one_has_stopped() -> None:
    bad = EXPLODING["steep regression"]["network"]
    live = train(experiment(data={"dataset": "reg_plane"}, networks=[bad, {}]), 5)
    first, second = live.status()
    assert first["diverged"] is not None
    assert (second["diverged"], second["epoch"]) == (None, 5)
    assert not live.stopped


def test_a_stopped_network_diverges_at_the_same_iteration_again() -> None:
    one, other = exploded("penalty"), exploded("penalty")
    assert one.status() == other.status()


@pytest.mark.parametrize("name", list(EXPLODING))
def test_it_can_still_be_looked_at(name: str) -> None:
    live = exploded(name)
    assert np.isfinite(read_gradients(live.run(0))["loss"])


@pytest.mark.parametrize("activation", ["step", "sign"])
def test_layers_without_a_slope_are_named_and_the_advice_is_an_edit_that_works(
    activation: str,
) -> None:
    layers = [{"units": 3}, {"units": 3, "activation": activation}]
    live = train(experiment({"layers": layers}), 1)
    message = live.status()[0]["messages"][0]
    assert (message["code"], message["level"]) == ("no_gradient", "warning")
    assert message["values"] == {"layer": 1, "activation": activation}
    gradients = read_gradients(live.run(0))
    assert gradients["norms"]["weights"][:2] == [0.0, 0.0]
    assert gradients["norms"]["weights"][2] > 0.0
    live.apply(edits.change_network(live.spec, 0, message["advice"]), [0])
    assert live.status()[0]["messages"] == []
    assert min(read_gradients(live.run(0))["norms"]["weights"]) > 0.0


@pytest.mark.parametrize("output", ["step", "sign"])
def test_a_flat_output_with_squared_error_is_named_and_the_advice_works(output: str) -> None:
    live = experiment({"layers": [], "output": output, "loss": "mse"})
    message = live.status()[0]["messages"][0]
    assert message["code"] == "no_gradient_output"
    assert read_gradients(live.run(0))["norms"]["weights"] == [0.0]
    live.apply(edits.change_network(live.spec, 0, message["advice"]), [0])
    assert live.status()[0]["messages"] == []
    assert read_gradients(live.run(0))["norms"]["weights"][0] > 0.0


@pytest.mark.parametrize("key", list(DATASETS))
def test_the_usual_settings_diverge_on_no_data_set(key: str) -> None:
    live = train(experiment(data={"dataset": key, "samples": 100}), 30)
    assert live.status()[0]["diverged"] is None
    assert {message["code"] for message in live.status()[0]["messages"]} <= {"solved"}


def test_advice_for_a_large_network_is_tried_out_on_as_few_points_as_its_cost_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layers = [{"units": 64, "activation": "identity"}] * 10
    network = {"layers": layers, "initializer": "too_large", "batch_size": 1}
    data = {"dataset": "reg_plane", "samples": 5_000, "train_fraction": 1.0}
    live = train(experiment(network, data=data), 2, "batches")
    points: list[int] = []

    def noted(spec: Any, index: int, data: Any, engines: Any) -> Run:
        points.append(len(data.train))
        return Run(spec, index, data, engines)

    monkeypatch.setattr(advice, "Run", noted)
    assert live.status()[0]["messages"][0]["code"] == "diverged"
    assert len(points) > 1
    most = advice.WORK_CALLS * NumpyWorker.work_a_call
    assert max(points) * live.status()[0]["parameters"] <= most
