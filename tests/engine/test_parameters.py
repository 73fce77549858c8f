"""The flat parameter vector: order, views, masks."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.properties import few, hidden_layers
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import InvalidArgument, LayerSpec, Network, Parameters


def small() -> Parameters:
    return Parameters(
        [
            [("weights", (2, 3)), ("biases", (3,)), ("gamma", (3,)), ("beta", (3,))],
            [("weights", (3, 1)), ("biases", (1,))],
        ]
    )


def test_arrays_lie_one_after_the_other_layer_by_layer() -> None:
    parameters = small()
    assert [(slot.layer, slot.name, slot.start) for slot in parameters.slots] == [
        (0, "weights", 0),
        (0, "biases", 6),
        (0, "gamma", 9),
        (0, "beta", 12),
        (1, "weights", 15),
        (1, "biases", 18),
    ]
    assert len(parameters) == 19


def test_weights_are_stored_row_by_row_of_fan_in() -> None:
    parameters = small()
    parameters.values[...] = np.arange(19.0)
    weights = parameters.slot(0, "weights").view(parameters.values)
    np.testing.assert_array_equal(weights, [[0, 1, 2], [3, 4, 5]])
    assert parameters.slot(1, "biases").view(parameters.values)[0] == 18.0


def test_only_connection_weights_are_marked_as_weights() -> None:
    np.testing.assert_array_equal(np.flatnonzero(small().is_weight), [0, 1, 2, 3, 4, 5, 15, 16, 17])


def test_cutting_keeps_the_value_and_counts_as_inactive() -> None:
    parameters = small()
    parameters.values[...] = np.arange(19.0)
    slot = parameters.slot(0, "weights")
    parameters.set_connected(slot, np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]))
    np.testing.assert_array_equal(parameters.cut, [1, 5])
    np.testing.assert_array_equal(parameters.values, np.arange(19.0))
    assert (len(parameters), parameters.active) == (19, 17)
    parameters.set_connected(parameters.slot(1, "weights"), np.zeros((3, 1)))
    np.testing.assert_array_equal(parameters.cut, [1, 5, 15, 16, 17])
    parameters.set_connected(slot, np.ones((2, 3)))
    np.testing.assert_array_equal(parameters.cut, [15, 16, 17])
    assert parameters.active == 16


def test_connecting_like_another_vector_copies_its_cuts_and_no_memory() -> None:
    one, other = small(), small()
    one.set_connected(one.slot(1, "weights"), np.zeros((3, 1)))
    other.set_connected(other.slot(0, "weights"), np.array([[0.0, 1.0, 1.0], [1.0, 1.0, 1.0]]))
    one.connect_like(other)
    np.testing.assert_array_equal(one.cut, [0])
    np.testing.assert_array_equal(one.connected, other.connected)
    other.set_connected(other.slot(0, "weights"), np.ones((2, 3)))
    np.testing.assert_array_equal(one.cut, [0])
    assert one.connected[0] == 0.0


@pytest.mark.parametrize(("layer", "name"), [(1, "gamma"), (2, "weights"), (-1, "biases")])
def test_an_array_that_is_not_there_is_refused_by_name(layer: int, name: str) -> None:
    with pytest.raises(InvalidArgument, match=f"an array that layer {layer} has, not '{name}'"):
        small().slot(layer, name)


@few
@given(st.integers(1, 6), hidden_layers(), st.integers(1, 5))
def test_number_of_parameters_is_that_of_the_formula(
    inputs: int, hidden: list[LayerSpec], outputs: int
) -> None:
    expected, fan_in = 0, inputs
    for spec in hidden:
        expected += (fan_in + 1) * spec.units + 2 * spec.units * (spec.normalization != "none")
        fan_in = spec.units
    expected += (fan_in + 1) * outputs
    network = Network(inputs, hidden, outputs=outputs, output="softmax")
    assert len(network.parameters) == network.parameters.active == expected


@few
@given(st.integers(1, 6), hidden_layers(), st.integers(1, 5))
def test_slots_tile_the_vector_without_gap_or_overlap(
    inputs: int, hidden: list[LayerSpec], outputs: int
) -> None:
    parameters = Network(inputs, hidden, outputs=outputs, output="softmax").parameters
    covered = np.zeros(len(parameters), dtype=int)
    for slot in parameters.slots:
        covered[slot.span] += 1
        assert slot.view(parameters.values).size == slot.span.stop - slot.span.start
    np.testing.assert_array_equal(covered, 1)


@few
@given(st.integers(1, 4), hidden_layers(), st.integers(1, 3))
def test_every_array_of_every_layer_is_a_view_into_the_vectors(
    inputs: int, hidden: list[LayerSpec], outputs: int
) -> None:
    network = Network(inputs, hidden, outputs=outputs, output="softmax")
    parameters = network.parameters
    for i, layer in enumerate(network.layers):
        owned = {"weights": layer.dense.weights, "biases": layer.dense.biases}
        slopes = {
            "weights": layer.dense.weight_gradients,
            "biases": layer.dense.bias_gradients,
        }
        norm = getattr(layer, "normalization", None)
        if norm is not None:
            owned |= {"gamma": norm.gamma, "beta": norm.beta}
            slopes |= {"gamma": norm.gamma_gradients, "beta": norm.beta_gradients}
        for name in owned:
            slot = parameters.slot(i, name)
            parameters.values[slot.start] = 7.5
            parameters.gradients[slot.start] = -3.25
            assert owned[name].flat[0] == 7.5
            assert slopes[name].flat[0] == -3.25
            assert np.shares_memory(owned[name], parameters.values)
            assert np.shares_memory(slopes[name], parameters.gradients)
        assert np.shares_memory(layer.dense.connected, parameters.connected)


def test_training_never_replaces_the_vectors_or_their_views(rng: np.random.Generator) -> None:
    network = Network(2, [LayerSpec(3, normalization="batch"), LayerSpec(2, normalization="layer")])
    values, gradients = network.parameters.values, network.parameters.gradients
    network.forward(rng.normal(size=(4, 2)))
    network.backward(np.ones((4, 1)))
    network.initialize(rng)
    assert network.parameters.values is values
    assert network.parameters.gradients is gradients
    assert np.shares_memory(network.last.dense.weight_gradients, gradients)


def test_repr_tells_size_and_cuts() -> None:
    parameters = small()
    parameters.set_connected(parameters.slot(1, "weights"), np.array([[0.0], [1.0], [1.0]]))
    assert repr(parameters) == "Parameters(19 numbers, 1 cut)"
