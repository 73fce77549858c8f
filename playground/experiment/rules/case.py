"""What rules judge a network by: its description, and what has been measured of it already."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np

from playground.engine import Network
from playground.engine.measurement import Measurement
from playground.engine.types import Array

from ..history import HistoryPoint
from ..spec import NetworkSpec

Message = dict[str, Any]
Rule = Callable[["Case"], Message | None]

WINDOW = 40
"""The latest points of the curves that rules look at."""

SKILLED = 0.95
"""A network that has so much skill is not told what hampers it."""

SLACK = 0.05
"""How far below what can be reached a network may stay."""

STEADY = 5
"""Points over which a value that trembles is judged by the middle one."""

EXHAUSTED = 0.93
"""What remains of a loss by whose second half of training nothing was gained."""

STALLED = 0.03
"""A loss that fell by less than this part over the window has come to a standstill."""


@dataclass(frozen=True)
class Divergence:
    """What is known of a network whose numbers stopped being finite.

    Attributes:
        iteration: at which they did.
        back_at: the iteration of the last finite state, where the network stands now.
        workable_rate: a learning rate with which the numbers stay finite.
    """

    iteration: int
    back_at: int
    workable_rate: float


@dataclass(frozen=True)
class Case:
    """A network at one moment.

    Attributes:
        spec: the network as described.
        network: its weights.
        regression: whether it learns numbers rather than classes.
        guess: the training loss of the best answer that is the same everywhere.
        reachable: says how skilled a network can become on these data, see reach().
        epoch: epochs trained, a part as a fraction.
        now: what is measured at this moment.
        first: the same at the first moment that the curves know.
        since: the points of the curves since the last edit, oldest first.
        recent: the latest of them.
        best: the point of the curves since the last edit with the lowest test loss; None
            without a test set.
        divergence: what happened if its numbers stopped being finite, else None.
        shown: codes of what it is being told already; they take less to be said again.
    """

    spec: NetworkSpec
    network: Network
    regression: bool
    guess: float
    reachable: Callable[[], float]
    epoch: float
    now: Measurement
    first: Measurement
    since: list[HistoryPoint]
    recent: list[HistoryPoint]
    best: HistoryPoint | None
    divergence: Divergence | None
    shown: frozenset[str]
    _answers: dict[str, Message | None] = field(default_factory=dict)

    def says(self, rule: Rule) -> Message | None:
        """What a rule has to say of this case; it is asked only once."""
        code = rule.__name__
        if code not in self._answers:
            self._answers[code] = rule(self)
        return self._answers[code]

    def skill(self, *, test: bool = False) -> float:
        """How good it is at what it learns: accuracy, or for regression the variance explained."""
        return self.skill_at(self.now, test=test)

    def skill_at(self, found: Measurement, *, test: bool = False) -> float:
        score = found.test if test and found.test else found.train
        if score.accuracy is not None:
            return score.accuracy
        return 1.0 - score.loss / self.guess if self.guess > 0.0 else 1.0

    @cached_property
    def struggling(self) -> bool:
        """Whether it is far from what can be reached, now and at most of the latest points."""
        skills = [self.skill_at(point.measurement) for point in self.recent[-STEADY:]]
        skill = float(np.median([*skills, self.skill()]))
        return skill < SKILLED and skill < self.reachable() - SLACK

    @cached_property
    def exhausted(self) -> bool:
        """Whether the second half of the training has brought next to nothing."""
        start = self.since[0].epoch
        half = start + 0.5 * (self.epoch - start)
        ended = bisect_right(self.since, half, key=attrgetter("epoch"))
        before = [p.measurement.train.loss for p in self.since[max(0, ended - STEADY) : ended]]
        after = [p.measurement.train.loss for p in self.recent[-STEADY:]]
        return bool(before) and float(np.median(after)) > EXHAUSTED * float(np.median(before))

    def stalled(self, points: int = WINDOW, part: float = STALLED) -> bool:
        """Whether the loss has not become smaller over so many of the latest points."""
        if len(self.recent) < points:
            return False
        losses = np.array([p.measurement.train.loss for p in self.recent[-points:]])
        third = points // 3
        before, after = float(np.mean(losses[:third])), float(np.mean(losses[-third:]))
        return before - after < part * before

    def lasting(self, holds: Callable[[Measurement], bool], points: int) -> bool:
        """Whether something holds now and held at so many of the latest points."""
        latest = self.recent[-points:]
        if len(latest) < points:
            return False
        return holds(self.now) and all(holds(point.measurement) for point in latest)

    def median(self, value: Callable[[Measurement], float], points: int) -> float:
        """The middle value over the latest points."""
        return float(np.median([value(p.measurement) for p in self.recent[-points:]]))

    def activations(self) -> list[str]:
        """Keys of the activations of the hidden layers."""
        return [layer.activation for layer in self.spec.layers]

    def layers_with(self, **change: Any) -> list[dict[str, Any]]:
        """The hidden layers with some fields changed, as a PATCH takes them."""
        return [layer.model_copy(update=change).model_dump() for layer in self.spec.layers]


def guess_loss(y: Array, loss: str) -> float:
    """Return the mean loss of the best answer that is the same for every sample.

    Args:
        y: targets (n, k).
        loss: key of the loss.
    """
    if loss == "mse":
        return float(0.5 * y.var(axis=0).sum())
    if loss != "cross_entropy":
        return 0.0
    shares = y.mean(axis=0)
    shares = np.array([1.0 - shares[0], shares[0]]) if len(shares) == 1 else shares
    shares = shares[shares > 0.0]
    return float(-(shares * np.log(shares)).sum())


def suits(activations: list[str]) -> str:
    """The initializer that keeps sums at a good size through these activations."""
    return "he_uniform" if {"relu", "leaky_relu", "gelu"} & set(activations) else "xavier_uniform"
