"""Scripts for other libraries: today's are those that were run, and they agreed with the engine."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import replace
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
    gist,
    live,
    train_on,
)
from helpers.specs import experiment

from playground.engine import Mode, score
from playground.experiment import Conflict
from playground.export import (
    LANGUAGES,
    Subject,
    keras_code,
    numpy_code,
    onnx_model,
    take,
    torch_code,
    write_onnx,
    write_script,
)
from playground.export.limits import Remark
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
        name: script.code
        for name, (script, _) in exported_cases(language).items()
        if script.code is not None
    }
    recorded = golden()[language]
    hint = "run tests/export/make_golden.py again"
    assert {name: fingerprint(code) for name, code in written.items()} == {
        name: found["fingerprint"] for name, found in recorded.items()
    }, hint
    for name, code in written.items():
        np.testing.assert_allclose(
            gist(code), recorded[name]["gist"], rtol=DIGITS, atol=DIGITS, err_msg=f"{name}: {hint}"
        )


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


WRITTEN = {
    "activation": "identity step sign sigmoid tanh relu leaky_relu gelu",
    "output": "sigmoid softmax tanh identity step sign",
    "loss": "mse cross_entropy perceptron",
    "initializer": "zeros constant uniform normal xavier_uniform xavier_normal"
    " he_uniform he_normal lecun_normal too_large",
    "optimizer": "sgd momentum nag adagrad adadelta rmsprop adam adamw",
    "regularizer": "l1 l2",
    "normalization": "none batch layer",
    "feature": "x1 x2 x1_squared x2_squared x1_times_x2 sin_x1 sin_x2 cos_x1 cos_x2 radius",
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_could_once_be_written_still_can_be(kind: str) -> None:
    """A choice that is added to the engine may wait for its lines; one that has them keeps them."""
    for writer in (numpy_code, torch_code, keras_code):
        assert set(WRITTEN[kind].split()) <= set(writer.KNOWN[kind])
    if kind in onnx_model.KNOWN:
        assert set(WRITTEN[kind].split()) <= set(onnx_model.KNOWN[kind])


def first_layer(subject: Subject, **change: str) -> Subject:
    first, *others = subject.layers
    return replace(subject, layers=(replace(first, **change), *others))


def described(subject: Subject, **change: Any) -> Subject:
    return replace(subject, network=subject.network.model_copy(update=change))


NEW: dict[str, Callable[[Subject], Subject]] = {
    "activation": lambda subject: first_layer(subject, activation="new"),
    "normalization": lambda subject: first_layer(subject, normalization="new"),
    "output": lambda subject: replace(subject, output=replace(subject.output, key="new")),
    "loss": lambda subject: replace(subject, loss=replace(subject.loss, key="new")),
    "optimizer": lambda subject: described(
        subject, optimizer=subject.network.optimizer.model_copy(update={"name": "new"})
    ),
    "regularizer": lambda subject: described(
        subject,
        regularization=subject.network.regularization.model_copy(
            update={"name": "new", "rate": 0.1}
        ),
    ),
    "initializer": lambda subject: described(subject, initializer="new"),
    "feature": lambda subject: replace(
        subject, spec=subject.spec.model_copy(update={"features": ("x1", "new")})
    ),
}
"""Networks with a choice that scripts have no lines for."""


@pytest.mark.parametrize("kind", NEW)
def test_what_there_are_no_lines_for_is_said(kind: str) -> None:
    subject = NEW[kind](take(experiment().runs[0], "initial"))
    for language, tool in (("numpy", "NumPy"), ("pytorch", "PyTorch"), ("keras", "Keras")):
        script = write_script(subject, language)
        said = f"The {tool} script has no lines yet for the {kind} new."
        assert (script.code, script.note) == (None, said)
        assert script.remarks == (Remark(f"unwritten_{kind}", said, "new"),)
    assert write_script(subject, "sklearn").code is None


@pytest.mark.parametrize("kind", onnx_model.KNOWN)
def test_an_onnx_model_refuses_what_there_are_no_operators_for(kind: str) -> None:
    with pytest.raises(Conflict, match=f"model has no lines yet for the {kind} new") as refused:
        write_onnx(NEW[kind](take(experiment().runs[0])))
    assert refused.value.code == "not_expressible"


def test_trained_weights_need_no_lines_for_how_they_were_drawn() -> None:
    subject = NEW["initializer"](take(experiment().runs[0]))
    assert write_script(subject, "numpy").code is not None
