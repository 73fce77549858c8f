"""What both forms do: every reading has its shape, every change does what it says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.client import Conflict, Invalid, Layer, Missing, Workbench, own_points
from playground.experiment import ExperimentSpec

Make = Callable[..., Workbench]


def test_a_new_one_is_described_in_full(make: Make) -> None:
    bench = make(dataset="circle", layers=[3, 2], activation="relu", learning_rate=0.1)
    assert isinstance(bench.experiment, ExperimentSpec)
    assert bench.experiment.data.dataset == "circle"
    assert [(layer.units, layer.activation) for layer in bench.experiment.networks[0].layers] == [
        (3, "relu"),
        (2, "relu"),
    ]
    assert bench.experiment.networks[0].optimizer.learning_rate == 0.1


def test_data_are_arrays(make: Make) -> None:
    data = make(dataset="circle", samples=100, train_fraction=0.3).data()
    assert data.train.points.shape == (30, 2)
    assert len(data.test) == 70
    assert data.domain == ((-6.0, 6.0), (-6.0, 6.0))
    assert data.classes == 2
    assert set(np.unique(data.train.labels)) == {0.0, 1.0}
    assert data.feature_maps["x1"].shape == (24, 24)


def test_without_a_test_set_the_test_part_is_empty(make: Make) -> None:
    bench = make(samples=20, train_fraction=1.0)
    assert bench.data().test.points.shape == (0, 2)
    bench.step()
    assert bench.status[0].test_loss is None
    assert np.isnan(bench.history().test_loss).all()


def test_weights_have_fan_in_and_fan_out(make: Make) -> None:
    layers = make(features=["x1", "x2", "sin_x1"], layers=[4]).weights()
    assert [layer.weights.shape for layer in layers] == [(3, 4), (4, 1)]
    assert [layer.biases.shape for layer in layers] == [(4,), (1,)]
    assert all(layer.connected.all() for layer in layers)
    assert layers[0].normalization is None


def test_normalisation_comes_with_the_weights(make: Make) -> None:
    first = make(layers=[4], normalization="batch").train(epochs=1).weights()[0]
    assert first.normalization is not None
    assert set(first.normalization) == {"gamma", "beta", "running_mean", "running_variance"}
    assert first.normalization["running_mean"].shape == (4,)


def test_gradients_have_the_shape_of_weights_and_their_norms(make: Make) -> None:
    found = make(layers=[4, 3]).gradients()
    assert [layer.weights.shape for layer in found.layers] == [(2, 4), (4, 3), (3, 1)]
    norms = [np.sqrt((layer.weights**2).sum()) for layer in found.layers]
    np.testing.assert_allclose(found.weight_norms, norms, rtol=1e-12)
    assert found.loss > 0.0
    assert found.bias_norms.shape == found.delta_norms.shape == (3,)


def test_a_point_is_followed_through_the_network(make: Make) -> None:
    bench = make(layers=[4], activation="tanh")
    layers = bench.weights()
    found = bench.activations(0.5, -1)
    assert found.features == {"x1": 0.5, "x2": -1.0}
    z = np.array([0.5, -1.0]) @ layers[0].weights + layers[0].biases
    np.testing.assert_allclose(found.z[0], z, rtol=1e-12)
    np.testing.assert_allclose(found.a[0], np.tanh(z), rtol=1e-12)
    assert found.a[1].shape == (1,)


def test_the_answer_over_the_plane_is_that_of_its_points(make: Make) -> None:
    bench = make(layers=[4])
    found = bench.boundary(resolution=7)
    assert found.values is not None
    assert found.values.shape == (7, 7)
    assert found.labels is None
    x1, x2 = found.x1[5], found.x2[1]
    assert found.values[1, 5] == pytest.approx(bench.activations(x1, x2).a[-1][0], rel=1e-12)
    unit = bench.boundary(resolution=7, layer=0, unit=2).values
    assert unit is not None
    assert unit[1, 5] == pytest.approx(bench.activations(x1, x2).a[0][2], rel=1e-12)


def test_many_classes_have_labels_and_confidence(make: Make) -> None:
    found = make(dataset="blobs", classes=4).boundary(resolution=5)
    assert found.values is None
    assert found.labels is not None
    assert found.confidence is not None
    assert found.labels.dtype == np.int64
    assert ((found.confidence >= 0.25) & (found.confidence <= 1.0)).all()


def test_curves_grow_with_training(make: Make) -> None:
    bench = make(layers=[4]).train(epochs=5)
    found = bench.history()
    np.testing.assert_array_equal(found.epochs, range(6))
    assert found.iterations[-1] == 125
    assert found.gradient_norms.shape == (6, 2)
    assert found.train_loss[-1] == bench.status[0].train_loss
    assert found.test_accuracy[-1] == bench.status[0].test_accuracy


def test_steps_are_epochs_batches_or_samples(make: Make) -> None:
    bench = make(samples=100, batch_size=10)
    assert bench.step()[0].epoch == 1
    assert bench.step(batches=2)[0].iteration == 7
    assert bench.step(samples=1)[0].samples_seen == 71
    assert bench.train(epochs=1) is bench


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"batches": 1.5}, {"epochs": 1, "samples": 1}])
def test_steps_that_make_no_sense_are_refused(make: Make, wrong: dict[str, int]) -> None:
    bench = make()
    with pytest.raises(Invalid) as caught:
        bench.step(**wrong)
    assert caught.value.field == next(iter(wrong))
    assert bench.status[0].iteration == 0


def test_a_reset_gives_the_same_weights_and_another_seed_others(make: Make) -> None:
    bench = make(layers=[4])
    first = bench.weights()[0].weights
    assert bench.train(epochs=2).reset()[0].epoch == 0
    np.testing.assert_array_equal(bench.weights()[0].weights, first)
    bench.reset(seed=7)
    assert bench.experiment.seed == 7
    assert not np.array_equal(bench.weights()[0].weights, first)


def test_settings_that_can_keep_the_weights_keep_them(make: Make) -> None:
    bench = make(layers=[4, 4]).train(epochs=1)
    assert bench.change_network(learning_rate=0.1, batch_size=5, activation="relu") == "kept"
    network = bench.experiment.networks[0]
    assert network.optimizer.name == "sgd"
    assert [layer.activation for layer in network.layers] == ["relu", "relu"]
    assert bench.change_optimizer("adam", learning_rate=0.01, beta1=0.8) == "kept"
    assert bench.experiment.networks[0].optimizer.settings["beta1"] == 0.8
    assert bench.change_layer(1, dropout=0.5) == "kept"
    assert bench.change_network(regularization="l2", regularization_rate=0.01) == "kept"
    assert bench.experiment.networks[0].regularization.rate == 0.01
    assert bench.status[0].epoch == 1


def test_layers_come_and_go(make: Make) -> None:
    bench = make(layers=[4])
    assert bench.add_layer(3, activation="relu") == "reset"
    assert bench.add_layer(2, index=0) == "reset"
    assert [layer.weights.shape[1] for layer in bench.weights()] == [2, 4, 3, 1]
    assert bench.remove_layer(1) == "reset"
    assert bench.change_network(layers=[]) == "reset"
    assert bench.experiment.networks[0].layers == ()


def test_data_change_by_parts(make: Make) -> None:
    bench = make(dataset="rings", classes=3, noise=0.1)
    bench.change_data(samples=60)
    assert (bench.experiment.data.classes, bench.experiment.data.noise) == (3, 0.1)
    assert bench.change_data(dataset="circle") == "reset"
    assert (bench.experiment.data.classes, bench.experiment.data.samples) == (None, 60)
    bench.change_data(dataset="reg_plane")
    assert bench.experiment.task == "regression"
    assert bench.data().classes is None


def test_points_of_ones_own_are_learnt(make: Make) -> None:
    x = np.random.default_rng(0).normal(size=(40, 2))
    bench = make()
    bench.change_data(points=own_points(x, x[:, 0] > 0), train_fraction=1.0)
    data = bench.data()
    assert bench.experiment.data.dataset == "custom"
    np.testing.assert_array_equal(data.train.labels, data.train.points[:, 0] > 0)
    bench.replace(points=own_points(x, x @ [0.5, 0.2]), task="regression")
    assert bench.data().classes is None


def test_features_change(make: Make) -> None:
    bench = make()
    assert bench.change_features("x1", "x1_squared") == "reset"
    assert bench.experiment.features == ("x1", "x1_squared")


def test_networks_are_compared(make: Make) -> None:
    bench = make(layers=[4, 4], activation="sigmoid")
    assert bench.add_network(copy_of=0, activation="relu", name="ReLU") == 1
    assert bench.add_network(layers=[]) == 2
    assert [network.name for network in bench.experiment.networks] == ["A", "ReLU", "B"]
    assert bench.experiment.networks[1].layers[1].units == 4
    np.testing.assert_array_equal(bench.weights(1)[0].weights, bench.weights(0)[0].weights)
    status = bench.step(epochs=2)
    assert [network.epoch for network in status.networks] == [2, 2, 2]
    assert bench.histories()[1].name == "ReLU"
    bench.remove_network(0)
    assert len(bench.status.networks) == 2


def test_becoming_another_experiment_keeps_what_fits(make: Make) -> None:
    bench = make(layers=[4]).train(epochs=1)
    assert bench.replace(bench.experiment, learning_rate=1.0) == "kept"
    assert bench.status[0].epoch == 1
    assert bench.replace(dataset="spiral", layers=[5]) == "reset"


def test_weights_are_written_and_read_back_exactly(make: Make) -> None:
    bench = make(layers=[3], normalization="batch").train(epochs=1)
    layers = bench.weights()
    bench.train(epochs=1)
    for written, found in zip(layers, bench.set_weights(layers), strict=True):
        assert_same(written, found)
    bench.set_weights([None, {"biases": np.array([0.25])}])
    assert bench.weights()[1].biases[0] == 0.25
    assert_same(bench.weights()[0], layers[0])


def assert_same(one: Layer, other: Layer) -> None:
    for name in ("weights", "biases", "connected", "frozen_weights", "frozen_biases"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert (one.normalization is None) == (other.normalization is None)
    for name, values in (one.normalization or {}).items():
        np.testing.assert_array_equal(values, (other.normalization or {})[name])


def test_single_weights_are_set_cut_and_frozen(make: Make) -> None:
    bench = make(layers=[3])
    bench.set_weight(0, 1, 2, np.float64(0.5))
    bench.set_weight(1, None, 0, -1)
    bench.cut(0, 0, 0)
    bench.freeze(0, 1, 2)
    bench.freeze(1, None, 0)
    bench.train(epochs=1)
    first, last = bench.weights()
    assert first.weights[1, 2] == 0.5
    assert first.frozen_weights[1, 2]
    assert last.biases[0] == -1.0
    assert last.frozen_biases[0]
    assert not first.connected[0, 0]
    bench.restore(0, 0, 0)
    bench.release(0, 1, 2)
    assert bench.weights()[0].connected.all()
    assert not bench.weights()[0].frozen_weights.any()


def test_a_network_that_ran_away_says_when_and_has_numbers_still(make: Make) -> None:
    bench = make(dataset="reg_plane", layers=[8], activation="relu", learning_rate=10.0)
    status = bench.step(epochs=50)[0]
    assert status.diverged is not None
    assert f"diverged at iteration {status.diverged}" in repr(status)
    assert np.isfinite(bench.history().iterations).all()
    assert bench.gradients().weight_norms.shape == (2,)
    assert bench.figure("surface").data


@pytest.mark.parametrize(
    ("ask", "kind", "code", "field"),
    [
        (lambda b: b.change_data(dataset="cats"), Invalid, "unknown_dataset", "data.dataset"),
        (lambda b: b.change_data(noise=2.0), Invalid, "out_of_range", "data.noise"),
        (lambda b: b.change_data(colour=1), Invalid, "unknown_field", "colour"),
        (lambda b: b.change_features(), Invalid, "too_few", "features"),
        (lambda b: b.change_network(colour=1), Invalid, "unknown_field", "colour"),
        (
            lambda b: b.change_optimizer("adam", beta1=7),
            Invalid,
            "out_of_range",
            "networks.0.optimizer.beta1",
        ),
        (lambda b: b.change_network(3, learning_rate=1), Missing, "unknown_network", "network"),
        (lambda b: b.weights(3), Missing, "unknown_network", "n"),
        (lambda b: b.history(3), Missing, "unknown_network", "network"),
        (lambda b: b.history(-1), Missing, "unknown_network", "network"),
        (lambda b: b.remove_layer(3), Missing, "unknown_layer", "i"),
        (lambda b: b.remove_network(0), Conflict, "last_network", "networks"),
        (lambda b: b.boundary(layer=0), Invalid, "missing_field", "unit"),
        (lambda b: b.boundary(resolution=1), Invalid, None, "resolution"),
        (lambda b: b.set_weights([]), Invalid, "wrong_shape", "layers"),
        (lambda b: b.cut(0, 9, 0), Invalid, "out_of_range", "from"),
        (lambda b: b.set_weight(0, 0, 0, float("inf")), Invalid, "not_finite", "value"),
    ],
)
def test_refusals_carry_code_message_and_field(
    make: Make,
    ask: Callable[[Workbench], object],
    kind: type[Invalid],
    code: str | None,
    field: str,
) -> None:
    bench = make()
    before = bench.experiment
    with pytest.raises(kind) as caught:
        ask(bench)
    assert caught.value.field == field
    assert caught.value.message == str(caught.value)
    assert code is None or caught.value.code == code
    assert bench.experiment == before
