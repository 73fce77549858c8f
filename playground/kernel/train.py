"""Many mini-batches in one call: gather, forward, loss, backward, penalty, update."""

from __future__ import annotations

import numpy as np

from .backward import backward, output_delta
from .forward import forward
from .functions import Floats, compiled, part
from .lock import give_lock, take_lock
from .memory import put_some, take_some
from .plan import FAN_IN, FAN_OUT, TRAIN, WEIGHTS, Plan
from .samples import Indices, draw_kept, line_up
from .tile import Model, Tile, fill, padded, tile_of
from .update import ADAM, next_powers, powers_after, update
from .vector import REGISTER, leading, where

FINE, LOSS_NOT_FINITE, PARAMETERS_NOT_FINITE = range(3)
NO_PENALTY, L1, L2 = range(3)
CODES = 9
LOSS_CODE, PLUS_MINUS, OPTIMIZER, ITERATION, PENALTY, CURSOR, BATCH_SIZE, BATCHES, DRAWS = range(
    CODES
)
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
    queue: Floats,
    work: Floats,
    tile: int,
    effective: Floats,
    before: Floats,
) -> tuple[int, int]:
    """Train on consecutive mini-batches until there are enough or numbers stop being finite.

    Args:
        values, state, running: what training changes, in place.
        gradients: get ∂J of the last batch.
        kept_values, kept_state, kept_running: get the state before the last update.
        cut: indices of the weights that are cut.
        still: indices of all that no update moves: cut or frozen.
        plan, rates: the network; see plan.Program.
        codes: loss, whether targets are ±1, optimizer, updates made before, penalty, first sample
            of the epoch's order to take, samples of a batch, number of batches, random numbers
            that dropout takes for one sample.
        settings: hyperparameters of the optimizer, then the penalty's rate.
        x, y: features (d, n) and targets (k, n).
        orders: (epochs, n), one order of the samples an epoch.
        uniforms: draws for dropout, in the order in which the NumPy engine takes them.
        queue: (d + k, n), scratch: features and targets in the order in which they are taken.
        work: scratch, see tile.tile_of(), with as many columns as a tile has, in whole registers.
        tile: samples that are worked on at once.
        long: whether it takes so long that other threads of Python should run meanwhile.
        effective: scratch, as large as values where any weight is cut.
        before: scratch, as large as running where a layer follows it, else empty.

    Returns:
        The number of updates made, and FINE or what was not finite.
    """
    held = give_lock(long)
    penalty, cursor = codes[PENALTY], codes[CURSOR]
    batch_size, batches = codes[BATCH_SIZE], codes[BATCHES]
    optimizer, iteration, n = codes[OPTIMIZER], codes[ITERATION], x.shape[1]
    weights = effective if cut.size > 0 else values
    model, memory = Model(weights, plan, rates, running), tile_of(plan, work)
    powers = (1.0, 1.0)
    if optimizer >= ADAM:
        powers = powers_after(settings, iteration)
    epoch = drawn = done = queued = 0
    failure, followed = FINE, before.size > 0
    while done < batches:
        size = min(batch_size, n - cursor)
        if cursor >= queued:
            queued = min(n, cursor + (batches - done) * batch_size)
            line_up(x, y, orders[epoch], cursor, queued, queue)
        if cut.size > 0:
            _without(values, cut, effective)
        if followed:
            _copy(running, before)
        check = _batch(
            model, memory, gradients, codes, queue, x.shape[0], cursor, size, uniforms, drawn, tile
        )
        drawn += size * codes[DRAWS]
        if not np.isfinite(check):
            failure = LOSS_NOT_FINITE
            break
        _penalise(penalty, settings[-1], plan, values, gradients)
        for q in still:
            gradients[q] = 0.0
        iteration += 1
        if optimizer >= ADAM:
            powers = next_powers(settings, iteration, powers)
        total = update(
            optimizer,
            settings,
            iteration,
            powers,
            values,
            gradients,
            state,
            kept_values,
            kept_state,
        )
        for q in still:
            values[q] = kept_values[q]
        if followed:
            _copy(before, kept_running)
            total += _sum(running)
        if not np.isfinite(total):
            failure = PARAMETERS_NOT_FINITE
            break
        done += 1
        cursor += size
        if cursor >= n:
            cursor = queued = 0
            epoch += 1
    take_lock(held)
    return done, failure


