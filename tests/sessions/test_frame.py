"""What is in a frame, and how much of it quantisation may change."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment, train
from helpers.stream import decode

from playground.engine.measurement import Measurement
from playground.experiment import Experiment, edits
from playground.experiment.surface import boundary
from playground.experiment.weights import read_weights, write_one
from playground.sessions.frame import RIVAL_RESOLUTION, Seen, View, build_frame


def frame(live: Experiment, **view: Any) -> dict[str, Any]:
    small = {"resolution": 9, "unit_resolution": 5}
    return decode(build_frame(live, View(**(small | view)), Seen(), {"frame": 1}))


def figures(measured: Measurement) -> dict[str, Any]:
    """Sizes of gradients and health of units, as a client gets them."""
    shown = dataclasses.asdict(measured.norms) | dataclasses.asdict(measured.health)
    return {name: list(entries) for name, entries in shown.items()}


def values(surface: dict[str, Any]) -> Any:
    """The answers that a client reads off a scalar surface."""
    low, high = surface["low"], surface["high"]
    return low + (high - low) * surface["values"].astype(float) / 255


@pytest.mark.parametrize("network", [{}, {"output": "softmax"}, {"output": "tanh"}])
def test_a_surface_is_within_half_a_level_of_the_truth(network: dict[str, Any]) -> None:
    live = train(experiment(network), 20)
    surface = frame(live)["surface"]
    truth = np.array(boundary(live.run(0), 9, None, None)["values"])
    assert surface["kind"] == "scalar"
    assert (surface["low"], surface["high"]) == (
        (-1, 1) if network.get("output") == "tanh" else (0, 1)
    )
    step = (surface["high"] - surface["low"]) / 255
    assert np.abs(values(surface) - truth).max() <= step / 2 + 1e-12


def test_a_regression_is_cut_off_at_the_ends_of_its_colours() -> None:
    live = experiment({"layers": []}, data={"dataset": "reg_plane"})
    write_one(live.run(0), {"layer": 0, "from": 0, "to": 0, "value": 1.0})
    surface = frame(live)["surface"]
    truth = np.clip(np.array(boundary(live.run(0), 9, None, None)["values"]), -1, 1)
    assert np.abs(values(surface) - truth).max() <= 1 / 255 + 1e-12
    assert {surface["values"].min(), surface["values"].max()} == {0, 255}


def test_several_classes_are_sent_as_labels_and_confidence() -> None:
    live = train(experiment(data={"dataset": "blobs", "classes": 5}), 5)
    surface, truth = frame(live)["surface"], boundary(live.run(0), 9, None, None)
    assert surface["kind"] == "classes"
    np.testing.assert_array_equal(surface["labels"], truth["labels"])
    confidence = surface["confidence"].astype(float) / 255
    assert np.abs(confidence - np.array(truth["confidence"])).max() <= 0.5 / 255 + 1e-12


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity", "gelu"])
def test_every_unit_has_a_map_within_half_a_level_of_the_truth(activation: str) -> None:
    layers = [{"units": 3, "activation": activation}, {"units": 2, "activation": "sigmoid"}]
    live = train(experiment({"layers": layers}), 3)
    units = frame(live)["units"]
    places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0)]
    assert units["values"].shape == (len(places), 5, 5)
    for index, (layer, unit) in enumerate(places):
        truth = np.array(boundary(live.run(0), 5, layer, unit)["values"])
        scale = float(units["scale"][index])
        assert scale == pytest.approx(max(1.0, np.abs(truth).max()), rel=1e-6)
        found = scale * units["values"][index].astype(float) / 127
        assert np.abs(found - truth).max() <= scale / 254 * 1.0001


def test_weights_come_in_the_order_of_the_parameter_vector() -> None:
    layers = [{"units": 3, "normalization": "batch"}, {"units": 2, "normalization": "layer"}]
    live = train(experiment({"layers": layers}), 2)
    wanted: list[float] = []
    for layer in read_weights(live.run(0))["layers"]:
        wanted += [w for row in layer["weights"] for w in row] + layer["biases"]
        if layer["normalization"]:
            wanted += layer["normalization"]["gamma"] + layer["normalization"]["beta"]
    found = frame(live)["weights"]
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, wanted, rtol=1e-7)


def test_a_mask_comes_only_where_something_is_cut() -> None:
    live = experiment()
    assert frame(live)["mask"] is None
    write_one(live.run(0), {"layer": 0, "from": 1, "to": 2, "mask": 0})
    mask = frame(live)["mask"]
    assert np.flatnonzero(mask == 0).tolist() == [1 * 8 + 2]
    assert len(mask) == 33


def test_the_batch_is_that_of_the_last_update() -> None:
    live = experiment()
    assert frame(live)["batch"] is None
    train(live, 1, "batches")
    batch = frame(live)["batch"]
    assert batch.tolist() == live.runs[0].trainer.batch.tolist()
    assert len(set(batch.tolist())) == 10
    assert batch.max() < 250


def test_figures_are_those_of_the_status_in_full_precision() -> None:
    live = train(experiment(networks=[{}, {"layers": []}]), 2)
    assert frame(live)["networks"] == live.status()


def test_statistics_come_layer_by_layer() -> None:
    layers = [{"activation": "relu"}, {"activation": "sigmoid"}]
    live = train(experiment({"layers": layers}), 1)
    statistics = frame(live)["statistics"]
    measured = live.runs[0].measure()
    assert statistics == figures(measured)
    assert {len(entries) for entries in statistics.values()} == {3}
    assert statistics["dead"][1:] == [None, None]
    assert statistics["saturated"][0] is statistics["saturated"][2] is None


def test_networks_that_compete_are_each_shown_in_short() -> None:
    layers = [{"units": 3, "activation": "relu"}] * 2
    live = train(experiment(networks=[{}, {"layers": layers}, {"output": "tanh"}]), 3)
    shown = frame(live, network=1)
    assert len(shown["rivals"]) == 3
    for n, rival in enumerate(shown["rivals"]):
        truth = np.array(boundary(live.run(n), RIVAL_RESOLUTION, None, None)["values"])
        surface = rival["surface"]
        step = (surface["high"] - surface["low"]) / 255
        assert np.abs(values(surface) - truth).max() <= step / 2 + 1e-12
        measured = live.run(n).measure()
        assert rival["statistics"] == figures(measured)
        assert rival["history"]["epoch"].tolist() == live.curves()["networks"][n]["epochs"]
        assert rival["history"]["start"] == 0
    assert shown["rivals"][1]["statistics"] == shown["statistics"]


def test_one_network_has_no_rivals() -> None:
    assert "rivals" not in frame(experiment())


def test_every_rival_is_sent_only_new_points_of_its_curves() -> None:
    live, seen = experiment(networks=[{}, {"layers": []}]), Seen()

    def starts() -> list[int]:
        shown = decode(build_frame(live, View(resolution=3, unit_resolution=3), seen, {"frame": 1}))
        return [rival["history"]["start"] for rival in shown["rivals"]]

    assert starts() == [0, 0]
    assert starts() == [1, 1]
    train(live, 2)
    assert starts() == [1, 1]
    assert starts() == [3, 3]
    live.apply(edits.add_network(live.spec, {}), [0, 1, None])
    assert starts() == [3, 3, 0]
    live.apply(edits.remove_network(live.spec, 0), [1, 2])
    assert starts() == [0, 0], "the curves at these places are others now"
    assert starts() == [3, 1]


def test_a_point_of_the_curves_without_a_value_is_not_a_number() -> None:
    live = train(experiment(data={"dataset": "xor_table"}), 1)
    history = frame(live)["history"]
    assert np.isnan(history["test_loss"]).all()
    assert np.isfinite(history["train_loss"]).all()
    assert history["gradients"].shape == (2, 2)


def test_a_frame_of_huge_numbers_can_be_built_and_read() -> None:
    live = experiment({"layers": [{"activation": "relu"}] * 3, "output": "identity"})
    for unit in range(4):
        write_one(live.run(0), {"layer": 0, "from": 0, "to": unit, "value": 1e6})
    live.runs[0].network.parameters.values[:] *= 1e90
    live.runs[0].touch()
    found = frame(live)
    assert found["surface"]["values"].shape == (9, 9)
    assert np.isfinite(found["units"]["scale"]).all()
    assert found["networks"][0]["train_loss"] is None


def test_the_frame_of_the_opening_page_is_small() -> None:
    live = experiment()
    head = {"frame": 1, "playing": False, "unit": "epochs", "rate": None, "speed": None}
    assert len(build_frame(live, View(), Seen(), head)) < 20_000
