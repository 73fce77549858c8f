"""When Python looks through all objects for garbage: seldom, and after sessions have ended.

To look through everything holds up everybody for as long as there is much of it. Left to itself
Python does so whenever a quarter has been added: with the curves of a hundred learners, for a
fifth of a second every other second. What is thrown away in circles that only such a look finds
are ended sessions. So that is when it is made.
"""

from __future__ import annotations

import gc

MANY_ENDED = 16
"""Ended sessions that are worth holding up those who play."""

SELDOM = 200
"""Looks at the middle generation for one at everything. Python's own number is 10."""


class Garbage:
    """The policy of one server.

    Attributes:
        ended: sessions that had ended at the last look.
    """

    def __init__(self) -> None:
        self.ended = 0
        self._before = gc.get_threshold()

    def begin(self) -> None:
        """Look at everything seldom from now on."""
        young, middle, _ = self._before = gc.get_threshold()
        gc.set_threshold(young, middle, SELDOM)

    def end(self) -> None:
        """Leave it to Python again."""
        gc.set_threshold(*self._before)

    def settle(self) -> None:
        """Take what is there by now to stay: it need not be looked through again."""
        gc.freeze()

    def sweep(self, ended: int, playing: bool) -> bool:
        """Look for what ended sessions have left behind, where it is worth it.

        Args:
            ended: sessions that have ended since the server began.
            playing: whether some session plays, which would be held up.

        Returns:
            Whether it did look.
        """
        if ended - self.ended < (MANY_ENDED if playing else 1):
            return False
        gc.collect()
        self.ended = ended
        return True
