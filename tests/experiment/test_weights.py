"""Reading and writing the numbers of a network by hand."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pytest
from helpers.specs import experiment, train

from playground.experiment import Experiment, Invalid
from playground.experiment.checks import LARGEST
from playground.experiment.weights import read_weights, write_one, write_unit, write_weights

LAYERS = [
    {"units": 3, "normalization": "batch"},
    {"units": 2, "normalization": "layer", "activation": "relu"},
    {"units": 4},
]


def live(**more: Any) -> Experiment:
    return train(experiment({"layers": LAYERS, **more}, data={"samples": 40}), 2)


def read(running: Experiment) -> Any:
    return json.loads(orjson.dumps(read_weights(running.run(0))))


def test_weights_are_read_layer_by_layer_with_the_output_last() -> None:
    layers = read(live())["layers"]
    shapes = [np.array(layer["weights"]).shape for layer in layers]
    assert shapes == [(2, 3), (3, 2), (2, 4), (4, 1)]
    assert [len(layer["biases"]) for layer in layers] == [3, 2, 4, 1]
    assert [np.array(layer["mask"]).shape for layer in layers] == shapes
    assert {entry for layer in layers for row in layer["mask"] for entry in row} == {1}


def test_normalisation_parameters_are_read_where_there_are_any() -> None:
    found = [layer["normalization"] for layer in read(live())["layers"]]
    assert [set(norm) if norm else norm for norm in found] == [
        {"gamma", "beta", "running_mean", "running_variance"},
        {"gamma", "beta"},
        None,
        None,
    ]


def test_what_was_read_can_be_written_back_and_is_the_same_bit_for_bit() -> None:
    running = live()
    write_one(running.run(0), {"layer": 2, "from": 0, "to": 1, "mask": 0})
    before = read(running)
    other = experiment({"layers": LAYERS}, data={"samples": 40})
    assert read(other) != before
    write_weights(other.run(0), before)
    assert read(other) == before
    keys = ("train_loss", "test_loss", "parameters")
    one, two = running.status()[0], other.status()[0]
    assert [one[key] for key in keys] == [two[key] for key in keys]


@pytest.mark.parametrize("nothing", [None, {}, {"weights": None, "mask": None}])
def test_what_is_left_out_or_null_stays(nothing: Any) -> None:
    running = live()
    before = read(running)
    biases = [0.5, -0.5]
    write_weights(running.run(0), {"layers": [nothing, {"biases": biases}, nothing, None]})
    before["layers"][1]["biases"] = biases
    assert read(running) == before


def test_parts_of_a_normalisation_can_be_written() -> None:
    running = live()
    before = read(running)
    new = {"gamma": [1.0, 2.0, 3.0], "running_variance": [0.0, 1.0, 2.0], "beta": None}
    write_weights(running.run(0), {"layers": [{"normalization": new}, None, None, None]})
    del new["beta"]
    before["layers"][0]["normalization"] |= new
    assert read(running) == before


def test_one_weight_is_set_from_a_unit_to_a_unit() -> None:
    running = live()
    before = read(running)
    write_one(running.run(0), {"layer": 1, "from": 2, "to": 0, "value": 0.5})
    before["layers"][1]["weights"][2][0] = 0.5
    assert read(running) == before


def test_from_null_is_the_bias() -> None:
    running = live()
    before = read(running)
    write_one(running.run(0), {"layer": 3, "from": None, "to": 0, "value": -7})
    write_one(running.run(0), {"layer": 0, "to": 2, "value": 1e6})
    before["layers"][3]["biases"][0] = -7.0
    before["layers"][0]["biases"][2] = 1e6
    assert read(running) == before


def test_a_cut_weight_keeps_its_value_and_comes_back_with_it() -> None:
    running = live(optimizer={"name": "adamw"}, regularization={"name": "l2", "rate": 0.1})
    before = read(running)["layers"][0]["weights"][1][2]
    write_one(running.run(0), {"layer": 0, "from": 1, "to": 2, "mask": 0})
    train(running, 3)
    cut = read(running)["layers"][0]
    assert (cut["weights"][1][2], cut["mask"][1][2]) == (before, 0)
    write_one(running.run(0), {"layer": 0, "from": 1, "to": 2, "mask": 1})
    assert read(running)["layers"][0]["mask"][1][2] == 1
    train(running, 1)
    assert read(running)["layers"][0]["weights"][1][2] != before


def test_a_written_number_is_measured_at_once() -> None:
    running = live()
    before = running.status()[0]["train_loss"]
    write_one(running.run(0), {"layer": 3, "from": None, "to": 0, "value": 50})
    assert running.status()[0]["train_loss"] > before + 10


def test_typing_numbers_trains_nothing() -> None:
    running = live()
    before = running.status()[0]
    write_weights(running.run(0), read_weights(running.run(0)))
    write_one(running.run(0), {"layer": 0, "from": 0, "to": 0, "mask": 1})
    assert running.status()[0] == before


WHOLE = read(live())
LAYER: Callable[..., Any] = lambda **fields: {"layers": [fields, None, None, None]}  # noqa: E731


def spoiled(change: Callable[[Any], Any]) -> Any:
    given = copy.deepcopy(WHOLE)
    change(given)
    return given


BAD_ARRAYS: list[tuple[Any, str, str]] = [
    ({}, "wrong_shape", "layers"),
    ({"layers": None}, "wrong_shape", "layers"),
    ({"layers": {}}, "wrong_shape", "layers"),
    ({"layers": []}, "wrong_shape", "layers"),
    ({"layers": [None] * 3}, "wrong_shape", "layers"),
    ({"layers": [None] * 5}, "wrong_shape", "layers"),
    ({"layers": [None] * 4, "bogus": 1}, "unknown_field", "bogus"),
    ({"layers": [1, None, None, None]}, "wrong_type", "layers.0"),
    ({"layers": [[], None, None, None]}, "wrong_type", "layers.0"),
    (LAYER(bogus=1), "unknown_field", "layers.0.bogus"),
    (LAYER(weights=1), "wrong_shape", "layers.0.weights"),
    (LAYER(weights="ab"), "wrong_shape", "layers.0.weights"),
    (LAYER(weights=[]), "wrong_shape", "layers.0.weights"),
    (LAYER(weights=[[1, 2, 3]]), "wrong_shape", "layers.0.weights"),
    (LAYER(weights=[[1, 2, 3], [1, 2]]), "wrong_shape", "layers.0.weights.1"),
    (LAYER(weights=[[1, 2, 3], 1]), "wrong_shape", "layers.0.weights.1"),
    (LAYER(weights=[[1, 2, 3], [1, 2, "3"]]), "wrong_type", "layers.0.weights.1.2"),
    (LAYER(weights=[[1, 2, 3], [1, 2, True]]), "wrong_type", "layers.0.weights.1.2"),
    (LAYER(weights=[[1, 2, 3], [1, 2, None]]), "wrong_type", "layers.0.weights.1.2"),
    (LAYER(weights=[[1, 2, 3], [1, 2, math.nan]]), "not_finite", "layers.0.weights.1.2"),
    (LAYER(weights=[[1, 2, 3], [1, 2, 1e31]]), "out_of_range", "layers.0.weights.1.2"),
    (LAYER(biases=[0.0, 0.0]), "wrong_shape", "layers.0.biases"),
    (LAYER(biases=[0.0, 0.0, 0.0, 0.0]), "wrong_shape", "layers.0.biases"),
    (LAYER(biases=[0.0, 0.0, -math.inf]), "not_finite", "layers.0.biases.2"),
    (LAYER(biases=[0.0, 0.0, 10**400]), "out_of_range", "layers.0.biases.2"),
    (LAYER(mask=[[1, 1, 1], [1, 1, 2]]), "invalid_value", "layers.0.mask.1.2"),
    (LAYER(mask=[[1, 1, 1], [1, 1, 0.5]]), "invalid_value", "layers.0.mask.1.2"),
    (LAYER(normalization=[]), "wrong_type", "layers.0.normalization"),
    (LAYER(normalization={"bogus": 1}), "unknown_field", "layers.0.normalization.bogus"),
    (LAYER(normalization={"gamma": [1]}), "wrong_shape", "layers.0.normalization.gamma"),
    (
        LAYER(normalization={"running_variance": [1, 1, -1]}),
        "out_of_range",
        "layers.0.normalization.running_variance.2",
    ),
    (
        spoiled(lambda w: w["layers"][1]["normalization"].update(running_mean=[0, 0])),
        "unknown_field",
        "layers.1.normalization.running_mean",
    ),
    (
        spoiled(lambda w: w["layers"][3].update(normalization={})),
        "invalid_value",
        "layers.3.normalization",
    ),
    (spoiled(lambda w: w["layers"][3]["biases"].append(0)), "wrong_shape", "layers.3.biases"),
]


@pytest.mark.parametrize(("given", "code", "field"), BAD_ARRAYS)
def test_wrong_arrays_are_refused_by_their_path_and_change_nothing(
    given: Any, code: str, field: str
) -> None:
    running = live()
    before = read(running)
    with pytest.raises(Invalid) as caught:
        write_weights(running.run(0), given)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.message.startswith(field)
    assert len(caught.value.message) < 250
    assert read(running) == before


def one(**fields: Any) -> dict[str, Any]:
    given = {"layer": 0, "from": 0, "to": 0, "value": 1.0} | fields
    return {key: value for key, value in given.items() if value != "left out"}


BAD_CHANGES: list[tuple[Any, str, str]] = [
    ({}, "missing_field", "layer"),
    (one(bogus=1), "unknown_field", "bogus"),
    (one(layer=4), "out_of_range", "layer"),
    (one(layer=-1), "out_of_range", "layer"),
    (one(layer=10**4000), "out_of_range", "layer"),
    (one(layer="0"), "wrong_type", "layer"),
    (one(layer=True), "wrong_type", "layer"),
    (one(layer=None), "wrong_type", "layer"),
    (one(layer="left out"), "missing_field", "layer"),
    (one(**{"from": 2}), "out_of_range", "from"),
    (one(**{"from": 0.0}), "wrong_type", "from"),
    (one(to=3), "out_of_range", "to"),
    (one(to=None), "wrong_type", "to"),
    (one(to="left out"), "missing_field", "to"),
    (one(value="left out"), "invalid_value", "value"),
    (one(mask=1), "invalid_value", "value"),
    (one(value=None), "wrong_type", "value"),
    (one(value="1"), "wrong_type", "value"),
    (one(value=True), "wrong_type", "value"),
    (one(value=[1.0]), "wrong_type", "value"),
    (one(value=math.nan), "not_finite", "value"),
    (one(value=math.inf), "not_finite", "value"),
    (one(value=LARGEST * 1.01), "out_of_range", "value"),
    (one(value=-(10**4000)), "out_of_range", "value"),
    (one(value="left out", mask=2), "invalid_value", "mask"),
    (one(value="left out", mask=True), "invalid_value", "mask"),
    (one(value="left out", mask=None), "invalid_value", "mask"),
    (one(value="left out", mask=[[1]]), "invalid_value", "mask"),
    (one(value="left out", mask=0, **{"from": None}), "invalid_value", "mask"),
    (one(frozen=1), "invalid_value", "value"),
    (one(value="left out", frozen=2), "invalid_value", "frozen"),
    (one(value="left out", frozen=True), "invalid_value", "frozen"),
    (one(value="left out", frozen=None), "invalid_value", "frozen"),
]


@pytest.mark.parametrize(("given", "code", "field"), BAD_CHANGES)
def test_a_wrong_change_of_one_number_is_refused_and_changes_nothing(
    given: Any, code: str, field: str
) -> None:
    running = live()
    before = read(running)
    with pytest.raises(Invalid) as caught:
        write_one(running.run(0), given)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert len(caught.value.message) < 200
    assert read(running) == before


def test_a_frozen_weight_and_a_frozen_bias_stand_still_while_others_learn() -> None:
    running = live()
    run = running.run(0)
    write_one(run, {"layer": 0, "from": 1, "to": 2, "frozen": 1})
    write_one(run, {"layer": 1, "from": None, "to": 0, "frozen": 1})
    before = read(running)
    train(running, 3)
    after = read(running)
    first, second = ((x["layers"][0]["weights"], x["layers"][1]["biases"]) for x in (before, after))
    assert first[0][1][2] == second[0][1][2]
    assert first[0][0][0] != second[0][0][0]
    assert first[1][0] == second[1][0]
    assert after["layers"][0]["frozen"]["weights"][1] == [0, 0, 1]
    write_one(run, {"layer": 0, "from": 1, "to": 2, "frozen": 0})
    train(running, 1)
    assert read(running)["layers"][0]["weights"][1][2] != second[0][1][2]


def test_cutting_a_unit_cuts_all_wires_into_and_out_of_it_and_restores_them() -> None:
    running = live()
    run = running.run(0)
    before, parameters = read(running), run.network.parameters.active
    write_unit(run, {"layer": 0, "unit": 1, "mask": 0})
    cut = read(running)["layers"]
    assert [row[1] for row in cut[0]["mask"]] == [0, 0]
    assert not any(cut[1]["mask"][1])
    wires = len(cut[0]["mask"]) + len(cut[1]["mask"][1])
    assert run.network.parameters.active == parameters - wires
    write_unit(run, {"layer": 0, "unit": 1, "mask": 1})
    assert read(running) == before


def test_a_frozen_unit_learns_nothing_and_passes_on_what_it_gets() -> None:
    running = live()
    run = running.run(0)
    write_unit(run, {"layer": 0, "unit": 1, "frozen": 1})
    before = read(running)["layers"]
    train(running, 2)
    after = read(running)["layers"]
    assert [row[1] for row in before[0]["weights"]] == [row[1] for row in after[0]["weights"]]
    assert before[0]["biases"][1] == after[0]["biases"][1]
    assert before[1]["weights"][1] != after[1]["weights"][1]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"layer": 0, "unit": 9, "mask": 0}, "unit"),
        ({"layer": 9, "unit": 0, "mask": 0}, "layer"),
        ({"layer": 0, "unit": 0}, "mask"),
        ({"layer": 0, "unit": 0, "mask": 0, "frozen": 0}, "mask"),
        ({"layer": 0, "unit": 0, "mask": 2}, "mask"),
        ({"layer": 0, "unit": 0, "mask": 0, "to": 1}, "to"),
    ],
)
def test_a_wrong_change_of_a_unit_is_refused_and_changes_nothing(
    given: dict[str, Any], field: str
) -> None:
    running = live()
    before = read(running)
    with pytest.raises(Invalid) as caught:
        write_unit(running.run(0), given)
    assert caught.value.field == field
    assert read(running) == before


def test_what_was_frozen_can_be_read_and_written_back() -> None:
    running = live()
    run = running.run(0)
    write_unit(run, {"layer": 0, "unit": 0, "frozen": 1})
    kept = read(running)
    write_unit(run, {"layer": 0, "unit": 0, "frozen": 0})
    write_weights(run, kept)
    assert read(running) == kept
