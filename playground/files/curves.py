"""The curves of a network as arrays, and back.

A row holds loss and accuracy on both sets, the penalty, then six numbers of each layer. What is
not there is −1, which none of them can be where they are there; NaN stands for NaN.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.engine.measurement import Measurement
from playground.engine.statistics import GradientNorms, LayerHealth, Score
from playground.engine.types import Array, Labels
from playground.experiment.history import HistoryPoint

ABSENT = -1.0
SCORES = 5
LAYER_NUMBERS = 6


def width(layers: int) -> int:
    """Return how many numbers a row has."""
    return SCORES + LAYER_NUMBERS * layers


def to_array(points: Sequence[HistoryPoint]) -> Array:
    """Return the measurements of some points, a row each."""
    return np.array([_row(point.measurement) for point in points], dtype=np.float64)


def from_arrays(epochs: Array, iterations: Labels, rows: Array) -> list[HistoryPoint]:
    """Return the points that arrays hold."""
    moments = zip(epochs.tolist(), iterations.tolist(), rows.tolist(), strict=True)
    return [HistoryPoint(epoch, iteration, _measurement(row)) for epoch, iteration, row in moments]


def _row(found: Measurement) -> list[float]:
    test = (ABSENT, ABSENT) if found.test is None else _score_numbers(found.test)
    norms, health = found.norms, found.health
    layers = (*zip(norms.weights, norms.biases, norms.deltas, strict=True),)
    states = (*zip(health.dead, health.saturated, health.update_ratio, strict=True),)
    numbers = [*_score_numbers(found.train), *test, found.penalty]
    for norm, state in zip(layers, states, strict=True):
        numbers += [*norm, *(ABSENT if value is None else value for value in state)]
    return numbers


def _score_numbers(score: Score) -> tuple[float, float]:
    return score.loss, ABSENT if score.accuracy is None else score.accuracy


def _measurement(row: list[float]) -> Measurement:
    parts = [tuple(row[SCORES + part :: LAYER_NUMBERS]) for part in range(LAYER_NUMBERS)]
    weights, biases, deltas, *health = parts
    dead, saturated, ratio = (tuple(_or_none(value) for value in part) for part in health)
    return Measurement(
        Score(row[0], _or_none(row[1])),
        None if row[2] == ABSENT else Score(row[2], _or_none(row[3])),
        row[4],
        GradientNorms(weights, biases, deltas),
        LayerHealth(dead, saturated, ratio),
    )


def _or_none(value: float) -> float | None:
    return None if value == ABSENT else value
