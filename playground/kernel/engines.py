"""Which engine does the work: the compiled kernel once it is ready, the NumPy engine until then.

Compiling takes seconds and holds Python's lock, so that the first time another process does it;
this one then only loads the result. Where there is no Numba, NumPy serves all the time.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Literal

import playground
from playground.engine import Trainer
from playground.engine.worker import NumpyWorker, Worker

logger = logging.getLogger(__name__)

EngineName = Literal["numpy", "compiled"]
LONGEST_COMPILATION_SECONDS = 300


class Engines:
    """The choice of an engine for each trainer.

    Args:
        compiled: whether the compiled kernel may be used. Default true.
        aside: what long work is done inside of, because it needs no Python. Default: nothing.
        when_ready: called once the compiled kernel is there. Default: nothing.
    """

    def __init__(
        self,
        compiled: bool = True,
        aside: Callable[[], AbstractContextManager[None]] = nullcontext,
        when_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.aside = aside
        self.when_ready = when_ready
        self.wanted = compiled and importlib.util.find_spec("numba") is not None
        self._ready = threading.Event()

    @property
    def name(self) -> EngineName:
        """The engine that does the work at this moment, wherever it can."""
        return "compiled" if self._ready.is_set() else "numpy"

    def start(self) -> None:
        """Begin to get the compiled kernel ready, in the background."""
        if self.wanted:
            threading.Thread(target=self._prepare, name="kernel", daemon=True).start()

    def wait(self) -> None:
        """Get the compiled kernel ready now."""
        if self.wanted:
            self._prepare()

    def _prepare(self) -> None:
        try:
            cache = importlib.import_module("playground.kernel.cache")
            if not cache.filled():
                _compile_elsewhere({cache.FOLDER_VARIABLE: str(cache.folder())})
            importlib.import_module("playground.kernel.warm_up").warm_up()
        except Exception:
            logger.exception("the compiled kernel cannot be had; NumPy serves")
            return
        self._ready.set()
        self.when_ready()

    def attach(self, trainer: Trainer) -> Worker:
        """Return who is to work on a trainer from now on."""
        if not self._ready.is_set():
            return NumpyWorker(trainer)
        from .worker import CompiledWorker, supports

        return CompiledWorker(trainer, self.aside) if supports(trainer) else NumpyWorker(trainer)


def _compile_elsewhere(told: dict[str, str]) -> None:
    """Fill the cache from another process, politely; a failure only costs time later.

    Args:
        told: variables of its environment, among them where the cache is.
    """
    command = [sys.executable, "-m", "playground.kernel.warm_up"]
    gentle = {**os.environ, "NUMBA_NUM_THREADS": "1", **told}
    # In the package's own folder, so that no file where the server was started is imported.
    home = Path(playground.__file__).parent.parent
    try:
        subprocess.run(
            command,
            cwd=home,
            env=gentle,
            check=False,
            timeout=LONGEST_COMPILATION_SECONDS,
            capture_output=True,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.warning("the kernel is compiled in this process instead: %s", error)
