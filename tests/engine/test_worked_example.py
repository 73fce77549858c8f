"""One step of training redone on paper, every number of it.

network     2 inputs → 2 ReLU units → 1 identity unit, loss ½(a − y)², plain descent η = 0.01

W₁ = ⎡0.5   −1⎤   b₁ = [0  0.5]      W₂ = ⎡ 2⎤   b₂ = 0.5
     ⎣0.25   1⎦                           ⎣−1⎦

forward, x = [1 2], y = 3
    z₁ = [1·0.5 + 2·0.25 + 0,  1·(−1) + 2·1 + 0.5] = [1  1.5]
    a₁ = max(0, z₁)                                = [1  1.5]
    z₂ = 1·2 + 1.5·(−1) + 0.5                      = 1
    J  = ½ (1 − 3)²                                = 2

backward
    δ₂    = a₂ − y                                 = −2
    ∂J/∂W₂ = a₁ᵀ δ₂                                = [−2  −3]ᵀ      ∂J/∂b₂ = −2
    δ₁    = (δ₂ W₂ᵀ) ∘ φ′(z₁) = [−4  2] ∘ [1  1]   = [−4  2]
    ∂J/∂W₁ = xᵀ δ₁ = ⎡−4  2⎤                        ∂J/∂b₁ = [−4  2]
                     ⎣−8  4⎦

update, θ ← θ − 0.01 g
    W₁ = ⎡0.54  −1.02⎤   b₁ = [0.04  0.48]   W₂ = ⎡ 2.02⎤   b₂ = 0.52
         ⎣0.33   0.96⎦                            ⎣−0.97⎦

forward again
    a₁ = [0.54 + 0.66 + 0.04,  −1.02 + 1.92 + 0.48] = [1.24  1.38]
    z₂ = 1.24·2.02 − 1.38·0.97 + 0.52               = 1.6862
    J  = ½ (1.6862 − 3)²                            = 0.86303522
"""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import SGD, LayerSpec, Momentum, Network, Trainer

X, Y = np.array([[1.0, 2.0]]), np.array([[3.0]])
START = [0.5, -1.0, 0.25, 1.0, 0.0, 0.5, 2.0, -1.0, 0.5]


@pytest.fixture
def network() -> Network:
    network = Network(2, [LayerSpec(2, "relu")], output="identity", loss="mse")
    network.parameters.values[...] = START
    return network


def test_forward_pass_is_that_on_paper(network: Network) -> None:
    answers = network.forward(X)
    np.testing.assert_array_equal(network.hidden[0].z, [[1.0, 1.5]])
    np.testing.assert_array_equal(network.hidden[0].a, [[1.0, 1.5]])
    np.testing.assert_array_equal(answers, [[1.0]])
    np.testing.assert_array_equal(network.losses(Y), [2.0])


def test_backward_pass_is_that_on_paper(network: Network) -> None:
    network.forward(X)
    network.backward(Y)
    np.testing.assert_array_equal(network.last.delta, [[-2.0]])
    np.testing.assert_array_equal(network.hidden[0].delta, [[-4.0, 2.0]])
    expected = [-4.0, 2.0, -8.0, 4.0, -4.0, 2.0, -2.0, -3.0, -2.0]
    np.testing.assert_array_equal(network.parameters.gradients, expected)


def test_update_and_next_loss_are_those_on_paper(network: Network) -> None:
    trainer = Trainer(network, X, Y, SGD(9, learning_rate=0.01))
    trainer.train_batch()
    expected = [0.54, -1.02, 0.33, 0.96, 0.04, 0.48, 2.02, -0.97, 0.52]
    np.testing.assert_allclose(network.parameters.values, expected, rtol=1e-14)
    assert network.forward(X)[0, 0] == pytest.approx(1.6862, rel=1e-14)
    assert network.losses(Y)[0] == pytest.approx(0.86303522, rel=1e-13)


def test_a_dead_relu_stops_the_gradient_as_on_paper(network: Network) -> None:
    # With b₁ = [0 −2] the second unit has z = −1 and a = 0: z₂ = 2.5, δ₂ = −½, δ₁ = [−1  0].
    network.parameters.values[5] = -2.0
    network.forward(X)
    network.backward(Y)
    expected = [-1.0, 0.0, -2.0, 0.0, -1.0, 0.0, -0.5, 0.0, -0.5]
    np.testing.assert_array_equal(network.parameters.gradients, expected)


def test_two_steps_with_momentum_are_those_on_paper(network: Network) -> None:
    # b₂ alone: v = −2, θ = 0.5 + 0.02;  then δ₂ = 1.6862 − 3 and v = ½·(−2) − 1.3138 = −2.3138.
    trainer = Trainer(network, X, Y, Momentum(9, learning_rate=0.01, momentum=0.5))
    trainer.train_batch()
    trainer.train_batch()
    assert network.last.dense.biases[0] == pytest.approx(0.52 + 0.023138, rel=1e-14)


def test_logistic_regression_from_zero_weights_is_that_on_paper() -> None:
    # All answers are ½, so J = ln 2 and δ = ½ − y = [−½, ½, ½, −½] / 4 for the targets of XOR:
    # every gradient cancels, which is why a network without hidden layers cannot begin.
    network = Network(2, initializer="zeros")
    x, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    network.forward(x)
    np.testing.assert_allclose(network.losses(y), np.log(2.0), rtol=1e-15)
    network.backward(y)
    np.testing.assert_array_equal(network.parameters.gradients, 0.0)
    # AND instead: δ = [½, ½, ½, −½] / 4, so ∂J/∂w = [½ − ½, ½ − ½] / 4 = 0 and ∂J/∂b = ¼.
    network.backward(np.array([[0.0], [0], [0], [1]]))
    np.testing.assert_array_equal(network.parameters.gradients, [0.0, 0.0, 0.25])
