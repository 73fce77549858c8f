"""Scripts for other libraries: today's are those that were run, and they agreed with the engine."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.scripts import (
    DIFFERENT,
    EPOCHS,
    by_weights,
    exported_cases,
    fingerprint,
    live,
    train_on,
)
from helpers.specs import experiment

from playground.engine import (
    ACTIVATIONS,
    FEATURES,
    INITIALIZERS,
    OPTIMIZERS,
    OUTPUTS,
    Mode,
    score,
)
from playground.export import (
    LANGUAGES,
    keras_code,
    numpy_code,
    numpy_rules,
    parts,
    take,
    torch_code,
    write_script,
)
from playground.export.scripts import Language

DIGITS = 1e-6
FEWER_DIGITS = 1e-4
"""What is asked where epsilon stands at another place."""


@functools.cache
def golden() -> Any:
    return json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", DIFFERENT)
def test_scripts_are_those_that_were_run(language: Language) -> None:
    written = {
        name: fingerprint(script.code)
        for name, (script, _) in exported_cases(language).items()
        if script.code is not None
    }
    recorded = {name: found["fingerprint"] for name, found in golden()[language].items()}
    assert written == recorded, "run tests/export/make_golden.py again"


@pytest.mark.parametrize("language", DIFFERENT)
def test_scripts_agree_with_the_engine(language: Language) -> None:
    for name, (script, running) in exported_cases(language).items():
        if script.code is None:
            continue
        run, theirs, note = running.runs[0], golden()[language][name], script.note or ""
        at_first = score(run.network, run.trainer.x, run.trainer.y, None, Mode.INFER).loss
        ours = train_on(run, EPOCHS)
        if by_weights(language, name):
            pairs: list[tuple[Any, Any]] = [(ours.weights, theirs["weights"])]
        elif "running statistics" in note:
            pairs = [(at_first, theirs["losses"][0])]
        elif "draws dropout" in note or "begins anew" in note:
            pairs = [(ours.losses[0], theirs["losses"][0])]
        else:
            some = ours.answers[: len(theirs["answers"])]
            pairs = [(ours.losses, theirs["losses"]), (some, theirs["answers"])]
        most = FEWER_DIGITS if "epsilon" in note else DIGITS
        for mine, other in pairs:
            np.testing.assert_allclose(other, mine, rtol=most, atol=most, err_msg=name)


@pytest.mark.parametrize("language", DIFFERENT)
def test_a_note_stands_only_where_something_differs(language: Language) -> None:
    plain = ("default", "classes", "features", "regression", "penalty_l2", "no_shuffle", "deep")
    for name, (script, _) in exported_cases(language).items():
        if name.partition("-")[0] in plain and script.code is not None:
            assert script.note is None, name


def test_pytorch_says_no_more_than_numpy() -> None:
    for language in ("numpy", "pytorch"):
        scripts = [script for script, _ in exported_cases(language).values()]
        assert all(script.code and script.note is None for script in scripts)


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        ({"layers": [{"activation": "gelu"}]}, "have no activation gelu."),
        ({"layers": [{"activation": "relu"}, {"activation": "tanh"}]}, "have one activation"),
        ({"layers": [{"dropout": 0.1}]}, "have no dropout."),
        ({"layers": [{"normalization": "layer"}]}, "have no normalisation."),
        ({"optimizer": {"name": "rmsprop"}}, "not by rmsprop."),
        ({"regularization": {"name": "l1", "rate": 0.1}}, "have no L1 penalty."),
        ({"loss": "mse"}, "have no sigmoid output with the loss mse."),
        ({"output": "softmax"}, "have one output unit for two classes"),
        ({"optimizer": {"learning_rate": 0.0}}, "take no learning rate of 0."),
    ],
)
def test_scikit_learn_says_what_it_has_not(network: dict[str, Any], reason: str) -> None:
    script = write_script(take(experiment(network=network).runs[0]), "sklearn")
    assert script.code is None
    assert script.note is not None
    assert script.note.startswith("scikit-learn's MLPClassifier and MLPRegressor")
    assert reason in script.note


def test_scikit_learn_has_no_cut_connections() -> None:
    script = write_script(take(live("default", "masked").runs[0]), "sklearn")
    assert script.code is None
    assert "cut" in (script.note or "")


def test_keras_has_no_dampening() -> None:
    optimizer = {"name": "momentum", "dampening": 0.5}
    script = write_script(take(experiment(network={"optimizer": optimizer}).runs[0]), "keras")
    assert (script.code, script.note) == (None, "Keras's SGD has no dampening of the momentum.")


def test_everything_that_is_missing_is_said() -> None:
    network = {"layers": [{"activation": "gelu", "dropout": 0.1}], "optimizer": {"name": "adamw"}}
    script = write_script(take(experiment(network=network).runs[0]), "sklearn")
    said = [(remark.code, remark.given) for remark in script.remarks]
    assert said == [("no_activation", "gelu"), ("no_dropout", None), ("no_optimizer", "adamw")]
    assert (script.note or "").count(".") == 3


def test_a_script_says_itself_where_it_differs() -> None:
    script = write_script(take(live("dropout", "trained").runs[0]), "keras")
    told = " ".join((script.code or "").split('"""')[1].split())
    assert script.note is not None
    assert script.note in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_script_is_named_after_its_data(language: Language) -> None:
    script = write_script(take(live("classes", "initial").runs[0], "initial"), language)
    assert script.filename == f"rings_{language}.py"
    assert script.code is not None
    assert script.code.startswith('"""A 2-8-4 network that learns rings, in ')


def test_every_choice_can_be_written() -> None:
    """Whoever adds a choice to the engine sees here where its line of code goes."""
    assert set(parts.FEATURES) == set(FEATURES)
    assert set(parts.INITIALIZERS) == set(INITIALIZERS)
    for table in (numpy_code.PHI, numpy_code.SLOPE, torch_code.PHI, keras_code.PHI):
        assert set(ACTIVATIONS) <= set(table)
    for table in (numpy_code.PHI, torch_code.PHI, keras_code.OUTPUT):
        assert set(OUTPUTS) <= set(table)
    for rules in (numpy_rules.RULES, torch_code.CONSTRUCTORS, keras_code.CONSTRUCTORS):
        assert set(rules) == set(OPTIMIZERS)
