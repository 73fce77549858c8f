"""Short words go where they belong; nonsense is refused by its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.client import Invalid, own_points
from playground.client.words import describe
from playground.experiment import ExperimentSpec, LayerSpec


def test_no_words_are_the_first_experiment_of_the_page() -> None:
    assert describe(None, {}) == ExperimentSpec()


def test_words_of_the_data() -> None:
    spec = describe(None, {"dataset": "rings", "classes": 4, "samples": np.int64(80), "noise": 0.1})
    assert spec.data.model_dump(exclude_defaults=True) == {
        "dataset": "rings",
        "classes": 4,
        "samples": 80,
        "noise": 0.1,
    }


def test_the_seeds_of_weights_and_data_are_two() -> None:
    spec = describe(None, {"seed": 3, "data_seed": 5})
    assert (spec.seed, spec.data.seed) == (3, 5)


def test_the_task_follows_the_data_set() -> None:
    assert describe(None, {"dataset": "reg_plane"}).task == "regression"
    assert describe(ExperimentSpec(), {"dataset": "reg_plane"}).task == "regression"


@pytest.mark.parametrize(
    ("words", "layers"),
    [
        ({"layers": []}, []),
        ({"layers": 5}, [LayerSpec(units=5)]),
        ({"layers": np.array([5, 2])}, [LayerSpec(units=5), LayerSpec(units=2)]),
        ({"activation": "relu"}, [LayerSpec(units=8, activation="relu")]),
        ({"layers": [3, {"units": 2, "activation": "relu"}], "dropout": 0.2},
         [LayerSpec(units=3, dropout=0.2), LayerSpec(units=2, activation="relu", dropout=0.2)]),
        ({"layers": [LayerSpec(units=6)]}, [LayerSpec(units=6)]),
    ],
)  # fmt: skip
def test_words_of_the_layers(words: dict[str, Any], layers: list[LayerSpec]) -> None:
    assert list(describe(None, words).networks[0].layers) == layers


def test_words_of_optimizer_and_regularisation() -> None:
    words = {"optimizer": "adam", "learning_rate": 0.2, "regularization": "l1"}
    network = describe(None, words | {"regularization_rate": 0.3}).networks[0]
    assert (network.optimizer.name, network.optimizer.learning_rate) == ("adam", 0.2)
    assert (network.regularization.name, network.regularization.rate) == ("l1", 0.3)
    given = {"name": "momentum", "momentum": 0.5}
    network = describe(None, {"optimizer": given, "learning_rate": 0.2}).networks[0]
    assert network.optimizer.learning_rate == 0.2
    assert network.optimizer.settings["momentum"] == 0.5


def test_several_networks_have_words_in_common() -> None:
    rivals = [{"activation": "sigmoid"}, {"activation": "relu", "name": "R"}]
    spec = describe(None, {"layers": [4] * 3, "learning_rate": 0.1, "networks": rivals})
    assert [network.name for network in spec.networks] == ["A", "R"]
    for network, activation in zip(spec.networks, ("sigmoid", "relu"), strict=True):
        assert [layer.activation for layer in network.layers] == [activation] * 3
        assert network.optimizer.learning_rate == 0.1


def test_words_are_laid_over_a_description() -> None:
    full = describe(None, {"layers": [3, 2], "optimizer": "adam", "noise": 0.2})
    for description in (full, full.model_dump()):
        spec = describe(description, {"activation": "relu", "learning_rate": 0.5, "samples": 50})
        assert [layer.units for layer in spec.networks[0].layers] == [3, 2]
        assert spec.networks[0].layers[1].activation == "relu"
        assert spec.networks[0].optimizer.name == "adam"
        assert (spec.data.noise, spec.data.samples) == (0.2, 50)


def test_a_full_description_is_itself() -> None:
    full = describe(None, {"dataset": "rings", "classes": 3, "optimizer": "adamw"})
    assert describe(full, {}) == describe(full.model_dump(), {}) == full


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        ({"colour": 1}, "unknown_field", "colour"),
        ({"networks": [{}, {"colour": 1}]}, "unknown_field", "networks.1.colour"),
        ({"networks": 3}, "wrong_type", "networks"),
        ({"data": 3, "samples": 5}, "wrong_type", "data"),
        ({"optimizer": 3, "learning_rate": 0.1}, "wrong_type", "networks.0.optimizer"),
        ({"layers": "many"}, "wrong_type", "networks.0.layers"),
        ({"layers": ["x"]}, "wrong_type", "networks.0.layers.0.units"),
        ({"layers": [0]}, "out_of_range", "networks.0.layers.0.units"),
        ({"optimizer": "sdg"}, "unknown_optimizer", "networks.0.optimizer.name"),
        ({"samples": 1}, "out_of_range", "data.samples"),
    ],
)
def test_wrong_words_are_refused_by_name(words: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        describe(None, words)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_what_is_no_description_is_refused() -> None:
    with pytest.raises(Invalid, match="must be an object"):
        describe("xor", {"samples": 5})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("x", "labels", "field"),
    [([1.0, 2.0], [0, 1], "x"), ([[1.0, 2.0, 3.0]], [0], "x"), ([[1.0, 2.0]], [0, 1], "labels")],
)
def test_points_of_another_shape_are_refused(x: Any, labels: Any, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        own_points(x, labels)
    assert caught.value.field == field
