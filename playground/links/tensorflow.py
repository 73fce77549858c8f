"""Links of TensorFlow Playground as experiments of ours, and what cannot be the same.

All 27 properties of its hash and its _hide flags are read by its own rules. It trains a tanh or
linear output on half the squared error by plain gradient descent, in one order for all epochs,
from weights in ±0.5: all that is here too. Its random numbers are its own.
Source: https://github.com/tensorflow/playground, src/state.ts, src/playground.ts, src/nn.ts
"""

from __future__ import annotations

import math
import re
import zlib
from typing import Any

from playground.experiment import Limits, edits
from playground.experiment.errors import clip

from . import javascript
from .opened import Fields, Notice, Opened

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "identity"}
REGULARIZATIONS = {"none": "none", "L1": "l1", "L2": "l2"}
DATASETS = {"circle": "circle", "xor": "xor", "gauss": "gauss", "spiral": "spiral"}
REGRESSION_DATASETS = {"reg-plane": "reg_plane", "reg-gauss": "reg_gauss"}
PROBLEMS = {"classification": "classification", "regression": "regression"}
SAMPLES = {"classification": 500, "regression": 1200}
FEATURES = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1_squared",
    "ySquared": "x2_squared",
    "xTimesY": "x1_times_x2",
    "sinX": "sin_x1",
    "sinY": "sin_x2",
}
"""In the order of its inputs."""

WITHOUT_INPUT = ("cosX", "cosY")
"""Features that its hash knows and its page never had."""

CONTROLS = {
    "showTestData": "show-test",
    "discretize": "hard",
    "playButton": "play",
    "stepButton": "step",
    "resetButton": "reset",
    "learningRate": "learning-rate",
    "activation": "activation",
    "regularization": "regularization",
    "regularizationRate": "regularization-rate",
    "problem": "task",
    "dataset": "dataset",
    "percTrainData": "train-fraction",
    "noise": "noise",
    "batchSize": "batch-size",
    "numHiddenLayers": "layers",
}
"""Control that its hash can hide to the name that we hide it by."""

PROPERTIES = (
    *("activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate"),
    *("regularizationRate", "noise", "networkShape", "seed", "showTestData", "discretize"),
    *("percTrainData", "x", "y", "xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY"),
    *("sinY", "collectStats", "tutorial", "problem", "initZero", "hideText"),
)
HIDE = "_hide"
TEXT = "text"
"""What hideText hides: all explanations."""

SHAPE = "4,2"
LARGEST_NOISE, NOISE_INSTEAD = 80.0, 50.0
BIAS = 0.1
SEED = re.compile(r"0?\.([0-9]{1,15})")
MOST_OF_A_KIND = 20
"""Notices of one code; a hash can hold thousands of wrong layers."""


def knows(key: str) -> bool:
    """Whether a key is one of its hash's."""
    return key in PROPERTIES or key.endswith(HIDE)


def read_hash(fields: Fields, limits: Limits) -> Opened:
    """Read the properties of a hash; whatever they are, there is an experiment."""
    return _Hash(fields, limits).open()


