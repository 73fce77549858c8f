"""How far the networks have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NetworkStatus:
    """One network at a moment.

    Attributes:
        name: what the page calls it.
        epoch, iteration, samples_seen: how much it has trained.
        train_loss, test_loss: mean over the samples, without the penalty; None where there is no
            test set, or where the numbers ran away.
        train_accuracy, test_accuracy: 0 to 1; None for regression.
        penalty: of the regularisation.
        parameters: how many there are.
        diverged: None, or the iteration at which the numbers ran away.
        messages: what the playground has to say of it, as codes and values.
    """

    name: str
    epoch: int
    iteration: int
    samples_seen: int
    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    penalty: float | None
    parameters: int
    diverged: int | None
    messages: list[dict[str, Any]]

    def __repr__(self) -> str:
        said = [f"{self.name}: epoch {self.epoch}", f"loss {_pair(self, 'loss', '{:.4g}')}"]
        if self.train_accuracy is not None:
            said.append(f"accuracy {_pair(self, 'accuracy', '{:.1%}')}")
        if self.diverged is not None:
            said.append(f"diverged at iteration {self.diverged}")
        return ", ".join(said)


def _pair(status: NetworkStatus, quantity: str, form: str) -> str:
    """Write training and test value side by side, "0.01 train, 0.02 test"."""
    values = {name: getattr(status, f"{name}_{quantity}") for name in ("train", "test")}
    return ", ".join(
        f"{form.format(value)} {name}" for name, value in values.items() if value is not None
    )


@dataclass(frozen=True)
class Status:
    """All networks at a moment.

    Attributes:
        playing: whether a page has it going on by itself; never without a server.
        networks: one for each network, in their order.
    """

    playing: bool
    networks: list[NetworkStatus]

    def __getitem__(self, n: int) -> NetworkStatus:
        return self.networks[n]

    def __repr__(self) -> str:
        return "\n".join(repr(network) for network in self.networks)


def read_status(told: Mapping[str, Any]) -> Status:
    """Read a status as HTTP gives it; further fields are left alone."""
    names = NetworkStatus.__dataclass_fields__
    networks = [NetworkStatus(**{name: n[name] for name in names}) for n in told["networks"]]
    return Status(told["playing"], networks)
