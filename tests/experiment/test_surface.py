"""Networks over the plane: orientation, classes, single units, one point followed through."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers import reference
from helpers.specs import experiment, train

from playground.engine import FEATURES
from playground.experiment import Experiment, Invalid, Missing
from playground.experiment.surface import boundary, feature_maps, probe
from playground.experiment.weights import read_weights, write_one

BLOBS = {"dataset": "blobs", "classes": 4}


def output_at(live: Experiment, x1: float, x2: float) -> Any:
    return probe(live.run(0), x1, x2)["layers"][-1]["a"]


def leaning(x1: float, x2: float, **network: Any) -> Experiment:
    """A linear network whose z is x1 · x1 + x2 · x2."""
    live = experiment({"layers": [], **network})
    for source, value in enumerate((x1, x2)):
        write_one(live.run(0), {"layer": 0, "from": source, "to": 0, "value": value})
    return live


def test_rows_go_up_x2_and_columns_go_right_along_x1() -> None:
    shown = boundary(leaning(0.1, 1.0).run(0), 7, None, None)
    values = np.array(shown["values"])
    assert (np.diff(values, axis=0) > 0).all(), "every row lies higher than the one before"
    assert (np.diff(values, axis=1) > 0).all()
    assert values[0, 0] == values.min()
    assert (np.diff(values, axis=0) > np.diff(values, axis=1).max()).mean() > 0.3
    assert shown["x1"] == shown["x2"] == pytest.approx([-6, -4, -2, 0, 2, 4, 6])


@pytest.mark.parametrize("network", [{}, {"output": "tanh"}, {"output": "identity"}])
def test_a_value_is_that_of_the_point_at_its_row_and_column(network: dict[str, Any]) -> None:
    live = train(experiment(network), 1)
    shown = boundary(live.run(0), 5, None, None)
    for row, x2 in enumerate(shown["x2"]):
        for column, x1 in enumerate(shown["x1"]):
            found = shown["values"][row][column]
            assert found == pytest.approx(output_at(live, x1, x2)[0], rel=1e-12)


def test_the_grid_has_the_ends_of_the_domain_of_each_axis() -> None:
    shown = boundary(experiment(data={"dataset": "iris"}).run(0), 3, None, None)
    assert (shown["x1"], shown["x2"]) == ([0.0, 4.0, 8.0], [-0.5, 1.5, 3.5])


@pytest.mark.parametrize("network", [{}, {"output": "softmax"}])
def test_two_classes_show_the_probability_of_class_one(network: dict[str, Any]) -> None:
    live = train(experiment(network, data={"dataset": "gauss"}), 5)
    values = np.array(boundary(live.run(0), 13, None, None)["values"])
    assert values[-1, -1] > 0.95, "class 1 of gauss lies at (2, 2)"
    assert values[0, 0] < 0.05
    middle = [output_at(live, 6.0, 6.0)[-1], values[-1][-1]]
    assert middle[0] == pytest.approx(middle[1])


def test_two_softmax_units_sum_to_one() -> None:
    live = train(experiment({"output": "softmax"}), 1)
    answers = output_at(live, 1.0, -2.0)
    assert len(answers) == 2
    assert sum(answers) == pytest.approx(1.0)


def test_a_network_on_the_other_side_is_negative_for_tanh() -> None:
    live = train(experiment({"output": "tanh"}, data={"dataset": "gauss"}), 5)
    values = np.array(boundary(live.run(0), 5, None, None)["values"])
    assert values[0, 0] < -0.9
    assert values[-1, -1] > 0.9


def test_several_classes_show_the_likeliest_and_how_likely_it_is() -> None:
    live = train(experiment(data=BLOBS), 3)
    shown = boundary(live.run(0), 9, None, None)
    assert set(shown) == {"x1", "x2", "labels", "confidence"}
    for row, x2 in enumerate(shown["x2"]):
        for column, x1 in enumerate(shown["x1"]):
            answers = output_at(live, x1, x2)
            assert shown["labels"][row][column] == int(np.argmax(answers))
            assert shown["confidence"][row][column] == pytest.approx(max(answers))
    assert len({label for row in shown["labels"] for label in row}) == 4


@pytest.mark.parametrize(("layer", "unit"), [(0, 0), (0, 2), (1, 1), (2, 3)])
def test_any_unit_has_a_map_of_its_own(layer: int, unit: int) -> None:
    network = {"layers": [{"units": 3}, {"units": 2, "activation": "relu"}]}
    live = train(experiment(network, data=BLOBS), 1)
    shown = boundary(live.run(0), 4, layer, unit)
    for row, x2 in enumerate(shown["x2"]):
        for column, x1 in enumerate(shown["x1"]):
            wanted = probe(live.run(0), x1, x2)["layers"][layer]["a"][unit]
            assert shown["values"][row][column] == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    ("layer", "unit", "code", "field"),
    [
        (2, 0, "unknown_layer", "layer"),
        (-1, 0, "unknown_layer", "layer"),
        (0, 8, "unknown_unit", "unit"),
        (1, 1, "unknown_unit", "unit"),
        (0, -1, "unknown_unit", "unit"),
    ],
)
def test_a_unit_that_does_not_exist_has_no_map(
    layer: int, unit: int, code: str, field: str
) -> None:
    with pytest.raises(Missing) as caught:
        boundary(experiment().run(0), 4, layer, unit)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(("layer", "unit", "field"), [(0, None, "unit"), (None, 0, "layer")])
def test_layer_and_unit_are_asked_for_together(
    layer: int | None, unit: int | None, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        boundary(experiment().run(0), 4, layer, unit)
    assert (caught.value.code, caught.value.field) == ("missing_field", field)


NORMALISED = [
    {"units": 4, "activation": "relu", "normalization": "batch", "dropout": 0.5},
    {"units": 3, "normalization": "layer"},
]


def test_a_point_is_followed_through_every_layer_as_for_inference() -> None:
    features = ["x2", "radius", "sin_x1"]
    live = train(experiment({"layers": NORMALISED}, features=features), 2)
    found = probe(live.run(0), 1.5, -2.0)
    assert found["features"] == pytest.approx(
        {"x2": -2.0, "radius": 2.5, "sin_x1": np.sin(1.5)}, rel=1e-15
    )
    assert [len(layer["z"]) for layer in found["layers"]] == [4, 3, 1]
    x = reference.features(features, [(1.5, -2.0)])
    weights = read_weights(live.run(0))
    for i, (z_found, keys) in enumerate(
        [(found["layers"][1], ["relu", "tanh"]), (found["layers"][2], ["relu", "tanh"])], start=1
    ):
        part = {"layers": weights["layers"][: i + 1]}
        last = "tanh" if i == 1 else "sigmoid"
        z, a = reference.answers(part, x, keys[:i], last, own_statistics=False)
        assert z_found["z"] == pytest.approx(z[0], rel=1e-12)
        assert z_found["a"] == pytest.approx(a[0], rel=1e-12)


def test_the_z_of_a_normalised_layer_is_the_weighted_sum_before_it() -> None:
    live = train(experiment({"layers": NORMALISED}), 2)
    layer = read_weights(live.run(0))["layers"][0]
    wanted = np.array([1.5, -2.0]) @ np.array(layer["weights"]) + np.array(layer["biases"])
    assert probe(live.run(0), 1.5, -2.0)["layers"][0]["z"] == pytest.approx(wanted, rel=1e-12)


def test_a_surface_uses_the_running_statistics_whatever_points_it_has() -> None:
    live = train(experiment({"layers": NORMALISED}), 2)
    coarse = np.array(boundary(live.run(0), 2, None, None)["values"])
    fine = np.array(boundary(live.run(0), 21, None, None)["values"])
    np.testing.assert_allclose(fine[::20, ::20], coarse, rtol=1e-12)


def test_every_feature_has_a_map_chosen_or_not() -> None:
    live = experiment(features=["x1"])
    maps = feature_maps(live.run(0), 5)
    assert list(maps) == list(FEATURES)
    x1, x2 = np.meshgrid(np.linspace(-6, 6, 5), np.linspace(-6, 6, 5))
    for key, rows in maps.items():
        np.testing.assert_allclose(rows, reference.FEATURES[key](x1, x2), rtol=1e-12, atol=1e-12)


def test_a_cut_connection_changes_the_surface() -> None:
    live = leaning(1.0, 1.0)
    write_one(live.run(0), {"layer": 0, "from": 0, "to": 0, "mask": 0})
    values = np.array(boundary(live.run(0), 5, None, None)["values"])
    np.testing.assert_array_equal(np.ptp(values, axis=1), 0.0)
