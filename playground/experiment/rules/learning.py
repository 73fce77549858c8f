"""How far a network gets, and what keeps it from getting further."""

from __future__ import annotations

from typing import Any

from playground.engine.measurement import Measurement

from ..spec import LayerSpec
from .case import WINDOW, Case, Message
from .flow import (
    LARGEST_ADVISED_RATE,
    OTHERS_RATE,
    PERSISTENT,
    dead_units,
    exploding,
    many,
    saturated,
    vanishing,
)
from .structure import is_flat, symmetric

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Learning rates that menus offer and advice is given in."""

CRAWL = 1e-4
"""‖ΔW‖ / ‖W‖ of a step below which nothing moves, where the gradient is not small itself."""

STEP = 3e-3
"""The same of a step that gets somewhere."""

SLOW = 1e-3
"""The same of steps so small that it is too early to call a standstill one."""

GRADIENT = 0.01
"""‖∂J/∂W‖ above which there is something to gain."""

FEWEST_EPOCHS = 10
MANY_UPDATES = 4_000
FEW = 0.3
"""Share of a layer's units whose loss explains that a network does not get further."""

MOST_UNITS = 16
SHARPER = 1.3
"""By which factor a test loss has to rise above its lowest to count as risen."""

SOLVED_ACCURACY = 0.97
SOLVED_VARIANCE = 0.97


def _hampered(case: Case) -> bool:
    """Whether something more particular is wrong."""
    flat = any(is_flat(name) for name in case.activations())
    rules = (exploding, dead_units, saturated, vanishing)
    if case.shown & {rule.__name__ for rule in rules}:
        return True
    return (
        case.divergence is not None
        or flat
        or case.says(symmetric) is not None
        or any(case.says(rule) is not None for rule in rules)
    )


def linear(case: Case) -> Message | None:
    """However many layers: without an activation that bends, the answer is one straight slope."""
    if set(case.activations()) - {"identity"} or case.epoch < FEWEST_EPOCHS:
        return None
    if not case.stalled(15, 0.02) or not case.struggling or _hampered(case):
        return None
    layers = case.layers_with(activation="tanh") or [{"units": 8, "activation": "tanh"}]
    return {
        "code": "linear",
        "level": "info",
        "values": {"layers": len(case.spec.layers)},
        "advice": {"layers": layers},
        "reset": True,
        "topic": "linear",
    }


def _largest_update(found: Measurement) -> float:
    return max((ratio or 0.0 for ratio in found.health.update_ratio), default=0.0)


def rate_too_small(case: Case) -> Message | None:
    """There is a gradient to follow, but the steps are too small to get anywhere."""
    limit = CRAWL * (2.0 if "rate_too_small" in case.shown else 1.0)

    def crawls(found: Measurement) -> bool:
        return _largest_update(found) < limit and max(found.norms.weights) > GRADIENT

    if case.epoch < FEWEST_EPOCHS or not case.lasting(crawls, PERSISTENT):
        return None
    if not case.struggling or _hampered(case):
        return None
    optimizer = case.spec.optimizer
    most = LARGEST_ADVISED_RATE.get(optimizer.name, OTHERS_RATE)
    update = case.median(_largest_update, PERSISTENT)
    suggestion = _faster(optimizer.learning_rate, update, most)
    if suggestion is None:
        return None
    return {
        "code": "rate_too_small",
        "level": "info",
        "values": {"learning_rate": optimizer.learning_rate, "suggestion": suggestion},
        "advice": {"optimizer": {"name": optimizer.name, "learning_rate": suggestion}},
        "reset": False,
        "topic": "learning_rate",
    }


def _faster(rate: float, update: float, most: float) -> float | None:
    """The largest rate of the menu whose steps are not larger than they should be."""
    wanted = rate * STEP / max(update, 1e-12) if rate > 0.0 else most
    fitting = [r for r in RATES if rate < r <= min(wanted, most)]
    return fitting[-1] if fitting else None


