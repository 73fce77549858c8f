"""Which engine serves, and that everything works without the compiled one."""

from __future__ import annotations

import dataclasses
import importlib.util

import pytest

from playground.engine import ACTIVATIONS
from playground.engine.worker import NumpyWorker
from playground.kernel import Engines
from playground.kernel.worker import CompiledWorker

from .test_agreement import plain


def test_numpy_serves_until_the_kernel_is_ready() -> None:
    engines = Engines()
    assert engines.name == "numpy"
    assert isinstance(engines.attach(plain().trainer()), NumpyWorker)
    engines.wait()
    assert engines.name == "compiled"
    assert isinstance(engines.attach(plain().trainer()), CompiledWorker)


def test_numpy_serves_all_the_time_where_the_kernel_is_switched_off() -> None:
    engines = Engines(compiled=False)
    engines.wait()
    assert engines.name == "numpy"


def test_numpy_serves_where_numba_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    engines = Engines()
    monkeypatch.undo()
    engines.wait()
    assert engines.name == "numpy"


def test_numpy_serves_what_has_no_code_in_the_kernel() -> None:
    engines = Engines()
    engines.wait()
    trainer = plain().trainer()
    trainer.network.hidden[0].activation = dataclasses.replace(ACTIVATIONS["tanh"], key="new")
    assert isinstance(engines.attach(trainer), NumpyWorker)
