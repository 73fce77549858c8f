"""An experiment as a link has it, in place of a live one."""

from __future__ import annotations

from playground.experiment import Experiment, weights
from playground.experiment.experiment import Kept

from .opened import Opened


def open_in(live: Experiment, opened: Opened) -> list[Kept]:
    """Become what a link holds: from its weights, else from the initial ones of its seed.

    Returns:
        For each network that its weights are not those of before.
    """
    kept = live.apply(opened.experiment, [None] * len(opened.experiment.networks))
    for run, numbers in zip(live.runs, opened.weights or (), strict=False):
        weights.write_weights(run, numbers)
        run.begin_curves()
    return kept
