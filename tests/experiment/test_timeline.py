"""The timeline: which moments are kept, how they thin out, what is forgotten."""

from __future__ import annotations

import itertools
import tracemalloc
from typing import Any

import pytest
from helpers.specs import experiment, train

from playground.experiment import Experiment, Missing
from playground.experiment.timeline import (
    LEAST_MOMENTS,
    MOST_MOMENTS,
    NEXT,
    SECONDS,
    Timeline,
)

PLENTY = 10**9
QUICK: dict[str, Any] = {"samples": 4, "train_fraction": 1.0}


def quick() -> Experiment:
    return experiment({"layers": [], "batch_size": 4}, data=QUICK)


def begun(live: Experiment, most_bytes: int = PLENTY) -> Timeline:
    timeline = Timeline(most_bytes)
    timeline.begin(live, 0.0)
    return timeline


def follow(timeline: Timeline, live: Experiment, ticks: int, seconds: float = 0.0) -> None:
    """Train tick by tick, each of which takes so many seconds."""
    for tick in range(ticks):
        live.tick("epochs")
        timeline.follow(live, tick * seconds)


def epochs(timeline: Timeline) -> list[float]:
    return [moment.epoch for moment in timeline.moments]


def test_the_first_moment_is_the_beginning() -> None:
    live = experiment()
    timeline = begun(live)
    assert epochs(timeline) == [0.0]
    assert timeline.moments[0].describe() == {
        "id": 1,
        "epochs": [0.0],
        "iterations": [0],
        "train_losses": [live.status()[0]["train_loss"]],
    }


def test_moments_are_the_further_apart_the_longer_training_goes_on() -> None:
    live = quick()
    timeline = begun(live)
    follow(timeline, live, 300)
    found = epochs(timeline)
    assert found[:10] == [0, 1, 2, 3, 4, 5, 7, 9, 12, 15]
    for before, after in itertools.pairwise(found):
        assert after - before <= max(1.0, NEXT * before) + 1.0
    assert len(found) < MOST_MOMENTS


def test_a_slow_training_is_followed_by_the_clock() -> None:
    live = train(quick(), 100)
    timeline = begun(live)
    follow(timeline, live, 8, seconds=SECONDS)
    assert epochs(timeline) == [100.0, *range(102, 109)]
    single = begun(live)
    for n in range(3):
        live.tick("batches")
        single.follow(live, (n + 1) * SECONDS)
    assert len(single.moments) == 4


def test_no_moment_is_measured_for_the_clock_alone() -> None:
    live = train(quick(), 1_500)
    timeline = begun(live)
    live.tick("epochs")
    assert not live.measured, "only every second epoch of so many is on the curves"
    timeline.follow(live, SECONDS)
    assert epochs(timeline) == [1_500.0]
    live.tick("epochs")
    timeline.follow(live, SECONDS)
    assert epochs(timeline) == [1_500.0, 1_502.0]


def test_only_so_many_moments_are_kept_and_the_ends_stay() -> None:
    live = quick()
    timeline = begun(live)
    follow(timeline, live, 900, seconds=SECONDS)
    found = epochs(timeline)
    assert len(found) == MOST_MOMENTS
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 900.0)
    assert max(b - a for a, b in itertools.pairwise(found)) < 150
    assert found[1] <= 2, "the beginning stays in detail"
    assert found[-2] >= 898, "and so do the latest moments"


def test_moments_take_no_more_memory_than_they_may() -> None:
    live = quick()
    one = begun(live).moments[0].bytes
    timeline = begun(live, 10 * one + one // 2)
    follow(timeline, live, 200, seconds=SECONDS)
    assert len(timeline.moments) == 10
    assert sum(moment.bytes for moment in timeline.moments) <= timeline.most_bytes
    assert (epochs(timeline)[0], epochs(timeline)[-1]) == (0.0, 200.0)


def test_a_few_moments_are_kept_however_large_they_are() -> None:
    live = quick()
    timeline = begun(live, 0)
    follow(timeline, live, 100)
    found = epochs(timeline)
    assert len(found) == LEAST_MOMENTS
    assert found[0] == 0.0
    assert found[-1] > 80


def test_the_version_tells_of_every_change() -> None:
    live = quick()
    timeline = begun(live)
    versions = [timeline.version]
    live.tick("epochs")
    timeline.follow(live, 0.0)
    versions.append(timeline.version)
    timeline.follow(live, 0.0)
    assert timeline.version == versions[-1]
    timeline.cut(timeline.moments[0], 0.0)
    versions.append(timeline.version)
    timeline.begin(live, 0.0)
    versions.append(timeline.version)
    assert len(set(versions)) == 4


def test_ids_are_never_given_twice() -> None:
    live = quick()
    timeline = begun(live)
    follow(timeline, live, 5)
    seen = {moment.id for moment in timeline.moments}
    timeline.cut(timeline.moments[2], 0.0)
    follow(timeline, live, 5)
    assert not {moment.id for moment in timeline.moments[3:]} & seen
    timeline.begin(live, 0.0)
    assert timeline.moments[0].id not in seen


def test_a_moment_that_is_not_there_is_refused() -> None:
    with pytest.raises(Missing, match="no moment 9"):
        begun(quick()).find(9)


def test_after_a_cut_moments_are_taken_as_before() -> None:
    live = quick()
    timeline = begun(live)
    follow(timeline, live, 50)
    moment = timeline.moments[10]
    live.restore(moment.memento)
    timeline.cut(moment, 0.0)
    assert epochs(timeline)[-1] == moment.epoch
    follow(timeline, live, 50)
    assert len(epochs(timeline)) > 15
    assert epochs(timeline) == sorted(epochs(timeline))


@pytest.mark.parametrize("samples", [20, 2_000])
def test_moments_take_about_as_much_memory_as_is_counted(samples: int) -> None:
    live = experiment({"layers": [{"units": 8}] * 2}, data={"samples": samples})
    live.tick("epochs")
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        moments = [live.memento(light=True) for _ in range(30)]
        found = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    counted = sum(moment.bytes for moment in moments)
    assert 0.5 * counted <= found <= 1.1 * counted
