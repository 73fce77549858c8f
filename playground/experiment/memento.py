"""Mementos: everything that it takes to put an experiment back exactly as it was.

Training on from a memento gives bit for bit the numbers that training on gave then. What does
not change is shared: descriptions, points of the curves; data are drawn again where they differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.engine import Network
from playground.engine.measurement import Measurement
from playground.engine.trainer import Checkpoint, Trainer
from playground.engine.types import Array

from .history import History, HistoryPoint
from .spec import ExperimentSpec

if TYPE_CHECKING:
    from .diagnosis import Diagnosis

POINT_BYTES = 900
"""What a point of the curves takes, on average, beside its numbers of each layer."""

POINT_BYTES_A_LAYER = 250
"""What its numbers of one layer take."""

RUN_BYTES = 3_000
"""What the memento of one network takes beside its arrays."""

SPEC_POINT_BYTES = 500
"""What one point of one's own takes in a description."""

FEW_POINTS = 40
"""So many points are left of curves that have to take little memory."""

Draws = tuple[int, int, int, int]
"""Where a generator stands: state and increment of PCG64, and the half draw that it keeps."""


@dataclass(slots=True)
class Generators:
    """Where the two generators of a training network stand."""

    orders: Draws
    dropout: Draws

    @classmethod
    def of(cls, trainer: Trainer) -> Generators:
        return cls(read_draws(trainer.rng), read_draws(trainer.network.dropout_rng))

    def put_back(self, trainer: Trainer) -> None:
        write_draws(trainer.rng, self.orders)
        write_draws(trainer.network.dropout_rng, self.dropout)


def read_draws(rng: np.random.Generator) -> Draws:
    """Read where a generator stands."""
    found: dict[str, Any] = dict(rng.bit_generator.state)
    inner = found["state"]
    return inner["state"], inner["inc"], found["has_uint32"], found["uinteger"]


def write_draws(rng: np.random.Generator, draws: Draws) -> None:
    """Have a generator go on from where another one stood."""
    state, increment, half, kept = draws
    rng.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": half,
        "uinteger": kept,
    }


@dataclass(slots=True)
class Masks:
    """Which weights were cut, and what was frozen; None stands for none."""

    connected: Array | None
    frozen: Array | None

    @classmethod
    def of(cls, network: Network) -> Masks:
        parameters = network.parameters
        return cls(
            parameters.connected.copy() if parameters.cut.size else None,
            parameters.frozen.copy() if parameters.frozen.any() else None,
        )

    def put_back(self, network: Network) -> None:
        parameters = network.parameters
        parameters.connected[...] = 1.0 if self.connected is None else self.connected
        parameters.frozen[...] = 0.0 if self.frozen is None else self.frozen
        parameters.notice_masks()

    @property
    def bytes(self) -> int:
        return sum(mask.nbytes for mask in (self.connected, self.frozen) if mask is not None)


@dataclass(slots=True)
class RunMemento:
    """One network in training.

    Attributes:
        now: parameters, running statistics, optimizer state, counters, order of the epoch.
        before: the same before the last update; None stands for now.
        finite: the same at the last moment at which the loss of all samples was finite.
        batch: samples of the last update.
        kept: as in Trainer.
        generators: where its random draws stand.
        masks: which weights are cut.
        diverged: as in Trainer.
        workable_rate: a learning rate that was found to work, for a network that diverged.
        goal: epochs that it is to complete.
        measured: what was measured then.
        lineage: the curves as they live on: of the same training, before and after.
        points: the points that they had then; None stands for those of the lineage so far.
        stride, ticks: as in History, then.
        epoch: epochs trained, with the part of the current one as a fraction.
        last: the newest of the points that they had then; None where all are kept.
    """

    now: Checkpoint
    before: Checkpoint | None
    finite: Checkpoint
    batch: np.ndarray[Any, Any]
    kept: Array | None
    generators: Generators
    masks: Masks
    diverged: int | None
    workable_rate: float | None
    goal: int
    measured: Measurement
    lineage: History
    points: tuple[HistoryPoint, ...] | None
    stride: int
    ticks: int
    epoch: float
    last: HistoryPoint | None = None

    @property
    def iteration(self) -> int:
        return self.now.counters.iteration

    def history(self) -> History:
        """Return the curves as they were, up to then."""
        if self.points is not None:
            return History(list(self.points), self.stride, 0, self.ticks)
        found = self.lineage.until(self.iteration)
        found.stride, found.ticks, found.version = self.stride, self.ticks, 0
        # An edit since then may have measured the same weights on other points.
        if self.last and found.points and found.points[-1].iteration == self.last.iteration:
            found.points[-1] = self.last
        if not found.points or found.points[-1].iteration < self.iteration:
            found.points.append(HistoryPoint(self.epoch, self.iteration, self.measured))
        return found

    def lighter(self) -> RunMemento:
        """Return the same with few points of the curves, which it shares with nothing."""
        points = self.history().points
        step = max(1, -(-len(points) // FEW_POINTS))
        few = [*points[:-1:step], *points[-1:]]
        stride = self.stride * step
        lineage = History(list(few), stride, 0, self.ticks)
        return replace(self, lineage=lineage, points=tuple(few), stride=stride)

    @property
    def bytes(self) -> int:
        """Memory that it takes, without the points of its curves."""
        states = {id(state): state for state in (self.now, self.before, self.finite) if state}
        arrays = {id(a): a for state in states.values() for a in _arrays(state)}
        held = sum(array.nbytes for array in arrays.values())
        return RUN_BYTES + held + self.batch.nbytes + self.masks.bytes

    @property
    def point_bytes(self) -> int:
        """What the points of its curves take where nothing else holds them."""
        layers = len(self.measured.norms.weights)
        return len(self.points or ()) * (POINT_BYTES + layers * POINT_BYTES_A_LAYER)


def pack(checkpoint: Checkpoint) -> None:
    """Let the order of an epoch take little memory."""
    order: Any = checkpoint.order
    checkpoint.order = order.astype(np.uint16 if len(order) <= 2**16 else np.uint32)


def unpack(checkpoint: Checkpoint) -> Checkpoint:
    """Copy a packed state into one that a trainer can work on."""
    return Checkpoint(
        checkpoint.values.copy(),
        checkpoint.running.copy(),
        checkpoint.state.copy(),
        checkpoint.optimizer_iteration,
        replace(checkpoint.counters),
        checkpoint.order.astype(np.int64),
    )


def _arrays(checkpoint: Checkpoint) -> tuple[np.ndarray[Any, Any], ...]:
    return checkpoint.values, checkpoint.running, checkpoint.state, checkpoint.order


@dataclass(slots=True)
class Memento:
    """A whole experiment.

    Attributes:
        spec: its description, from which the data can be drawn again.
        runs: its networks.
        unfinished: which of them had not finished the epoch that all are training.
        diagnoses: what had been said of them; None where nothing was asked for.
    """

    spec: ExperimentSpec
    runs: tuple[RunMemento, ...]
    unfinished: tuple[int, ...]
    diagnoses: tuple[Diagnosis | None, ...]

    def lighter(self) -> Memento:
        """Return the same with coarser curves: all numbers, and training on, stay as they are."""
        return replace(self, runs=tuple(run.lighter() for run in self.runs))

    @property
    def bytes(self) -> int:
        """Memory that it takes, without points of curves and points of one's own."""
        return sum(run.bytes for run in self.runs)
