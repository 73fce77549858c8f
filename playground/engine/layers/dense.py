"""The dense part of a layer: z = x W + b, with connections that can be cut.

A cut connection is a 0 in a mask of the shape of W, as in MADE (Germain et al., 2015,
https://arxiv.org/abs/1502.03509): the weight keeps its value but takes no part.
"""

from __future__ import annotations

import numpy as np

from ..parameters import Parameters
from ..types import Array
from .base import Mode


class Dense:
    """A linear map of d inputs to p units.

    Args:
        parameters: the network's vector; this part works on views into it.
        layer: which layer's weights and biases to use.
    """

    def __init__(self, parameters: Parameters, layer: int) -> None:
        weights = parameters.slot(layer, "weights")
        biases = parameters.slot(layer, "biases")
        self.slot = weights
        self.parameters = parameters
        self.weights = weights.view(parameters.values)
        self.biases = biases.view(parameters.values)
        self.weight_gradients = weights.view(parameters.gradients)
        self.bias_gradients = biases.view(parameters.gradients)
        self.connected = weights.view(parameters.connected)
        self.inputs: Array = np.zeros((0, weights.shape[0]))

    def __repr__(self) -> str:
        fan_in, fan_out = self.weights.shape
        return f"Dense({fan_in} -> {fan_out})"

    @property
    def effective_weights(self) -> Array:
        """W ∘ M: the weights that take part, (fan_in, fan_out)."""
        return self.weights * self.connected if self.parameters.cut.size else self.weights

    def forward(self, x: Array, mode: Mode) -> Array:
        self.inputs = x
        z: Array = x @ self.effective_weights
        z += self.biases
        return z

    def backward(self, gradient: Array) -> Array:
        # z = x (W∘M) + b  ⇒  ∂J/∂W = (xᵀ δ)∘M,  ∂J/∂b = Σₙ δ,  ∂J/∂x = δ (W∘M)ᵀ
        np.matmul(self.inputs.T, gradient, out=self.weight_gradients)
        if self.parameters.cut.size:
            self.weight_gradients *= self.connected
        gradient.sum(axis=0, out=self.bias_gradients)
        inputs_gradient: Array = gradient @ self.effective_weights.T
        return inputs_gradient
