"""NumPy scripts: they are run, and follow the engine."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.scripts import (
    CASES,
    EPOCHS,
    STARTS,
    answers,
    exported,
    live,
    run_scripts,
    train_on,
    trained,
)
from helpers.specs import Fields, experiment, experiments
from hypothesis import HealthCheck, assume, given, settings

from playground.export import take, write_script
from playground.export.text import WIDTH


def code(subject: Any) -> str:
    found = write_script(subject, "numpy").code
    assert found is not None
    return found


@pytest.mark.parametrize("start", STARTS)
def test_every_script_follows_the_engine(start: str, tmp_path: Path) -> None:
    found = {key: live(key, start) for key in CASES}
    told = run_scripts({key: code(exported(found[key], start)) for key in CASES}, tmp_path)
    for key in CASES:
        ours = train_on(found[key].runs[0], EPOCHS)
        assert told[key].agrees(ours, 1e-9), f"{key}: {told[key].losses} is not {ours.losses}"


def test_a_script_runs_as_a_person_runs_it(tmp_path: Path) -> None:
    run = trained("default").runs[0]
    path = tmp_path / "xor.py"
    path.write_text(code(take(run)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", path.name], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith(f"epoch     3  training loss {run.measure().train.loss:.6f}")
    assert lines[0].endswith(f"accuracy {run.measure().test.accuracy:.3f}")
    answer = run.network.predict(run.test_samples.x[:5])
    assert [line.split("[")[1] for line in lines[1:]] == [
        f"{a:.4g}]" for a in answer[:, 0].round(4)
    ]


def test_only_trained_weights_answer_at_once_and_initial_ones_train_as_long() -> None:
    run = trained("default").runs[0]
    assert "epochs = 0  #" in code(take(run, "trained"))
    assert "epochs = 3\n" in code(take(run, "initial"))
    assert "epochs = 100\n" in code(take(live("default", "initial").runs[0], "initial"))
    assert "epochs = 7\n" in code(take(run, "initial", 7))


def test_what_is_taken_is_a_copy() -> None:
    run = trained("default").runs[0]
    taken = take(run)
    before = code(taken)
    train_on(run, 2)
    assert code(taken) == before
    assert code(take(run)) != before


def test_taking_changes_nothing() -> None:
    run, other = trained("dropout").runs[0], trained("dropout").runs[0]
    take(run, "initial")
    take(run, "trained")
    assert train_on(run, 2).losses.tolist() == train_on(other, 2).losses.tolist()


def test_nothing_that_a_person_wrote_gets_into_a_script() -> None:
    name = '"""\nimport os\n"""'
    run = experiment(network={"name": name}).runs[0]
    assert "import os" not in code(take(run))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("key", sorted(CASES))
def test_no_line_is_too_long(key: str, start: str) -> None:
    text = code(exported(live(key, start), start))
    assert max(map(len, text.splitlines())) <= WIDTH + 4
    assert all(line == line.rstrip() for line in text.splitlines())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_any_experiment_can_be_exported(fields: Fields) -> None:
    """Wild ones too: where numbers stay moderate they are those of the engine."""
    run = experiment(**fields).runs[0]
    script = write_script(take(run, "initial", 2), "numpy").code
    assume(script is not None)
    assert script is not None
    space: dict[str, Any] = {"__name__": "__main__"}
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "script.py", "exec"), space)
        ours = train_on(run, 2)
        theirs = space["predict"](run.train.points)
    assume(run.trainer.diverged is None and np.abs(ours.losses).max() < 1e6)
    assert space["losses"] == pytest.approx(ours.losses.tolist(), rel=1e-6, abs=1e-6)
    assert theirs == pytest.approx(answers(run), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("key", sorted(CASES))
def test_initial_numbers_are_those_that_the_network_started_from(key: str) -> None:
    now, then = (take(trained(key).runs[0], "initial"), take(live(key, "initial").runs[0]))
    assert now.generators == then.generators
    for mine, theirs in zip(now.layers, then.layers, strict=True):
        assert mine.running.tolist() == theirs.running.tolist()
        for one, other in zip(mine.parameters, theirs.parameters, strict=True):
            assert one.value.tolist() == other.value.tolist()
