"""Where compiled code is kept between runs: one folder for each state of this package.

Numba notices a change of the file that a function stands in, but not of what that function
calls; a folder named after the content of all files cannot hold anything stale.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from pathlib import Path

import numba
from platformdirs import user_cache_path

MARK = "complete"


@functools.cache
def folder() -> Path:
    """Return the folder for the code of this very package, Numba and machine."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    name = f"kernel-{digest.hexdigest()[:16]}"
    usual = user_cache_path("neural-playground") / name
    try:
        usual.mkdir(parents=True, exist_ok=True)
        writable = os.access(usual, os.W_OK)
    except OSError:
        writable = False
    return usual if writable else Path(tempfile.gettempdir()) / "neural-playground" / name


def filled() -> bool:
    """Whether all of the kernel has been compiled into the folder."""
    return (folder() / MARK).exists()


def mark_filled() -> None:
    """Note that it has."""
    (folder() / MARK).touch()
