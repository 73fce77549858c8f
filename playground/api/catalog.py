"""The catalog: every choice that there is, printed from the engine's registries."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from fastapi import APIRouter

from playground.engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    NORMALIZATIONS,
    OPTIMIZERS,
    OUTPUTS,
    REGULARIZERS,
    Activation,
    Dataset,
    Output,
)
from playground.engine.optimizer import Hyperparameter
from playground.engine.outputs import allowed_losses
from playground.experiment import ExperimentSpec, Limits
from playground.experiment.diagnosis import RATES

from .dependencies import LimitsDep
from .mathml import to_mathml
from .responses import Json

router = APIRouter(prefix="/api", tags=["catalog"])

PREVIEW_SAMPLES = 160
PREVIEW_SEED = 3
GRAPH = np.linspace(-4.0, 4.0, 81)
PENALTY_RATES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
Entry = dict[str, Any]


@router.get("/catalog")
def read_catalog(limits: LimitsDep) -> Json:
    """Every choice with its key, formula, bounds and default, and the limits."""
    return Json(catalog(limits))


@router.get("/previews")
def read_previews() -> Json:
    """A few points of every data set, without noise: what the thumbnails show."""
    return Json(previews())


@functools.cache
def catalog(limits: Limits) -> Entry:
    """Collect every choice; the result is not to be changed."""
    default = ExperimentSpec()
    network = default.networks[0]
    return {
        "limits": limits.as_dict(),
        "defaults": default.model_dump(),
        "datasets": _all(DATASETS.values(), default.data.dataset, _dataset),
        "features": _all(FEATURES.values(), default.features),
        "activations": _all(ACTIVATIONS.values(), network.layers[0].activation, _activation),
        "outputs": _all(OUTPUTS.values(), "sigmoid", _output),
        "losses": _all(LOSSES.values(), "cross_entropy"),
        "initializers": _all(INITIALIZERS.values(), network.initializer),
        "optimizers": _all(OPTIMIZERS.values(), network.optimizer.name, _optimizer),
        "regularizers": _all(
            REGULARIZERS.values(), network.regularization.name, lambda r: {"rates": PENALTY_RATES}
        ),
        "normalizations": _all(NORMALIZATIONS.values(), network.layers[0].normalization),
    }


def _all(records: Any, default: str | tuple[str, ...], more: Any = None) -> list[Entry]:
    defaults = (default,) if isinstance(default, str) else default
    return [
        {"key": r.key, "default": r.key in defaults, **_formulas(r), **(more(r) if more else {})}
        for r in records
    ]


def _formulas(record: Any) -> Entry:
    """Every formula of a record, as LaTeX and as MathML."""
    found: Entry = {}
    for name in ("formula", "derivative_formula"):
        latex = getattr(record, name, None)
        if latex is not None:
            found[name] = latex
            found[name.replace("formula", "mathml")] = to_mathml(latex)
    return found


def _activation(activation: Activation) -> Entry:
    a = activation.function(GRAPH)
    graph = {"z": GRAPH, "a": a, "slope": activation.derivative(GRAPH, a)}
    return {
        "symbol": activation.symbol,
        "trainable": activation.trainable,
        "graph": {name: values.tolist() for name, values in graph.items()},
    }


def _output(output: Output) -> Entry:
    return {
        "symbol": output.symbol,
        "tasks": output.tasks,
        "classes": output.classes,
        "losses": {task: allowed_losses(output, task) for task in output.tasks},
        "coding": output.coding,
    }


def _optimizer(optimizer: Any) -> Entry:
    return {"parameters": [_hyperparameter(h) for h in optimizer.hyperparameters]}


def _hyperparameter(hyperparameter: Hyperparameter) -> Entry:
    entry: Entry = {"key": hyperparameter.key, "default": hyperparameter.default}
    if isinstance(hyperparameter.default, bool):
        return entry | {"type": "boolean"}
    entry |= {
        "type": "number",
        "minimum": hyperparameter.minimum,
        "maximum": hyperparameter.maximum,
        "maximum_allowed": not hyperparameter.open_maximum,
    }
    return entry | ({"choices": RATES} if hyperparameter.key == "learning_rate" else {})


def _dataset(dataset: Dataset) -> Entry:
    low, usual, high = dataset.classes
    classes = {"minimum": low, "default": usual, "maximum": high}
    return {
        "task": dataset.task,
        "group": dataset.group,
        "classes": classes if dataset.task == "classification" else None,
        "samples": dataset.samples,
        "split": dataset.split,
        "noise": dataset.noisy,
        "domain": _domain(dataset),
    }


def _domain(dataset: Dataset) -> Entry:
    return {"x1": dataset.domain[0], "x2": dataset.domain[1]}


@functools.cache
def previews() -> Entry:
    """Draw a few points of every data set; the result is not to be changed."""
    return {"datasets": {key: _preview(dataset) for key, dataset in DATASETS.items()}}


def _preview(dataset: Dataset) -> Entry:
    rng = np.random.default_rng(PREVIEW_SEED)
    classes = dataset.classes[1]
    points, labels = dataset.generate(rng, dataset.samples or PREVIEW_SAMPLES, 0.0, classes)
    return {
        "x1": points[:, 0].round(3).tolist(),
        "x2": points[:, 1].round(3).tolist(),
        "label": labels.round(3).tolist(),
        "domain": _domain(dataset),
        "classes": classes or None,
    }
