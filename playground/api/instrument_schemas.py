"""Shapes of what the instruments answer: histograms, bent space, backward pass, landscape."""

from __future__ import annotations

from typing import Literal

from .schemas import Answer

Numbers = list[float | None]
Rows = list[list[float | None]]


class HistogramAnswer(Answer):
    """How many values lie in each of some bins of equal width between low and high."""

    low: float
    high: float
    counts: list[int]


class LayerHistograms(Answer):
    """Histograms of one layer's numbers; connections that are cut are left out."""

    weights: HistogramAnswer
    biases: HistogramAnswer
    z: HistogramAnswer
    a: HistogramAnswer
    gradients: HistogramAnswer


class HistogramsAnswer(Answer):
    """Histograms of every layer, the output layer last."""

    layers: list[LayerHistograms]


class PastHistogramsAnswer(Answer):
    """Histograms at several moments, a row of counts each, all between the same low and high."""

    epochs: list[float]
    low: float
    high: float
    counts: list[list[int]]


class SpaceAnswer(Answer):
    """The plane as a layer sees it, drawn on two axes; one unit has no second one."""

    layer: int
    axes: Literal["units", "principal"]
    units: list[int | None] | None
    explained: list[float] | None
    grid: list[list[list[float]]]
    answers: Rows
    train: list[list[float]]
    test: list[list[float]]


class SourceAnswer(Answer):
    """The samples of a step; indices are those of training points."""

    kind: Literal["batch", "train", "point"]
    indices: list[int] | None
    x1: list[float]
    x2: list[float]
    labels: list[float]


class NormalizationPass(Answer):
    """Normalisation in a step: mean and variance of each unit, or of each sample."""

    name: Literal["batch", "layer"]
    gamma: Numbers
    beta: Numbers
    mean: Numbers
    variance: Numbers


class Changed(Answer):
    """Numbers of one layer, as the parameters are."""

    weights: Rows
    biases: Numbers
    gamma: Numbers | None = None
    beta: Numbers | None = None


class PassLayer(Answer):
    """One layer in a step; a row a sample."""

    activation: str
    units: int
    weights: Rows
    biases: Numbers
    mask: list[list[int]]
    normalization: NormalizationPass | None
    z: Rows
    normalized: Rows | None
    a: Rows
    slope: Rows
    kept: Rows | None
    delta: Rows
    gradient: Changed
    update: Changed
    after: Changed


class PassAnswer(Answer):
    """One training step; of many samples in a large network, only the first `rows` are listed."""

    iteration: int
    step: str
    source: SourceAnswer
    samples: int
    rows: int
    features: Rows
    targets: Rows
    losses: Numbers
    loss: float | None
    penalty: float | None
    regularization: dict[str, str | float]
    optimizer: dict[str, str | float | bool]
    layers: list[PassLayer]


class FormulaAnswer(Answer):
    """An equation as MathML, once in symbols and once with numbers in their places."""

    symbols: str
    numbers: str


class FormulasAnswer(Answer):
    """The equations of a step for one unit, one sample and one of the unit's weights."""

    z: FormulaAnswer
    normalized: FormulaAnswer | None = None
    a: FormulaAnswer
    kept: FormulaAnswer | None = None
    loss: FormulaAnswer
    delta: FormulaAnswer
    gradient: FormulaAnswer
    bias_gradient: FormulaAnswer
    update: FormulaAnswer
    bias_update: FormulaAnswer


class LandscapeStarted(Answer):
    """A landscape that is being computed."""

    id: int
    state: Literal["running", "done", "cancelled"]
    progress: float


class PathAnswer(Answer):
    """Where a network was on the plane, or nearest to it, the present last."""

    network: int
    alpha: Numbers
    beta: Numbers
    epochs: list[float]


class LandscapeAnswer(LandscapeStarted):
    """The loss over a plane: a row per beta; null where it is not known yet, or not finite."""

    network: int
    alpha: list[float]
    beta: list[float]
    loss: Rows
    paths: list[PathAnswer]
    explained: list[float] | None
