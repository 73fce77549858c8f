"""How well points could be told apart by any network, judged by their nearest neighbours.

A network that falls short of that is held back by what it is; one that reaches it is not to
blame for the rest, which is noise. It costs one look at some of the points, whenever the data
change, and nothing while training.
"""

from __future__ import annotations

import numpy as np

from playground.engine.types import Array

from .data import Part

NEIGHBOURS = 7
MOST_POINTS = 400
FEWEST_POINTS = 30
"""With fewer there are no neighbours to ask, and every point can be had right."""


def reach(part: Part, classes: int | None) -> float:
    """Estimate how skilled a network can become on unseen points of this kind, 0 to 1.

    Every point is answered by its nearest neighbours without itself.

    Args:
        part: the training points.
        classes: number of classes, or None for regression.

    Returns:
        The share of right answers, or for regression the share of the variance explained.
    """
    points, labels = part.points[:MOST_POINTS], part.labels[:MOST_POINTS]
    if len(points) < FEWEST_POINTS:
        return 1.0
    near = _nearest(points)
    if classes is None:
        return explained(labels, labels[near].mean(axis=1))
    votes = np.stack([(labels[near] == c).sum(axis=1) for c in range(classes)])
    return float((votes.argmax(axis=0) == labels).mean())


def _nearest(points: Array) -> np.ndarray:
    """Return the indices (n, NEIGHBOURS) of every point's nearest other points."""
    squares = (points * points).sum(axis=1)
    distances = squares[:, None] + squares[None, :] - 2.0 * points @ points.T
    np.fill_diagonal(distances, np.inf)
    return np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]


def explained(targets: Array, answers: Array) -> float:
    """Return the share of the targets' variance that answers explain, at least 0."""
    variance = float(targets.var())
    missed = float(((targets - answers) ** 2).mean())
    return max(0.0, 1.0 - missed / variance) if variance > 0.0 else 1.0
