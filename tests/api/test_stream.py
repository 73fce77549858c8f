"""The live stream: commands in, frames and messages out, on a real socket."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from helpers.server import Server
from helpers.stream import Stream, watching
from websockets.exceptions import ConnectionClosed, InvalidStatus

from playground.sessions.audience import MOST_WATCHERS

Send = Callable[..., Any]
Open = Callable[[], Any]


@pytest.fixture
def watch(server: Server, session: str) -> Open:
    """Opens a stream of the session."""
    return lambda **options: watching(server.stream_url(session.rsplit("/", 1)[1]), **options)


@pytest.fixture
def stream(watch: Open) -> Iterator[Stream]:
    """An open stream whose first message and frame have been received."""
    with watch() as stream:
        stream.message("session")
        stream.frame()
        yield stream


def iteration(frame: Any) -> int:
    found: int = frame["networks"][0]["iteration"]
    return found


def test_a_stream_begins_with_the_session_and_a_frame(session: str, ok: Send, watch: Open) -> None:
    with watch() as stream:
        first, second = stream.receive(), stream.receive()
    assert first["type"] == "session"
    assert first["session"] == ok("GET", session)
    assert second["type"] == "frame"
    assert (second["frame"], second["playing"], iteration(second)) == (1, False, 0)


def test_a_frame_shows_what_the_interface_answers(session: str, ok: Send, stream: Stream) -> None:
    ok("POST", f"{session}/step", {"epochs": 5})
    frame = stream.frame(lambda f: f["networks"][0]["epoch"] == 5)
    assert frame["networks"] == ok("GET", session)["status"]["networks"]
    layers = ok("GET", f"{session}/networks/0/weights")["layers"]
    wanted = [
        number
        for layer in layers
        for number in [*(w for row in layer["weights"] for w in row), *layer["biases"]]
    ]
    np.testing.assert_allclose(frame["weights"], wanted, rtol=1e-7)
    shown = ok("GET", f"{session}/networks/0/boundary?resolution=100")["values"]
    surface = frame["surface"]
    assert np.abs(surface["values"] / 255 - np.array(shown)).max() <= 0.5 / 255 + 1e-9
    assert frame["units"]["values"].shape == (9, 24, 24)
    norms = ok("GET", f"{session}/networks/0/gradients")["norms"]
    assert {name: frame["statistics"][name] for name in norms} == norms


def test_playing_sends_frames_until_it_is_paused(session: str, ok: Send, stream: Stream) -> None:
    stream.send("play")
    first = stream.frame(lambda f: f["playing"])
    later = stream.frame(lambda f: iteration(f) > iteration(first) + 100)
    assert later["frame"] > first["frame"]
    stream.frame(lambda f: f["speed"] is not None)
    stream.send("pause")
    last = stream.frame(lambda f: not f["playing"])
    status = ok("GET", session)["status"]
    assert (status["playing"], iteration(status)) == (False, iteration(last))


def test_playing_can_be_as_slow_as_wished(session: str, ok: Send, stream: Stream) -> None:
    stream.send("play", unit="batches", rate=0.01)
    assert iteration(stream.frame(lambda f: f["playing"] and iteration(f) > 0)) == 1
    assert ok("GET", session)["status"]["networks"][0]["iteration"] == 1
    assert ok("GET", session)["play"] == {"unit": "batches", "rate": 0.01}


@pytest.mark.parametrize(
    ("step", "counted"),
    [
        ({"unit": "samples"}, (0, 1, 1)),
        ({"unit": "batches"}, (0, 1, 10)),
        ({"unit": "epochs"}, (1, 25, 250)),
        ({}, (1, 25, 250)),
        ({"unit": "batches", "count": 30}, (1, 30, 300)),
    ],
)
def test_a_step_is_taken(stream: Stream, step: Any, counted: tuple[int, int, int]) -> None:
    stream.send("step", **step)
    network = stream.frame(lambda f: iteration(f) == counted[1])["networks"][0]
    assert (network["epoch"], network["iteration"], network["samples_seen"]) == counted


def test_a_step_while_it_plays_pauses_first(session: str, ok: Send, stream: Stream) -> None:
    stream.send("play")
    stream.frame(lambda f: f["playing"])
    stream.send("step", unit="epochs")
    stream.frame(lambda f: not f["playing"])
    assert ok("GET", session)["status"]["playing"] is False


def test_an_edit_over_http_shows_as_a_message_and_a_frame(
    session: str, ok: Send, stream: Stream
) -> None:
    told = ok("PATCH", f"{session}/networks/0/layers/0", {"units": 3})
    message = stream.message("session")["session"]
    assert message["experiment"] == told["experiment"]
    assert message["structure_revision"] == 1
    frame = stream.frame(lambda f: f["structure_revision"] == 1)
    assert len(frame["weights"]) == 2 * 3 + 3 + 3 + 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/data", {"dataset": "circle"}),
        ("PUT", "/features", ["x1"]),
        ("POST", "/networks", {}),
        ("PATCH", "/networks/0", {"batch_size": 3}),
        ("POST", "/networks/0/layers", {}),
        ("DELETE", "/networks/0/layers/0", None),
        ("PATCH", "/networks/0/weights", {"layer": 0, "from": 0, "to": 0, "value": 1}),
        ("POST", "/reset", {"seed": 5}),
        ("PUT", "/experiment", {"seed": 5}),
    ],
)
def test_every_kind_of_change_is_announced(
    session: str, ok: Send, stream: Stream, method: str, path: str, body: Any
) -> None:
    ok(method, session + path, body)
    assert stream.message("session")["session"] == ok("GET", session)


def test_changes_while_it_plays_go_on_playing(session: str, ok: Send, stream: Stream) -> None:
    stream.send("play")
    stream.frame(lambda f: f["playing"])
    for units in (2, 5, 8):
        ok("PATCH", f"{session}/networks/0/layers/0", {"units": units})
        size = 4 * units + 1
        frame = stream.frame(lambda f, size=size: len(f["weights"]) == size and iteration(f) > 0)
        assert frame["playing"]
    ok("PATCH", f"{session}/networks/0", {"optimizer": {"name": "adam"}})
    ok("PUT", f"{session}/data", {"dataset": "iris"})
    assert stream.frame(lambda f: f["surface"]["kind"] == "classes")["playing"]


def test_no_frame_comes_before_the_last_was_taken_and_then_the_latest(
    session: str, ok: Send, watch: Open
) -> None:
    with watch() as stream:
        assert stream.receive()["type"] == "session"
        assert stream.receive(take=False)["frame"] == 1
        for _ in range(5):
            ok("POST", f"{session}/step", {"batches": 1})
        ok("PATCH", f"{session}/networks/0", {"batch_size": 7})
        assert stream.receive()["type"] == "session", "messages pass, frames wait"
        stream.send("taken", frame=1)
        assert iteration(stream.receive()) == 5
        assert [frame["frame"] for frame in stream.frames] == [1, 2]


def test_a_frame_is_as_fine_as_the_view_wishes(stream: Stream) -> None:
    stream.send("view", resolution=7, unit_resolution=3)
    frame = stream.frame(lambda f: len(f["surface"]["values"]) == 7)
    assert frame["units"]["values"].shape == (9, 3, 3)


def test_a_view_chooses_the_network(session: str, ok: Send, stream: Stream) -> None:
    ok("POST", f"{session}/networks", {"layers": [], "name": "line"})
    stream.send("view", network=1)
    frame = stream.frame(lambda f: f["network"] == 1)
    assert len(frame["weights"]) == 3
    assert [network["name"] for network in frame["networks"]] == ["A", "line"]


def test_a_hidden_page_gets_messages_and_no_frames(session: str, ok: Send, stream: Stream) -> None:
    stream.send("view", active=False)
    ok("GET", session)
    ok("POST", f"{session}/step", {"batches": 3})
    ok("PATCH", f"{session}/networks/0", {"batch_size": 7})
    assert stream.receive()["type"] == "session"
    stream.send("view", active=True)
    assert iteration(stream.receive()) == 3


def test_a_page_that_comes_back_gets_its_session_as_it_was(
    session: str, ok: Send, watch: Open
) -> None:
    with watch() as stream:
        stream.send("step", unit="epochs", count=3)
        left = stream.frame(lambda f: f["networks"][0]["epoch"] == 3)
    with watch() as stream:
        assert stream.message("session")["session"] == ok("GET", session)
        back = stream.frame()
    np.testing.assert_array_equal(back["weights"], left["weights"])
    assert len(back["history"]["epoch"]) == 4, "all of the curves again"
    assert (back["frame"], back["history"]["start"]) == (1, 0)


def test_it_goes_on_playing_while_nobody_watches(session: str, ok: Send, watch: Open) -> None:
    with watch() as stream:
        stream.send("play")
        left = stream.frame(lambda f: f["playing"])
    with watch() as stream:
        assert stream.message("session")["session"]["status"]["playing"] is True
        stream.frame(lambda f: iteration(f) > iteration(left))


def test_everyone_who_watches_sees_the_same(watch: Open, stream: Stream) -> None:
    with watch() as other:
        other.message("session")
        stream.send("step", unit="batches", count=4)
        assert iteration(other.frame(lambda f: iteration(f) == 4)) == 4
        assert iteration(stream.frame(lambda f: iteration(f) == 4)) == 4


def test_who_watches_a_session_that_is_deleted_is_told(
    session: str, ok: Send, stream: Stream
) -> None:
    ok("DELETE", session)
    assert stream.message("closed") == {"type": "closed", "reason": "deleted"}
    with pytest.raises(ConnectionClosed):
        stream.receive()


def test_playing_ends_with_divergence_and_a_message(session: str, ok: Send, stream: Stream) -> None:
    ok("PUT", f"{session}/data", {"dataset": "reg_plane"})
    layer = {"activation": "relu"}
    ok("PATCH", f"{session}/networks/0", {"optimizer": {"learning_rate": 50}, "layers": [layer]})
    stream.send("play")
    frame = stream.frame(lambda f: f["networks"][0]["diverged"] is not None and not f["playing"])
    assert frame["networks"][0]["messages"][0]["code"] == "diverged"
    assert isinstance(frame["networks"][0]["train_loss"], float)


# Who may not watch


def test_a_session_that_does_not_exist_cannot_be_watched(server: Server) -> None:
    with pytest.raises(InvalidStatus) as caught, watching(server.stream_url("nope")):
        pass
    assert caught.value.response.status_code == 404
    assert json.loads(caught.value.response.body)["error"]["code"] == "unknown_session"


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://evil.example:443",
        "null",
        "",
        "http://[",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "file://",
        "http://127.0.0.1.evil.example",
    ],
)
def test_a_page_of_another_origin_cannot_watch(watch: Open, origin: str) -> None:
    with pytest.raises(InvalidStatus) as caught, watch(additional_headers={"Origin": origin}):
        pass
    assert caught.value.response.status_code == 403
    assert json.loads(caught.value.response.body)["error"]["code"] == "wrong_origin"


def test_one_watcher_too_many_is_told_so(watch: Open) -> None:
    with contextlib.ExitStack() as opened:
        streams = [opened.enter_context(watch()) for _ in range(MOST_WATCHERS)]
        with pytest.raises(InvalidStatus) as caught, watch():
            pass
        assert caught.value.response.status_code == 429
        assert json.loads(caught.value.response.body)["error"]["code"] == "too_many"
        streams[0].send("step", unit="batches")
        assert iteration(streams[-1].frame(lambda f: iteration(f) > 0)) == 1
    with watch() as stream:
        stream.message("session")


def test_the_page_of_this_server_can_watch(server: Server, watch: Open) -> None:
    with watch(additional_headers={"Origin": server.url}) as stream:
        stream.message("session")


# What is not understood

REFUSED: list[tuple[str, str, str | None]] = [
    ("", "invalid_json", None),
    ("{", "invalid_json", None),
    ("null", "wrong_type", None),
    ("[]", "wrong_type", None),
    ("1e999", "wrong_type", None),
    ("[" * 50_000, "invalid_json", None),
    ("{}", "missing_field", None),
    ('{"type":null}', "unknown_type", None),
    ('{"type":"dance"}', "unknown_type", None),
    ('{"type":"play","unit":"years"}', "unknown_choice", "play.unit"),
    ('{"type":"play","rate":0}', "out_of_range", "play.rate"),
    ('{"type":"play","rate":NaN}', "not_finite", "play.rate"),
    ('{"type":"play","rate":"1"}', "wrong_type", "play.rate"),
    ('{"type":"play","bogus":1}', "unknown_field", "play.bogus"),
    ('{"type":"step","count":0}', "out_of_range", "step.count"),
    ('{"type":"step","count":1001}', "out_of_range", "step.count"),
    ('{"type":"step","count":1.5}', "wrong_type", "step.count"),
    ('{"type":"step","count":' + "9" * 4_000 + "}", "out_of_range", "step.count"),
    ('{"type":"view","resolution":201}', "out_of_range", "view.resolution"),
    ('{"type":"view","resolution":1}', "out_of_range", "view.resolution"),
    ('{"type":"view","network":-1}', "out_of_range", "view.network"),
    ('{"type":"view","active":1}', "wrong_type", "view.active"),
    ('{"type":"taken"}', "missing_field", "taken.frame"),
    ('{"type":"taken","frame":-1}', "out_of_range", "taken.frame"),
]


@pytest.mark.parametrize(
    ("text", "code", "field"), REFUSED, ids=[text[:40] for text, *_ in REFUSED]
)
def test_a_message_that_is_not_understood_is_answered_and_changes_nothing(
    session: str, ok: Send, stream: Stream, text: str, code: str, field: str | None
) -> None:
    before = ok("GET", session)
    stream.socket.send(text)
    error = stream.message("error")["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert 0 < len(error["message"]) < 500
    assert ok("GET", session) == before
    stream.send("step", unit="batches")
    stream.frame(lambda f: iteration(f) == 1)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"type":"play"}', b"\x93\x01\x02\x03", b"\xff" * 999]
)
def test_a_binary_message_is_answered_with_an_error(stream: Stream, data: bytes) -> None:
    stream.socket.send(data)
    assert stream.message("error")["error"]["code"] == "invalid_json"


def test_a_frame_number_from_the_future_harms_nobody(stream: Stream) -> None:
    stream.send("taken", frame=10**30)
    stream.send("step", unit="batches")
    assert iteration(stream.frame(lambda f: iteration(f) > 0)) == 1


def test_a_message_that_is_too_large_ends_the_stream_and_not_the_session(
    session: str, ok: Send, watch: Open
) -> None:
    with watch() as stream:
        stream.message("session")
        # Announced, not sent: what lies unread when the server hangs up would reset the connection.
        stream.socket.socket.sendall(b"\x81\xff" + (70_000).to_bytes(8, "big") + bytes(4))
        with pytest.raises(ConnectionClosed) as caught:
            stream.until(lambda received: False)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1009
    ok("GET", session)
    with watch() as stream:
        stream.message("session")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x81\x85\x00\x00\x00\x00\xff\xfe\xfd\xfc\xfb", id="text that is none"),
        pytest.param(b"\x83\x80\x00\x00\x00\x00", id="an unknown kind"),
        pytest.param(b"\x81\x05hello", id="not masked"),
        pytest.param(b"\xf1\x80\x00\x00\x00\x00", id="reserved bits"),
        pytest.param(b"\x89\xfe\x00\x80\x00\x00\x00\x00" + b"a" * 128, id="a long ping"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="HTTP"),
        pytest.param(b"\x81\x85\x00\x00", id="cut off"),
    ],
)
def test_a_broken_stream_ends_and_the_session_goes_on(
    session: str, ok: Send, watch: Open, sent: bytes
) -> None:
    with watch() as stream:
        stream.message("session")
        stream.socket.socket.sendall(sent)
        stream.socket.socket.close()
    ok("GET", session)
    with watch() as again:
        again.message("session")
        again.send("step", unit="batches")
        again.frame(lambda f: iteration(f) == 1)


def test_a_flood_of_messages_is_worked_off_one_by_one(
    session: str, ok: Send, stream: Stream
) -> None:
    for _ in range(500):
        stream.socket.send('{"type":"dance"}')
        stream.send("taken", frame=1)
    stream.send("step", unit="batches", count=2)
    stream.frame(lambda f: iteration(f) == 2)
    assert ok("GET", session)["status"]["networks"][0]["iteration"] == 2
