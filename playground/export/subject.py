"""What is exported: one network with its data, its settings and all numbers, taken at one moment.

It is a copy, so that scripts can be written from it while the network trains on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.engine import Loss, Network, Output
from playground.engine.parameters import ParameterName, Parameters
from playground.engine.types import Array
from playground.experiment import ExperimentSpec, NetworkSpec
from playground.experiment.blueprint import DROPOUT_STREAM, ORDER_STREAM, WEIGHT_STREAM
from playground.experiment.data import Part
from playground.experiment.memento import Generators, read_draws
from playground.experiment.run import Run
from playground.experiment.spec import resolve

Weights = Literal["trained", "initial"]

SYMBOLS: dict[ParameterName, str] = {
    "weights": "W",
    "biases": "b",
    "gamma": "gamma",
    "beta": "beta",
}

USUAL_EPOCHS = 100
"""How long a script trains a network that has not been trained yet."""


@dataclass(frozen=True)
class Parameter:
    """One array that training changes.

    Attributes:
        name: what scripts call it: W1, b1, gamma1, beta1, W2, …
        symbol: the same without the number of the layer.
        value: its numbers, those of cut weights 0.
        learns: 0 where it is cut or frozen, else 1; None where all of it learns.
        state: what the optimizer keeps of it, one array a slot; 0 where it does not learn.
    """

    name: str
    symbol: str
    value: Array
    learns: Array | None
    state: tuple[Array, ...]


@dataclass(frozen=True)
class Layer:
    """One layer, the output layer last.

    Attributes:
        number: counted from 1.
        activation: key of φ; of the output layer that of the output.
        dropout, normalization: as in the description; 0 and "none" for the output layer.
        parameters: W, b, and gamma and beta where it is normalised.
        running: running mean and variance of batch normalisation, each (p,).
        connected: (fan_in, fan_out) of 0 and 1, or None where nothing is cut.
    """

    number: int
    activation: str
    dropout: float
    normalization: str
    parameters: tuple[Parameter, ...]
    running: Array
    connected: Array | None

    @property
    def weights(self) -> Parameter:
        return self.parameters[0]

    @property
    def shape(self) -> tuple[int, int]:
        fan_in, fan_out = self.weights.value.shape
        return fan_in, fan_out


@dataclass(frozen=True)
class Subject:
    """A network to export.

    Attributes:
        spec: the whole experiment.
        network: the description of this network.
        output, loss: what it answers with and is trained by.
        layers: hidden layers, then the output layer.
        train, test: its points.
        trained: whether the numbers are those of now, or those that it started from.
        epochs: for how long a script trains it.
        epoch: epochs that it has been trained before that.
        updates: updates that its optimizer has made before that.
        rest: samples that the current epoch has yet to show; None where it begins anew.
        generators: where its random draws stand.
    """

    spec: ExperimentSpec
    network: NetworkSpec
    output: Output
    loss: Loss
    layers: tuple[Layer, ...]
    train: Part
    test: Part
    trained: bool
    epochs: int
    epoch: int
    updates: int
    rest: NDArray[np.int64] | None
    generators: Generators

    @property
    def hidden(self) -> tuple[Layer, ...]:
        return self.layers[:-1]

    @property
    def last(self) -> Layer:
        return self.layers[-1]

    @property
    def parameters(self) -> list[Parameter]:
        """All arrays that training changes, in the order in which optimizers know them."""
        return [parameter for layer in self.layers for parameter in layer.parameters]

    @property
    def coding(self) -> str:
        """How a label is written as a target; "as_it_is" for regression."""
        return "as_it_is" if self.spec.task == "regression" else self.output.coding

    @property
    def classes(self) -> int:
        return self.spec.classes or 0

    @property
    def drops(self) -> bool:
        return any(layer.dropout > 0.0 for layer in self.hidden)

    @property
    def batch_size(self) -> int:
        return min(self.network.batch_size, len(self.train))

    @property
    def smallest_batch(self) -> int:
        """Samples of the smallest batch that training will meet."""
        n, size = len(self.train), self.batch_size
        lengths = {n} if self.rest is None else {n, len(self.rest)}
        return min(size, *(length % size or size for length in lengths))

    @property
    def normalized(self) -> bool:
        """Whether a layer has batch normalisation, so that training and answering differ."""
        return any(layer.normalization == "batch" for layer in self.hidden)

    @property
    def rate(self) -> float:
        """The rate of the penalty; 0 where there is none."""
        penalty = self.network.regularization
        return 0.0 if penalty.name == "none" else penalty.rate


def take(run: Run, weights: Weights = "trained", epochs: int | None = None) -> Subject:
    """Copy all that scripts are written from.

    Args:
        run: the network.
        weights: "trained": as it is now, and how to go on from here; "initial": as it was before
            training, connections cut or frozen since then included.
        epochs: for how long a script is to train it. Default: trained 0, so that it only answers;
            initial as long as it has been trained, or 100 where it has not.
    """
    trained = weights == "trained"
    if epochs is None:
        epochs = 0 if trained else run.counters.epoch or USUAL_EPOCHS
    output, loss = resolve(run.network_spec, run.spec.task, run.spec.classes)
    cursor = run.counters.cursor if trained else 0
    return Subject(
        spec=run.spec,
        network=run.network_spec,
        output=output,
        loss=loss,
        layers=_layers(run, _now(run) if trained else _at_first(run)),
        train=run.train,
        test=run.test,
        trained=trained,
        epochs=epochs,
        epoch=run.counters.epoch if trained else 0,
        updates=run.trainer.optimizer.iteration if trained else 0,
        rest=run.trainer.order[cursor:].copy() if cursor else None,
        generators=Generators.of(run.trainer) if trained else _fresh(run.spec.seed),
    )


@dataclass(frozen=True)
class Numbers:
    """The numbers of a network.

    Attributes:
        values: its parameters (P,).
        running: running statistics (hidden layers, 2, widest).
        state: what the optimizer keeps (slots, P).
    """

    values: Array
    running: Array
    state: Array


def _now(run: Run) -> Numbers:
    network = run.network
    return Numbers(network.parameters.values, network.running, run.trainer.optimizer.state)


def _at_first(run: Run) -> Numbers:
    """Draw again what the network started from, without making one."""
    network = run.network
    rng = np.random.default_rng([run.spec.seed, WEIGHT_STREAM])
    values, running = np.zeros(len(network.parameters)), np.zeros_like(network.running)
    for slot in network.parameters.slots:
        if slot.name == "weights":
            slot.view(values)[...] = network.initializer.draw(rng, *slot.shape)
        elif slot.name == "gamma":
            slot.view(values)[...] = 1.0
    running[:, 1] = 1.0
    return Numbers(values, running, np.zeros_like(run.trainer.optimizer.state))


def _fresh(seed: int) -> Generators:
    orders, dropout = (np.random.default_rng([seed, s]) for s in (ORDER_STREAM, DROPOUT_STREAM))
    return Generators(read_draws(orders), read_draws(dropout))


def _layers(run: Run, numbers: Numbers) -> tuple[Layer, ...]:
    return tuple(_layer(run.network, numbers, i) for i in range(len(run.network.layers)))


def _layer(network: Network, numbers: Numbers, i: int) -> Layer:
    masks = network.parameters
    hidden = network.hidden[i] if i < len(network.hidden) else None
    slot = masks.slot(i, "weights")
    connected = slot.view(masks.connected).copy()
    return Layer(
        number=i + 1,
        activation=hidden.activation.key if hidden else network.output.key,
        dropout=hidden.dropout.rate if hidden else 0.0,
        normalization=network.specs[i].normalization if hidden else "none",
        parameters=_parameters(masks, numbers, i),
        running=numbers.running[i, :, : slot.shape[1]].copy() if hidden else np.zeros((2, 0)),
        connected=None if connected.all() else connected,
    )


def _parameters(masks: Parameters, numbers: Numbers, i: int) -> tuple[Parameter, ...]:
    """Copy the arrays of a layer. Of what is cut or frozen 0 is kept."""
    found = []
    for slot in (slot for slot in masks.slots if slot.layer == i):
        connected = slot.view(masks.connected)
        learns = connected * (1.0 - slot.view(masks.frozen))
        # + 0.0, because −1 · 0 is −0.
        found.append(
            Parameter(
                name=f"{SYMBOLS[slot.name]}{i + 1}",
                symbol=SYMBOLS[slot.name],
                value=slot.view(numbers.values) * connected + 0.0,
                learns=None if learns.all() else learns,
                state=tuple(slot.view(row) * learns + 0.0 for row in numbers.state),
            )
        )
    return tuple(found)
