"""The optimizers' rules for one parameter, with its own numbers in them.

Symbols are those of the optimizers' docstrings, w being the parameter, g its gradient with
penalty, t the number of the update.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from .notation import Formula, factor, number, product, square


@dataclass(frozen=True)
class Step:
    """One parameter in one update.

    Attributes:
        w: its name in LaTeX.
        before, after: its value.
        g: its gradient, penalty included.
        t: number of the update, counted from 1.
        settings: the optimizer's hyperparameters.
        old, new: the optimizer's state of it, slot by slot, before and after.
    """

    w: str
    before: float
    after: float
    g: float
    t: int
    settings: dict[str, float | bool]
    old: list[float]
    new: list[float]

    @property
    def eta(self) -> float:
        return float(self.settings["learning_rate"])

    def at(self, key: str) -> float:
        return float(self.settings[key])


FINE = 6
"""Digits of the parameter itself, so that a small step can be seen."""

Rule = Callable[[Step], list[Formula]]


def rule_of(key: str, step: Step) -> list[Formula]:
    """Write an optimizer's rule for one parameter, line by line; one that is not here as Δw."""
    return RULES.get(key, _some)(step)


def _moves(step: Step, by: str, numbers: str, start: str = "") -> Formula:
    """Write the last line: w ← w − …"""
    begin = start or number(step.before, FINE)
    after = number(step.after, FINE)
    return Formula(
        rf"{step.w} \leftarrow {step.w} - {by}", rf"{step.w} = {begin} - {numbers} = {after}"
    )


def _some(step: Step) -> list[Formula]:
    return [_moves(step, r"\Delta w", factor(step.before - step.after))]


def _product(*values: float) -> str:
    """Write a product that stands behind a minus or within another."""
    text = product(*values)
    return rf"\left({text}\right)" if text.startswith("-") else text


def _running(name: str, old: float, keep: float, given: str, new: float) -> str:
    """Write a running mean with its numbers: s = keep · old + (1 − keep) · given."""
    return rf"{name} = {product(keep, old)} + {number(1.0 - keep)} \cdot {given} = {number(new)}"


def _divided(above: float, under_root: float, eps: float) -> str:
    """Write a number over √… + ε."""
    return rf"\frac{{{number(above)}}}{{\sqrt{{{number(under_root)}}} + {number(eps)}}}"


def _sgd(step: Step) -> list[Formula]:
    return [_moves(step, r"\eta\, g", _product(step.eta, step.g))]


def _momentum(step: Step) -> list[Formula]:
    mu, dampening, v = step.at("momentum"), step.at("dampening"), step.new[0]
    if step.t == 1 or mu == 0.0 or dampening == 0.0:
        symbols, g = r"v \leftarrow \mu v + g", factor(step.g)
    else:
        symbols, g = r"v \leftarrow \mu v + (1 - d)\, g", _product(1.0 - dampening, step.g)
    velocity = rf"v = {product(mu, step.old[0])} + {g} = {number(v)}"
    return [Formula(symbols, velocity), _moves(step, r"\eta\, v", _product(step.eta, v))]


def _nag(step: Step) -> list[Formula]:
    mu, v = step.at("momentum"), step.new[0]
    velocity = rf"v = {product(mu, step.old[0])} + {factor(step.g)} = {number(v)}"
    ahead = rf"{number(step.eta)} \cdot \left({number(step.g)} + {_product(mu, v)}\right)"
    return [
        Formula(r"v \leftarrow \mu v + g", velocity),
        _moves(step, r"\eta\,(g + \mu v)", ahead),
    ]


def _adagrad(step: Step) -> list[Formula]:
    decay, s = step.at("lr_decay"), step.new[0]
    eta = step.eta / (1.0 + (step.t - 1) * decay)
    rate = r"\eta" if decay == 0.0 else r"\frac{\eta}{1 + (t - 1)\, d}"
    start = step.old[0] + (step.at("initial_accumulator_value") if step.t == 1 else 0.0)
    squares = rf"s = {number(start)} + {square(step.g)} = {number(s)}"
    filled = rf"{number(eta)} \cdot {_divided(step.g, s, step.at('eps'))}"
    return [
        Formula(r"s \leftarrow s + g^2", squares),
        _moves(step, rf"{rate} \frac{{g}}{{\sqrt{{s}} + \epsilon}}", filled),
    ]


