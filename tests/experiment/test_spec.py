"""The experiment as data: defaults, what is inferred, and every way to be refused."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson
import pytest

from playground.engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    NORMALIZATIONS,
    OPTIMIZERS,
    OUTPUTS,
    REGULARIZERS,
)
from playground.experiment import ExperimentSpec, Invalid, edits

DOCUMENTED = """
{
  "seed": 0,
  "task": "classification",
  "data": {
    "dataset": "xor",
    "samples": 500,
    "noise": 0.0,
    "train_fraction": 0.5,
    "classes": null,
    "points": null
  },
  "features": ["x1", "x2"],
  "networks": [
    {
      "name": "A",
      "layers": [{"units": 8, "activation": "tanh", "dropout": 0.0, "normalization": "none"}],
      "output": "auto",
      "loss": "auto",
      "initializer": "xavier_uniform",
      "optimizer": {"name": "sgd", "learning_rate": 0.03},
      "regularization": {"name": "none", "rate": 0.0},
      "batch_size": 10,
      "shuffle": true
    }
  ]
}
"""


def as_json(spec: ExperimentSpec) -> Any:
    return json.loads(orjson.dumps(spec.model_dump()))


def network(**fields: Any) -> dict[str, Any]:
    return {"networks": [fields]}


def layer(**fields: Any) -> dict[str, Any]:
    return network(layers=[{}, fields])


def point(**fields: Any) -> dict[str, Any]:
    return {"data": {"dataset": "custom", "points": [{"x1": 0, "x2": 0, "label": 0, **fields}]}}


def named(names: Any, field: str = "class_names") -> dict[str, Any]:
    return {"data": {**point()["data"], field: names}}


def test_the_default_experiment_is_the_documented_one() -> None:
    found = as_json(edits.parse({}))
    for beyond in ("seed", "domain"):
        assert found["data"].pop(beyond) is None, "fields beyond the contract, null by default"
    assert found == json.loads(DOCUMENTED)


def test_the_documented_experiment_is_the_default_one() -> None:
    assert edits.parse(json.loads(DOCUMENTED)) == ExperimentSpec()


def test_names_of_classes_and_axes_are_told_only_where_there_are_some() -> None:
    assert {"class_names", "axis_names"}.isdisjoint(as_json(edits.parse(point()))["data"])
    told = as_json(edits.parse(named(["cat", "dog"])))["data"]
    assert (told["class_names"], "axis_names" in told) == (["cat", "dog"], False)
    # Names of classes wait for a regression to become a classification again.
    edits.parse({**named(["cat", "dog"]), "task": "regression"})


@pytest.mark.parametrize("left_out", ["seed", "task", "data", "features", "networks"])
def test_every_field_is_optional(left_out: str) -> None:
    given = json.loads(DOCUMENTED)
    del given[left_out]
    assert edits.parse(given) == ExperimentSpec()


def test_a_description_cannot_be_changed_in_place() -> None:
    spec = ExperimentSpec()
    with pytest.raises(ValueError, match="frozen"):
        spec.seed = 3  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        spec.networks[0].batch_size = 3  # type: ignore[misc]


def test_whole_numbers_are_taken_where_real_ones_are_meant() -> None:
    assert edits.parse({"data": {"noise": 1}}).data.noise == 1.0


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_an_optimizer_by_name_has_all_of_its_hyperparameters_filled_in(name: str) -> None:
    filled = as_json(edits.parse(network(optimizer={"name": name})))["networks"][0]["optimizer"]
    wanted = {h.key: h.default for h in OPTIMIZERS[name].hyperparameters}
    assert filled == {"name": name, **wanted}


@pytest.mark.parametrize("name", list(DATASETS))
def test_the_task_is_that_of_the_data_set(name: str) -> None:
    assert edits.parse({"data": {"dataset": name}}).task == DATASETS[name].task


def test_regression_without_a_data_set_gets_one_for_regression() -> None:
    assert edits.parse({"task": "regression"}).data.dataset == "reg_plane"
    assert edits.parse({"task": "regression", "data": {"noise": 0.5}}).data.noise == 0.5


def test_own_points_are_for_classification_unless_said_otherwise() -> None:
    assert edits.parse(point()).task == "classification"
    assert edits.parse({"task": "regression", **point(label=0.25)}).task == "regression"


def test_networks_without_a_name_are_named_by_their_position() -> None:
    spec = edits.parse({"networks": [{}, {"name": "deep"}, {}]})
    assert [network.name for network in spec.networks] == ["A", "deep", "C"]


def test_a_layer_with_only_its_units_gets_the_usual_rest() -> None:
    found = as_json(edits.parse(network(layers=[{"units": 3}])))["networks"][0]["layers"]
    assert found == [{"units": 3, "activation": "tanh", "dropout": 0.0, "normalization": "none"}]


@pytest.mark.parametrize(
    ("labels", "classes", "counted"), [([0, 0], None, 2), ([0, 3], None, 4), ([0, 1], 5, 5)]
)
def test_own_points_have_as_many_classes_as_their_largest_label_needs(
    labels: list[int], classes: int | None, counted: int
) -> None:
    points = [{"x1": 0, "x2": 0, "label": label} for label in labels]
    spec = edits.parse({"data": {"dataset": "custom", "points": points, "classes": classes}})
    assert spec.classes == counted


UNKNOWN_FIELDS = [
    ({"bogus": 1}, "bogus"),
    ({"data": {"bogus": 1}}, "data.bogus"),
    (point(bogus=1), "data.points.0.bogus"),
    (network(bogus=1), "networks.0.bogus"),
    ({"networks": [{}, {"bogus": 1}]}, "networks.1.bogus"),
    (layer(bogus=1), "networks.0.layers.1.bogus"),
    (network(optimizer={"bogus": 1}), "networks.0.optimizer.bogus"),
    (network(optimizer={"name": "sgd", "beta1": 0.9}), "networks.0.optimizer.beta1"),
    (network(regularization={"bogus": 1}), "networks.0.regularization.bogus"),
]


@pytest.mark.parametrize(("given", "field"), UNKNOWN_FIELDS)
def test_a_field_that_does_not_exist_is_refused_by_its_full_path(given: Any, field: str) -> None:
    error = refused(given)
    assert (error.code, error.field) == ("unknown_field", field)
    assert error.message.startswith(f"{field} ")


CHOICES = [
    ("dataset", "data.dataset", {"data": {"dataset": "swirl"}}, {*DATASETS, "custom"}),
    ("feature", "features.1", {"features": ["x1", "swirl"]}, {*FEATURES}),
    ("activation", "networks.0.layers.1.activation", layer(activation="swirl"), {*ACTIVATIONS}),
    (
        "normalization",
        "networks.0.layers.1.normalization",
        layer(normalization="swirl"),
        {*NORMALIZATIONS},
    ),
    ("output", "networks.0.output", network(output="swirl"), {*OUTPUTS, "auto"}),
    ("loss", "networks.0.loss", network(loss="swirl"), {*LOSSES, "auto"}),
    ("initializer", "networks.0.initializer", network(initializer="swirl"), {*INITIALIZERS}),
    (
        "optimizer",
        "networks.0.optimizer.name",
        network(optimizer={"name": "swirl"}),
        {*OPTIMIZERS},
    ),
    (
        "regularizer",
        "networks.0.regularization.name",
        network(regularization={"name": "swirl"}),
        {*REGULARIZERS},
    ),
]


@pytest.mark.parametrize(("kind", "field", "given", "allowed"), CHOICES)
def test_an_unknown_name_is_refused_with_all_that_are_known(
    kind: str, field: str, given: Any, allowed: set[str]
) -> None:
    error = refused(given)
    assert (error.code, error.field) == (f"unknown_{kind}", field)
    named = error.message.removeprefix(f"{field} must be one of ").removesuffix(", not 'swirl'")
    assert set(named.split(", ")) == allowed


def test_an_unknown_task_is_refused_with_both_that_are_known() -> None:
    error = refused({"task": "clustering"})
    assert (error.code, error.field) == ("unknown_choice", "task")
    assert error.message == "task must be 'classification' or 'regression', not 'clustering'"


WRONG_TYPES: list[tuple[Any, str, str]] = [
    ([], "body", "an object"),
    ("xor", "body", "an object"),
    (None, "body", "an object"),
    ({"seed": "0"}, "seed", "a whole number"),
    ({"seed": True}, "seed", "a whole number"),
    ({"seed": 1.5}, "seed", "a whole number"),
    ({"seed": None}, "seed", "a whole number"),
    ({"data": []}, "data", "an object"),
    ({"data": None}, "data", "an object"),
    ({"data": {"dataset": 1}}, "data.dataset", "a string"),
    ({"data": {"samples": "500"}}, "data.samples", "a whole number"),
    ({"data": {"samples": 500.5}}, "data.samples", "a whole number"),
    ({"data": {"noise": "0"}}, "data.noise", "a number"),
    ({"data": {"noise": True}}, "data.noise", "a number"),
    ({"data": {"noise": None}}, "data.noise", "a number"),
    ({"data": {"dataset": "custom", "points": "all"}}, "data.points", "a list"),
    ({"data": {"dataset": "custom", "points": [1]}}, "data.points.0", "an object"),
    (point(x1="0"), "data.points.0.x1", "a number"),
    ({"features": "x1"}, "features", "a list"),
    ({"features": [1]}, "features.0", "a string"),
    ({"networks": {}}, "networks", "a list"),
    ({"networks": [1]}, "networks.0", "an object"),
    (network(name=1), "networks.0.name", "a string"),
    (network(layers=None), "networks.0.layers", "a list"),
    (network(layers=[8]), "networks.0.layers.0", "an object"),
    (layer(units="8"), "networks.0.layers.1.units", "a whole number"),
    (layer(dropout="0"), "networks.0.layers.1.dropout", "a number"),
    (network(shuffle=1), "networks.0.shuffle", "true or false"),
    (network(batch_size=1.5), "networks.0.batch_size", "a whole number"),
    (network(optimizer="sgd"), "networks.0.optimizer", "an object"),
    (
        network(optimizer={"learning_rate": "0.1"}),
        "networks.0.optimizer.learning_rate",
        "a number",
    ),
    (network(optimizer={"learning_rate": []}), "networks.0.optimizer.learning_rate", "a number"),
    (network(regularization=None), "networks.0.regularization", "an object"),
]


@pytest.mark.parametrize(("given", "field", "wanted"), WRONG_TYPES)
def test_a_value_of_another_type_is_refused_with_what_it_should_be(
    given: Any, field: str, wanted: str
) -> None:
    error = refused(given)
    assert error.code == "wrong_type"
    assert error.field == (None if field == "body" else field)
    assert error.message.startswith(f"{field} must be {wanted}")
    assert ", not " in error.message


OUT_OF_RANGE: list[tuple[Any, str, str, str]] = [
    ({"seed": -1}, "seed", "0", "-1"),
    ({"seed": 2**53}, "seed", str(2**53 - 1), str(2**53)),
    ({"data": {"samples": 1}}, "data.samples", "2", "1"),
    ({"data": {"samples": 10**30}}, "data.samples", "10000000", str(10**30)),
    ({"data": {"noise": -0.1}}, "data.noise", "0", "-0.1"),
    ({"data": {"noise": 1.01}}, "data.noise", "1", "1.01"),
    ({"data": {"train_fraction": 0}}, "data.train_fraction", "0", "0"),
    ({"data": {"train_fraction": 1.01}}, "data.train_fraction", "1", "1.01"),
    ({"data": {"dataset": "blobs", "classes": 1}}, "data.classes", "2", "1"),
    (point(x2=1e7), "data.points.0.x2", "1000000", "10000000.0"),
    (point(label=-1e7), "data.points.0.label", "-1000000", "-10000000.0"),
    (layer(units=0), "networks.0.layers.1.units", "1", "0"),
    (layer(dropout=1), "networks.0.layers.1.dropout", "1", "1"),
    (layer(dropout=-0.5), "networks.0.layers.1.dropout", "0", "-0.5"),
    (network(batch_size=0), "networks.0.batch_size", "1", "0"),
    (network(regularization={"rate": -1}), "networks.0.regularization.rate", "0", "-1"),
    (network(regularization={"rate": 101}), "networks.0.regularization.rate", "100", "101"),
    (
        network(optimizer={"learning_rate": -1.0}),
        "networks.0.optimizer.learning_rate",
        "0 <= learning_rate <= 100",
        "-1.0",
    ),
    (
        network(optimizer={"learning_rate": 101.0}),
        "networks.0.optimizer.learning_rate",
        "0 <= learning_rate <= 100",
        "101.0",
    ),
    (
        network(optimizer={"name": "adam", "beta1": 1.0}),
        "networks.0.optimizer.beta1",
        "0 <= beta1 < 1",
        "1.0",
    ),
    (
        network(optimizer={"name": "adam", "amsgrad": 1}),
        "networks.0.optimizer.amsgrad",
        "true or false",
        "1",
    ),
]


@pytest.mark.parametrize(("given", "field", "allowed", "value"), OUT_OF_RANGE)
def test_a_number_out_of_range_is_refused_with_the_bound_and_the_number(
    given: Any, field: str, allowed: str, value: str
) -> None:
    error = refused(given)
    assert (error.code, error.field) == ("out_of_range", field)
    bound, _, told = error.message.partition(", not ")
    assert bound.startswith(f"{field} must be ")
    assert allowed in bound
    assert told == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    ("build", "field"),
    [
        (lambda v: {"data": {"noise": v}}, "data.noise"),
        (lambda v: point(x1=v), "data.points.0.x1"),
        (lambda v: layer(dropout=v), "networks.0.layers.1.dropout"),
        (
            lambda v: network(optimizer={"learning_rate": v}),
            "networks.0.optimizer.learning_rate",
        ),
    ],
)
def test_what_is_no_finite_number_is_refused(value: float, build: Any, field: str) -> None:
    error = refused(build(value))
    assert error.field == field
    assert error.code in ("not_finite", "out_of_range")


LENGTHS = [
    ({"features": []}, "too_few", "features", "at least 1"),
    ({"networks": []}, "too_few", "networks", "at least 1"),
    (network(name=""), "too_short", "networks.0.name", "at least 1"),
    (network(name="x" * 41), "too_long", "networks.0.name", "at most 40"),
    (named([]), "too_few", "data.class_names", "at least 1"),
    (named([str(n) for n in range(256)]), "too_many", "data.class_names", "at most 255"),
    (named(["a", "x" * 81]), "too_long", "data.class_names.1", "at most 80"),
    (named(["a", "b", "c"], "axis_names"), "too_many", "data.axis_names", "at most 2"),
]


@pytest.mark.parametrize(("given", "code", "field", "allowed"), LENGTHS)
def test_what_has_too_few_or_too_many_entries_is_refused(
    given: Any, code: str, field: str, allowed: str
) -> None:
    error = refused(given)
    assert (error.code, error.field) == (code, field)
    assert error.message.startswith(f"{field} must have {allowed}")


INCONSISTENT = [
    ({"features": ["x1", "x1"]}, "features", "different from each other"),
    ({"data": {"classes": 3}}, "data.classes", "null for dataset xor"),
    ({"data": {"dataset": "blobs", "classes": 7}}, "data.classes", "null or 2 to 6"),
    ({"data": {"dataset": "reg_plane", "classes": 2}}, "data.classes", "null for dataset"),
    ({"data": {"points": []}}, "data.points", "null unless dataset is custom"),
    (
        {"data": {"domain": {"x1": [0, 1], "x2": [0, 1]}}},
        "data.domain",
        "null unless dataset is custom",
    ),
    ({"data": {"class_names": ["a"]}}, "data.class_names", "null unless dataset is custom"),
    ({"data": {"axis_names": ["a", "b"]}}, "data.axis_names", "null unless dataset is custom"),
    (named(["a", "b", "a"]), "data.class_names", "different from each other"),
    (named(["a", " "]), "data.class_names.1", "a name that can be seen"),
    (
        {"data": {**point()["data"], "domain": {"x1": [1, 1], "x2": [0, 1]}}},
        "data.domain.x1",
        "two numbers, the lower one first",
    ),
    ({"data": {"dataset": "custom"}}, "data.points", "a list of at least one point"),
    ({"data": {"dataset": "custom", "points": []}}, "data.points", "at least one point"),
    (point(label=0.5), "data.points.0.label", "a class index 0, 1, 2"),
    (point(label=-1), "data.points.0.label", "a class index 0, 1, 2"),
    (
        {"data": {**point(label=2)["data"], "classes": 2}},
        "data.classes",
        "at least 3",
    ),
    ({"task": "regression", "data": {"dataset": "xor"}}, "data.dataset", "reg_plane, reg_gauss"),
    (
        {"task": "classification", "data": {"dataset": "sine"}},
        "data.dataset",
        "for task classification",
    ),
]


@pytest.mark.parametrize(("given", "field", "allowed"), INCONSISTENT)
def test_fields_that_do_not_fit_each_other_are_refused(
    given: Any, field: str, allowed: str
) -> None:
    error = refused(given)
    assert (error.code, error.field) == ("invalid_value", field)
    assert error.message.startswith(f"{field} must be ")
    assert allowed in error.message
    assert ", not " in error.message


BLOBS = {"data": {"dataset": "blobs"}}
PAIRS = [
    ({**BLOBS, **network(output="sigmoid")}, "output", "auto, softmax", "'sigmoid'"),
    ({**BLOBS, **network(loss="perceptron")}, "loss", "auto, cross_entropy, mse", "'perceptron'"),
    ({"task": "regression", **network(output="softmax")}, "output", "tanh, identity", "'softmax'"),
    ({"task": "regression", **network(loss="cross_entropy")}, "loss", "auto, mse", "'cross_"),
    (network(output="tanh", loss="cross_entropy"), "loss", "auto, mse", "'cross_entropy'"),
    (network(output="sigmoid", loss="perceptron"), "loss", "cross_entropy, mse", "'perceptron'"),
    (network(loss="perceptron"), "loss", "cross_entropy, mse", "'perceptron'"),
]


@pytest.mark.parametrize(("given", "field", "allowed", "value"), PAIRS)
def test_an_output_or_loss_that_makes_no_sense_is_refused(
    given: Any, field: str, allowed: str, value: str
) -> None:
    error = refused(given)
    assert (error.code, error.field) == ("invalid_value", f"networks.0.{field}")
    assert allowed in error.message
    assert f"not {value}" in error.message


@pytest.mark.parametrize(
    ("given", "output", "loss"),
    [
        ({}, "sigmoid", "cross_entropy"),
        (BLOBS, "softmax", "cross_entropy"),
        ({"data": {"dataset": "blobs", "classes": 2}}, "sigmoid", "cross_entropy"),
        ({"task": "regression"}, "identity", "mse"),
        (network(output="tanh"), "tanh", "mse"),
        (network(output="step"), "step", "perceptron"),
    ],
)
def test_auto_is_the_usual_output_and_loss(given: Any, output: str, loss: str) -> None:
    from playground.experiment.spec import resolve

    spec = edits.parse(given)
    chosen = resolve(spec.networks[0], spec.task, spec.classes)
    assert [record.key for record in chosen] == [output, loss]


def test_a_message_stays_short_however_long_or_deep_the_value_is() -> None:
    deep: Any = 1
    for _ in range(900):
        deep = {"a": [deep]}
    for given in ({"seed": "9" * 10**6}, {"seed": list(range(10**5))}, {"seed": deep}):
        assert len(refused(given).message) < 150


def refused(given: Any) -> Invalid:
    with pytest.raises(Invalid) as caught:
        edits.parse(given)
    return caught.value
