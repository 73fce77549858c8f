"""The forward pass of a tile of samples, layer by layer: dense, normalisation, activation, dropout.

Rows are units, columns are samples. `outputs` holds the features and then every layer's outputs;
`slopes` holds, in the same rows, the factor by which ∂J/∂outputs becomes ∂J/∂(input of φ):
φ′ times the scale of dropout. It is filled on the way forward, while z is at hand.
"""

from __future__ import annotations

import numpy as np

from playground.engine.activations import LEAKY_SLOPE
from playground.engine.layers.batch_norm import EPSILON, MOMENTUM

from .blocks import mix
from .functions import Floats, exp, gelu, gelu_slope, part, sigmoid, tanh
from .plan import (
    ACTIVATION,
    BATCH_NORM,
    BETA,
    BIASES,
    FAN_IN,
    FAN_OUT,
    GAMMA,
    GELU,
    IDENTITY,
    INFER,
    INPUT_ROW,
    LAYER_NORM,
    LEAKY_RELU,
    NORMALIZATION,
    RELU,
    SIGMOID,
    SIGN,
    SOFTMAX,
    STEP,
    TANH,
    TRAIN,
    WEIGHTS,
    Plan,
)


@part
def forward(
    values: Floats,
    plan: Plan,
    running: Floats,
    mode: int,
    real: int,
    columns: int,
    outputs: Floats,
    slopes: Floats,
    normalized: Floats,
    scales: Floats,
    kept: Floats,
    rates: Floats,
) -> None:
    """Fill outputs and slopes from the features in the first rows of outputs.

    Args:
        values: the parameter vector, cut weights set to 0.
        plan: the network.
        running: (hidden layers, 2, widest) statistics of batch normalisation; followed in TRAIN.
        mode: TRAIN, MEASURE or INFER.
        real: number of samples in the tile.
        columns: the same, rounded up to whole vector registers; the rest is padding.
        outputs, slopes, normalized: (rows, at least columns); normalized gets x̂, and in the rows
            of the output layer its logits.
        scales: (layers, max(rows, columns)); gets 1/√(σ² + ε), by unit or by sample.
        kept: (rows, at least columns), factors of dropout: 0 or 1/(1 − rate); read in TRAIN.
        rates: dropout rate of every layer.
    """
    for layer in range(plan.shape[0]):
        fan_in, fan_out = plan[layer, FAN_IN], plan[layer, FAN_OUT]
        first_in, first = plan[layer, INPUT_ROW], plan[layer, INPUT_ROW] + fan_in
        for j in range(first, first + fan_out):
            bias = values[plan[layer, BIASES] + j - first]
            for p in range(columns):
                outputs[j, p] = bias
        start = plan[layer, WEIGHTS]
        mix(
            values,
            start,
            fan_out,
            1,
            outputs,
            first_in,
            fan_in,
            outputs,
            first,
            fan_out,
            columns,
            False,
        )
        if plan[layer, NORMALIZATION] == BATCH_NORM:
            _batch_norm(
                values,
                plan[layer],
                running[layer],
                mode,
                real,
                columns,
                first,
                outputs,
                normalized,
                scales[layer],
            )
        elif plan[layer, NORMALIZATION] == LAYER_NORM:
            _layer_norm(values, plan[layer], columns, first, outputs, normalized, scales[layer])
        if layer == plan.shape[0] - 1:
            for j in range(first, first + fan_out):
                for p in range(columns):
                    normalized[j, p] = outputs[j, p]
        if plan[layer, ACTIVATION] == SOFTMAX:
            _softmax(outputs, first, fan_out, columns, scales[layer])
        else:
            code, sloped = plan[layer, ACTIVATION], mode != INFER
            if outputs.shape[1] == columns:
                # Rows without a gap between them are one long row: fewer, longer loops.
                activate(code, outputs, slopes, first, 1, fan_out * columns, sloped)
            else:
                activate(code, outputs, slopes, first, fan_out, columns, sloped)
        if mode == TRAIN and rates[layer] > 0.0:
            _drop(outputs, slopes, kept, first, fan_out, columns)


