"""JSON answers: doubles with full precision, and null for what is no finite number."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi.responses import Response


class Json(Response):
    """An answer as JSON.

    Args:
        content: dicts, lists, strings, numbers; NaN and infinities become null.
        status_code: default 200.
        headers: further headers.
    """

    media_type = "application/json"

    def __init__(self, content: Any, status_code: int = 200, headers: Any = None) -> None:
        super().__init__(content, status_code, headers)

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)
