"""A feed-forward network: hidden layers and an output layer on one parameter vector.

from playground.engine import LayerSpec, Network
network = Network(2, [LayerSpec(8, "tanh")], outputs=1)
answers = network.predict(x)               # (n, 2) to (n, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .activations import ACTIVATIONS
from .errors import InvalidArgument
from .initializers import INITIALIZERS
from .layers import Dense, Dropout, HiddenLayer, Mode, OutputLayer
from .losses import LOSSES, Loss
from .normalizations import NORMALIZATIONS
from .outputs import OUTPUTS, Output
from .parameters import ParameterName, Parameters
from .types import Array


@dataclass(frozen=True)
class LayerSpec:
    """One hidden layer, described.

    Attributes:
        units: number of units p, at least 1.
        activation: key of the activation function.
        dropout: probability that a unit is dropped while training, 0 <= dropout < 1.
        normalization: "none", "batch" or "layer".
    """

    units: int
    activation: str = "tanh"
    dropout: float = 0.0
    normalization: str = "none"

    def __post_init__(self) -> None:
        if self.units < 1:
            raise InvalidArgument("units", self.units, "at least 1")
        if not 0.0 <= self.dropout < 1.0:
            raise InvalidArgument("dropout", self.dropout, "a number, 0 <= dropout < 1")


class Network:
    """A multi-layer perceptron with hand-written backpropagation.

    Args:
        inputs: d, the number of features, at least 1.
        hidden: its hidden layers from first to last; none makes a linear model.
        outputs: k, the number of output units, at least 1. Default 1; but for softmax, and for
            the squared error, no other makes sense.
        output: key of the output activation. Default "sigmoid".
        loss: key of the loss, one of those of the output. Default: the output's usual one.
        initializer: key of the way weights are drawn. Default "xavier_uniform".
        rng: where initial weights come from. Default: a generator of seed 0.
        dropout_rng: where dropout draws come from. Default: a generator of seed 1.

    Attributes:
        parameters: all numbers that training changes, in one vector.
        running: (layers, 2, widest) running mean and variance of batch normalisation.
        layers: hidden layers, then the output layer.

    Raises:
        UnknownChoice: a key that is in no registry.
        InvalidArgument: inputs or outputs out of bounds, a loss that makes no sense with the
            output.
    """

    def __init__(
        self,
        inputs: int,
        hidden: Sequence[LayerSpec] = (),
        *,
        outputs: int = 1,
        output: str = "sigmoid",
        loss: str | None = None,
        initializer: str = "xavier_uniform",
        rng: np.random.Generator | None = None,
        dropout_rng: np.random.Generator | None = None,
    ) -> None:
        self.specs = tuple(hidden)
        self.sizes = (inputs, *(spec.units for spec in hidden), outputs)
        self.output = OUTPUTS[output]
        self.loss = LOSSES[self.output.losses[0] if loss is None else loss]
        _check(inputs, outputs, self.output, self.loss)
        self.initializer = INITIALIZERS[initializer]
        self.parameters = Parameters(self._shapes())
        self.running: Array = np.zeros((len(hidden), 2, max(self.sizes)))
        self.dropout_rng = dropout_rng or np.random.default_rng(1)
        self.hidden = [self._hidden_layer(i, spec) for i, spec in enumerate(self.specs)]
        self.last = OutputLayer(Dense(self.parameters, len(hidden)), self.output.function)
        self.layers: list[HiddenLayer | OutputLayer] = [*self.hidden, self.last]
        self.initialize(rng or np.random.default_rng(0))

    def __repr__(self) -> str:
        lines = [f"Network({self.parameters.active} parameters, {self.loss.key})"]
        return "\n  ".join(lines + [repr(layer) for layer in self.layers])

    def _shapes(self) -> list[list[tuple[ParameterName, tuple[int, ...]]]]:
        shapes: list[list[tuple[ParameterName, tuple[int, ...]]]] = []
        for layer, (fan_in, fan_out) in enumerate(zip(self.sizes, self.sizes[1:], strict=False)):
            shapes.append([("weights", (fan_in, fan_out)), ("biases", (fan_out,))])
            if layer < len(self.specs) and NORMALIZATIONS[self.specs[layer].normalization].build:
                shapes[-1] += [("gamma", (fan_out,)), ("beta", (fan_out,))]
        return shapes

    def _hidden_layer(self, index: int, spec: LayerSpec) -> HiddenLayer:
        build = NORMALIZATIONS[spec.normalization].build
        running = self.running[index, :, : spec.units]
        return HiddenLayer(
            Dense(self.parameters, index),
            build(self.parameters, index, running) if build else None,
            ACTIVATIONS[spec.activation],
            Dropout(spec.dropout, self.dropout_rng),
        )

    def initialize(self, rng: np.random.Generator) -> None:
        """Draw new weights; biases and beta are 0, gamma and the running variance 1."""
        for slot in self.parameters.slots:
            view = slot.view(self.parameters.values)
            if slot.name == "weights":
                view[...] = self.initializer.draw(rng, *slot.shape)
            else:
                view[...] = 1.0 if slot.name == "gamma" else 0.0
        self.running[:, 0], self.running[:, 1] = 0.0, 1.0

    def set_activation(self, layer: int, key: str) -> None:
        """Give a hidden layer another activation function; its weights stay.

        Args:
            layer: index of the hidden layer.
            key: of the activation.

        Raises:
            UnknownChoice: no activation has that key.
        """
        self.hidden[layer].activation = ACTIVATIONS[key]

    def set_output(self, output: Output, loss: Loss) -> None:
        """Give the output layer another activation and loss; its weights stay."""
        self.output, self.loss = output, loss
        self.last.function = output.function

    def forward(self, x: Array, mode: Mode = Mode.INFER) -> Array:
        """Map features (n, d) to answers (n, k); every layer keeps its z and a."""
        for layer in self.layers:
            x = layer.forward(x, mode)
        return x

    def kept_shares(self) -> Array | None:
        """Return in which share of the samples of the last forward pass dropout kept each unit.

        (hidden units,), in order of the layers; None where nothing was dropped.
        """
        if all(layer.dropout.scale is None for layer in self.hidden):
            return None
        scales = [layer.dropout.scale for layer in self.hidden]
        shares = [
            np.ones(layer.units) if scale is None else (scale > 0.0).mean(axis=0)
            for layer, scale in zip(self.hidden, scales, strict=True)
        ]
        return np.concatenate(shares)

    def predict(self, x: Array) -> Array:
        """Map features (n, d) to answers (n, k), as the trained network gives them."""
        return self.forward(x, Mode.INFER)

    def losses(self, y: Array) -> Array:
        """Return the loss of each sample (n,) of the last forward pass, for targets y (n, k)."""
        return self.loss.value(self.last.z, self.last.a, y, self.output)

    def backward(self, y: Array) -> None:
        """Write ∂J/∂parameters of the last forward pass, J being the mean loss over its samples.

        The gradients stand in parameters.gradients, each layer's ∂J/∂z in its delta.
        """
        gradient = self.loss.delta(self.last.z, self.last.a, y, self.output) / len(y)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)


def _check(inputs: int, outputs: int, output: Output, loss: Loss) -> None:
    for name, count in (("inputs", inputs), ("outputs", outputs)):
        if count < 1:
            raise InvalidArgument(name, count, "at least 1")
    if loss.key not in output.losses:
        allowed = f"one of {', '.join(output.losses)} with output {output.key}"
        raise InvalidArgument("loss", loss.key, allowed)
    # Cross-entropy of one unit and the perceptron's loss look at a single z.
    if outputs > 1 and output.coding != "one_hot" and loss.key != "mse":
        allowed = f"1 with output {output.key} and loss {loss.key}"
        raise InvalidArgument("outputs", outputs, allowed)
