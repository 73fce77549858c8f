"""The store: makes, finds and ends sessions, and puts idle ones away."""

from __future__ import annotations

import secrets
import threading

from playground.experiment import ExperimentSpec
from playground.kernel import Engines

from .errors import SessionGone, TooMany
from .scheduler import Scheduler
from .session import Session

ID_BYTES = 16
"""128 random bits: an id that cannot be guessed."""


class SessionStore:
    """All live sessions.

    Args:
        scheduler: what runs them.
        most: how many may live at once, at least 1.
        idle_seconds: how long a session that neither plays nor is watched may stay unused.
        engines: which engine does the work. Default: NumPy alone.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        most: int,
        idle_seconds: float,
        engines: Engines | None = None,
    ) -> None:
        self.scheduler = scheduler
        self.engines = engines or Engines(compiled=False)
        self.most = most
        self.idle_seconds = idle_seconds
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._sessions)

    def create(self, spec: ExperimentSpec) -> Session:
        """Start a session.

        Raises:
            TooMany: there are as many as there may be, and none of them is idle.
        """
        if len(self) >= self.most:
            self.sweep()
        session = Session(secrets.token_urlsafe(ID_BYTES), spec, self.scheduler, self.engines)
        with self._lock:
            if len(self._sessions) >= self.most:
                raise TooMany(f"there are {self.most} sessions, no more fit: try again later")
            self._sessions[session.id] = session
        return session

    def get(self, id: str) -> Session:
        """Find a session.

        Raises:
            SessionGone: there is none of that id.
        """
        try:
            return self._sessions[id]
        except KeyError:
            raise SessionGone("there is no such session: it has ended or never was") from None

    def delete(self, id: str, reason: str = "deleted") -> None:
        """End a session.

        Raises:
            SessionGone: there is none of that id.
        """
        session = self.get(id)
        with self._lock:
            self._sessions.pop(id, None)
        session.close(reason)

    def sweep(self) -> int:
        """Put away every session that is idle: long unused, not playing, not watched.

        Returns:
            How many there were.
        """
        limit = self.scheduler.clock() - self.idle_seconds
        with self._lock:
            idle = [s for s in self._sessions.values() if s.resting and s.last_used < limit]
            for session in idle:
                del self._sessions[session.id]
        for session in idle:
            session.close("expired")
        return len(idle)

    def close(self) -> None:
        """End all sessions."""
        with self._lock:
            sessions = list(self._sessions.values())
            self._sessions.clear()
        for session in sessions:
            session.close("shutdown")
