"""The table of normalisations: what each builds, and that all of them behave alike."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import NORMALIZATIONS, LayerSpec, Mode, Network
from playground.engine.layers import BatchNorm, LayerNorm


@pytest.mark.parametrize(
    ("key", "kind"), [("none", None), ("batch", BatchNorm), ("layer", LayerNorm)]
)
def test_each_key_builds_its_part(key: str, kind: type | None) -> None:
    layer = Network(2, [LayerSpec(3, normalization=key)]).hidden[0]
    if kind is None:
        assert layer.normalization is None
    else:
        assert isinstance(layer.normalization, kind)


@pytest.mark.parametrize("key", NORMALIZATIONS)
@pytest.mark.parametrize("mode", Mode)
def test_normalised_values_have_the_shape_of_z_and_leave_z_alone(
    key: str, mode: Mode, rng: np.random.Generator
) -> None:
    network = Network(2, [LayerSpec(4, normalization=key)])
    x = rng.normal(size=(5, 2))
    network.forward(x, mode)
    layer = network.hidden[0]
    np.testing.assert_allclose(layer.z, x @ layer.dense.weights + layer.dense.biases, rtol=1e-14)
    assert layer.normalized.shape == layer.z.shape == (5, 4)


@pytest.mark.parametrize("key", [key for key in NORMALIZATIONS if NORMALIZATIONS[key].build])
def test_normalisation_has_mean_zero_and_deviation_one_along_its_axis(
    key: str, rng: np.random.Generator
) -> None:
    layer = Network(3, [LayerSpec(6, normalization=key)], initializer="too_large").hidden[0]
    layer.forward(rng.normal(size=(200, 3)), Mode.MEASURE)
    axis = 0 if key == "batch" else 1
    np.testing.assert_allclose(layer.normalized.mean(axis=axis), 0.0, atol=1e-13)
    np.testing.assert_allclose(layer.normalized.std(axis=axis), 1.0, rtol=1e-4)


@pytest.mark.parametrize("key", [key for key in NORMALIZATIONS if NORMALIZATIONS[key].build])
def test_a_constant_z_is_normalised_to_beta_without_a_warning(key: str) -> None:
    layer = Network(2, [LayerSpec(3, normalization=key)], initializer="zeros").hidden[0]
    layer.normalization.beta[...] = [0.5, -1.0, 2.0]
    layer.forward(np.ones((4, 2)), Mode.TRAIN)
    np.testing.assert_array_equal(layer.normalized, np.tile([0.5, -1.0, 2.0], (4, 1)))
    assert np.isfinite(layer.backward(np.ones((4, 3)))).all()
