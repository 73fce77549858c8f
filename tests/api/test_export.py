"""Scripts and ONNX models over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

Send = Callable[..., Any]
LANGUAGES = ["numpy", "pytorch", "keras", "sklearn"]


@pytest.mark.parametrize("weights", ["initial", "trained"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_can_be_had_in_every_language(
    session: str, ok: Send, language: str, weights: str
) -> None:
    ok("POST", f"{session}/step", {"epochs": 2})
    before = ok("GET", session)
    found = ok("GET", f"{session}/networks/0/code?language={language}&weights={weights}")
    assert found["language"] == language
    assert found["filename"] == f"xor_{language}.py"
    assert found["note"] is None
    assert (found["epoch"], found["epochs"]) == ((2, 0) if weights == "trained" else (0, 2))
    compile(found["code"], found["filename"], "exec")
    assert ok("GET", session) == before


def test_a_script_comes_to_the_loss_of_the_session(session: str, ok: Send, tmp_path: Path) -> None:
    network = ok("POST", f"{session}/step", {"epochs": 5})["networks"][0]
    code = ok("GET", f"{session}/networks/0/code?weights=initial")["code"]
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert f"epoch     5  training loss {network['train_loss']:.6f}" in done.stdout
    assert f"test loss {network['test_loss']:.6f}" in done.stdout


def test_how_long_a_script_trains_can_be_said(session: str, ok: Send) -> None:
    assert "epochs = 12  #" in ok("GET", f"{session}/networks/0/code?epochs=12")["code"]


def test_what_a_library_has_not_is_said(new_session: Callable[..., str], ok: Send) -> None:
    session = new_session({"networks": [{"layers": [{"activation": "gelu"}]}]})
    found = ok("GET", f"{session}/networks/0/code?language=sklearn")
    assert found["code"] is None
    assert found["note"].endswith("have no activation gelu.")
    assert found["remarks"] == [{"code": "no_activation", "given": "gelu"}]


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("networks/0/code?language=fortran", (422, "language")),
        ("networks/0/code?weights=best", (422, "weights")),
        ("networks/0/code?epochs=-1", (422, "epochs")),
        ("networks/0/code?epochs=100001", (422, "epochs")),
        ("networks/7/code", (404, "n")),
        ("networks/7/onnx", (404, "n")),
    ],
)
def test_what_there_is_not_is_refused(
    session: str, refused: Send, address: str, refusal: tuple[int, str]
) -> None:
    status, _, field = refused("GET", f"{session}/{address}")
    assert (status, field.split(".")[-1]) == refusal


def test_a_network_can_be_had_as_an_onnx_model(
    session: str, client: httpx.Client, ok: Send
) -> None:
    ok("POST", f"{session}/step", {"epochs": 3})
    answer = client.get(f"{session}/networks/0/onnx")
    assert answer.headers["content-disposition"] == 'attachment; filename="xor.onnx"'
    model = ReferenceEvaluator(onnx.load_model_from_string(answer.content))
    (found,) = model.run(None, {"points": np.array([[1.5, -2.0]])})
    layers = ok("GET", f"{session}/networks/0/activations?x1=1.5&x2=-2")["layers"]
    assert found[0] == pytest.approx(layers[-1]["a"])
