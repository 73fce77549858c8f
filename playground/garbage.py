"""When Python looks through all objects for garbage: seldom, and when nobody plays.

To look through everything holds up everybody for as long as there is much of it. Left to itself
Python does so whenever a quarter has been added: with the curves of a hundred learners, for a
fifth of a second every other second. Hardly anything is found, as an ended session is freed without
such a look. So what has lived for a while is left out of it until there is time.
"""

from __future__ import annotations

import gc

SELDOM = 1000
"""Looks at the middle generation for one at the oldest. Python's own number is 10."""

MOST_SWEEPS = 120
"""Sweeps after which everything is looked at though somebody plays: an hour, where one is made
every half minute."""


class Garbage:
    """The policy of one server.

    Attributes:
        played: whether somebody has played since everything was looked at.
        sweeps: how many there were since then.
    """

    def __init__(self) -> None:
        self.played = False
        self.sweeps = 0
        self._before: tuple[int, int, int] | None = None

    def begin(self) -> None:
        """Look at the oldest objects seldom from now on."""
        young, middle, _ = self._before = gc.get_threshold()
        gc.set_threshold(young, middle, SELDOM)

    def end(self) -> None:
        """Leave it to Python again, with all that was left out."""
        gc.unfreeze()
        if self._before is not None:
            gc.set_threshold(*self._before)

    def settle(self) -> None:
        """Leave what is there by now out of every look until there is time."""
        gc.freeze()

    def sweep(self, playing: bool) -> bool:
        """Look through everything if it is time for that; leave the rest out from now on.

        Args:
            playing: whether some session plays, which would be held up.

        Returns:
            Whether it did look.
        """
        self.played = self.played or playing
        self.sweeps += 1
        due = (self.played and not playing) or self.sweeps >= MOST_SWEEPS
        if due:
            gc.unfreeze()
            gc.collect()
            self.played, self.sweeps = False, 0
        self.settle()
        return due
