"""Exported scripts: which experiments are exported, how a script is run, what ours say to it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from helpers.specs import Fields, custom, experiment, train

from playground.engine import (
    ACTIVATIONS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    OUTPUTS,
    feature_matrix,
)
from playground.engine.types import Array
from playground.experiment import Experiment
from playground.experiment.run import Run
from playground.export import Script, Subject, numpy_code, take, write_script
from playground.export.scripts import Language

EPOCHS = 4
TRAINED_EPOCHS = 3

DRIVER = """
import contextlib, io, json, pathlib, sys, traceback, warnings
warnings.simplefilter("error")
warnings.simplefilter("ignore", DeprecationWarning)  # of the libraries among themselves
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    space, printed = {"__name__": "__main__"}, io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), space)
            answers = space["predict"](space["train"][:, :2])
        model = space.get("model")
        variables = getattr(model, "trainable_variables", ())
        weights = [float(w) for variable in variables for w in variable.numpy().flat]
        losses = [float(loss) for loss in space["losses"]]
        told = [losses, answers.tolist(), weights, printed.getvalue()]
    except Exception:
        told = traceback.format_exc()
    print(json.dumps([path.stem, told]), flush=True)
"""
"""Runs all scripts of a folder; tells of each its losses, its answers to the training points, and
what it printed."""

SMALL: Fields = {"data": {"dataset": "xor", "samples": 46, "noise": 0.1}}
LAYER = {"units": 5}


def written(kind: str, registry: Mapping[str, Any]) -> list[str]:
    """Return the choices that scripts have lines for; of others they say that they have none."""
    return [key for key in registry if key in numpy_code.KNOWN[kind]]


def _cases() -> dict[str, Fields]:
    cases: dict[str, Fields] = {"default": {}}
    for key in written("activation", ACTIVATIONS):
        layers = [{"units": 4, "activation": key}, {"units": 3, "activation": key}]
        cases[f"activation_{key}"] = {"networks": [{"layers": layers}]}
    for key in written("optimizer", OPTIMIZERS):
        choice = OPTIMIZERS[key]
        cases[f"optimizer_{key}"] = {"networks": [{"optimizer": {"name": key}}]}
        others = {h.key: other(h.key) for h in choice.hyperparameters if other(h.key) is not None}
        if others:
            optimizer = {"name": key, **others}
            cases[f"optimizer_{key}_otherwise"] = {"networks": [{"optimizer": optimizer}]}
    for key in written("initializer", INITIALIZERS):
        cases[f"initializer_{key}"] = {"networks": [{"initializer": key}]}
    for key in written("output", OUTPUTS):
        for loss in (name for name in OUTPUTS[key].losses if name in written("loss", LOSSES)):
            cases[f"output_{key}_{loss}"] = {"networks": [{"output": key, "loss": loss}]}
    for key in ("l1", "l2"):
        cases[f"penalty_{key}"] = {"networks": [{"regularization": {"name": key, "rate": 0.01}}]}
    for kind in ("batch", "layer"):
        layers = [{**LAYER, "normalization": kind}, {**LAYER, "normalization": kind}]
        cases[f"normalization_{kind}"] = {"networks": [{"layers": layers}]}
        layers = [{**layer, "dropout": 0.3, "activation": "relu"} for layer in layers]
        adam = {"name": "adam", "learning_rate": 0.01}
        cases[f"normalization_{kind}_dropout"] = {
            "networks": [{"layers": layers, "optimizer": adam}]
        }
    batch = [{**LAYER, "normalization": "batch"}]
    cases["normalization_of_one"] = {"networks": [{"layers": batch, "batch_size": 11}]}
    cases["dropout"] = {"networks": [{"layers": [{**LAYER, "dropout": 0.25}, LAYER]}]}
    cases["classes"] = {"data": {"dataset": "rings", "classes": 4, "samples": 46}}
    cases["classes_mse"] = {**cases["classes"], "networks": [{"loss": "mse"}]}
    cases["features"] = {"features": written("feature", FEATURES)}
    cases["regression"] = {"data": {"dataset": "reg_gauss", "samples": 46}}
    cases["regression_tanh"] = {**cases["regression"], "networks": [{"output": "tanh"}]}
    cases["no_hidden_layer"] = {"networks": [{"layers": []}]}
    cases["no_shuffle"] = {"networks": [{"shuffle": False, "batch_size": 7}]}
    cases["full_batch"] = {"networks": [{"batch_size": 1000}]}
    cases["one_by_one"] = {"networks": [{"batch_size": 1}]}
    cases["no_test_set"] = {"data": {"dataset": "xor_table"}}
    cases["own_points"] = {"data": custom([(0.5, -1.5, 0), (1e-7, 2, 1), (-3, 0.1, 1), (2, 2, 0)])}
    cases["deep"] = {"networks": [{"layers": [{"units": 3, "activation": "relu"}] * 6}]}
    cases["seed"] = {"seed": 2**53 - 1}
    return {key: {**SMALL, **fields} for key, fields in cases.items()}


def other(hyperparameter: str) -> Any:
    """Return a value that is not the usual one, or None where the rate alone is varied."""
    return {
        "momentum": 0.7,
        "dampening": 0.2,
        "lr_decay": 0.01,
        "initial_accumulator_value": 0.1,
        "rho": 0.8,
        "alpha": 0.9,
        "centered": True,
        "beta1": 0.8,
        "beta2": 0.99,
        "eps": 1e-6,
        "amsgrad": True,
        "weight_decay": 0.1,
    }.get(hyperparameter)


CASES = _cases()
"""Experiments that together have every choice there is, by name."""


def trained(key: str) -> Experiment:
    """Train an experiment so that a script has to go on from the middle of an epoch."""
    live = train(experiment(**CASES[key]), TRAINED_EPOCHS)
    return train(live, 2, "batches") if len(live.data.train) > 10 else live


def cut_and_frozen(live: Experiment, i: int = 0) -> Experiment:
    """Cut a connection, freeze two others and a bias."""
    run = live.runs[0]
    parameters = run.network.parameters
    weights, biases = parameters.slot(i, "weights"), parameters.slot(i, "biases")
    connected = np.ones(weights.shape)
    connected[0, -1] = 0.0
    parameters.set_connected(weights, connected)
    frozen = np.zeros(weights.shape)
    frozen[1] = 1.0
    parameters.set_frozen(weights, frozen)
    parameters.set_frozen(biases, np.eye(*biases.shape)[0])
    run.touch()
    return live


@dataclass(frozen=True)
class Told:
    """What a script came to.

    Attributes:
        losses: of the training set, before the first epoch and after each.
        answers: to the points of the training set, (n, k).
        weights: all that Keras trains, in the order of the engine; empty for others.
        printed: what a person sees.
    """

    losses: Array
    answers: Array
    weights: Array
    printed: str = ""

    def agrees(self, other: Told, most: float = 1e-6) -> bool:
        """Whether losses and answers are those of another one."""
        return all(
            mine.shape == theirs.shape and np.allclose(mine, theirs, rtol=most, atol=most)
            for mine, theirs in ((self.losses, other.losses), (self.answers, other.answers))
        )


def run_scripts(
    scripts: Mapping[str, str], folder: Path, python: str = sys.executable
) -> dict[str, Told]:
    """Run scripts in one process of their own, each in a space of its own."""
    for name, code in scripts.items():
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [python, "-c", DRIVER, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = {}
    for line in done.stdout.splitlines():
        name, told = json.loads(line)
        assert not isinstance(told, str), f"{name}: {told}"
        found[name] = Told(*map(np.array, told[:3]), printed=told[3])
    assert set(found) == set(scripts)
    return found


def train_on(run: Run, epochs: int) -> Told:
    """Train a network epoch by epoch, and tell what scripts tell."""
    losses = [run.measure().train.loss]
    for _ in range(epochs):
        run.goal = run.counters.epoch + 1
        run.tick("epochs", lambda: False)
        losses.append(run.measure().train.loss)
    return Told(np.array(losses), answers(run), run.network.parameters.values.copy())


def answers(run: Run) -> Array:
    """Return what a network answers to its training points."""
    return run.network.predict(feature_matrix(run.train.points, run.spec.features))


STARTS = ("initial", "trained", "masked")


def live(key: str, start: str) -> Experiment:
    """Make an experiment: before training, in training, or so with connections cut and frozen."""
    if start == "initial":
        return experiment(**CASES[key])
    found = trained(key)
    return cut_and_frozen(found) if start == "masked" else found


def exported(live: Experiment, start: str) -> Subject:
    return take(live.runs[0], "initial" if start == "initial" else "trained", EPOCHS)


DIFFERENT: tuple[Language, ...] = ("pytorch", "keras", "sklearn")
"""Languages of libraries that are not installed: scripts were run when golden.json was made."""


def exported_cases(language: Language) -> dict[str, tuple[Script, Experiment]]:
    """Write every case in a language, with the experiment as it was then."""
    found = {}
    for key in CASES:
        for start in STARTS:
            experiment = live(key, start)
            found[f"{key}-{start}"] = (
                write_script(exported(experiment, start), language),
                experiment,
            )
    return found


def by_weights(language: Language, name: str) -> bool:
    """Whether a script is compared by what it has learned, because it measures otherwise.

    Keras's batch normalisation learns the same but answers by another running variance.
    """
    alike = ("normalization_batch-initial", "normalization_of_one-initial")
    return language == "keras" and name in alike


NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+(?:e[-+]\d+)?|e[-+]\d+)")


def fingerprint(code: str) -> str:
    """Return a hash of a script without its numbers, and without the line breaks between them."""
    words = re.sub(r"#,\s+", "#, ", NUMBER.sub("#", code))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def gist(code: str) -> list[float]:
    """Return four sums of a script's numbers, each weighted by its place in another way.

    Hashes will not do: the last digits differ from processor to processor.
    """
    numbers = np.array([float(found) for found in NUMBER.findall(code)])
    places = np.arange(len(numbers))
    return [float(np.cos(step * places) @ numbers) for step in (0.0, 0.7, 1.3, 2.9)]
