"""The training loop: mini-batches, epochs, counters, and what to do when numbers explode.

The five steps: initialise; then for every batch go forward, take the loss and its derivative,
go backward, update; repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .errors import InvalidArgument
from .layers import Mode
from .network import Network
from .optimizer import Optimizer
from .regularizers import REGULARIZERS, Regularizer
from .types import Array


@dataclass
class Counters:
    """How far training has come.

    Attributes:
        epoch: complete passes over the training set.
        iteration: updates of the parameters.
        samples_seen: samples shown, repetitions counted.
        cursor: samples of the current epoch that were shown already.
    """

    epoch: int = 0
    iteration: int = 0
    samples_seen: int = 0
    cursor: int = 0


@dataclass
class Checkpoint:
    """All that one update changes, copied so that the update can be taken back."""

    values: Array
    running: Array
    state: Array
    optimizer_iteration: int
    counters: Counters
    order: NDArray[np.int64]


class Trainer:
    """Trains one network on one training set.

    Args:
        network: what is trained.
        x: features of the training set, ndarray of shape (n, d), n at least 1.
        y: targets, ndarray of shape (n, k), k being the outputs of the network.
        optimizer: how a gradient becomes a step.
        regularizer: key of the penalty on weights. Default "none".
        rate: the penalty's rate, at least 0. Default 0.
        batch_size: samples an update, at least 1; above n it means n. Default 10.
        shuffle: whether every epoch takes the samples in a new order. Default true.
        rng: where the orders come from. Default: a generator of seed 2.

    Attributes:
        counters: epoch, iteration, samples seen.
        diverged: None, or the iteration at which the loss, the parameters, or what training
            keeps beside them (running statistics, optimizer state) stopped being finite.
            The network then stands at its last finite state and takes no more steps.
        batch: indices of the samples of the last update, (b,).
        kept: for each hidden unit in which share of that batch dropout kept it, (units,), in
            order of the layers; None where no layer has dropout.

    Raises:
        InvalidArgument: no samples, targets of another shape, a batch_size under 1.
        UnknownChoice: a regularizer that is in no registry.
    """

    def __init__(
        self,
        network: Network,
        x: Array,
        y: Array,
        optimizer: Optimizer,
        *,
        regularizer: str = "none",
        rate: float = 0.0,
        batch_size: int = 10,
        shuffle: bool = True,
        rng: np.random.Generator | None = None,
    ) -> None:
        if len(x) != len(y) or not len(x):
            raise InvalidArgument("y", y.shape, f"as many rows as x, which has {len(x)}, not 0")
        outputs = network.sizes[-1]
        if y.shape != (len(x), outputs):
            # NumPy would stretch (n,) to (n, n), and it would fail far from here.
            raise InvalidArgument("y", y.shape, f"of shape ({len(x)}, {outputs})")
        if batch_size < 1:
            raise InvalidArgument("batch_size", batch_size, "at least 1")
        self.network = network
        self.x, self.y = x, y
        self.optimizer = optimizer
        self.regularizer: Regularizer = REGULARIZERS[regularizer]
        self.rate = rate
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.rng = rng or np.random.default_rng(2)
        self.counters = Counters()
        self.diverged: int | None = None
        self.order = np.arange(len(x))
        self.batch = self.order[:0]
        self.kept: Array | None = None
        self.checkpoint = self.save()

    def __repr__(self) -> str:
        return f"Trainer({self.optimizer!r}, batch_size={self.batch_size}, {self.counters})"

    def set_data(self, x: Array, y: Array, *, restart_epoch: bool = True) -> None:
        """Train on other samples or other targets from now on; the weights stay.

        Args:
            x, y: as in the constructor.
            restart_epoch: whether the samples are new, so that the current epoch begins again.
        """
        self.x, self.y = x, y
        if restart_epoch:
            self.counters.cursor = 0
            self.order = np.arange(len(x))
            self.batch = self.order[:0]

    def set_regularization(self, regularizer: str, rate: float) -> None:
        """Use another penalty on weights from now on; arguments as in the constructor.

        Raises:
            UnknownChoice: no regularizer has that key.
        """
        self.regularizer, self.rate = REGULARIZERS[regularizer], rate

    def train_epochs(self, epochs: int) -> None:
        """Go on to the end of the current epoch, and so for each further one.

        Args:
            epochs: how many to complete; fewer are where training diverges.
        """
        target = self.counters.epoch + epochs
        while self.counters.epoch < target and self.diverged is None:
            self.train_batch()

    def train_batch(self, size: int | None = None) -> None:
        """Make one update from the next mini-batch.

        The last batch of an epoch holds what is left and is a batch of its own.

        Args:
            size: samples to take, default batch_size. 1 trains on a single sample.
        """
        if self.diverged is not None:
            return
        batch = self.next_batch(size)
        if self._update(self.x[batch], self.y[batch]):
            self.batch = batch
            self._count(len(batch))

    def train_on(self, x: Array, y: Array) -> None:
        """Make one update from samples given by hand; the epoch goes on where it is.

        Args:
            x, y: as in the constructor.
        """
        if self.diverged is not None:
            return
        if self._update(x, y):
            self.batch = self.order[:0]
            self.counters.iteration += 1
            self.counters.samples_seen += len(x)

    def next_batch(self, size: int | None = None) -> NDArray[np.int64]:
        """Return the samples of the next mini-batch; where an epoch begins, draw its order.

        Args:
            size: samples to take, default batch_size.
        """
        if self.counters.cursor == 0:
            self.order = self.draw_order()
        start = self.counters.cursor
        return self.order[start : start + (size or self.batch_size)]

    def draw_order(self) -> NDArray[np.int64]:
        """Draw the order of the next epoch's samples."""
        n = len(self.x)
        return self.rng.permutation(n) if self.shuffle else np.arange(n)

    def _update(self, x: Array, y: Array) -> bool:
        """Make an update, and say whether all stayed finite."""
        network = self.network
        running = network.running.copy()
        with np.errstate(all="ignore"):
            network.forward(x, Mode.TRAIN)
            if not np.isfinite(network.losses(y).sum()):
                # These parameters are finite but their loss is not: the state before them was
                # the last good one, and the checkpoint still holds it.
                self.fail()
                return False
            network.backward(y)
            self.penalise()
            self._keep(running)
            self.optimizer.step(network.parameters)
            if not self._is_finite():
                self.fail()
                return False
        self.kept = network.kept_shares()
        return True

    def _is_finite(self) -> bool:
        # All that an update moves. Squares overflow first, in running variances and in an
        # optimizer's means: they would stay infinite, and what they divide stand still, unseen.
        moved = (self.network.parameters.values, self.network.running, self.optimizer.state)
        return all(np.isfinite(array.sum()) for array in moved)

    def penalise(self) -> None:
        """Add the penalty's gradient to that of all weights that take part."""
        if self.rate == 0.0 or self.regularizer.key == "none":
            return
        parameters = self.network.parameters
        taking_part = parameters.is_weight & (parameters.connected == 1.0)
        weights = parameters.values[taking_part]
        parameters.gradients[taking_part] += self.rate * self.regularizer.gradient(weights)

    def _count(self, samples: int) -> None:
        self.counters.iteration += 1
        self.counters.samples_seen += samples
        self.counters.cursor += samples
        if self.counters.cursor >= len(self.x):
            self.counters.epoch += 1
            self.counters.cursor = 0

    def save(self) -> Checkpoint:
        """Copy all that training changes, for restore()."""
        return Checkpoint(
            self.network.parameters.values.copy(),
            self.network.running.copy(),
            self.optimizer.state.copy(),
            self.optimizer.iteration,
            replace(self.counters),
            self.order,
        )

    def _keep(self, running: Array) -> None:
        checkpoint = self.checkpoint
        np.copyto(checkpoint.values, self.network.parameters.values)
        np.copyto(checkpoint.state, self.optimizer.state)
        checkpoint.running = running
        checkpoint.optimizer_iteration = self.optimizer.iteration
        checkpoint.counters = replace(self.counters)
        checkpoint.order = self.order

    def fail(self) -> None:
        """Go back to the checkpoint, because the next update would not be finite, and stop."""
        self.diverged = self.counters.iteration + 1
        self.restore(self.checkpoint)

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a saved state."""
        self.network.parameters.values[...] = checkpoint.values
        self.network.running[...] = checkpoint.running
        self.optimizer.state[...] = checkpoint.state
        self.optimizer.iteration = checkpoint.optimizer_iteration
        self.counters = replace(checkpoint.counters)
        self.order = checkpoint.order

    def settle(self) -> None:
        """Take the present state as the one to go back to, and let training go on.

        Called after a change from outside: new weights, another optimizer, other data.
        """
        self.diverged = None
        self.checkpoint = self.save()

    @property
    def updated(self) -> bool:
        """Whether the checkpoint is the state before the last update, not the present one."""
        return self.checkpoint.counters.iteration < self.counters.iteration

    @property
    def penalty(self) -> float:
        """The regularisation penalty at the current weights, its rate included."""
        parameters = self.network.parameters
        taking_part = parameters.is_weight & (parameters.connected == 1.0)
        with np.errstate(all="ignore"):
            return self.rate * self.regularizer.penalty(parameters.values[taking_part])
