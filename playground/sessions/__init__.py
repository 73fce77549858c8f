"""Sessions: who owns a running experiment, and how many share two cores."""

from .errors import Busy, SessionError, SessionGone, TooMany
from .frame import View
from .past import Memory
from .scheduler import Scheduler
from .session import Session
from .store import SessionStore
from .subscriber import Subscriber

__all__ = [
    "Busy",
    "Memory",
    "Scheduler",
    "Session",
    "SessionError",
    "SessionGone",
    "SessionStore",
    "Subscriber",
    "TooMany",
    "View",
]
