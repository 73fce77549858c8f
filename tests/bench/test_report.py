"""The command, its parts, and what it says about peers that are not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from playground.bench import peers as peers_module
from playground.bench.experiments import described
from playground.bench.frame import frame_tables
from playground.bench.peers import Peers
from playground.bench.tables import Table
from playground.bench.tasks import TASKS
from playground.bench.training import KERNEL, PLAIN, epochs_table, measure, targets
from playground.experiment.edits import parse
from playground.kernel import Engines


@pytest.fixture(scope="module")
def engines() -> Engines:
    found = Engines()
    found.wait()
    return found


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Peers:
    monkeypatch.setattr(peers_module.shutil, "which", lambda name: None)
    monkeypatch.setattr(peers_module.importlib.util, "find_spec", lambda name: None)
    return Peers()


def test_peers_that_are_not_installed_are_named_and_left_out(nobody: Peers) -> None:
    assert nobody.contestants(TASKS[0]) == []
    said = " ".join(nobody.missing)
    for name in ("scikit-learn", "PyTorch", "Node.js"):
        assert name in said


def test_training_is_measured_for_both_engines_and_the_plain_loop(
    engines: Engines, nobody: Peers
) -> None:
    found = {"S": measure(TASKS[0], engines, nobody, 0.0)}
    assert all(seconds > 0.0 for seconds in found["S"].values())
    table = epochs_table({**found, "M": found["S"], "L": found["S"]}, nobody.missing)
    rows = {row[0]: row for row in table.rows}
    assert rows[KERNEL][2] == "1.00 ×"
    assert PLAIN in rows
    assert any("PyTorch is not installed" in note for note in table.notes)


def test_targets_are_compared_with_ratios_of_the_same_run() -> None:
    said = targets({name: {KERNEL: 1.0, PLAIN: 30.0} for name in "SML"})
    assert said[0] == "S against the NumPy loop: 30.0 × (target: at least 25 ×; reached)"
    assert "not measured" in said[1]


def test_a_frame_is_measured_part_by_part(engines: Engines) -> None:
    frames, points = frame_tables(engines, 0.0)
    assert [row[0] for row in frames.rows][:2] == ["whole frame", "an epoch"]
    assert [row[0] for row in points.rows] == ["S", "M", "L"]
    assert isinstance(frames, Table)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_experiment_of_a_task_has_its_sizes(task: object) -> None:
    spec = parse(described(task))  # type: ignore[arg-type]
    network = spec.networks[0]
    sizes = (len(spec.features), *(layer.units for layer in network.layers), 1)
    assert sizes == task.sizes  # type: ignore[attr-defined]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "playground", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def test_the_command_tells_its_options() -> None:
    told = run("bench", "--help")
    assert told.returncode == 0
    for option in ("--only", "--quick", "--peers"):
        assert option in told.stdout


def test_the_command_refuses_a_part_that_there_is_not() -> None:
    told = run("bench", "--only", "luck")
    assert told.returncode != 0
    assert "luck" in told.stderr


def test_the_command_prints_a_table_of_the_part_asked_for() -> None:
    told = run("bench", "--quick", "--only", "frame", "--peers", str(Path.cwd()))
    assert told.returncode == 0, told.stderr
    assert "## One frame, in µs" in told.stdout
    assert "One epoch of training" not in told.stdout