@part
def _batch(
    model: Model,
    memory: Tile,
    gradients: Floats,
    codes: Indices,
    queue: Floats,
    inputs: int,
    cursor: int,
    size: int,
    uniforms: Floats,
    drawn: int,
    tile: int,
) -> float:
    """Forwards and backwards with a mini-batch, tile by tile; return a number that is finite if
    its loss is.

    Args:
        inputs: rows of the queue that hold features; those after them hold targets.
        cursor, size: where the batch lies in the queue.
        drawn: random numbers used before.
        others: as in train().
    """
    check, outputs = 0.0, queue.shape[0] - inputs
    for start in range(0, size, tile):
        real = min(tile, size - start)
        columns, weight, fresh = padded(real), 1.0 / size, start == 0
        fill(queue, 0, inputs, cursor + start, real, memory.outputs)
        fill(queue, inputs, outputs, cursor + start, real, memory.targets)
        if uniforms.size > 0:
            draw_kept(
                model.plan, model.rates, uniforms, drawn, size, start, real, columns, memory.kept
            )
        # Batches of one vector or two get code of their own: in it there is no loop over
        # columns, and where layers are narrow such loops are most of the work.
        if columns == REGISTER and fresh:
            check += _pass(model, memory, gradients, codes, weight, real, REGISTER, True)
        elif columns == 2 * REGISTER and fresh:
            check += _pass(model, memory, gradients, codes, weight, real, 2 * REGISTER, True)
        else:
            check += _pass(model, memory, gradients, codes, weight, real, columns, fresh)
    return check


@part
def _pass(
    model: Model,
    tile: Tile,
    gradients: Floats,
    codes: Indices,
    weight: float,
    real: int,
    columns: int,
    fresh: bool,
) -> float:
    """Forwards and backwards with one tile of samples; return a number that is finite if its
    loss is."""
    forward(model, tile, TRAIN, real, columns)
    loss, plus_minus = codes[LOSS_CODE], codes[PLUS_MINUS] == 1
    check = output_delta(model, tile, loss, plus_minus, real, columns, weight)
    backward(model, tile, gradients, real, columns, fresh)
    return check


@part
def _without(values: Floats, cut: Indices, effective: Floats) -> None:
    """Copy the parameters, and 0 for what is cut."""
    for q in range(0, values.size, REGISTER):
        here = leading(values.size - q)
        put_some(effective, q, take_some(values, q, here), here)
    for q in cut:
        effective[q] = 0.0


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
    """Copy statistics of batch normalisation."""
    for i in range(source.shape[0]):
        for j in range(source.shape[1]):
            for k in range(source.shape[2]):
                target[i, j, k] = source[i, j, k]


@part
def _penalise(penalty: int, rate: float, plan: Plan, values: Floats, gradients: Floats) -> None:
    """Add the penalty's gradient to that of all weights."""
    if penalty == NO_PENALTY or rate == 0.0:
        return
    for layer in range(plan.shape[0]):
        start = plan[layer, WEIGHTS]
        count = plan[layer, FAN_IN] * plan[layer, FAN_OUT]
        for i in range(0, count, REGISTER):
            here = leading(count - i)
            w, g = take_some(values, start + i, here), take_some(gradients, start + i, here)
            if penalty == L1:
                w = where(w > 0.0, 1.0, where(w < 0.0, -1.0, 0.0))
            put_some(gradients, start + i, g + rate * w, here)
