"""Compiles all of the kernel, or loads it from the cache, by doing one step of everything.

Run as a program it only fills the cache.
"""

from __future__ import annotations

import os
import time

import numpy as np

from playground.engine import SGD, LayerSpec, Network, Trainer
from playground.engine.measurement import Samples

from . import cache
from .worker import CompiledWorker


def warm_up() -> None:
    """Make every compiled function ready to be called."""
    x = np.zeros((2, 2))
    network = Network(2, [LayerSpec(2)])
    trainer = Trainer(network, x, np.zeros((2, 1)), SGD(len(network.parameters)))
    worker = CompiledWorker(trainer)
    worker.train_epochs(1)
    worker.measure(np.zeros(2, dtype=np.int64), Samples(x, np.zeros((2, 1)), None))
    worker.activations(x)
    worker.levels(x, 0.0, 1.0)
    worker.classes(x)
    worker.maps(x)
    cache.mark_filled()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    cache.forget_unused(time.time())
    warm_up()
