"""What the engine refuses, and how it says so.

EngineError (ValueError)
├── UnknownChoice     a name that is in no registry
└── InvalidArgument   a value outside of what is allowed
"""

from __future__ import annotations

from collections.abc import Iterable


class EngineError(ValueError):
    """Anything that the engine refuses. The message names argument, value and bounds."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownChoice(EngineError, KeyError):
    """A name that no record of the registry has.

    Args:
        kind: what was looked for, such as "activation".
        given: the name that came in.
        allowed: every name that would have been found.
    """

    def __init__(self, kind: str, given: object, allowed: Iterable[str]) -> None:
        self.kind = kind
        self.given = given
        self.allowed = tuple(allowed)
        super().__init__(f"unknown {kind} {given!r}; allowed: {', '.join(self.allowed)}")


class InvalidArgument(EngineError):
    """A value outside of what an argument allows.

    Args:
        argument: its name.
        given: what came in.
        allowed: what would have been taken, in words.
    """

    def __init__(self, argument: str, given: object, allowed: str) -> None:
        self.argument = argument
        self.given = given
        self.allowed = allowed
        super().__init__(f"{argument} must be {allowed}, not {given!r}")
