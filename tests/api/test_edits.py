"""Edits over HTTP: data, features, networks, layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from playground.experiment import edits

Send = Callable[..., Any]
TWO = {"networks": [{"layers": [{"units": 3}, {"units": 2}]}, {"layers": []}]}

EDITS: list[tuple[str, str, Any, int, str]] = [
    ("PUT", "/data", {"dataset": "circle", "noise": 0.1}, 200, "kept"),
    ("PUT", "/data", {"dataset": "reg_gauss"}, 200, "kept"),
    ("PUT", "/data", {"dataset": "blobs"}, 200, "reset"),
    ("PUT", "/data", {}, 200, "kept"),
    ("PUT", "/features", ["x1", "x2"], 200, "kept"),
    ("PUT", "/features", ["x1", "radius"], 200, "reset"),
    ("PUT", "/features", {"features": ["x1"]}, 200, "reset"),
    ("POST", "/networks", {}, 201, "reset"),
    ("POST", "/networks", {"copy_of": 0, "batch_size": 1}, 201, "reset"),
    ("PATCH", "/networks/0", {"optimizer": {"learning_rate": 0.5}}, 200, "kept"),
    ("PATCH", "/networks/0", {"optimizer": {"name": "adam"}}, 200, "kept"),
    ("PATCH", "/networks/0", {"batch_size": 5}, 200, "kept"),
    ("PATCH", "/networks/0", {"regularization": {"name": "l1", "rate": 0.1}}, 200, "kept"),
    ("PATCH", "/networks/0", {"initializer": "normal"}, 200, "reset"),
    ("PATCH", "/networks/0", {"layers": []}, 200, "reset"),
    ("PATCH", "/networks/0", {}, 200, "kept"),
    ("DELETE", "/networks/1", None, 200, "kept"),
    ("POST", "/networks/0/layers", {"index": 0, "units": 4, "activation": "relu"}, 201, "reset"),
    ("POST", "/networks/1/layers", {}, 201, "reset"),
    ("PATCH", "/networks/0/layers/1", {"activation": "relu"}, 200, "kept"),
    ("PATCH", "/networks/0/layers/1", {"dropout": 0.5}, 200, "kept"),
    ("PATCH", "/networks/0/layers/1", {"units": 5}, 200, "reset"),
    ("PATCH", "/networks/0/layers/1", {"normalization": "layer"}, 200, "reset"),
    ("DELETE", "/networks/0/layers/0", None, 200, "reset"),
    ("PUT", "/experiment", {"networks": [{"layers": [{"units": 3}, {"units": 2}]}]}, 200, "kept"),
    ("PUT", "/experiment", {}, 200, "reset"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "weights"), EDITS)
def test_an_edit_says_what_became_of_the_weights(
    new_session: Send,
    call: Send,
    ok: Send,
    method: str,
    path: str,
    body: Any,
    status: int,
    weights: str,
) -> None:
    address = new_session(TWO)
    ok("POST", f"{address}/step", {"epochs": 1})
    answer = call(method, address + path, body)
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert told["weights"] == weights
    after = ok("GET", address)
    assert (told["experiment"], told["status"]) == (after["experiment"], after["status"])
    assert len(told["networks"]) == len(after["experiment"]["networks"])
    epochs = [network["epoch"] for network in after["status"]["networks"]]
    assert epochs == [1 if kept == "kept" else 0 for kept in told["networks"]]


def test_the_edited_experiment_is_what_was_asked_for(new_session: Send, ok: Send) -> None:
    address = new_session(TWO)
    body = {"index": 1, "units": 7, "activation": "relu"}
    told = ok("POST", f"{address}/networks/0/layers", body)
    units = [layer["units"] for layer in told["experiment"]["networks"][0]["layers"]]
    assert units == [3, 7, 2]
    wanted = edits.insert_layer(edits.parse(TWO), 0, body)
    assert told["experiment"] == edits.parse(told["experiment"]).model_dump(mode="json")
    assert edits.parse(told["experiment"]) == wanted


def test_only_the_edited_network_is_reset(new_session: Send, ok: Send) -> None:
    address = new_session(TWO)
    ok("POST", f"{address}/step", {"epochs": 1})
    told = ok("PATCH", f"{address}/networks/0", {"initializer": "normal"})
    assert (told["weights"], told["networks"]) == ("reset", ["reset", "kept"])


def test_a_copy_has_the_same_weights_as_its_source_had_at_the_start(session: str, ok: Send) -> None:
    first = ok("GET", f"{session}/networks/0/weights")
    ok("POST", f"{session}/step", {"epochs": 1})
    ok("POST", f"{session}/networks", {"copy_of": 0, "optimizer": {"learning_rate": 1.0}})
    assert ok("GET", f"{session}/networks/1/weights") == first
    names = [n["name"] for n in ok("GET", session)["status"]["networks"]]
    assert names == ["A", "B"]


def test_data_are_read_in_two_parts_with_their_domain(new_session: Send, ok: Send) -> None:
    address = new_session({"data": {"samples": 100, "train_fraction": 0.7}})
    data = ok("GET", f"{address}/data")
    assert [len(data["train"][key]) for key in ("x1", "x2", "label")] == [70] * 3
    assert [len(data["test"][key]) for key in ("x1", "x2", "label")] == [30] * 3
    assert data["domain"] == {"x1": [-6, 6], "x2": [-6, 6]}
    assert set(data["train"]["label"]) == {0, 1}
    assert all(isinstance(label, int) for label in data["train"]["label"])


def test_labels_of_a_regression_are_its_targets(session: str, ok: Send) -> None:
    ok("PUT", f"{session}/data", {"dataset": "reg_plane"})
    part = ok("GET", f"{session}/data")["train"]
    wanted = [(x1 + x2) / 10 for x1, x2 in zip(part["x1"], part["x2"], strict=True)]
    assert part["label"] == pytest.approx(wanted)


def test_own_points_come_back_as_they_were_sent(session: str, ok: Send) -> None:
    points = [{"x1": 0.1 * i, "x2": -1e-9, "label": i % 3} for i in range(7)]
    own = {"dataset": "custom", "points": points, "train_fraction": 1.0}
    assert ok("PUT", f"{session}/data", own)["weights"] == "reset"
    part = ok("GET", f"{session}/data")["train"]
    rows = sorted(zip(part["x1"], part["x2"], part["label"], strict=True))
    assert rows == sorted((p["x1"], p["x2"], p["label"]) for p in points)


def test_own_points_bring_their_task_and_the_plane_they_lie_on(session: str, ok: Send) -> None:
    domain = {"x1": [-1, 2], "x2": [0, 5]}
    own = {"dataset": "custom", "points": [{"x1": 0, "x2": 1, "label": 0.5}], "domain": domain}
    answer = ok("PUT", f"{session}/data", {**own, "task": "regression"})
    assert answer["experiment"]["task"] == "regression"
    assert ok("GET", f"{session}/data")["domain"] == domain
    assert ok("PUT", f"{session}/data", {"dataset": "xor"})["experiment"]["data"]["domain"] is None


REFUSED: list[tuple[str, str, Any, int, str, str]] = [
    ("PUT", "/data", {"dataset": "swirl"}, 422, "unknown_dataset", "data.dataset"),
    ("PUT", "/data", {"noise": 2}, 422, "out_of_range", "data.noise"),
    ("PUT", "/data", {"task": "guessing"}, 422, "unknown_choice", "task"),
    (
        "PUT",
        "/data",
        {"dataset": "xor", "task": "regression"},
        422,
        "invalid_value",
        "data.dataset",
    ),
    ("PUT", "/data", {"bogus": 1}, 422, "unknown_field", "data.bogus"),
    ("PUT", "/features", [], 422, "too_few", "features"),
    ("PUT", "/features", ["x1", "x1"], 422, "invalid_value", "features"),
    ("PUT", "/features", ["swirl"], 422, "unknown_feature", "features.0"),
    ("PUT", "/features", {"features": ["x1"], "bogus": 1}, 422, "unknown_field", "bogus"),
    ("POST", "/networks", {"copy_of": 9}, 404, "unknown_network", "copy_of"),
    ("POST", "/networks", {"copy_of": "0"}, 422, "wrong_type", "copy_of"),
    ("POST", "/networks", {"loss": "swirl"}, 422, "unknown_loss", "networks.2.loss"),
    ("PATCH", "/networks/2", {}, 404, "unknown_network", "n"),
    ("PATCH", "/networks/-1", {}, 404, "unknown_network", "n"),
    ("PATCH", "/networks/x", {}, 422, "wrong_type", "n"),
    ("PATCH", "/networks/0", {"loss": "perceptron"}, 422, "invalid_value", "networks.0.loss"),
    (
        "PATCH",
        "/networks/0",
        {"optimizer": {"beta1": 0.5}},
        422,
        "unknown_field",
        "networks.0.optimizer.beta1",
    ),
    ("DELETE", "/networks/2", None, 404, "unknown_network", "n"),
    ("POST", "/networks/2/layers", {}, 404, "unknown_network", "n"),
    ("POST", "/networks/0/layers", {"index": 3}, 422, "out_of_range", "index"),
    (
        "POST",
        "/networks/0/layers",
        {"index": 2, "units": 0},
        422,
        "out_of_range",
        "networks.0.layers.2.units",
    ),
    ("PATCH", "/networks/0/layers/2", {}, 404, "unknown_layer", "i"),
    (
        "PATCH",
        "/networks/0/layers/0",
        {"units": "8"},
        422,
        "wrong_type",
        "networks.0.layers.0.units",
    ),
    ("DELETE", "/networks/0/layers/2", None, 404, "unknown_layer", "i"),
    ("DELETE", "/networks/1/layers/0", None, 404, "unknown_layer", "i"),
    ("PUT", "/experiment", {"seed": -1}, 422, "out_of_range", "seed"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code", "field"), REFUSED)
def test_a_refused_edit_changes_nothing(
    new_session: Send,
    refused: Send,
    ok: Send,
    method: str,
    path: str,
    body: Any,
    status: int,
    code: str,
    field: str,
) -> None:
    address = new_session(TWO)
    ok("POST", f"{address}/step", {"batches": 3})
    before = [ok("GET", address + part) for part in ("", "/data", "/networks/0/weights")]
    assert refused(method, address + path, body) == (status, code, field)
    assert [ok("GET", address + part) for part in ("", "/data", "/networks/0/weights")] == before


def test_the_last_network_cannot_be_removed(session: str, refused: Send, ok: Send) -> None:
    assert refused("DELETE", f"{session}/networks/0")[:2] == (409, "last_network")
    assert len(ok("GET", session)["experiment"]["networks"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/networks/0/layers", {}, "networks.0.layers"),
        ("PATCH", "/networks/0/layers/0", {"units": 65}, "networks.0.layers.0.units"),
        ("POST", "/networks", {}, "networks"),
        ("PUT", "/data", {"samples": 5_001}, "data.samples"),
    ],
)
def test_an_edit_beyond_the_limits_is_refused(
    new_session: Send, refused: Send, method: str, path: str, body: Any, field: str
) -> None:
    address = new_session({"networks": [{"layers": [{"units": 1}] * 10}] * 8})
    assert refused(method, address + path, body) == (422, "limit_exceeded", field)


LARGEST: list[tuple[Any, Any, str]] = [
    (
        {"networks": [{"layers": [{"units": 1}] * 10}]},
        {"networks": [{"layers": [{"units": 1}] * 11}]},
        "networks.0.layers",
    ),
    (
        {"networks": [{"layers": [{"units": 64}]}]},
        {"networks": [{"layers": [{"units": 65}]}]},
        "networks.0.layers.0.units",
    ),
    ({"data": {"samples": 5_000}}, {"data": {"samples": 5_001}}, "data.samples"),
    ({"networks": [{}] * 8}, {"networks": [{}] * 9}, "networks"),
    (
        {"data": {"dataset": "custom", "points": [{"x1": 0, "x2": 0, "label": 7}]}},
        {"data": {"dataset": "custom", "points": [{"x1": 0, "x2": 0, "label": 8}]}},
        "data.classes",
    ),
    (
        {"data": {"dataset": "custom", "points": [{"x1": 0, "x2": 0, "label": 0}] * 5_000}},
        {"data": {"dataset": "custom", "points": [{"x1": 0, "x2": 0, "label": 0}] * 5_001}},
        "data.points",
    ),
]


@pytest.mark.parametrize(("largest", "too_large", "field"), LARGEST)
def test_the_largest_experiment_is_taken_and_a_larger_one_refused(
    new_session: Send, refused: Send, largest: Any, too_large: Any, field: str
) -> None:
    new_session(largest)
    assert refused("POST", "/api/sessions", too_large) == (422, "limit_exceeded", field)


@pytest.mark.parametrize(
    ("method", "path", "change"),
    [
        ("PUT", "/experiment", {"networks": [{"batch_size": 5}]}),
        ("PATCH", "/networks/0", {"optimizer": {"learning_rate": 0.1}}),
    ],
)
def test_an_edit_can_start_all_networks_again_and_is_undone_in_one_step(
    session: str, ok: Send, method: str, path: str, change: Any
) -> None:
    first = ok("GET", f"{session}/networks/0/weights")
    ok("POST", f"{session}/step", {"epochs": 3})
    trained = ok("GET", f"{session}/networks/0/weights")
    told = ok(method, f"{session}{path}?fresh=true", change)
    assert (told["weights"], told["undo"]) == ("reset", 1)
    assert told["status"]["networks"][0]["iteration"] == 0
    assert ok("GET", f"{session}/networks/0/weights") == first
    ok("POST", f"{session}/undo")
    assert ok("GET", f"{session}/networks/0/weights") == trained


@pytest.mark.parametrize("dataset", ["circle", "reg_plane"])
def test_the_curves_tell_the_loss_on_the_points_that_are_there(
    new_session: Send, call: Send, ok: Send, dataset: str
) -> None:
    address = new_session({})
    before = ok("GET", f"{address}/history")
    ok("PUT", f"{address}/data", {"dataset": dataset})
    (network,) = ok("GET", address)["status"]["networks"]
    (curves,) = ok("GET", f"{address}/history")["networks"]
    assert curves["train_loss"] == [network["train_loss"]]
    assert curves["test_loss"] == [network["test_loss"]]
    names, row = call("GET", f"{address}/networks/0/history.csv").text.splitlines()[:2]
    told = dict(zip(names.split(","), row.split(","), strict=True))
    assert float(told["train_loss"]) == network["train_loss"]
    ok("POST", f"{address}/undo")
    assert ok("GET", f"{address}/history") == before


def test_the_curves_end_at_the_present_however_thinned_out_they_are(
    new_session: Send, call: Send, ok: Send
) -> None:
    address = new_session({"data": {"samples": 20}, "networks": [{"layers": []}]})
    (now,) = ok("POST", f"{address}/step", {"epochs": 1001})["networks"]
    (curves,) = ok("GET", f"{address}/history")["networks"]
    assert len(curves["epochs"]) < 1001
    assert curves["epochs"][-2:] == [1000, 1001]
    assert (curves["iterations"][-1], curves["train_loss"][-1]) == (
        now["iteration"],
        now["train_loss"],
    )
    rows = call("GET", f"{address}/networks/0/history.csv").text.splitlines()
    assert [float(row.split(",")[0]) for row in rows[-2:]] == [1000, 1001]
    assert ok("GET", f"{address}/history") == {"networks": [curves]}


def test_undo_brings_the_curves_of_another_loss_back(new_session: Send, ok: Send) -> None:
    address = new_session({})
    ok("POST", f"{address}/step", {"epochs": 3})
    before = ok("GET", f"{address}/history")
    ok("PUT", f"{address}/data", {"dataset": "reg_plane"})
    ok("POST", f"{address}/step", {"epochs": 2})
    after = ok("GET", f"{address}/history")
    assert after["networks"][0]["epochs"] == [3, 4, 5]
    ok("POST", f"{address}/undo")
    assert ok("GET", f"{address}/history") == before
    ok("POST", f"{address}/redo")
    assert ok("GET", f"{address}/history") == after
