"""The arrays of a file: each is taken once, by a name, a kind and a shape that were expected."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.types import Array, Labels
from playground.experiment.errors import Invalid


class Shelf:
    """Arrays that came in.

    Args:
        arrays: by name.
    """

    def __init__(self, arrays: dict[str, np.ndarray[Any, Any]]) -> None:
        self._arrays = dict(arrays)

    def __repr__(self) -> str:
        return f"Shelf({len(self._arrays)} left)"

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def numbers(self, name: str, *shape: int | None, finite: bool = True) -> Array:
        """Take real numbers.

        Args:
            name: of the array.
            shape: None stands for any length.
            finite: whether all have to be finite.
        """
        found: Array = self._take(name, np.float64, shape)
        if finite and not np.isfinite(found).all():
            raise refuse(name, "must hold finite numbers only")
        return found

    def whole(self, name: str, *shape: int | None, below: int) -> Labels:
        """Take whole numbers from 0 to below − 1."""
        found: Labels = self._take(name, np.int64, shape)
        if found.size and not (found.min() >= 0 and found.max() < below):
            raise refuse(name, f"must hold whole numbers from 0 to {below - 1}")
        return found

    def flags(self, name: str, *shape: int) -> Array:
        """Take zeros and ones, as real numbers."""
        found = self._take(name, np.uint8, shape)
        if found.size and found.max() > 1:
            raise refuse(name, "must hold only 0 and 1")
        flags: Array = found.astype(np.float64)
        return flags

    def finish(self) -> None:
        """Refuse what was not expected."""
        for name in self._arrays:
            raise refuse(name[:80], "is no array of this session")

    def _take(self, name: str, dtype: type, shape: tuple[int | None, ...]) -> Any:
        found = self._arrays.pop(name, None)
        if found is None:
            raise refuse(name, "is missing")
        wanted = " × ".join("n" if size is None else str(size) for size in shape)
        fits = len(found.shape) == len(shape) and all(
            size in (None, given) for size, given in zip(shape, found.shape, strict=True)
        )
        if found.dtype != dtype or not fits:
            given = " × ".join(str(size) for size in found.shape[:8])
            kind = np.dtype(dtype).name
            raise refuse(name, f"must be {wanted} of {kind}, not {given} of {found.dtype.name}")
        return found.astype(dtype)


def refuse(name: str, reason: str, code: str = "invalid_file") -> Invalid:
    field = f"file.{name}"
    return Invalid(code, f"this file cannot be opened: {field} {reason}", field)
