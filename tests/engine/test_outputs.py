"""Output activations: codings, decisions, and which losses and tasks fit them."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.gradients import central_difference

from playground.engine import LOSSES, OUTPUTS, InvalidArgument, UnknownChoice
from playground.engine.outputs import allowed_losses, auto_output, check_pair


@pytest.mark.parametrize("key", OUTPUTS)
def test_chain_carries_a_gradient_back_through_the_output(
    key: str, rng: np.random.Generator
) -> None:
    output = OUTPUTS[key]
    k = 4 if output.coding == "one_hot" else 1
    z = rng.normal(size=(6, k)) + 0.05
    upstream = rng.normal(size=(6, k))
    numeric = central_difference(lambda: float((output.function(z) * upstream).sum()), z)
    chained = output.chain(z, output.function(z), upstream)
    np.testing.assert_allclose(chained, numeric, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    ("key", "zero", "one"),
    [("sigmoid", 0, 1), ("step", 0, 1), ("tanh", -1, 1), ("identity", -1, 1), ("sign", -1, 1)],
)
def test_two_classes_become_the_targets_of_the_definitions(key: str, zero: int, one: int) -> None:
    targets = OUTPUTS[key].encode(np.array([0, 1, 1]), 2)
    np.testing.assert_array_equal(targets, [[zero], [one], [one]])
    assert targets.dtype == np.float64


def test_softmax_targets_are_one_hot() -> None:
    np.testing.assert_array_equal(
        OUTPUTS["softmax"].encode(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]]
    )


@pytest.mark.parametrize("key", OUTPUTS)
def test_deciding_on_targets_gives_the_labels_back(key: str) -> None:
    output = OUTPUTS[key]
    classes = 5 if output.coding == "one_hot" else 2
    labels = np.arange(10) % classes
    decided = output.decide(output.encode(labels, classes))
    np.testing.assert_array_equal(decided, labels)
    assert decided.dtype == np.int64


@pytest.mark.parametrize("key", [key for key in OUTPUTS if OUTPUTS[key].coding != "one_hot"])
def test_one_unit_decides_by_the_sign_of_its_logit(key: str) -> None:
    z = np.array([[-3.0], [-1e-9], [0.0], [1e-9], [3.0]])
    decided = OUTPUTS[key].decide(OUTPUTS[key].function(z))
    np.testing.assert_array_equal(decided, [0, 0, 1, 1, 1])


def test_softmax_decides_by_the_largest_logit() -> None:
    z = np.array([[0.0, 1.0, -5.0], [3.0, 1.0, 2.0], [-1.0, -2.0, 7.0]])
    np.testing.assert_array_equal(
        OUTPUTS["softmax"].decide(OUTPUTS["softmax"].function(z)), [1, 0, 2]
    )


def test_number_of_output_units_is_one_but_for_softmax() -> None:
    for key, output in OUTPUTS.items():
        assert output.units(2) == (2 if key == "softmax" else 1)
    assert OUTPUTS["softmax"].units(6) == 6
    assert OUTPUTS["identity"].units(None) == 1


def test_auto_is_sigmoid_for_two_classes_softmax_for_more_identity_for_regression() -> None:
    assert auto_output("classification", 2).key == "sigmoid"
    assert auto_output("classification", 3).key == "softmax"
    assert auto_output("classification", 6).key == "softmax"
    assert auto_output("regression", None).key == "identity"


@pytest.mark.parametrize("task", ["classification", "regression"])
@pytest.mark.parametrize("classes", [2, 3, 8])
def test_what_auto_chooses_fits(task: str, classes: int) -> None:
    number = classes if task == "classification" else None
    output = auto_output(task, number)
    check_pair(output, allowed_losses(output, task)[0], task, number)


def test_usual_losses_are_cross_entropy_for_classes_and_squared_error_for_regression() -> None:
    assert allowed_losses(OUTPUTS["sigmoid"], "classification")[0] == "cross_entropy"
    assert allowed_losses(OUTPUTS["softmax"], "classification")[0] == "cross_entropy"
    assert allowed_losses(OUTPUTS["identity"], "regression") == ("mse",)
    assert allowed_losses(OUTPUTS["identity"], "classification") == ("mse", "perceptron")


@pytest.mark.parametrize("key", OUTPUTS)
def test_every_loss_of_an_output_exists(key: str) -> None:
    assert OUTPUTS[key].losses
    assert set(OUTPUTS[key].losses) <= set(LOSSES)


def test_every_loss_belongs_to_some_output() -> None:
    assert {loss for output in OUTPUTS.values() for loss in output.losses} == set(LOSSES)


def test_one_unit_is_refused_for_three_classes_with_all_that_fit() -> None:
    with pytest.raises(InvalidArgument) as caught:
        check_pair(OUTPUTS["sigmoid"], "cross_entropy", "classification", 3)
    assert str(caught.value) == "output must be one of auto, softmax for 3 classes, not 'sigmoid'"


def test_softmax_is_refused_for_regression_with_all_that_fit() -> None:
    with pytest.raises(InvalidArgument) as caught:
        check_pair(OUTPUTS["softmax"], "mse", "regression", None)
    message = "output must be one of auto, tanh, identity for regression, not 'softmax'"
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("output", "loss", "task"),
    [
        ("tanh", "cross_entropy", "classification"),
        ("step", "cross_entropy", "classification"),
        ("softmax", "perceptron", "classification"),
        ("identity", "perceptron", "regression"),
    ],
)
def test_a_loss_that_makes_no_sense_is_refused_by_name(output: str, loss: str, task: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        check_pair(OUTPUTS[output], loss, task, 2 if task == "classification" else None)
    assert caught.value.argument == "loss"
    assert caught.value.given == loss
    assert "mse" in caught.value.allowed
    assert f"with output {output}" in str(caught.value)


def test_an_unknown_output_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(UnknownChoice, match="unknown output 'auto'; allowed: sigmoid, softmax"):
        OUTPUTS["auto"]
