"""Many mini-batches in one call: gather, forward, loss, backward, penalty, update."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .backward import backward, output_delta
from .forward import forward
from .functions import Floats, compiled, part
from .lock import give_lock, take_lock
from .plan import FAN_IN, FAN_OUT, INPUT_ROW, TRAIN, WEIGHTS, Plan
from .registers import REGISTER
from .update import ADAM, update

Indices = NDArray[np.int64]

FINE, LOSS_NOT_FINITE, PARAMETERS_NOT_FINITE = range(3)
NO_PENALTY, L1, L2 = range(3)
STRETCH = 512
"""Parameters that are updated at once: few enough to stay in the nearest cache."""

CODES = 8
LOSS_CODE, PLUS_MINUS, OPTIMIZER, ITERATION, PENALTY, CURSOR, BATCH_SIZE, BATCHES = range(CODES)
"""Places of what train() is told in whole numbers."""

PENALTY_CODES = {"none": NO_PENALTY, "l1": L1, "l2": L2}


@compiled
def train(
    long: bool,
    values: Floats,
    gradients: Floats,
    state: Floats,
    running: Floats,
    kept_values: Floats,
    kept_state: Floats,
    kept_running: Floats,
    connected: Floats,
    cut: Indices,
    still: Indices,
    plan: Plan,
    rates: Floats,
    codes: Indices,
    settings: Floats,
    x: Floats,
    y: Floats,
    orders: Indices,
    uniforms: Floats,
    work: Floats,
    tile: int,
    effective: Floats,
    before: Floats,
) -> tuple[int, int]:
    """Train on consecutive mini-batches until there are enough or numbers stop being finite.

    Args:
        values … running: what training changes, in place.
        kept_values, kept_state, kept_running: get the state before the last update.
        connected, cut: (P,) of 1 or 0, and the indices of the zeros.
        still: indices of all that no update moves: cut or frozen.
        plan, rates: the network; see plan.Program.
        codes: loss, whether targets are ±1, optimizer, updates made before, penalty, first sample
            of the epoch's order to take, samples of a batch, number of batches.
        settings: hyperparameters of the optimizer, then the penalty's rate.
        x, y: features (d, n) and targets (k, n).
        orders: (epochs, n), one order of the samples an epoch.
        uniforms: draws for dropout, in the order in which the NumPy engine takes them.
        work: (6 · rows + layers, columns) of scratch memory.
        tile: samples that are worked on at once.
        long: whether it takes so long that other threads of Python should run meanwhile.
        effective, before: scratch, as large as values and as running.

    Returns:
        The number of updates made, and FINE or what was not finite.
    """
    held = give_lock(long)
    penalty, cursor = codes[PENALTY], codes[CURSOR]
    batch_size, batches = codes[BATCH_SIZE], codes[BATCHES]
    optimizer, iteration, n = codes[OPTIMIZER], codes[ITERATION], x.shape[1]
    top = plan.shape[0] - 1
    rows = plan[top, INPUT_ROW] + plan[top, FAN_IN] + plan[top, FAN_OUT]
    outputs, slopes, deltas = work[:rows], work[rows : 2 * rows], work[2 * rows : 3 * rows]
    normalized, kept = work[3 * rows : 4 * rows], work[4 * rows : 5 * rows]
    targets, scales = work[5 * rows : 6 * rows], work[6 * rows : -REGISTER]
    turned = work[-REGISTER:]
    powers = (1.0, 1.0)
    if optimizer >= ADAM:
        powers = (settings[1] ** iteration, settings[2] ** iteration)
    epoch = drawn = done = 0
    failure = FINE
    while done < batches:
        size = min(batch_size, n - cursor)
        if cut.size > 0:
            for q in range(values.size):
                effective[q] = values[q] * connected[q]
        _copy(running, before)
        check = 0.0
        for start in range(0, size, tile):
            real = min(tile, size - start)
            columns = (real + REGISTER - 1) // REGISTER * REGISTER
            _gather(x, orders, epoch, cursor + start, real, columns, outputs)
            _gather(y, orders, epoch, cursor + start, real, columns, targets)
            if uniforms.size > 0:
                _draw(plan, rates, uniforms, drawn, size, start, real, columns, kept)
            forward(
                effective,
                plan,
                running,
                TRAIN,
                real,
                columns,
                outputs,
                slopes,
                normalized,
                scales,
                kept,
                rates,
            )
            check += output_delta(
                plan,
                codes[LOSS_CODE],
                codes[PLUS_MINUS] == 1,
                targets,
                real,
                columns,
                1.0 / size,
                outputs,
                slopes,
                normalized,
                deltas,
            )
            backward(
                effective,
                gradients,
                plan,
                real,
                columns,
                outputs,
                slopes,
                normalized,
                scales,
                deltas,
                turned,
                start == 0,
            )
        drawn += size * _draws_a_sample(plan, rates)
        if not np.isfinite(check):
            failure = LOSS_NOT_FINITE
            break
        _penalise(penalty, settings[-1], plan, values, connected, gradients)
        for q in still:
            gradients[q] = 0.0
        _copy(before, kept_running)
        iteration += 1
        if optimizer >= ADAM:
            powers = (powers[0] * settings[1], powers[1] * settings[2])
        total = _sum(running)
        for first in range(0, values.size, STRETCH):
            last = min(first + STRETCH, values.size)
            _keep(values, state, kept_values, kept_state, first, last)
            update(optimizer, settings, iteration, powers, values, gradients, state, first, last)
            total += _sum_of_moved(values, state, first, last)
        for q in still:
            values[q] = kept_values[q]
        if not np.isfinite(total):
            failure = PARAMETERS_NOT_FINITE
            break
        done += 1
        cursor += size
        if cursor >= n:
            cursor = 0
            epoch += 1
    take_lock(held)
    return done, failure


@part
def _keep(
    values: Floats, state: Floats, kept_values: Floats, kept_state: Floats, first: int, last: int
) -> None:
    for q in range(first, last):
        kept_values[q] = values[q]
    slots, end = _long_rows(state, first, last)
    for slot in range(slots):
        for q in range(first, end):
            kept_state[slot, q] = state[slot, q]


@part
def _sum_of_moved(values: Floats, state: Floats, first: int, last: int) -> float:
    """Return a number that is finite if parameters and optimizer state are."""
    total = 0.0
    for q in range(first, last):
        total += values[q]
    slots, end = _long_rows(state, first, last)
    for slot in range(slots):
        for q in range(first, end):
            total += state[slot, q]
    return total


@part
def _long_rows(state: Floats, first: int, last: int) -> tuple[int, int]:
    """Number of rows to go through, and where they end: whole rows follow each other as one."""
    whole = first == 0 and last == state.shape[1]
    return (1, state.size) if whole else (state.shape[0], last)


@part
def _sum(running: Floats) -> float:
    total = 0.0
    for i in range(running.shape[0]):
        for j in range(running.shape[1]):
            for k in range(running.shape[2]):
                total += running[i, j, k]
    return total


@part
def _copy(source: Floats, target: Floats) -> None:
    """Copy statistics of batch normalisation; there are none where no layer is hidden."""
    for i in range(source.shape[0]):
        for j in range(source.shape[1]):
            for k in range(source.shape[2]):
                target[i, j, k] = source[i, j, k]


@part
def _gather(
    table: Floats, orders: Indices, epoch: int, first: int, real: int, columns: int, rows: Floats
) -> None:
    """Copy the samples' columns of a table, and zeros into the padding."""
    for i in range(table.shape[0]):
        for p in range(real):
            rows[i, p] = table[i, orders[epoch, first + p]]
        for p in range(real, columns):
            rows[i, p] = 0.0


