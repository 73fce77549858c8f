"""An experiment in this very process: no server, no browser, the same numbers."""

from __future__ import annotations

from typing import Any, Literal

from playground.experiment import Experiment as Live
from playground.experiment import ExperimentSpec, Invalid, Unit, edits, surface, weights
from playground.experiment.data import Part
from playground.kernel import Engines

from .words import Described, describe
from .workbench import Change, Kept, Told, Workbench

MAP_RESOLUTION = 24
"""Grid points along one side of a feature's map, as on the page."""


class Experiment(Workbench):
    """Networks to train on this machine.

    Args:
        experiment: a full description (an ExperimentSpec, or a mapping as in the HTTP interface),
            which the words are laid over. Default: the page's first experiment.
        engine: "numpy" (default), or "compiled" for the kernel, which is many times faster; where
            it has never run before, it takes some seconds to compile first.
        words: fields of the description, or short words; see words.describe().

    Raises:
        Invalid: an unknown word, or a value that is not allowed.

    Example:
        >>> experiment = Experiment(dataset="xor", layers=[4], activation="tanh", seed=1)
        >>> experiment.train(epochs=100).status[0].train_accuracy > 0.9
        True
        >>> [layer.weights.shape for layer in experiment.weights()]
        [(2, 4), (4, 1)]
    """

    def __init__(
        self,
        experiment: Described = None,
        /,
        *,
        engine: Literal["numpy", "compiled"] = "numpy",
        **words: Any,
    ) -> None:
        if engine not in ("numpy", "compiled"):
            message = f"engine must be numpy or compiled, not {engine!r}"
            raise Invalid("unknown_choice", message, "engine")
        spec = describe(experiment, words)
        engines = Engines(compiled=engine == "compiled")
        engines.wait()
        self._live = Live(spec, engines)

    def __repr__(self) -> str:
        data = self._live.data
        samples = len(data.train) + len(data.test)
        return f"Experiment({self._live.spec.data.dataset}, {samples} samples)\n{self.status!r}"

    @property
    def experiment(self) -> ExperimentSpec:
        """The full description as it is now."""
        return self._live.spec

    # Reading

    def _read_status(self) -> Told:
        return {"playing": False, "networks": self._live.status()}

    def _read_data(self) -> Told:
        live = self._live
        x1, x2 = live.data.domain
        return {
            "train": self._read_part(live.data.train),
            "test": self._read_part(live.data.test),
            "domain": {"x1": x1, "x2": x2},
            "classes": live.spec.classes,
            "feature_maps": surface.feature_maps(live.runs[0], MAP_RESOLUTION),
        }

    def _read_part(self, part: Part) -> Told:
        return {"x1": part.points[:, 0], "x2": part.points[:, 1], "label": part.labels}

    def _read_weights(self, n: int) -> Told:
        return weights.read_weights(self._live.run(n))

    def _read_gradients(self, n: int) -> Told:
        return weights.read_gradients(self._live.run(n))

    def _read_activations(self, n: int, x1: float, x2: float) -> Told:
        return surface.probe(self._live.run(n), x1, x2)

    def _read_boundary(self, n: int, resolution: int, layer: int | None, unit: int | None) -> Told:
        if resolution < 2:
            message = f"resolution must be from 2, not {resolution}"
            raise Invalid("limit_exceeded", message, "resolution")
        return surface.boundary(self._live.run(n), resolution, layer, unit)

    def _read_history(self) -> Told:
        return self._live.curves()

    # Training

    def _step(self, unit: Unit, count: int) -> Told:
        for _ in range(count):
            if self._live.stopped:
                break
            self._live.tick(unit)
        return self._read_status()

    def _reset(self, seed: int | None) -> Told:
        self._live.reset(seed)
        return self._read_status()

    # Changing

    def _apply(self, spec: ExperimentSpec, sources: list[int | None] | None = None) -> list[Kept]:
        same: list[int | None] = list(range(len(self._live.runs)))
        return self._live.apply(spec, same if sources is None else sources)

    def _replace(self, spec: ExperimentSpec) -> Kept:
        count = len(self._live.runs)
        sources = [n if n < count else None for n in range(len(spec.networks))]
        return worst(self._apply(spec, sources))

    def _replace_data(self, data: Change) -> Kept:
        return worst(self._apply(edits.replace_data(self.experiment, data)))

    def _replace_features(self, features: list[str]) -> Kept:
        return worst(self._apply(edits.replace_features(self.experiment, features)))

    def _add_network(self, change: Change) -> Kept:
        spec = edits.add_network(self.experiment, change)
        return worst(self._apply(spec, [*range(len(self._live.runs)), None]))

    def _change_network(self, n: int, change: Change) -> Kept:
        return self._apply(edits.change_network(self.experiment, n, change))[n]

    def _remove_network(self, n: int) -> Kept:
        spec = edits.remove_network(self.experiment, n)
        return worst(self._apply(spec, [i for i in range(len(self._live.runs)) if i != n]))

    def _add_layer(self, n: int, layer: Change) -> Kept:
        return self._apply(edits.insert_layer(self.experiment, n, layer))[n]

    def _change_layer(self, n: int, i: int, change: Change) -> Kept:
        return self._apply(edits.change_layer(self.experiment, n, i, change))[n]

    def _remove_layer(self, n: int, i: int) -> Kept:
        return self._apply(edits.remove_layer(self.experiment, n, i))[n]

    def _write_weights(self, n: int, change: Change) -> Told:
        run = self._live.run(n)
        weights.write_weights(run, change)
        return weights.read_weights(run)

    def _change_weight(self, n: int, change: Change) -> Told:
        run = self._live.run(n)
        weights.write_one(run, change)
        return weights.read_weights(run)


def worst(kept: list[Kept]) -> Kept:
    """What became of the weights of all networks together."""
    return "reset" if "reset" in kept else "kept"
