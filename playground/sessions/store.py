"""The store: makes, finds and ends sessions, and puts idle ones away."""

from __future__ import annotations

import contextlib
import secrets
import threading

from playground.experiment import ExperimentSpec
from playground.kernel import Engines

from .errors import SessionError, SessionGone, TooMany
from .past import Memory
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
        memory: how much of the past each session keeps. Default: as Memory says.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        most: int,
        idle_seconds: float,
        engines: Engines | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.scheduler = scheduler
        self.engines = engines or Engines(compiled=False)
        self.memory = memory or Memory()
        self.most = most
        self.idle_seconds = idle_seconds
        self._sessions: dict[str, Session] = {}
        self._begun = 0
        self._closed = False
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def playing(self) -> bool:
        """Whether some session plays."""
        with self._lock:
            return any(session.playing for session in self._sessions.values())

    def create(self, spec: ExperimentSpec) -> Session:
        """Start a session.

        Raises:
            TooMany: there are as many as there may be, and none of them is idle.
            SessionGone: the store was closed meanwhile.
        """
        if len(self) >= self.most:
            self.sweep()
        with self._lock:
            if len(self._sessions) + self._begun >= self.most:
                raise TooMany(f"there are {self.most} sessions, no more fit: try again later")
            self._begun += 1
        session = None
        try:
            id = secrets.token_urlsafe(ID_BYTES)
            session = Session(id, spec, self.scheduler, self.engines, self.memory)
        finally:
            with self._lock:
                self._begun -= 1
                if session is not None and not self._closed:
                    self._sessions[session.id] = session
        if self._closed:
            session.close("shutdown")
            raise SessionGone("the server is stopping")
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

        A session that plays on after its pages were closed is paused, so that it gets idle.

        Returns:
            How many there were.
        """
        now = self.scheduler.clock()
        with self._lock:
            sessions = list(self._sessions.values())
        for session in sessions:
            if session.abandoned(now):
                with contextlib.suppress(SessionError):
                    session.call(session.pause_unless_watched)
        with self._lock:
            idle = [
                s
                for s in self._sessions.values()
                if s.resting and s.last_used < now - self.idle_seconds
            ]
            for session in idle:
                del self._sessions[session.id]
        for session in idle:
            session.close("expired")
        return len(idle)

    def close(self) -> None:
        """End all sessions, and those that are being made."""
        with self._lock:
            self._closed = True
            sessions = list(self._sessions.values())
            self._sessions.clear()
        for session in sessions:
            session.close("shutdown")