class _Hash:
    """The properties of a hash, and what was noticed while reading them."""

    def __init__(self, fields: Fields, limits: Limits) -> None:
        self.fields = fields
        self.limits = limits
        self.notices: list[Notice] = []

    def open(self) -> Opened:
        hide = self.hidden()
        spec = edits.parse(self.experiment())
        self.limits.check(spec)
        self.differences()
        view = {
            "show_test": javascript.flag(self.fields, "showTestData"),
            "hard": javascript.flag(self.fields, "discretize"),
        }
        return Opened(spec, None, hide, view, "tensorflow", self.notices)

    def experiment(self) -> dict[str, Any]:
        task = self.choice("problem", PROBLEMS, "classification")
        chosen = {
            "classification": self.choice("dataset", DATASETS, "circle"),
            "regression": self.choice("regDataset", REGRESSION_DATASETS, "reg-plane"),
        }
        samples = min(SAMPLES[task], self.limits.samples)
        if samples < SAMPLES[task]:
            self.adjusted("samples", SAMPLES[task], samples)
        train = self.train(samples)
        return {
            "seed": self.seed(),
            "data": {
                "dataset": chosen[task],
                "samples": samples,
                "noise": self.noise() / 100.0,
                "train_fraction": train / samples,
            },
            "features": self.features(),
            "networks": [self.network(task, train)],
        }

    def network(self, task: str, train: int) -> dict[str, Any]:
        activation = self.choice("activation", ACTIVATIONS, "tanh")
        penalty = self.choice("regularization", REGULARIZATIONS, "none")
        rate = self.number("regularizationRate", 0.0, 0.0, 100.0)
        if penalty == "l1" and rate > 0.0:
            self.notice("dead_weights")
        return {
            "layers": [{"units": n, "activation": activation} for n in self.units()],
            "output": "tanh" if task == "classification" else "identity",
            "loss": "mse",
            "initializer": "zeros" if javascript.flag(self.fields, "initZero") else "uniform",
            "optimizer": {"name": "sgd", "learning_rate": self.learning_rate()},
            "regularization": {"name": penalty, "rate": rate},
            "batch_size": self.batch(train),
            "shuffle": False,
        }

    def learning_rate(self) -> float:
        return self.number("learningRate", 0.03, 0.0, 100.0)

    def choice(self, key: str, table: dict[str, str], default: str) -> str:
        text = javascript.given(self.fields, key)
        if text is None or text in table:
            return table[text or default]
        self.adjusted(key, text, default)
        return table[default]

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """A number from low to high: the nearest such, and the default for what is none."""
        text = javascript.given(self.fields, key)
        if text is None:
            return default
        found = javascript.number(text)
        used = default if math.isnan(found) else min(max(found, low), high)
        if used != found:
            self.adjusted(key, text, used)
        return used

    def noise(self) -> float:
        """Percent: what is above 80 counts as 50 there, what is below 0 as 0."""
        noise = self.number("noise", 0.0, 0.0, math.inf)
        if noise <= LARGEST_NOISE:
            return noise
        self.adjusted("noise", self.fields["noise"] or "", NOISE_INSTEAD)
        return NOISE_INSTEAD

    def train(self, samples: int) -> int:
        """How many points are for training: rounded down there; at least one here."""
        percent = self.number("percTrainData", 50.0, 0.0, 100.0)
        count = math.floor(samples * percent / 100.0)
        if count < 1:
            self.adjusted("percTrainData", percent, 100.0 / samples)
        return max(count, 1)

    def batch(self, train: int) -> int:
        """Samples an update; what is left over at the end of an epoch waits for the next there."""
        size = round(self.number("batchSize", 10.0, 1.0, 10_000_000.0))
        exact = javascript.number(javascript.given(self.fields, "batchSize") or "10")
        if 1.0 <= exact <= 10_000_000.0 and size != exact:
            self.adjusted("batchSize", exact, size)
        if size > train:
            self.notice("batch_never_full", batch=size, train=train)
        elif train % size:
            self.notice("batch_left_over", batch=size, train=train, left=train % size)
        return size

    def units(self) -> list[int]:
        """Units of the hidden layers: parts of units count as whole ones, as in its loops."""
        shape = self.fields.get("networkShape", SHAPE)
        if shape is None:
            self.adjusted("networkShape", "", SHAPE)
            shape = SHAPE
        found = [self.layer(i, text) for i, text in enumerate(shape.split(","))]
        units = [n for n in found if n > 0] if shape.strip() else []
        most = self.limits.hidden_layers
        if len(units) > most:
            self.notice("layers_left_out", given=len(units), used=most)
        return units[:most]

    def layer(self, i: int, text: str) -> int:
        count = javascript.number(text)
        if not count > 0.0:
            if (self.fields.get("networkShape") or "").strip():
                self.notice("layer_without_units", layer=i + 1, given=_plain(text.strip() or 0))
            return 0
        used = min(math.ceil(min(count, 1e9)), self.limits.units)
        if used != count:
            self.notice("layer_adjusted", layer=i + 1, given=_plain(text.strip()), used=used)
        return used

    def features(self) -> list[str]:
        """What is switched on and not hidden: hiding an input takes it out of the network there."""
        for key in WITHOUT_INPUT:
            if javascript.flag(self.fields, key):
                self.notice("feature_without_input", key=key)
        on = [
            ours
            for key, ours in FEATURES.items()
            if javascript.flag(self.fields, key, key in ("x", "y")) and not self.hides(key)
        ]
        if not on:
            self.notice("no_features", used="x1, x2")
        return on or ["x1", "x2"]

    def seed(self) -> int:
        """A seed of ours for one of theirs, the same whenever the link is opened."""
        text = javascript.given(self.fields, "seed")
        if text is None:
            return 0
        digits = SEED.fullmatch(text)
        return int(digits[1]) if digits else zlib.crc32(text.encode())

    def hides(self, key: str) -> bool:
        return self.fields.get(key + HIDE) == "true"

    def hidden(self) -> list[str]:
        """Our names of all that is hidden."""
        names = {**CONTROLS, **FEATURES}
        asked = [
            key.replace(HIDE, "", 1)
            for key, text in self.fields.items()
            if key.endswith(HIDE) and text == "true"
        ]
        hide = [names[key] for key in asked if key in names]
        if javascript.flag(self.fields, "hideText"):
            hide.append(TEXT)
        unknown = [key for key in asked if key not in names]
        if unknown:
            self.notice("unknown_hide", keys=_some(unknown))
        return list(dict.fromkeys(hide))

    def differences(self) -> None:
        """Notice what is never the same, and what is not known here."""
        self.notice("other_points", seed=_plain(javascript.given(self.fields, "seed") or ""))
        if not javascript.flag(self.fields, "initZero"):
            self.notice("other_biases", there=BIAS, here=0)
        tutorial = javascript.given(self.fields, "tutorial")
        if tutorial is not None:
            self.notice("no_tutorial", name=_plain(tutorial))
        unknown = [key for key in self.fields if not knows(key)]
        if unknown:
            self.notice("unknown_properties", keys=_some(unknown))

    def adjusted(self, key: str, given: str | float, used: str | float) -> None:
        self.notice("value_adjusted", key=key, given=_plain(given), used=_plain(used))

    def notice(self, code: str, **values: float | int | str) -> None:
        if sum(notice.code == code for notice in self.notices) < MOST_OF_A_KIND:
            self.notices.append(Notice(code, values))


def _plain(value: str | float) -> str | float:
    """A value for a sentence: short, and finite where it is a number."""
    if isinstance(value, str):
        return clip(value, 60)
    return value if math.isfinite(value) else str(value)


def _some(keys: list[str]) -> str:
    """The first few of a list of keys."""
    listed = ", ".join(str(_plain(key)) for key in keys[:10])
    return f"{listed} …" if len(keys) > 10 else listed
