"""Links over HTTP: written by one session, opened by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Send = Callable[..., Any]
LONG = {"networks": [{"layers": [{"units": 64}] * 2}]}


def opened(ok: Send, address: str) -> Any:
    return ok("POST", "/api/links", {"address": address})


def test_a_new_session_has_the_shortest_link(ok: Send, new_session: Send) -> None:
    answer = ok("GET", f"{new_session()}/link")
    assert answer == {"fragment": "#v=1", "bytes": 4, "longest": 32_000, "too_long": False}


def test_a_link_restores_the_experiment_and_its_trained_weights(
    ok: Send, new_session: Send
) -> None:
    layers = [{"units": 5, "normalization": "batch"}, {"units": 3}]
    session = new_session({"data": {"dataset": "moons"}, "networks": [{"layers": layers}, {}]})
    ok("POST", f"{session}/step", {"epochs": 3})
    wire = {"layer": 0, "from": 1, "to": 2, "mask": 0}
    ok("PATCH", f"{session}/networks/0/weights", wire)
    found = opened(ok, ok("GET", f"{session}/link?weights=true")["fragment"])
    assert found["experiment"] == ok("GET", session)["experiment"]
    assert (found["source"], found["warnings"]) == ("playground", [])
    other = new_session(found["experiment"])
    for n, numbers in enumerate(found["weights"]):
        ok("PUT", f"{other}/networks/{n}/weights", numbers)
    for n in range(2):
        for what in ("weights", "boundary"):
            address = f"networks/{n}/{what}"
            assert ok("GET", f"{other}/{address}") == ok("GET", f"{session}/{address}")


def test_a_link_says_what_to_hide_and_to_show(ok: Send, new_session: Send) -> None:
    address = f"{new_session()}/link?hide=play,speed&show_test=true"
    found = opened(ok, ok("GET", address)["fragment"])
    assert found["hide"] == ["play", "speed"]
    assert found["view"] == {"show_test": True}
    assert found["weights"] is None


def test_what_is_too_long_for_a_link_is_none(ok: Send, new_session: Send) -> None:
    answer = ok("GET", f"{new_session(LONG)}/link?weights=true")
    assert answer["fragment"] is None
    assert answer["too_long"]
    assert answer["bytes"] > answer["longest"]


def test_a_link_of_tensorflow_playground_opens(ok: Send, new_session: Send) -> None:
    hash_ = "activation=relu&dataset=spiral&networkShape=8,8&discretize=true&noise_hide=true"
    found = opened(ok, f"https://playground.tensorflow.org/#{hash_}")
    assert found["source"] == "tensorflow"
    assert found["hide"] == ["noise"]
    assert found["view"] == {"show_test": False, "hard": True}
    assert [w["code"] for w in found["warnings"]] == ["other_points", "other_biases"]
    session = new_session()
    assert ok("PUT", f"{session}/experiment", found["experiment"])["weights"] == "reset"


def test_what_is_no_link_is_refused(refused: Send, new_session: Send) -> None:
    def ask(address: Any) -> Any:
        return refused("POST", "/api/links", {"address": address})

    assert ask("hello") == (422, "unknown_link", "address")
    assert ask("") == (422, "no_experiment", "address")
    assert ask("x" * 40_000) == (422, "too_long", "address")
    assert ask(7) == (422, "wrong_type", "address")
    assert ask("#v=1&layers=65") == (422, "limit_exceeded", "networks.0.layers.0.units")
    assert refused("POST", "/api/links", {}) == (422, "missing_field", "address")
    escaped = b'{"address": "#v=1&\\ud800=1"}'
    assert refused("POST", "/api/links", escaped)[0] == 422
    assert refused("GET", f"{new_session()}/link?hide=<b>") == (422, "invalid_value", "hide")
    assert refused("GET", "/api/sessions/none/link")[0] == 404
