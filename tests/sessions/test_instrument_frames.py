"""What frames carry for the instrument on view."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment, train
from helpers.stream import decode

from playground.experiment import Experiment
from playground.experiment.histograms import QUANTITIES, histograms
from playground.experiment.instruments import (
    LIVE_POINTS,
    LIVE_RESOLUTION,
    HistogramsWish,
    SpaceWish,
    Wish,
)
from playground.experiment.space import bent_space
from playground.sessions.frame import Seen, View, build_frame


def shown(live: Experiment, wish: Wish, seen: Seen | None = None, network: int = 0) -> Any:
    view = View(network=network, resolution=3, unit_resolution=3, instrument=wish)
    return decode(build_frame(live, view, seen or Seen(), {}))["instrument"]


def test_without_a_wish_there_is_nothing() -> None:
    assert shown(experiment(), None) is None


def test_histograms_are_those_over_the_training_set() -> None:
    live = train(experiment({"layers": [{"units": 3}, {"units": 2}]}), 3)
    found = shown(live, HistogramsWish(17))
    assert found["kind"] == "histograms"
    for layer, expected in zip(found["layers"], histograms(live.run(0), 17), strict=True):
        assert set(layer) == set(QUANTITIES)
        for name, entry in layer.items():
            assert entry["counts"].dtype == np.uint32
            assert entry["counts"].tolist() == expected[name]["counts"].tolist()
            assert (entry["low"], entry["high"]) == (expected[name]["low"], expected[name]["high"])


def test_large_training_sets_are_looked_at_in_part() -> None:
    live = experiment({"layers": [{"units": 2}]}, data={"samples": 5000})
    counts = shown(live, HistogramsWish())["layers"][0]["z"]["counts"]
    assert counts.sum() == 2 * LIVE_POINTS
    space = shown(live, SpaceWish())
    assert space["train"].shape == space["test"].shape == (LIVE_POINTS, 2)
    whole = bent_space(live.run(0), 0, None, 3).train
    assert np.abs(space["train"] - whole[:LIVE_POINTS]).max() < 1e-6


@pytest.mark.parametrize(("layer", "kind"), [(0, "principal"), (1, "units"), (2, "units")])
def test_space_is_that_of_the_layer(layer: int, kind: str) -> None:
    live = train(experiment({"layers": [{"units": 4}, {"units": 2}]}), 3)
    found, r = shown(live, SpaceWish(layer)), LIVE_RESOLUTION
    expected = bent_space(live.run(0), layer, None, r)
    assert (found["kind"], found["layer"], found["axes"]) == ("space", layer, kind)
    assert found["grid"].shape == (r, r, 2)
    for name in ("grid", "answers", "train", "test"):
        assert found[name].dtype == np.float32
        assert np.abs(found[name] - getattr(expected, name)).max() < 1e-6


def test_directions_stay_steady_from_frame_to_frame() -> None:
    live, seen = train(experiment({"layers": [{"units": 6}]}), 1), Seen()
    first = shown(live, SpaceWish(0), seen)
    seen.steady.directions = -seen.steady.directions  # type: ignore[operator]
    second = shown(live, SpaceWish(0), seen)
    assert np.abs(first["train"] + second["train"]).max() < 1e-6


@pytest.mark.parametrize("wish", [SpaceWish(5), SpaceWish(0, (0, 9))])
def test_a_layer_that_has_gone_shows_nothing(wish: SpaceWish) -> None:
    assert shown(experiment({"layers": [{"units": 4}]}), wish) is None


def test_the_network_on_view_is_the_one_that_is_shown() -> None:
    networks = [{"layers": [{"units": 4}]}, {"layers": [{"units": 3}, {"units": 3}]}]
    live = experiment(networks=networks)
    assert len(shown(live, HistogramsWish(), network=0)["layers"]) == 2
    assert len(shown(live, HistogramsWish(), network=1)["layers"]) == 3


def test_numbers_that_are_not_finite_do_not_break_a_frame() -> None:
    live = experiment({"layers": [{"units": 4, "activation": "relu"}]})
    live.run(0).network.parameters.values[:] = 1e300
    live.run(0).touch()
    assert shown(live, HistogramsWish())["layers"][0]["z"]["high"] == 1e30
    assert np.isfinite(shown(live, SpaceWish(0))["train"]).all()
