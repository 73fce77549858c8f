"""Advice that has been tried out before it is given."""

from __future__ import annotations

from playground.kernel import Engines

from .data import Data, Part
from .diagnosis import RATES
from .run import Run
from .spec import ExperimentSpec

FEWEST_ITERATIONS = 1_000
LONGER = 5
WORK_CALLS = 50
"""How many calls' worth of work a trial may cost: some tens of milliseconds."""


def workable_rate(
    spec: ExperimentSpec, index: int, data: Data, engines: Engines, diverged: int
) -> float:
    """Find the largest learning rate below the present one with which the network does train.

    Each rate of the menu is tried from the initial weights, for several times as long as it took
    to diverge; it works if the numbers stay finite and the training loss gets smaller.

    Args:
        spec: the experiment.
        index: which of its networks diverged.
        data: the experiment's points.
        engines: which engine does the work.
        diverged: the iteration at which it did.
    """
    present = spec.networks[index].optimizer.learning_rate
    data = _affordable(spec, index, data, engines)
    for rate in sorted((rate for rate in RATES if rate < present), reverse=True):
        if _trains(Run(_with_rate(spec, index, rate), index, data, engines), diverged):
            return rate
    return min(RATES[0], 0.1 * present)


def _affordable(spec: ExperimentSpec, index: int, data: Data, engines: Engines) -> Data:
    """Take no more points than can be measured for the cost of a trial, and none to test on."""
    least = Data(_first(data.train, 1), _first(data.test, 0), data.domain)
    network = Run(spec, index, least, engines)
    most = WORK_CALLS * network.worker.work_a_call // len(network.network.parameters)
    return Data(_first(data.train, max(1, most)), least.test, data.domain)


def _first(part: Part, count: int) -> Part:
    return Part(part.points[:count], part.labels[:count])


def _with_rate(spec: ExperimentSpec, index: int, rate: float) -> ExperimentSpec:
    network = spec.networks[index]
    settings = {**network.optimizer.settings, "learning_rate": rate}
    optimizer = network.optimizer.model_copy(update={"settings": settings})
    networks = list(spec.networks)
    networks[index] = network.model_copy(update={"optimizer": optimizer})
    return spec.model_copy(update={"networks": tuple(networks)})


def _trains(trial: Run, diverged: int) -> bool:
    worker, before = trial.worker, trial.measure().train.loss
    work_a_batch = len(trial.network.parameters) * trial.trainer.batch_size
    affordable = max(1, WORK_CALLS * worker.work_a_call // work_a_batch)
    worker.train_batches(min(max(FEWEST_ITERATIONS, LONGER * diverged), affordable))
    return trial.trainer.diverged is None and trial.measure_gradients().train.loss < before
