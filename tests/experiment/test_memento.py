"""Mementos: what is put back trains on as if nothing had been between, bit for bit."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.specs import experiment, experiments, train
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.experiment import Conflict, Experiment, edits
from playground.experiment.run import Run
from playground.experiment.weights import write_one
from playground.kernel import Engines

RICH: dict[str, Any] = {
    "layers": [
        {"units": 5, "activation": "relu", "dropout": 0.3, "normalization": "batch"},
        {"units": 4, "normalization": "layer"},
    ],
    "optimizer": {"name": "adam", "learning_rate": 0.01},
    "regularization": {"name": "l2", "rate": 0.01},
}
DIVERGING: dict[str, Any] = {
    "data": {"dataset": "reg_plane"},
    "networks": [{"optimizer": {"learning_rate": 10.0}, "layers": [{"activation": "relu"}]}],
}


@pytest.fixture(scope="module", params=["numpy", "compiled"])
def engines(request: pytest.FixtureRequest) -> Engines:
    found = Engines(compiled=request.param == "compiled")
    found.wait()
    if found.name != request.param:
        pytest.skip("there is no compiled kernel here")
    return found


def look(live: Experiment) -> dict[str, Any]:
    """All that anybody can see of an experiment, and all that decides how it goes on."""
    return {
        "spec": live.spec,
        "status": live.status(),
        "curves": live.curves(),
        "networks": [inside(run) for run in live.runs],
    }


def inside(run: Run) -> dict[str, Any]:
    trainer = run.trainer
    return {
        "values": trainer.network.parameters.values.tolist(),
        "connected": trainer.network.parameters.connected.tolist(),
        "running": trainer.network.running.tolist(),
        "state": trainer.optimizer.state.tolist(),
        "updates": trainer.optimizer.iteration,
        "counters": dict(vars(trainer.counters)),
        "frozen": trainer.network.parameters.frozen.tolist(),
        "batch": trainer.batch.tolist(),
        "kept": None if trainer.kept is None else trainer.kept.tolist(),
        "measured": run.measure(),
        "goal": run.goal,
    }


def train_mixed(live: Experiment) -> Experiment:
    """Train by every unit, and leave an epoch in its middle."""
    train(live, 2)
    train(live, 3, "batches")
    train(live, 1, "samples")
    live.tick("epochs", over=lambda: True)
    return live


@settings(deadline=None, max_examples=40)
@given(experiments(), st.booleans())
def test_training_on_from_a_memento_gives_the_same_numbers(spec: Any, light: bool) -> None:
    live = train_mixed(Experiment(edits.parse(spec)))
    kept, before = live.memento(light=light), look(live)
    after = look(train_mixed(live))
    live.restore(kept)
    if light:
        seen = look(live)
        assert (seen["status"], seen["networks"]) == (before["status"], before["networks"])
    else:
        assert look(live) == before
    again = look(train_mixed(live))
    assert again["networks"] == after["networks"]
    assert again["status"] == after["status"]
    if not light:
        assert again["curves"] == after["curves"]


@pytest.mark.parametrize("network", [{}, RICH, {**RICH, "shuffle": False, "batch_size": 1}])
def test_both_engines_train_on_from_a_memento_exactly(
    engines: Engines, network: dict[str, Any]
) -> None:
    live = Experiment(edits.parse({"networks": [network, {}]}), engines)
    write_one(live.run(0), {"layer": 0, "from": 0, "to": 1, "mask": 0})
    write_one(live.run(0), {"layer": 0, "from": 1, "to": 2, "frozen": 1})
    train_mixed(live)
    kept = live.memento()
    after = look(train_mixed(live))
    live.restore(kept)
    assert look(train_mixed(live)) == after
    live.restore(kept)
    assert look(train_mixed(live)) == after, "a memento serves any number of times"


def test_training_after_it_does_not_change_a_memento() -> None:
    live = train(experiment(RICH), 2)
    kept, before = live.memento(), look(live)
    train(live, 2)
    write_one(live.run(0), {"layer": 0, "from": 0, "to": 0, "value": 9.0})
    write_one(live.run(0), {"layer": 1, "from": 0, "to": 0, "mask": 0})
    write_one(live.run(0), {"layer": 1, "from": None, "to": 0, "frozen": 1})
    live.restore(kept)
    train(live, 1)
    live.restore(kept)
    assert look(live) == before


def test_what_has_diverged_is_put_back_as_diverged() -> None:
    live = train(Experiment(edits.parse(DIVERGING)), 10)
    assert live.stopped
    kept, before = live.memento(), look(live)
    live.apply(edits.change_network(live.spec, 0, {"optimizer": {"learning_rate": 0.0}}), [0])
    train(live, 3)
    assert not live.stopped
    live.restore(kept)
    assert live.stopped
    assert look(train(live, 1)) == before


def test_divergence_is_met_again_at_the_same_update(engines: Engines) -> None:
    live = Experiment(edits.parse(DIVERGING), engines)
    kept = live.memento()
    mementos = [kept]
    while not live.stopped:
        train(live, 1, "batches")
        mementos.append(live.memento())
    after = look(live)
    for memento in mementos:
        live.restore(memento)
        for _ in range(len(mementos)):
            train(live, 1, "batches")
        found = look(live)
        assert found["status"] == after["status"]
        assert found["networks"] == after["networks"]


CHANGES: list[tuple[str, Any]] = [
    ("data", lambda spec: edits.replace_data(spec, {"dataset": "spiral", "samples": 60})),
    ("task", lambda spec: edits.replace_data(spec, {"dataset": "reg_gauss"})),
    ("classes", lambda spec: edits.replace_data(spec, {"dataset": "blobs"})),
    ("features", lambda spec: edits.replace_features(spec, ["x1", "radius"])),
    ("layer", lambda spec: edits.insert_layer(spec, 0, {"index": 0, "units": 3})),
    ("optimizer", lambda spec: edits.change_network(spec, 0, {"optimizer": {"name": "adam"}})),
    ("batch", lambda spec: edits.change_network(spec, 0, {"batch_size": 3, "shuffle": False})),
    ("dropout", lambda spec: edits.change_layer(spec, 0, 0, {"dropout": 0.5})),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_everything_comes_back_after_an_edit(name: str, change: Any) -> None:
    live = train_mixed(experiment())
    kept, before = live.memento(), look(live)
    after = look(train_mixed(live))
    live.restore(kept)
    revisions = live.data_revision, live.structure_revision
    live.apply(change(live.spec), [0])
    train(live, 2)
    live.restore(kept)
    assert look(live) == before
    assert look(train_mixed(live)) == after
    told = live.data_revision > revisions[0], live.structure_revision > revisions[1]
    assert told == (
        name in ("data", "task", "classes"),
        name in ("classes", "features", "layer"),
    )


def test_networks_that_were_added_or_removed_come_back() -> None:
    live = train(Experiment(edits.parse({"networks": [{}, {"layers": []}]})), 2)
    kept, before = live.memento(), look(live)
    live.apply(edits.remove_network(live.spec, 0), [1])
    one = live.memento()
    train(live, 1)
    live.restore(kept)
    assert look(live) == before
    live.restore(one)
    assert [run.network_spec.name for run in live.runs] == ["B"]


def test_equal_data_are_held_once_however_often_they_are_edited() -> None:
    points = [{"x1": 0.1 * i, "x2": 1.0, "label": i % 2} for i in range(20)]
    live = experiment(data={"dataset": "custom", "points": points})
    first = live.memento()
    live.apply(edits.change_network(live.spec, 0, {"batch_size": 3}), [0])
    assert live.memento().spec.data is first.spec.data
    assert live.runs[0].spec.data is first.spec.data
    more = [*points, {"x1": 5.0, "x2": 5.0, "label": 1}]
    live.apply(edits.replace_data(live.spec, {"dataset": "custom", "points": more}), [0])
    before, after = first.spec.data.points or (), live.spec.data.points or ()
    assert len(after) == 21
    assert all(one is other for one, other in zip(before, after, strict=False))


def test_a_memento_knows_about_how_much_memory_it_takes() -> None:
    small, large = (experiment({"layers": [{"units": n}] * 3}).memento() for n in (2, 64))
    values = large.runs[0].now.values.nbytes
    assert values < large.bytes - small.bytes < 4 * values
    light = experiment(RICH).memento(light=True)
    assert light.runs[0].before is None
    assert light.bytes < experiment(RICH).memento().bytes


def test_the_curves_of_a_light_memento_end_where_it_was_taken() -> None:
    live = train(experiment(), 5)
    light, before = live.memento(light=True), live.curves()
    train(live, 20)
    live.restore(light, relive=False)
    assert live.curves() == before


def test_curves_that_live_on_are_left_alone_by_a_look_back() -> None:
    live = train(experiment(), 5)
    light = live.memento(light=True)
    train(live, 5)
    parked, now = live.park(), look(live)
    live.restore(light, relive=False)
    assert live.runs[0].history is not parked.runs[0].history
    live.put_back(parked)
    assert look(live) == now
    live.restore(light)
    assert live.runs[0].history is parked.runs[0].history
    assert len(live.runs[0].history.points) == 6


def test_a_network_of_the_past_can_be_added_as_it_was() -> None:
    live = train(experiment(), 3)
    light, then = live.memento(light=True), inside(live.run(0))
    train(live, 4)
    live.adopt(edits.add_network(live.spec, {"copy_of": 0}), light, 0)
    assert inside(live.run(1)) == then
    assert live.spec.networks[1].name == live.run(1).network_spec.name == "B"
    assert [len(run.history.points) for run in live.runs] == [8, 4], "each with its own curves"
    train(live, 1)
    assert [run.counters.epoch for run in live.runs] == [8, 4]


@pytest.mark.parametrize(
    "change",
    [
        lambda spec: edits.replace_features(spec, ["x1", "radius"]),
        lambda spec: edits.replace_data(spec, {"dataset": "blobs"}),
        lambda spec: edits.reseed(spec, 5),
    ],
)
def test_a_network_of_the_past_that_does_not_fit_is_refused(change: Any) -> None:
    live = train(experiment(), 3)
    light = live.memento(light=True)
    live.apply(change(live.spec), [0])
    before = look(live)
    with pytest.raises(Conflict) as refused:
        live.adopt(edits.add_network(live.spec, {"copy_of": 0}), light, 0)
    assert refused.value.code == "does_not_fit"
    assert look(live) == before
