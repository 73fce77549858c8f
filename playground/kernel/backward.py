"""The loss of a tile and the way back: δ at the output, then layer by layer to the first.

deltas holds, in the rows of forward(), ∂J/∂z of every unit and sample; padding columns are 0
there, so that they add nothing to any gradient.
"""

from __future__ import annotations

from .blocks import correlate, mix
from .functions import Floats, part
from .plan import (
    ACTIVATION,
    BATCH_NORM,
    BETA,
    BIASES,
    CROSS_ENTROPY,
    FAN_IN,
    FAN_OUT,
    GAMMA,
    INPUT_ROW,
    LAYER_NORM,
    MSE,
    NONE,
    NORMALIZATION,
    SOFTMAX,
    WEIGHTS,
    Plan,
)


@part
def output_delta(
    plan: Plan,
    loss: int,
    plus_minus: bool,
    targets: Floats,
    real: int,
    columns: int,
    weight: float,
    outputs: Floats,
    slopes: Floats,
    normalized: Floats,
    deltas: Floats,
) -> float:
    """Write weight · ∂loss/∂z of the output layer; return a sum that is finite if the loss is.

    Args:
        targets: (k, at least columns).
        weight: 1 / number of samples of the whole batch.
        outputs, slopes, normalized: as forward() left them.
    """
    last = plan.shape[0] - 1
    units, first = plan[last, FAN_OUT], plan[last, INPUT_ROW] + plan[last, FAN_IN]
    check = 0.0
    for k in range(units):
        j = first + k
        for p in range(columns):
            deltas[j, p] = 0.0
        if loss == CROSS_ENTROPY:
            for p in range(real):
                check += normalized[j, p]
                deltas[j, p] = (outputs[j, p] - targets[k, p]) * weight
        elif loss == MSE:
            for p in range(real):
                error = outputs[j, p] - targets[k, p]
                check += error * error
                deltas[j, p] = error * weight
        else:
            for p in range(real):
                z = normalized[j, p]
                t = targets[k, p] if plus_minus else 2.0 * targets[k, p] - 1.0
                check += max(0.0, -t * z) + 0.0 * z
                deltas[j, p] = -t * weight if t * z <= 0.0 else 0.0
    if loss == MSE and plan[last, ACTIVATION] == SOFTMAX:
        _through_softmax(first, units, real, outputs, deltas)
    elif loss == MSE:
        for j in range(first, first + units):
            for p in range(real):
                deltas[j, p] *= slopes[j, p]
    return check


@part
def _through_softmax(first: int, units: int, real: int, outputs: Floats, deltas: Floats) -> None:
    # ∂J/∂z = a ∘ (g − Σ g∘a)
    for p in range(real):
        inner = 0.0
        for k in range(units):
            inner += deltas[first + k, p] * outputs[first + k, p]
        for k in range(units):
            deltas[first + k, p] = outputs[first + k, p] * (deltas[first + k, p] - inner)


@part
def backward(
    values: Floats,
    gradients: Floats,
    plan: Plan,
    real: int,
    columns: int,
    outputs: Floats,
    slopes: Floats,
    normalized: Floats,
    scales: Floats,
    deltas: Floats,
    turned: Floats,
    fresh: bool,
) -> None:
    """Add the tile's part of ∂J/∂parameters to gradients; arguments as in forward()."""
    for layer in range(plan.shape[0] - 1, -1, -1):
        fan_in, fan_out = plan[layer, FAN_IN], plan[layer, FAN_OUT]
        first_in, first = plan[layer, INPUT_ROW], plan[layer, INPUT_ROW] + fan_in
        for j in range(first, first + fan_out):
            total = 0.0
            for p in range(columns):
                total += deltas[j, p]
            q = plan[layer, BIASES] + j - first
            gradients[q] = total if fresh else gradients[q] + total
        start = plan[layer, WEIGHTS]
        correlate(
            outputs, first_in, fan_in, deltas, first, fan_out, gradients, start, real, turned, fresh
        )
        if layer == 0:
            return
        mix(
            values,
            start,
            1,
            fan_out,
            deltas,
            first,
            fan_out,
            deltas,
            first_in,
            fan_in,
            columns,
            True,
        )
        for i in range(first_in, first):
            for p in range(columns):
                deltas[i, p] *= slopes[i, p]
        below = layer - 1
        if fresh and plan[below, NORMALIZATION] != NONE:
            for j in range(fan_in):
                gradients[plan[below, GAMMA] + j] = gradients[plan[below, BETA] + j] = 0.0
        if plan[below, NORMALIZATION] == BATCH_NORM:
            _batch_norm(
                values,
                gradients,
                plan[below],
                real,
                first_in,
                normalized,
                scales[layer - 1],
                deltas,
            )
        elif plan[below, NORMALIZATION] == LAYER_NORM:
            _layer_norm(
                values,
                gradients,
                plan[below],
                columns,
                first_in,
                normalized,
                scales[layer - 1],
                deltas,
            )


@part
def _batch_norm(
    values: Floats,
    gradients: Floats,
    row: Plan,
    real: int,
    first: int,
    normalized: Floats,
    scale: Floats,
    deltas: Floats,
) -> None:
    # With the batch's own statistics; see engine/layers/batch_norm.py for the derivation.
    for j in range(row[FAN_OUT]):
        g, x_hat = deltas[first + j], normalized[first + j]
        total = product = 0.0
        for p in range(real):
            total += g[p]
            product += g[p] * x_hat[p]
        gradients[row[GAMMA] + j] += product
        gradients[row[BETA] + j] += total
        gamma, mean, mean_product = values[row[GAMMA] + j], total / real, product / real
        for p in range(real):
            g[p] = gamma * (g[p] - mean - x_hat[p] * mean_product) * scale[j]


@part
def _layer_norm(
    values: Floats,
    gradients: Floats,
    row: Plan,
    columns: int,
    first: int,
    normalized: Floats,
    scale: Floats,
    deltas: Floats,
) -> None:
    units = row[FAN_OUT]
    for j in range(units):
        g, x_hat = deltas[first + j], normalized[first + j]
        gamma, total, product = values[row[GAMMA] + j], 0.0, 0.0
        for p in range(columns):
            total += g[p]
            product += g[p] * x_hat[p]
            g[p] *= gamma
        gradients[row[GAMMA] + j] += product
        gradients[row[BETA] + j] += total
    for p in range(columns):
        mean = mean_product = 0.0
        for j in range(units):
            mean += deltas[first + j, p] / units
            mean_product += deltas[first + j, p] * normalized[first + j, p] / units
        for j in range(units):
            x_hat = normalized[first + j, p]
            deltas[first + j, p] = (deltas[first + j, p] - mean - x_hat * mean_product) * scale[p]
