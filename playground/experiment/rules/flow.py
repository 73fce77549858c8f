"""Gradients that do not get through: units that are dead or saturated, layers too many."""

from __future__ import annotations

import numpy as np

from playground.engine import ACTIVATIONS
from playground.engine.measurement import Measurement

from .case import Case, Message, suits
from .structure import is_flat, symmetric

PERSISTENT = 5
"""Points of the curves over which trouble must last before it is called so."""

MANY = 0.5
"""Share of a layer's units that make a layer suffer."""

TINY = 3e-3
"""Gradients of the first layer in relation to the last, per sample: below, they have vanished."""

HUGE = 300.0
"""The same: above, they explode."""

SLOWER = 0.1
"""What a learning rate is multiplied by where it is to blame."""

LARGEST_ADVISED_RATE = {"sgd": 0.1, "adagrad": 0.1, "adadelta": 1.0}
"""By optimizer, for networks of any kind."""

OTHERS_RATE = 0.01
"""The same for all optimizers that are not among these."""

BOLD = 10.0
"""So many times as large a rate can work for some networks; a larger one for none."""


def _share(values: tuple[float | None, ...], layer: int) -> float:
    return values[layer] or 0.0


def many(shares: tuple[float | None, ...], limit: float = MANY) -> bool:
    """Whether some layer has so large a share of such units."""
    return any((share or 0.0) >= limit for share in shares)


def _suffering(case: Case) -> bool:
    """Whether it learns badly, and not for a reason that is said already."""
    flat = any(is_flat(name) for name in case.activations())
    return case.struggling and not flat and case.says(symmetric) is None


def dead_units(case: Case) -> Message | None:
    """ReLU units that are 0 for every point get no gradient, and so never come back."""
    shares = [share or 0.0 for share in case.now.health.dead]
    layer = int(np.argmax(shares))
    if shares[layer] < MANY:
        return None

    def dead(found: Measurement) -> bool:
        return _share(found.health.dead, layer) >= MANY

    silent = shares[layer] == 1.0 and case.lasting(dead, 2)
    lasts = silent or (case.lasting(dead, PERSISTENT) and case.stalled(15))
    if not lasts or not _suffering(case):
        return None
    leaky = [
        one.model_copy(update={"activation": "leaky_relu"})
        if ACTIVATIONS[one.activation].rectifying
        else one
        for one in case.spec.layers
    ]
    advice: dict[str, object] = {
        "layers": [one.model_dump() for one in leaky],
        "initializer": "he_uniform",
    }
    if not dead(case.first):
        # They were alive: a step that was too large has thrown them over the edge.
        advice |= _smaller_steps(case)
    return {
        "code": "dead_units",
        "level": "warning",
        "values": {"layer": layer, "share": shares[layer]},
        "advice": advice,
        "reset": True,
        "topic": "dead_units",
    }


def saturated(case: Case) -> Message | None:
    """On the flat ends of sigmoid and tanh a unit's slope is next to 0, and so is its gradient."""
    shares = [share or 0.0 for share in case.now.health.saturated]
    layer = int(np.argmax(shares))
    if shares[layer] < MANY:
        return None

    def flat(found: Measurement) -> bool:
        return _share(found.health.saturated, layer) >= MANY

    from_start = _share(case.first.health.saturated, layer) >= MANY
    # Units that small steps have brought there draw a sharp border, which is what they learn for.
    thrown = _steps_boldly(case) and case.stalled(15)
    if not case.lasting(flat, PERSISTENT) or not (from_start or thrown) or not _suffering(case):
        return None
    return {
        "code": "saturated",
        "level": "warning",
        "values": {"layer": layer, "share": shares[layer]},
        "advice": _calmer(case, blame_rate=not from_start),
        "reset": True,
        "topic": "saturated",
    }


def _calmer(case: Case, *, blame_rate: bool) -> dict[str, object]:
    """Weights of a good size to start from, and where that was not it, smaller steps."""
    advice: dict[str, object] = {"initializer": suits(case.activations())}
    if blame_rate or advice["initializer"] == case.spec.initializer:
        advice |= _smaller_steps(case)
    return advice


def _steps_boldly(case: Case) -> bool:
    """Whether the learning rate is larger than one would advise for any network."""
    optimizer = case.spec.optimizer
    return optimizer.learning_rate > LARGEST_ADVISED_RATE.get(optimizer.name, OTHERS_RATE)


def _smaller_steps(case: Case) -> dict[str, object]:
    optimizer = case.spec.optimizer
    most = BOLD * LARGEST_ADVISED_RATE.get(optimizer.name, OTHERS_RATE)
    rate = min(most, SLOWER * optimizer.learning_rate)
    return {"optimizer": {"name": optimizer.name, "learning_rate": float(f"{rate:.3g}")}}


def _ratio(found: Measurement) -> float:
    """Gradients of the first layer in relation to those of the last, per sample."""
    deltas = found.norms.deltas
    return deltas[0] / deltas[-1] if deltas[-1] > 0.0 else 1.0


def vanishing(case: Case) -> Message | None:
    """Every layer on the way back multiplies the gradient by its slopes, at most ¼ in sigmoids."""
    bends = {name for name in case.activations() if ACTIVATIONS[name].saturating}
    if len(case.spec.layers) < 2 or not bends or _ratio(case.first) > 10.0 * TINY:
        return None
    if not case.lasting(lambda found: 0.0 < _ratio(found) < TINY, PERSISTENT):
        return None
    if many(case.now.health.dead) or many(case.now.health.saturated) or not _suffering(case):
        return None
    advice = {"layers": case.layers_with(activation="relu"), "initializer": "he_uniform"}
    return {
        "code": "vanishing",
        "level": "warning",
        "values": {"factor": 1.0 / _ratio(case.now)},
        "advice": advice,
        "reset": True,
        "topic": "vanishing",
    }


def exploding(case: Case) -> Message | None:
    """Every layer multiplies the gradient by its weights: with large ones it grows and grows."""
    limit = HUGE / 10.0 if "exploding" in case.shown else HUGE
    if len(case.spec.layers) < 2 or not case.lasting(lambda found: _ratio(found) > limit, 1):
        return None
    if not _suffering(case):
        return None
    return {
        "code": "exploding",
        "level": "warning",
        "values": {"factor": _ratio(case.now)},
        "advice": _calmer(case, blame_rate=False),
        "reset": True,
        "topic": "exploding",
    }
