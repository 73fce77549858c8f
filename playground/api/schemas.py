"""Shapes of answers, for the documentation at /docs. What is sent is built by the sessions."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from playground.experiment import ExperimentSpec


class Answer(BaseModel):
    """Answers may grow further fields."""

    model_config = ConfigDict(extra="allow")


class ErrorDetail(Answer):
    """What was refused, for programs and for people."""

    code: str
    message: str
    field: str | None


class ErrorAnswer(Answer):
    """The one shape of every error."""

    error: ErrorDetail


class NetworkStatus(Answer):
    """One network at this moment."""

    name: str
    epoch: int
    iteration: int
    samples_seen: int
    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    penalty: float | None
    parameters: int
    diverged: int | None
    messages: list[dict[str, Any]]


class Status(Answer):
    """A session at this moment."""

    playing: bool
    networks: list[NetworkStatus]


class SessionAnswer(Answer):
    """A session."""

    id: str
    experiment: ExperimentSpec
    status: Status


class EditAnswer(Answer):
    """What an edit did to the weights, and the experiment after it."""

    weights: Literal["kept", "reset"]
    networks: list[Literal["kept", "reset"]]
    experiment: ExperimentSpec
    status: Status


class PartAnswer(Answer):
    """Points: class indices or targets are the labels."""

    x1: list[float]
    x2: list[float]
    label: list[float]


class DataAnswer(Answer):
    """Training and test points, and the part of the plane that is drawn."""

    train: PartAnswer
    test: PartAnswer
    domain: dict[str, tuple[float, float]]
    task: str
    classes: int | None


class LayerNumbers(Answer):
    """Numbers of one layer: weights are fan_in × fan_out."""

    weights: list[list[float | None]]
    biases: list[float | None]
    mask: list[list[int]]
    normalization: dict[str, list[float | None]] | None


class WeightsAnswer(Answer):
    """Hidden layers first, output layer last."""

    layers: list[LayerNumbers]


class NormsAnswer(Answer):
    """Sizes of gradients, one number a layer."""

    weights: list[float | None]
    biases: list[float | None]
    deltas: list[float | None]


class GradientsAnswer(WeightsAnswer):
    """Gradients of the mean loss over the training set."""

    loss: float | None
    norms: NormsAnswer


class LayerActivations(Answer):
    """Pre-activations and activations of one layer."""

    z: list[float | None]
    a: list[float | None]


class ActivationsAnswer(Answer):
    """One point followed through the network."""

    x1: float
    x2: float
    features: dict[str, float]
    layers: list[LayerActivations]


class BoundaryAnswer(Answer):
    """The plane as the network or one unit sees it: a row per x2, a column per x1."""

    x1: list[float]
    x2: list[float]
    values: list[list[float | None]] | None = None
    labels: list[list[int]] | None = None
    confidence: list[list[float | None]] | None = None


class NetworkHistory(Answer):
    """The curves of one network: lists of equal length."""

    name: str
    epochs: list[float]
    iterations: list[int]
    train_loss: list[float | None]
    test_loss: list[float | None]
    train_accuracy: list[float | None]
    test_accuracy: list[float | None]
    gradient_norms: list[list[float | None]]


class HistoryAnswer(Answer):
    """The curves of all networks."""

    networks: list[NetworkHistory]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document that a call can be refused with these status codes."""
    return {status: {"model": ErrorAnswer} for status in (*statuses, 413, 422)}


def json_body(model: str, example: dict[str, Any] | None = None) -> dict[str, Any]:
    """Document that the body is a part of the experiment, every field of which may be left out."""
    schema: dict[str, Any] = {"$ref": f"#/components/schemas/{model}"}
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
