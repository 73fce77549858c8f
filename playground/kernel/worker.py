"""Training through compiled code, on the arrays of an engine Trainer.

Both engines leave the trainer in the same state, so that they can take turns.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from itertools import accumulate, pairwise
from typing import Any, TypeAlias

import numpy as np

from playground.engine import GradientNorms, LayerHealth, Score, Trainer
from playground.engine.measurement import Measurement, Samples
from playground.engine.pictures import Levels, SignedLevels
from playground.engine.statistics import SATURATED_SLOPE, steepest
from playground.engine.trainer import Checkpoint
from playground.engine.types import Array, Labels

from . import pictures
from .measure import (
    BEFORE,
    BIAS_NORM,
    CORRECT,
    DEAD,
    DELTA_NORM,
    FIGURES,
    LOSS,
    SATURATED,
    UPDATE,
    WEIGHT_NORM,
    measure,
)
from .orders import Orders, draw_orders
from .plan import INFER, MEASURE, Program, compile_plan
from .plane import activations
from .scratch import scratch
from .train import (
    BATCH_SIZE,
    BATCHES,
    CODES,
    CURSOR,
    DRAWS,
    FINE,
    ITERATION,
    LOSS_CODE,
    OPTIMIZER,
    PARAMETERS_NOT_FINITE,
    PENALTY,
    PENALTY_CODES,
    PLUS_MINUS,
    train,
)
from .update import OPTIMIZER_CODES
from .vector import REGISTER
from .walk import Walk

Aside: TypeAlias = Callable[[], AbstractContextManager[None]]

TILE = 64
"""Samples that are worked on at once: few enough for the caches, many enough for the loops."""

WIDE_TILE = 256
"""The same where nothing has to be kept for a way back."""

MOST_DRAWS = 1 << 20
"""The most random numbers for dropout that are drawn ahead (8 MiB)."""

LONG_WORK = 500_000
"""Work on samples, as CompiledWorker._do() reckons it, that takes about a tenth of a millisecond.

