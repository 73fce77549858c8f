"""Batch normalisation: every unit's z is shifted and scaled by the statistics of its batch.

Ioffe & Szegedy (2015), https://arxiv.org/abs/1502.03167

    x̂ = (x − μ) / √(σ² + ε)      μ, σ² over the batch (biased variance)
    y = γ x̂ + β

Inference uses running averages, moved at each training batch by
    running ← (1 − m)·running + m·batch      with m = 0.1 and the unbiased variance.
"""

from __future__ import annotations

import numpy as np

from ..parameters import Parameters
from ..types import Array
from .base import Mode

EPSILON = 1e-5
MOMENTUM = 0.1


class BatchNorm:
    """Batch normalisation of p units.

    Args:
        parameters: the network's vector; gamma and beta are views into it.
        layer: which layer's gamma and beta to use.
        running: ndarray of shape (2, p), running mean and running variance, updated in place.
    """

    def __init__(self, parameters: Parameters, layer: int, running: Array) -> None:
        gamma = parameters.slot(layer, "gamma")
        beta = parameters.slot(layer, "beta")
        self.gamma = gamma.view(parameters.values)
        self.beta = beta.view(parameters.values)
        self.gamma_gradients = gamma.view(parameters.gradients)
        self.beta_gradients = beta.view(parameters.gradients)
        self.running_mean, self.running_variance = running
        self.x_hat: Array = np.zeros((0, self.gamma.size))
        self.inverse_deviation: Array = np.ones(self.gamma.size)
        self.uses_batch = True

    def __repr__(self) -> str:
        return f"BatchNorm({self.gamma.size})"

    def forward(self, x: Array, mode: Mode) -> Array:
        self.uses_batch = mode is not Mode.INFER
        if self.uses_batch:
            mean, variance = x.mean(axis=0), x.var(axis=0)
        else:
            mean, variance = self.running_mean, self.running_variance
        if mode is Mode.TRAIN:
            self._follow(mean, variance, len(x))
        self.inverse_deviation = 1.0 / np.sqrt(variance + EPSILON)
        self.x_hat = (x - mean) * self.inverse_deviation
        return self.gamma * self.x_hat + self.beta

    def _follow(self, mean: Array, variance: Array, n: int) -> None:
        self.running_mean += MOMENTUM * (mean - self.running_mean)
        # The unbiased variance n/(n−1)·σ² of a single sample does not exist: keep the old one.
        if n > 1:
            self.running_variance += MOMENTUM * (variance * (n / (n - 1)) - self.running_variance)

    def backward(self, gradient: Array) -> Array:
        # μ and σ² depend on every sample of the batch, so with g = γ ∂J/∂y
        #   ∂J/∂x = (g − mean(g) − x̂ · mean(g ∘ x̂)) / √(σ² + ε)
        # With running statistics they are constants and only g / √(σ² + ε) remains.
        np.einsum("np,np->p", gradient, self.x_hat, out=self.gamma_gradients)
        gradient.sum(axis=0, out=self.beta_gradients)
        g = gradient * self.gamma
        if self.uses_batch:
            g = g - g.mean(axis=0) - self.x_hat * (g * self.x_hat).mean(axis=0)
        return g * self.inverse_deviation