def _long(case: Case) -> bool:
    """Whether it has had the time to learn what it can."""
    updates = case.since[-1].iteration - case.since[0].iteration if case.since else 0
    return len(case.recent) == WINDOW and updates >= MANY_UPDATES


def too_small(case: Case) -> Message | None:
    """It has come to a standstill far from what can be reached, and nothing hampers it."""
    layers = case.spec.layers
    if not layers or set(case.activations()) == {"identity"} or not _long(case):
        return None
    if not case.exhausted or not case.struggling or _hampered(case):
        return None
    if case.median(_largest_update, WINDOW) < SLOW:
        return None
    health = case.now.health
    lost = many(health.dead, FEW) or many(health.saturated, FEW)
    if lost or case.says(rate_too_small) is not None:
        return None
    larger = _larger(layers)
    if larger is None:
        return None
    return {
        "code": "too_small",
        "level": "info",
        "values": {"units": sum(layer.units for layer in layers)},
        "advice": {"layers": larger},
        "reset": True,
        "topic": "too_small",
    }


def _larger(layers: tuple[LayerSpec, ...]) -> list[dict[str, Any]] | None:
    """Eight units a layer or twice as many as now, and a second layer; None at the upper end."""
    few = max(layer.units for layer in layers) < 8
    larger = [
        layer.model_dump()
        | {"units": max(layer.units, 8 if few else min(MOST_UNITS, 2 * layer.units))}
        for layer in layers
    ]
    if len(layers) < 2 and layers[0].units >= 4:
        larger.append(larger[-1])
    grown = len(larger) > len(layers) or any(
        one["units"] > layer.units for one, layer in zip(larger, layers, strict=False)
    )
    return larger if grown else None


def overfitting(case: Case) -> Message | None:
    """The loss on points that it has not seen rises, while that on the others falls."""
    best, now = case.best, case.now
    if best is None or best.measurement.test is None or now.test is None:
        return None
    lowest = best.measurement.test.loss
    rise = 1.15 if "overfitting" in case.shown else SHARPER
    floor = 0.05 * max(case.guess, lowest)

    def risen(found: Measurement) -> bool:
        if found.test is None:
            return False
        apart = found.test.loss > 1.5 * found.train.loss + floor
        return apart and found.test.loss > rise * lowest

    learnt = now.train.loss < best.measurement.train.loss
    if not learnt or not case.lasting(risen, 2 * PERSISTENT):
        return None
    return {
        "code": "overfitting",
        "level": "warning",
        "values": {"epoch": round(best.epoch), "test_loss": now.test.loss, "lowest": lowest},
        "advice": {"regularization": {"name": "l2", "rate": _stronger(case)}},
        "reset": True,
        "topic": "overfitting",
    }


def _stronger(case: Case) -> float:
    """A price on weights: at first a usual one, then three times as high."""
    present = case.spec.regularization
    return max(0.01, 3.0 * present.rate) if present.name == "l2" else 0.01


def solved(case: Case) -> Message | None:
    """Right nearly everywhere, on points that it has not seen as well."""
    wanted = SOLVED_VARIANCE if case.regression else SOLVED_ACCURACY
    if "solved" in case.shown:
        wanted -= 0.02
    skills = (case.skill(), case.skill(test=True))
    if min(skills) < wanted or case.epoch == 0 or case.divergence is not None:
        return None
    # Of targets that are all the same there is no variance to explain, however wrong the answers.
    if (case.regression and case.guess == 0.0) or case.says(overfitting) is not None:
        return None
    held = case.recent[-PERSISTENT:]
    if "solved" not in case.shown and len(held) < PERSISTENT:
        return None
    return {
        "code": "solved",
        "level": "good",
        "values": {"skill": min(skills)},
        "advice": None,
        "reset": False,
        "topic": "solved",
    }
