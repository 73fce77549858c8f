"""What can go wrong: a refusal is the same exception with a server and without one.

Refused            something asked for that is not done; nothing has changed
├── Invalid        a value that is not allowed
├── Missing        something that does not exist
├── Conflict       something that cannot be done as things are now
└── TooMuch        too large, or too many at once, for this server
ServerError        no answer, or none that a playground would give

All carry `code` (a word for programs), `message` (a sentence for people) and `field` (the dotted
path of what was wrong, or None).
"""

from __future__ import annotations

from playground.experiment import Conflict, Invalid, Missing, Refused


class TooMuch(Refused):
    """Too large, or too many at once, for this server."""


class ServerError(Exception):
    """The server gave no answer, or none that a playground would give.

    Args:
        code: "unreachable", "not_a_playground", "other_version", or the server's own word.
        message: a sentence that says what to look at.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field: str | None = None


REFUSALS: dict[int, type[Refused]] = {
    404: Missing,
    409: Conflict,
    413: TooMuch,
    422: Invalid,
    429: TooMuch,
}
"""Status of an answer → what it is here."""

__all__ = ["REFUSALS", "Conflict", "Invalid", "Missing", "Refused", "ServerError", "TooMuch"]