@part
def _draws_a_sample(plan: Plan, rates: Floats) -> int:
    """Return how many random numbers dropout takes for one sample."""
    draws = 0
    for layer in range(plan.shape[0]):
        if rates[layer] > 0.0:
            draws += plan[layer, FAN_OUT]
    return draws


@part
def _draw(
    plan: Plan,
    rates: Floats,
    uniforms: Floats,
    used: int,
    size: int,
    start: int,
    real: int,
    columns: int,
    kept: Floats,
) -> None:
    """Turn draws into factors: 0, or 1/(1 − rate) for a unit that is kept.

    The draws of a batch come layer by layer, and within a layer sample by sample.
    """
    for layer in range(plan.shape[0] - 1):
        units, first, rate = plan[layer, FAN_OUT], plan[layer + 1, INPUT_ROW], rates[layer]
        if rate == 0.0:
            continue
        for j in range(units):
            for p in range(columns):
                kept[first + j, p] = 0.0
            for p in range(real):
                if uniforms[used + (start + p) * units + j] >= rate:
                    kept[first + j, p] = 1.0 / (1.0 - rate)
        used += size * units


@part
def _penalise(
    penalty: int, rate: float, plan: Plan, values: Floats, connected: Floats, gradients: Floats
) -> None:
    """Add the penalty's gradient to that of all weights that take part."""
    if penalty == NO_PENALTY or rate == 0.0:
        return
    for layer in range(plan.shape[0]):
        start = plan[layer, WEIGHTS]
        for q in range(start, start + plan[layer, FAN_IN] * plan[layer, FAN_OUT]):
            slope = values[q] if penalty == L2 else np.sign(values[q])
            gradients[q] += rate * slope * connected[q]
