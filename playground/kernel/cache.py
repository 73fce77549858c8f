"""Where compiled code is kept between runs: one folder for each state of this package.

Numba notices a change of the file that a function stands in, but not of what that function
calls; a folder named after the content of all files cannot hold anything stale. The engine's files
are among them, whose constants become part of the code. The name also goes by where the kernel's
files are and when they were written, and by the processor and the Python that it is compiled for:
what Numba would not use has no part in a folder that is said to be complete.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import llvmlite.binding as llvm
import numba
from platformdirs import user_cache_path

PACKAGE = Path(__file__).resolve().parent
ROOT = user_cache_path("neural-playground")
MARK = "complete"
LONGEST_UNUSED_SECONDS = 30 * 24 * 3600

FOLDER_VARIABLE = "PLAYGROUND_KERNEL_FOLDER"
"""Where a process that compiles for another one is told which folder to fill."""


def name_for(package: Path) -> str:
    """Return the name of the folder for what the files of a package compile to.

    Args:
        package: the kernel's folder, beside which the engine's stands.
    """
    made_for = (numba.__version__, sys.implementation.cache_tag, llvm.get_host_cpu_name())
    digest = hashlib.sha256(repr(made_for).encode())
    for source in sorted(package.glob("*.py")):
        digest.update(f"{source} {source.stat().st_mtime_ns}".encode())
        digest.update(source.read_bytes())
    for source in sorted((package.parent / "engine").rglob("*.py")):
        digest.update(source.read_bytes())
    return f"kernel-{digest.hexdigest()[:16]}"


@functools.cache
def folder() -> Path:
    """Return the folder for the code of this very package, Numba and machine.

    Where the user's cache cannot be written to, it is one that ends with this process.
    """
    if FOLDER_VARIABLE in os.environ:
        return Path(os.environ[FOLDER_VARIABLE])
    usual = ROOT / name_for(PACKAGE)
    try:
        usual.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(usual, os.W_OK):
            return usual
    except OSError:
        pass
    # Code is loaded from there: a folder that nobody else can have prepared.
    own = Path(tempfile.mkdtemp(prefix="neural-playground-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def filled() -> bool:
    """Whether all of the kernel has been compiled into the folder."""
    return (folder() / MARK).exists()


def mark_filled() -> None:
    """Note that it has, and when it was used last."""
    (folder() / MARK).touch()


def forget_unused(now: float, root: Path = ROOT) -> None:
    """Remove the folders of earlier versions and other copies that nobody uses any more.

    Args:
        now: the time, in seconds since 1970.
        root: where the folders are. Default: the user's cache.
    """
    for mark in root.glob(f"kernel-*/{MARK}"):
        # Another process that starts may be removing it at this very moment.
        with contextlib.suppress(FileNotFoundError):
            if now - mark.stat().st_mtime > LONGEST_UNUSED_SECONDS:
                shutil.rmtree(mark.parent, ignore_errors=True)
