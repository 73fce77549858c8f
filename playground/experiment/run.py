"""One network of an experiment in training: network, trainer, curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.engine import Counters, Trainer, feature_matrix
from playground.engine.measurement import Measurement, Samples
from playground.engine.trainer import Checkpoint
from playground.engine.types import Array, Labels
from playground.engine.worker import Worker
from playground.kernel import Engines

from .blueprint import ORDER_STREAM, build, network_shape
from .data import Data, Part, grid_features
from .history import History, HistoryPoint
from .memento import Generators, Masks, RunMemento, pack, unpack
from .spec import ExperimentSpec, NetworkSpec, resolve

Unit = Literal["epochs", "batches", "samples"]
"""What a network can be trained by."""

CHEAP_MEASUREMENT = 2_000_000
"""Products of weight and sample that a point of the curves may cost after a single batch."""


class Run:
    """A network that is being trained.

    Args:
        spec: the whole experiment.
        index: which of its networks this is.
        data: the experiment's points.
        engines: which engine does the work. Default: NumPy alone.
        memento: where to go on from. Default: the beginning.
    """

    def __init__(
        self,
        spec: ExperimentSpec,
        index: int,
        data: Data,
        engines: Engines | None = None,
        memento: RunMemento | None = None,
    ) -> None:
        self.spec = spec
        self.engines = engines or Engines(compiled=False)
        self._worker: Worker | None = None
        self._attached = ""
        self.network_spec = spec.networks[index]
        self.network = build(spec, self.network_spec)
        self.history = History()
        self._measured: tuple[int, Measurement] | None = None
        self.workable_rate: float | None = None
        self.edits = 0
        self.goal = 0
        self._set_data(data)
        self.trainer = self._new_trainer()
        self._finite = self.trainer.save()
        if memento is None:
            self.record()
        else:
            self._restore(memento)

    def __repr__(self) -> str:
        return f"Run({self.network_spec.name}, {self.network!r})"

    @property
    def counters(self) -> Counters:
        return self.trainer.counters

    @property
    def epoch(self) -> float:
        """Epochs trained, with the part of the current one as a fraction."""
        counters = self.counters
        return counters.epoch + counters.cursor / len(self.train)

    def accepts(self, spec: ExperimentSpec, index: int) -> bool:
        """Whether the weights fit that network of that experiment too."""
        return spec.seed == self.spec.seed and (
            network_shape(spec, spec.networks[index]) == network_shape(self.spec, self.network_spec)
        )

    def reconfigure(self, spec: ExperimentSpec, index: int, data: Data) -> None:
        """Take over all settings that leave the weights as they are."""
        before, after = self.network_spec, spec.networks[index]
        redrawn = data is not self.data
        changed = redrawn or self._trains_differently(spec, after)
        remeasured = redrawn or self._measures_differently(spec, after)
        kind = self._kind_of_loss()
        self.spec, self.network_spec = spec, after
        output, loss = resolve(after, spec.task, spec.classes)
        self.network.set_output(output, loss)
        for i, layer in enumerate(after.layers):
            self.network.set_activation(i, layer.activation)
            self.network.hidden[i].dropout.rate = layer.dropout
        self._set_data(data)
        if changed:
            self._reconfigure_trainer(before, after, redrawn)
            self.touch()
        if self._kind_of_loss() != kind:
            self.begin_curves()
        elif remeasured:
            self.record()

    def reset(self, spec: ExperimentSpec, index: int, data: Data) -> Run:
        """Return a new run from the initial weights; cut connections stay cut where they fit."""
        run = Run(spec, index, data, self.engines)
        if len(run.network.parameters) == len(self.network.parameters) and run.network.sizes == (
            self.network.sizes
        ):
            run.network.parameters.connect_like(self.network.parameters)
            run.touch()
            run.history = History()
            run.record()
        return run

    def touch(self) -> None:
        """Note a change from outside: measure anew, let a stopped network go on."""
        self.edits += 1
        self._measured = self._worker = self.workable_rate = None
        self.trainer.settle()
        self._finite = self.trainer.save()

    def begin_curves(self) -> None:
        """Have the curves begin with the present: what was before cannot be compared with it."""
        self.history = History()
        self.record()

    def tick(self, unit: Unit, over: Callable[[], bool], epochs: int = 1) -> bool:
        """Train one epoch, one batch or one sample, and record it when its turn has come.

        Args:
            unit: which of them; by epochs, up to the goal.
            over: says when the time is up; the next tick by epochs goes on from there.
            epochs: how many it is to the goal. Default 1.

        Returns:
            Whether it was finished.
        """
        if self.trainer.diverged is not None:
            return True
        finished = self._train(unit, over)
        self._measured = None
        if self.trainer.diverged is not None:
            self._go_back_to_finite()
            self.record()
        elif (
            finished
            and self.history.passed(epochs)
            and (unit == "epochs" or self._worth_recording())
        ):
            self.record()
        return finished

    def learn(self, x: Array, y: Array, indices: NDArray[np.int64]) -> None:
        """Make one update from samples given by hand; the epoch goes on where it is.

        Args:
            x: features (b, d).
            y: targets (b, k).
            indices: which training points they are; empty where they are none.
        """
        self.trainer.train_on(x, y)
        self.trainer.batch = indices
        self._measured = None
        if self.trainer.diverged is not None:
            self._go_back_to_finite()
        self.record()

    def twin(self) -> Run:
        """Return a copy that would train on exactly as this one, and that nobody watches."""
        index = self.spec.networks.index(self.network_spec)
        return Run(self.spec, index, self.data, self.engines, self.memento(light=True))

    def _worth_recording(self) -> bool:
        """Whether a point for a batch or a sample costs little, or as much has been trained since.

        A point is a measurement over all samples.
        """
        samples = len(self.train) + len(self.test)
        cheap = samples * len(self.network.parameters) <= CHEAP_MEASUREMENT
        return cheap or self.epoch - self.history.points[-1].epoch >= 1.0

    def _train(self, unit: Unit, over: Callable[[], bool]) -> bool:
        if unit != "epochs":
            self.worker.train_batches(1, 1 if unit == "samples" else None)
            return True
        worker = self.worker
        work_a_batch = len(self.network.parameters) * min(self.trainer.batch_size, len(self.train))
        some = max(1, worker.work_a_call // work_a_batch)
        while True:
            worker.train_batches(min(some, self._batches_left()))
            if self.counters.epoch >= self.goal or self.trainer.diverged is not None:
                return True
            if over():
                return False

    def _batches_left(self) -> int:
        """Return how many mini-batches there are to the goal."""
        size, n = self.trainer.batch_size, len(self.train)
        whole = self.goal - self.counters.epoch - 1
        return -(-(n - self.counters.cursor) // size) + whole * -(-n // size)

    @property
    def worker(self) -> Worker:
        """Who does the work at this moment; a faster engine takes over as soon as it can."""
        if self._worker is None or self._attached != self.engines.name:
            self._attached = self.engines.name
            self._worker = self.engines.attach(self.trainer)
        return self._worker

    def _go_back_to_finite(self) -> None:
        """After divergence, go back to where loss and penalty of the training set were finite.

        The state before the failed update has finite parameters and a finite loss on its batch,
        but perhaps not on all samples.
        """
        if not self.measure().finite:
            self.trainer.restore(self._finite)
            self._measured = None

    @property
    def measured(self) -> bool:
        """Whether the network has been measured as it is now, so that measure() costs nothing."""
        return self._measured is not None and self._measured[0] == self.counters.iteration

    def memento(self, *, light: bool = False) -> RunMemento:
        """Note all that it takes to go on from here exactly.

        Args:
            light: take little memory: leave the points of the curves to the curves that live on,
                and the state before the last update out where it cannot be needed.
        """
        trainer, measured = self.trainer, self.measure()
        now = trainer.save()
        pack(now)
        sound = measured.finite and trainer.diverged is None
        before = None if light and sound else self._packed_alike(trainer.checkpoint, now)
        return RunMemento(
            now=now,
            before=before,
            finite=now if sound else self._packed_alike(self._finite, now),
            batch=trainer.batch.copy(),
            kept=None if trainer.kept is None else trainer.kept.copy(),
            generators=Generators.of(trainer),
            masks=Masks.of(self.network),
            diverged=trainer.diverged,
            workable_rate=self.workable_rate,
            goal=self.goal,
            measured=measured,
            lineage=self.history,
            points=None if light else tuple(self.history.points),
            stride=self.history.stride,
            ticks=self.history.ticks,
            epoch=self.epoch,
            last=self.history.points[-1] if light else None,
        )

    def is_at(self, memento: RunMemento) -> bool:
        """Whether numbers and curves are what they were."""
        now, then, masks = self.trainer.save(), memento.now, Masks.of(self.network)
        pairs = [
            (now.values, then.values),
            (now.running, then.running),
            (now.state, then.state),
            (masks.connected, memento.masks.connected),
            (masks.frozen, memento.masks.frozen),
        ]
        same = (now.counters, self.trainer.diverged) == (then.counters, memento.diverged)
        same = same and tuple(self.history.points) == memento.points
        return same and all(_equal(one, other) for one, other in pairs)

    def _packed_alike(self, checkpoint: Checkpoint, now: Checkpoint) -> Checkpoint:
        """Copy a state; an order that is the same as now is held once."""
        packed = unpack(checkpoint)
        pack(packed)
        if np.array_equal(packed.order, now.order):
            packed.order = now.order
        return packed

    def _restore(self, memento: RunMemento) -> None:
        trainer = self.trainer
        memento.masks.put_back(self.network)
        memento.generators.put_back(trainer)
        trainer.restore(unpack(memento.now))
        trainer.checkpoint = unpack(memento.before or memento.now)
        trainer.batch, trainer.kept = memento.batch.copy(), memento.kept
        trainer.diverged = memento.diverged
        self._finite = unpack(memento.finite)
        self._measured = (memento.iteration, memento.measured)
        self.workable_rate, self.goal = memento.workable_rate, memento.goal
        self.history = memento.history()

    def record(self) -> None:
        """Add the present moment to the curves."""
        self.history.record(self._present())

    def curves(self) -> list[HistoryPoint]:
        """Return the recorded points, and the present moment where it comes after them."""
        points = self.history.points
        late = self.counters.iteration > points[-1].iteration
        return [*points, self._present()] if late else points

    def _present(self) -> HistoryPoint:
        return HistoryPoint(self.epoch, self.counters.iteration, self.measure())

    def measure(self) -> Measurement:
        """Measure the network as it is now; the result is kept until something changes."""
        if self._measured is None or self._measured[0] != self.counters.iteration:
            self._measured = (self.counters.iteration, self._measure())
        return self._measured[1]

    def measure_gradients(self) -> Measurement:
        """Measure anew, so that the gradient vector holds ∂J over the whole training set."""
        self._measured = (self.counters.iteration, self._measure())
        return self._measured[1]

    def _measure(self) -> Measurement:
        found = self.worker.measure(self._classes(self.train), self.test_samples)
        if found.finite and self.trainer.diverged is None:
            self._finite = self.trainer.save()
        return found

    def grid(self, resolution: int) -> Array:
        """Return the features (r², d) of a grid over the plane, row by row, the lowest x2 first."""
        return grid_features(self.data.domain, resolution, self.spec.features)

    def _classes(self, part: Part) -> Labels | None:
        return None if self.spec.task == "regression" else part.labels.astype(np.int64)

    def _set_data(self, data: Data) -> None:
        self.data = data
        self.train, self.test = data.train, data.test
        self.test_samples = Samples(
            feature_matrix(self.test.points, self.spec.features),
            self._targets(self.test),
            self._classes(self.test),
        )

    def _targets(self, part: Part) -> Array:
        output = self.network.output
        if self.spec.task == "regression":
            return part.labels[:, None]
        return output.encode(part.labels.astype(np.int64), self.spec.classes or 2)

    def _new_trainer(self) -> Trainer:
        spec = self.network_spec
        return Trainer(
            self.network,
            feature_matrix(self.train.points, self.spec.features),
            self._targets(self.train),
            spec.optimizer.build(len(self.network.parameters)),
            regularizer=spec.regularization.name,
            rate=spec.regularization.rate,
            batch_size=spec.batch_size,
            shuffle=spec.shuffle,
            rng=np.random.default_rng([self.spec.seed, ORDER_STREAM]),
        )

    def _reconfigure_trainer(self, before: NetworkSpec, after: NetworkSpec, redrawn: bool) -> None:
        trainer = self.trainer
        x = feature_matrix(self.train.points, self.spec.features)
        trainer.set_data(x, self._targets(self.train), restart_epoch=redrawn)
        trainer.set_regularization(after.regularization.name, after.regularization.rate)
        trainer.batch_size, trainer.shuffle = after.batch_size, after.shuffle
        if after.optimizer.name != before.optimizer.name:
            trainer.optimizer = after.optimizer.build(len(self.network.parameters))
        else:
            trainer.optimizer.configure(**after.optimizer.settings)

    def _trains_differently(self, spec: ExperimentSpec, after: NetworkSpec) -> bool:
        plain = self.network_spec.model_copy(update={"name": after.name})
        return plain != after or spec.task != self.spec.task

    def _measures_differently(self, spec: ExperimentSpec, after: NetworkSpec) -> bool:
        """Whether the same weights give other numbers on the same points."""
        unmeasured = ("name", "optimizer", "batch_size", "shuffle")
        same = {name: getattr(after, name) for name in unmeasured}
        return self.network_spec.model_copy(update=same) != after or spec.task != self.spec.task

    def _kind_of_loss(self) -> tuple[str, str]:
        """What the numbers of the curves are; different ones do not belong in one line."""
        return self.spec.task, self.network.loss.key


def _equal(one: Array | None, other: Array | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))
