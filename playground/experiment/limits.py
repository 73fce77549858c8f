"""How large an experiment may be. An operator can move these bounds."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from .errors import Invalid
from .spec import ExperimentSpec


@dataclass(frozen=True)
class Limits:
    """The most of everything.

    Attributes:
        hidden_layers: hidden layers of a network.
        units: units of a hidden layer.
        samples: points of a data set.
        networks: networks of a session.
        classes: classes of a data set.
        resolution: grid points along one side of a surface.
        epochs: epochs that one call may train.
        updates: updates that one call by batches or samples may make.
    """

    hidden_layers: int = 10
    units: int = 64
    samples: int = 5_000
    networks: int = 8
    classes: int = 8
    resolution: int = 200
    epochs: int = 100_000
    updates: int = 1_000_000

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    def check(self, spec: ExperimentSpec) -> None:
        """Refuse an experiment that is too large.

        Raises:
            Invalid: naming the field, what it is and what it may be.
        """
        self._most("data.samples", spec.data.samples, self.samples)
        self._most("data.points", len(spec.data.points or ()), self.samples, "points")
        self._most("data.classes", spec.classes or 0, self.classes)
        self._most("networks", len(spec.networks), self.networks, "networks")
        for n, network in enumerate(spec.networks):
            count = len(network.layers)
            self._most(f"networks.{n}.layers", count, self.hidden_layers, "hidden layers")
            for i, layer in enumerate(network.layers):
                self._most(f"networks.{n}.layers.{i}.units", layer.units, self.units)

    def _most(self, field: str, given: int, allowed: int, unit: str = "") -> None:
        if given > allowed:
            many = f"{given} {unit}".strip()
            raise Invalid("limit_exceeded", f"{field} must be at most {allowed}, not {many}", field)