@part
def activate(
    code: int, z: Floats, slopes: Floats, first: int, units: int, columns: int, sloped: bool = True
) -> None:
    """Replace z by a = φ(z) in place, and where `sloped` write φ′(z), in the rows of a layer."""
    for j in range(first, first + units):
        if code == TANH:
            for p in range(columns):
                z[j, p] = tanh(z[j, p])
            if sloped:
                for p in range(columns):
                    slopes[j, p] = 1.0 - z[j, p] * z[j, p]
        elif code == SIGMOID:
            for p in range(columns):
                z[j, p] = sigmoid(z[j, p])
            if sloped:
                for p in range(columns):
                    slopes[j, p] = z[j, p] * (1.0 - z[j, p])
        elif code == RELU:
            if sloped:
                for p in range(columns):
                    slopes[j, p] = 1.0 if z[j, p] > 0.0 else 0.0
            for p in range(columns):
                x = z[j, p]
                z[j, p] = 0.0 if x <= 0.0 else x
        elif code == LEAKY_RELU:
            for p in range(columns):
                x = z[j, p]
                slope = 1.0 if x > 0.0 else LEAKY_SLOPE
                slopes[j, p] = slope
                z[j, p] = x * slope
        elif code == GELU:
            if sloped:
                for p in range(columns):
                    slopes[j, p] = gelu_slope(z[j, p])
            for p in range(columns):
                z[j, p] = gelu(z[j, p])
        elif code == STEP:
            for p in range(columns):
                slopes[j, p] = 0.0
                z[j, p] = 1.0 if z[j, p] >= 0.0 else 0.0
        elif code == SIGN:
            for p in range(columns):
                x = z[j, p]
                slopes[j, p] = 0.0
                z[j, p] = 1.0 if x > 0.0 else (-1.0 if x < 0.0 else 0.0)
        elif code == IDENTITY:
            for p in range(columns):
                slopes[j, p] = 1.0


@part
def _softmax(outputs: Floats, first: int, units: int, columns: int, scratch: Floats) -> None:
    largest = scratch
    for p in range(columns):
        largest[p] = outputs[first, p]
    for j in range(1, units):
        z = outputs[first + j]
        for p in range(columns):
            largest[p] = max(largest[p], z[p])
    for j in range(units):
        z = outputs[first + j]
        for p in range(columns):
            z[p] = exp(z[p] - largest[p])
    total = scratch
    for p in range(columns):
        total[p] = outputs[first, p]
    for j in range(1, units):
        e = outputs[first + j]
        for p in range(columns):
            total[p] += e[p]
    for j in range(units):
        e = outputs[first + j]
        for p in range(columns):
            e[p] /= total[p]


@part
def _batch_norm(
    values: Floats,
    row: Plan,
    running: Floats,
    mode: int,
    real: int,
    columns: int,
    first: int,
    outputs: Floats,
    normalized: Floats,
    scale: Floats,
) -> None:
    for j in range(row[FAN_OUT]):
        x, x_hat = outputs[first + j], normalized[first + j]
        mean, variance = running[0, j], running[1, j]
        if mode != INFER:
            mean = variance = 0.0
            for p in range(real):
                mean += x[p]
            mean /= real
            for p in range(real):
                variance += (x[p] - mean) * (x[p] - mean)
            variance /= real
        if mode == TRAIN:
            running[0, j] += MOMENTUM * (mean - running[0, j])
            if real > 1:
                running[1, j] += MOMENTUM * (variance * (real / (real - 1)) - running[1, j])
        scale[j] = 1.0 / np.sqrt(variance + EPSILON)
        gamma, beta = values[row[GAMMA] + j], values[row[BETA] + j]
        for p in range(columns):
            x_hat[p] = (x[p] - mean) * scale[j]
            x[p] = gamma * x_hat[p] + beta


@part
def _layer_norm(
    values: Floats,
    row: Plan,
    columns: int,
    first: int,
    outputs: Floats,
    normalized: Floats,
    scale: Floats,
) -> None:
    units = row[FAN_OUT]
    mean = normalized[first]
    for p in range(columns):
        mean[p] = scale[p] = 0.0
    for j in range(units):
        x = outputs[first + j]
        for p in range(columns):
            mean[p] += x[p] / units
    for j in range(units):
        x = outputs[first + j]
        for p in range(columns):
            scale[p] += (x[p] - mean[p]) * (x[p] - mean[p]) / units
    for p in range(columns):
        scale[p] = 1.0 / np.sqrt(scale[p] + EPSILON)
    # The mean lies in the row of the first x̂, so that row is written last.
    for j in range(units - 1, -1, -1):
        x, x_hat = outputs[first + j], normalized[first + j]
        gamma, beta = values[row[GAMMA] + j], values[row[BETA] + j]
        for p in range(columns):
            x_hat[p] = (x[p] - mean[p]) * scale[p]
            x[p] = gamma * x_hat[p] + beta


@part
def _drop(
    outputs: Floats, slopes: Floats, kept: Floats, first: int, units: int, columns: int
) -> None:
    for j in range(units):
        a, slope, factor = outputs[first + j], slopes[first + j], kept[first + j]
        for p in range(columns):
            a[p] *= factor[p]
            slope[p] *= factor[p]
