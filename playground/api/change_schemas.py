"""Shapes of changes, for the documentation at /docs; what comes in is checked by the experiment."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from playground.engine.outputs import Task
from playground.experiment import DataSpec, LayerSpec, NetworkSpec
from playground.experiment.checks import LARGEST
from playground.experiment.choices import FeatureName
from playground.experiment.spec_base import Spec

FeatureList = Annotated[list[FeatureName], Field(min_length=1)]
Index = Annotated[int, Field(ge=0)]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class DataChange(DataSpec):
    """The data, and for points of one's own what is to be learnt from them."""

    task: Task | None = None


class NewNetwork(NetworkSpec):
    """A network to add: the default one, or a copy of another, with changes."""

    copy_of: Index | None = None


class NewLayer(LayerSpec):
    """A hidden layer to insert before the one at the index; without one, after the last."""

    index: Index | None = None


class FeaturesChange(Spec):
    """What the networks are given of a point."""

    features: FeatureList


class FrozenChange(Spec):
    """What of a layer to freeze (1) or to release (0)."""

    weights: list[list[Literal[0, 1]]] | None = None
    biases: list[Literal[0, 1]] | None = None
    gamma: list[Literal[0, 1]] | None = None
    beta: list[Literal[0, 1]] | None = None


class LayerChange(Spec):
    """New numbers of one layer; what is left out or null stays."""

    weights: list[list[Number]] | None = None
    biases: list[Number] | None = None
    mask: list[list[Literal[0, 1]]] | None = None
    frozen: FrozenChange | None = None
    normalization: dict[str, list[Number] | None] | None = None


class WeightsChange(Spec):
    """New numbers of a network, the output layer last."""

    layers: list[LayerChange | None]


class WeightChange(Spec):
    """A weight to set; from null is the bias."""

    layer: Index
    source: Index | None = Field(default=None, alias="from")
    to: Index
    value: Number


class MaskChange(Spec):
    """A connection to cut (0) or restore (1)."""

    layer: Index
    source: Index = Field(alias="from")
    to: Index
    mask: Literal[0, 1]


class FreezeChange(Spec):
    """A weight to freeze (1) or to release (0); from null is the bias."""

    layer: Index
    source: Index | None = Field(default=None, alias="from")
    to: Index
    frozen: Literal[0, 1]


class UnitMaskChange(Spec):
    """A unit whose wires to cut (0) or restore (1); layers are counted with the output last."""

    layer: Index
    unit: Index
    mask: Literal[0, 1]


class UnitFreezeChange(Spec):
    """A unit to freeze (1) or to release (0): the weights into it and its bias."""

    layer: Index
    unit: Index
    frozen: Literal[0, 1]
