"""All tables of the benchmark, part by part."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import numpy as np

from playground.kernel import Engines

from .drawing import drawing_tables
from .frame import frame_tables
from .load import COUNTS, load_tables
from .peers import Peers
from .start import start_tables
from .tables import Table
from .training import training_tables


class Part(str, Enum):
    """What can be measured alone."""

    TRAINING = "training"
    FRAME = "frame"
    START = "start"
    BROWSER = "browser"
    LOAD = "load"


def about(engine: str) -> str:
    """Say what machine and which versions the numbers are from."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.machine()}, {cores} cores, {platform.system()}"
    python = f"Python {platform.python_version()}, NumPy {np.__version__}, engine: {engine}"
    return f"{system}; {python}. Minimum of repetitions taken in turns, on one thread."


def tables(part: Part, engines: Engines, quick: bool, peers: Path | None) -> Iterator[Table]:
    """Measure one part.

    Args:
        part: which.
        engines: with the compiled kernel ready, where it can be had.
        quick: take about a tenth of the time, and less care.
        peers: folder whose node_modules holds convnetjs, if not npm's own.
    """
    seconds = 0.2 if quick else 2.0
    if part is Part.TRAINING:
        yield from training_tables(engines, Peers(peers), seconds)
    elif part is Part.FRAME:
        yield from frame_tables(engines, seconds)
    elif part is Part.START:
        yield from start_tables(2 if quick else 5)
    elif part is Part.BROWSER:
        yield from drawing_tables(2.0 if quick else 10.0)
    else:
        yield from load_tables(2.0 if quick else 10.0, COUNTS[:2] if quick else COUNTS)
