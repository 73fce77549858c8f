"""Edits: pure functions from one description to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from playground.engine import DATASETS, OPTIMIZERS
from playground.experiment import Conflict, ExperimentSpec, Invalid, Missing, Refused, edits

Edit = Callable[[ExperimentSpec], ExperimentSpec]

TWO = edits.parse(
    {
        "seed": 5,
        "data": {"noise": 0.25},
        "networks": [
            {
                "layers": [{"units": 3, "activation": "relu"}, {"units": 2, "dropout": 0.5}],
                "optimizer": {"name": "adam", "learning_rate": 0.01, "beta1": 0.5},
                "regularization": {"name": "l2", "rate": 0.1},
            },
            {"output": "tanh", "loss": "mse", "batch_size": 7},
        ],
    }
)

EVERY_EDIT: list[Edit] = [
    lambda spec: edits.replace_data(spec, {"dataset": "circle"}),
    lambda spec: edits.replace_features(spec, ["x1"]),
    lambda spec: edits.add_network(spec, {}),
    lambda spec: edits.change_network(spec, 1, {"batch_size": 3}),
    lambda spec: edits.remove_network(spec, 0),
    lambda spec: edits.insert_layer(spec, 0, {"units": 5}),
    lambda spec: edits.change_layer(spec, 0, 1, {"units": 5}),
    lambda spec: edits.remove_layer(spec, 0, 1),
    lambda spec: edits.reseed(spec, 9),
]


@pytest.mark.parametrize("edit", EVERY_EDIT)
def test_an_edit_leaves_the_description_before_it_alone(edit: Edit) -> None:
    before = TWO.model_dump()
    after = edit(TWO)
    assert TWO.model_dump() == before
    assert after != TWO


@pytest.mark.parametrize("edit", EVERY_EDIT)
def test_the_result_of_an_edit_is_a_whole_experiment(edit: Edit) -> None:
    after = edit(TWO)
    assert edits.parse(after.model_dump()) == after


def test_replacing_the_data_leaves_nothing_of_the_data_before() -> None:
    after = edits.replace_data(TWO, {"dataset": "circle", "samples": 50})
    assert after.data == edits.parse({"data": {"dataset": "circle", "samples": 50}}).data
    assert after.networks == TWO.networks


@pytest.mark.parametrize("key", list(DATASETS))
def test_the_task_follows_the_data_set(key: str) -> None:
    assert edits.replace_data(TWO, {"dataset": key}).task == DATASETS[key].task


def test_own_points_keep_the_task() -> None:
    own = {"dataset": "custom", "points": [{"x1": 0.0, "x2": 0.0, "label": 1.0}]}
    assert edits.replace_data(TWO, own).task == "classification"
    regression = edits.replace_data(TWO, {"dataset": "sine"})
    assert edits.replace_data(regression, own).task == "regression"


def test_own_points_can_bring_a_task() -> None:
    own = {"dataset": "custom", "points": [{"x1": 0.0, "x2": 0.0, "label": 1.0}]}
    after = edits.replace_data(TWO, {**own, "task": "regression"})
    assert after.task == "regression"
    assert edits.replace_data(after, {**own, "task": "classification"}).task == "classification"
    for change in ({**own, "task": "guessing"}, {"dataset": "circle", "task": "regression"}):
        with pytest.raises(Invalid):
            edits.replace_data(TWO, change)


def test_an_output_that_cannot_serve_the_new_data_becomes_auto() -> None:
    after = edits.replace_data(TWO, {"dataset": "blobs"})
    assert [(n.output, n.loss) for n in after.networks] == [("auto", "auto")] * 2


def test_an_output_that_still_serves_the_new_data_is_kept() -> None:
    after = edits.replace_data(TWO, {"dataset": "sine"})
    assert [(n.output, n.loss) for n in after.networks] == [("auto", "auto"), ("tanh", "mse")]


@pytest.mark.parametrize("given", [["x2", "radius"], {"features": ["x2", "radius"]}])
def test_features_come_as_a_list_or_in_an_object(given: Any) -> None:
    assert edits.replace_features(TWO, given).features == ("x2", "radius")


def test_a_setting_that_is_left_out_stays() -> None:
    after = edits.change_network(TWO, 0, {"batch_size": 3}).networks[0]
    assert after == TWO.networks[0].model_copy(update={"batch_size": 3})


def test_a_part_of_an_optimizer_changes_only_that_part() -> None:
    after = edits.change_network(TWO, 0, {"optimizer": {"learning_rate": 0.5}})
    found = after.networks[0].optimizer.model_dump()
    assert found == TWO.networks[0].optimizer.model_dump() | {"learning_rate": 0.5}


def test_naming_the_same_optimizer_keeps_its_other_hyperparameters() -> None:
    after = edits.change_network(TWO, 0, {"optimizer": {"name": "adam", "beta2": 0.9}})
    found = after.networks[0].optimizer.model_dump()
    assert (found["beta1"], found["beta2"], found["learning_rate"]) == (0.5, 0.9, 0.01)


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "adam"])
def test_another_optimizer_starts_from_its_own_defaults(name: str) -> None:
    after = edits.change_network(TWO, 0, {"optimizer": {"name": name}})
    wanted = {h.key: h.default for h in OPTIMIZERS[name].hyperparameters}
    assert after.networks[0].optimizer.model_dump() == {"name": name, **wanted}


def test_a_part_of_the_regularisation_changes_only_that_part() -> None:
    after = edits.change_network(TWO, 0, {"regularization": {"rate": 0.5}})
    assert after.networks[0].regularization.model_dump() == {"name": "l2", "rate": 0.5}


def test_another_regularisation_starts_from_its_defaults() -> None:
    after = edits.change_network(TWO, 0, {"regularization": {"name": "l1"}})
    assert after.networks[0].regularization.model_dump() == {"name": "l1", "rate": 0.0}


def test_a_hyperparameter_of_another_optimizer_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        edits.change_network(TWO, 1, {"optimizer": {"beta1": 0.5}})
    assert caught.value.field == "networks.1.optimizer.beta1"


@pytest.mark.parametrize(
    ("change", "units"),
    [
        ({"index": 0}, [4, 3, 2]),
        ({"index": 1}, [3, 4, 2]),
        ({"index": 2}, [3, 2, 4]),
        ({}, [3, 2, 4]),
        ({"index": None}, [3, 2, 4]),
    ],
)
def test_a_layer_goes_before_the_one_at_its_index_or_to_the_end(
    change: dict[str, Any], units: list[int]
) -> None:
    after = edits.insert_layer(TWO, 0, {"units": 4, **change})
    assert [layer.units for layer in after.networks[0].layers] == units
    assert after.networks[1] == TWO.networks[1]


@pytest.mark.parametrize("index", [-1, 3, 10**40, "0", True, 1.0, [[]]])
def test_an_index_that_is_no_place_for_a_layer_is_refused(index: Any) -> None:
    with pytest.raises(Invalid) as caught:
        edits.insert_layer(TWO, 0, {"index": index})
    assert (caught.value.code, caught.value.field) == ("out_of_range", "index")
    assert "from 0 to 2, not " in caught.value.message


def test_changing_a_layer_keeps_what_is_left_out() -> None:
    after = edits.change_layer(TWO, 0, 1, {"activation": "gelu"}).networks[0].layers
    assert after[1].model_dump() == TWO.networks[0].layers[1].model_dump() | {"activation": "gelu"}
    assert after[0] == TWO.networks[0].layers[0]


def test_removing_a_layer_keeps_the_others() -> None:
    after = edits.remove_layer(TWO, 0, 0)
    assert after.networks[0].layers == TWO.networks[0].layers[1:]


def test_the_last_hidden_layer_can_be_removed() -> None:
    assert edits.remove_layer(TWO, 1, 0).networks[1].layers == ()


def test_a_refused_layer_is_named_by_the_place_that_it_would_have_had() -> None:
    with pytest.raises(Invalid) as inserted:
        edits.insert_layer(TWO, 0, {"index": 1, "units": 0})
    assert inserted.value.field == "networks.0.layers.1.units"
    with pytest.raises(Invalid) as changed:
        edits.change_layer(TWO, 1, 0, {"bogus": 0})
    assert changed.value.field == "networks.1.layers.0.bogus"


def test_a_new_network_is_the_default_one_under_the_next_free_name() -> None:
    after = edits.add_network(TWO, {})
    assert after.networks[:2] == TWO.networks
    assert after.networks[2] == edits.parse({"networks": [{"name": "C"}]}).networks[0]


def test_a_copy_differs_by_its_name_and_the_changes_given() -> None:
    after = edits.add_network(TWO, {"copy_of": 0, "batch_size": 3, "optimizer": {"beta1": 0.1}})
    adam = TWO.networks[0].optimizer.model_dump() | {"beta1": 0.1}
    wanted = TWO.networks[0].model_dump() | {"name": "C", "batch_size": 3, "optimizer": adam}
    assert after.networks[2].model_dump() == wanted


def test_a_copy_can_be_given_a_name() -> None:
    assert edits.add_network(TWO, {"copy_of": 0, "name": "deep"}).networks[2].name == "deep"


def test_copy_of_null_copies_none() -> None:
    assert edits.add_network(TWO, {"copy_of": None}) == edits.add_network(TWO, {})


def test_a_name_that_was_freed_is_given_again() -> None:
    assert edits.add_network(edits.remove_network(TWO, 0), {}).networks[1].name == "A"


def test_there_is_a_name_even_when_all_letters_are_taken() -> None:
    spec = edits.parse({"networks": [{}] * 26})
    assert len(edits.add_network(spec, {}).networks) == 27


@pytest.mark.parametrize("source", ["0", True, 0.0, [0]])
def test_copying_what_is_no_index_is_refused(source: Any) -> None:
    with pytest.raises(Invalid) as caught:
        edits.add_network(TWO, {"copy_of": source})
    assert (caught.value.code, caught.value.field) == ("wrong_type", "copy_of")


def test_the_last_network_stays() -> None:
    one = edits.remove_network(TWO, 1)
    with pytest.raises(Conflict) as caught:
        edits.remove_network(one, 0)
    assert caught.value.code == "last_network"


def test_another_seed_is_for_the_networks_and_not_for_the_data() -> None:
    after = edits.reseed(TWO, 9)
    assert (after.seed, after.data.seed, after.data_seed) == (9, 5, 5)
    assert edits.reseed(after, 10).data_seed == 5


MISSING: list[tuple[Edit, str, str]] = [
    (lambda spec: edits.change_network(spec, 2, {}), "unknown_network", "n"),
    (lambda spec: edits.change_network(spec, -1, {}), "unknown_network", "n"),
    (lambda spec: edits.remove_network(spec, 2), "unknown_network", "n"),
    (lambda spec: edits.insert_layer(spec, 2, {}), "unknown_network", "n"),
    (lambda spec: edits.change_layer(spec, 2, 0, {}), "unknown_network", "n"),
    (lambda spec: edits.change_layer(spec, 0, 2, {}), "unknown_layer", "i"),
    (lambda spec: edits.change_layer(spec, 0, -1, {}), "unknown_layer", "i"),
    (lambda spec: edits.remove_layer(spec, 0, 2), "unknown_layer", "i"),
    (lambda spec: edits.add_network(spec, {"copy_of": 2}), "unknown_network", "copy_of"),
    (lambda spec: edits.add_network(spec, {"copy_of": 10**4000}), "unknown_network", "copy_of"),
]


@pytest.mark.parametrize(("edit", "code", "field"), MISSING)
def test_what_does_not_exist_cannot_be_edited(edit: Edit, code: str, field: str) -> None:
    with pytest.raises(Missing) as caught:
        edit(TWO)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert "there are 2" in caught.value.message or "has 2" in caught.value.message


REFUSED: list[tuple[Edit, str]] = [
    (lambda spec: edits.replace_data(spec, {"bogus": 1}), "data.bogus"),
    (lambda spec: edits.replace_data(spec, {"dataset": "swirl"}), "data.dataset"),
    (lambda spec: edits.replace_data(spec, {"dataset": ["xor"]}), "data.dataset"),
    (lambda spec: edits.replace_data(spec, {"classes": 3}), "data.classes"),
    (lambda spec: edits.replace_features(spec, []), "features"),
    (lambda spec: edits.replace_features(spec, ["x1", "x1"]), "features"),
    (lambda spec: edits.replace_features(spec, {"features": ["x1"], "bogus": 1}), "bogus"),
    (lambda spec: edits.replace_features(spec, {}), "features"),
    (lambda spec: edits.change_network(spec, 1, {"loss": "cross_entropy"}), "networks.1.loss"),
    (lambda spec: edits.change_network(spec, 1, {"copy_of": 0}), "networks.1.copy_of"),
    (lambda spec: edits.change_network(spec, 1, {"layers": [{}, 1]}), "networks.1.layers.1"),
    (lambda spec: edits.change_network(spec, 1, {"optimizer": None}), "networks.1.optimizer"),
    (lambda spec: edits.add_network(spec, {"batch_size": 0}), "networks.2.batch_size"),
    (lambda spec: edits.reseed(spec, -1), "seed"),
]


@pytest.mark.parametrize(("edit", "field"), REFUSED)
def test_a_refused_edit_names_the_full_path_of_the_field(edit: Edit, field: str) -> None:
    with pytest.raises(Refused) as caught:
        edit(TWO)
    assert caught.value.field == field
