"""An activation that is added to the engine is served everywhere, and nothing else is edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from helpers.additions import SOFTPLUS
from helpers.server import running_server

LAYERS = [{"units": 4, "activation": "softplus"}, {"units": 3, "activation": "tanh"}]
EXPERIMENT = {"networks": [{"layers": LAYERS}, {}]}


@pytest.fixture(scope="module", params=["numpy", "auto"])
def visitor(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """Speaks to a server whose engine has one activation more."""
    with (
        running_server(before=SOFTPLUS, engine=request.param) as server,
        server.client() as client,
    ):
        yield client


@pytest.fixture
def address(visitor: httpx.Client) -> str:
    """A session that has learned with it for a while."""
    made = visitor.post("/api/sessions", json=EXPERIMENT)
    assert made.status_code == 201, made.text
    address = f"/api/sessions/{made.json()['id']}"
    visitor.post(f"{address}/step", json={"epochs": 30})
    return address


def get(visitor: httpx.Client, address: str) -> Any:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def losses(visitor: httpx.Client, address: str) -> list[float]:
    return [network["train_loss"] for network in get(visitor, address)["status"]["networks"]]


def test_the_catalog_has_it_with_formula_and_graph(visitor: httpx.Client) -> None:
    (entry,) = (
        entry for entry in get(visitor, "/api/catalog")["activations"] if entry["key"] == "softplus"
    )
    assert entry["mathml"].startswith("<math")
    assert entry["graph"]["a"][0] == pytest.approx(0.0, abs=0.1)
    page = visitor.get("/").text
    assert '"key": "softplus"' in page or '"key":"softplus"' in page


def test_it_learns_beside_networks_that_the_compiled_engine_serves(
    visitor: httpx.Client, address: str
) -> None:
    before = losses(visitor, address)
    visitor.post(f"{address}/step", json={"epochs": 200})
    assert all(
        after < 0.9 * first for after, first in zip(losses(visitor, address), before, strict=True)
    )
    visitor.patch(f"{address}/networks/1/layers/0", json={"activation": "softplus"})
    layers = get(visitor, address)["experiment"]["networks"][1]["layers"]
    assert layers[0]["activation"] == "softplus"


def test_everything_that_looks_inside_takes_it(visitor: httpx.Client, address: str) -> None:
    for rest in ("weights", "gradients", "activations?x1=1&x2=-2", "histograms", "space?layer=0"):
        get(visitor, f"{address}/networks/0/{rest}")
    for rest in ("pass", "pass/formula?layer=0&unit=1", "pass/formula?layer=1&unit=0"):
        get(visitor, f"{address}/networks/0/{rest}")
    get(visitor, f"{address}/timeline")


def test_links_and_files_carry_it(visitor: httpx.Client, address: str) -> None:
    fragment = get(visitor, f"{address}/link?weights=true")["fragment"]
    linked = visitor.post("/api/links", json={"address": fragment})
    assert linked.status_code == 200, linked.text
    networks = linked.json()["experiment"]["networks"]
    assert networks[0]["layers"][0]["activation"] == "softplus"
    file = visitor.get(f"{address}/file").content
    opened = visitor.post("/api/sessions/file", content=file)
    assert opened.status_code == 201, opened.text
    again = f"/api/sessions/{opened.json()['id']}"
    assert losses(visitor, again) == losses(visitor, address)
    layers = get(visitor, again)["experiment"]["networks"][0]["layers"]
    assert layers[0]["activation"] == "softplus"


@pytest.mark.parametrize("language", ["numpy", "pytorch", "keras", "sklearn"])
def test_scripts_say_that_they_have_no_lines_for_it(
    visitor: httpx.Client, address: str, language: str
) -> None:
    found = get(visitor, f"{address}/networks/0/code?language={language}")
    assert found["code"] is None
    assert "softplus" in found["note"]
    assert "softplus" in [remark["given"] for remark in found["remarks"]]
    assert get(visitor, f"{address}/networks/1/code?language={language}")["code"]


def test_a_model_is_refused_in_a_sentence(visitor: httpx.Client, address: str) -> None:
    answer = visitor.get(f"{address}/networks/0/onnx")
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "not_expressible"
    assert error["message"] == "The ONNX model has no lines yet for the activation softplus."
