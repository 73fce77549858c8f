"""Scratch memory for passes: one piece a thread, aligned for vector registers."""

from __future__ import annotations

import threading

import numpy as np

from playground.engine.types import Array

from .vector import REGISTER

_scratch = threading.local()


def scratch(rows: int, columns: int) -> Array:
    """Return memory for a pass, shared by all that this thread trains."""
    needed = rows * columns
    held = getattr(_scratch, "memory", None)
    if held is None or held.size < needed:
        held = _scratch.memory = _aligned(max(needed, 1 << 14))
    memory: Array = held[:needed].reshape(rows, columns)
    return memory


def _aligned(size: int) -> Array:
    """Return memory that begins where a cache line does, so that no register spans two."""
    memory = np.zeros(size + REGISTER)
    start = -(memory.ctypes.data // memory.itemsize) % REGISTER
    aligned: Array = memory[start : start + size]
    return aligned
