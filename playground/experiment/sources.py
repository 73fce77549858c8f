"""The samples that a step of training is made from: the next mini-batch, or what somebody chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.engine import feature_matrix
from playground.engine.types import Array

from .errors import Invalid
from .run import Run


@dataclass(frozen=True)
class Choice:
    """Which samples a step is to be made from; without any, the next mini-batch.

    Attributes:
        train: index of a training point.
        point: x1, x2 and label (class index or target) of any point.
    """

    train: int | None = None
    point: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Source:
    """Samples that a step is made from.

    Attributes:
        kind: "batch" for the next mini-batch, "train" for a training point, "point" for any.
        indices: which training points they are, (b,); empty for any point.
        points: ndarray of shape (b, 2).
        labels: class indices or targets, (b,).
        x: features (b, d).
        y: targets (b, k).
    """

    kind: Literal["batch", "train", "point"]
    indices: NDArray[np.int64]
    points: Array
    labels: Array
    x: Array
    y: Array

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "indices": None if self.kind == "point" else self.indices,
            "x1": self.points[:, 0],
            "x2": self.points[:, 1],
            "labels": self.labels,
        }


def choose(run: Run, choice: Choice) -> Source:
    """Return the samples of a choice; for the next mini-batch, the run's own order is drawn.

    Raises:
        Invalid: there is no such training point, or no such class.
    """
    if choice.point is not None:
        return _any_point(run, *choice.point)
    if choice.train is None:
        indices = run.trainer.next_batch().copy()
    else:
        n = len(run.train)
        if not 0 <= choice.train < n:
            message = f"train must be from 0 to {n - 1}, not {choice.train}"
            raise Invalid("out_of_range", message, "train")
        indices = np.array([choice.train], dtype=np.int64)
    return Source(
        "batch" if choice.train is None else "train",
        indices,
        run.train.points[indices],
        run.train.labels[indices],
        run.trainer.x[indices],
        run.trainer.y[indices],
    )


def _any_point(run: Run, x1: float, x2: float, label: float) -> Source:
    point, labels = np.array([[x1, x2]]), np.array([label])
    if run.spec.task == "regression":
        y = labels[:, None]
    else:
        classes = run.spec.classes or 2
        if label != int(label) or not 0 <= label < classes:
            message = f"label must be a class index from 0 to {classes - 1}, not {label:g}"
            raise Invalid("out_of_range", message, "label")
        y = run.network.output.encode(labels.astype(np.int64), classes)
    x = feature_matrix(point, run.spec.features)
    return Source("point", np.zeros(0, dtype=np.int64), point, labels, x, y)
