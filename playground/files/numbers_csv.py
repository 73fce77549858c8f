"""What there is to take away as tables: points, curves, weights, predictions.

Commas between cells, points before decimals, numbers with all their digits; what is no finite
number, or not there, is an empty cell. Layers and units are counted from 0, the output layer last.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from playground.engine import feature_matrix
from playground.engine.layers import BatchNorm
from playground.experiment import Experiment
from playground.experiment.data import Part
from playground.experiment.history import HistoryPoint
from playground.experiment.run import Run

from .dialect import number

Row = Sequence[Any]
FORMULAS = ("=", "+", "-", "@")


def data_csv(experiment: Experiment) -> str:
    """Write all points, those to train on first: x1, x2, class or target, which set."""
    rows = [
        (x1, x2, label, name)
        for name, part in _parts(experiment)
        for (x1, x2), label in zip(part.points.tolist(), _labels(experiment, part), strict=True)
    ]
    return _write(("x1", "x2", "label", "set"), rows)


def history_csv(run: Run) -> str:
    """Write the curves of a network: a row for every moment that was recorded, and for now."""
    layers = range(len(run.network.layers))
    names = ("epoch", "iteration", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
    norms = [f"gradient_norm_{i}" for i in layers]
    return _write((*names, "penalty", *norms), map(_curve_row, run.curves()))


def _curve_row(point: HistoryPoint) -> Row:
    found = point.measurement
    test = found.test
    return (
        point.epoch,
        point.iteration,
        found.train.loss,
        test and test.loss,
        found.train.accuracy,
        test and test.accuracy,
        found.penalty,
        *found.norms.weights,
    )


def weights_csv(run: Run) -> str:
    """Write every parameter of a network, and the running statistics of batch normalisation."""
    names = ("layer", "parameter", "from", "to", "value", "connected", "frozen")
    return _write(names, _weight_rows(run))


def _weight_rows(run: Run) -> Iterator[Row]:
    parameters = run.network.parameters
    for slot in parameters.slots:
        wide = slot.shape if len(slot.shape) == 2 else (1, *slot.shape)
        vectors = (parameters.values, parameters.connected, parameters.frozen)
        value, connected, frozen = (slot.view(v).reshape(wide) for v in vectors)
        for i in range(wide[0]):
            for j in range(wide[1]):
                source = i if slot.name == "weights" else None
                flags = int(connected[i, j]), int(frozen[i, j])
                yield slot.layer, slot.name, source, j, float(value[i, j]), *flags
    for index, layer in enumerate(run.network.hidden):
        if isinstance(layer.normalization, BatchNorm):
            for name in ("running_mean", "running_variance"):
                for j, number in enumerate(getattr(layer.normalization, name).tolist()):
                    yield index, name, None, j, number, None, None


def predictions_csv(experiment: Experiment, run: Run) -> str:
    """Write what a network answers for every point, and for which class that stands."""
    regression = experiment.spec.task == "regression"
    outputs = run.network.sizes[-1]
    answers = ["output"] if outputs == 1 else [f"output_{j}" for j in range(outputs)]
    names = ("x1", "x2", "label", "set", *answers, *([] if regression else ["predicted"]))
    rows: list[Row] = []
    for name, part in _parts(experiment):
        if not len(part):
            continue
        found = run.network.predict(feature_matrix(part.points, experiment.spec.features))
        predicted = None if regression else run.network.output.decide(found).tolist()
        if predicted is not None:
            predicted = _named(experiment, predicted)
        labels = _labels(experiment, part)
        for n, point in enumerate(part.points.tolist()):
            decided = () if predicted is None else (predicted[n],)
            rows.append((*point, labels[n], name, *found[n].tolist(), *decided))
    return _write(names, rows)


def _parts(experiment: Experiment) -> tuple[tuple[str, Part], ...]:
    return ("train", experiment.data.train), ("test", experiment.data.test)


def _labels(experiment: Experiment, part: Part) -> Row:
    labels = experiment.label_list(part)
    return labels if experiment.spec.task == "regression" else _named(experiment, labels)


def _named(experiment: Experiment, labels: Sequence[Any]) -> Row:
    """Return classes by name where they have names, else by index."""
    names = experiment.spec.data.class_names or ()
    return [_harmless(names[label]) if label < len(names) else label for label in labels]


def _harmless(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula: it may come with somebody's link."""
    formula = name.lstrip().startswith(FORMULAS) and number(name, ".") is None
    return f"'{name}" if formula else name


def _write(names: Row, rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    return "" if isinstance(value, float) and not math.isfinite(value) else value
