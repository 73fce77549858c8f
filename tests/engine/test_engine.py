"""The engine as a library: what its front page shows works, and it needs nothing of the web."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np

from playground import engine

FOLDER = Path(engine.__file__).parent


def test_the_example_of_the_front_page_runs_and_learns() -> None:
    lines = engine.__doc__.splitlines()
    example = "\n".join(line.strip() for line in lines if line.startswith("    "))
    names: dict[str, object] = {}
    exec(compile(example, "front page", "exec"), names)
    labels = names["labels"]
    answers = names["network"].predict(names["points"])
    assert ((answers[:, 0] > 0.5) == labels).mean() > 0.95
    assert names["trainer"].counters.epoch == 100


def test_importing_the_engine_imports_nothing_of_the_web() -> None:
    code = (
        "import sys, playground.engine; "
        "web = {'fastapi', 'starlette', 'pydantic', 'uvicorn', 'plotly', 'numba', 'jinja2'}; "
        "print(sorted(web & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_engine_modules_import_only_numpy_the_standard_library_and_each_other() -> None:
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                assert top == "numpy" or top in sys.stdlib_module_names, f"{path.name}: {name}"


def test_nothing_in_the_engine_touches_the_global_generator() -> None:
    np.random.seed(0)  # noqa: NPY002, TID251
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    points, labels = engine.DATASETS["moons"].generate(np.random.default_rng(0), 30, 0.2, 2)
    network = engine.Network(2, [engine.LayerSpec(4, dropout=0.5, normalization="batch")])
    optimizer = engine.SGD(len(network.parameters))
    engine.Trainer(network, points, labels[:, None], optimizer).train_epochs(3)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
