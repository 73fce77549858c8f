"""ONNX models: they answer what the engine answers."""

from __future__ import annotations

import sys

import numpy as np
import onnx
import pytest
from helpers.scripts import CASES, answers, live
from onnx.reference import ReferenceEvaluator

from playground.experiment import Conflict
from playground.export import onnx_model, take, write_onnx


@pytest.mark.parametrize("start", ["trained", "masked"])
@pytest.mark.parametrize("key", sorted(CASES))
def test_a_model_answers_what_the_engine_answers(key: str, start: str) -> None:
    run = live(key, start).runs[0]
    model = onnx.load_model_from_string(write_onnx(take(run)))
    onnx.checker.check_model(model, full_check=True)
    (found,) = ReferenceEvaluator(model).run(None, {"points": run.train.points})
    np.testing.assert_allclose(found, answers(run), rtol=1e-9, atol=1e-9)


def test_every_choice_that_has_operators_is_among_the_models_tested() -> None:
    tested = {key.removeprefix("activation_") for key in CASES if key.startswith("activation_")}
    outputs = {key.split("_")[1] for key in CASES if key.startswith("output_")}
    assert tested | outputs == set(onnx_model.ACTIVATIONS)
    assert set(CASES["features"]["features"]) == set(onnx_model.KNOWN["feature"])


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(Conflict, match=r"pip install 'neural-playground\[onnx\]'") as refused:
        write_onnx(take(live("default", "initial").runs[0]))
    assert refused.value.code == "not_installed"
