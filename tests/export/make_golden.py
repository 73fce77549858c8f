"""Runs exported scripts where PyTorch, Keras and scikit-learn are, and keeps what they say.

None of them is a dependency of the project or of its tests. In an environment of its own:

    pip install torch==2.13.0 keras==3.15.1 scikit-learn==1.9.1
    python tests/export/make_golden.py <the python of that environment>

to be run with the project's own Python. It writes golden.json next to itself: for every script its
fingerprint, the gist of its numbers, the losses it came to, and its answers to the first points.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))
os.environ["KERAS_BACKEND"] = "torch"

from helpers.scripts import (  # noqa: E402
    DIFFERENT,
    by_weights,
    exported_cases,
    fingerprint,
    gist,
    run_scripts,
)

ANSWERS = 5


def main(python: str) -> None:
    golden: dict[str, dict[str, Any]] = {}
    for language in DIFFERENT:
        scripts = {
            name: script.code
            for name, (script, _) in exported_cases(language).items()
            if script.code is not None
        }
        with tempfile.TemporaryDirectory() as folder:
            told = run_scripts(scripts, Path(folder), python)
        golden[language] = {
            name: {
                "fingerprint": fingerprint(scripts[name]),
                "gist": [float(f"{part:.10g}") for part in gist(scripts[name])],
                "losses": short(told[name].losses),
                "answers": short(told[name].answers[:ANSWERS]),
                "weights": short(told[name].weights) if by_weights(language, name) else [],
            }
            for name in sorted(scripts)
        }
    lines = [
        f"  {json.dumps(language)}: {{\n"
        + ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in found.items())
        + "\n  }"
        for language, found in golden.items()
    ]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (FOLDER / "golden.json").write_text(text, encoding="utf-8")


def short(numbers: Any) -> Any:
    """Numbers with ten digits, which is more than is compared."""
    if numbers.ndim:
        return [short(part) for part in numbers]
    return float(f"{float(numbers):.10g}")


if __name__ == "__main__":
    main(sys.argv[1])
