"""The past of a session: undo, redo, looks back, going on from there, branching off."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from helpers.specs import custom
from helpers.specs import experiment as new_experiment

from playground.experiment import Conflict, Experiment, Invalid, Limits, Missing, edits
from playground.experiment.run import Run
from playground.experiment.timeline import MOST_MOMENTS
from playground.experiment.weights import write_one
from playground.sessions.past import Memory, Past
from playground.sessions.undo import MOST_STEPS

TWO: dict[str, Any] = {"networks": [{}, {"layers": [{"units": 3, "dropout": 0.2}]}]}


def past_of(memory: Memory | None = None, **fields: Any) -> Past:
    return Past(new_experiment(**fields), memory or Memory(), lambda: 0.0)


def train(past: Past, epochs: int) -> None:
    """Train as a session does."""
    past.go_on()
    for _ in range(epochs):
        past.experiment.tick("epochs")
        past.follow(0.0)


def change(past: Past, edit: Callable[..., Any], *arguments: Any) -> None:
    """Make one of the edits of a description."""
    live = past.experiment

    def apply() -> Any:
        spec = edit(live.spec, *arguments)
        return live.apply(
            spec, [n if n < len(live.runs) else None for n in range(len(spec.networks))]
        )

    past.edit(apply)


def set_rate(past: Past, rate: float) -> None:
    change(past, edits.change_network, 0, {"optimizer": {"learning_rate": rate}})


def look(live: Experiment) -> dict[str, Any]:
    """All that can be seen of an experiment."""
    return {
        "spec": live.spec,
        "status": live.status(),
        "curves": live.curves(),
        "weights": [run.network.parameters.values.tolist() for run in live.runs],
        "connected": [run.network.parameters.connected.tolist() for run in live.runs],
    }


def ids(past: Past) -> list[int]:
    return [moment["id"] for moment in past.moments()["moments"]]


def moment_at(past: Past, epoch: float) -> int:
    return next(m.id for m in past.timeline.moments if m.epoch == epoch)


def remove_first(past: Past) -> None:
    live = past.experiment
    past.edit(lambda: live.apply(edits.remove_network(live.spec, 0), [1]))


EDITS: dict[str, Callable[[Past], Any]] = {
    "data": lambda past: change(past, edits.replace_data, {"dataset": "circle", "noise": 0.2}),
    "task": lambda past: change(past, edits.replace_data, {"dataset": "reg_gauss"}),
    "features": lambda past: change(past, edits.replace_features, ["x1", "sin_x2"]),
    "layer": lambda past: change(past, edits.insert_layer, 0, {"units": 2}),
    "activation": lambda past: change(past, edits.change_layer, 0, 0, {"activation": "relu"}),
    "rate": lambda past: set_rate(past, 0.5),
    "optimizer": lambda past: change(
        past, edits.change_network, 1, {"optimizer": {"name": "adam"}}
    ),
    "added": lambda past: change(past, edits.add_network, {"copy_of": 0}),
    "removed": remove_first,
    "replaced": lambda past: change(past, lambda _: edits.parse({"seed": 5})),
    "reset": lambda past: past.edit(lambda: past.experiment.reset(None)),
    "new seed": lambda past: past.edit(lambda: past.experiment.reset(7)),
    "weight": lambda past: past.edit(
        lambda: write_one(past.experiment.run(0), {"layer": 0, "from": 0, "to": 1, "value": 2.0})
    ),
    "cut": lambda past: past.edit(
        lambda: write_one(past.experiment.run(1), {"layer": 0, "from": 0, "to": 1, "mask": 0})
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_every_edit_can_be_undone_and_redone(edit: Callable[[Past], Any]) -> None:
    past = past_of(**TWO)
    train(past, 4)
    before, timeline = look(past.experiment), ids(past)
    edit(past)
    assert past.describe()["undo"] == 1
    train(past, 3)
    after, longer = look(past.experiment), ids(past)
    past.undo()
    assert look(past.experiment) == before
    assert ids(past) == timeline
    assert (past.describe()["undo"], past.describe()["redo"]) == (0, 1)
    past.redo()
    assert look(past.experiment) == after
    assert ids(past) == longer
    assert (past.describe()["undo"], past.describe()["redo"]) == (1, 0)
    past.undo()
    assert look(past.experiment) == before
    train(past, 2)
    past.redo()
    assert look(past.experiment) == after, "training after an undo is no edit"


def test_all_edits_in_a_row_are_undone_one_by_one_and_redone() -> None:
    past = past_of(**TWO)
    seen = [look(past.experiment)]
    for edit in EDITS.values():
        if edit is EDITS["removed"] or edit is EDITS["cut"]:
            change(past, edits.add_network, {})
            seen.append(look(past.experiment))
        train(past, 1)
        seen[-1] = look(past.experiment)
        edit(past)
        seen.append(look(past.experiment))
    assert past.describe()["undo"] == len(seen) - 1
    for wanted in reversed(seen[:-1]):
        past.undo()
        assert look(past.experiment) == wanted
    for wanted in seen[1:]:
        past.redo()
        assert look(past.experiment) == wanted


def test_training_on_after_an_undo_gives_the_numbers_that_it_would_have_given() -> None:
    past, other = past_of(**TWO), past_of(**TWO)
    train(past, 3)
    train(other, 3)
    set_rate(past, 0.9)
    train(past, 3)
    past.undo()
    train(past, 5)
    train(other, 5)
    assert look(past.experiment) == look(other.experiment)


def test_an_edit_leaves_nothing_to_redo() -> None:
    past = past_of()
    set_rate(past, 0.5)
    past.undo()
    set_rate(past, 0.6)
    with pytest.raises(Conflict, match="nothing to redo"):
        past.redo()


def test_nothing_edited_is_nothing_to_undo() -> None:
    past = past_of()
    train(past, 2)
    before = look(past.experiment)
    for move, code in ((past.undo, "nothing_to_undo"), (past.redo, "nothing_to_redo")):
        with pytest.raises(Conflict) as refused:
            move()
        assert refused.value.code == code
    assert look(past.experiment) == before


@pytest.mark.parametrize(
    "edit",
    [
        lambda past: change(past, edits.change_network, 0, {}),
        lambda past: past.edit(lambda: past.experiment.reset(None)),
        lambda past: past.edit(
            lambda: write_one(past.experiment.run(0), {"layer": 0, "from": 0, "to": 0, "mask": 1})
        ),
    ],
)
def test_an_edit_that_changes_nothing_is_no_step(edit: Callable[[Past], Any]) -> None:
    past = past_of()
    edit(past)
    assert past.describe()["undo"] == 0


def test_an_edit_that_is_refused_is_no_step() -> None:
    past = past_of()
    with pytest.raises(Invalid):
        set_rate(past, -1.0)
    assert past.describe()["undo"] == 0


def test_only_so_many_steps_are_kept() -> None:
    past = past_of(data={"samples": 10})
    for n in range(MOST_STEPS + 10):
        set_rate(past, 0.1 + n / 100)
    assert past.describe()["undo"] == MOST_STEPS
    for _ in range(MOST_STEPS):
        past.undo()
    assert past.experiment.spec.networks[0].optimizer.learning_rate == 0.1 + 9 / 100
    assert past.describe()["redo"] == MOST_STEPS


def test_steps_take_no_more_memory_than_they_may_but_one_is_kept() -> None:
    past = past_of(Memory(undo_bytes=50_000))
    for n in range(40):
        set_rate(past, 0.1 + n / 100)
    some = past.describe()["undo"]
    assert 2 <= some < 20
    tight = past_of(Memory(undo_bytes=0))
    for n in range(5):
        set_rate(tight, 0.1 + n / 100)
    assert tight.describe()["undo"] == 1


def test_curves_that_only_a_step_holds_count_as_its_memory() -> None:
    def steps(edit: Callable[[Past], Any]) -> int:
        past = past_of(Memory(undo_bytes=150_000))
        for n in range(8):
            train(past, 100)
            edit(past) if n % 2 else set_rate(past, 0.01 * n)
        found: int = past.describe()["undo"]
        return found

    assert steps(lambda past: set_rate(past, 0.005)) == 8
    assert steps(lambda past: past.edit(lambda: past.experiment.reset(None))) < 8


def test_where_memory_is_short_old_steps_keep_all_numbers_and_coarser_curves() -> None:
    past = past_of(Memory(undo_bytes=1_000_000))
    seen = []
    for n in range(6):
        train(past, 200)
        seen.append(look(past.experiment))
        past.edit(lambda n=n: past.experiment.reset(n))  # type: ignore[misc]
    assert past.describe()["undo"] == 6
    lengths = []
    for before in reversed(seen):
        past.undo()
        after = look(past.experiment)
        lengths.append(len(past.experiment.run(0).history.points))
        for curves in (before, after):
            curves["ends"] = [
                [points[0], points[-1]] for points in curves["curves"]["networks"][0].values()
            ]
            del curves["curves"]
        assert after == before
    assert lengths[0] == 201
    assert 2 <= lengths[-1] <= 42
    assert [moment.epoch for moment in past.timeline.moments] == [200]


def test_points_of_ones_own_count_once_for_all_steps_that_share_them() -> None:
    points = [(0.01 * i, 1.0, i % 2) for i in range(500)]
    past = past_of(Memory(undo_bytes=300_000), data=custom(points))
    for n in range(8):
        set_rate(past, 0.1 + n / 100)
    assert past.describe()["undo"] == 8
    for n in range(8):
        change(past, edits.replace_data, custom([*points[n:], (n, n, 0)]))
    assert past.describe()["undo"] == 16
    for n in range(4):
        change(
            past, edits.replace_data, custom([(x1 + n + 1, x2, label) for x1, x2, label in points])
        )
    assert past.describe()["undo"] < 4


def test_a_small_session_with_all_its_past_takes_less_than_two_megabytes() -> None:
    Experiment(edits.parse({})).tick("epochs")
    now = iter(range(10_000))
    tracemalloc.start()
    try:
        network = {"layers": [{"units": 4}, {"units": 2}], "batch_size": 250}
        past = Past(new_experiment(network), Memory(), lambda: float(next(now)))
        for _ in range(999):
            past.experiment.tick("epochs")
            past.follow(past.clock())
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len(past.timeline.moments) == MOST_MOMENTS
    assert len(past.experiment.run(0).history.points) == 1_000
    assert taken < 2_000_000


# Looking back


def test_a_look_shows_the_moment_and_null_the_present_again() -> None:
    past = past_of(**TWO)
    seen = {}
    for _ in range(6):
        seen[past.experiment.ahead.epoch] = look(past.experiment)
        train(past, 1)
    present, runs = look(past.experiment), list(past.experiment.runs)
    for epoch in (0.0, 5.0, 2.0):
        past.look(moment_at(past, epoch))
        assert look(past.experiment) == seen[epoch]
        assert past.describe()["looking"] == {"id": moment_at(past, epoch), "epoch": epoch}
        assert past.moments()["looking"] == moment_at(past, epoch)
    past.look(None)
    assert look(past.experiment) == present
    assert past.experiment.runs == runs, "the very same, as if nothing had been"
    assert past.describe()["looking"] is None
    past.look(None)
    assert look(past.experiment) == present


def test_a_look_is_no_step_and_drops_no_moment() -> None:
    past = past_of()
    train(past, 5)
    before = past.describe(), ids(past)
    past.look(moment_at(past, 2))
    assert past.describe()["undo"] == 0
    past.look(None)
    assert (past.describe(), ids(past)) == before


def test_moments_that_do_not_exist_are_refused_and_the_look_stays() -> None:
    past = past_of()
    train(past, 5)
    past.look(moment_at(past, 2))
    shown = look(past.experiment)
    with pytest.raises(Missing):
        past.look(999)
    assert look(past.experiment) == shown
    assert past.describe()["looking"]["epoch"] == 2


def test_training_goes_on_from_the_moment_as_it_went_on_then() -> None:
    past = past_of(**TWO)
    train(past, 8)
    after = look(past.experiment)
    past.look(moment_at(past, 3))
    train(past, 5)
    assert past.looking is None
    assert look(past.experiment) == after
    epochs = [moment.epoch for moment in past.timeline.moments]
    assert epochs == [0, 1, 2, 3, 4, 5, 7]


def test_the_future_is_dropped_and_undo_brings_it_back() -> None:
    past = past_of()
    train(past, 8)
    present, moments = look(past.experiment), ids(past)
    past.look(moment_at(past, 3))
    train(past, 1)
    rewound, fewer = look(past.experiment), ids(past)
    assert fewer[:-1] == moments[:4]
    past.undo()
    assert look(past.experiment) == present
    assert ids(past) == moments
    past.redo()
    assert look(past.experiment) == rewound
    assert ids(past) == fewer


def test_an_edit_while_looking_is_made_there_and_is_two_steps_back() -> None:
    past = past_of()
    train(past, 8)
    present = look(past.experiment)
    past.look(moment_at(past, 3))
    shown = look(past.experiment)
    set_rate(past, 0.5)
    assert past.looking is None
    assert past.experiment.ahead.epoch == 3
    train(past, 2)
    assert past.experiment.curves()["networks"][0]["epochs"] == [0, 1, 2, 3, 4, 5]
    past.undo()
    assert look(past.experiment) == shown
    past.undo()
    assert look(past.experiment) == present
    past.redo()
    assert look(past.experiment) == shown
    past.redo()
    assert past.experiment.ahead.epoch == 5


def test_a_refused_edit_while_looking_changes_nothing() -> None:
    past = past_of()
    train(past, 8)
    past.look(moment_at(past, 3))
    shown, before = look(past.experiment), past.describe()
    with pytest.raises(Invalid):
        set_rate(past, -1.0)
    assert (look(past.experiment), past.describe()) == (shown, before)
    past.look(None)
    assert past.experiment.ahead.epoch == 8


def test_undo_while_looking_is_of_the_present() -> None:
    past = past_of()
    train(past, 2)
    before = look(past.experiment)
    set_rate(past, 0.5)
    train(past, 6)
    past.look(moment_at(past, 4))
    past.undo()
    assert past.looking is None
    assert look(past.experiment) == before


def test_a_refused_undo_while_looking_changes_nothing() -> None:
    past = past_of()
    train(past, 6)
    past.look(moment_at(past, 3))
    before = past.describe(), look(past.experiment)
    for move in (past.undo, past.redo):
        with pytest.raises(Conflict):
            move()
        assert (past.describe(), look(past.experiment)) == before


def test_a_moment_before_an_edit_shows_what_was_then() -> None:
    past = past_of()
    train(past, 3)
    seen = look(past.experiment)
    change(past, edits.replace_data, {"dataset": "circle"})
    set_rate(past, 0.5)
    train(past, 3)
    present = look(past.experiment)
    past.look(moment_at(past, 3))
    assert look(past.experiment) == seen
    past.look(None)
    assert look(past.experiment) == present


def test_another_timeline_begins_when_all_networks_are_reset() -> None:
    past = past_of(**TWO)
    train(past, 5)
    change(past, edits.insert_layer, 0, {"units": 2})
    assert len(ids(past)) == 6, "the other network goes on"
    train(past, 1)
    past.edit(lambda: past.experiment.reset(None))
    assert [moment.epoch for moment in past.timeline.moments] == [0.0]
    past.undo()
    assert len(ids(past)) > 1


def test_rewinding_again_and_again_keeps_memory_in_bounds() -> None:
    past = past_of(Memory(undo_bytes=100_000, timeline_bytes=60_000))
    for _ in range(12):
        train(past, 30)
        past.look(past.timeline.moments[len(past.timeline.moments) // 2].id)
    train(past, 1)
    steps = past.steps.back
    visible = {id(moment) for moment in past.timeline.moments}
    hidden = {id(m): m for step in steps for m in step.moments if id(m) not in visible}
    held = sum(step.memento.bytes for step in steps) + sum(m.bytes for m in hidden.values())
    assert held <= 100_000
    assert sum(moment.bytes for moment in past.timeline.moments) <= 60_000
    histories = {id(run.lineage) for m in past.timeline.moments for run in m.memento.runs}
    assert histories == {id(past.experiment.run(0).history)}, "one training, one set of curves"


# Branching off


def inside(run: Run) -> tuple[Any, ...]:
    return run.network.parameters.values.tolist(), dict(vars(run.counters)), run.measure()


def test_a_network_of_a_moment_joins_those_of_the_present() -> None:
    past = past_of()
    train(past, 8)
    past.look(moment_at(past, 3))
    then = inside(past.experiment.run(0))
    past.look(None)
    now = inside(past.experiment.run(0))
    assert past.branch(moment_at(past, 3), 0, Limits().check) == ["kept", "kept"]
    assert [inside(run) for run in past.experiment.runs] == [now, then]
    assert [n.name for n in past.experiment.spec.networks] == ["A", "B"]
    curves = past.experiment.curves()["networks"]
    assert [curve["epochs"][-1] for curve in curves] == [8, 3]
    train(past, 2)
    assert [run.counters.epoch for run in past.experiment.runs] == [10, 5]
    past.undo()
    assert len(past.experiment.runs) == 1
    assert inside(past.experiment.run(0)) == now


def test_branching_off_while_looking_returns_to_the_present_first() -> None:
    past = past_of()
    train(past, 8)
    past.look(moment_at(past, 3))
    past.branch(moment_at(past, 3), 0, Limits().check)
    assert past.looking is None
    assert [run.counters.epoch for run in past.experiment.runs] == [8, 3]


def test_a_network_of_the_past_trains_on_as_it_was_on_other_points() -> None:
    past = past_of(**TWO)
    train(past, 4)
    moment = moment_at(past, 2)
    change(past, edits.replace_data, {"dataset": "circle", "samples": 40})
    past.branch(moment, 1, Limits().check)
    assert past.experiment.run(2).counters.epoch == 2


def test_a_branch_that_is_refused_changes_nothing() -> None:
    past = past_of(**TWO)
    train(past, 4)
    moment = moment_at(past, 2)
    with pytest.raises(Missing):
        past.branch(moment, 2, Limits().check)
    past.look(moment)
    before = past.describe(), look(past.experiment)
    with pytest.raises(Invalid, match="at most 2"):
        past.branch(moment, 1, Limits(networks=2).check)
    assert (past.describe(), look(past.experiment)) == before
