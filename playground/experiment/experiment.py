"""A live experiment: the description, its data, and one run for each of its networks.

A plain object for one thread: it knows no clock, no lock and no web.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from weakref import WeakKeyDictionary

from playground.kernel import Engines

from .advice import workable_rate
from .blueprint import network_shape
from .data import Data, Part, draw
from .diagnosis import Diagnosis, Divergence
from .edits import reseed
from .errors import Conflict, Missing, shorten
from .memento import Memento
from .run import Run, Unit
from .spec import ExperimentSpec

Kept = Literal["kept", "reset"]


@dataclass
class Parked:
    """An experiment that stands still while another one is looked at.

    Attributes:
        spec: its description.
        data: its points.
        runs: its networks.
        unfinished: those that had not finished the epoch that all are training.
        diagnoses: what has been said of them; None where nothing was asked for.
    """

    spec: ExperimentSpec
    data: Data
    runs: list[Run]
    unfinished: list[Run]
    diagnoses: list[Diagnosis | None]

    def memento(self, *, light: bool = False) -> Memento:
        """Note all that it takes to put everything back exactly; see Run.memento()."""
        waiting = tuple(n for n, run in enumerate(self.runs) if run in self.unfinished)
        said = zip(self.runs, self.diagnoses, strict=True)
        return Memento(
            self.spec,
            tuple(run.memento(light=light) for run in self.runs),
            waiting,
            tuple(diagnosis and diagnosis.copy_of(run) for run, diagnosis in said),
        )


class Experiment:
    """Networks in training on the same data.

    Args:
        spec: what to train, and on what.
        engines: which engine does the work. Default: NumPy alone.

    Attributes:
        runs: one for each network of the description.
        data_revision: counts the times at which the data changed.
        structure_revision: counts the times at which layers, features or outputs changed.
        together: how many epochs the tick takes that is under way, or was the last one.
    """

    def __init__(self, spec: ExperimentSpec, engines: Engines | None = None) -> None:
        self.spec = spec
        self.engines = engines or Engines(compiled=False)
        self.data = draw(spec)
        self.runs = [Run(spec, n, self.data, self.engines) for n in range(len(spec.networks))]
        self.data_revision = 0
        self.structure_revision = 0
        self.together = 1
        self._unfinished: list[Run] = []
        self._diagnoses: WeakKeyDictionary[Run, Diagnosis] = WeakKeyDictionary()

    def __repr__(self) -> str:
        return f"Experiment({self.spec.data.dataset}, {len(self.runs)} networks)"

    def run(self, n: int) -> Run:
        """Return the run of network n.

        Raises:
            Missing: there is no such network.
        """
        if not 0 <= n < len(self.runs):
            given, count = shorten(n), len(self.runs)
            message = f"there is no network {given}: there are {count}, counted from 0"
            raise Missing("unknown_network", message, "n")
        return self.runs[n]

    @property
    def stopped(self) -> bool:
        """Whether every network has diverged, so that no more steps are taken."""
        return all(run.trainer.diverged is not None for run in self.runs)

    @property
    def ahead(self) -> Run:
        """The network that has trained the furthest."""
        if len(self.runs) == 1:
            return self.runs[0]
        return max(self.runs, key=lambda run: run.epoch)

    @property
    def measured(self) -> bool:
        """Whether every network has been measured as it is now."""
        return all(run.measured for run in self.runs)

    @property
    def behind(self) -> bool:
        """Whether some networks have still to complete an epoch that others have completed."""
        waiting = [run for run in self._unfinished if run in self.runs]
        return len(waiting) > 0 and len(self.runs) > 1

    def tick(self, unit: Unit, over: Callable[[], bool] = lambda: False, epochs: int = 1) -> bool:
        """Train every network by one epoch, one mini-batch or one sample.

        Args:
            unit: which of them.
            over: says when the time is up. An epoch is then left where it is, and the next
                tick by epochs goes on with it; a tick by batches or samples leaves it.
            epochs: take so many epochs together and record only the last one; a tick that was
                left where it was goes on with as many as it began with. Default 1.

        Returns:
            Whether it was finished.
        """
        waiting = [run for run in self._unfinished if run in self.runs]
        if unit == "epochs" and not waiting:
            self._set_goals(epochs)
        if unit != "epochs" or not waiting:
            waiting, self.together = list(self.runs), epochs
        while waiting and waiting[0].tick(unit, over, self.together):
            waiting.pop(0)
            if over():
                break
        self._unfinished = waiting if unit == "epochs" else []
        return not waiting

    def _set_goals(self, epochs: int) -> None:
        """Have every network complete so many more epochs.

        Where several train in lockstep, one that was left behind in an epoch that was given up
        half-way also catches up.
        """
        for run in self.runs:
            behind = run.goal if len(self.runs) > 1 else 0
            run.goal = max(behind, run.counters.epoch) + epochs

    def take_single_epochs(self) -> None:
        """Have a tick of several epochs that was left where it was end with the next of them.

        Networks that are behind still catch up with the one ahead.
        """
        begun = [run.counters.epoch + (run.counters.cursor > 0) for run in self.runs]
        for run in self._unfinished:
            run.goal = min(run.goal, max(begun))
        self._unfinished = [run for run in self._unfinished if run.counters.epoch < run.goal]
        self.together = 1

    def apply(self, spec: ExperimentSpec, sources: list[int | None]) -> list[Kept]:
        """Become another experiment, keeping the weights of every network that they still fit.

        Args:
            spec: the new description.
            sources: for each of its networks, which present one it comes from, or None.

        Returns:
            For each network whether its weights were kept.
        """
        # Equal data are held once, however many descriptions are remembered.
        spec = spec.model_copy(update={"data": spec.data.sharing(self.spec.data)})
        data = self.data if _same_data(spec, self.spec) else draw(spec)
        fresh = [
            None if self._keeps(spec, n, s) else Run(spec, n, data, self.engines)
            for n, s in _pairs(sources)
        ]
        runs = []
        for n, source in _pairs(sources):
            run = fresh[n]
            if run is None and source is not None:
                run = self.runs[source]
                run.reconfigure(spec, n, data)
            assert run is not None  # noqa: S101 (kept runs have a source)
            runs.append(run)
        self._note(spec, data is not self.data, any(fresh) or len(runs) != len(self.runs))
        self.data, self.runs, self.spec = data, runs, spec
        return ["kept" if run is None else "reset" for run in fresh]

    def _keeps(self, spec: ExperimentSpec, n: int, source: int | None) -> bool:
        return source is not None and self.runs[source].accepts(spec, n)

    def _note(self, spec: ExperimentSpec, new_data: bool, new_structure: bool) -> None:
        self.data_revision += new_data or spec.task != self.spec.task
        self.structure_revision += new_structure

    def reset(self, seed: int | None) -> None:
        """Start again from the initial weights of the seed, or of another seed."""
        spec = self.spec if seed is None else reseed(self.spec, seed)
        runs = [run.reset(spec, n, self.data) for n, run in enumerate(self.runs)]
        self.spec, self.runs = spec, runs
        self.structure_revision += 1

    def memento(self, *, light: bool = False) -> Memento:
        """Note all that it takes to put everything back exactly; see Run.memento()."""
        return self.park().memento(light=light)

    def is_at(self, memento: Memento) -> bool:
        """Whether description, numbers and curves are what they were in a full memento."""
        return (
            self.spec == memento.spec
            and len(self.runs) == len(memento.runs)
            and all(map(Run.is_at, self.runs, memento.runs))
        )

    def restore(self, memento: Memento, *, relive: bool = True) -> None:
        """Be as things were.

        Args:
            memento: how they were.
            relive: whether the curves that live on go back too; else they stay as they are, and
                the networks get copies, so that what is parked can be put back.
        """
        spec = memento.spec
        data = self.data if _same_data(spec, self.spec) else draw(spec)
        runs = [Run(spec, n, data, self.engines, kept) for n, kept in enumerate(memento.runs)]
        unfinished = [runs[n] for n in memento.unfinished]
        self.put_back(Parked(spec, data, runs, unfinished, []))
        if relive:
            for run, kept in zip(runs, memento.runs, strict=True):
                kept.lineage.become(run.history)
                run.history = kept.lineage
        for run, diagnosis in zip(runs, memento.diagnoses, strict=True):
            if diagnosis is not None:
                self._diagnoses[run] = diagnosis.copy_for(run)

    def park(self) -> Parked:
        """Hand out what is in training, to be put back as it is."""
        said = [self._diagnoses.get(run) for run in self.runs]
        return Parked(self.spec, self.data, list(self.runs), list(self._unfinished), said)

    def put_back(self, parked: Parked) -> None:
        """Go on with what was parked."""
        spec = parked.spec
        self._note(spec, parked.data is not self.data, _shapes(spec) != _shapes(self.spec))
        self.spec, self.data, self.runs = spec, parked.data, list(parked.runs)
        self._unfinished, self.together = list(parked.unfinished), 1

    def adopt(self, spec: ExperimentSpec, memento: Memento, n: int) -> None:
        """Add a network as it was in a memento.

        Args:
            spec: the present description with that network added at the end.
            memento: from when it is.
            n: which of the networks there it is.

        Raises:
            Conflict: it does not fit features, classes or seed of the present.
        """
        data = self.data if _same_data(memento.spec, self.spec) else draw(memento.spec)
        run = Run(memento.spec, n, data, self.engines, memento.runs[n])
        last = len(spec.networks) - 1
        if not run.accepts(spec, last):
            message = "that network had other features, outputs or another seed: it cannot be added"
            raise Conflict("does_not_fit", message, "moment")
        spec = spec.model_copy(update={"data": self.spec.data})
        run.reconfigure(spec, last, self.data)
        self._note(spec, False, True)
        self.runs, self.spec = [*self.runs, run], spec

    def status(self) -> list[dict[str, Any]]:
        """Report on every network: counters, losses, accuracies, what there is to say."""
        return [self._status(run) for run in self.runs]

    def _divergence(self, run: Run) -> Divergence | None:
        """What to say of a network that has diverged; a rate that works is looked for once."""
        iteration = run.trainer.diverged
        if iteration is None:
            return None
        if run.workable_rate is None:
            index = self.runs.index(run)
            rate = workable_rate(self.spec, index, self.data, self.engines, iteration)
            run.workable_rate = rate
        return Divergence(iteration, run.counters.iteration, run.workable_rate)

    def _diagnosis(self, run: Run) -> Diagnosis:
        return self._diagnoses.setdefault(run, Diagnosis())

    def _status(self, run: Run) -> dict[str, Any]:
        measured, counters, diverged = run.measure(), run.counters, run.trainer.diverged
        return {
            "name": run.network_spec.name,
            "epoch": counters.epoch,
            "iteration": counters.iteration,
            "samples_seen": counters.samples_seen,
            "train_loss": measured.train.loss,
            "test_loss": measured.test.loss if measured.test else None,
            "train_accuracy": measured.train.accuracy,
            "test_accuracy": measured.test.accuracy if measured.test else None,
            "penalty": measured.penalty,
            "parameters": run.network.parameters.active,
            "diverged": diverged,
            "messages": self._diagnosis(run).update(run, self._divergence(run)),
        }

    def label_list(self, part: Part) -> list[float] | list[int]:
        """Return the labels of some points: class indices, or targets for regression."""
        if self.spec.task == "regression":
            targets: list[float] = part.labels.tolist()
            return targets
        classes: list[int] = part.labels.astype(int).tolist()
        return classes

    def curves(self) -> dict[str, Any]:
        """Return the curves of every network up to now as lists of equal length."""
        return {"networks": [_curves(run) for run in self.runs]}


def _curves(run: Run) -> dict[str, Any]:
    points = run.curves()
    found = [point.measurement for point in points]
    return {
        "name": run.network_spec.name,
        "epochs": [point.epoch for point in points],
        "iterations": [point.iteration for point in points],
        "train_loss": [m.train.loss for m in found],
        "test_loss": [m.test.loss if m.test else None for m in found],
        "train_accuracy": [m.train.accuracy for m in found],
        "test_accuracy": [m.test.accuracy if m.test else None for m in found],
        "gradient_norms": [list(m.norms.weights) for m in found],
    }


def _shapes(spec: ExperimentSpec) -> list[object]:
    return [network_shape(spec, network) for network in spec.networks]


def _pairs(sources: list[int | None]) -> list[tuple[int, int | None]]:
    return list(enumerate(sources))


def _same_data(one: ExperimentSpec, other: ExperimentSpec) -> bool:
    """Whether two descriptions draw the very same points."""
    return (one.data == other.data or _drawn(one) == _drawn(other)) and (
        one.data_seed == other.data_seed
    )


def _drawn(spec: ExperimentSpec) -> object:
    return spec.data.model_copy(update={"seed": None, "classes": spec.classes})
