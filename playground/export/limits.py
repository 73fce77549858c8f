"""What a library cannot express, or does in another way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """Something to be said of a script.

    Attributes:
        code: a word for programs.
        message: a sentence for people.
        given: the choice that it is about, such as "gelu"; None where it is about none.
    """

    code: str
    message: str
    given: str | None = None


def sentences(remarks: Iterable[Remark]) -> str | None:
    """Put remarks together; None where there are none."""
    return " ".join(remark.message for remark in remarks) or None


class NotExpressible(Exception):
    """A library has not what a network needs.

    Args:
        remarks: what it has not.
    """

    def __init__(self, remarks: Iterable[Remark]) -> None:
        self.remarks = tuple(remarks)
        super().__init__(sentences(self.remarks))
