"""Which way dependencies point: in Python by its syntax tree, in the browser by its imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "playground"
SCRIPTS = ROOT / "static" / "js"

ORDER = [
    "engine",
    "kernel",
    "experiment",
    "export",
    "files",
    "links",
    "sessions",
    "api",
    "app",
    "__main__",
]
"""Each part may import itself and those before it."""

BESIDE = {
    "": set(ORDER),
    "blas": set(ORDER),
    "garbage": set(ORDER),
    "settings": {"engine", "kernel", "sessions", "api", "app", "__main__"},
    "bench": {"api", "app", "__main__"},
    "client": {"sessions", "api", "app", "__main__"},
}
"""What stands beside the parts, and what it must not import: the package itself, what is set before
NumPy is imported, the policy of collecting garbage, the settings, which know limits alone, the
benchmark, and the client, which knows a server by its address only."""

BANNED: dict[str, set[str]] = {
    "engine": {
        *("fastapi", "starlette", "pydantic", "uvicorn", "numba", "orjson", "msgpack"),
        *("asyncio", "threading", "time", "random", "logging", "datetime"),
    },
    "experiment": {
        *("fastapi", "starlette", "uvicorn", "asyncio", "threading", "time", "random", "datetime"),
    },
    "export": {
        *("fastapi", "starlette", "pydantic", "uvicorn", "numba", "asyncio", "threading"),
        *("time", "random", "datetime"),
    },
    "files": {
        *("fastapi", "starlette", "uvicorn", "asyncio", "threading", "time", "random", "datetime"),
        *("pickle", "zipfile"),
    },
    "links": {
        *("fastapi", "starlette", "uvicorn", "asyncio", "threading", "time", "random", "datetime"),
    },
    "sessions": {"fastapi", "starlette", "pydantic", "uvicorn", "random"},
    "api": {"threading", "random", "numba"},
    "client": {
        "fastapi",
        "starlette",
        "uvicorn",
        "asyncio",
        "threading",
        "time",
        "random",
        "numba",
    },
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def part_of(module: str) -> str:
    """The part that a module of the package belongs to: "engine" for playground.engine.layers."""
    return module.split(".")[1] if "." in module else ""


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file, relative ones resolved."""
    here = name_of(path).split(".")
    if path.name != "__init__.py":
        here = here[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            if base == "playground" or not node.module:
                yield from (f"{base}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_parts_before_its_own(path: Path) -> None:
    part = part_of(name_of(path))
    used = {part_of(m) for m in imported(path) if m.split(".")[0] == "playground"}
    for other in used - {""}:
        if other in ORDER and part in ORDER:
            assert ORDER.index(other) <= ORDER.index(part), f"{part} must not import {other}"
        elif part in BESIDE:
            assert other not in BESIDE[part], f"{part or 'the package'} must not import {other}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_keeps_away_from_what_its_part_must_not_know(path: Path) -> None:
    banned = BANNED.get(part_of(name_of(path)), set())
    assert {m.split(".")[0] for m in imported(path)} & banned == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_imports_the_application_but_the_command(path: Path) -> None:
    if name_of(path) == "playground.__main__":
        return
    assert {part_of(m) for m in imported(path)} & {"app", "__main__"} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_imports_the_client_but_the_package(path: Path) -> None:
    if part_of(name_of(path)) in ("client", ""):
        return
    assert "client" not in {part_of(m) for m in imported(path) if m.startswith("playground.")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_that_serves_imports_the_benchmark(path: Path) -> None:
    if part_of(name_of(path)) in ("bench", "__main__"):
        return
    assert "bench" not in {part_of(m) for m in imported(path) if m.startswith("playground.")}


def test_the_engine_can_be_imported_alone() -> None:
    import subprocess
    import sys

    command = (
        "import sys, playground.engine;"
        "print(*sorted({m.split('.')[0] for m in sys.modules} & "
        "{'fastapi', 'pydantic', 'starlette', 'asyncio', 'numba'}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == ""


def test_every_part_is_known() -> None:
    found = {part_of(name_of(path)) for path in MODULES}
    assert {*ORDER} <= found <= {*ORDER, *BESIDE}


# The browser

JAVASCRIPT = sorted(SCRIPTS.rglob("*.js"))
IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']|import\s*\(?\s*["']([^"']+)["']""",
    re.M,
)


def js_name(path: Path) -> str:
    return path.relative_to(SCRIPTS).as_posix()


def js_imports(path: Path) -> list[str]:
    """Every module that a module imports, as its name below static/js."""
    found = []
    for match in IMPORT.finditer(path.read_text(encoding="utf-8")):
        target = match.group(1) or match.group(2)
        assert target.startswith("."), f"{path} imports {target}, which is not a file of the page"
        assert target.endswith(".js"), f"{path} imports {target} without its ending"
        resolved = (path.parent / target).resolve()
        assert resolved.is_file(), f"{path} imports {target}, which does not exist"
        found.append(js_name(resolved))
    return found


@pytest.mark.parametrize("path", JAVASCRIPT, ids=js_name)
def test_imports_of_the_page_are_files_of_the_page(path: Path) -> None:
    js_imports(path)


@pytest.mark.parametrize(
    "path", [path for path in JAVASCRIPT if "views" in path.parts], ids=js_name
)
def test_a_view_stands_alone(path: Path) -> None:
    for name in js_imports(path):
        assert not name.startswith("views/"), "a view must not import another"
        assert name not in ("transport.js", "store.js", "actions.js", "session.js", "main.js")


@pytest.mark.parametrize("path", [p for p in JAVASCRIPT if p.parent.name == "lib"], ids=js_name)
def test_the_library_of_the_page_knows_nothing_above_it(path: Path) -> None:
    assert all(name.startswith("lib/") for name in js_imports(path))


def test_only_one_file_names_plotly() -> None:
    naming = {
        js_name(path)
        for path in JAVASCRIPT
        if re.search(r"\bPlotly\b", without_comments(path.read_text(encoding="utf-8")))
    }
    assert naming <= {"lib/plot.js"}


def without_comments(code: str) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", code, flags=re.DOTALL)


def test_no_template_holds_a_script_or_a_style() -> None:
    for path in (ROOT / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert not body.strip() or "application/json" in attributes, path.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), path.name
