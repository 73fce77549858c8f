"""Optimizers: how a gradient g becomes a step of the parameters θ.

Update rules and defaults are those of PyTorch 2's torch.optim, to the letter; each docstring
shows its rule. An optimizer updates the whole parameter vector at once and in place.
Order: from simple to complex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .optimizer import Hyperparameter, Optimizer, fraction, learning_rate, small_divisor
from .registry import Registry
from .types import Array


class SGD(Optimizer):
    """(Stochastic) gradient descent.

        θ ← θ − η g

    Robbins & Monro (1951), A stochastic approximation method.

    Args:
        learning_rate: η, default 0.03, 0 to 100.
    """

    key = "sgd"
    formula = r"\theta \leftarrow \theta - \eta\, g"
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (learning_rate(0.03),)

    def update(self, theta: Array, g: Array) -> None:
        theta -= self.settings["learning_rate"] * g


class Momentum(Optimizer):
    """Gradient descent with momentum.

        v ← μ v + (1 − dampening) g      (v = g at the first step, and where μ = 0)
        θ ← θ − η v

    Polyak (1964), Some methods of speeding up the convergence of iteration methods.

    Args:
        learning_rate: η, default 0.001, 0 to 100.
        momentum: μ, default 0.9, 0 <= μ < 1.
        dampening: default 0, 0 to 1.
    """

    key = "momentum"
    formula = r"v \leftarrow \mu v + g, \quad \theta \leftarrow \theta - \eta\, v"
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (
        learning_rate(0.001),
        fraction("momentum", 0.9),
        Hyperparameter("dampening", 0.0),
    )
    slots = ("velocity",)

    def update(self, theta: Array, g: Array) -> None:
        v = self.state[0]
        v *= self.settings["momentum"]
        # Without momentum torch.optim keeps no v, and so dampens nothing.
        undamped = self.iteration == 1 or self.settings["momentum"] == 0.0
        v += g if undamped else (1.0 - self.settings["dampening"]) * g
        theta -= self.settings["learning_rate"] * v


class NAG(Optimizer):
    """Nesterov's accelerated gradient.

        v ← μ v + g
        θ ← θ − η (g + μ v)

    Sutskever et al. (2013), On the importance of initialization and momentum in deep learning.

    Args:
        learning_rate: η, default 0.001, 0 to 100.
        momentum: μ, default 0.9, 0 <= μ < 1.
    """

    key = "nag"
    formula = r"v \leftarrow \mu v + g, \quad \theta \leftarrow \theta - \eta\,(g + \mu v)"
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (
        learning_rate(0.001),
        fraction("momentum", 0.9),
    )
    slots = ("velocity",)

    def update(self, theta: Array, g: Array) -> None:
        momentum = self.settings["momentum"]
        v = self.state[0]
        v *= momentum
        v += g
        theta -= self.settings["learning_rate"] * (g + momentum * v)


class Adagrad(Optimizer):
    """Adagrad: every parameter's rate shrinks with the squares of its gradients so far.

        s ← s + g²
        θ ← θ − η / (1 + (t − 1) lr_decay) · g / (√s + ε)

    Duchi, Hazan & Singer (2011), Adaptive subgradient methods.

    Args:
        learning_rate: η, default 0.01, 0 to 100.
        lr_decay: default 0, 0 to 1.
        initial_accumulator_value: s before the first step, default 0, 0 to 100.
        eps: ε, default 1e−10, 1e−16 to 1.
    """

    key = "adagrad"
    formula = (
        r"s \leftarrow s + g^2, \quad \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \epsilon}"
    )
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (
        learning_rate(0.01),
        Hyperparameter("lr_decay", 0.0),
        Hyperparameter("initial_accumulator_value", 0.0, 0.0, 100.0),
        small_divisor(1e-10),
    )
    slots = ("sum_of_squares",)

    def update(self, theta: Array, g: Array) -> None:
        s = self.state[0]
        if self.iteration == 1:
            s += self.settings["initial_accumulator_value"]
        rate = self.settings["learning_rate"] / (
            1.0 + (self.iteration - 1) * self.settings["lr_decay"]
        )
        s += g * g
        theta -= rate * g / (np.sqrt(s) + self.settings["eps"])


class Adadelta(Optimizer):
    """Adadelta: steps are scaled by the ratio of recent steps to recent gradients.

        s ← ρ s + (1 − ρ) g²
        Δ = √(u + ε) / √(s + ε) · g
        u ← ρ u + (1 − ρ) Δ²
        θ ← θ − η Δ

    Zeiler (2012), https://arxiv.org/abs/1212.5701

    Args:
        learning_rate: η, default 1, 0 to 100.
        rho: ρ, default 0.9, 0 <= ρ < 1.
        eps: ε, default 1e−6, 1e−16 to 1.
    """

    key = "adadelta"
    formula = (
        r"\begin{array}{l}"
        r" s \leftarrow \rho s + (1 - \rho)\, g^2 \\"
        r" \Delta = \frac{\sqrt{u + \epsilon}}{\sqrt{s + \epsilon}}\, g,"
        r" \quad \theta \leftarrow \theta - \eta\, \Delta \\"
        r" u \leftarrow \rho u + (1 - \rho)\, \Delta^2"
        r" \end{array}"
    )
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (
        learning_rate(1.0),
        fraction("rho", 0.9),
        small_divisor(1e-6),
    )
    slots = ("mean_square", "mean_square_step")

    def update(self, theta: Array, g: Array) -> None:
        rho, eps = self.settings["rho"], self.settings["eps"]
        s, u = self.state
        s *= rho
        s += (1.0 - rho) * g * g
        delta = np.sqrt(u + eps) / np.sqrt(s + eps) * g
        u *= rho
        u += (1.0 - rho) * delta * delta
        theta -= self.settings["learning_rate"] * delta


class RMSprop(Optimizer):
    """RMSprop: every parameter's rate is divided by a running mean of its gradient's size.

        s ← α s + (1 − α) g²
        m ← α m + (1 − α) g                      (centered only)
        d = √s + ε,  or √(s − m²) + ε centered
        v ← μ v + g / d
        θ ← θ − η v

    Tieleman & Hinton (2012), Coursera lecture 6.5; centered: Graves (2013),
    https://arxiv.org/abs/1308.0850

    Args:
        learning_rate: η, default 0.01, 0 to 100.
        alpha: α, default 0.99, 0 <= α < 1.
        eps: ε, default 1e−8, 1e−16 to 1.
        momentum: μ, default 0, 0 <= μ < 1.
        centered: default false.
    """

    key = "rmsprop"
    formula = (
        r"s \leftarrow \alpha s + (1 - \alpha) g^2,"
        r" \quad \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \epsilon}"
    )
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (
        learning_rate(0.01),
        fraction("alpha", 0.99),
        small_divisor(1e-8),
        fraction("momentum", 0.0),
        Hyperparameter("centered", False),
    )
    slots = ("mean_square", "mean", "velocity")

    def update(self, theta: Array, g: Array) -> None:
        alpha = self.settings["alpha"]
        s, m, v = self.state
        s *= alpha
        s += (1.0 - alpha) * g * g
        variance = s
        if self.settings["centered"]:
            m += (1.0 - alpha) * (g - m)
            # s − m² is ≥ 0 but for rounding, which must not become √ of a negative number.
            variance = np.maximum(s - m * m, 0.0)
        v *= self.settings["momentum"]
        v += g / (np.sqrt(variance) + self.settings["eps"])
        theta -= self.settings["learning_rate"] * v


class Adam(Optimizer):
    """Adam: momentum and RMSprop together, both corrected for their start at zero.

        m ← β₁ m + (1 − β₁) g
        s ← β₂ s + (1 − β₂) g²
        θ ← θ − η / (1 − β₁ᵗ) · m / (√s / √(1 − β₂ᵗ) + ε)

    With amsgrad the largest s so far takes the place of s.
    Kingma & Ba (2015), https://arxiv.org/abs/1412.6980 (ε is the paper's own, not ε̂);
    Reddi, Kale & Kumar (2018), On the convergence of Adam and beyond.

    Args:
        learning_rate: η, default 0.001, 0 to 100.
        beta1: β₁, default 0.9, 0 <= β₁ < 1.
        beta2: β₂, default 0.999, 0 <= β₂ < 1.
        eps: ε, default 1e−8, 1e−16 to 1.
        amsgrad: default false.
    """

    key = "adam"
    formula = (
        r"\begin{array}{l}"
        r" m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \quad \hat m = \frac{m}{1 - \beta_1^t} \\"
        r" s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \quad \hat s = \frac{s}{1 - \beta_2^t} \\"
        r" \theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat s} + \epsilon}"
        r" \end{array}"
    )
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (
        learning_rate(0.001),
        fraction("beta1", 0.9),
        fraction("beta2", 0.999),
        small_divisor(1e-8),
        Hyperparameter("amsgrad", False),
    )
    slots = ("mean", "mean_square", "largest_mean_square")

    def update(self, theta: Array, g: Array) -> None:
        beta1, beta2 = self.settings["beta1"], self.settings["beta2"]
        m, s, largest = self.state
        m += (1.0 - beta1) * (g - m)
        s *= beta2
        s += (1.0 - beta2) * g * g
        if self.settings["amsgrad"]:
            np.maximum(largest, s, out=largest)
            s = largest
        rate = self.settings["learning_rate"] / (1.0 - beta1**self.iteration)
        root = np.sqrt(s) / np.sqrt(1.0 - beta2**self.iteration)
        theta -= rate * m / (root + self.settings["eps"])


class AdamW(Adam):
    """Adam with decoupled weight decay.

        θ ← θ − η λ θ,  then Adam's step

    The decay acts on every parameter, biases too, as in torch.optim.AdamW.
    Loshchilov & Hutter (2019), https://arxiv.org/abs/1711.05101

    Args:
        weight_decay: λ, default 0.01, 0 to 1. All others as in Adam.
    """

    key = "adamw"
    formula = (
        r"\begin{array}{l}"
        r" m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \quad \hat m = \frac{m}{1 - \beta_1^t} \\"
        r" s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \quad \hat s = \frac{s}{1 - \beta_2^t} \\"
        r" \theta \leftarrow (1 - \eta \lambda)\,\theta -"
        r" \eta \frac{\hat m}{\sqrt{\hat s} + \epsilon}"
        r" \end{array}"
    )
    hyperparameters: ClassVar[tuple[Hyperparameter, ...]] = (
        *Adam.hyperparameters,
        Hyperparameter("weight_decay", 0.01),
    )

    def update(self, theta: Array, g: Array) -> None:
        theta *= 1.0 - self.settings["learning_rate"] * self.settings["weight_decay"]
        super().update(theta, g)


@dataclass(frozen=True)
class OptimizerChoice:
    """An optimizer's entry in the table: its key, formula, hyperparameters and class."""

    optimizer: type[Optimizer]

    @property
    def key(self) -> str:
        return self.optimizer.key

    @property
    def formula(self) -> str:
        return self.optimizer.formula

    @property
    def hyperparameters(self) -> tuple[Hyperparameter, ...]:
        return self.optimizer.hyperparameters


OPTIMIZERS: Registry[OptimizerChoice] = Registry(
    "optimizer",
    [
        OptimizerChoice(optimizer)
        for optimizer in (SGD, Momentum, NAG, Adagrad, Adadelta, RMSprop, Adam, AdamW)
    ],
)
