"""What the engine refuses, and that every message names argument, value and what is allowed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.engine import (
    ACTIVATIONS,
    OPTIMIZERS,
    SGD,
    Adam,
    EngineError,
    InvalidArgument,
    LayerSpec,
    Network,
    Trainer,
    UnknownChoice,
)


def train(**changes: object) -> Trainer:
    network = Network(2, [LayerSpec(2)])
    data = {"x": np.zeros((3, 2)), "y": np.zeros((3, 1))}
    optimizer = SGD(len(network.parameters))
    arguments = {"network": network, **data, "optimizer": optimizer, **changes}
    return Trainer(**arguments)


UNKNOWN: list[tuple[str, Callable[[], object], str, str]] = [
    ("activation", lambda: Network(2, [LayerSpec(2, "swish")]), "swish", "leaky_relu"),
    ("activation", lambda: Network(2, [LayerSpec(2)]).set_activation(0, "x"), "x", "gelu"),
    (
        "normalization",
        lambda: Network(2, [LayerSpec(2, normalization="group")]),
        "group",
        "none, batch, layer",
    ),
    ("output", lambda: Network(2, output="auto"), "auto", "sigmoid, softmax"),
    ("loss", lambda: Network(2, loss="hinge"), "hinge", "mse, cross_entropy, perceptron"),
    ("initializer", lambda: Network(2, initializer="good"), "good", "he_normal"),
    ("regularizer", lambda: train(regularizer="l3"), "l3", "none, l1, l2"),
    ("optimizer", lambda: OPTIMIZERS["lion"], "lion", "sgd, momentum, nag"),
]


@pytest.mark.parametrize(("kind", "call", "given", "among"), UNKNOWN)
def test_an_unknown_name_is_refused_with_kind_name_and_all_that_are_allowed(
    kind: str, call: Callable[[], object], given: str, among: str
) -> None:
    with pytest.raises(UnknownChoice) as caught:
        call()
    error = caught.value
    assert (error.kind, error.given) == (kind, given)
    assert str(error).startswith(f"unknown {kind} '{given}'; allowed: ")
    assert among in str(error)
    assert all(name in str(error) for name in error.allowed)


INVALID: list[tuple[Callable[[], object], str, object, str]] = [
    (lambda: LayerSpec(0), "units", 0, "at least 1"),
    (lambda: LayerSpec(-3), "units", -3, "at least 1"),
    (lambda: LayerSpec(2, dropout=1.0), "dropout", 1.0, "0 <= dropout < 1"),
    (lambda: LayerSpec(2, dropout=-0.1), "dropout", -0.1, "0 <= dropout < 1"),
    (lambda: Network(0), "inputs", 0, "at least 1"),
    (lambda: Network(2, outputs=0), "outputs", 0, "at least 1"),
    (lambda: Network(2, outputs=3), "outputs", 3, "1 with output sigmoid and loss cross_entropy"),
    (lambda: Network(2, outputs=2, output="sign"), "outputs", 2, "1 with output sign"),
    (
        lambda: Network(2, output="tanh", loss="cross_entropy"),
        "loss",
        "cross_entropy",
        "one of mse with output tanh",
    ),
    (lambda: train(y=np.zeros(3)), "y", (3,), "of shape (3, 1)"),
    (lambda: train(y=np.zeros((3, 2))), "y", (3, 2), "of shape (3, 1)"),
    (lambda: train(batch_size=0), "batch_size", 0, "at least 1"),
    (lambda: SGD(3, learning_rate=-1.0), "learning_rate", -1.0, "0 <= learning_rate <= 100"),
    (lambda: SGD(3, learning_rate=101.0), "learning_rate", 101.0, "0 <= learning_rate <= 100"),
    (lambda: SGD(3, learning_rate=float("inf")), "learning_rate", float("inf"), "<= 100"),
    (lambda: SGD(3, momentum=0.9), "momentum", 0.9, "sgd has learning_rate"),
    (lambda: Adam(3, beta1=1.0), "beta1", 1.0, "0 <= beta1 < 1"),
    (lambda: Adam(3, eps=0.0), "eps", 0.0, "1e-16 <= eps <= 1"),
    (lambda: Adam(3, amsgrad=1), "amsgrad", 1, "true or false"),
    (lambda: Adam(3, beta2=True), "beta2", True, "0 <= beta2 < 1"),
]


@pytest.mark.parametrize(("call", "argument", "given", "allowed"), INVALID)
def test_a_value_out_of_bounds_is_refused_with_argument_value_and_bounds(
    call: Callable[[], object], argument: str, given: object, allowed: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        call()
    error = caught.value
    assert error.argument == argument
    assert error.given == given
    assert allowed in error.allowed
    assert str(error) == f"{argument} must be {error.allowed}, not {given!r}"


@pytest.mark.parametrize(
    "call",
    [
        lambda: LayerSpec(2, dropout=float("nan")),
        lambda: SGD(3, learning_rate=float("nan")),
        lambda: Adam(3, eps=float("nan")),
    ],
)
def test_nan_is_out_of_every_bounds(call: Callable[[], object]) -> None:
    with pytest.raises(InvalidArgument, match="not nan"):
        call()


@pytest.mark.parametrize(("x", "y"), [((3, 2), (2, 1)), ((0, 2), (0, 1)), ((3, 2), (4, 1))])
def test_samples_and_targets_must_be_as_many_and_at_least_one(
    x: tuple[int, int], y: tuple[int, int]
) -> None:
    with pytest.raises(InvalidArgument, match=f"y must be as many rows as x, which has {x[0]}"):
        train(x=np.zeros(x), y=np.zeros(y))


def test_a_layer_says_which_array_it_has_not() -> None:
    parameters = Network(2, [LayerSpec(2)]).parameters
    with pytest.raises(InvalidArgument) as caught:
        parameters.slot(0, "gamma")
    assert str(caught.value) == "name must be an array that layer 0 has, not 'gamma'"


def test_every_refusal_is_a_value_error_and_an_unknown_name_a_key_error_too() -> None:
    assert issubclass(EngineError, ValueError)
    assert issubclass(InvalidArgument, EngineError)
    assert issubclass(UnknownChoice, EngineError)
    assert issubclass(UnknownChoice, KeyError)


def test_the_message_of_an_unknown_name_is_plain_text_not_a_quoted_key() -> None:
    with pytest.raises(UnknownChoice) as caught:
        ACTIVATIONS["it's"]
    assert str(caught.value).startswith('unknown activation "it\'s"; allowed: ')
