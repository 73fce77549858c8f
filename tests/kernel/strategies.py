"""Random trainers: any network, any option, made twice alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from playground.engine import (
    ACTIVATIONS,
    NORMALIZATIONS,
    OPTIMIZERS,
    OUTPUTS,
    REGULARIZERS,
    LayerSpec,
    Network,
    Trainer,
)
from playground.engine.measurement import Samples
from playground.kernel.plan import ACTIVATION_CODES

RATES = {"sgd": 0.03, "momentum": 0.003, "nag": 0.003, "adadelta": 0.3}
COMPILED = [key for key in ACTIVATIONS if key in ACTIVATION_CODES]
"""Activations that the kernel has a code for; NumPy serves all others."""

layers = st.builds(
    LayerSpec,
    units=st.integers(1, 20),
    activation=st.sampled_from(COMPILED),
    dropout=st.sampled_from([0.0, 0.0, 0.3]),
    normalization=st.sampled_from(list(NORMALIZATIONS)),
)


@dataclass(frozen=True)
class Recipe:
    """How to make a trainer; the same recipe makes the same trainer."""

    seed: int
    n: int
    inputs: int
    hidden: tuple[LayerSpec, ...]
    output: str
    loss: str
    optimizer: str
    settings: tuple[tuple[str, Any], ...]
    regularizer: str
    batch_size: int
    shuffle: bool
    cut: bool
    frozen: bool

    def trainer(self) -> Trainer:
        rng = np.random.default_rng(self.seed)
        x = rng.normal(size=(self.n, self.inputs))
        classes = 3 if self.output == "softmax" else 2
        network = Network(
            self.inputs,
            self.hidden,
            outputs=OUTPUTS[self.output].units(classes),
            output=self.output,
            loss=self.loss,
            rng=rng,
            dropout_rng=np.random.default_rng(self.seed + 1),
        )
        if self.frozen:
            for slot in network.parameters.slots:
                some = (rng.random(slot.shape) < 0.3).astype(float)
                network.parameters.set_frozen(slot, some)
        if self.cut:
            slot = network.parameters.slot(0, "weights")
            network.parameters.set_connected(slot, (rng.random(slot.shape) < 0.7).astype(float))
        y = network.output.encode(self.labels(), classes)
        optimizer = OPTIMIZERS[self.optimizer].optimizer(
            len(network.parameters), **dict(self.settings)
        )
        return Trainer(
            network,
            x,
            y,
            optimizer,
            regularizer=self.regularizer,
            rate=0.01,
            batch_size=self.batch_size,
            shuffle=self.shuffle,
            rng=np.random.default_rng(self.seed + 2),
        )

    def labels(self) -> np.ndarray:
        classes = 3 if self.output == "softmax" else 2
        return np.random.default_rng(self.seed + 3).integers(0, classes, self.n)

    def test_set(self, trainer: Trainer) -> Samples:
        return Samples(1.1 * trainer.x[::2], trainer.y[::2], self.labels()[::2])


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    output = draw(st.sampled_from(list(OUTPUTS)))
    optimizer = draw(st.sampled_from(list(OPTIMIZERS)))
    settings = {"learning_rate": RATES.get(optimizer, 0.01)}
    for hyperparameter in OPTIMIZERS[optimizer].hyperparameters:
        if isinstance(hyperparameter.default, bool) and draw(st.booleans()):
            settings[hyperparameter.key] = True
    return Recipe(
        seed=draw(st.integers(0, 10_000)),
        n=draw(st.integers(1, 150)),
        inputs=draw(st.integers(1, 5)),
        hidden=tuple(draw(st.lists(layers, max_size=4))),
        output=output,
        loss=draw(st.sampled_from(OUTPUTS[output].losses)),
        optimizer=optimizer,
        settings=tuple(settings.items()),
        regularizer=draw(st.sampled_from(list(REGULARIZERS))),
        batch_size=draw(st.sampled_from([1, 3, 10, 64, 70, 1000])),
        shuffle=draw(st.booleans()),
        cut=draw(st.booleans()),
        frozen=draw(st.booleans()),
    )