def _adadelta(step: Step) -> list[Formula]:
    rho, eps = step.at("rho"), step.at("eps")
    (old_s, old_u), (s, u) = step.old, step.new
    delta = math.sqrt(old_u + eps) / math.sqrt(s + eps) * step.g
    above = rf"\sqrt{{{number(old_u)} + {number(eps)}}}"
    below = rf"\sqrt{{{number(s)} + {number(eps)}}}"
    ratio = rf"\Delta = \frac{{{above}}}{{{below}}} \cdot {factor(step.g)} = {number(delta)}"
    return [
        Formula(
            r"s \leftarrow \rho s + (1 - \rho)\, g^2",
            _running("s", old_s, rho, square(step.g), s),
        ),
        Formula(r"\Delta = \frac{\sqrt{u + \epsilon}}{\sqrt{s + \epsilon}}\, g", ratio),
        Formula(
            r"u \leftarrow \rho u + (1 - \rho)\, \Delta^2",
            _running("u", old_u, rho, square(delta), u),
        ),
        _moves(step, r"\eta\, \Delta", _product(step.eta, delta)),
    ]


def _rmsprop(step: Step) -> list[Formula]:
    alpha, mu, eps = step.at("alpha"), step.at("momentum"), step.at("eps")
    s, m, v = step.new
    mean_square = _running("s", step.old[0], alpha, square(step.g), s)
    rows = [Formula(r"s \leftarrow \alpha s + (1 - \alpha)\, g^2", mean_square)]
    inside, variance = "s", s
    if step.settings["centered"]:
        inside, variance = "s - m^2", max(s - m * m, 0.0)
        mean = _running("m", step.old[1], alpha, factor(step.g), m)
        rows.append(Formula(r"m \leftarrow \alpha m + (1 - \alpha)\, g", mean))
    ratio = rf"\frac{{g}}{{\sqrt{{{inside}}} + \epsilon}}"
    filled = _divided(step.g, variance, eps)
    if mu == 0.0:
        return [*rows, _moves(step, rf"\eta {ratio}", rf"{number(step.eta)} \cdot {filled}")]
    velocity = rf"v = {product(mu, step.old[2])} + {filled} = {number(v)}"
    rows.append(Formula(rf"v \leftarrow \mu v + {ratio}", velocity))
    return [*rows, _moves(step, r"\eta\, v", _product(step.eta, v))]


def _adam(step: Step) -> list[Formula]:
    beta1, beta2, eps = step.at("beta1"), step.at("beta2"), step.at("eps")
    m, s, largest = step.new
    name, second = (r"s_{\max}", largest) if step.settings["amsgrad"] else ("s", s)
    m_hat, s_hat = m / (1.0 - beta1**step.t), second / (1.0 - beta2**step.t)
    start = number(step.before * (1.0 - _decay(step)), FINE)
    filled = rf"{number(step.eta)} \cdot {_divided(m_hat, s_hat, eps)}"
    return [
        Formula(
            r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g",
            _running("m", step.old[0], beta1, factor(step.g), m),
        ),
        Formula(
            r"s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2",
            _running("s", step.old[1], beta2, square(step.g), s),
        ),
        _corrected(r"\hat{m}", "m", r"\beta_1", m, beta1, step.t),
        _corrected(r"\hat{s}", name, r"\beta_2", second, beta2, step.t),
        *_decayed(step),
        _moves(step, r"\eta \frac{\hat{m}}{\sqrt{\hat{s}} + \epsilon}", filled, start),
    ]


def _corrected(hat: str, name: str, symbol: str, mean: float, beta: float, t: int) -> Formula:
    """Write a running mean that is corrected for its start at zero."""
    fraction = rf"\frac{{{number(mean)}}}{{1 - {number(beta)}^{{{t}}}}}"
    return Formula(
        rf"{hat} = \frac{{{name}}}{{1 - {symbol}^t}}",
        rf"{hat} = {fraction} = {number(mean / (1.0 - beta**t))}",
    )


def _decay(step: Step) -> float:
    """AdamW's share of a parameter that it takes away."""
    return step.eta * float(step.settings.get("weight_decay", 0.0))


def _decayed(step: Step) -> list[Formula]:
    if "weight_decay" not in step.settings:
        return []
    decay, before = _decay(step), number(step.before, FINE)
    begin = rf"\left({before}\right)" if before.startswith("-") else before
    after = number(step.before * (1.0 - decay), FINE)
    return [
        Formula(
            rf"{step.w} \leftarrow (1 - \eta \lambda)\, {step.w}",
            rf"{step.w} = \left(1 - {number(decay)}\right) \cdot {begin} = {after}",
        )
    ]


RULES: dict[str, Rule] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nag": _nag,
    "adagrad": _adagrad,
    "adadelta": _adadelta,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adam,
}
