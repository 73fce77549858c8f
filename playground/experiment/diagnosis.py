"""What there is to say about a network, as codes and values; the page puts it into words.

The rules look at what has been measured anyway, and not at every step: while training goes on
they are asked anew when it has gone on by a tenth, so that they cost next to nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from copy import copy
from operator import attrgetter

from .data import Data
from .history import HistoryPoint
from .reach import reach
from .rules import RULES, Case, Divergence, Message, guess_loss
from .rules.case import WINDOW
from .rules.learning import RATES
from .run import Run

__all__ = ["RATES", "Diagnosis", "Divergence", "Message"]

MOST_MESSAGES = 2
LINGER = 20.0
"""Epochs for which a message stays when its trouble seems over, so that none flickers."""

ORDER = {rule.__name__: place for place, rule in enumerate(RULES)}
"""How urgent the message of each code is; a rule is called as the code of its message."""

AGAIN = 1.1
"""The rules are asked again when so many times as many updates have been made."""

EDITED = -1
"""Stands for what was edited after the rules had been asked."""


class Diagnosis:
    """What one network is told, and what has to be remembered for that.

    A message that is shown stays until its trouble is clearly over.

    Attributes:
        messages: what was said last, the most urgent first.
    """

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._asked: tuple[int, int, int] | None = None
        self._divergence: Divergence | None = None
        self._since = -1
        self._next = 0
        self._held: dict[str, tuple[float, Message]] = {}
        self._best: HistoryPoint | None = None
        self._judged: tuple[Data, int | None, float] | None = None

    def copy_of(self, run: Run) -> Diagnosis:
        """Return a copy, to be given to a network that is put back as this one is now."""
        copied = copy(self)
        copied._held = dict(self._held)
        if self._asked is not None and (self._asked[0], self._asked[2]) != _identity(run):
            copied._asked = EDITED, self._asked[1], EDITED
        return copied

    def copy_for(self, run: Run) -> Diagnosis:
        """Return a copy for a network that has been put back."""
        copied = copy(self)
        copied._held = dict(self._held)
        if copied._asked is not None and copied._asked[0] != EDITED:
            edits, history = _identity(run)
            copied._asked = edits, copied._asked[1], history
        return copied

    def update(self, run: Run, divergence: Divergence | None) -> list[Message]:
        """Bring the messages up to date and return them.

        Args:
            run: the network in training, measured.
            divergence: what happened if its numbers stopped being finite, else None.
        """
        iteration, points = run.counters.iteration, run.history.points
        moment = (run.edits, iteration, id(run.history))
        first = self._asked is None
        edited = self._asked is not None and self._asked[::2] != moment[::2]
        back = self._asked is not None and iteration < self._asked[1]
        if first or edited or back:
            # A network that is seen for the first time may have learnt for long already.
            fresh = first or not points or iteration <= points[0].iteration
            self._since = -1 if fresh else iteration
            self.messages, self._best, self._next = [], None, 0
            self._held.clear()
        # A network that diverges may come back to the very moment that was asked about last.
        elif self._divergence == divergence and (
            self._asked == moment or (iteration < self._next and divergence is None)
        ):
            return self.messages
        self._asked, self._divergence = moment, divergence
        self._next = int(AGAIN * iteration) + 1 if iteration > 0 else 0
        self._note_best(points)
        self.messages = self._ask(self._case(run, divergence))
        return self.messages

    def _ask(self, case: Case) -> list[Message]:
        """Ask every rule; what was said before is said for a while longer."""
        found = [message for rule in RULES if (message := case.says(rule)) is not None]
        for message in found:
            self._held[message["code"]] = (case.epoch, message)
        good = any(message["code"] == "solved" for message in found)
        last = case.epoch - max(LINGER, 0.1 * case.epoch)
        lingering = [
            message
            for seen, message in self._held.values()
            if seen < case.epoch and seen >= last and not good and message["code"] != "solved"
        ]
        said = {message["code"]: message for message in [*lingering, *found]}
        ordered = sorted(said.values(), key=lambda message: ORDER[message["code"]])
        return ordered[:MOST_MESSAGES]

    def _case(self, run: Run, divergence: Divergence | None) -> Case:
        points = run.history.points
        since = points[bisect_left(points, self._since, key=attrgetter("iteration")) :]
        return Case(
            spec=run.network_spec,
            network=run.network,
            regression=run.spec.task == "regression",
            guess=guess_loss(run.trainer.y, run.network.loss.key),
            reachable=lambda: self._reach(run),
            epoch=run.epoch,
            now=run.measure(),
            first=points[0].measurement,
            since=since,
            recent=since[-WINDOW:],
            best=self._best,
            divergence=divergence,
            shown=frozenset(message["code"] for message in self.messages),
        )

    def _reach(self, run: Run) -> float:
        classes = None if run.spec.task == "regression" else run.spec.classes
        held = self._judged
        if held is None or held[0] is not run.data or held[1] != classes:
            held = self._judged = (run.data, classes, reach(run.data.train, classes))
        return held[2]

    def _note_best(self, points: list[HistoryPoint]) -> None:
        """Remember the point with the lowest test loss since the last edit."""
        known = self._best.iteration if self._best else self._since
        for point in reversed(points):
            if point.iteration < max(known, self._since):
                break
            if point.measurement.test and (
                self._best is None or point.measurement.test.loss < _test_loss(self._best)
            ):
                self._best = point


def _identity(run: Run) -> tuple[int, int]:
    """What is another one after an edit."""
    return run.edits, id(run.history)


def _test_loss(point: HistoryPoint) -> float:
    return point.measurement.test.loss if point.measurement.test else float("inf")
