"""A whole layer: dense → normalisation → activation → dropout.

The output layer is the same thing without normalisation and dropout; the loss hands its
backward pass ∂J/∂z directly, because loss and output activation are differentiated together.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..activations import Activation
from ..types import Array
from .base import Mode
from .batch_norm import BatchNorm
from .dense import Dense
from .dropout import Dropout
from .layer_norm import LayerNorm


class HiddenLayer:
    """One hidden layer of p units.

    Args:
        dense: the linear map.
        normalization: what stands between z and the activation, or None.
        activation: φ.
        dropout: what follows the activation.

    Attributes:
        z: pre-activation x W + b of the last forward pass, (n, p).
        normalized: what φ was applied to: z, or z normalised, (n, p).
        a: activation φ(normalized), before dropout, (n, p).
        delta: ∂J/∂z of the last backward pass, (n, p).
    """

    def __init__(
        self,
        dense: Dense,
        normalization: BatchNorm | LayerNorm | None,
        activation: Activation,
        dropout: Dropout,
    ) -> None:
        self.dense = dense
        self.normalization = normalization
        self.activation = activation
        self.dropout = dropout
        self.z = self.normalized = self.a = self.delta = np.zeros((0, self.units))

    def __repr__(self) -> str:
        parts = [self.dense, self.normalization, self.activation.key, self.dropout]
        return " → ".join(str(part) for part in parts if part is not None)

    @property
    def units(self) -> int:
        return int(self.dense.biases.size)

    def forward(self, x: Array, mode: Mode) -> Array:
        self.z = self.dense.forward(x, mode)
        norm = self.normalization
        self.normalized = self.z if norm is None else norm.forward(self.z, mode)
        self.a = self.activation.function(self.normalized)
        return self.dropout.forward(self.a, mode)

    def backward(self, gradient: Array) -> Array:
        # δ = ∂J/∂a ∘ φ′, then back through the normalisation where there is one.
        gradient = self.dropout.backward(gradient)
        self.delta = gradient * self.activation.derivative(self.normalized, self.a)
        if self.normalization is not None:
            self.delta = self.normalization.backward(self.delta)
        inputs_gradient = self.dense.backward(self.delta)
        if isinstance(self.normalization, BatchNorm) and self.normalization.uses_batch:
            # x̂ is the same for z and z + b, so that ∂J/∂b = Σ δ is 0: not the dust of rounding,
            # which an optimizer that divides by the size of gradients would blow up.
            self.dense.bias_gradients.fill(0.0)
        return inputs_gradient


class OutputLayer:
    """The last layer: dense → output activation.

    Args:
        dense: the linear map.
        function: φ of the output, (n, k) to (n, k).

    Attributes:
        z, a, delta: as in HiddenLayer.
    """

    def __init__(self, dense: Dense, function: Callable[[Array], Array]) -> None:
        self.dense = dense
        self.function = function
        self.z = self.a = self.delta = np.zeros((0, self.units))

    def __repr__(self) -> str:
        return f"{self.dense} → output"

    @property
    def units(self) -> int:
        return int(self.dense.biases.size)

    def forward(self, x: Array, mode: Mode) -> Array:
        self.z = self.dense.forward(x, mode)
        self.a = self.function(self.z)
        return self.a

    def backward(self, delta: Array) -> Array:
        self.delta = delta
        return self.dense.backward(delta)
