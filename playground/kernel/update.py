"""Optimizer steps over the whole parameter vector; the rules are those of engine/optimizers.py."""

from __future__ import annotations

import numpy as np

from .functions import Floats, exact_part, part
from .memory import put_some, take_some
from .vector import REGISTER, Mask, Vector, larger, leading, spread, sqrt, total

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


ANCHOR = 16
"""Powers are multiplied from one update to the next, and raised anew whenever so many are made."""


@exact_part
def powers_after(settings: Floats, iteration: int) -> tuple[float, float]:
    """Adam's β₁ and β₂ to `iteration`: the same bits wherever a call of the kernel begins."""
    last = iteration // ANCHOR * ANCHOR
    powers = settings[1] ** last, settings[2] ** last
    for _ in range(last, iteration):
        powers = powers[0] * settings[1], powers[1] * settings[2]
    return powers


@exact_part
def next_powers(
    settings: Floats, iteration: int, powers: tuple[float, float]
) -> tuple[float, float]:
    """As powers_after(), from those of the update before."""
    if iteration % ANCHOR == 0:
        return powers_after(settings, iteration)
    return powers[0] * settings[1], powers[1] * settings[2]


@part
def update(
    code: int,
    settings: Floats,
    iteration: int,
    powers: tuple[float, float],
    values: Floats,
    gradients: Floats,
    state: Floats,
    kept_values: Floats,
    kept_state: Floats,
) -> float:
    """Make update number `iteration`, counted from 1, in place.

    Args:
        code: which optimizer.
        settings: its hyperparameters, in the order of its class.
        powers: of Adam's β₁ and β₂, to `iteration`.
        values, gradients: parameters θ and ∂J/∂θ, (P,).
        state: (slots, P).
        kept_values, kept_state: get what there was before.

    Returns:
        0 if parameters and state are finite, else NaN.
    """
    rate, factor = _corrected(code, settings, iteration, powers)
    count, whole, check = values.size, values.size // REGISTER * REGISTER, spread(0.0)
    for q in range(0, whole, REGISTER):
        _keep(values, state, q, leading(REGISTER), kept_values, kept_state)
        _move(code, settings, rate, factor, values, gradients, state, q, leading(REGISTER))
        check = check + _finite(values, state, q, leading(REGISTER))
    if whole < count:
        here = leading(count - whole)
        _keep(values, state, whole, here, kept_values, kept_state)
        _move(code, settings, rate, factor, values, gradients, state, whole, here)
        check = check + _finite(values, state, whole, here)
    return total(check)


@part
def _keep(
    values: Floats, state: Floats, q: int, here: Mask, kept_values: Floats, kept_state: Floats
) -> None:
    put_some(kept_values, q, take_some(values, q, here), here)
    for slot in range(state.shape[0]):
        p = _slot(state, slot, q)
        put_some(kept_state, p, take_some(state, p, here), here)


@part
def _finite(values: Floats, state: Floats, q: int, here: Mask) -> Vector:
    """0 where a parameter and its state are finite, else NaN: 0 times infinity is NaN."""
    check = 0.0 * take_some(values, q, here)
    for slot in range(state.shape[0]):
        check = check + 0.0 * take_some(state, _slot(state, slot, q), here)
    return check


@part
def _move(
    code: int,
    settings: Floats,
    rate: float,
    factor: float,
    values: Floats,
    gradients: Floats,
    state: Floats,
    q: int,
    here: Mask,
) -> None:
    theta, g = take_some(values, q, here), take_some(gradients, q, here)
    if code == SGD:
        step = g
    elif code == MOMENTUM:
        step = _momentum(settings, factor, g, state, q, here)
    elif code == NAG:
        step = _nag(settings, g, state, q, here)
    elif code == ADAGRAD:
        step = _adagrad(settings, factor, g, state, q, here)
    elif code == ADADELTA:
        step = _adadelta(settings, g, state, q, here)
    elif code == RMSPROP:
        step = _rmsprop(settings, g, state, q, here)
    else:
        step = _adam(settings, factor, g, state, q, here)
    if code == ADAMW:
        theta = theta * (1.0 - settings[0] * settings[5])
    put_some(values, q, theta - rate * step, here)


