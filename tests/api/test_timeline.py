"""Undo, redo and the timeline over HTTP and the live stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from helpers.server import Server, running_server
from helpers.stream import Stream, watching

from playground.experiment.timeline import LEAST_MOMENTS

Send = Callable[..., Any]


@pytest.fixture
def trained(session: str, ok: Send) -> str:
    """A session with moments in its timeline."""
    ok("POST", f"{session}/step", {"epochs": 8})
    return session


def moments(ok: Send, session: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok("GET", f"{session}/timeline")["moments"]
    return found


def moment_at(ok: Send, session: str, epoch: float) -> int:
    return next(int(m["id"]) for m in moments(ok, session) if m["epochs"] == [epoch])


def seen(ok: Send, session: str) -> Any:
    """What can be read of a session, but for the numbers of steps and moments."""
    parts = ("", "/data", "/history", "/networks/0/weights", "/networks/0/gradients")
    found = [ok("GET", session + part) for part in parts]
    counted = ("undo", "redo", "timeline", "data_revision", "structure_revision", "revision")
    return [{k: v for k, v in part.items() if k not in counted} for part in found]


def test_an_edit_is_undone_and_redone(trained: str, ok: Send) -> None:
    before = seen(ok, trained)
    told = ok("PATCH", f"{trained}/networks/0", {"optimizer": {"learning_rate": 0.5}})
    assert (told["undo"], told["redo"]) == (1, 0)
    ok("POST", f"{trained}/step", {"epochs": 3})
    after = seen(ok, trained)
    told = ok("POST", f"{trained}/undo")
    assert (told["undo"], told["redo"], told["weights"]) == (0, 1, "reset")
    assert told["experiment"]["networks"][0]["optimizer"]["learning_rate"] == 0.03
    assert told["status"]["networks"][0]["epoch"] == 8
    assert seen(ok, trained) == before
    told = ok("POST", f"{trained}/redo")
    assert (told["undo"], told["redo"]) == (1, 0)
    assert seen(ok, trained) == after
    found = ok("GET", trained)
    assert (found["undo"], found["redo"]) == (1, 0)


def test_of_two_answers_the_one_with_the_larger_revision_is_the_newer(
    session: str, ok: Send
) -> None:
    first = ok("GET", session)["revision"]
    assert ok("GET", session)["revision"] == first
    told = ok("PATCH", f"{session}/networks/0", {"batch_size": 3})
    assert told["revision"] > first
    assert ok("GET", session)["revision"] == told["revision"]
    assert ok("POST", f"{session}/undo")["revision"] > told["revision"]


EDITS: list[tuple[str, str, Any]] = [
    ("PUT", "/data", {"dataset": "blobs", "classes": 4}),
    ("PUT", "/features", ["x1"]),
    ("PUT", "/experiment", {"seed": 3}),
    ("POST", "/networks", {"copy_of": 0}),
    ("POST", "/networks/0/layers", {"units": 2}),
    ("PATCH", "/networks/0/layers/0", {"dropout": 0.5}),
    ("DELETE", "/networks/0/layers/0", None),
    ("POST", "/reset", {"seed": 4}),
    ("PATCH", "/networks/0/weights", {"layer": 0, "from": 0, "to": 0, "value": 1.0}),
    ("PUT", "/networks/0/weights", {"layers": [{"biases": [1.0] * 8}, None]}),
]


@pytest.mark.parametrize(("method", "path", "body"), EDITS)
def test_every_call_that_edits_can_be_undone(
    trained: str, ok: Send, method: str, path: str, body: Any
) -> None:
    before = seen(ok, trained)
    ok(method, trained + path, body)
    after = seen(ok, trained)
    assert after != before
    ok("POST", f"{trained}/undo")
    assert seen(ok, trained) == before
    ok("POST", f"{trained}/redo")
    assert seen(ok, trained) == after


def test_weights_that_stay_as_they_are_are_kept(trained: str, ok: Send) -> None:
    ok("PATCH", f"{trained}/networks/0", {"batch_size": 3})
    assert ok("POST", f"{trained}/undo")["weights"] == "kept"
    ok("POST", f"{trained}/reset", {})
    assert ok("POST", f"{trained}/undo")["weights"] == "reset"


def test_nothing_to_undo_or_redo_is_refused(session: str, refused: Send, ok: Send) -> None:
    before = ok("GET", session)
    assert refused("POST", f"{session}/undo") == (409, "nothing_to_undo", None)
    assert refused("POST", f"{session}/redo") == (409, "nothing_to_redo", None)
    assert ok("GET", session) == before


def test_a_refused_edit_is_no_step(session: str, refused: Send, ok: Send) -> None:
    refused("PUT", f"{session}/data", {"noise": 7})
    refused("PATCH", f"{session}/networks/0/weights", {"layer": 9, "to": 0, "value": 1.0})
    assert ok("GET", session)["undo"] == 0


def test_moments_are_listed_oldest_first(trained: str, ok: Send) -> None:
    answer = ok("GET", f"{trained}/timeline")
    assert answer["looking"] is None
    found = answer["moments"]
    epochs = [int(m["epochs"][0]) for m in found]
    assert epochs[:6] == [0, 1, 2, 3, 4, 5]
    assert epochs == sorted(epochs)
    assert [m["iterations"] for m in found] == [[25 * n] for n in epochs]
    losses = ok("GET", f"{trained}/history")["networks"][0]["train_loss"]
    assert [m["train_losses"][0] for m in found] == [losses[n] for n in epochs]
    assert [m["id"] for m in found] == sorted({m["id"] for m in found})


def test_a_moment_is_looked_at_and_the_present_comes_back(trained: str, ok: Send) -> None:
    present = seen(ok, trained)
    id = moment_at(ok, trained, 3)
    told = ok("POST", f"{trained}/timeline/look", {"moment": id})
    assert told["status"]["networks"][0]["epoch"] == 3
    assert ok("GET", trained)["looking"] == {"id": id, "epoch": 3}
    assert ok("GET", f"{trained}/timeline")["looking"] == id
    assert ok("GET", f"{trained}/history")["networks"][0]["epochs"] == [0, 1, 2, 3]
    ok("POST", f"{trained}/timeline/look", {"moment": None})
    assert seen(ok, trained) == present


def test_looking_pauses(trained: str, server: Server, ok: Send) -> None:
    with watching(address(server, trained)) as stream:
        stream.send("play", unit="epochs", rate=20)
        stream.frame(lambda frame: frame["playing"])
        told = ok("POST", f"{trained}/timeline/look", {"moment": moment_at(ok, trained, 2)})
        assert ok("GET", trained)["status"]["playing"] is False
        assert told["status"]["networks"][0]["epoch"] == 2
        epochs = ok("GET", trained)["status"]["networks"][0]["epoch"]
        assert epochs == 2


def test_a_step_goes_on_from_the_moment_and_undo_returns(trained: str, ok: Send) -> None:
    present, all_of_them = seen(ok, trained), moments(ok, trained)
    ok("POST", f"{trained}/timeline/look", {"moment": moment_at(ok, trained, 3)})
    status = ok("POST", f"{trained}/step", {"epochs": 1})
    assert status["networks"][0]["epoch"] == 4
    assert [m["epochs"] for m in moments(ok, trained)] == [[n] for n in range(5)]
    found = ok("GET", trained)
    assert (found["looking"], found["undo"]) == (None, 1)
    ok("POST", f"{trained}/undo")
    assert seen(ok, trained) == present
    assert moments(ok, trained) == all_of_them


def test_a_network_branches_off(trained: str, ok: Send) -> None:
    id = moment_at(ok, trained, 3)
    told = ok("POST", f"{trained}/timeline/branch", {"moment": id, "network": 0})
    assert [network["epoch"] for network in told["status"]["networks"]] == [8, 3]
    assert told["undo"] == 1
    ok("POST", f"{trained}/step", {"epochs": 1})
    found = ok("GET", f"{trained}/timeline")["moments"][-1]
    assert found["epochs"] == [9, 4]


def test_what_is_not_there_cannot_be_looked_at_or_branched_off(
    trained: str, refused: Send, ok: Send
) -> None:
    before = seen(ok, trained)
    look, branch = f"{trained}/timeline/look", f"{trained}/timeline/branch"
    assert refused("POST", look, {"moment": 999}) == (404, "unknown_moment", "moment")
    assert refused("POST", look, {"moment": "1"}) == (422, "wrong_type", "moment")
    assert refused("POST", look, {}) == (422, "missing_field", "moment")
    assert refused("POST", branch, {"moment": 999}) == (404, "unknown_moment", "moment")
    id = moment_at(ok, trained, 3)
    found = refused("POST", branch, {"moment": id, "network": 1})
    assert found == (404, "unknown_network", "network")
    assert seen(ok, trained) == before


def test_no_more_networks_branch_off_than_there_may_be(
    new_session: Send, refused: Send, ok: Send
) -> None:
    session = new_session({"networks": [{"layers": []}] * 8})
    id = ok("GET", f"{session}/timeline")["moments"][0]["id"]
    found = refused("POST", f"{session}/timeline/branch", {"moment": id, "network": 0})
    assert found == (422, "limit_exceeded", "networks")


def address(server: Server, session: str) -> str:
    return f"{server.url.replace('http', 'ws', 1)}{session}/stream"


def test_the_stream_tells_of_steps_moments_and_looks(
    trained: str, server: Server, ok: Send
) -> None:
    with watching(address(server, trained)) as stream:
        first = stream.message("session")["session"]
        assert (first["undo"], first["redo"], first["looking"]) == (0, 0, None)
        frame = stream.frame()
        assert (frame["timeline"], frame["looking"]) == (first["timeline"], None)
        assert_look(stream, trained, ok)
        stream.send("step", unit="epochs", count=1)
        told = stream.message("session")["session"]
        assert (told["undo"], told["looking"]) == (1, None)
        after = stream.frame(lambda frame: frame["networks"][0]["epoch"] == 4)
        assert after["looking"] is None
        assert after["timeline"] != first["timeline"]


def assert_look(stream: Stream, session: str, ok: Send) -> None:
    id = moment_at(ok, session, 3)
    ok("POST", f"{session}/timeline/look", {"moment": id})
    told = stream.until(lambda m: m["type"] == "session" and m["session"]["looking"])["session"]
    assert told["looking"] == {"id": id, "epoch": 3}
    shown = stream.frame(lambda frame: frame["looking"] == id)
    assert shown["networks"][0]["epoch"] == 3
    assert shown["history"]["epoch"].tolist() == [0, 1, 2, 3]
    assert shown["history"]["start"] == 0


def test_an_operator_bounds_the_memory_of_steps_and_moments() -> None:
    with (
        running_server(engine="numpy", undo_bytes=0, timeline_bytes=0) as server,
        server.client() as client,
    ):
        address = f"/api/sessions/{client.post('/api/sessions', json={}).json()['id']}"
        client.post(f"{address}/step", json={"epochs": 40}).raise_for_status()
        found = client.get(f"{address}/timeline").json()["moments"]
        assert len(found) == LEAST_MOMENTS
        assert found[0]["epochs"] == [0]
        for rate in (0.1, 0.2, 0.3):
            change = {"optimizer": {"learning_rate": rate}}
            told = client.patch(f"{address}/networks/0", json=change).json()
            assert told["undo"] == 1
