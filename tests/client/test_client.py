"""Finding a server, opening sessions, and what is said when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from helpers.server import Server, free_port

from playground import Client
from playground.client import Conflict, Missing, Refused, ServerError, Session, TooMuch
from playground.client.client import id_of


def answering(status: int, text: str) -> Client:
    """A client of something that always gives the same answer."""
    through = httpx.MockTransport(lambda request: httpx.Response(status, text=text))
    return Client("http://there", transport=through)


def test_a_session_has_an_address_for_the_browser(
    server: Server, create: Callable[..., Session]
) -> None:
    session = create()
    assert session.address == f"{server.url}/?session={session.id}"
    assert repr(session) == f"Session({session.address})"
    assert httpx.get(session.address).status_code == 200


def test_a_session_is_opened_by_id_or_address(
    playground: Client, create: Callable[..., Session]
) -> None:
    session = create(dataset="spiral").train(epochs=2)
    for name in (session.id, session.address, f" {session.address}&lang=ko#here "):
        opened = playground.open(name)
        assert opened.status == session.status
        opened.step()
        assert session.status == opened.status


def test_what_ended_is_missing(playground: Client) -> None:
    with playground.create() as session:
        assert session.status[0].epoch == 0
    for ask in (lambda: playground.open(session.id), session.step, session.delete):
        with pytest.raises(Missing):
            ask()


def test_a_session_that_ended_meanwhile_ends_quietly(playground: Client) -> None:
    with playground.create() as session:
        playground.open(session.id).delete()


@pytest.mark.parametrize("nonsense", ["", "http://127.0.0.1:8000/", "?session="])
def test_an_address_without_a_session_is_refused(playground: Client, nonsense: str) -> None:
    with pytest.raises(Missing, match="names no session"):
        playground.open(nonsense)


def test_an_id_cannot_leave_its_place() -> None:
    assert id_of("http://there/?session=../catalog") == "..%2Fcatalog"


def test_edits_are_undone_and_redone(create: Callable[..., Session]) -> None:
    session = create()
    session.change_network(learning_rate=0.5)
    session.undo()
    assert session.experiment.networks[0].optimizer.learning_rate == 0.03
    session.redo()
    assert session.experiment.networks[0].optimizer.learning_rate == 0.5
    with pytest.raises(Conflict):
        session.redo()


def test_what_a_server_cannot_take_is_too_much() -> None:
    body = '{"error": {"code": "too_many_sessions", "message": "full", "field": null}}'
    with pytest.raises(TooMuch) as caught:
        answering(429, body).create()
    assert isinstance(caught.value, Refused)
    assert (caught.value.code, caught.value.message) == ("too_many_sessions", "full")


def test_limits_of_the_server_are_refusals_like_any_other(playground: Client) -> None:
    with pytest.raises(Refused) as caught:
        playground.create(layers=[10_000])
    assert caught.value.code == "limit_exceeded"
    assert caught.value.field == "networks.0.layers.0.units"


def test_where_nothing_answers_it_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("PLAYGROUND_URL", url)
    with Client() as client, pytest.raises(ServerError, match=url) as caught:
        client.create()
    assert (caught.value.code, caught.value.field) == ("unreachable", None)
    assert "Is the playground running there?" in caught.value.message


@pytest.mark.parametrize("url", ["nowhere", "http://", "http://[", "ftp://there"])
def test_an_address_that_is_none_is_unreachable(url: str) -> None:
    with pytest.raises(ServerError) as caught:
        Client(url).create()
    assert caught.value.code == "unreachable"


@pytest.mark.parametrize(
    ("status", "text"), [(200, "<html>"), (404, "<html>"), (404, "{}"), (418, '{"error": 1}')]
)
def test_another_server_is_told_apart(status: int, text: str) -> None:
    with pytest.raises(ServerError) as caught:
        answering(status, text).open("a1")
    assert caught.value.code == "not_a_playground"


def test_a_failing_server_is_no_refusal() -> None:
    body = '{"error": {"code": "internal_error", "message": "something went wrong"}}'
    with pytest.raises(ServerError) as caught:
        answering(500, body).create()
    assert caught.value.code == "internal_error"


def test_experiments_of_a_newer_server_are_told_apart() -> None:
    client = answering(200, '{"experiment": {"quantum": true}}')
    with pytest.raises(ServerError) as caught:
        _ = client.open("a1").experiment
    assert caught.value.code == "other_version"
