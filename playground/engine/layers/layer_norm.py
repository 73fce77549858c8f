"""Layer normalisation: every sample's z is shifted and scaled by its own statistics.

Ba, Kiros & Hinton (2016), https://arxiv.org/abs/1607.06450

    x̂ = (x − μ) / √(σ² + ε)      μ, σ² over the units of one sample (biased variance)
    y = γ x̂ + β

It never looks at other samples, so training and inference are the same.
"""

from __future__ import annotations

import numpy as np

from ..parameters import Parameters
from ..types import Array
from .base import Mode

EPSILON = 1e-5


class LayerNorm:
    """Layer normalisation over p units.

    Args:
        parameters: the network's vector; gamma and beta are views into it.
        layer: which layer's gamma and beta to use.
    """

    def __init__(self, parameters: Parameters, layer: int) -> None:
        gamma = parameters.slot(layer, "gamma")
        beta = parameters.slot(layer, "beta")
        self.gamma = gamma.view(parameters.values)
        self.beta = beta.view(parameters.values)
        self.gamma_gradients = gamma.view(parameters.gradients)
        self.beta_gradients = beta.view(parameters.gradients)
        self.x_hat: Array = np.zeros((0, self.gamma.size))
        self.inverse_deviation: Array = np.zeros((0, 1))

    def __repr__(self) -> str:
        return f"LayerNorm({self.gamma.size})"

    def forward(self, x: Array, mode: Mode) -> Array:
        mean = x.mean(axis=1, keepdims=True)
        variance = x.var(axis=1, keepdims=True)
        self.inverse_deviation = 1.0 / np.sqrt(variance + EPSILON)
        self.x_hat = (x - mean) * self.inverse_deviation
        return self.gamma * self.x_hat + self.beta

    def backward(self, gradient: Array) -> Array:
        # As in batch normalisation, with the means taken over the units of one sample.
        np.einsum("np,np->p", gradient, self.x_hat, out=self.gamma_gradients)
        gradient.sum(axis=0, out=self.beta_gradients)
        g = gradient * self.gamma
        shared = self.x_hat * (g * self.x_hat).mean(axis=1, keepdims=True)
        g = g - g.mean(axis=1, keepdims=True) - shared
        inputs_gradient: Array = g * self.inverse_deviation
        return inputs_gradient
