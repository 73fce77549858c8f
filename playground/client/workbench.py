"""What can be done with an experiment, on a server or without one: same names, same numbers.

Session (over HTTP) and Experiment (in this process) fill in the methods with an underscore, in the
shapes of the HTTP interface; everything that people call is here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from playground.experiment import ExperimentSpec, Invalid, Missing, Unit
from playground.experiment.errors import shorten

from .arrays import (
    Activations,
    Boundary,
    Data,
    Gradients,
    History,
    Layer,
    read_activations,
    read_boundary,
    read_data,
    read_gradients,
    read_history,
    read_layers,
    write_layer,
)
from .status import Status, read_status
from .words import Described, describe, lay_over_data, plain
from .words import network as network_words

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from typing_extensions import Self

Kept = Literal["kept", "reset"]
"""What an edit did to the weights."""

FigureName = Literal["surface", "diagram", "loss", "gradients"]
Told = Mapping[str, Any]
Change = dict[str, Any]
T = TypeVar("T")
UNITS: tuple[Unit, ...] = ("epochs", "batches", "samples")


def one_of(networks: Sequence[T], n: int) -> T:
    """Return that of one network.

    Raises:
        Missing: there is no such network.
    """
    if isinstance(n, bool) or not isinstance(n, int) or not 0 <= n < len(networks):
        message = f"there is no network {shorten(n)}: there are {len(networks)}, counted from 0"
        raise Missing("unknown_network", message, "network")
    return networks[n]


def wire(layer: int, source: int | None, to: int) -> Change:
    """Name a weight, or with source None a bias, as HTTP does."""
    return {"layer": layer, "from": source, "to": to}


class Workbench(ABC):
    """An experiment to train, to change, and to look into.

    Networks are counted from 0, layers too, the output layer last. Whatever is refused raises a
    Refused with code, message and field, and changes nothing.
    """

    # Reading

    @property
    @abstractmethod
    def experiment(self) -> ExperimentSpec:
        """The full description as it is now."""

    @property
    def status(self) -> Status:
        """Counters, losses and accuracies as they are now."""
        return read_status(self._read_status())

    def data(self) -> Data:
        """Return training and test points, and the part of the plane that is drawn."""
        return read_data(self._read_data())

    def weights(self, network: int = 0) -> list[Layer]:
        """Return weights, biases and connections, hidden layers first, output layer last."""
        return read_layers(self._read_weights(network))

    def gradients(self, network: int = 0) -> Gradients:
        """Return the gradients of the mean loss over the whole training set."""
        return read_gradients(self._read_gradients(network))

    def activations(self, x1: float, x2: float, network: int = 0) -> Activations:
        """Follow one point through a network: its features, every layer's z and a."""
        return read_activations(self._read_activations(network, float(x1), float(x2)))

    def boundary(
        self,
        network: int = 0,
        *,
        resolution: int = 50,
        layer: int | None = None,
        unit: int | None = None,
    ) -> Boundary:
        """Return a network's answer over the plane, or with layer and unit that unit's activation.

        Args:
            resolution: grid points along one side, 2 and up; a server takes at most 200.
        """
        return read_boundary(self._read_boundary(network, resolution, layer, unit))

    def history(self, network: int = 0) -> History:
        """Return the curves since the last reset, thinned out evenly when they get long."""
        return one_of(self.histories(), network)

    def histories(self) -> list[History]:
        """Return the curves of every network."""
        return [read_history(curves) for curves in self._read_history()["networks"]]

    def figure(self, kind: FigureName, **options: Any) -> Figure:
        """Draw what the page shows, as a Plotly figure in its colours.

        Args:
            kind: "surface" the answer over the plane with the points, "diagram" the network with
                its weights, "loss" the learning curves, "gradients" the norm of every layer's
                gradient over time.
            options: network: which one; default 0, and for the curves all of several.
                theme: "light" (default) or "dark". language: "en" (default) or "ko".
                surface: resolution (100), hard (False), test (False) to show test points too,
                layer and unit to show one unit. diagram: maps (True) to draw what each unit
                answers, most (12) units drawn of a layer. loss: curve, "loss" (default) or
                "accuracy".

        Example:
            >>> from playground import Experiment
            >>> figure = Experiment(dataset="circle").train(epochs=5).figure("loss")
            >>> [line.name for line in figure.data]
            ['train', 'test']
        """
        from .figures import draw

        return draw(self, kind, **options)

    # Training

    def step(
        self,
        *,
        epochs: int | None = None,
        batches: int | None = None,
        samples: int | None = None,
    ) -> Status:
        """Train all networks by so many epochs, mini-batches or single samples; default 1 epoch.

        Returns:
            How far they have come.

        Raises:
            Invalid: more than one unit, or no positive whole number.
        """
        given = dict(zip(UNITS, (epochs, batches, samples), strict=True))
        named = {unit: count for unit, count in given.items() if count is not None}
        if len(named) > 1:
            message = f"give one of epochs, batches and samples, not {' and '.join(named)}"
            raise Invalid("invalid_value", message, next(iter(named)))
        unit, count = next(iter(named.items()), (UNITS[0], 1))
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            message = f"{unit} must be a whole number from 1, not {shorten(count)}"
            raise Invalid("out_of_range", message, unit)
        return read_status(self._step(unit, count))

    def train(
        self,
        *,
        epochs: int | None = None,
        batches: int | None = None,
        samples: int | None = None,
    ) -> Self:
        """Step, and return this very object, so that calls can be chained.

        Example:
            >>> from playground import Experiment
            >>> Experiment(dataset="xor").train(epochs=30).status[0].epoch
            30
        """
        self.step(epochs=epochs, batches=batches, samples=samples)
        return self

    def reset(self, seed: int | None = None) -> Status:
        """Start again from the same initial weights, or from those of another seed."""
        return read_status(self._reset(seed))

    # Changing. What can keep the weights keeps them; the answer says whether it did.

    def replace(self, experiment: Described = None, /, **words: Any) -> Kept:
        """Become another experiment; weights stay where seed and shapes still fit.

        Args:
            experiment, words: as for a new one.
        """
        return self._replace(describe(experiment, words))

    def change_data(self, **changes: Any) -> Kept:
        """Change the data: dataset, samples, noise, train_fraction, classes, points, seed.

        What is left out stays; the task follows the data set. For points of one's own see
        own_points().
        """
        data = self.experiment.data.model_dump()
        return self._replace_data(lay_over_data(data, changes))

    def change_features(self, *features: str) -> Kept:
        """Give the networks these features: "x1", "x2", "x1_squared", "sin_x1" …

        Example:
            >>> from playground import Experiment
            >>> bench = Experiment(dataset="circle", layers=[])
            >>> bench.change_features("x1_squared", "x2_squared")
            'reset'
            >>> bench.train(epochs=20).status[0].train_accuracy
            1.0
        """
        return self._replace_features(list(features))

    def add_network(self, *, copy_of: int | None = None, **changes: Any) -> int:
        """Add a network to compare: the usual one, or a copy of another, with changes.

        Returns:
            Which one it is.
        """
        networks = self.experiment.networks
        present = None if copy_of is None else one_of(networks, copy_of)
        self._add_network(network_words(changes, present=present) | {"copy_of": copy_of})
        return len(self.status.networks) - 1

    def change_network(self, network: int = 0, **changes: Any) -> Kept:
        """Change settings of a network.

        Args:
            changes: layers, activation, dropout, normalization (of all hidden layers), output,
                loss, initializer, optimizer, learning_rate, regularization, regularization_rate,
                batch_size, shuffle, name.

        Example:
            >>> from playground import Experiment
            >>> bench = Experiment()
            >>> bench.change_network(optimizer="adam", learning_rate=0.01)
            'kept'
            >>> bench.change_network(layers=[8, 4], activation="relu")
            'reset'
        """
        present = one_of(self.experiment.networks, network)
        return self._change_network(network, network_words(changes, present=present))

    def change_optimizer(self, name: str, *, network: int = 0, **settings: Any) -> Kept:
        """Train with another optimizer; its hyperparameters get their defaults."""
        return self._change_network(network, {"optimizer": {"name": name, **plain(settings)}})

    def remove_network(self, network: int) -> None:
        """Remove a network; the last one stays."""
        self._remove_network(network)

    def add_layer(
        self, units: int = 4, *, index: int | None = None, network: int = 0, **layer: Any
    ) -> Kept:
        """Insert a hidden layer before the one at the index; without one, after the last.

        Args:
            layer: activation, dropout, normalization.
        """
        return self._add_layer(network, plain({"units": units, "index": index, **layer}))

    def change_layer(self, index: int, *, network: int = 0, **changes: Any) -> Kept:
        """Change a hidden layer: units, activation, dropout, normalization."""
        return self._change_layer(network, index, plain(changes))

    def remove_layer(self, index: int, *, network: int = 0) -> Kept:
        """Remove a hidden layer."""
        return self._remove_layer(network, index)

    def set_weights(
        self, layers: Sequence[Layer | Mapping[str, Any] | None], network: int = 0
    ) -> list[Layer]:
        """Put arrays in the place of a network's own, output layer last.

        Args:
            layers: as weights() gives them, or {"weights", "biases", "mask", "frozen",
                "normalization"} of which any may be left out; None leaves a layer as it is.

        Example:
            >>> from playground import Experiment
            >>> one, other = Experiment().train(epochs=3), Experiment()
            >>> _ = other.set_weights(one.weights())
            >>> other.status[0].train_loss == one.status[0].train_loss
            True
        """
        change = {"layers": [write_layer(layer) for layer in layers]}
        return read_layers(self._write_weights(network, plain(change)))

    def set_weight(
        self, layer: int, source: int | None, to: int, value: float, *, network: int = 0
    ) -> None:
        """Set one weight, or with source None the bias of a unit."""
        self._change_weight(network, {**wire(layer, source, to), "value": plain(value)})

    def cut(self, layer: int, source: int, to: int, *, network: int = 0) -> None:
        """Cut a connection: it takes no part in forward, backward or update."""
        self._change_weight(network, {**wire(layer, source, to), "mask": 0})

    def restore(self, layer: int, source: int, to: int, *, network: int = 0) -> None:
        """Restore a connection that was cut."""
        self._change_weight(network, {**wire(layer, source, to), "mask": 1})

    def freeze(self, layer: int, source: int | None, to: int, *, network: int = 0) -> None:
        """Keep a weight, or with source None a bias, from being trained."""
        self._change_weight(network, {**wire(layer, source, to), "frozen": 1})

    def release(self, layer: int, source: int | None, to: int, *, network: int = 0) -> None:
        """Have a frozen weight or bias trained again."""
        self._change_weight(network, {**wire(layer, source, to), "frozen": 0})

    # What differs between a server and this process.

    @abstractmethod
    def _read_status(self) -> Told: ...
    @abstractmethod
    def _read_data(self) -> Told: ...
    @abstractmethod
    def _read_weights(self, n: int) -> Told: ...
    @abstractmethod
    def _read_gradients(self, n: int) -> Told: ...
    @abstractmethod
    def _read_activations(self, n: int, x1: float, x2: float) -> Told: ...
    @abstractmethod
    def _read_boundary(
        self, n: int, resolution: int, layer: int | None, unit: int | None
    ) -> Told: ...
    @abstractmethod
    def _read_history(self) -> Told: ...
    @abstractmethod
    def _step(self, unit: Unit, count: int) -> Told: ...
    @abstractmethod
    def _reset(self, seed: int | None) -> Told: ...
    @abstractmethod
    def _replace(self, spec: ExperimentSpec) -> Kept: ...
    @abstractmethod
    def _replace_data(self, data: Change) -> Kept: ...
    @abstractmethod
    def _replace_features(self, features: list[str]) -> Kept: ...
    @abstractmethod
    def _add_network(self, change: Change) -> Kept: ...
    @abstractmethod
    def _change_network(self, n: int, change: Change) -> Kept: ...
    @abstractmethod
    def _remove_network(self, n: int) -> Kept: ...
    @abstractmethod
    def _add_layer(self, n: int, layer: Change) -> Kept: ...
    @abstractmethod
    def _change_layer(self, n: int, i: int, change: Change) -> Kept: ...
    @abstractmethod
    def _remove_layer(self, n: int, i: int) -> Kept: ...
    @abstractmethod
    def _write_weights(self, n: int, change: Change) -> Told: ...
    @abstractmethod
    def _change_weight(self, n: int, change: Change) -> Told: ...
