"""The backward pass over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Send = Callable[..., Any]
SOURCES = ["", "train=3", "x1=1.5&x2=-2&label=1"]


@pytest.mark.parametrize("query", SOURCES)
def test_a_step_that_was_looked_at_is_the_one_that_is_taken(
    session: str, ok: Send, query: str
) -> None:
    ok("POST", f"{session}/step", {"epochs": 2})
    before = ok("GET", session)["status"]
    shown = ok("GET", f"{session}/networks/0/pass?{query}")
    assert ok("GET", session)["status"] == before
    source = dict(part.split("=") for part in query.split("&") if part)
    body = {"iteration": shown["iteration"], "step": shown["step"]}
    body |= {k: int(float(v)) for k, v in source.items()}
    if "x1" in body:
        body["x1"] = 1.5
    answer = ok("POST", f"{session}/networks/0/pass/apply", body)
    assert answer["weights"] == "kept"
    assert answer["status"]["networks"][0]["iteration"] == shown["iteration"] + 1
    layers = ok("GET", f"{session}/networks/0/weights")["layers"]
    for layer, now in zip(shown["layers"], layers, strict=True):
        assert np.array(now["weights"]) == pytest.approx(np.array(layer["after"]["weights"]))
        assert np.array(now["biases"]) == pytest.approx(np.array(layer["after"]["biases"]))


def test_a_batch_is_named_by_its_training_points(session: str, ok: Send) -> None:
    shown, data = ok("GET", f"{session}/networks/0/pass"), ok("GET", f"{session}/data")["train"]
    source = shown["source"]
    assert source["kind"] == "batch"
    assert shown["samples"] == shown["rows"] == len(shown["losses"]) == 10
    assert source["x1"] == [data["x1"][i] for i in source["indices"]]
    assert source["labels"] == [data["label"][i] for i in source["indices"]]


def test_a_step_is_refused_once_training_has_moved_on(
    session: str, ok: Send, refused: Send
) -> None:
    ok("POST", f"{session}/networks/0/pass/apply", {"iteration": 0})
    again = refused("POST", f"{session}/networks/0/pass/apply", {"iteration": 0})
    assert again == (409, "moved_on", "iteration")


@pytest.mark.parametrize(
    ("method", "path", "change"),
    [
        ("PATCH", "/networks/0/weights", {"layer": 0, "from": 0, "to": 0, "value": 5.0}),
        ("PATCH", "/networks/0", {"optimizer": {"learning_rate": 3.0}}),
        ("PATCH", "/networks/0", {"batch_size": 5}),
        ("POST", "/reset", {"seed": 5}),
        ("PUT", "/data", {"dataset": "circle", "samples": 40}),
    ],
)
def test_a_step_that_an_edit_has_made_another_is_refused_and_nothing_changes(
    session: str, ok: Send, refused: Send, method: str, path: str, change: dict[str, Any]
) -> None:
    shown = ok("GET", f"{session}/networks/0/pass")
    ok(method, f"{session}{path}", change)
    before = ok("GET", f"{session}/networks/0/weights")
    asked = {"iteration": shown["iteration"], "step": shown["step"]}
    answer = refused("POST", f"{session}/networks/0/pass/apply", asked)
    assert answer == (409, "moved_on", "step")
    assert ok("GET", f"{session}/networks/0/weights") == before


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("train=250", (422, "out_of_range", "train")),
        ("train=-1", (422, "out_of_range", "train")),
        ("x1=1&x2=1", (422, "missing_field", "label")),
        ("x1=1&x2=1&label=2", (422, "out_of_range", "label")),
        ("x1=1&x2=1&label=1&train=0", (422, "invalid_value", "train")),
        ("x1=1e9&x2=1&label=1", (422, "out_of_range", "x1")),
    ],
)
def test_samples_that_there_are_not_are_refused(
    session: str, refused: Send, query: str, wanted: tuple[int, str, str]
) -> None:
    assert refused("GET", f"{session}/networks/0/pass?{query}") == wanted
    body = dict(part.split("=") for part in query.split("&"))
    numbers = {k: float(v) if k != "train" else int(v) for k, v in body.items()}
    asked = refused("POST", f"{session}/networks/0/pass/apply", {"iteration": 0} | numbers)
    assert asked == wanted


@pytest.mark.parametrize("query", SOURCES)
def test_formulas_are_mathml_with_the_numbers_of_the_step(
    session: str, ok: Send, query: str
) -> None:
    told = ok("GET", f"{session}/networks/0/pass/formula?layer=0&unit=3&input=1&{query}")
    wanted = {"z", "a", "loss", "delta", "gradient", "bias_gradient", "update", "bias_update"}
    assert set(told) == wanted
    for formula in told.values():
        assert set(formula) == {"symbols", "numbers"}
        assert all(text.startswith("<math") for text in formula.values())
    z = ok("GET", f"{session}/networks/0/pass?{query}")["layers"][0]["z"][0][3]
    assert f"<mn>{abs(z):.4g}</mn>" in told["z"]["numbers"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("unit=0", (422, "missing_field", "layer")),
        ("layer=2&unit=0", (404, "unknown_layer", "layer")),
        ("layer=0&unit=8", (404, "unknown_unit", "unit")),
        ("layer=0&unit=0&sample=10", (404, "unknown_sample", "sample")),
        ("layer=0&unit=0&input=2", (404, "unknown_input", "input")),
    ],
)
def test_formulas_of_what_there_is_not_are_refused(
    session: str, refused: Send, query: str, wanted: tuple[int, str, str]
) -> None:
    assert refused("GET", f"{session}/networks/0/pass/formula?{query}") == wanted
