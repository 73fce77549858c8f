"""Shapes of answers, for the documentation at /docs; what is sent is built by the sessions."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

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


class MessageAnswer(Answer):
    """Something that a learner should know about a network, the most urgent first.

    Its code and values are put into words by the page. The advice, where there is one, is a body
    for PATCH of the network; if reset is true it works from the initial weights only, so that a
    reset has to follow. The topic names what explains it.
    """

    code: str
    level: Literal["error", "warning", "info", "good"]
    values: dict[str, float | int | str]
    advice: dict[str, Any] | None
    reset: bool
    topic: str


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
    messages: list[MessageAnswer]


class Status(Answer):
    """A session at this moment."""

    playing: bool
    networks: list[NetworkStatus]


class LookingAnswer(Answer):
    """The moment that is looked at."""

    id: int
    epoch: float


class SessionAnswer(Answer):
    """A session. The timeline's number is another one as soon as its moments have changed.

    The revision grows with every edit: of two answers the one with the larger is the newer.
    """

    id: str
    revision: int
    experiment: ExperimentSpec
    status: Status
    undo: int
    redo: int
    timeline: int
    looking: LookingAnswer | None


class EditAnswer(Answer):
    """What an edit did to the weights, the experiment after it, steps to undo and to redo."""

    revision: int
    weights: Literal["kept", "reset"]
    networks: list[Literal["kept", "reset"]]
    experiment: ExperimentSpec
    status: Status
    undo: int
    redo: int


class MomentAnswer(Answer):
    """A moment of training; the lists have an entry for each network that there was then."""

    id: int
    epochs: list[float]
    iterations: list[int]
    train_losses: list[float | None]


class TimelineAnswer(Answer):
    """The moments that can be gone back to, oldest first, and which of them is looked at."""

    moments: list[MomentAnswer]
    looking: int | None


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


class FrozenNumbers(Answer):
    """What of a layer is not trained: 1 where it is frozen; gamma and beta where it has them."""

    weights: list[list[int]]
    biases: list[int]
    gamma: list[int] | None = None
    beta: list[int] | None = None


class LayerNumbers(Answer):
    """Numbers of one layer: weights are fan_in × fan_out."""

    weights: list[list[float | None]]
    biases: list[float | None]
    mask: list[list[int]]
    frozen: FrozenNumbers
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


class PlayAnswer(Answer):
    """How fast to play."""

    unit: Literal["epochs", "batches", "samples"]
    rate: float | None


class DuelAnswer(Answer):
    """A ready-made comparison, and after how many seconds of play its point is seen."""

    key: str
    experiment: ExperimentSpec
    play: PlayAnswer
    seconds: int
    norm: Literal["weights", "deltas"]


class DuelsAnswer(Answer):
    """All ready-made comparisons."""

    duels: list[DuelAnswer]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document that a call can be refused with these status codes."""
    return {status: {"model": ErrorAnswer} for status in (*statuses, 413, 422)}


def json_body(shape: Any, example: dict[str, Any] | None = None) -> dict[str, Any]:
    """Document the shape of a body that the experiment checks itself."""
    schema = TypeAdapter(shape).json_schema()
    content: dict[str, Any] = {"schema": _inline(schema, schema.pop("$defs", {}))}
    if example is not None:
        content["example"] = example
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _inline(schema: Any, parts: dict[str, Any]) -> Any:
    """Put the parts that a schema refers to in their places."""
    if isinstance(schema, list):
        return [_inline(entry, parts) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        schema = {**parts[schema["$ref"].rsplit("/", 1)[1]], **schema}
        del schema["$ref"]
    return {key: _inline(value, parts) for key, value in schema.items()}
