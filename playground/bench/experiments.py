"""The tasks as experiments of the playground, for everything that goes through a session."""

from __future__ import annotations

from typing import Any

from playground.engine import FEATURES

from .tasks import LEARNING_RATE, Task


def described(task: Task) -> dict[str, Any]:
    """Describe a task as the body of POST /api/sessions: XOR, half of the points for training."""
    layers = [{"units": units, "activation": task.activation} for units in task.sizes[1:-1]]
    return {
        "data": {"dataset": "xor", "samples": 2 * task.samples, "train_fraction": 0.5},
        "features": list(FEATURES)[: task.sizes[0]],
        "networks": [
            {
                "layers": layers,
                "output": "tanh",
                "loss": "mse",
                "batch_size": task.batch,
                "optimizer": {"name": task.optimizer, "learning_rate": LEARNING_RATE},
            }
        ],
    }
