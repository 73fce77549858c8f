"""One network of an experiment in training: network, trainer, curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from playground.engine import Counters, Network, Trainer, feature_matrix
from playground.engine import LayerSpec as EngineLayer
from playground.engine.measurement import Measurement, Samples
from playground.engine.types import Array, Labels
from playground.engine.worker import Worker
from playground.kernel import Engines

from .data import Data, Part, grid_points
from .history import History, HistoryPoint
from .spec import ExperimentSpec, NetworkSpec, resolve

Unit = Literal["epochs", "batches", "samples"]
"""What a network can be trained by."""

WEIGHT_STREAM, ORDER_STREAM, DROPOUT_STREAM = 1, 2, 3
"""Which of a seed's streams of random numbers each draw takes, the same for every network."""

CHEAP_MEASUREMENT = 2_000_000
"""Products of weight and sample that a point of the curves may cost after a single batch."""

MOST_GRIDS = 3
"""Grids that are kept: the surface's, the unit maps', and one that somebody asked for."""


class Run:
    """A network that is being trained.

    Args:
        spec: the whole experiment.
        index: which of its networks this is.
        data: the experiment's points.
        engines: which engine does the work. Default: NumPy alone.
    """

    def __init__(
        self, spec: ExperimentSpec, index: int, data: Data, engines: Engines | None = None
    ) -> None:
        self.spec = spec
        self.engines = engines or Engines(compiled=False)
        self._worker: Worker | None = None
        self._attached = ""
        self._grids: dict[int, Array] = {}
        self.network_spec = spec.networks[index]
        self.network = _build(spec, self.network_spec)
        self.history = History()
        self._measured: tuple[int, Measurement] | None = None
        self.workable_rate: float | None = None
        self.edits = 0
        self.goal = 0
        self._set_data(data)
        self.trainer = self._new_trainer()
        self._finite = self.trainer.save()
        self.record()

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
        return spec.seed == self.spec.seed and _shape(spec, spec.networks[index]) == _shape(
            self.spec, self.network_spec
        )

    def reconfigure(self, spec: ExperimentSpec, index: int, data: Data) -> None:
        """Take over all settings that leave the weights as they are."""
        before, after = self.network_spec, spec.networks[index]
        redrawn = data is not self.data
        changed = redrawn or self._trains_differently(spec, after)
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

    def tick(self, unit: Unit, over: Callable[[], bool]) -> bool:
        """Train one epoch, one batch or one sample, and record it when its turn has come.

        Args:
            unit: which of them; by epochs, up to the goal.
            over: says when the time is up; the next tick by epochs goes on from there.

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
        elif finished:
            self.history.ticks += 1
            if self.history.due and (unit == "epochs" or self._worth_recording()):
                self.record()
        return finished

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
        """Return how many mini-batches the current epoch still has."""
        return -(-(len(self.train) - self.counters.cursor) // self.trainer.batch_size)

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

    def record(self) -> None:
        """Add the present moment to the curves."""
        point = HistoryPoint(self.epoch, self.counters.iteration, self.measure())
        self.history.record(point)

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
        if resolution not in self._grids:
            points = grid_points(self.data.domain, resolution)
            # Feature by feature in memory, as the compiled kernel reads it.
            self._grids[resolution] = np.asfortranarray(feature_matrix(points, self.spec.features))
            while len(self._grids) > MOST_GRIDS:
                self._grids.pop(next(iter(self._grids)))
        return self._grids[resolution]

    def _classes(self, part: Part) -> Labels | None:
        return None if self.spec.task == "regression" else part.labels.astype(np.int64)

    def _set_data(self, data: Data) -> None:
        self.data = data
        self._grids.clear()
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


def _build(spec: ExperimentSpec, network: NetworkSpec) -> Network:
    output, loss = resolve(network, spec.task, spec.classes)
    return Network(
        len(spec.features),
        [
            EngineLayer(layer.units, layer.activation, layer.dropout, layer.normalization)
            for layer in network.layers
        ],
        outputs=output.units(spec.classes),
        output=output.key,
        loss=loss.key,
        initializer=network.initializer,
        rng=np.random.default_rng([spec.seed, WEIGHT_STREAM]),
        dropout_rng=np.random.default_rng([spec.seed, DROPOUT_STREAM]),
    )


def _shape(spec: ExperimentSpec, network: NetworkSpec) -> tuple[object, ...]:
    """All that decides which weights there are and what they start from."""
    output, _ = resolve(network, spec.task, spec.classes)
    layers = tuple((layer.units, layer.normalization) for layer in network.layers)
    return (spec.features, layers, output.units(spec.classes), network.initializer)
