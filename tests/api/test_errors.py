"""One shape of error on every path, and never a 500."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from .conftest import refusal

Send = Callable[..., Any]

SESSION = "/api/sessions/{id}"
NETWORK = SESSION + "/networks/0"
WITH_BODY = [
    ("POST", "/api/sessions"),
    ("PUT", SESSION + "/data"),
    ("PUT", SESSION + "/features"),
    ("PUT", SESSION + "/experiment"),
    ("POST", SESSION + "/networks"),
    ("PATCH", NETWORK),
    ("POST", NETWORK + "/layers"),
    ("PATCH", NETWORK + "/layers/0"),
    ("POST", SESSION + "/step"),
    ("POST", SESSION + "/reset"),
    ("PUT", NETWORK + "/weights"),
    ("PATCH", NETWORK + "/weights"),
]
WITHOUT_BODY = [
    ("GET", SESSION),
    ("DELETE", SESSION),
    ("GET", SESSION + "/data"),
    ("GET", SESSION + "/history"),
    ("DELETE", NETWORK),
    ("DELETE", NETWORK + "/layers/0"),
    ("GET", NETWORK + "/weights"),
    ("GET", NETWORK + "/gradients"),
    ("GET", NETWORK + "/activations?x1=0&x2=0"),
    ("GET", NETWORK + "/boundary"),
]
EXAMPLES: dict[str, Any] = {"/step": {"epochs": 1}, "/features": ["x1"]}


@pytest.mark.parametrize(("method", "path"), [*WITH_BODY[1:], *WITHOUT_BODY])
def test_an_unknown_session_is_not_found_on_every_path(
    refused: Send, method: str, path: str
) -> None:
    body = None
    if (method, path) in WITH_BODY:
        body = next((v for end, v in EXAMPLES.items() if path.endswith(end)), {})
    for id in ("nope", "A" * 22, "%00", "..%2f..", "a" * 3_000):
        assert refused(method, path.format(id=id), body)[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nope"),
        ("GET", "/api/sessions/"),
        ("GET", "/api"),
        ("GET", "/api/nope"),
        ("POST", "/api/sessions/x/y/z"),
        ("GET", "/static/nope"),
        ("GET", "/static/nope/js/main.js"),
        ("GET", "/%2e%2e/pyproject.toml"),
        ("GET", "//etc/passwd"),
    ],
)
def test_an_unknown_address_is_not_found(refused: Send, method: str, path: str) -> None:
    assert refused(method, path)[:2] == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/healthz", "GET"),
        ("DELETE", "/api/catalog", "GET"),
        ("GET", "/api/sessions", "POST"),
        ("POST", "/api/sessions/x", None),
        ("GET", "/api/sessions/x/step", "POST"),
        ("OPTIONS", "/healthz", "GET"),
        ("TRACE", "/healthz", "GET"),
        ("POST", "/", "GET"),
        ("POST", "/docs", "GET"),
    ],
)
def test_a_method_that_is_not_allowed_is_refused_with_those_that_are(
    client: httpx.Client, method: str, path: str, allowed: str | None
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert refusal(answer)["code"] == "method_not_allowed"
    assert allowed is None or allowed in answer.headers["allow"]


def deep(opening: bytes, closing: bytes, depth: int) -> bytes:
    return opening * depth + b"1" + closing * depth


BROKEN: dict[str, tuple[bytes, dict[str, str]]] = {
    "nothing": (b"", {}),
    "half an object": (b'{"seed":', {}),
    "not JSON": (b"seed=1", {}),
    "two values": (b"{}{}", {}),
    "a trailing comma": (b'{"seed":1,}', {}),
    "bytes that are no text": (b'{"\xff\xfe":1}', {}),
    "zeros": (b"\x00" * 100, {}),
    "an integer beyond measure": (b'{"seed":' + b"9" * 5_000 + b"}", {}),
    "a very deep list": (deep(b"[", b"]", 100_000), {}),
    "a very deep object": (deep(b'{"a":', b"}", 100_000), {}),
    "a number alone": (b"1", {}),
    "a string alone": (b'"x"', {}),
    "a list": (b"[1,2]", {}),
    "null": (b"null", {}),
    "a field of half a surrogate pair": (b'{"\\ud800":1}', {}),
    "plain text": (b"{}", {"Content-Type": "text/plain"}),
    "a form": (b"a=1", {"Content-Type": "application/x-www-form-urlencoded"}),
    "parts": (b"--x\r\n\r\n--x--", {"Content-Type": "multipart/form-data; boundary=x"}),
    "an unknown encoding": (b"{}", {"Content-Type": "application/json; charset=klingon"}),
}


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
@pytest.mark.parametrize("broken", list(BROKEN))
def test_a_broken_body_is_refused_and_changes_nothing(
    session: str, client: httpx.Client, ok: Send, method: str, path: str, broken: str
) -> None:
    content, headers = BROKEN[broken]
    before = ok("GET", session)
    address = path.format(id=session.rsplit("/", 1)[1])
    headers = {"Content-Type": "application/json", **headers}
    answer = client.request(method, address, content=content, headers=headers)
    if broken == "an unknown encoding" and answer.is_success:
        return
    assert answer.status_code == 422, answer.text[:300]
    refusal(answer)
    assert ok("GET", session) == before


@pytest.mark.parametrize("text", ["%2B0.0", "1.0", "00", "%2B0", "1_0", "%200", "x", "٠"])
@pytest.mark.parametrize(
    "path", ["/networks/{}/weights", "/landscapes/{}", "/networks/0/boundary?resolution={}"]
)
def test_an_address_takes_only_whole_numbers_as_json_spells_them(
    session: str, refused: Send, path: str, text: str
) -> None:
    status, code, field = refused("GET", session + path.format(text))
    assert (status, code) == (422, "wrong_type")
    assert field in ("n", "landscape", "resolution")


HALF_A_PAIR = "\ud800"
"""JSON can hold it, UTF-8 cannot."""


def with_another_key(value: Any) -> Iterator[Any]:
    """The value with one key more, in each of its objects in turn."""
    if isinstance(value, dict):
        yield {**value, HALF_A_PAIR: 1}
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for place, part in items:
        if isinstance(part, dict | list):
            for changed in with_another_key(part):
                copy = value.copy()
                copy[place] = changed
                yield copy


def test_a_key_of_half_a_surrogate_pair_is_refused_wherever_it_stands(
    session: str, ok: Send, call: Send
) -> None:
    before = ok("GET", session)
    experiment = before["experiment"]
    network = experiment["networks"][0]
    bodies = [
        *(("POST", "/api/sessions", body) for body in with_another_key(experiment)),
        *(("PUT", f"{session}/experiment", body) for body in with_another_key(experiment)),
        *(("PATCH", f"{session}/networks/0", body) for body in with_another_key(network)),
    ]
    assert len(bodies) >= 12
    for method, path, body in bodies:
        answer = call(method, path, json.dumps(body).encode())
        assert answer.status_code == 422, (method, path, body)
        assert r"\ud800" in refusal(answer)["message"]
    assert ok("GET", session) == before


@pytest.mark.parametrize(
    ("method", "path", "body", "given"),
    [
        ("PUT", "/networks/0/weights", {"layers": "x"}, "not 'x'"),
        ("PUT", "/networks/0/weights", {"layers": [{}]}, "not 1"),
        ("PUT", "/networks/0/weights", {"layers": ["x", None]}, "not 'x'"),
        ("PUT", "/networks/0/weights", {"layers": [{"frozen": 3}, None]}, "not 3"),
        (
            "PUT",
            "/networks/0/weights",
            {"layers": [{"mask": [[1] * 8, [1, 2] * 4]}, None]},
            "not 2",
        ),
        ("PUT", "/networks/0/weights", {"layers": [{"normalization": {}}, None]}, "not {}"),
        ("PATCH", "/networks/0/weights", {"layer": 0, "from": 0, "to": 0}, "not none of them"),
        (
            "PATCH",
            "/networks/0/weights",
            {"layer": 0, "from": 0, "to": 0, "value": 1, "mask": 1},
            "not value and mask",
        ),
        ("POST", "/networks/0/units", {"layer": 0, "unit": 0}, "not neither"),
        ("POST", "/networks", {"copy_of": "x"}, "from 0 to 0, not 'x'"),
        ("PATCH", "/networks/0", {"optimizer": {"learning_rate": "x"}}, "a number, not 'x'"),
        (
            "PATCH",
            "/networks/0",
            {"optimizer": {"name": "adam", "amsgrad": "x"}},
            "true or false, not 'x'",
        ),
        ("PATCH", "/networks/0", {"optimizer": {"a": 1}}, "optimizer.a is not a field here"),
        ("POST", "/step", {"epochs": 10**400}, "not 10000"),
        ("PUT", "/networks/0/weights", {"x" * 5_000: 1}, "xxx..."),
        ("POST", "", {"x" * 5_000: 1}, "xxx..."),
    ],
)
def test_a_refusal_says_in_few_words_what_was_given(
    session: str, call: Send, method: str, path: str, body: Any, given: str
) -> None:
    address = f"{session}{path}" if path else "/api/sessions"
    answer = call(method, address, json.dumps(body).encode())
    assert answer.status_code == 422
    assert given in refusal(answer)["message"]
    assert len(answer.content) < 700


@pytest.mark.parametrize("depth", [*range(150, 1_000, 50), *range(880, 1_000, 4)])
def test_a_value_nested_just_below_what_can_be_parsed_is_refused(
    session: str, call: Send, depth: int
) -> None:
    """Here the parser gives no error, and writing the message must not overflow the stack."""
    value = deep(b'[{"a":', b"}]", depth // 2)
    for method, path, body in (
        ("POST", "/api/sessions", b'{"data":{"noise":%b}}'),
        ("POST", "/api/sessions", b'{"networks":[{"optimizer":{"name":%b}}]}'),
        ("POST", f"{session}/networks", b'{"copy_of":%b}'),
        ("POST", f"{session}/networks/0/layers", b'{"index":%b}'),
        ("PATCH", f"{session}/networks/0/weights", b'{"layer":0,"to":0,"from":0,"mask":%b}'),
        ("PUT", f"{session}/networks/0/weights", b'{"layers":[{"biases":%b},{}]}'),
        ("POST", f"{session}/step", b'{"epochs":%b}'),
    ):
        answer = call(method, path, body % value)
        assert answer.status_code == 422
        assert len(refusal(answer)["message"]) < 500


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    session: str, client: httpx.Client, method: str, path: str
) -> None:
    address = path.format(id=session.rsplit("/", 1)[1])
    headers = {"Content-Type": "application/json"}
    answer = client.request(method, address, content=b" " * 1_000_001, headers=headers)
    assert (answer.status_code, refusal(answer)["code"]) == (413, "too_large")
    assert "1000000 bytes" in refusal(answer)["message"]


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_a_body_that_turns_out_too_large_is_refused(
    session: str, client: httpx.Client, method: str, path: str
) -> None:
    address = path.format(id=session.rsplit("/", 1)[1])
    answer = client.request(
        method,
        address,
        content=(b" " * 10_000 for _ in range(150)),
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, refusal(answer)["code"]) == (413, "too_large")


def test_a_body_of_the_largest_size_is_read(call: Send, client: httpx.Client) -> None:
    answer = call("POST", "/api/sessions", b"{}" + b" " * 999_998)
    assert answer.status_code == 201
    client.delete(f"/api/sessions/{answer.json()['id']}")


def test_a_message_names_the_field_what_was_given_and_what_is_allowed(call: Send) -> None:
    error = refusal(call("POST", "/api/sessions", {"data": {"dataset": "swirl"}}))
    assert error["field"] == "data.dataset"
    assert error["message"].startswith("data.dataset must be one of custom, circle, xor, ")
    assert error["message"].endswith(", not 'swirl'")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"seed": True}, "seed must be a whole number, not true"),
        ({"networks": None}, "networks must be a list, not null"),
        ({"data": {"points": []}}, "data.points must be null unless dataset is custom, not []"),
    ],
)
def test_a_message_writes_what_was_given_as_json_does(
    call: Send, body: dict[str, Any], message: str
) -> None:
    assert call("POST", "/api/sessions", body).json()["error"]["message"] == message
