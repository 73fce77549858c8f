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
    sizes = {"bytes": 4, "bytes_without_weights": 4, "longest": 32_000, "too_long": False}
    assert answer == {"fragment": "#v=1", "short": "#v=1", **sizes}


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
    assert answer["bytes"] > answer["longest"] > answer["bytes_without_weights"]


def test_own_points_that_are_too_many_leave_a_short_form_to_read(
    ok: Send, new_session: Send, refused: Send
) -> None:
    points = [{"x1": n / 7, "x2": 1 / (n + 1), "label": n % 2} for n in range(3_000)]
    session = new_session({"data": {"dataset": "custom", "points": points}})
    answer = ok("GET", f"{session}/link?hide=play")
    assert answer["fragment"] is None
    assert answer["short"] == "#v=1&hide=play&points=-"
    whole = ok("GET", f"{session}/link?hide=play&weights=true")
    assert whole["bytes"] > whole["bytes_without_weights"] == answer["bytes"] > whole["longest"]
    asked = {"address": answer["short"]}
    assert refused("POST", "/api/links", asked) == (422, "points_left_out", "points")


def numbers(ok: Send, session: str) -> list[Any]:
    """All that a page shows of a session's networks."""
    count = len(ok("GET", session)["experiment"]["networks"])
    parts = ("weights", "boundary")
    found = [ok("GET", f"{session}/networks/{n}/{part}") for n in range(count) for part in parts]
    losses = [
        {key: network[key] for key in ("train_loss", "test_loss", "test_accuracy")}
        for network in ok("GET", session)["status"]["networks"]
    ]
    return [*found, ok("GET", f"{session}/data"), losses]


def trained(ok: Send, new_session: Send) -> str:
    layers = [{"units": 5, "normalization": "batch"}, {"units": 3, "dropout": 0.2}]
    session: str = new_session({"data": {"dataset": "moons"}, "networks": [{"layers": layers}, {}]})
    ok("POST", f"{session}/step", {"epochs": 3})
    ok("POST", f"{session}/networks/0/units", {"layer": 0, "unit": 2, "frozen": 1})
    return session


def test_a_session_starts_from_a_link_with_the_same_numbers(ok: Send, new_session: Send) -> None:
    session = trained(ok, new_session)
    address = ok("GET", f"{session}/link?weights=true&hide=play&hard=true")["fragment"]
    answer = ok("POST", "/api/sessions/link", {"address": address})
    other = f"/api/sessions/{answer['id']}"
    assert numbers(ok, other) == numbers(ok, session)
    assert answer["experiment"] == ok("GET", session)["experiment"]
    beside = {"hide": ["play"], "view": {"hard": True}, "source": "playground", "warnings": []}
    assert answer["link"] == beside
    assert (answer["undo"], answer["status"]["playing"]) == (0, False)
    # Its curves and its timeline begin with these weights.
    curve = ok("GET", f"{other}/history")["networks"][0]
    assert curve["train_loss"] == [answer["status"]["networks"][0]["train_loss"]]
    assert len(ok("GET", f"{other}/timeline")["moments"]) == 1
    for place in (session, other):
        ok("POST", f"{place}/reset", {"seed": None})
    assert ok("GET", f"{other}/networks/1/weights") == ok("GET", f"{session}/networks/1/weights")
    ok("DELETE", other)


def test_a_link_opened_in_a_session_is_one_edit(ok: Send, new_session: Send) -> None:
    session, other = trained(ok, new_session), new_session({"seed": 8})
    ok("POST", f"{other}/step", {"epochs": 2})
    before = numbers(ok, other)
    address = ok("GET", f"{session}/link?weights=true")["fragment"]
    answer = ok("PUT", f"{other}/link", {"address": address})
    assert (answer["weights"], answer["networks"]) == ("reset", ["reset", "reset"])
    assert (answer["undo"], answer["link"]["source"]) == (1, "playground")
    assert numbers(ok, other) == numbers(ok, session)
    ok("POST", f"{other}/undo")
    assert numbers(ok, other) == before
    ok("POST", f"{other}/redo")
    assert numbers(ok, other) == numbers(ok, session)


def test_opening_a_link_of_tensorflow_playground_here_says_what_is_different(
    ok: Send, new_session: Send
) -> None:
    session = new_session()
    answer = ok("PUT", f"{session}/link", {"address": "#dataset=spiral&noise_hide=true&foo=1"})
    assert answer["experiment"]["data"]["dataset"] == "spiral"
    assert answer["link"]["hide"] == ["noise"]
    codes = [warning["code"] for warning in answer["link"]["warnings"]]
    assert codes == ["other_points", "other_biases", "unknown_properties"]


def test_a_link_that_cannot_be_opened_changes_nothing(
    ok: Send, new_session: Send, refused: Send
) -> None:
    session = new_session()
    before = ok("GET", session)
    for address in ("hello", "#v=1&layers=65", "#v=1&w=AAAA", "#v=1&points=-"):
        assert refused("PUT", f"{session}/link", {"address": address})[0] == 422
        assert refused("POST", "/api/sessions/link", {"address": address})[0] == 422
    assert ok("GET", session) == before
    assert refused("PUT", "/api/sessions/none/link", {"address": "#v=1"})[0] == 404


def test_what_can_be_hidden_is_listed(ok: Send) -> None:
    groups = ok("GET", "/api/links/hideable")["groups"]
    assert groups["run"][:3] == ["play", "step", "reset"]
    assert "radius" in groups["features"]


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
    for name in ("<b>", "toaster"):
        asked = f"{new_session()}/link?hide={name}"
        assert refused("GET", asked) == (422, "invalid_value", "hide")
    assert refused("GET", "/api/sessions/none/link")[0] == 404
