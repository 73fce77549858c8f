"""Optimizer steps over the whole parameter vector; the rules are those of engine/optimizers.py."""

from __future__ import annotations

import numpy as np

from .functions import Floats, part

SGD, MOMENTUM, NAG, ADAGRAD, ADADELTA, RMSPROP, ADAM, ADAMW = range(8)
OPTIMIZER_CODES = {
    "sgd": SGD,
    "momentum": MOMENTUM,
    "nag": NAG,
    "adagrad": ADAGRAD,
    "adadelta": ADADELTA,
    "rmsprop": RMSPROP,
    "adam": ADAM,
    "adamw": ADAMW,
}


@part
def update(
    code: int,
    settings: Floats,
    iteration: int,
    powers: tuple[float, float],
    theta: Floats,
    g: Floats,
    state: Floats,
    first: int,
    last: int,
) -> None:
    """Make update number `iteration`, counted from 1, in place.

    Args:
        code: which optimizer.
        settings: its hyperparameters, in the order of its class.
        powers: of Adam's β₁ and β₂, to `iteration`.
        theta, g: parameters and their gradient, (P,).
        state: (slots, P).
        first, last: which of the parameters to update.
    """
    rate = settings[0]
    if code == SGD:
        for q in range(first, last):
            theta[q] -= rate * g[q]
    elif code == MOMENTUM:
        mu, v = settings[1], state[0]
        share = 1.0 if iteration == 1 or mu == 0.0 else 1.0 - settings[2]
        for q in range(first, last):
            v[q] = mu * v[q] + share * g[q]
            theta[q] -= rate * v[q]
    elif code == NAG:
        mu, v = settings[1], state[0]
        for q in range(first, last):
            v[q] = mu * v[q] + g[q]
            theta[q] -= rate * (g[q] + mu * v[q])
    elif code == ADAGRAD:
        s, eps = state[0], settings[3]
        initial = settings[2] if iteration == 1 else 0.0
        rate = rate / (1.0 + (iteration - 1) * settings[1])
        for q in range(first, last):
            s[q] += initial + g[q] * g[q]
            theta[q] -= rate * g[q] / (np.sqrt(s[q]) + eps)
    elif code == ADADELTA:
        rho, eps, s, u = settings[1], settings[2], state[0], state[1]
        for q in range(first, last):
            s[q] = rho * s[q] + (1.0 - rho) * g[q] * g[q]
            delta = np.sqrt(u[q] + eps) / np.sqrt(s[q] + eps) * g[q]
            u[q] = rho * u[q] + (1.0 - rho) * delta * delta
            theta[q] -= rate * delta
    elif code == RMSPROP:
        _rmsprop(settings, theta, g, state, first, last)
    else:
        decay = 1.0 - rate * settings[5] if code == ADAMW else 1.0
        _adam(settings, decay, powers, theta, g, state, first, last)


@part
def _rmsprop(
    settings: Floats, theta: Floats, g: Floats, state: Floats, first: int, last: int
) -> None:
    rate, alpha, eps, mu = settings[0], settings[1], settings[2], settings[3]
    centered = settings[4] != 0.0
    s, m, v = state[0], state[1], state[2]
    # Several loops with few arrays each: with many, LLVM gives up telling them apart.
    for q in range(first, last):
        s[q] = alpha * s[q] + (1.0 - alpha) * g[q] * g[q]
    if centered:
        for q in range(first, last):
            m[q] += (1.0 - alpha) * (g[q] - m[q])
    shift = 1.0 if centered else 0.0
    for q in range(first, last):
        variance = max(s[q] - shift * m[q] * m[q], 0.0)
        v[q] = mu * v[q] + g[q] / (np.sqrt(variance) + eps)
    for q in range(first, last):
        theta[q] -= rate * v[q]


@part
def _adam(
    settings: Floats,
    decay: float,
    powers: tuple[float, float],
    theta: Floats,
    g: Floats,
    state: Floats,
    first: int,
    last: int,
) -> None:
    beta1, beta2, eps = settings[1], settings[2], settings[3]
    amsgrad = settings[4] != 0.0
    m, s, largest = state[0], state[1], state[2]
    rate = settings[0] / (1.0 - powers[0])
    root = 1.0 / np.sqrt(1.0 - powers[1])
    # Several loops with few arrays each: with many, LLVM gives up telling them apart.
    for q in range(first, last):
        m[q] += (1.0 - beta1) * (g[q] - m[q])
        s[q] = beta2 * s[q] + (1.0 - beta2) * g[q] * g[q]
    if amsgrad:
        for q in range(first, last):
            largest[q] = max(largest[q], s[q])
    second = largest if amsgrad else s
    for q in range(first, last):
        theta[q] = theta[q] * decay - rate * m[q] / (np.sqrt(second[q]) * root + eps)
