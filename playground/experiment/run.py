"""One network of an experiment in training: network, trainer, curves."""

from __future__ import annotations

import numpy as np

from playground.engine import (
    Counters,
    Mode,
    Network,
    Trainer,
    feature_matrix,
    gradient_norms,
    layer_health,
    score,
)
from playground.engine import LayerSpec as EngineLayer
from playground.engine.types import Array, Labels

from .data import Data, Part
from .history import History, HistoryPoint
from .measurement import Measurement
from .spec import ExperimentSpec, NetworkSpec, resolve

WEIGHT_STREAM, ORDER_STREAM, DROPOUT_STREAM = 1, 2, 3
"""Which of a seed's streams of random numbers each draw takes, the same for every network."""


class Run:
    """A network that is being trained.

    Args:
        spec: the whole experiment.
        index: which of its networks this is.
        data: the experiment's points.
    """

    def __init__(self, spec: ExperimentSpec, index: int, data: Data) -> None:
        self.spec = spec
        self.network_spec = spec.networks[index]
        self.network = _build(spec, self.network_spec)
        self.history = History()
        self._measured: tuple[int, Measurement] | None = None
        self.edits = 0
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
        run = Run(spec, index, data)
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
        self._measured = None
        self.trainer.settle()
        self._finite = self.trainer.save()

    def tick(self, unit: str) -> None:
        """Train one epoch, one batch or one sample, and record it when its turn has come."""
        if self.trainer.diverged is not None:
            return
        if unit == "epochs":
            self.trainer.train_epochs(1)
        else:
            self.trainer.train_batch(1 if unit == "samples" else None)
        self._measured = None
        if self.trainer.diverged is not None:
            self._go_back_to_finite()
        self.history.ticks += 1
        if self.history.due:
            self.record()

    def _go_back_to_finite(self) -> None:
        """After divergence, go back to where the loss of the whole training set was finite.

        The state before the failed update has finite parameters and a finite loss on its batch,
        but perhaps not on all samples.
        """
        if not np.isfinite(self.measure().train.loss):
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
        network, train = self.network, self.trainer
        on_test = None
        if len(self.test):
            on_test = score(network, self.test_x, self.test_y, self._classes(self.test), Mode.INFER)
        on_train = score(network, train.x, train.y, self._classes(self.train), Mode.MEASURE)
        with np.errstate(all="ignore"):
            network.backward(train.y)
            health = layer_health(train)
        if np.isfinite(on_train.loss) and train.diverged is None:
            self._finite = train.save()
        return Measurement(on_train, on_test, train.penalty, gradient_norms(network), health)

    def _classes(self, part: Part) -> Labels | None:
        return None if self.spec.task == "regression" else part.labels.astype(np.int64)

    def _set_data(self, data: Data) -> None:
        self.data = data
        self.train, self.test = data.train, data.test
        self.test_x = feature_matrix(self.test.points, self.spec.features)
        self.test_y = self._targets(self.test)

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
