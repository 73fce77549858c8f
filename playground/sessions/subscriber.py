"""A client that watches a session, as the session sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .frame import Seen, View


@dataclass(eq=False)
class Subscriber:
    """One open stream.

    A frame is built only when the client has taken the last one, so that there is never more
    than one under way: the latest state wins, nothing queues.

    Attributes:
        send_frame: hands a frame over; called from a scheduler thread.
        send_message: the same for a message (a dict).
        view: what the client has on its screen.
        ready: whether it has taken the last frame.
        shown: the state that it was sent last; None before the first frame.
        due_at: when the next may be sent, in seconds of the clock.
        frames: number of frames sent.
    """

    send_frame: Callable[[bytes], None]
    send_message: Callable[[dict[str, Any]], None]
    view: View = field(default_factory=View)
    ready: bool = True
    shown: object = None
    due_at: float = float("-inf")
    frames: int = 0
    seen: Seen = field(default_factory=Seen)

    def take(self, frame: int) -> None:
        """Note that the client has taken a frame; from any thread."""
        # Nobody else touches `ready` as long as it is false.
        self.ready = self.ready or frame >= self.frames
