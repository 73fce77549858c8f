"""What an operator sets by the environment, and how a server starts and stops."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from helpers.server import Server, free_port, running_server
from helpers.stream import watching
from websockets.exceptions import ConnectionClosed

from playground import __version__
from playground.settings import Settings

PATIENCE_SECONDS = 20.0


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    """A server with room for little."""
    settings = {
        "engine": "numpy",
        "max_sessions": 2,
        "max_hidden_layers": 1,
        "max_units": 3,
        "max_samples": 20,
        "max_networks": 1,
        "max_classes": 3,
        "max_resolution": 10,
        "max_request_bytes": 2_000,
        "max_message_bytes": 2_000,
        "allowed_origins": "https://class.example, https://other.example",
    }
    with running_server(**settings) as server:
        yield server


@pytest.fixture
def client(small: Server) -> Iterator[httpx.Client]:
    with small.client() as client:
        yield client


SMALL = {"data": {"samples": 20}, "networks": [{"layers": [{"units": 3}]}]}


def create(client: httpx.Client) -> httpx.Response:
    return client.post("/api/sessions", json=SMALL)


def test_one_session_too_many_is_refused_until_another_ends(client: httpx.Client) -> None:
    ids = [create(client).json()["id"] for _ in range(2)]
    refused = create(client)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many")
    assert "2 sessions" in refused.json()["error"]["message"]
    for id in ids:
        assert client.get(f"/api/sessions/{id}").status_code == 200
    assert client.delete(f"/api/sessions/{ids[0]}").status_code == 204
    ids.append(create(client).json()["id"])
    for id in ids[1:]:
        assert client.delete(f"/api/sessions/{id}").status_code == 204


@pytest.mark.parametrize(
    ("experiment", "field"),
    [
        ({**SMALL, "networks": [{"layers": [{"units": 4}]}]}, "networks.0.layers.0.units"),
        ({**SMALL, "networks": [{"layers": [{"units": 3}] * 2}]}, "networks.0.layers"),
        ({**SMALL, "networks": [{"layers": []}] * 2}, "networks"),
        ({**SMALL, "data": {"samples": 21}}, "data.samples"),
        ({**SMALL, "data": {"samples": 20, "dataset": "rings", "classes": 4}}, "data.classes"),
    ],
)
def test_the_operator_moves_the_limits_of_an_experiment(
    client: httpx.Client, experiment: object, field: str
) -> None:
    error = client.post("/api/sessions", json=experiment).json()["error"]
    assert (error["code"], error["field"]) == ("limit_exceeded", field)


def test_the_catalog_tells_the_limits_that_hold(client: httpx.Client) -> None:
    limits = client.get("/api/catalog").json()["limits"]
    assert (limits["units"], limits["samples"], limits["resolution"]) == (3, 20, 10)


def test_the_operator_moves_the_size_of_a_request(client: httpx.Client) -> None:
    answer = client.post("/api/sessions", content=b" " * 2_001)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert "2000 bytes" in answer.json()["error"]["message"]


def test_another_origin_can_be_allowed_to_watch(small: Server) -> None:
    with small.client() as client:
        id = create(client).json()["id"]
        for origin in ("https://class.example", "https://other.example", small.url):
            headers = {"Origin": origin}
            with watching(small.stream_url(id), additional_headers=headers) as stream:
                assert stream.message("session")["session"]["id"] == id
        client.delete(f"/api/sessions/{id}")


def test_idle_sessions_are_put_away_and_watched_or_playing_ones_are_not() -> None:
    settings = {"engine": "numpy", "session_idle_seconds": 3.0, "sweep_seconds": 0.05}
    with running_server(**settings) as server, server.client() as client:
        watched, playing, idle = (client.post("/api/sessions", json={}).json()["id"] for _ in "abc")
        with watching(server.stream_url(playing)) as stream:
            stream.message("session")
            stream.send("play", rate=1.0)
            stream.frame(lambda frame: frame["playing"])
        with watching(server.stream_url(watched)) as stream:
            stream.message("session")
            patience = time.monotonic() + PATIENCE_SECONDS
            while client.get("/healthz").json()["sessions"] > 2:
                assert time.monotonic() < patience
                time.sleep(0.02)
            assert client.get(f"/api/sessions/{idle}").status_code == 404
            assert client.get(f"/api/sessions/{watched}").status_code == 200
        assert client.get(f"/api/sessions/{playing}").json()["status"]["playing"] is True


def test_a_server_that_is_stopped_ends_at_once_whatever_is_going_on() -> None:
    with running_server(engine="numpy") as server:
        id = httpx.post(f"{server.url}/api/sessions", json={}).json()["id"]
        with watching(server.stream_url(id)) as stream:
            stream.send("play")
            stream.frame(lambda frame: frame["playing"])
            server.process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed):
                stream.until(lambda received: False)
        assert server.process.wait(PATIENCE_SECONDS) in (0, -signal.SIGTERM)
        assert "Traceback" not in server.printed()


def test_who_waits_for_a_step_when_the_server_stops_is_told_so() -> None:
    slow = {"networks": [{"layers": [{"units": 64}] * 6}]}
    with running_server(engine="numpy") as server, ThreadPoolExecutor(1) as other:
        id = httpx.post(f"{server.url}/api/sessions", json=slow).json()["id"]
        with watching(server.stream_url(id)) as stream:
            first = stream.frame()["networks"][0]["iteration"]
            steps = {"json": {"epochs": 100_000}, "timeout": PATIENCE_SECONDS}
            asked = other.submit(httpx.post, f"{server.url}/api/sessions/{id}/step", **steps)
            stream.frame(lambda frame: frame["networks"][0]["iteration"] > first)
            server.process.send_signal(signal.SIGTERM)
            answer = asked.result(PATIENCE_SECONDS)
        assert answer.status_code == 404
        assert "shutdown" in answer.json()["error"]["message"]
        assert server.process.wait(PATIENCE_SECONDS) in (0, -signal.SIGTERM)
        assert "Traceback" not in server.printed()


def test_the_usual_settings_are_the_documented_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("PLAYGROUND_"):
            monkeypatch.delenv(name)
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.max_sessions, settings.max_request_bytes) == (512, 1_000_000)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "playground", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_command_tells_its_version_and_what_it_takes() -> None:
    assert run("--version").stdout.strip() == __version__
    told = run("--help", NO_COLOR="1", TERM="dumb", COLUMNS="100").stdout
    assert "--host" in told
    assert "--port" in told


@pytest.mark.parametrize("port", ["70000", "x", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert run("--port", port).returncode == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("MAX_UNITS", "0"),
        ("ENGINE", "quantum"),
        ("SESSION_IDLE_SECONDS", "-1"),
        ("ALLOWED_ORIGINS", "https://class.example/"),
        ("FRAME_ANCESTORS", "class.example"),
    ],
)
def test_a_setting_that_is_not_valid_is_refused_by_its_name(name: str, value: str) -> None:
    refused = run(**{f"PLAYGROUND_{name}": value, "NO_COLOR": "1", "COLUMNS": "200"})
    assert refused.returncode == 2
    assert f"PLAYGROUND_{name}" in refused.stderr
    assert "Traceback" not in refused.stderr


@contextlib.contextmanager
def address_told(port: int) -> Iterator[str]:
    """The first line that a server prints, while it runs."""
    environment = {**os.environ, "PLAYGROUND_PORT": str(port), "PLAYGROUND_ENGINE": "numpy"}
    process = subprocess.Popen(
        [sys.executable, "-m", "playground"], stdout=subprocess.PIPE, env=environment, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


def test_host_and_port_can_come_from_the_environment() -> None:
    port = free_port()
    with address_told(port) as address:
        assert address == f"http://127.0.0.1:{port}/"


def test_the_address_that_is_told_answers_also_where_any_free_port_was_asked_for() -> None:
    with address_told(0) as address:
        assert httpx.get(f"{address}healthz").status_code == 200
