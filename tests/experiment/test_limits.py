"""How large an experiment may be."""

from __future__ import annotations

from typing import Any

import pytest

from playground.experiment import Invalid, Limits, edits

SMALL = Limits(hidden_layers=2, units=3, samples=20, networks=2, classes=3)
POINTS = [{"x1": 0.0, "x2": 0.0, "label": 0.0}]


def sized(layers: int = 1, units: int = 1, networks: int = 1, **data: Any) -> dict[str, Any]:
    network = {"layers": [{"units": units}] * layers}
    return {"data": {"samples": 20, **data}, "networks": [network] * networks}


def own(count: int, label: float = 0.0) -> dict[str, Any]:
    points = POINTS * (count - 1) + [{"x1": 0.0, "x2": 0.0, "label": label}]
    return sized(dataset="custom", points=points)


def test_the_usual_limits_are_the_documented_ones() -> None:
    usual = Limits()
    assert (usual.hidden_layers, usual.units, usual.samples) == (10, 64, 5_000)
    assert (usual.networks, usual.classes, usual.resolution) == (8, 8, 200)
    assert usual.epochs == 100_000


@pytest.mark.parametrize(
    "given",
    [
        sized(layers=2, units=3, networks=2),
        sized(layers=0),
        sized(dataset="blobs", classes=3),
        own(20, label=2),
    ],
)
def test_an_experiment_at_its_limits_is_allowed(given: dict[str, Any]) -> None:
    SMALL.check(edits.parse(given))


TOO_LARGE = [
    (sized(layers=3), "networks.0.layers", "must be at most 2, not 3 hidden layers"),
    (sized(units=4), "networks.0.layers.0.units", "must be at most 3, not 4"),
    (sized(networks=3), "networks", "must be at most 2, not 3 networks"),
    (sized(samples=21), "data.samples", "must be at most 20, not 21"),
    (own(21), "data.points", "must be at most 20, not 21 points"),
    (sized(dataset="blobs", classes=4), "data.classes", "must be at most 3, not 4"),
    (own(2, label=1e6), "data.classes", "must be at most 3, not 1000001"),
]


@pytest.mark.parametrize(("given", "field", "words"), TOO_LARGE)
def test_what_is_too_large_is_refused_with_its_size_and_the_limit(
    given: dict[str, Any], field: str, words: str
) -> None:
    spec = edits.parse(given)
    with pytest.raises(Invalid) as caught:
        SMALL.check(spec)
    assert (caught.value.code, caught.value.field) == ("limit_exceeded", field)
    assert caught.value.message == f"{field} {words}"