@part
def _corrected(
    code: int, settings: Floats, iteration: int, powers: tuple[float, float]
) -> tuple[float, float]:
    """The learning rate of this update, and what else changes from update to update."""
    rate = settings[0]
    if code == MOMENTUM:
        undamped = iteration == 1 or settings[1] == 0.0
        return rate, 1.0 if undamped else 1.0 - settings[2]
    if code == ADAGRAD:
        initial = settings[2] if iteration == 1 else 0.0
        return rate / (1.0 + (iteration - 1) * settings[1]), initial
    if code >= ADAM:
        return rate / (1.0 - powers[0]), 1.0 / np.sqrt(1.0 - powers[1])
    return rate, 1.0


@part
def _slot(state: Floats, number: int, q: int) -> int:
    place: int = number * state.shape[1] + q
    return place


@part
def _momentum(
    settings: Floats, share: float, g: Vector, state: Floats, q: int, here: Mask
) -> Vector:
    v: Vector = settings[1] * take_some(state, q, here) + share * g
    put_some(state, q, v, here)
    return v


@part
def _nag(settings: Floats, g: Vector, state: Floats, q: int, here: Mask) -> Vector:
    mu = settings[1]
    v = mu * take_some(state, q, here) + g
    put_some(state, q, v, here)
    step: Vector = g + mu * v
    return step


@part
def _adagrad(
    settings: Floats, initial: float, g: Vector, state: Floats, q: int, here: Mask
) -> Vector:
    s = take_some(state, q, here) + initial + g * g
    put_some(state, q, s, here)
    step: Vector = g / (sqrt(s) + settings[3])
    return step


@part
def _adadelta(settings: Floats, g: Vector, state: Floats, q: int, here: Mask) -> Vector:
    rho, eps, below = settings[1], settings[2], _slot(state, 1, q)
    s, u = take_some(state, q, here), take_some(state, below, here)
    s = rho * s + (1.0 - rho) * g * g
    delta: Vector = sqrt(u + eps) / sqrt(s + eps) * g
    put_some(state, q, s, here)
    put_some(state, below, rho * u + (1.0 - rho) * delta * delta, here)
    return delta


@part
def _rmsprop(settings: Floats, g: Vector, state: Floats, q: int, here: Mask) -> Vector:
    alpha, eps, mu = settings[1], settings[2], settings[3]
    s = alpha * take_some(state, q, here) + (1.0 - alpha) * g * g
    put_some(state, q, s, here)
    variance = s
    if settings[4] != 0.0:
        m = take_some(state, _slot(state, 1, q), here)
        m = m + (1.0 - alpha) * (g - m)
        put_some(state, _slot(state, 1, q), m, here)
        variance = larger(s - m * m, spread(0.0))
    v: Vector = mu * take_some(state, _slot(state, 2, q), here) + g / (sqrt(variance) + eps)
    put_some(state, _slot(state, 2, q), v, here)
    return v


@part
def _adam(settings: Floats, root: float, g: Vector, state: Floats, q: int, here: Mask) -> Vector:
    beta1, beta2, eps = settings[1], settings[2], settings[3]
    m, s = take_some(state, q, here), take_some(state, _slot(state, 1, q), here)
    m = m + (1.0 - beta1) * (g - m)
    s = beta2 * s + (1.0 - beta2) * g * g
    put_some(state, q, m, here)
    put_some(state, _slot(state, 1, q), s, here)
    if settings[4] != 0.0:
        s = larger(take_some(state, _slot(state, 2, q), here), s)
        put_some(state, _slot(state, 2, q), s, here)
    step: Vector = m / (sqrt(s) * root + eps)
    return step