That is what it costs to wake another thread, so that a call with less keeps Python's lock.
"""

SHORT = 4
"""Registers of a short row of samples."""

NOTHING = np.zeros(0)
NOT_FOLLOWED = np.zeros((0, 0, 0))
NO_LABELS = np.zeros(0, dtype=np.int64)


def supports(trainer: Trainer) -> bool:
    """Whether compiled code can train this; else the NumPy engine does."""
    known = trainer.optimizer.key in OPTIMIZER_CODES and trainer.regularizer.key in PENALTY_CODES
    return known and compile_plan(trainer.network) is not None


class CompiledWorker:
    """The work on an engine Trainer, done by compiled code.

    Args:
        trainer: whose arrays, counters and random draws to use.
        aside: what long work is done inside of, because it needs no Python. Default: nothing.
    """

    engine = "compiled"
    work_a_call = 1_000_000

    def __init__(self, trainer: Trainer, aside: Aside = nullcontext) -> None:
        self.trainer = trainer
        self.aside = aside
        program = compile_plan(trainer.network)
        if program is None:
            raise ValueError(f"compiled code does not know all of {trainer.network!r}")
        self.program: Program = program
        self.whole_batches = program.whole_batches
        self.x = np.ascontiguousarray(trainer.x.T)
        self.y = np.ascontiguousarray(trainer.y.T)
        self.settings = np.array([*trainer.optimizer.settings.values(), trainer.rate], np.float64)
        self.measuring = np.array([program.loss, program.plus_minus, program.zero_one], np.int64)
        hidden = [SATURATED_SLOPE * steepest(x.activation) for x in trainer.network.hidden]
        self.small_slopes = np.array([*hidden, 0.0])
        self.codes = np.zeros(CODES, np.int64)
        self.codes[[LOSS_CODE, PLUS_MINUS]] = program.loss, program.plus_minus
        self.codes[OPTIMIZER] = OPTIMIZER_CODES[trainer.optimizer.key]
        self.codes[PENALTY] = PENALTY_CODES[trainer.regularizer.key]
        followed = trainer.network.running if program.whole_batches else NOT_FOLLOWED
        self.before = np.empty_like(followed)
        self.queue = np.empty((len(self.x) + len(self.y), len(trainer.x)))
        # Random numbers that dropout takes for one sample.
        self.draws_a_sample = sum(x.units for x in trainer.network.hidden if x.dropout.rate > 0)
        self.codes[DRAWS] = self.draws_a_sample
        self._test: tuple[Samples, Array, Array] | None = None

    def train_epochs(self, epochs: int) -> None:
        """Go on to the end of the current epoch, and so for each further one."""
        while epochs > 0 and self.trainer.diverged is None:
            some = min(epochs, self._epochs_a_call())
            self._run(self._walk().batches(some))
            epochs -= some

    def train_batches(self, batches: int, size: int | None = None) -> None:
        """Make so many updates, each from the next mini-batch or from the next `size` samples."""
        if self.trainer.diverged is None:
            self._run(batches, size)

    def measure(self, labels: Labels | None, test: Samples) -> Measurement:
        """Measure the network; see engine.measurement.measure."""
        trainer = self.trainer
        on_test = None
        if len(test):
            found, _ = self._measure(INFER, *self._turned(test), test.labels, NOTHING)
            on_test = _score(found, len(test), test.labels)
        gradients = trainer.network.parameters.gradients
        found, layers = self._measure(MEASURE, self.x, self.y, labels, gradients)
        on_train = _score(found, len(trainer.x), labels)
        figures: list[tuple[float, ...]] = [tuple(column) for column in layers.T.tolist()]
        norms = GradientNorms(figures[WEIGHT_NORM], figures[BIAS_NORM], figures[DELTA_NORM])
        penalty = trainer.penalty if trainer.rate else 0.0
        return Measurement(on_train, on_test, penalty, norms, _health(trainer, figures))

    def _turned(self, test: Samples) -> tuple[Array, Array]:
        """A set's features and targets, as compiled code reads them."""
        if self._test is None or self._test[0] is not test:
            self._test = test, np.ascontiguousarray(test.x.T), np.ascontiguousarray(test.y.T)
        return self._test[1:]

    def _measure(
        self, mode: int, x: Array, y: Array, labels: Labels | None, gradients: Array
    ) -> tuple[Array, Array]:
        trainer, program = self.trainer, self.program
        parameters = trainer.network.parameters
        n = x.shape[1]
        tile = n if self.whole_batches and mode == MEASURE else min(TILE, n)
        score, layers = np.empty(2), np.empty((len(program.plan), FIGURES))
        self._do(
            measure,
            n,
            self._effective(),
            parameters.values,
            trainer.checkpoint.values,
            gradients,
            parameters.cut,
            program.plan,
            program.rates,
            trainer.network.running,
            self.measuring,
            self.small_slopes,
            mode,
            x,
            y,
            NO_LABELS if labels is None else labels,
            self._scratch(tile),
            tile,
            score,
            layers,
            np.empty((2, program.rows)),
        )
        return score, layers

    def answers(self, x: Array) -> Array:
        """Return what the network answers to features (n, d), (n, k), as for inference."""
        answers: Array = self._evaluate(x, self.program.rows - self.trainer.network.sizes[-1]).T
        return answers

    def activations(self, x: Array) -> list[Array]:
        """Return what every layer answers to features (n, d), each (n, units), as for inference."""
        sizes = self.trainer.network.sizes
        found = self._evaluate(x, sizes[0])
        ends = [*accumulate(sizes[1:], initial=0)]
        return [found[start:end].T for start, end in pairwise(ends)]

    def levels(self, x: Array, low: float, high: float) -> Levels:
        """Return what the last unit answers to features (n, d) as bytes; see pictures.levels."""
        found = np.empty(len(x), np.uint8)
        pictures.levels(self._evaluate(x, self.program.rows - 1)[0], low, high, found)
        return found

    def classes(self, x: Array) -> tuple[Levels, Levels]:
        """Return the likeliest class of features (n, d) and how likely; see pictures.classes."""
        answers = self._evaluate(x, self.program.rows - self.trainer.network.sizes[-1])
        labels, confidence = np.empty(len(x), np.uint8), np.empty(len(x), np.uint8)
        pictures.classes(answers, labels, confidence)
        return labels, confidence

    def maps(self, x: Array) -> tuple[Array, SignedLevels]:
        """Return what every unit answers to features (n, d) as bytes; see pictures.maps."""
        found = self._evaluate(x, self.trainer.network.sizes[0])
        scale, drawn = np.empty(len(found)), np.empty(found.shape, np.int8)
        pictures.maps(found, scale, drawn)
        return scale, drawn

    def _evaluate(self, x: Array, first_row: int) -> Array:
        network, program = self.trainer.network, self.program
        found = np.empty((program.rows - first_row, len(x)))
        tile = min(WIDE_TILE, len(x))
        self._do(
            activations,
            len(x),
            self._effective(),
            program.plan,
            program.rates,
            network.running,
            np.ascontiguousarray(x.T),
            first_row,
            self._scratch(tile),
            tile,
            found,
        )
        return found

    def _effective(self) -> Array:
        """The parameter vector with cut weights set to 0."""
        parameters = self.trainer.network.parameters
        if parameters.cut.size == 0:
            return parameters.values
        return parameters.values * parameters.connected

    def _do(self, function: Callable[..., Any], samples: int, *arguments: object) -> Any:
        """Call a compiled function, giving back Python's lock where it works long enough."""
        # An activation costs about as much as 20 products.
        a_sample = len(self.trainer.network.parameters) + 20 * self.program.rows
        if samples * a_sample <= LONG_WORK:
            return function(False, *arguments)
        with self.aside():
            return function(True, *arguments)

    def _scratch(self, tile: int) -> Array:
        registers = -(-max(tile, *self.trainer.network.sizes) // REGISTER)
        # Long rows are made an odd number of registers, or they compete for the same cache lines.
        columns = REGISTER * (registers if registers <= SHORT else registers | 1)
        return scratch(6 * self.program.rows + len(self.program.plan) + REGISTER, columns)

    def _epochs_a_call(self) -> int:
        draws = len(self.trainer.x) * self.draws_a_sample
        return max(1, min(64, MOST_DRAWS // max(draws, 1)))

    def _walk(self, size: int | None = None) -> Walk:
        trainer = self.trainer
        n = len(trainer.x)
        return Walk(trainer.counters, n, min(size or trainer.batch_size, n))

    def _run(self, batches: int, size: int | None = None) -> None:
        trainer, walk = self.trainer, self._walk(size)
        if batches < 1:
            return
        generators = trainer.rng.bit_generator, trainer.network.dropout_rng.bit_generator
        before = [generator.state for generator in generators]
        orders, draws = self._orders(walk, batches), self._draws(walk, batches)
        first_iteration = trainer.optimizer.iteration
        done, failure = self._call(walk, orders, draws, batches)

        def move(target: Trainer | Checkpoint, updates: int, last: int) -> None:
            target.counters = walk.after(updates)
            target.order = orders[walk.epoch_of(last)]

        if done > 0 or failure == PARAMETERS_NOT_FINITE:
            kept = done if failure == PARAMETERS_NOT_FINITE else done - 1
            move(trainer.checkpoint, kept, kept)
            trainer.checkpoint.optimizer_iteration = first_iteration + kept
        last = max(done - 1, 0)
        move(trainer, done, last)
        trainer.optimizer.iteration = first_iteration + done
        if done > 0:
            start = walk.after(last).cursor
            trainer.batch = trainer.order[start : start + walk.size]
            trainer.kept = self._kept_shares(walk, done, draws)
        if failure != FINE:
            # What was drawn ahead for updates that are not made is given back.
            for generator, state in zip(generators, before, strict=True):
                generator.state = state
            self._orders(walk, done + 1)
            self._draws(walk, done + 1)
            trainer.fail()

    def _orders(self, walk: Walk, batches: int) -> Orders:
        """The order of the current epoch, drawn now where it begins now, and those that follow."""
        trainer = self.trainer
        orders = np.empty((walk.epoch_of(batches - 1) + 1, len(trainer.x)), dtype=np.int64)
        drawn = orders
        if walk.start.cursor > 0:
            orders[0], drawn = trainer.order, orders[1:]
        if trainer.shuffle:
            draw_orders(trainer.rng, drawn)
        else:
            drawn[:] = np.arange(len(trainer.x))
        return orders

    def _draws(self, walk: Walk, batches: int) -> Array:
        """The random numbers that dropout takes for so many updates."""
        if not self.draws_a_sample:
            return NOTHING
        samples = walk.after(batches).samples_seen - walk.start.samples_seen
        return self.trainer.network.dropout_rng.random(samples * self.draws_a_sample)

    def _call(self, walk: Walk, orders: Orders, draws: Array, batches: int) -> tuple[int, int]:
        trainer, program, codes = self.trainer, self.program, self.codes
        parameters, checkpoint = trainer.network.parameters, trainer.checkpoint
        tile = walk.size if self.whole_batches else min(TILE, walk.size)
        codes[ITERATION], codes[CURSOR] = trainer.optimizer.iteration, walk.start.cursor
        codes[BATCH_SIZE], codes[BATCHES] = walk.size, batches
        done, failure = self._do(
            train,
            walk.size * batches,
            parameters.values,
            parameters.gradients,
            trainer.optimizer.state,
            trainer.network.running,
            checkpoint.values,
            checkpoint.state,
            checkpoint.running,
            parameters.cut,
            parameters.still,
            program.plan,
            program.rates,
            codes,
            self.settings,
            self.x,
            self.y,
            orders,
            draws,
            self.queue,
            self._scratch(tile),
            tile,
            self._effective(),
            self.before,
        )
        return int(done), int(failure)

    def _kept_shares(self, walk: Walk, done: int, draws: Array) -> Array | None:
        """As Network.kept_shares(), from the draws of the last mini-batch."""
        if not self.draws_a_sample:
            return None
        start, end = (
            walk.after(n).samples_seen - walk.start.samples_seen for n in (done - 1, done)
        )
        size, used, shares = end - start, start * self.draws_a_sample, []
        for layer in self.trainer.network.hidden:
            rate, units = layer.dropout.rate, layer.units
            if rate == 0.0:
                shares.append(np.ones(units))
                continue
            drawn = draws[used : used + size * units].reshape(size, units)
            shares.append((drawn >= rate).mean(axis=0))
            used += size * units
        return np.concatenate(shares)


def _score(found: Array, n: int, labels: Labels | None) -> Score:
    return Score(float(found[LOSS]) / n, None if labels is None else float(found[CORRECT]) / n)


def _health(trainer: Trainer, figures: list[tuple[float, ...]]) -> LayerHealth:
    hidden = [layer.activation for layer in trainer.network.hidden]
    dead = [s if x.rectifying else None for x, s in zip(hidden, figures[DEAD], strict=False)]
    flat = [s if x.saturating else None for x, s in zip(hidden, figures[SATURATED], strict=False)]
    moved, sizes = trainer.updated, zip(figures[UPDATE], figures[BEFORE], strict=True)
    ratios = tuple(change / before if moved and before > 0.0 else None for change, before in sizes)
    return LayerHealth((*dead, None), (*flat, None), ratios)
