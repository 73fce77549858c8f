"""Backpropagation against central differences: every activation × output and loss × normalisation.

The registries drive the combinations, so a new record is tested without any edit here.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers.gradients import STEP, backpropagated, numeric_gradients
from helpers.properties import few, hidden_layers, seeds
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.engine import (
    ACTIVATIONS,
    LOSSES,
    NORMALIZATIONS,
    OUTPUTS,
    LayerSpec,
    Mode,
    Network,
)
from playground.engine.types import Array

PAIRS = [(output, loss) for output in OUTPUTS for loss in LOSSES if loss in OUTPUTS[output].losses]
SAMPLES, INPUTS, MARGIN = 5, 3, 1e-3
FLAT = [key for key in ACTIVATIONS if not ACTIVATIONS[key].trainable]


def nearest_kink(network: Network) -> float:
    """The smallest distance from 0, where kinks lie, of anything that a φ or a loss is given."""
    sizes = [np.abs(layer.normalized).min() for layer in network.hidden]
    return float(min([*sizes, np.abs(network.last.z).min()]))


def draw(
    specs: list[LayerSpec], output: str, loss: str, mode: Mode, seed: int = 0
) -> tuple[Network, Array, Array]:
    """A network, inputs and targets whose loss is smooth all around."""
    rng = np.random.default_rng(seed)
    outputs = 3 if OUTPUTS[output].coding == "one_hot" else 1
    network = Network(INPUTS, specs, outputs=outputs, output=output, loss=loss)
    y = OUTPUTS[output].encode(rng.integers(0, max(outputs, 2), SAMPLES), outputs)
    for _ in range(500):
        network.parameters.values[...] = rng.normal(size=len(network.parameters))
        network.running[:, 0] = rng.normal(size=network.running[:, 0].shape)
        network.running[:, 1] = rng.uniform(0.5, 2.0, network.running[:, 1].shape)
        x = rng.normal(size=(SAMPLES, INPUTS))
        network.forward(x, mode)
        if nearest_kink(network) > MARGIN:
            return network, x, y
    raise AssertionError("no draw keeps away from the kinks")


def check(network: Network, x: Array, y: Array, mode: Mode) -> None:
    in_parameters, in_inputs = numeric_gradients(network, x, y, mode)
    to_parameters, to_inputs = backpropagated(network, x, y, mode)
    np.testing.assert_allclose(to_parameters, in_parameters, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(to_inputs, in_inputs, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_those_of_central_differences(
    activation: str, normalization: str, output: str, loss: str
) -> None:
    specs = [
        LayerSpec(4, activation, normalization=normalization),
        LayerSpec(3, activation, normalization=normalization),
    ]
    network, x, y = draw(specs, output, loss, Mode.MEASURE)
    check(network, x, y, Mode.MEASURE)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_right_in_every_mode(mode: Mode, activation: str) -> None:
    specs = [LayerSpec(4, activation, normalization=key) for key in ("batch", "none", "batch")]
    network, x, y = draw(specs, "softmax", "cross_entropy", mode)
    running = network.running.copy()
    check(network, x, y, mode)
    assert np.array_equal(network.running, running) == (mode is not Mode.TRAIN)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_a_network_without_hidden_layers_has_the_right_gradients(output: str, loss: str) -> None:
    check(*draw([], output, loss, Mode.INFER), Mode.INFER)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_with_cut_weights_are_right_and_zero_where_cut(
    activation: str, normalization: str
) -> None:
    specs = [LayerSpec(4, activation, normalization=normalization), LayerSpec(4, activation)]
    network, x, y = draw(specs, "sigmoid", "cross_entropy", Mode.MEASURE)
    for layer in range(3):
        slot = network.parameters.slot(layer, "weights")
        mask = np.ones(slot.shape)
        mask[layer, :1] = mask[0, 1:3] = 0.0
        network.parameters.set_connected(slot, mask)
    network.forward(x, Mode.MEASURE)
    assert nearest_kink(network) > 1e-4
    check(network, x, y, Mode.MEASURE)
    cut = network.parameters.connected == 0.0
    np.testing.assert_array_equal(network.parameters.gradients[cut], 0.0)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("activation", FLAT)
def test_nothing_below_a_step_or_sign_has_any_gradient_at_all(
    activation: str, normalization: str, output: str, loss: str
) -> None:
    specs = [LayerSpec(4, "tanh"), LayerSpec(4, activation, normalization=normalization)]
    network, x, y = draw(specs, output, loss, Mode.MEASURE)
    in_parameters, in_inputs = numeric_gradients(network, x, y, Mode.MEASURE)
    to_parameters, to_inputs = backpropagated(network, x, y, Mode.MEASURE)
    below = slice(0, network.parameters.slot(2, "weights").start)
    for gradient in (in_parameters[below], in_inputs, to_parameters[below], to_inputs):
        np.testing.assert_array_equal(gradient, 0.0)


@pytest.mark.parametrize("output", [key for key in FLAT if key in OUTPUTS])
def test_squared_error_behind_a_step_or_sign_has_no_gradient_at_all(output: str) -> None:
    network, x, y = draw([LayerSpec(4, "tanh")], output, "mse", Mode.MEASURE)
    to_parameters, to_inputs = backpropagated(network, x, y, Mode.MEASURE)
    np.testing.assert_array_equal(to_parameters, 0.0)
    np.testing.assert_array_equal(to_inputs, 0.0)


def test_gradients_are_of_the_mean_so_repeating_the_samples_changes_nothing() -> None:
    network, x, y = draw([LayerSpec(4, "gelu", normalization="batch")], "tanh", "mse", Mode.MEASURE)
    once = backpropagated(network, x, y, Mode.MEASURE)[0]
    thrice = backpropagated(network, np.tile(x, (3, 1)), np.tile(y, (3, 1)), Mode.MEASURE)[0]
    np.testing.assert_allclose(thrice, once, rtol=1e-12, atol=1e-15)


def test_backward_overwrites_and_never_accumulates() -> None:
    network, x, y = draw([LayerSpec(4, normalization="layer")], "sigmoid", "mse", Mode.MEASURE)
    once = backpropagated(network, x, y, Mode.MEASURE)[0]
    np.testing.assert_array_equal(backpropagated(network, x, y, Mode.MEASURE)[0], once)


def test_ten_layers_deep_the_gradients_are_still_right() -> None:
    specs = [LayerSpec(3, "tanh") for _ in range(10)]
    check(*draw(specs, "sigmoid", "cross_entropy", Mode.MEASURE), Mode.MEASURE)


SMOOTH = tuple(key for key in ACTIVATIONS if key not in ("relu", "leaky_relu", *FLAT))


@few
@given(hidden_layers(), st.sampled_from(PAIRS), seeds)
def test_any_mixture_of_smooth_layers_has_the_right_gradients(
    hidden: list[LayerSpec], pair: tuple[str, str], seed: int
) -> None:
    specs = [replace(spec, activation=SMOOTH[i % len(SMOOTH)]) for i, spec in enumerate(hidden)]
    rng = np.random.default_rng(seed)
    output, loss = pair
    outputs = 3 if OUTPUTS[output].coding == "one_hot" else 1
    network = Network(INPUTS, specs, outputs=outputs, output=output, loss=loss)
    network.parameters.values[...] = rng.normal(size=len(network.parameters))
    x = rng.normal(size=(SAMPLES, INPUTS))
    y = OUTPUTS[output].encode(rng.integers(0, max(outputs, 2), SAMPLES), outputs)
    network.forward(x, Mode.MEASURE)
    assume(np.abs(network.last.z).min() > MARGIN)
    coarse = numeric_gradients(network, x, y, Mode.MEASURE, 2.0 * STEP)
    fine = numeric_gradients(network, x, y, Mode.MEASURE, STEP)
    for found, near, nearer in zip(
        backpropagated(network, x, y, Mode.MEASURE), coarse, fine, strict=True
    ):
        # Normalising nearly equal numbers bends sharply: what halving h still changes is the
        # error of the difference, not of the gradient.
        doubt = np.abs(near - nearer)
        assert (np.abs(found - nearer) <= 1e-7 * (1.0 + np.abs(found)) + doubt).all()
