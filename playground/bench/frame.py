"""One frame: all that the server does for it, part by part, and 10,000 points through a network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.engine.types import Array
from playground.experiment import Experiment
from playground.experiment.edits import parse
from playground.experiment.run import Run
from playground.kernel import Engines
from playground.sessions.frame import Seen, View, build_frame, surface, unit_maps

from .experiments import described
from .tables import Table, at_most, number, ratio, times
from .tasks import TASKS, M, S, Task
from .timing import Repeated, race
from .training import MICRO

SETTLED_EPOCHS = 1_100
"""Until the curves are full, so that every second tick is recorded."""

TARGETS = {S.name: 1.0, M.name: 4.0}
"""Milliseconds for one frame."""

HEAD = {
    "frame": 1,
    "playing": True,
    "unit": "epochs",
    "rate": None,
    "speed": 1.0,
    "engine": "compiled",
    "timeline": 1,
    "looking": None,
}
WHOLE = "whole frame"


def frame_tables(engines: Engines, seconds: float) -> list[Table]:
    """Measure frames of S, M and L, and points through them."""
    frames = Table("One frame, in µs", ["part", *(task.name for task in TASKS)])
    points = Table(
        "10,000 points through the network, every unit on the way",
        ["network", "kernel, µs", "one NumPy product a layer, µs", "×"],
    )
    found = {}
    for task in TASKS:
        live = Experiment(parse(described(task)), engines)
        for _ in range(SETTLED_EPOCHS):
            live.tick("epochs")
        found[task.name] = race(_parts(live), seconds)
        ours, theirs = _points(live.runs[0], task, seconds)
        points.add(task.name, number(ours), number(theirs), times(ratio(theirs, ours)))
    for part in found[S.name]:
        frames.add(part, *(number(found[task.name][part] * MICRO) for task in TASKS))
    for name, target in TARGETS.items():
        taken = 1e3 * found[name][WHOLE]
        frames.notes.append(at_most(f"one frame of {name}", taken, target, "ms"))
    frames.notes.append("The surface has 100 × 100 points, every unit's map 24 × 24.")
    return [frames, points]


def _parts(live: Experiment) -> list[Repeated]:
    run, view, seen = live.runs[0], View(), Seen()

    def whole() -> bytes:
        live.tick("epochs")
        return build_frame(live, view, seen, HEAD)

    return [
        Repeated(WHOLE, whole),
        Repeated("an epoch", lambda: run.worker.train_epochs(1)),
        Repeated("statistics", run.measure_gradients),
        Repeated("surface, in bytes", lambda: surface(run, view.resolution)),
        Repeated("every unit's map, in bytes", lambda: unit_maps(run, view.unit_resolution)),
    ]


def _points(run: Run, task: Task, seconds: float) -> tuple[float, float]:
    grid = run.grid(100)
    found = race(
        [
            Repeated("kernel", lambda: run.worker.activations(grid)),
            Repeated("NumPy", _products(run, task, np.ascontiguousarray(grid))),
        ],
        seconds,
    )
    return found["kernel"] * MICRO, found["NumPy"] * MICRO


def _products(run: Run, task: Task, grid: Array) -> Callable[[], object]:
    """One product a layer, as one would write it."""
    layers = [(layer.dense.weights, layer.dense.biases) for layer in run.network.layers]
    hidden: Callable[[Array], Array] = (
        np.tanh if task.activation == "tanh" else lambda z: np.maximum(z, 0.0)
    )

    def forward() -> list[Array]:
        outputs = [grid]
        for weights, biases in layers[:-1]:
            outputs.append(hidden(outputs[-1] @ weights + biases))
        weights, biases = layers[-1]
        outputs.append(np.tanh(outputs[-1] @ weights + biases))
        return outputs

    return forward
