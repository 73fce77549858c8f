"""The catalog: every choice that there is, with all that a page or a program needs to offer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
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
from playground.experiment import ExperimentSpec, Limits

Send = Callable[..., Any]

REGISTRIES = {
    "datasets": (DATASETS, ["xor"]),
    "features": (FEATURES, ["x1", "x2"]),
    "activations": (ACTIVATIONS, ["tanh"]),
    "outputs": (OUTPUTS, ["sigmoid"]),
    "losses": (LOSSES, ["cross_entropy"]),
    "initializers": (INITIALIZERS, ["xavier_uniform"]),
    "optimizers": (OPTIMIZERS, ["sgd"]),
    "regularizers": (REGULARIZERS, ["none"]),
    "normalizations": (NORMALIZATIONS, ["none"]),
}


@pytest.fixture
def catalog(ok: Send) -> Any:
    return ok("GET", "/api/catalog")


@pytest.mark.parametrize("kind", list(REGISTRIES))
def test_every_choice_is_listed_in_order_with_the_usual_one_marked(catalog: Any, kind: str) -> None:
    registry, usual = REGISTRIES[kind]
    assert [entry["key"] for entry in catalog[kind]] == list(registry)
    assert [entry["key"] for entry in catalog[kind] if entry["default"]] == usual


def test_limits_and_defaults_are_those_of_the_server(catalog: Any) -> None:
    assert catalog["limits"] == Limits().as_dict()
    defaults = ExperimentSpec.model_validate(catalog["defaults"])
    assert defaults == ExperimentSpec()


@pytest.mark.parametrize(
    "kind",
    ["features", "activations", "outputs", "losses", "initializers", "optimizers", "regularizers"],
)
def test_every_formula_is_also_given_as_mathml(catalog: Any, kind: str) -> None:
    for entry in catalog[kind]:
        assert entry["formula"]
        for name in ("mathml", "derivative_mathml"):
            if name in entry:
                root = ElementTree.fromstring(entry[name])
                assert root.tag.endswith("math")


def test_activations_have_the_graph_of_function_and_slope(catalog: Any) -> None:
    for entry in catalog["activations"]:
        z, a = (np.array(entry["graph"][name]) for name in ("z", "a"))
        assert len(z) == len(a) == len(entry["graph"]["slope"])
        np.testing.assert_array_equal(a, ACTIVATIONS[entry["key"]].function(z))
        assert entry["derivative_formula"]
    trainable = {entry["key"] for entry in catalog["activations"] if entry["trainable"]}
    assert trainable == {*ACTIVATIONS} - {"step", "sign"}


def test_optimizers_list_their_hyperparameters_with_bounds_and_default(catalog: Any) -> None:
    for entry in catalog["optimizers"]:
        wanted = OPTIMIZERS[entry["key"]].hyperparameters
        assert [p["key"] for p in entry["parameters"]] == [h.key for h in wanted]
        for parameter, hyperparameter in zip(entry["parameters"], wanted, strict=True):
            assert parameter["default"] == hyperparameter.default
            if parameter["type"] == "number":
                assert parameter["minimum"] <= parameter["default"] <= parameter["maximum"]


def test_what_the_catalog_says_of_bounds_is_what_the_server_takes(
    catalog: Any, new_session: Send, refused: Send
) -> None:
    for entry in catalog["optimizers"]:
        for parameter in entry["parameters"]:
            if parameter["type"] != "number":
                continue
            for edge, allowed in (("minimum", True), ("maximum", parameter["maximum_allowed"])):
                optimizer = {"name": entry["key"], parameter["key"]: parameter[edge]}
                experiment = {"networks": [{"optimizer": optimizer}]}
                if allowed:
                    new_session(experiment)
                else:
                    assert refused("POST", "/api/sessions", experiment)[0] == 422


def test_outputs_say_what_they_can_be_used_for(catalog: Any, new_session: Send) -> None:
    for entry in catalog["outputs"]:
        assert set(entry["losses"]) == set(entry["tasks"])
        for task, losses in entry["losses"].items():
            for loss in losses:
                network = {"output": entry["key"], "loss": loss}
                new_session({"task": task, "networks": [network]})


def test_data_sets_say_what_can_be_set(catalog: Any, new_session: Send) -> None:
    for entry in catalog["datasets"]:
        assert (entry["classes"] is None) == (entry["task"] == "regression")
        if entry["classes"]:
            for edge in ("minimum", "maximum"):
                new_session({"data": {"dataset": entry["key"], "classes": entry["classes"][edge]}})
        assert entry["domain"]["x1"][0] < entry["domain"]["x1"][1]
    fixed = {entry["key"]: entry["samples"] for entry in catalog["datasets"] if entry["samples"]}
    assert fixed == {"and_table": 4, "or_table": 4, "xor_table": 4, "iris": 150}


def test_previews_have_points_of_every_data_set(ok: Send) -> None:
    previews = ok("GET", "/api/previews")["datasets"]
    assert list(previews) == list(DATASETS)
    for preview in previews.values():
        assert len(preview["x1"]) == len(preview["x2"]) == len(preview["label"]) > 0
