"""Networks: 25 steps of training against PyTorch, modes, shapes, and what must always hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.golden import golden
from helpers.properties import few, hidden_layers, seeds
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import (
    LOSSES,
    OPTIMIZERS,
    OUTPUTS,
    LayerSpec,
    Mode,
    Network,
    Trainer,
)
from playground.engine.types import Array

GOLDEN: list[dict[str, Any]] = golden("networks")["networks"]
STEPS = 25


class RecordedOrders:
    """Stands in for the generator of a trainer: gives the recorded order of every epoch."""

    def __init__(self, orders: list[list[int]]) -> None:
        self.orders = iter(orders)

    def permutation(self, n: int) -> Array:
        order = np.array(next(self.orders))
        assert sorted(order) == list(range(n))
        return order


def build(case: dict[str, Any]) -> tuple[Network, Trainer]:
    network = Network(
        case["inputs"],
        [LayerSpec(**layer) for layer in case["hidden"]],
        outputs=case["outputs"],
        output=case["output"],
        loss=case["loss"],
    )
    parameters = network.parameters
    parameters.values[...] = case["start"]
    for layer, source, to in case["cut"]:
        slot = parameters.slot(layer, "weights")
        mask = slot.view(parameters.connected).copy()
        mask[source, to] = 0.0
        parameters.set_connected(slot, mask)
    settings = {key: value for key, value in case["optimizer"].items() if key != "name"}
    optimizer = OPTIMIZERS[case["optimizer"]["name"]].optimizer(len(parameters), **settings)
    trainer = Trainer(
        network,
        np.array(case["x"]),
        np.array(case["y"]),
        optimizer,
        regularizer=case["regularizer"],
        rate=case["rate"],
        batch_size=case["batch_size"],
        rng=RecordedOrders(case["orders"]),
    )
    return network, trainer


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_twenty_five_steps_of_training_are_those_of_torch(case: dict[str, Any]) -> None:
    network, trainer = build(case)
    losses, sizes = [], []
    for _ in range(STEPS):
        trainer.train_batch()
        losses.append(network.losses(trainer.y[trainer.batch]).mean())
        sizes.append(len(trainer.batch))
    exact = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(losses, case["losses"], **exact)
    np.testing.assert_allclose(network.parameters.values, case["finish"], **exact)
    assert trainer.penalty == pytest.approx(case["penalty"], rel=1e-12, abs=1e-12)
    assert trainer.diverged is None
    n, batch = case["samples"], min(case["batch_size"], case["samples"])
    assert set(sizes) == {batch, n % batch or batch}
    assert not np.allclose(case["start"], case["finish"], atol=1e-3)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_answers_and_running_statistics_after_training_are_those_of_torch(
    case: dict[str, Any],
) -> None:
    network, trainer = build(case)
    for _ in range(STEPS):
        trainer.train_batch()
    answers = network.predict(np.array(case["probe"]))
    np.testing.assert_allclose(answers, case["answers"], rtol=1e-12, atol=1e-12)
    for layer, spec, (mean, variance) in zip(
        network.hidden, case["hidden"], case["running"], strict=True
    ):
        if spec["normalization"] == "batch":
            found = layer.normalization
            np.testing.assert_allclose(found.running_mean, mean, rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(found.running_variance, variance, rtol=1e-12, atol=1e-12)
            assert not np.allclose(variance, 1.0)


@pytest.mark.parametrize("case", [c for c in GOLDEN if c["cut"]], ids=lambda case: case["name"])
def test_cut_weights_of_the_golden_networks_kept_their_bits(case: dict[str, Any]) -> None:
    network, trainer = build(case)
    for _ in range(STEPS):
        trainer.train_batch()
    cut = network.parameters.cut
    assert len(cut) == len(case["cut"])
    assert network.parameters.values[cut].tobytes() == np.array(case["start"])[cut].tobytes()


def test_golden_networks_cover_what_they_are_meant_to() -> None:
    layers = [layer for case in GOLDEN for layer in case["hidden"]]
    smooth_or_kinked = {"identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"}
    assert {layer["activation"] for layer in layers} == smooth_or_kinked
    assert {layer["normalization"] for layer in layers} == {"none", "batch", "layer"}
    assert {case["optimizer"]["name"] for case in GOLDEN} == set(OPTIMIZERS)
    assert {case["loss"] for case in GOLDEN} == set(LOSSES)
    assert {case["output"] for case in GOLDEN} == set(OUTPUTS)
    assert {case["regularizer"] for case in GOLDEN} == {"none", "l1", "l2"}
    assert any(case["samples"] % case["batch_size"] for case in GOLDEN)


def test_forward_pass_is_the_formula_written_out(rng: np.random.Generator) -> None:
    network = Network(2, [LayerSpec(3, "tanh"), LayerSpec(2, "relu")], outputs=1)
    network.parameters.values[...] = rng.normal(size=len(network.parameters))
    x = rng.normal(size=(4, 2))
    (w1, b1), (w2, b2), (w3, b3) = [
        (part.dense.weights, part.dense.biases) for part in network.layers
    ]
    a1 = np.tanh(x @ w1 + b1)
    a2 = np.maximum(a1 @ w2 + b2, 0.0)
    expected = 1.0 / (1.0 + np.exp(-(a2 @ w3 + b3)))
    np.testing.assert_allclose(network.predict(x), expected, rtol=1e-14)


def test_a_network_of_identities_is_one_linear_map(rng: np.random.Generator) -> None:
    network = Network(3, [LayerSpec(5, "identity"), LayerSpec(4, "identity")], output="identity")
    network.parameters.values[...] = rng.normal(size=len(network.parameters))
    x, shift = rng.normal(size=(6, 3)), rng.normal(size=3)
    slope = [layer.dense.weights for layer in network.layers]
    expected = shift @ slope[0] @ slope[1] @ slope[2]
    np.testing.assert_allclose(network.predict(x + shift) - network.predict(x), [expected] * 6)


@few
@given(hidden_layers(("none", "layer")), seeds, st.integers(1, 9))
def test_a_batch_gives_the_answers_of_its_rows_one_by_one(
    hidden: list[LayerSpec], seed: int, n: int
) -> None:
    rng = np.random.default_rng(seed)
    network = Network(3, hidden, outputs=2, output="softmax", rng=rng)
    x = rng.normal(size=(n, 3))
    for mode in Mode:
        together = network.forward(x, mode)
        z = network.last.z.copy()
        for i in range(n):
            np.testing.assert_allclose(network.forward(x[i : i + 1], mode)[0], together[i], 1e-9)
            np.testing.assert_allclose(network.last.z[0], z[i], rtol=1e-9, atol=1e-9)


@few
@given(hidden_layers(), seeds)
def test_at_inference_a_batch_gives_the_answers_of_its_rows_whatever_the_normalisation(
    hidden: list[LayerSpec], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    network = Network(2, hidden, rng=rng)
    x = rng.normal(size=(5, 2))
    together = network.predict(x)
    rows = [network.predict(x[i : i + 1])[0] for i in range(5)]
    np.testing.assert_allclose(together, rows, rtol=1e-9)


@few
@given(hidden_layers(), seeds, st.integers(1, 6), st.integers(1, 8))
def test_shapes_of_everything_a_network_keeps(
    hidden: list[LayerSpec], seed: int, outputs: int, n: int
) -> None:
    rng = np.random.default_rng(seed)
    network = Network(2, hidden, outputs=outputs, output="softmax", rng=rng)
    answers = network.forward(rng.normal(size=(n, 2)), Mode.TRAIN)
    network.backward(np.eye(outputs)[rng.integers(0, outputs, n)])
    assert answers.shape == (n, outputs)
    np.testing.assert_allclose(answers.sum(axis=1), 1.0, rtol=1e-14)
    assert network.sizes == (2, *(spec.units for spec in hidden), outputs)
    for layer, units in zip(network.layers, network.sizes[1:], strict=True):
        assert layer.z.shape == layer.a.shape == layer.delta.shape == (n, units)
    assert np.isfinite(network.parameters.gradients).all()


@few
@given(hidden_layers(), seeds)
def test_order_of_the_samples_does_not_matter_to_loss_and_gradients(
    hidden: list[LayerSpec], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    smooth = [LayerSpec(spec.units, "tanh", 0.0, spec.normalization) for spec in hidden]
    network = Network(2, smooth, rng=rng)
    x, y = rng.normal(size=(6, 2)), rng.integers(0, 2, (6, 1)).astype(float)
    results = []
    for order in (np.arange(6), rng.permutation(6)):
        network.forward(x[order], Mode.MEASURE)
        network.backward(y[order])
        results.append((network.losses(y[order]).mean(), network.parameters.gradients.copy()))
    assert results[0][0] == pytest.approx(results[1][0], rel=1e-9)
    size = 1.0 + np.abs(results[0][1]).max()
    np.testing.assert_allclose(results[0][1], results[1][1], rtol=1e-6, atol=1e-8 * size)


def test_same_generators_give_the_same_network() -> None:
    def values(seed: int) -> Array:
        return Network(2, [LayerSpec(4)], rng=np.random.default_rng(seed)).parameters.values

    np.testing.assert_array_equal(values(7), values(7))
    assert not np.array_equal(values(7), values(8))
    np.testing.assert_array_equal(Network(2).parameters.values, Network(2).parameters.values)


def test_initializing_draws_anew_in_place_and_forgets_running_statistics(
    rng: np.random.Generator,
) -> None:
    network = Network(2, [LayerSpec(3, normalization="batch")], rng=np.random.default_rng(1))
    start, weights = network.parameters.values.copy(), network.last.dense.weights
    network.forward(rng.normal(size=(9, 2)), Mode.TRAIN)
    network.parameters.values[...] = 9.0
    network.initialize(np.random.default_rng(1))
    np.testing.assert_array_equal(network.parameters.values, start)
    np.testing.assert_array_equal(network.hidden[0].normalization.running_mean, 0.0)
    np.testing.assert_array_equal(network.hidden[0].normalization.running_variance, 1.0)
    assert network.last.dense.weights is weights


def test_changing_an_activation_keeps_the_weights(rng: np.random.Generator) -> None:
    network = Network(2, [LayerSpec(3, "tanh")])
    x, before = rng.normal(size=(4, 2)), network.parameters.values.copy()
    network.set_activation(0, "relu")
    network.predict(x)
    np.testing.assert_array_equal(network.parameters.values, before)
    np.testing.assert_array_equal(network.hidden[0].a, np.maximum(network.hidden[0].z, 0.0))
    network.backward(np.ones((4, 1)))
    dead = network.hidden[0].z <= 0.0
    np.testing.assert_array_equal(network.hidden[0].delta[dead], 0.0)


def test_changing_output_and_loss_keeps_the_weights(rng: np.random.Generator) -> None:
    network = Network(2, [LayerSpec(3)])
    x, y, before = rng.normal(size=(4, 2)), np.ones((4, 1)), network.parameters.values.copy()
    network.set_output(OUTPUTS["identity"], LOSSES["mse"])
    answers = network.predict(x)
    np.testing.assert_array_equal(network.parameters.values, before)
    np.testing.assert_array_equal(answers, network.last.z)
    np.testing.assert_allclose(network.losses(y), 0.5 * (answers[:, 0] - 1.0) ** 2, rtol=1e-14)
    network.backward(y)
    np.testing.assert_allclose(network.last.delta, (answers - 1.0) / 4.0, rtol=1e-14)


def test_predicting_is_inference_and_changes_no_state(rng: np.random.Generator) -> None:
    network = Network(2, [LayerSpec(4, "tanh", 0.5, "batch")])
    network.forward(rng.normal(size=(8, 2)), Mode.TRAIN)
    x, running = rng.normal(size=(5, 2)), network.running.copy()
    first = network.predict(x)
    np.testing.assert_array_equal(network.predict(x), first)
    np.testing.assert_array_equal(network.forward(x, Mode.INFER), first)
    np.testing.assert_array_equal(network.running, running)


def test_inputs_and_targets_are_left_alone(rng: np.random.Generator) -> None:
    network = Network(2, [LayerSpec(4, "identity", 0.2, "batch")], output="identity", loss="mse")
    x, y = rng.normal(size=(8, 2)), rng.normal(size=(8, 1))
    held = x.copy(), y.copy()
    network.forward(x, Mode.TRAIN)
    network.backward(y)
    np.testing.assert_array_equal(x, held[0])
    np.testing.assert_array_equal(y, held[1])


def test_dropout_layers_draw_from_one_generator_in_turn() -> None:
    def answers(seed: int) -> Array:
        layers = [LayerSpec(8, dropout=0.5), LayerSpec(8, dropout=0.5)]
        network = Network(2, layers, dropout_rng=np.random.default_rng(seed))
        return network.forward(np.ones((5, 2)), Mode.TRAIN)

    np.testing.assert_array_equal(answers(3), answers(3))
    assert not np.array_equal(answers(3), answers(4))


def test_repr_draws_the_network() -> None:
    assert repr(Network(2, [LayerSpec(3, "relu", 0.5)])) == (
        "Network(13 parameters, cross_entropy)\n"
        "  Dense(2 -> 3) → relu → Dropout(0.5)\n"
        "  Dense(3 -> 1) → output"
    )


@pytest.mark.parametrize("key", OUTPUTS)
def test_without_a_loss_it_is_the_usual_one_of_the_output(key: str) -> None:
    assert Network(2, output=key).loss is LOSSES[OUTPUTS[key].losses[0]]
