"""Experiments to test with: one of a few fields, and random ones for Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from playground.engine import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    NORMALIZATIONS,
    OPTIMIZERS,
    OUTPUTS,
    REGULARIZERS,
)
from playground.engine.outputs import allowed_losses, auto_output
from playground.experiment import Experiment, edits

Fields = dict[str, Any]


def experiment(network: Fields | None = None, **fields: Any) -> Experiment:
    """Make a live experiment; `network` is short for the only one in "networks"."""
    if network is not None:
        fields["networks"] = [network]
    return Experiment(edits.parse(fields))


def train(live: Experiment, count: int, unit: Any = "epochs") -> Experiment:
    for _ in range(count):
        live.tick(unit)
    return live


def custom(points: list[tuple[float, float, float]], **more: Any) -> Fields:
    """The "data" of an experiment with points of one's own."""
    listed = [{"x1": x1, "x2": x2, "label": label} for x1, x2, label in points]
    return {"dataset": "custom", "points": listed, "train_fraction": 1.0, **more}


def fractions(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


@st.composite
def datas(draw: st.DrawFn) -> Fields:
    """Any data set, small."""
    key = draw(st.sampled_from(sorted(DATASETS)))
    low, _, high = DATASETS[key].classes
    return {
        "dataset": key,
        "samples": draw(st.integers(2, 60)),
        "noise": draw(fractions(0.0, 1.0)),
        "train_fraction": draw(fractions(0.01, 1.0)),
        "classes": draw(st.none() | st.integers(max(2, low), max(2, high))) if high else None,
        "seed": draw(st.none() | st.integers(0, 2**53 - 1)),
    }


@st.composite
def optimizers(draw: st.DrawFn) -> Fields:
    """Any optimizer with any of its hyperparameters at any allowed value."""
    key = draw(st.sampled_from(sorted(OPTIMIZERS)))
    given: Fields = {"name": key}
    for parameter in OPTIMIZERS[key].hyperparameters:
        if isinstance(parameter.default, bool):
            values: st.SearchStrategy[Any] = st.booleans()
        else:
            low, high = parameter.minimum, parameter.maximum
            values = st.floats(low, high, exclude_max=parameter.open_maximum)
        if draw(st.booleans()):
            given[parameter.key] = draw(values)
    return given


@st.composite
def networks(draw: st.DrawFn, task: Any, classes: int | None) -> Fields:
    """Any network that fits the task, with few and small layers."""
    fitting = [key for key, output in OUTPUTS.items() if output.fits(task, classes)]
    output = draw(st.sampled_from(["auto", *fitting]))
    resolved = auto_output(task, classes) if output == "auto" else OUTPUTS[output]
    layer = st.fixed_dictionaries(
        {},
        optional={
            "units": st.integers(1, 6),
            "activation": st.sampled_from(sorted(ACTIVATIONS)),
            "dropout": fractions(0.0, 0.9),
            "normalization": st.sampled_from(sorted(NORMALIZATIONS)),
        },
    )
    penalty = {"name": st.sampled_from(sorted(REGULARIZERS)), "rate": fractions(0.0, 100.0)}
    return {
        "layers": draw(st.lists(layer, max_size=4)),
        "output": output,
        "loss": draw(st.sampled_from(["auto", *allowed_losses(resolved, task)])),
        "initializer": draw(st.sampled_from(sorted(INITIALIZERS))),
        "optimizer": draw(optimizers()),
        "regularization": draw(st.fixed_dictionaries(penalty)),
        "batch_size": draw(st.integers(1, 70)),
        "shuffle": draw(st.booleans()),
    }


@st.composite
def experiments(draw: st.DrawFn) -> Fields:
    """Any experiment that is allowed, small enough to train at once."""
    data = draw(datas())
    dataset = DATASETS[data["dataset"]]
    classes = None if dataset.task == "regression" else data["classes"] or dataset.classes[1]
    features = st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, max_size=4, unique=True)
    return {
        "seed": draw(st.integers(0, 2**53 - 1)),
        "data": data,
        "features": draw(features),
        "networks": draw(st.lists(networks(dataset.task, classes), min_size=1, max_size=2)),
    }
