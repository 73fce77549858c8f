"""One network in training as arrays, and back; every array is checked against the description.

layers.0.weights …      parameters, array by array
running, optimizer      running statistics, rows of the optimizer's state
order, batch            of the epoch, of the last update
kept, connected, frozen where there are any
before.…, finite.…      the same in one vector, running, optimizer, order: to go back to
history.…               the curves
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.trainer import Checkpoint
from playground.engine.types import Array, Labels
from playground.experiment import ExperimentSpec
from playground.experiment.blueprint import build
from playground.experiment.history import MOST_POINTS, History, HistoryPoint
from playground.experiment.memento import Masks, RunMemento

from . import curves
from .description import CountersPart, NetworkPart
from .shelf import Shelf, refuse

LATEST = 2**53


class NetworkArrays:
    """The shapes of one network of an experiment, and where its arrays stand in a file.

    Args:
        spec: the experiment.
        n: which of its networks.
        samples: points that it trains on.
    """

    def __init__(self, spec: ExperimentSpec, n: int, samples: int) -> None:
        described = spec.networks[n]
        self.network = build(spec, described)
        self.slots = len(described.optimizer.build(1).state)
        self.samples = samples
        self.prefix = f"networks.{n}"

    def __repr__(self) -> str:
        return f"NetworkArrays({self.prefix}, {self.network!r})"

    def _name(self, part: str) -> str:
        return f"{self.prefix}.{part}"

    # Writing

    def write(self, memento: RunMemento, points: list[HistoryPoint]) -> dict[str, Any]:
        """Return all arrays of a memento by name."""
        now, masks = memento.now, memento.masks
        found: dict[str, Any] = {
            f"layers.{slot.layer}.{slot.name}": slot.view(now.values)
            for slot in self.network.parameters.slots
        }
        found |= _state(now) | {"batch": memento.batch.astype(np.int64)}
        if memento.kept is not None:
            found["kept"] = memento.kept
        for name, mask in (("connected", masks.connected), ("frozen", masks.frozen)):
            if mask is not None:
                found[name] = mask.astype(np.uint8)
        for name, state in (("before", memento.before), ("finite", memento.finite)):
            if state is not None and state is not now:
                parts = {"values": state.values, **_state(state)}
                found |= {f"{name}.{part}": array for part, array in parts.items()}
        found["history.epochs"] = np.array([point.epoch for point in points], np.float64)
        found["history.iterations"] = np.array([point.iteration for point in points], np.int64)
        found["history.numbers"] = curves.to_array(points)
        return {self._name(part): array for part, array in found.items()}

    # Reading

    def read(self, part: NetworkPart, shelf: Shelf, most_epochs: int) -> RunMemento:
        """Return the memento of a network.

        Args:
            part: its description.
            shelf: the arrays of the file.
            most_epochs: epochs that may be left to its goal.

        Raises:
            Invalid: an array or a number that no such network can have.
        """
        now = self._checkpoint("", part.now, self._parameters(shelf), shelf)
        before = self._past(shelf, "before", part.before)
        finite = self._past(shelf, "finite", part.finite) or now
        if part.goal > part.now.epoch + most_epochs:
            raise refuse(self._name("goal"), f"must be at most {most_epochs} epochs ahead")
        points = self._points(shelf)
        history = History(points, part.stride, 0, part.ticks)
        return RunMemento(
            now=now,
            before=before,
            finite=finite,
            batch=self._batch(shelf),
            kept=self._kept(shelf),
            generators=part.generators(),
            masks=self._masks(shelf),
            diverged=part.diverged,
            workable_rate=part.workable_rate,
            goal=part.goal,
            measured=points[-1].measurement,
            lineage=history,
            points=tuple(points),
            stride=part.stride,
            ticks=part.ticks,
            epoch=part.now.epoch + part.now.cursor / self.samples,
        )

    def _parameters(self, shelf: Shelf) -> Array:
        values: Array = np.empty(len(self.network.parameters))
        for slot in self.network.parameters.slots:
            name = self._name(f"layers.{slot.layer}.{slot.name}")
            slot.view(values)[...] = shelf.numbers(name, *slot.shape)
        return values

    def _past(self, shelf: Shelf, name: str, part: CountersPart | None) -> Checkpoint | None:
        if part is None:
            return None
        values = shelf.numbers(self._name(f"{name}.values"), len(self.network.parameters))
        return self._checkpoint(f"{name}.", part, values, shelf)

    def _checkpoint(
        self, under: str, part: CountersPart, values: Array, shelf: Shelf
    ) -> Checkpoint:
        running = shelf.numbers(self._name(f"{under}running"), *self.network.running.shape)
        if (running[:, 1] < 0.0).any():
            raise refuse(self._name(f"{under}running"), "must hold no negative variance")
        state = shelf.numbers(self._name(f"{under}optimizer"), self.slots, values.size)
        order = self._order(shelf, f"{under}order")
        if part.cursor >= self.samples:
            raise refuse(self._name(f"{under}cursor"), f"must be under {self.samples}")
        counters = part.counters()
        return Checkpoint(values, running, state, part.optimizer_iteration, counters, order)

    def _order(self, shelf: Shelf, part: str) -> Labels:
        order = shelf.whole(self._name(part), self.samples, below=self.samples)
        if np.unique(order).size != self.samples:
            raise refuse(self._name(part), "must hold every training point once")
        return order

    def _batch(self, shelf: Shelf) -> Labels:
        batch = shelf.whole(self._name("batch"), None, below=self.samples)
        if batch.size > self.samples:
            raise refuse(self._name("batch"), f"may hold at most {self.samples} points")
        return batch

    def _kept(self, shelf: Shelf) -> Array | None:
        name = self._name("kept")
        if name not in shelf:
            return None
        kept = shelf.numbers(name, sum(self.network.sizes[1:-1]))
        if kept.size and not (kept.min() >= 0.0 and kept.max() <= 1.0):
            raise refuse(name, "must hold numbers from 0 to 1")
        return kept

    def _masks(self, shelf: Shelf) -> Masks:
        parameters = self.network.parameters
        names = (self._name("connected"), self._name("frozen"))
        connected, frozen = (
            shelf.flags(name, len(parameters)) if name in shelf else None for name in names
        )
        if connected is not None and (connected[~parameters.is_weight] == 0.0).any():
            raise refuse(names[0], "must be 1 for all that is no weight")
        return Masks(connected, frozen)

    def _points(self, shelf: Shelf) -> list[HistoryPoint]:
        epochs = shelf.numbers(self._name("history.epochs"), None)
        count = len(epochs)
        if not 1 <= count <= MOST_POINTS:
            name = self._name("history.epochs")
            raise refuse(name, f"must hold 1 to {MOST_POINTS} moments, not {count}")
        iterations = shelf.whole(self._name("history.iterations"), count, below=LATEST)
        if (epochs < 0.0).any() or (np.diff(iterations) <= 0).any():
            raise refuse(self._name("history.iterations"), "must grow from moment to moment")
        width = curves.width(len(self.network.layers))
        rows = shelf.numbers(self._name("history.numbers"), count, width, finite=False)
        return curves.from_arrays(epochs, iterations, rows)


def _state(state: Checkpoint) -> dict[str, Any]:
    return {
        "running": state.running,
        "optimizer": state.state,
        "order": state.order.astype(np.int64),
    }
