"""The container of a session's file: safetensors, with the description as JSON beside the arrays.

    8 bytes   length of the header
    header    JSON: {"__metadata__": {"session": description as JSON}, name: dtype, shape, place}
    arrays    their bytes

Nothing in it can be run. What comes in is bounded before it is read.
https://github.com/huggingface/safetensors
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save

from playground.experiment.errors import Invalid

LONGEST_HEADER = 1_000_000
"""Bytes of names, shapes and description; those of the largest session take a tenth of it."""

DTYPES = {"F64": "<f8", "I64": "<i8", "U8": "|u1"}
KEY = "session"

Arrays = Mapping[str, np.ndarray[Any, Any]]


def pack(description: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Write a file; every number of the description is a whole one or a short fraction."""
    metadata = {KEY: json.dumps(description, allow_nan=False)}
    return save({name: np.ascontiguousarray(a) for name, a in arrays.items()}, metadata)


def unpack(raw: bytes) -> tuple[Any, dict[str, np.ndarray[Any, Any]]]:
    """Read a file: the description, not checked yet, and the arrays by name.

    Raises:
        Invalid: it is no such file.
    """
    length = int.from_bytes(raw[:8], "little")
    if len(raw) < 8 or length > len(raw) - 8:
        raise _refuse("it is no safetensors file, or a part of it is missing", "not_safetensors")
    if length > LONGEST_HEADER:
        reason = f"its header may have at most {LONGEST_HEADER} bytes, not {length}"
        raise _refuse(reason, "not_safetensors")
    try:
        tensors = deserialize(raw)  # type: ignore[no-untyped-call]
        header = json.loads(raw[8 : 8 + length])
        description = json.loads((header.get("__metadata__") or {})[KEY])
    except (SafetensorError, ValueError, RecursionError):
        raise _refuse("it is no safetensors file, or it is damaged", "not_safetensors") from None
    except KeyError:
        raise _refuse("it is a safetensors file, but of something else", "no_session") from None
    return description, {name: _array(name, tensor) for name, tensor in tensors}


def _array(name: str, tensor: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    kind = DTYPES.get(str(tensor["dtype"]))
    if kind is None:
        raise _refuse(f"its array {name[:80]!r} is of a kind that no session has")
    found: np.ndarray[Any, Any] = np.frombuffer(tensor["data"], kind).reshape(tensor["shape"])
    return found


def _refuse(reason: str, code: str = "invalid_file") -> Invalid:
    return Invalid(code, f"this file cannot be opened: {reason}", "file")
