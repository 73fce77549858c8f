"""What is trained: three networks, and the first of them with every choice that there is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from playground.engine import ACTIVATIONS, OPTIMIZERS, LayerSpec, Network, Trainer
from playground.engine.types import Array

LEARNING_RATE = 0.03
PENALTY_RATE = 0.001


@dataclass(frozen=True)
class Task:
    """A network in training: mean squared error, tanh output, learning rate 0.03, float64.

    Attributes:
        name: what it is called in tables.
        sizes: features, units of every hidden layer, outputs.
        activation, dropout, normalization: of every hidden layer.
        batch: samples of a mini-batch.
        samples: points of the training set.
        optimizer, regularizer: their keys.
    """

    name: str
    sizes: tuple[int, ...]
    activation: str = "tanh"
    batch: int = 10
    samples: int = 250
    optimizer: str = "sgd"
    regularizer: str = "none"
    dropout: float = 0.0
    normalization: str = "none"

    @property
    def flops(self) -> int:
        """Floating point operations of an epoch's matrix products: forward 2, backward 4 a weight.

        The first layer passes nothing further back.
        """
        products = [a * b for a, b in zip(self.sizes, self.sizes[1:], strict=False)]
        return self.samples * (6 * sum(products) - 2 * products[0])

    def points(self) -> tuple[Array, Array]:
        """Return features (n, d) and targets (n, 1): the sign of x1 x2."""
        x = np.random.default_rng(0).uniform(-1.0, 1.0, (self.samples, self.sizes[0]))
        return x, np.where(x[:, :1] * x[:, 1:2] > 0.0, 1.0, -1.0)

    def trainer(self) -> Trainer:
        """Make the network and what trains it; always the same."""
        layers = [
            LayerSpec(units, self.activation, self.dropout, self.normalization)
            for units in self.sizes[1:-1]
        ]
        network = Network(self.sizes[0], layers, outputs=self.sizes[-1], output="tanh", loss="mse")
        optimizer = OPTIMIZERS[self.optimizer].optimizer(
            len(network.parameters), learning_rate=LEARNING_RATE
        )
        return Trainer(
            network,
            *self.points(),
            optimizer,
            regularizer=self.regularizer,
            rate=0.0 if self.regularizer == "none" else PENALTY_RATE,
            batch_size=self.batch,
        )


S = Task("S", (2, 4, 2, 1))
M = Task("M", (7, 8, 8, 8, 8, 8, 8, 1))
L = Task("L", (2, 64, 64, 1), activation="relu", batch=32, samples=480)
TASKS = (S, M, L)


def choices() -> list[Task]:
    """Return S with every activation, optimizer and option, one at a time."""
    return [
        *(replace(S, name=key, activation=key) for key in ACTIVATIONS),
        *(replace(S, name=key, optimizer=key) for key in OPTIMIZERS),
        replace(S, name="L1", regularizer="l1"),
        replace(S, name="L2", regularizer="l2"),
        replace(S, name="dropout", dropout=0.2),
        replace(S, name="batch normalisation", normalization="batch"),
        replace(S, name="layer normalisation", normalization="layer"),
        replace(S, name="batch of 1", batch=1),
        replace(S, name="batch of 64", batch=64),
        replace(S, name="batch of 250", batch=250),
    ]


def wide() -> list[Task]:
    """Return networks where matrix products count, with small and large batches."""
    deep = Task("10 layers of 64", (2, *([64] * 10), 1), samples=1000)
    return [
        *(replace(L, name=f"L, batch of {batch}", batch=batch) for batch in (1, 10, 128, 480)),
        *(replace(deep, name=f"{deep.name}, batch of {b}", batch=b) for b in (10, 32, 128, 1000)),
    ]
