"""The plan of a network: its layers as rows of whole numbers, which compiled code can read.

One row a layer, the output layer last. The codes stand for records of the engine's registries;
a record that has no code here is served by the NumPy engine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine import Network
from playground.engine.layers import BatchNorm, HiddenLayer, LayerNorm
from playground.engine.types import Array

COLUMNS = 9
FAN_IN, FAN_OUT, WEIGHTS, BIASES, GAMMA, BETA, ACTIVATION, NORMALIZATION, INPUT_ROW = range(COLUMNS)
"""Columns of a plan: sizes, where each array starts, codes, first row of the layer's inputs."""

ABSENT = -1

IDENTITY, STEP, SIGN, SIGMOID, TANH, RELU, LEAKY_RELU, GELU, SOFTMAX = range(9)
ACTIVATION_CODES = {
    "identity": IDENTITY,
    "step": STEP,
    "sign": SIGN,
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "relu": RELU,
    "leaky_relu": LEAKY_RELU,
    "gelu": GELU,
    "softmax": SOFTMAX,
}

NONE, BATCH_NORM, LAYER_NORM = range(3)

MSE, CROSS_ENTROPY, PERCEPTRON = range(3)
LOSS_CODES = {"mse": MSE, "cross_entropy": CROSS_ENTROPY, "perceptron": PERCEPTRON}

TRAIN, MEASURE, INFER = range(3)
"""Why a forward pass is made; as engine.layers.Mode."""

Plan = NDArray[np.int64]


@dataclass(frozen=True)
class Program:
    """All that compiled code needs to know of a network.

    Attributes:
        plan: one row a layer.
        rates: dropout rate of every layer, 0 for the output layer.
        loss: code of the loss.
        plus_minus: whether targets are ±1.
        zero_one: whether they are 0 and 1, so that the border between two classes is ½.
        rows: rows that one forward pass fills: features, then every layer's units.
    """

    plan: Plan
    rates: Array
    loss: int
    plus_minus: bool
    zero_one: bool
    rows: int

    @property
    def whole_batches(self) -> bool:
        """Whether samples of a batch depend on each other, so that it cannot be cut into tiles."""
        return bool((self.plan[:, NORMALIZATION] == BATCH_NORM).any())


def compile_plan(network: Network) -> Program | None:
    """Describe a network to compiled code; None where it has something without a code."""
    keys = [layer.activation.key for layer in network.hidden] + [network.output.key]
    if network.loss.key not in LOSS_CODES or any(key not in ACTIVATION_CODES for key in keys):
        return None
    plan = np.full((len(network.layers), COLUMNS), ABSENT, dtype=np.int64)
    row = 0
    for i, layer in enumerate(network.layers):
        fan_in, fan_out = network.sizes[i], network.sizes[i + 1]
        weights = network.parameters.slot(i, "weights")
        biases = network.parameters.slot(i, "biases")
        plan[i, [FAN_IN, FAN_OUT, INPUT_ROW]] = fan_in, fan_out, row
        plan[i, [WEIGHTS, BIASES]] = weights.start, biases.start
        plan[i, ACTIVATION] = ACTIVATION_CODES[keys[i]]
        plan[i, NORMALIZATION] = NONE
        if isinstance(layer, HiddenLayer) and layer.normalization is not None:
            plan[i, GAMMA] = network.parameters.slot(i, "gamma").start
            plan[i, BETA] = network.parameters.slot(i, "beta").start
            plan[i, NORMALIZATION] = _normalization_code(layer.normalization)
        row += fan_in
    rates = np.array([layer.dropout.rate for layer in network.hidden] + [0.0])
    coding = network.output.coding
    return Program(
        plan,
        rates,
        LOSS_CODES[network.loss.key],
        coding == "plus_minus",
        coding == "zero_one",
        sum(network.sizes),
    )


def _normalization_code(part: BatchNorm | LayerNorm) -> int:
    return BATCH_NORM if isinstance(part, BatchNorm) else LAYER_NORM
