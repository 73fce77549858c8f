"""Ready-made comparisons: networks side by side that differ in one thing, so that it shows.

Each is an experiment whose point is to be seen within SECONDS of play at its pace, whatever the
seed; tests/experiment/test_duels.py says of each what that is in numbers. Names of networks are
the field's own and need no translation.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from playground.engine import OPTIMIZERS

from .edits import parse
from .run import Unit
from .spec import ExperimentSpec

Fields = dict[str, Any]

SECONDS = 10
"""How long a duel takes to show its point."""


@dataclass(frozen=True)
class Duel:
    """One comparison.

    Attributes:
        key: its name; its texts stand under it in the language files.
        data: what its networks learn from.
        networks: what they are, in few fields.
        rate: steps a second to play at.
        unit: what a step is.
        norm: by which norm its gradients are compared: of ∂J/∂W of all points together, or the
            mean of ∂J/∂z of single points, which also shows what points that disagree cancel.
    """

    key: str
    data: Fields
    networks: Callable[[], list[Fields]]
    rate: float = 30.0
    unit: Unit = "epochs"
    norm: Literal["weights", "deltas"] = "weights"

    @functools.cached_property
    def experiment(self) -> ExperimentSpec:
        """The experiment, every field filled in."""
        return parse({"data": self.data, "networks": self.networks()})


def _layers(count: int, units: int, activation: str, **more: Any) -> list[Fields]:
    return [{"units": units, "activation": activation, **more} for _ in range(count)]


def _optimizer(name: str, learning_rate: float) -> Fields:
    return {"name": name, "learning_rate": learning_rate}


def _sigmoid_relu() -> list[Fields]:
    """The gradient passes six slopes on its way back: of sigmoids at most ¼ each, of ReLUs 1."""
    same = {"optimizer": _optimizer("sgd", 0.01)}
    return [
        {"name": "Sigmoid", "layers": _layers(6, 8, "sigmoid"), **same},
        {"name": "ReLU", "layers": _layers(6, 8, "relu"), **same},
    ]


def _optimizers() -> list[Fields]:
    """One learning rate for all but Adadelta, whose steps have the right size by themselves."""
    names = ("sgd", "momentum", "nag", "adagrad", "adadelta", "rmsprop", "adam")
    shown = ("SGD", "Momentum", "NAG", "Adagrad", "Adadelta", "RMSprop", "Adam")
    usual = {h.key: h.default for h in OPTIMIZERS["adadelta"].hyperparameters}["learning_rate"]
    return [
        {
            "name": name,
            "layers": _layers(2, 8, "tanh"),
            "optimizer": _optimizer(key, usual if key == "adadelta" else 0.003),
            "batch_size": 20,
        }
        for key, name in zip(names, shown, strict=True)
    ]


def _wide_deep() -> list[Fields]:
    """1 × 44: 2·44 + 44 + 44 + 1 = 177; 3 × 8: 2·8 + 8 + 2(8·8 + 8) + 8 + 1 = 177 parameters."""
    same = {"optimizer": _optimizer("adam", 0.005), "batch_size": 20, "initializer": "he_uniform"}
    return [
        {"name": "1 × 44", "layers": _layers(1, 44, "relu"), **same},
        {"name": "3 × 8", "layers": _layers(3, 8, "relu"), **same},
    ]


def _initial_weights() -> list[Fields]:
    named = {"zeros": "w = 0", "xavier_uniform": "Xavier", "he_uniform": "He"}
    named["too_large"] = "N(0, 5²)"
    return [
        {"name": name, "layers": _layers(3, 8, "tanh"), "initializer": key}
        for key, name in named.items()
    ]


def _batch_sizes() -> list[Fields]:
    """1, 10, and all of the training points."""
    return [
        {"name": f"B = {size}", "batch_size": size, "optimizer": _optimizer("sgd", 0.1)}
        for size in (1, 10, 200)
    ]


def _dropout() -> list[Fields]:
    """Sixty noisy points and room enough to learn them by heart."""
    return [
        {
            "name": f"p = {rate:g}",
            "layers": _layers(2, 24, "tanh", dropout=rate),
            "optimizer": _optimizer("adam", 0.01),
        }
        for rate in (0.0, 0.5)
    ]


def _batch_normalization() -> list[Fields]:
    named = {"none": "Sigmoid", "batch": "Sigmoid + BN"}
    return [
        {"name": name, "layers": _layers(6, 8, "sigmoid", normalization=key), "batch_size": 20}
        for key, name in named.items()
    ]


def _data(dataset: str, samples: int = 400, **more: Any) -> Fields:
    return {"dataset": dataset, "samples": samples, **more}


DUELS = (
    Duel("sigmoid_relu", _data("xor"), _sigmoid_relu, norm="deltas"),
    Duel("optimizers", _data("circle"), _optimizers),
    Duel("wide_deep", _data("spiral", 1_000), _wide_deep),
    Duel("initial_weights", _data("circle"), _initial_weights),
    Duel("batch_sizes", _data("xor", noise=0.2), _batch_sizes, rate=20.0),
    Duel("dropout", _data("xor", 200, noise=0.3, train_fraction=0.3), _dropout),
    Duel("batch_normalization", _data("circle"), _batch_normalization, norm="deltas"),
)
