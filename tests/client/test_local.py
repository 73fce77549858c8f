"""What is special about an experiment in this process: its engine, and how it is printed."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import pytest

from playground import Experiment
from playground.client import Invalid, own_points

WORDS: dict[str, Any] = {"dataset": "spiral", "layers": [8, 8], "optimizer": "adam"}


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not there")
def test_the_compiled_engine_gives_the_same_numbers() -> None:
    numpy, compiled = Experiment(**WORDS), Experiment(**WORDS, engine="compiled")
    for bench in (numpy, compiled):
        bench.train(epochs=4)
    for one, other in zip(numpy.weights(), compiled.weights(), strict=True):
        np.testing.assert_allclose(one.weights, other.weights, atol=1e-9)


def test_another_engine_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        Experiment(engine="quantum")  # type: ignore[arg-type]
    assert caught.value.field == "engine"


def test_the_same_words_give_the_same_numbers() -> None:
    one, other = (Experiment(**WORDS).train(epochs=3) for _ in range(2))
    assert one.status == other.status


def test_it_says_what_it_is_and_how_far_it_has_come() -> None:
    printed = repr(Experiment(points=own_points([[0, 1], [2, 3], [4, 5]], [0, 1, 1])).train())
    first, second = printed.splitlines()
    assert first == "Experiment(custom, 3 samples)"
    assert second.startswith("A: epoch 1, loss ")
    assert "accuracy" in second
    regression = repr(Experiment(dataset="reg_plane", train_fraction=1.0))
    assert "accuracy" not in regression
    assert "test" not in regression
