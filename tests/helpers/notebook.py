"""Runs a notebook cell by cell, in this process, and says what each one shows."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VARIES = "varies"
"""The tag of a cell whose output is another one every time."""


@dataclass
class Ran:
    """A cell of code that has been run.

    Attributes:
        cell: as it is in the file.
        printed: what it printed.
        result: the value of its last line, where that is an expression.
    """

    cell: dict[str, Any]
    printed: str
    result: Any

    @property
    def source(self) -> str:
        return "".join(self.cell["source"])

    @property
    def varies(self) -> bool:
        return VARIES in self.cell["metadata"].get("tags", [])


def read_notebook(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def run_notebook(notebook: dict[str, Any]) -> list[Ran]:
    """Run all cells in order, in one namespace of their own."""
    names: dict[str, Any] = {"__name__": "__main__"}
    return [_run(cell, names) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _run(cell: dict[str, Any], names: dict[str, Any]) -> Ran:
    tree = ast.parse("".join(cell["source"]), filename=f"<{cell['id']}>")
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, result = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"<{cell['id']}>", "exec"), names)
        if isinstance(last, ast.Expr):
            code = compile(ast.Expression(last.value), f"<{cell['id']}>", "eval")
            result = eval(code, names)
    return Ran(cell, printed.getvalue(), result)
