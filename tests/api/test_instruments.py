"""Instruments over HTTP and on the stream."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers.server import Server
from helpers.stream import watching

Send = Callable[..., Any]


def test_histograms_count_the_training_set(session: str, ok: Send) -> None:
    layers = ok("GET", f"{session}/networks/0/histograms?bins=7")["layers"]
    n = len(ok("GET", f"{session}/data")["train"]["x1"])
    assert [sum(layer["a"]["counts"]) for layer in layers] == [8 * n, n]
    assert all(len(entry["counts"]) == 7 for layer in layers for entry in layer.values())
    weights = np.array(ok("GET", f"{session}/networks/0/weights")["layers"][0]["weights"])
    assert layers[0]["weights"]["low"] == weights.min()
    assert layers[0]["weights"]["high"] == weights.max()


def test_space_agrees_with_the_activations_of_a_point(session: str, ok: Send) -> None:
    ok("POST", f"{session}/step", {"epochs": 2})
    space = ok("GET", f"{session}/networks/0/space?layer=0&units=2,5&resolution=3")
    corner = ok("GET", f"{session}/networks/0/activations?x1=-6&x2=6")["layers"]
    assert space["grid"][2][0] == pytest.approx([corner[0]["a"][2], corner[0]["a"][5]])
    assert space["answers"][2][0] == pytest.approx(corner[1]["a"][0])
    assert (space["layer"], space["axes"], space["units"]) == (0, "units", [2, 5])


def test_many_units_are_shown_along_principal_directions(session: str, ok: Send) -> None:
    space = ok("GET", f"{session}/networks/0/space?layer=0")
    assert (space["axes"], space["units"], len(space["grid"])) == ("principal", None, 25)
    assert 0.0 < space["explained"][1] <= space["explained"][0] < sum(space["explained"]) <= 1.0


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("histograms?bins=0", (422, "out_of_range", "bins")),
        ("histograms?bins=201", (422, "out_of_range", "bins")),
        ("space", (422, "missing_field", "layer")),
        ("space?layer=2", (404, "unknown_layer", "layer")),
        ("space?layer=0&units=0,8", (404, "unknown_unit", "units")),
        ("space?layer=0&resolution=101", (422, "out_of_range", "resolution")),
    ],
)
def test_what_is_not_there_is_refused(
    session: str, refused: Send, query: str, wanted: tuple[int, str, str]
) -> None:
    assert refused("GET", f"{session}/networks/0/{query}") == wanted


def test_units_that_are_none_are_refused(session: str, refused: Send) -> None:
    status, _, field = refused("GET", f"{session}/networks/0/space?layer=0&units=x")
    assert (status, field) == (422, "units")


def test_a_stream_carries_the_instrument_on_view(server: Server, session: str, ok: Send) -> None:
    with watching(server.stream_url(session.rsplit("/", 1)[1])) as stream:
        assert stream.frame()["instrument"] is None
        stream.send("view", instrument={"kind": "histograms", "bins": 5})
        frame = stream.frame(lambda f: f["instrument"] is not None)
        assert frame["instrument"]["layers"][0]["z"]["counts"].shape == (5,)
        stream.send("view", instrument={"kind": "space", "layer": 0, "units": [1, 0]})
        found = stream.frame(lambda f: f["instrument"]["kind"] == "space")["instrument"]
        exact = ok("GET", f"{session}/networks/0/space?layer=0&units=1,0")
        assert found["grid"] == pytest.approx(np.array(exact["grid"]), abs=1e-6)
        stream.send("view")
        stream.frame(lambda f: f["instrument"] is None)


@pytest.mark.parametrize(
    "instrument",
    [{}, {"kind": "other"}, {"kind": "histograms", "bins": 0}, {"kind": "space", "units": [1]}, 3],
)
def test_a_wish_that_is_none_is_refused(server: Server, session: str, instrument: Any) -> None:
    with watching(server.stream_url(session.rsplit("/", 1)[1])) as stream:
        stream.send("view", instrument=instrument)
        assert stream.message("error")["error"]["field"].startswith("view.instrument")


def test_past_histograms_go_from_the_beginning_to_the_present(session: str, ok: Send) -> None:
    ok("POST", f"{session}/step", {"epochs": 20})
    past = f"{session}/networks/0/histograms/past"
    found = ok("GET", f"{past}?layer=0&quantity=weights&bins=9")
    assert (found["epochs"][0], found["epochs"][-1]) == (0.0, 20.0)
    assert [len(row) for row in found["counts"]] == [9] * len(found["epochs"])
    assert [sum(row) for row in found["counts"]] == [16] * len(found["epochs"])
    assert found["low"] < found["high"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", (422, "missing_field", "layer")),
        ("layer=2", (404, "unknown_layer", "layer")),
        ("layer=0&quantity=other", (422, "unknown_choice", "quantity")),
    ],
)
def test_past_histograms_of_what_there_is_not_are_refused(
    session: str, refused: Send, query: str, wanted: tuple[int, str, str]
) -> None:
    assert refused("GET", f"{session}/networks/0/histograms/past?{query}") == wanted


def finished(session: str, ok: Send, body: dict[str, Any]) -> Any:
    """Have a landscape computed, and return it."""
    started = ok("POST", f"{session}/networks/0/landscape", body)
    assert started["state"] in ("running", "done")
    patience = time.monotonic() + 20
    while time.monotonic() < patience:
        found = ok("GET", f"{session}/landscapes/{started['id']}")
        if found["state"] == "done":
            return found
        time.sleep(0.02)
    raise AssertionError(f"the landscape is not done: {found['progress']}")


def test_a_landscape_has_the_present_loss_in_its_middle(session: str, ok: Send) -> None:
    ok("POST", f"{session}/step", {"epochs": 3})
    found = finished(session, ok, {"resolution": 5, "span": 0.5})
    loss = ok("GET", session)["status"]["networks"][0]["train_loss"]
    assert found["loss"][2][2] == pytest.approx(loss, rel=1e-9)
    assert found["alpha"] == found["beta"] == [-0.5, -0.25, 0.0, 0.25, 0.5]
    assert (found["progress"], found["network"], found["explained"]) == (1.0, 0, None)
    assert [path["network"] for path in found["paths"]] == [0]
    assert found["paths"][0]["alpha"][-1] == pytest.approx(0.0, abs=1e-9)


def test_a_landscape_lies_along_the_path_of_training(session: str, ok: Send, refused: Send) -> None:
    plane = {"directions": "path", "resolution": 5}
    early = refused("POST", f"{session}/networks/0/landscape", plane)
    assert early == (409, "no_path", "directions")
    ok("POST", f"{session}/step", {"epochs": 20})
    found = finished(session, ok, plane)
    path = found["paths"][0]
    assert path["epochs"][0] == 0.0
    assert path["epochs"][-1] == 20.0
    assert found["alpha"][0] < min(path["alpha"]) < max(path["alpha"]) < found["alpha"][-1]
    assert 0.5 < sum(found["explained"]) <= 1.0


def test_a_landscape_can_be_cancelled(session: str, ok: Send, refused: Send) -> None:
    ok("PATCH", f"{session}/networks/0/layers/0", {"units": 64})
    id = ok("POST", f"{session}/networks/0/landscape", {"resolution": 51})["id"]
    ok("DELETE", f"{session}/landscapes/{id}")
    assert ok("GET", f"{session}/landscapes/{id}")["state"] in ("cancelled", "done")
    assert refused("GET", f"{session}/landscapes/99") == (404, "unknown_landscape", "landscape")
    assert refused("DELETE", f"{session}/landscapes/99")[0] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"directions": "up"}, "directions"),
        ({"resolution": 1}, "resolution"),
        ({"resolution": 52}, "resolution"),
        ({"span": 0}, "span"),
        ({"seed": -1}, "seed"),
        ({"bogus": 1}, "bogus"),
    ],
)
def test_a_landscape_that_cannot_be_is_refused(
    session: str, refused: Send, body: dict[str, Any], field: str
) -> None:
    status, _, found = refused("POST", f"{session}/networks/0/landscape", body)
    assert (status, found) == (422, field)
