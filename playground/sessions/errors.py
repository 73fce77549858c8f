"""What sessions refuse.

SessionError
├── SessionGone    the session does not exist, or no longer (HTTP 404)
├── Busy           it cannot be done now (HTTP 409)
└── TooMany        too many sessions or waiting calls (HTTP 429)
"""

from __future__ import annotations


class SessionError(Exception):
    """Something that a session or the store does not do; nothing has changed.

    Args:
        message: a sentence for people.
    """

    code = "session_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SessionGone(SessionError):
    """The session does not exist, or no longer."""

    code = "unknown_session"


class Busy(SessionError):
    """It cannot be done now."""

    code = "busy"


class TooMany(SessionError):
    """There are too many of them already."""

    code = "too_many"
