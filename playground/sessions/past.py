"""The past of a session: what was edited, to undo it; what was trained, to rewind it.

    edit ──► a step back          undo ◄──► redo
    tick ──► perhaps a moment     look at a moment ──► back to the present, or go on from there

While a moment is looked at, the present is parked. Whoever trains or edits then goes on from
that moment: the moments after it are dropped, and undo brings them back with all the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from playground.engine.types import Array
from playground.experiment import Experiment, ExperimentSpec, Missing, edits
from playground.experiment.experiment import Kept, Parked
from playground.experiment.history import History
from playground.experiment.memento import Memento
from playground.experiment.timeline import Moment, Timeline

from .undo import Step, Steps

T = TypeVar("T")


@dataclass(frozen=True)
class Memory:
    """How much memory the past of one session may take.

    Attributes:
        undo_bytes: for steps that can be undone and redone.
        timeline_bytes: for moments of training.
    """

    undo_bytes: int = 4_000_000
    timeline_bytes: int = 2_000_000


@dataclass(frozen=True)
class Glance:
    """A look at a moment.

    Attributes:
        moment: what is looked at.
        present: what is parked in the meantime.
        lineages: pairs of the curves that are shown and those that live on.
    """

    moment: Moment
    present: Parked
    lineages: list[tuple[History, History]]

    def with_lineages(self, memento: Memento) -> Memento:
        """Have a memento that was taken in the meantime name the curves that live on."""
        runs = tuple(
            replace(run, lineage=self._lineage(run.lineage) or run.lineage) for run in memento.runs
        )
        return replace(memento, runs=runs)

    def go_on(self, experiment: Experiment) -> None:
        """Have the curves that live on show what is shown, and grow with it."""
        for run in experiment.runs:
            lineage = self._lineage(run.history)
            if lineage is not None:
                lineage.become(run.history)
                run.history = lineage

    def _lineage(self, shown: History) -> History | None:
        return next((lineage for found, lineage in self.lineages if found is shown), None)


class Past:
    """What was, for one experiment.

    Args:
        experiment: in training.
        memory: how much of the past is kept.
        clock: returns a time in seconds.
    """

    def __init__(self, experiment: Experiment, memory: Memory, clock: Callable[[], float]) -> None:
        self.experiment = experiment
        self.clock = clock
        self.steps = Steps(memory.undo_bytes)
        self.timeline = Timeline(memory.timeline_bytes)
        self._glance: Glance | None = None
        self.timeline.begin(experiment, clock())

    def __repr__(self) -> str:
        return f"Past({self.steps!r}, {self.timeline!r})"

    @property
    def looking(self) -> Moment | None:
        """The moment that is looked at."""
        return None if self._glance is None else self._glance.moment

    def describe(self) -> dict[str, Any]:
        """Report what a page shows of it: steps to undo and redo, the timeline's version."""
        looking = self.looking
        return {
            "undo": len(self.steps.back),
            "redo": len(self.steps.forth),
            "timeline": self.timeline.version,
            "looking": looking and {"id": looking.id, "epoch": looking.epoch},
        }

    def moments(self) -> dict[str, Any]:
        """Report all moments, oldest first, and which of them is looked at."""
        return {
            "moments": [moment.describe() for moment in self.timeline.moments],
            "looking": self.looking and self.looking.id,
        }

    # Training

    def follow(self, now: float) -> None:
        """Note a tick of training that ended at this time."""
        self.timeline.follow(self.experiment, now)

    # Edits

    def edit(self, change: Callable[[], T]) -> T:
        """Change the experiment, so that it can be undone; what changes nothing is not noted."""
        before = self.experiment.memento()
        answer = change()
        if not self.experiment.is_at(before):
            if self._glance is not None:
                before = self._glance.with_lineages(before)
            self.go_on()
            self._add(Step(before, list(self.timeline.moments)))
            self._follow_edit()
        return answer

    def undo(self) -> list[Kept]:
        """Go back to right before the last edit; training since then is undone with it."""
        return self._move(self.steps.undo)

    def redo(self) -> list[Kept]:
        """Go forth to where the last undo was made."""
        return self._move(self.steps.redo)

    def _move(self, choose: Callable[[Callable[[], Step]], Step]) -> list[Kept]:
        weights = self._weights()

        def leave() -> Step:
            self._return()
            return Step(self.experiment.memento(), list(self.timeline.moments))

        step = choose(leave)
        self.experiment.restore(step.memento)
        if step.moments:
            self.timeline.put_back(list(step.moments), self.clock())
        else:
            self.timeline.begin(self.experiment, self.clock())
        self._trim()
        return self._kept(weights)

    def _add(self, before: Step) -> None:
        self.steps.add(before)
        self._trim()

    def _trim(self) -> None:
        self.steps.trim(self.experiment, self.timeline.moments)

    def _follow_edit(self) -> None:
        """Where all networks have been reset, another timeline begins."""
        if all(run.counters.iteration == 0 for run in self.experiment.runs):
            self.timeline.begin(self.experiment, self.clock())

    # Looking back

    def look(self, id: int | None) -> list[Kept]:
        """Show a moment of the timeline, or the present again (None).

        Raises:
            Missing: there is no such moment.
        """
        weights = self._weights()
        moment = None if id is None else self.timeline.find(id)
        present = self.experiment.park() if self._glance is None else self._glance.present
        if moment is None:
            self._return()
        else:
            self.experiment.restore(moment.memento, relive=False)
            pairs = zip(self.experiment.runs, moment.memento.runs, strict=True)
            lineages = [(run.history, kept.lineage) for run, kept in pairs]
            self._glance = Glance(moment, present, lineages)
        return self._kept(weights)

    def _return(self) -> None:
        """Show the present, exactly as it was left."""
        if self._glance is not None:
            self.experiment.put_back(self._glance.present)
            self._glance = None

    def go_on(self) -> None:
        """Make the moment that is looked at the present; undo brings the former one back."""
        if self._glance is None:
            return
        glance, self._glance = self._glance, None
        before = Step(glance.present.memento(), list(self.timeline.moments))
        glance.go_on(self.experiment)
        self.timeline.cut(glance.moment, self.clock())
        self._add(before)

    def branch(self, id: int, n: int, check: Callable[[ExperimentSpec], None]) -> list[Kept]:
        """Add a network of a moment, as it was then, to those of the present.

        Args:
            id: the moment.
            n: which of its networks.
            check: refuses a description that is too large.

        Raises:
            Missing: no such moment or network.
            Conflict: it does not fit the present features or outputs.
        """
        memento = self.timeline.find(id).memento
        networks = memento.spec.networks
        if not 0 <= n < len(networks):
            message = f"there was no network {n} at that moment: there were {len(networks)}"
            raise Missing("unknown_network", message, "network")
        change = networks[n].model_dump(exclude={"name"})
        present = self._glance.present.spec if self._glance else self.experiment.spec
        spec = edits.add_network(present, change)
        check(spec)
        self._return()
        self.edit(lambda: self.experiment.adopt(spec, memento, n))
        return ["kept"] * len(spec.networks)

    def _weights(self) -> list[Array]:
        return [run.network.parameters.values.copy() for run in self.experiment.runs]

    def _kept(self, before: list[Array]) -> list[Kept]:
        """For each network whether its numbers are what those at its place were before."""
        after = self._weights()
        before = before + [np.zeros(0)] * len(after)
        pairs = zip(after, before, strict=False)
        return ["kept" if np.array_equal(new, old) else "reset" for new, old in pairs]
