"""What a link holds once it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from playground.experiment import ExperimentSpec

Fields = dict[str, str | None]
"""What stands between the "&" of a link: by key its value, None where there was no "="."""


@dataclass(frozen=True)
class Notice:
    """Something that is not quite as the link had it: a code and what to say it with."""

    code: str
    values: dict[str, float | int | str]


@dataclass(frozen=True)
class Opened:
    """A link that has been read.

    Attributes:
        experiment: what it describes.
        weights: one entry a network, in the shape in which weights are written; None: untrained.
        hide: names of controls and panels that the page is not to show.
        view: what the page is to show otherwise, as far as the link says.
        source: whose link it is.
        warnings: what is not quite as the link had it.
    """

    experiment: ExperimentSpec
    weights: list[dict[str, Any]] | None
    hide: list[str]
    view: dict[str, bool]
    source: Literal["playground", "tensorflow"]
    warnings: list[Notice] = field(default_factory=list)

    def describe(self) -> dict[str, Any]:
        own = {"experiment": self.experiment.model_dump(), "weights": self.weights}
        return own | self.describe_beside()

    def describe_beside(self) -> dict[str, Any]:
        """Describe all but the experiment and its weights."""
        return {
            "hide": self.hide,
            "view": self.view,
            "source": self.source,
            "warnings": [{"code": n.code, "values": n.values} for n in self.warnings],
        }
