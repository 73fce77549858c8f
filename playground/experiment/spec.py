"""The experiment as data: one immutable, validated description.

A URL, a file, an HTTP call and a session all carry this one thing. The same experiment and the
same seed give the same numbers. Bounds that an operator can move are not here but in Limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from playground.engine import DATASETS, LOSSES, OUTPUTS, InvalidArgument, Loss, Output
from playground.engine.outputs import Task, allowed_losses, auto_output, check_pair

from .choices import (
    ActivationName,
    FeatureName,
    InitializerName,
    LossName,
    NormalizationName,
    OutputName,
    RegularizerName,
)
from .data_spec import CUSTOM, DataSpec
from .errors import refuse_unless
from .optimizer_spec import OptimizerSpec
from .spec_base import MOST_UNCHECKED, Seed, Spec


class LayerSpec(Spec):
    """One hidden layer: dense → normalisation → activation → dropout.

    Attributes:
        units: number of units, 1 and up. Default 4.
        activation: key of φ. Default "tanh".
        dropout: probability that a unit is dropped while training, 0 <= p < 1. Default 0.
        normalization: "none", "batch" or "layer". Default "none".
    """

    units: Annotated[int, Field(ge=1, le=MOST_UNCHECKED)] = 4
    activation: ActivationName = "tanh"
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    normalization: NormalizationName = "none"


class RegularizationSpec(Spec):
    """Which penalty on weights (default "none"), at which rate, 0 to 100 (default 0)."""

    name: RegularizerName = "none"
    rate: Annotated[float, Field(ge=0, le=100)] = 0.0


Layers = Annotated[tuple[LayerSpec, ...], Field(strict=False)]


class NetworkSpec(Spec):
    """One network and how it is trained.

    Attributes:
        name: what the page calls it, 1 to 40 characters. Default "A", "B", … by position.
        layers: hidden layers from first to last; none is allowed. Default: 8 tanh units.
        output: "auto" or an output activation.
        loss: "auto" or a loss.
        initializer: how weights are drawn. Default "xavier_uniform".
        optimizer: default sgd with learning rate 0.03.
        regularization: default none.
        batch_size: samples an update, 1 and up; above the training set: all of it. Default 10.
        shuffle: whether every epoch has a new order. Default true.
    """

    name: Annotated[str, Field(min_length=1, max_length=40)] = "A"
    layers: Layers = (LayerSpec(units=8),)
    output: OutputName = "auto"
    loss: LossName = "auto"
    initializer: InitializerName = "xavier_uniform"
    optimizer: OptimizerSpec = OptimizerSpec()
    regularization: RegularizationSpec = RegularizationSpec()
    batch_size: Annotated[int, Field(ge=1, le=MOST_UNCHECKED)] = 10
    shuffle: bool = True


class ExperimentSpec(Spec):
    """A complete, self-contained experiment.

    Attributes:
        seed: what weights, orders and dropout are drawn from. Default 0.
        task: "classification" or "regression". Default: that of the data set.
        data: which points to learn from.
        features: what the network is given of a point, at least one, none twice.
        networks: one or more networks, trained in lockstep on the same data.
    """

    seed: Seed = 0
    task: Literal["classification", "regression"] = "classification"
    data: DataSpec = DataSpec()
    features: Annotated[tuple[FeatureName, ...], Field(strict=False, min_length=1)] = ("x1", "x2")
    networks: Annotated[tuple[NetworkSpec, ...], Field(strict=False, min_length=1)] = (
        NetworkSpec(),
    )

    @property
    def classes(self) -> int | None:
        """Number of classes; None for regression."""
        if self.task == "regression":
            return None
        if self.data.dataset == CUSTOM:
            points = self.data.points or ()
            return max(self.data.classes or 2, *(int(p.label) + 1 for p in points))
        return self.data.classes or DATASETS[self.data.dataset].classes[1]

    @property
    def data_seed(self) -> int:
        """What the points are drawn from."""
        return self.seed if self.data.seed is None else self.data.seed

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return _name_networks(_match_task(dict(given)))

    @model_validator(mode="after")
    def _check(self) -> ExperimentSpec:
        distinct = len(set(self.features)) == len(self.features)
        refuse_unless(distinct, "features", "different from each other", list(self.features))
        self._check_task()
        for index, network in enumerate(self.networks):
            try:
                check_network(network, self.task, self.classes)
            except InvalidArgument as error:
                refuse_unless(
                    False, f"networks.{index}.{error.argument}", error.allowed, error.given
                )
        return self

    def _check_task(self) -> None:
        if self.data.dataset == CUSTOM:
            if self.task == "classification":
                for index, point in enumerate(self.data.points or ()):
                    whole = point.label == int(point.label) and point.label >= 0
                    field = f"data.points.{index}.label"
                    refuse_unless(whole, field, "a class index 0, 1, 2 …", point.label)
                counted = self.data.classes is None or self.data.classes == self.classes
                allowed = f"at least {self.classes}, one more than the largest label"
                refuse_unless(counted, "data.classes", allowed, self.data.classes)
            return
        fitting = [key for key, dataset in DATASETS.items() if dataset.task == self.task]
        allowed = f"one of {', '.join(fitting)}, custom for task {self.task}"
        fits = self.data.dataset in fitting
        refuse_unless(fits, "data.dataset", allowed, self.data.dataset)


def resolve(network: NetworkSpec, task: Task, classes: int | None) -> tuple[Output, Loss]:
    """Return output and loss of a network, "auto" replaced by the usual one."""
    auto = network.output == "auto"
    output = auto_output(task, classes) if auto else OUTPUTS[network.output]
    usual = allowed_losses(output, task)[0]
    return output, LOSSES[usual if network.loss == "auto" else network.loss]


def check_network(network: NetworkSpec, task: Task, classes: int | None) -> None:
    """Refuse an output or loss that makes no sense for the task.

    Raises:
        InvalidArgument: naming "output" or "loss".
    """
    output = auto_output(task, classes) if network.output == "auto" else OUTPUTS[network.output]
    usual = (allowed_losses(output, task) or ("mse",))[0]
    check_pair(output, usual if network.loss == "auto" else network.loss, task, classes)


def _match_task(given: dict[str, Any]) -> dict[str, Any]:
    """Take the task from the data set where only that is named, and the other way round."""
    data = given.get("data", {})
    if not isinstance(data, Mapping):
        return given
    named = data.get("dataset")
    if "task" not in given and isinstance(named, str) and named in DATASETS:
        given["task"] = DATASETS[named].task
    if "dataset" not in data and given.get("task") == "regression":
        given["data"] = {**data, "dataset": "reg_plane"}
    return given


def _name_networks(given: dict[str, Any]) -> dict[str, Any]:
    """Name unnamed networks by their position: A, B, C …"""
    networks = given.get("networks")
    if isinstance(networks, list | tuple):
        given["networks"] = [
            {"name": chr(ord("A") + i), **n} if isinstance(n, Mapping) and i < 26 else n
            for i, n in enumerate(networks)
        ]
    return given
