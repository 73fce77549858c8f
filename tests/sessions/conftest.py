"""What the tests of sessions share."""

from __future__ import annotations

import pytest

from playground.engine.worker import NumpyWorker


@pytest.fixture(autouse=True)
def fine_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the engine ask after every single update whether its time is over."""
    monkeypatch.setattr(NumpyWorker, "work_a_call", 1)
