"""All parameters of a network in one contiguous vector, with named views into it.

Optimizers update the whole vector in a few calls, a snapshot is one copy, and a compiled
kernel can work on the very same memory. The order in the vector is layer by layer:
weights (row-major, fan_in × fan_out), biases, then gamma and beta where the layer is normalised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .errors import InvalidArgument
from .types import Array, Flags

ParameterName = Literal["weights", "biases", "gamma", "beta"]


@dataclass(frozen=True)
class Slot:
    """Where one array of one layer lies in the vector.

    Attributes:
        layer: index of the layer, the output layer last.
        name: which of the layer's arrays.
        shape: (fan_in, fan_out) for weights, (units,) for all others.
        start: index of its first entry in the vector.
    """

    layer: int
    name: ParameterName
    shape: tuple[int, ...]
    start: int

    @property
    def span(self) -> slice:
        return slice(self.start, self.start + int(np.prod(self.shape)))

    def view(self, vector: Array) -> Array:
        """Return this slot's part of a vector of P numbers, as a view in its own shape."""
        return vector[self.span].reshape(self.shape)


class Parameters:
    """The parameter vector of a network, its gradients, and which entries are connected.

    Args:
        shapes: one list a layer of (name, shape), in the order in which they are stored.

    Attributes:
        values: ndarray of shape (P,).
        gradients: ndarray of shape (P,), ∂J/∂values of the last backward pass.
        connected: (P,) of 1.0 or 0.0; 0.0 marks a cut weight.
        is_weight: (P,), True for connection weights: what regularizers act on.
        frozen: (P,) of 0.0 or 1.0; 1.0 marks what takes part but is not trained.
        cut, still: indices of the cut weights, and of all that no update moves.
    """

    def __init__(self, shapes: list[list[tuple[ParameterName, tuple[int, ...]]]]) -> None:
        self.slots: list[Slot] = []
        start = 0
        for layer, arrays in enumerate(shapes):
            for name, shape in arrays:
                self.slots.append(Slot(layer, name, shape, start))
                start += int(np.prod(shape))
        self.values: Array = np.zeros(start)
        self.gradients: Array = np.zeros(start)
        self.connected: Array = np.ones(start)
        self.is_weight: Flags = np.zeros(start, dtype=np.bool_)
        for slot in self.slots:
            self.is_weight[slot.span] = slot.name == "weights"
        self.frozen: Array = np.zeros(start)
        self.cut = self.still = np.zeros(0, dtype=np.int64)

    def __repr__(self) -> str:
        return f"Parameters({len(self)} numbers, {self.cut.size} cut)"

    def __len__(self) -> int:
        return int(self.values.size)

    @property
    def active(self) -> int:
        """Number of parameters that take part: all but the cut weights."""
        return len(self) - int(self.cut.size)

    def slot(self, layer: int, name: ParameterName) -> Slot:
        """Return where that array of that layer lies.

        Raises:
            InvalidArgument: the layer has no such array.
        """
        for slot in self.slots:
            if slot.layer == layer and slot.name == name:
                return slot
        raise InvalidArgument("name", name, f"an array that layer {layer} has")

    def set_connected(self, slot: Slot, connected: Array) -> None:
        """Cut (0) or restore (1) the weights of one slot; their values stay as they are.

        Args:
            slot: of weights: nothing else can be cut.
            connected: 1.0 or 0.0 for each, in the slot's shape.
        """
        slot.view(self.connected)[...] = connected
        self.notice_masks()

    def set_frozen(self, slot: Slot, frozen: Array) -> None:
        """Freeze (1.0) or release (0.0) the entries of one slot, given in its shape."""
        slot.view(self.frozen)[...] = frozen
        self.notice_masks()

    def connect_like(self, other: Parameters) -> None:
        """Cut and freeze what another vector of the same shapes has, and nothing else."""
        self.connected[...], self.frozen[...] = other.connected, other.frozen
        self.notice_masks()

    def notice_masks(self) -> None:
        """Bring the lists of indices up to date after a change of connected or frozen."""
        self.cut = np.flatnonzero(self.connected == 0.0)
        self.still = np.flatnonzero((self.connected == 0.0) | (self.frozen == 1.0))
