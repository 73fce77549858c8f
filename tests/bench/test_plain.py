"""The straightforward loop does the same work as the engine: it ends at the same weights."""

from __future__ import annotations

import numpy as np
import pytest

from playground.bench.plain import PlainTraining
from playground.bench.tasks import TASKS, Task, choices
from playground.engine import ACTIVATIONS, OPTIMIZERS


@pytest.mark.parametrize("task", [*TASKS, *choices()], ids=lambda task: task.name)
def test_two_epochs_of_the_plain_loop_end_where_those_of_the_engine_end(task: Task) -> None:
    trainer, plain = task.trainer(), PlainTraining(task)
    trainer.train_epochs(2)
    plain.epoch()
    plain.epoch()
    np.testing.assert_allclose(plain.theta, trainer.network.parameters.values, rtol=1e-7, atol=1e-9)


def test_every_activation_and_optimizer_is_measured() -> None:
    assert {task.activation for task in choices()} == set(ACTIVATIONS)
    assert {task.optimizer for task in choices()} == set(OPTIMIZERS)
