"""The numbers of a network over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Send = Callable[..., Any]


def test_weights_that_were_read_can_be_put_back(session: str, ok: Send) -> None:
    first = ok("GET", f"{session}/networks/0/weights")
    ok("POST", f"{session}/step", {"epochs": 1})
    assert ok("GET", f"{session}/networks/0/weights") != first
    assert ok("PUT", f"{session}/networks/0/weights", first) == first
    assert ok("GET", f"{session}/networks/0/weights") == first


def test_one_weight_is_patched_and_answered_in_full(session: str, ok: Send) -> None:
    change = {"layer": 0, "from": 1, "to": 2, "value": 0.1 + 0.2}
    found = ok("PATCH", f"{session}/networks/0/weights", change)
    assert found["layers"][0]["weights"][1][2] == 0.30000000000000004
    assert found == ok("GET", f"{session}/networks/0/weights")


def test_a_bias_is_patched_from_null(session: str, ok: Send) -> None:
    change = {"layer": 1, "from": None, "to": 0, "value": -3}
    assert ok("PATCH", f"{session}/networks/0/weights", change)["layers"][1]["biases"] == [-3.0]


def test_a_connection_is_cut_and_restored(session: str, ok: Send) -> None:
    before = ok("GET", f"{session}/networks/0/weights")
    cut = {"layer": 0, "from": 0, "to": 0, "mask": 0}
    found = ok("PATCH", f"{session}/networks/0/weights", cut)
    assert found["layers"][0]["mask"][0] == [0, 1, 1, 1, 1, 1, 1, 1]
    assert ok("GET", session)["status"]["networks"][0]["parameters"] == 32
    assert ok("PATCH", f"{session}/networks/0/weights", cut | {"mask": 1}) == before


def test_a_unit_is_cut_and_frozen(session: str, ok: Send) -> None:
    cut = ok("POST", f"{session}/networks/0/units", {"layer": 0, "unit": 3, "mask": 0})
    assert [row[3] for row in cut["layers"][0]["mask"]] == [0, 0]
    assert ok("GET", session)["status"]["networks"][0]["parameters"] == 30
    frozen = ok("POST", f"{session}/networks/0/units", {"layer": 0, "unit": 2, "frozen": 1})
    assert frozen["layers"][0]["frozen"]["biases"][2] == 1


@pytest.mark.parametrize(
    ("method", "body", "code", "field"),
    [
        ("PUT", {"layers": [{}]}, "wrong_shape", "layers"),
        ("PUT", {"layers": [{"weights": [[0]]}, {}]}, "wrong_shape", "layers.0.weights"),
        ("PUT", {"layers": [{"bogus": 1}, {}]}, "unknown_field", "layers.0.bogus"),
        ("PUT", b'{"layers":[{"biases":[NaN,0,0,0,0,0,0,0]},{}]}', "not_finite", None),
        ("PUT", b'{"layers":[{"biases":[1e999,0,0,0,0,0,0,0]},{}]}', "not_finite", None),
        ("PATCH", {"layer": 2, "from": 0, "to": 0, "value": 1}, "out_of_range", "layer"),
        ("PATCH", {"layer": 0, "from": 0, "to": 0}, "invalid_value", "value"),
        ("PATCH", b'{"layer":0,"from":0,"to":0,"value":Infinity}', "not_finite", "value"),
        ("PATCH", {"layer": 0, "from": None, "to": 0, "mask": 0}, "invalid_value", "mask"),
    ],
)
def test_wrong_numbers_are_refused_and_change_nothing(
    session: str, refused: Send, ok: Send, method: str, body: Any, code: str, field: str | None
) -> None:
    address = f"{session}/networks/0/weights"
    before = ok("GET", address)
    found = refused(method, address, body)
    assert found[:2] == (422, code)
    assert found[2] == (field or "layers.0.biases.0")
    assert ok("GET", address) == before


def test_gradients_have_the_shape_of_weights_and_their_norms(session: str, ok: Send) -> None:
    found = ok("GET", f"{session}/networks/0/gradients")
    weights = ok("GET", f"{session}/networks/0/weights")
    for layer, gradients in zip(weights["layers"], found["layers"], strict=True):
        assert len(gradients["biases"]) == len(layer["biases"])
        assert list(map(len, gradients["weights"])) == list(map(len, layer["weights"]))
    assert {name: len(norms) for name, norms in found["norms"].items()} == {
        "weights": 2,
        "biases": 2,
        "deltas": 2,
    }
    assert found["loss"] == ok("GET", session)["status"]["networks"][0]["train_loss"]


def test_a_point_is_followed_through_the_layers(session: str, ok: Send) -> None:
    found = ok("GET", f"{session}/networks/0/activations", params={"x1": 1.5, "x2": -2})
    assert found["features"] == {"x1": 1.5, "x2": -2.0}
    assert [len(layer["z"]) for layer in found["layers"]] == [8, 1]
    assert [len(layer["a"]) for layer in found["layers"]] == [8, 1]


def test_the_plane_has_fifty_rows_unless_asked_otherwise(session: str, ok: Send) -> None:
    for query, rows in (("", 50), ("?resolution=2", 2), ("?resolution=200", 200)):
        shown = ok("GET", f"{session}/networks/0/boundary{query}")
        assert set(shown) == {"x1", "x2", "values"}
        assert len(shown["x1"]) == len(shown["x2"]) == rows
        assert {len(row) for row in shown["values"]} == {rows}


def test_the_plane_of_one_unit(session: str, ok: Send) -> None:
    shown = ok("GET", f"{session}/networks/0/boundary?resolution=3&layer=0&unit=7")
    point = {"x1": shown["x1"][2], "x2": shown["x2"][0]}
    found = ok("GET", f"{session}/networks/0/activations", params=point)
    assert shown["values"][0][2] == pytest.approx(found["layers"][0]["a"][7], rel=1e-12)


def test_several_classes_are_labels_and_confidence(new_session: Send, ok: Send) -> None:
    address = new_session({"data": {"dataset": "iris"}})
    shown = ok("GET", f"{address}/networks/0/boundary?resolution=4")
    assert set(shown) == {"x1", "x2", "labels", "confidence"}


@pytest.mark.parametrize(
    ("path", "status", "code", "field"),
    [
        ("activations", 422, "missing_field", "x1"),
        ("activations?x1=0", 422, "missing_field", "x2"),
        ("activations?x1=0&x2=nan", 422, "not_finite", "x2"),
        ("activations?x1=inf&x2=0", 422, "not_finite", "x1"),
        ("activations?x1=1e7&x2=0", 422, "out_of_range", "x1"),
        ("activations?x1=a&x2=0", 422, "wrong_type", "x1"),
        ("boundary?resolution=1", 422, "out_of_range", "resolution"),
        ("boundary?resolution=201", 422, "limit_exceeded", "resolution"),
        ("boundary?resolution=2.5", 422, "wrong_type", "resolution"),
        ("boundary?resolution=" + "9" * 4_000, 422, "limit_exceeded", "resolution"),
        ("boundary?resolution=" + "9" * 5_000, 422, "out_of_range", "resolution"),
        ("boundary?layer=0", 422, "missing_field", "unit"),
        ("boundary?unit=0", 422, "missing_field", "layer"),
        ("boundary?layer=2&unit=0", 404, "unknown_layer", "layer"),
        ("boundary?layer=0&unit=8", 404, "unknown_unit", "unit"),
        ("boundary?layer=-1&unit=0", 404, "unknown_layer", "layer"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(
    session: str, refused: Send, path: str, status: int, code: str, field: str
) -> None:
    assert refused("GET", f"{session}/networks/0/{path}") == (status, code, field)


@pytest.mark.parametrize("part", ["weights", "gradients", "activations?x1=0&x2=0", "boundary"])
@pytest.mark.parametrize("n", ["1", "-1", "9" * 30])
def test_a_network_that_does_not_exist_has_no_numbers(
    session: str, refused: Send, part: str, n: str
) -> None:
    assert refused("GET", f"{session}/networks/{n}/{part}") == (404, "unknown_network", "n")


def test_what_is_no_finite_number_is_null(
    new_session: Send, client: httpx.Client, ok: Send
) -> None:
    """1e6 to the fourth power and so on: squares of answers exceed the doubles."""
    layers = [{"units": 64, "activation": "identity"}] * 10
    network = {"layers": layers, "initializer": "constant"}
    address = new_session({"task": "regression", "features": ["x1_squared"], "networks": [network]})
    weights = ok("GET", f"{address}/networks/0/weights")["layers"]
    huge = [{"weights": [[1e6] * len(row) for row in layer["weights"]]} for layer in weights]
    for _ in range(2):
        ok("PUT", f"{address}/networks/0/weights", {"layers": huge})
    for path in (
        "",
        "/networks/0/gradients",
        "/networks/0/activations?x1=1e6&x2=0",
        "/networks/0/boundary",
        "/history",
    ):
        text = client.get(address + path).text
        assert "NaN" not in text
        assert "Infinity" not in text
