"""Sessions: made, read, trained, reset, deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest
from helpers.specs import train

from playground.experiment import Experiment, edits
from playground.experiment.surface import boundary, probe
from playground.experiment.weights import read_gradients, read_weights

Send = Callable[..., Any]

RICH: dict[str, Any] = {
    "seed": 11,
    "data": {"dataset": "blobs", "classes": 4, "noise": 0.3, "samples": 120},
    "features": ["x1", "x2", "sin_x2"],
    "networks": [
        {
            "layers": [{"units": 5, "activation": "gelu", "normalization": "batch"}],
            "optimizer": {"name": "adam", "learning_rate": 0.01},
            "regularization": {"name": "l2", "rate": 0.001},
        },
        {"layers": [], "name": "linear"},
    ],
}


def as_json(value: Any) -> Any:
    return json.loads(orjson.dumps(value))


def test_an_empty_experiment_makes_a_session_with_all_fields_filled_in(
    call: Send, client: httpx.Client
) -> None:
    answer = call("POST", "/api/sessions", {})
    assert answer.status_code == 201
    made = answer.json()
    assert made["experiment"] == as_json(edits.parse({}).model_dump())
    assert made["status"]["playing"] is False
    assert made["status"]["networks"] == as_json(Experiment(edits.parse({})).status())
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", made["id"])
    assert client.delete(f"/api/sessions/{made['id']}").status_code == 204


def test_a_session_is_read_as_it_was_made(new_session: Send, ok: Send) -> None:
    found = ok("GET", new_session(RICH))
    assert found["experiment"] == as_json(edits.parse(RICH).model_dump())
    assert [network["name"] for network in found["status"]["networks"]] == ["A", "linear"]


def test_the_experiment_of_a_session_makes_the_same_session_again(
    new_session: Send, ok: Send
) -> None:
    first = new_session(RICH)
    second = new_session(ok("GET", first)["experiment"])
    for part in ("/data", "/networks/0/weights", "/networks/1/gradients"):
        assert ok("GET", first + part) == ok("GET", second + part)


def test_sessions_know_nothing_of_each_other(new_session: Send, ok: Send) -> None:
    one, other = new_session(), new_session()
    assert one != other
    ok("POST", f"{one}/step", {"epochs": 2})
    assert ok("GET", other)["status"]["networks"][0]["epoch"] == 0


def test_a_deleted_session_does_not_exist(new_session: Send, call: Send, refused: Send) -> None:
    address = new_session()
    answer = call("DELETE", address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert refused("GET", address)[:2] == (404, "unknown_session")
    assert refused("DELETE", address)[:2] == (404, "unknown_session")


@pytest.mark.parametrize(
    ("amount", "counted"),
    [
        ({"epochs": 3}, (3, 75, 750)),
        ({"batches": 30}, (1, 30, 300)),
        ({"samples": 3}, (0, 3, 3)),
        ({"epochs": 1, "batches": None}, (1, 25, 250)),
    ],
)
def test_a_step_answers_with_the_status_after_it(
    session: str, ok: Send, amount: Any, counted: tuple[int, int, int]
) -> None:
    status = ok("POST", f"{session}/step", amount)
    assert set(status) == {"playing", "networks"}
    assert status["playing"] is False
    found = status["networks"][0]
    assert (found["epoch"], found["iteration"], found["samples_seen"]) == counted
    assert ok("GET", session)["status"] == status


def test_all_numbers_are_those_of_the_library_bit_for_bit(new_session: Send, ok: Send) -> None:
    """JSON carries doubles in full: what is read equals what was sent."""
    address, live = new_session(RICH), Experiment(edits.parse(RICH))
    assert ok("POST", f"{address}/step", {"epochs": 6})["networks"] == as_json(
        train(live, 6).status()
    )
    for n in (0, 1):
        network, run = f"{address}/networks/{n}", live.run(n)
        assert ok("GET", f"{network}/weights") == read_weights(run)
        assert ok("GET", f"{network}/gradients") == read_gradients(run)
        assert ok("GET", f"{network}/activations?x1=0.1&x2=-3.3") == probe(run, 0.1, -3.3)
        assert ok("GET", f"{network}/boundary?resolution=7") == boundary(run, 7, None, None)
    assert ok("GET", f"{address}/history") == live.curves()
    data = ok("GET", f"{address}/data")
    assert data["train"]["x1"] == live.data.train.points[:, 0].tolist()
    assert data["test"]["x2"] == live.data.test.points[:, 1].tolist()


def test_reset_starts_again_from_the_same_weights(session: str, ok: Send) -> None:
    first = ok("GET", f"{session}/networks/0/weights")
    before = ok("GET", session)["status"]
    ok("POST", f"{session}/step", {"epochs": 2})
    assert ok("POST", f"{session}/reset", {"seed": None}) == before
    assert ok("GET", f"{session}/networks/0/weights") == first
    assert len(ok("GET", f"{session}/history")["networks"][0]["epochs"]) == 1


def test_reset_with_a_seed_draws_new_weights_for_the_same_data(session: str, ok: Send) -> None:
    first, data = ok("GET", f"{session}/networks/0/weights"), ok("GET", f"{session}/data")
    ok("POST", f"{session}/reset", {"seed": 7})
    assert ok("GET", f"{session}/networks/0/weights") != first
    assert ok("GET", f"{session}/data") == data
    experiment = ok("GET", session)["experiment"]
    assert (experiment["seed"], experiment["data"]["seed"]) == (7, 0)
    ok("POST", f"{session}/reset", {"seed": 0})
    assert ok("GET", f"{session}/networks/0/weights") == first


def test_the_curves_of_every_network_are_lists_of_equal_length(new_session: Send, ok: Send) -> None:
    address = new_session(RICH)
    ok("POST", f"{address}/step", {"epochs": 4})
    curves = ok("GET", f"{address}/history")["networks"]
    assert [curve["name"] for curve in curves] == ["A", "linear"]
    for curve in curves:
        assert curve["epochs"] == [0, 1, 2, 3, 4]
        assert {len(curve[key]) for key in curve if key != "name"} == {5}
    assert len(curves[0]["gradient_norms"][0]) == 2


def test_a_diverging_network_is_reported_and_can_be_helped(new_session: Send, ok: Send) -> None:
    network = {"layers": [{"activation": "relu"}], "optimizer": {"learning_rate": 10}}
    address = new_session({"data": {"dataset": "reg_plane"}, "networks": [network]})
    status = ok("POST", f"{address}/step", {"epochs": 100})["networks"][0]
    message = status["messages"][0]
    assert status["diverged"] == message["values"]["iteration"] > status["iteration"]
    assert isinstance(status["train_loss"], float)
    assert message["code"] == "diverged"
    answer = ok("PATCH", f"{address}/networks/0", {"optimizer": {"learning_rate": 0.01}})
    assert (answer["weights"], answer["status"]["networks"][0]["diverged"]) == ("kept", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"bogus": 1}, "bogus"),
        ({"networks": [{}, {"layers": [{}, {"units": 0}]}]}, "networks.1.layers.1.units"),
        ([], None),
        (b"null", None),
        (b'{"data":{"noise":NaN}}', "data.noise"),
        (b'{"data":{"noise":1e999}}', "data.noise"),
        (b'{"seed":-Infinity}', "seed"),
    ],
)
def test_an_experiment_that_is_not_valid_makes_no_session(
    refused: Send, ok: Send, body: Any, field: str | None
) -> None:
    before = ok("GET", "/healthz")["sessions"]
    status, _, found = refused("POST", "/api/sessions", body)
    assert (status, found) == (422, field)
    assert ok("GET", "/healthz")["sessions"] == before


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "invalid_value", None),
        ({"epochs": None}, "invalid_value", None),
        ({"epochs": 1, "batches": 1}, "invalid_value", None),
        ({"epochs": 0}, "out_of_range", "epochs"),
        ({"epochs": -1}, "out_of_range", "epochs"),
        ({"epochs": 1.0}, "wrong_type", "epochs"),
        ({"epochs": "1"}, "wrong_type", "epochs"),
        ({"epochs": True}, "wrong_type", "epochs"),
        ({"epochs": 100_001}, "limit_exceeded", "epochs"),
        ({"samples": 10**40}, "limit_exceeded", "samples"),
        ({"batches": 1_000_001}, "limit_exceeded", "batches"),
        ({"steps": 1}, "unknown_field", "steps"),
        ([1], "wrong_type", None),
    ],
)
def test_a_step_of_no_valid_amount_is_refused(
    session: str, refused: Send, ok: Send, body: Any, code: str, field: str | None
) -> None:
    before = ok("GET", session)
    assert refused("POST", f"{session}/step", body) == (422, code, field)
    assert ok("GET", session) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [({"seed": -1}, "out_of_range"), ({"seed": "1"}, "wrong_type"), ({"x": 1}, "unknown_field")],
)
def test_a_reset_with_no_valid_seed_is_refused(
    session: str, refused: Send, ok: Send, body: Any, code: str
) -> None:
    before = ok("GET", session)
    assert refused("POST", f"{session}/reset", body)[:2] == (422, code)
    assert ok("GET", session) == before
