"""Undo and redo: how an experiment stood right before each edit, bounded in number and memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.experiment import Conflict, Experiment
from playground.experiment.memento import SPEC_POINT_BYTES, Memento
from playground.experiment.timeline import Moment

MOST_STEPS = 50
"""Steps back and forth together."""


@dataclass(frozen=True)
class Step:
    """Where undo or redo goes to.

    Attributes:
        memento: the experiment there.
        moments: its timeline there; none where memory was short, then it begins there.
    """

    memento: Memento
    moments: list[Moment]

    def lighter(self) -> Step:
        """Return a step to the same numbers, without a timeline and with coarser curves."""
        return Step(self.memento.lighter(), [])


class Steps:
    """The steps that can be undone and redone, newest last.

    Args:
        most_bytes: memory that they may take. One step is kept even where it takes more.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.back: list[Step] = []
        self.forth: list[Step] = []

    def __repr__(self) -> str:
        return f"Steps({len(self.back)} back, {len(self.forth)} forth)"

    def add(self, before: Step) -> None:
        """Remember how things stood before an edit; what was undone cannot be redone any more."""
        self.back.append(before)
        self.forth.clear()

    def undo(self, leave: Callable[[], Step]) -> Step:
        """Return where to go back to, and remember the present for redo.

        Args:
            leave: returns the present; called only if there is something to undo.

        Raises:
            Conflict: nothing has been edited, or not since the oldest step that is remembered.
        """
        if not self.back:
            raise Conflict("nothing_to_undo", "there is nothing to undo")
        self.forth.append(leave())
        return self.back.pop()

    def redo(self, leave: Callable[[], Step]) -> Step:
        """Return where undo came from, and remember the present for undo; see undo().

        Raises:
            Conflict: nothing has been undone since the last edit.
        """
        if not self.forth:
            raise Conflict("nothing_to_redo", "there is nothing to redo")
        self.back.append(leave())
        return self.forth.pop()

    def trim(self, experiment: Experiment, moments: list[Moment]) -> None:
        """Where steps take too much memory or are too many, lighten the oldest, then forget them.

        Args:
            experiment: the present one, which holds much of what steps share with it.
            moments: the present timeline, likewise.
        """
        held = {id(moment) for moment in moments}
        held |= {id(run.history.points[0]) for run in experiment.runs}
        held |= {id(experiment.spec.data), *map(id, experiment.spec.data.points or ())}
        del self.back[: max(0, len(self.back) + len(self.forth) - MOST_STEPS)]
        steps = [*reversed(self.forth), *reversed(self.back)]
        sizes = [_bytes(step, held) for step in steps]
        for n in reversed(range(len(steps))):
            if sum(sizes) <= self.most_bytes:
                break
            lighter = steps[n].lighter()
            size = _bytes(lighter, set())
            # What a newer step holds too costs nothing here, but would as a copy.
            if size < sizes[n]:
                steps[n], sizes[n] = lighter, size
        while len(steps) > 1 and sum(sizes) > self.most_bytes:
            steps.pop()
            sizes.pop()
        ahead = len(self.forth)
        self.forth, self.back = steps[:ahead][::-1], steps[ahead:][::-1]


def _bytes(step: Step, held: set[int]) -> int:
    """Return the memory that a step takes beside what is held already, and add that to `held`."""
    found = step.memento.bytes
    for moment in step.moments:
        if _is_new(moment, held):
            found += moment.bytes
    for run in step.memento.runs:
        # Curves of one training share their points; the first of them is never thinned out.
        if run.points:
            fresh = _is_new(run.points[0], held)
            found += run.point_bytes if fresh else 8 * len(run.points)
    data = step.memento.spec.data
    if data.points and _is_new(data, held):
        # An edit by hand changes few points, and descriptions share all others.
        count = sum(_is_new(point, held) for point in data.points)
        found += 8 * len(data.points) + SPEC_POINT_BYTES * count
    return found


def _is_new(part: object, held: set[int]) -> bool:
    fresh = id(part) not in held
    held.add(id(part))
    return fresh
