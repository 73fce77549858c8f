"""The OpenAPI document, taken at its word: requests made up from it, answers checked against it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from helpers.server import Server
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from playground.app import create_app
from playground.settings import Settings

ALWAYS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SMALL = {"data": {"samples": 12}, "networks": [{"layers": [{"units": 2}, {"units": 2}]}, {}]}
MOST_STEPS = 20
EXAMPLES = 25
PARTS = ("", "/data", "/history", "/networks/0/weights", "/networks/0/gradients")


DOCUMENT = create_app(Settings()).openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}


def modes(label: str) -> list[GenerationMode]:
    """Requests as documented; and some that are not, where anything can be wrong with them."""
    operation = OPERATIONS[label]
    # Bytes are bytes: of a body that may hold any, none is wrong by its form.
    shaped = any(body.media_type != "application/octet-stream" for body in operation.body)
    wrong = shaped or "{n}" in label
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if wrong else [])]


def test_every_reference_in_the_document_leads_somewhere() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    named = re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT))
    assert set(named) <= set(schemas)
    assert json.dumps(DOCUMENT).count('"$ref"') == len(named)


@pytest.mark.parametrize("path", ["/api/sessions/{id}/networks/{n}/layers", "/api/sessions"])
def test_an_example_of_a_body_is_one_that_is_taken(
    client: httpx.Client, path: str, session: str
) -> None:
    content = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    address = path.replace("/api/sessions/{id}", session).replace("{n}", "0")
    answer = client.post(address, json=content["example"])
    assert answer.status_code == 201
    if path == "/api/sessions":
        client.delete(f"{path}/{answer.json()['id']}")


@pytest.fixture(scope="module")
def control(client: httpx.Client) -> Iterator[Callable[[], Any]]:
    """A session made before all others; reads all of it."""
    address = f"/api/sessions/{client.post('/api/sessions', json={}).json()['id']}"
    client.post(f"{address}/step", json={"epochs": 3})
    yield lambda: [client.get(address + part).raise_for_status().json() for part in PARTS]
    client.delete(address)


@pytest.mark.parametrize(
    ("label", "mode"),
    [(label, mode) for label in OPERATIONS for mode in modes(label)],
    ids=lambda part: getattr(part, "value", part),
)
def test_no_request_breaks_the_server_and_every_answer_is_as_documented(
    server: Server,
    client: httpx.Client,
    control: Callable[[], Any],
    label: str,
    mode: GenerationMode,
) -> None:
    before = control()

    @settings(
        deadline=None,
        max_examples=EXAMPLES if len(modes(label)) > 1 else 3,
        suppress_health_check=list(HealthCheck),
    )
    @given(OPERATIONS[label].as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case) -> None:
        id = client.post("/api/sessions", json=SMALL).json()["id"]
        aim(case, id)
        answer = case.call(base_url=server.url)
        # Of a table no text is wrong by its form alone.
        shapeless = case.media_type == "text/csv"
        checks = ALWAYS if shapeless else [*ALWAYS, negative_data_rejection]
        case.validate_response(answer, checks=checks)
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) == {"code", "message", "field"}
        if label == "POST /api/sessions" and answer.status_code == 201:
            client.delete(f"/api/sessions/{answer.json()['id']}")
        client.delete(f"/api/sessions/{id}")

    check()
    assert control() == before


def aim(case: schemathesis.Case, id: str) -> None:
    """Point a made-up request at a session that exists, and at networks that may."""
    if "id" in case.path_parameters:
        case.path_parameters["id"] = id
    for name in ("n", "i"):
        index = case.path_parameters.get(name)
        if isinstance(index, int) and not isinstance(index, bool):
            case.path_parameters[name] = index % 3
    if case.path.endswith("/step") and isinstance(case.body, dict):
        for unit, amount in case.body.items():
            if isinstance(amount, int) and MOST_STEPS < amount <= 1_000_000:
                case.body[unit] = MOST_STEPS
