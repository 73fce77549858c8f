"""What holds for every experiment that is allowed."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson
from helpers.specs import experiments
from hypothesis import given, settings

from playground.experiment import Experiment, ExperimentSpec, Limits, edits
from playground.experiment.checks import LARGEST
from playground.experiment.surface import boundary, probe
from playground.experiment.weights import (
    read_gradients,
    read_weights,
    write_weights,
)


def as_json(value: Any) -> Any:
    return json.loads(orjson.dumps(value))


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for entry in value.values() for n in numbers(entry)]
    if isinstance(value, list | tuple):
        return [n for entry in value for n in numbers(entry)]
    return [value] if isinstance(value, float) else []


@settings(deadline=None, max_examples=60)
@given(experiments())
def test_a_description_comes_back_from_json_as_it_was(given_fields: dict[str, Any]) -> None:
    spec = edits.parse(given_fields)
    text = orjson.dumps(spec.model_dump())
    again = edits.parse(json.loads(text))
    assert again == spec
    assert orjson.dumps(again.model_dump()) == text
    assert ExperimentSpec.model_validate_json(text) == spec
    Limits().check(spec)


@settings(deadline=None, max_examples=60)
@given(experiments())
def test_every_experiment_trains_and_tells_only_finite_numbers(
    given_fields: dict[str, Any],
) -> None:
    live = Experiment(edits.parse(given_fields))
    for unit in ("samples", "batches", "epochs", "epochs"):
        live.tick(unit)  # type: ignore[arg-type]
        for status in live.status():
            assert all(map(math.isfinite, numbers(as_json(status))))
            assert (status["diverged"] is None) == ("diverged" not in codes(status))
            if status["diverged"] is not None:
                assert math.isfinite(status["train_loss"])
                assert math.isfinite(status["penalty"])
    for n, run in enumerate(live.runs):
        assert all(map(math.isfinite, numbers(read_weights(live.run(n)))))
        assert len(run.history.points) <= 5


def codes(status: dict[str, Any]) -> set[str]:
    return {message["code"] for message in status["messages"]}


@settings(deadline=None, max_examples=40)
@given(experiments())
def test_every_experiment_can_be_looked_at_from_all_sides(given_fields: dict[str, Any]) -> None:
    live = Experiment(edits.parse(given_fields))
    live.tick("epochs")
    for n in range(len(live.runs)):
        run = live.run(n)
        sizes = run.network.sizes[1:]
        weights = as_json(read_weights(run))
        if max(map(abs, numbers(weights))) <= LARGEST:
            write_weights(run, weights)
            assert as_json(read_weights(run)) == weights
        assert [len(layer["biases"]) for layer in as_json(read_gradients(run))["layers"]] == list(
            sizes
        )
        assert [len(layer["a"]) for layer in probe(run, 0.5, -0.5)["layers"]] == list(sizes)
        assert len(boundary(run, 3, len(sizes) - 1, 0)["values"]) == 3
        boundary(run, 3, None, None)
    live.reset(None)
    assert live.status() == Experiment(live.spec).status()
