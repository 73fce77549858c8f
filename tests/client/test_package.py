"""Importing the package stays cheap; what notebooks use is there when it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import playground


def test_importing_the_package_imports_nothing_else() -> None:
    command = "import sys, playground; print(*sorted(m for m in sys.modules if 'playground' in m))"
    run = [sys.executable, "-c", command]
    told = subprocess.run(run, capture_output=True, text=True, check=True)
    assert "playground.client" not in told.stdout
    assert "playground.experiment" not in told.stdout


def test_an_experiment_needs_no_web_server() -> None:
    command = (
        "import sys; from playground import Experiment; Experiment().train(epochs=1);"
        "print(*sorted({m.split('.')[0] for m in sys.modules} & "
        "{'fastapi', 'starlette', 'uvicorn', 'numba', 'plotly'}))"
    )
    run = [sys.executable, "-c", command]
    told = subprocess.run(run, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="Session"):
        playground.Session  # noqa: B018


def test_what_is_there_can_be_found() -> None:
    assert {"Client", "Experiment", "__version__"} <= set(dir(playground))
