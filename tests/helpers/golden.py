"""Golden numbers, recorded by tests/engine/golden/make_golden.py."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "engine" / "golden"


@functools.cache
def golden(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
