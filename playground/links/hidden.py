"""What a link can hide on the page, for a lesson: our names of controls and of whole panels."""

from __future__ import annotations

from collections.abc import Sequence

from playground.engine import FEATURES
from playground.experiment import Invalid
from playground.experiment.errors import shorten

GROUPS: dict[str, tuple[str, ...]] = {
    "run": ("play", "step", "reset", "undo", "speed", "counters", "scores"),
    "training": (
        *("task", "learning-rate", "optimizer", "activation", "loss-function", "regularization"),
        *("regularization-rate", "initializer", "seed"),
    ),
    "data": (
        *("data", "dataset", "own-data", "train-fraction", "noise", "samples", "classes"),
        *("batch-size", "new-points"),
    ),
    "network": ("layers", "units", "output-activation", "networks", "duels", "lines"),
    "output": ("show-test", "hard", "reading"),
    "panels": ("loss", "timeline", "instruments", "notes", "text", "share"),
    "features": tuple(FEATURES),
}
"""By the part of the page that they belong to; "text" is all that explains."""

HIDEABLE = tuple(name for names in GROUPS.values() for name in names)


def check_hidden(names: Sequence[str]) -> list[str]:
    """Return what to hide, each name once.

    Raises:
        Invalid: a name of nothing that can be hidden.
    """
    for name in names:
        if name not in HIDEABLE:
            message = f"hide must be names such as learning-rate, not {shorten(name)}"
            raise Invalid("invalid_value", message, "hide")
    return list(dict.fromkeys(names))
