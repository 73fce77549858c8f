"""A registry: the ordered table of all choices of one kind.

Menus, validation, catalog and tests all read these tables; nothing else lists the choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from .errors import UnknownChoice


class Record(Protocol):
    """Anything that can stand in a registry."""

    @property
    def key(self) -> str: ...


R = TypeVar("R", bound=Record)


class Registry(Mapping[str, R]):
    """Records by key, in the order given.

    Args:
        kind: what the records are, in the singular; used in messages.
        records: the choices, simplest first.
    """

    def __init__(self, kind: str, records: Iterable[R]) -> None:
        self.kind = kind
        self._records = {record.key: record for record in records}

    def __getitem__(self, key: str) -> R:
        """Return the record of that name.

        Raises:
            UnknownChoice: no record has it; the message lists those that there are.
        """
        try:
            return self._records[key]
        except (KeyError, TypeError):
            raise UnknownChoice(self.kind, key, self._records) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        return f"Registry({self.kind}: {', '.join(self._records)})"
