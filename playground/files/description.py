"""The description in a session's file: all that is no array, checked field by field."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from playground.engine.trainer import Checkpoint, Counters
from playground.experiment import Unit
from playground.experiment.memento import Draws, Generators, RunMemento

VERSION: Literal[1] = 1
"""Files of another version are refused."""

Count = Annotated[int, Field(ge=0, le=2**53)]
Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{1,32}$")]
"""A whole number under 2¹²⁸, which JSON would round."""


class Part(BaseModel):
    """Unknown fields are errors, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class CountersPart(Part):
    """How far training had come; see Counters and Checkpoint."""

    epoch: Count
    iteration: Count
    samples_seen: Count
    cursor: Count
    optimizer_iteration: Count

    @classmethod
    def of(cls, state: Checkpoint) -> CountersPart:
        counters = state.counters
        return cls(
            epoch=counters.epoch,
            iteration=counters.iteration,
            samples_seen=counters.samples_seen,
            cursor=counters.cursor,
            optimizer_iteration=state.optimizer_iteration,
        )

    def counters(self) -> Counters:
        return Counters(self.epoch, self.iteration, self.samples_seen, self.cursor)


class GeneratorPart(Part):
    """Where a generator stands; see Draws."""

    state: Hex
    increment: Annotated[str, Field(pattern=r"^[0-9a-f]{0,31}[13579bdf]$")]
    half: Literal[0, 1]
    kept: Annotated[int, Field(ge=0, lt=2**32)]

    @classmethod
    def of(cls, draws: Draws) -> GeneratorPart:
        state, increment, half, kept = draws
        flag: Literal[0, 1] = 1 if half else 0
        return cls(state=f"{state:x}", increment=f"{increment:x}", half=flag, kept=kept)

    def draws(self) -> Draws:
        return int(self.state, 16), int(self.increment, 16), self.half, self.kept


class NetworkPart(Part):
    """One network in training; see RunMemento."""

    now: CountersPart
    before: CountersPart | None
    finite: CountersPart | None
    orders: GeneratorPart
    dropout: GeneratorPart
    diverged: Annotated[int, Field(ge=1, le=2**53)] | None
    workable_rate: Annotated[float, Field(ge=0, le=100)] | None
    goal: Count
    stride: Annotated[int, Field(ge=1, le=2**40)]
    ticks: Count

    @classmethod
    def of(cls, memento: RunMemento) -> NetworkPart:
        finite = None if memento.finite is memento.now else CountersPart.of(memento.finite)
        return cls(
            now=CountersPart.of(memento.now),
            before=None if memento.before is None else CountersPart.of(memento.before),
            finite=finite,
            orders=GeneratorPart.of(memento.generators.orders),
            dropout=GeneratorPart.of(memento.generators.dropout),
            diverged=memento.diverged,
            workable_rate=memento.workable_rate,
            goal=memento.goal,
            stride=memento.stride,
            ticks=memento.ticks,
        )

    def generators(self) -> Generators:
        return Generators(self.orders.draws(), self.dropout.draws())


class PlayPart(Part):
    """How fast the session plays when it does."""

    unit: Unit = "epochs"
    rate: Annotated[float, Field(ge=0.01, le=1e6)] | None = None


class Description(Part):
    """A whole session, without its arrays.

    Attributes:
        version: of this form.
        experiment: as everywhere; points of one's own stand in an array.
        networks: one entry for each of the experiment's.
        unfinished: which of them had not finished the epoch that all are training.
        play: its pace.
    """

    version: Literal[1]
    experiment: dict[str, Any]
    networks: list[NetworkPart]
    unfinished: list[Count]
    play: PlayPart
