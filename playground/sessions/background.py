"""Background: landscapes, computed in the time that training leaves, one at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, Literal

from playground.experiment import Experiment, Missing
from playground.experiment.landscape import Landscape, LandscapePlan, plane_of
from playground.experiment.memento import Memento
from playground.experiment.paths import landscape_of, path_of

logger = logging.getLogger(__name__)

MOST_KEPT = 4
"""Landscapes that can still be asked for, the newest included."""

State = Literal["running", "done", "cancelled"]


class Entry:
    """A landscape under way, or what has become of it.

    Args:
        id: its number, which no other landscape of the session has.
        landscape: what is computed.
        kind: what shares the landscape; see paths.landscape_of().
    """

    def __init__(self, id: int, landscape: Landscape, kind: object) -> None:
        self.id = id
        self.landscape = landscape
        self.kind = kind
        self.state: State = "running"


class Background:
    """The landscapes of a session.

    Args:
        experiment: whose networks they are of.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._entries: dict[int, Entry] = {}
        self._count = 0
        self._current: Entry | None = None
        self._work: Iterator[None] = iter(())

    def __repr__(self) -> str:
        return f"Background({len(self._entries)} landscapes, busy={self.busy})"

    @property
    def busy(self) -> bool:
        """Whether there is anything left to compute."""
        return self._current is not None

    def work(self, over: Callable[[], bool]) -> None:
        """Go on until it is done, or over() says that the time is up; at least by one piece."""
        entry = self._current
        if entry is None:
            return
        try:
            for _ in self._work:
                if over():
                    return
        except Exception:
            logger.exception("a landscape failed and is given up")
            self._end("cancelled")
            return
        self._end("done")

    def _end(self, state: State) -> None:
        if self._current is not None:
            self._current.state = state
        self._current, self._work = None, iter(())

    def start(self, n: int, plan: LandscapePlan, mementos: list[Memento]) -> dict[str, Any]:
        """Begin a landscape around a network as it is now; one under way is cancelled.

        Args:
            n: index of the network.
            plan: which part of which plane.
            mementos: moments of its training, oldest first.

        Returns:
            Its description.

        Raises:
            Missing: there is no such network.
            Conflict: a plane along the path was asked for, and there is none yet.
        """
        run = self.experiment.run(n)
        path = path_of(self.experiment, n, mementos)
        landscape = Landscape(n, plane_of(run, plan, path.values[:-1]))
        self._end("cancelled")
        self._count += 1
        entry = Entry(self._count, landscape, landscape_of(run.spec, run.network_spec))
        self._entries[entry.id] = self._current = entry
        self._work = landscape.work(run.twin())
        while len(self._entries) > MOST_KEPT:
            self._entries.pop(next(iter(self._entries)))
        return self.describe(entry.id, mementos)

    def describe(self, id: int, mementos: list[Memento]) -> dict[str, Any]:
        """Report on a landscape, with the paths of all networks that it is the landscape of.

        Raises:
            Missing: there is none of that id, or others have taken its place.
        """
        entry = self._find(id)
        return {
            "id": entry.id,
            "state": entry.state,
            **entry.landscape.describe(),
            "paths": self._paths(entry, mementos),
        }

    def _paths(self, entry: Entry, mementos: list[Memento]) -> list[dict[str, Any]]:
        found = []
        for n, run in enumerate(self.experiment.runs):
            if landscape_of(run.spec, run.network_spec) == entry.kind:
                path = path_of(self.experiment, n, mementos)
                alpha, beta = entry.landscape.plane.locate(path.values).T
                found.append({"network": n, "alpha": alpha, "beta": beta, "epochs": path.epochs})
        return found

    def cancel(self, id: int) -> None:
        """Give up a landscape that is under way; of any other nothing changes.

        Raises:
            Missing: there is none of that id, or others have taken its place.
        """
        if self._find(id) is self._current:
            self._end("cancelled")

    def _find(self, id: int) -> Entry:
        if id not in self._entries:
            message = f"there is no landscape {id}: it never was, or newer ones took its place"
            raise Missing("unknown_landscape", message, "landscape")
        return self._entries[id]
