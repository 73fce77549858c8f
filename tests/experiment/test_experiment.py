"""Live experiments: what keeps the weights, what resets them, and that all of it repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment, train

from playground.engine.measurement import Measurement
from playground.engine.worker import NumpyWorker
from playground.experiment import Experiment, ExperimentSpec, Missing, Unit, edits
from playground.experiment import experiment as module
from playground.experiment.weights import read_weights, write_one

Edit = Callable[[ExperimentSpec], ExperimentSpec]

KEEP: dict[str, Edit] = {
    "name": lambda s: edits.change_network(s, 0, {"name": "mine"}),
    "learning rate": lambda s: edits.change_network(s, 0, {"optimizer": {"learning_rate": 0.5}}),
    "optimizer": lambda s: edits.change_network(s, 0, {"optimizer": {"name": "adam"}}),
    "batch size": lambda s: edits.change_network(s, 0, {"batch_size": 3}),
    "shuffling": lambda s: edits.change_network(s, 0, {"shuffle": False}),
    "regularisation": lambda s: edits.change_network(
        s, 0, {"regularization": {"name": "l2", "rate": 0.1}}
    ),
    "dropout": lambda s: edits.change_layer(s, 0, 0, {"dropout": 0.5}),
    "activation": lambda s: edits.change_layer(s, 0, 0, {"activation": "relu"}),
    "loss": lambda s: edits.change_network(s, 0, {"loss": "mse"}),
    "output of one unit": lambda s: edits.change_network(s, 0, {"output": "tanh", "loss": "auto"}),
    "noise": lambda s: edits.replace_data(s, {"noise": 0.3}),
    "data set of as many classes": lambda s: edits.replace_data(s, {"dataset": "spiral"}),
    "regression": lambda s: edits.replace_data(s, {"dataset": "sine"}),
    "number of samples": lambda s: edits.replace_data(s, {"samples": 40}),
    "seed of the data": lambda s: edits.replace_data(s, {"seed": 99}),
    "nothing at all": lambda s: s,
}
RESET: dict[str, Edit] = {
    "units": lambda s: edits.change_layer(s, 0, 0, {"units": 5}),
    "normalisation": lambda s: edits.change_layer(s, 0, 0, {"normalization": "batch"}),
    "a layer more": lambda s: edits.insert_layer(s, 0, {"index": 0}),
    "a layer less": lambda s: edits.remove_layer(s, 0, 0),
    "initializer": lambda s: edits.change_network(s, 0, {"initializer": "he_normal"}),
    "two units at the output": lambda s: edits.change_network(s, 0, {"output": "softmax"}),
    "features": lambda s: edits.replace_features(s, ["x1", "x2", "radius"]),
    "as many other features": lambda s: edits.replace_features(s, ["x1", "radius"]),
    "the order of features": lambda s: edits.replace_features(s, ["x2", "x1"]),
    "more classes": lambda s: edits.replace_data(s, {"dataset": "blobs"}),
    "seed": lambda s: edits.parse({**s.model_dump(), "seed": 1}),
}


def values(live: Experiment, n: int = 0) -> Any:
    return live.runs[n].network.parameters.values.copy()


def trained(**fields: Any) -> Experiment:
    return train(experiment(data={"samples": 60}, **fields), 3)


@pytest.mark.parametrize("edit", list(KEEP.values()), ids=list(KEEP))
def test_an_edit_that_the_weights_still_fit_keeps_them(edit: Edit) -> None:
    live = trained()
    before, counted = values(live), vars(live.runs[0].counters).copy()
    assert live.apply(edit(live.spec), [0]) == ["kept"]
    np.testing.assert_array_equal(values(live), before)
    found = vars(live.runs[0].counters)
    assert (found["epoch"], found["iteration"]) == (counted["epoch"], counted["iteration"])


def told(measured: Measurement) -> tuple[Any, ...]:
    """What the curves show of a measurement."""
    return measured.train, measured.test, measured.penalty, measured.norms


OTHER_LOSS = ("loss", "output of one unit", "regression")


@pytest.mark.parametrize("name", KEEP)
def test_the_curves_end_with_the_present_as_it_is_after_an_edit(name: str) -> None:
    live = trained()
    curve = list(history(live))
    live.apply(KEEP[name](live.spec), [0])
    assert told(history(live)[-1].measurement) == told(live.runs[0].measure())
    if name in OTHER_LOSS:
        assert len(history(live)) == 1, "numbers of another kind do not belong in one line"
    else:
        assert history(live)[:-1] == curve[:-1]


def test_a_curve_goes_on_after_new_points_that_came_between_two_of_its_own() -> None:
    live = trained()
    live.runs[0].history.points.pop()
    live.apply(edits.replace_data(live.spec, {"dataset": "spiral"}), [0])
    assert [point.epoch for point in history(live)] == [0, 1, 2, 3]
    assert told(history(live)[-1].measurement) == told(live.runs[0].measure())


@pytest.mark.parametrize("edit", list(RESET.values()), ids=list(RESET))
def test_an_edit_that_the_weights_do_not_fit_starts_from_new_ones(edit: Edit) -> None:
    live = trained()
    after = edit(live.spec)
    assert live.apply(after, [0]) == ["reset"]
    np.testing.assert_array_equal(values(live), values(Experiment(after)))
    assert live.status() == Experiment(after).status()
    assert len(history(live)) == 1


@pytest.mark.parametrize("edit", [*KEEP.values(), *RESET.values()], ids=[*KEEP, *RESET])
def test_an_edited_experiment_trains_on_as_described(edit: Edit) -> None:
    live = trained()
    after = edit(live.spec)
    live.apply(after, [0])
    before = values(live)
    train(live, 1)
    assert live.spec == after
    assert live.runs[0].network_spec == after.networks[0]
    assert not np.array_equal(values(live), before)
    assert np.isfinite(values(live)).all()


@pytest.mark.parametrize(
    "edit", [edit for name, edit in KEEP.items() if name not in ("name", "nothing at all")]
)
def test_a_kept_network_continues_with_all_settings_of_the_new_description(edit: Edit) -> None:
    """It trains exactly as a network that was made with them and given the same weights."""
    live = trained(networks=[{"shuffle": False, "layers": [{"units": 4}]}])
    after = edits.change_network(edit(live.spec), 0, {"shuffle": False})
    after = edits.change_layer(after, 0, 0, {"dropout": 0.0})
    live.apply(after, [0])
    fresh = Experiment(after)
    fresh.runs[0].network.parameters.values[...] = values(live)
    fresh.runs[0].touch()
    train(live, 2)
    train(fresh, 2)
    np.testing.assert_array_equal(values(live), values(fresh))


def test_only_the_network_that_changed_is_reset() -> None:
    live = trained(networks=[{}, {}])
    before = values(live, 1)
    kept = live.apply(edits.change_layer(live.spec, 0, 0, {"units": 2}), [0, 1])
    assert kept == ["reset", "kept"]
    np.testing.assert_array_equal(values(live, 1), before)


def test_networks_keep_their_weights_when_another_is_added_or_removed() -> None:
    live = trained(networks=[{}, {"layers": []}])
    before = values(live, 1)
    assert live.apply(edits.add_network(live.spec, {}), [0, 1, None]) == ["kept", "kept", "reset"]
    assert live.apply(edits.remove_network(live.spec, 0), [1, 2]) == ["kept", "kept"]
    np.testing.assert_array_equal(values(live, 0), before)
    assert [run.network_spec.name for run in live.runs] == ["B", "C"]


def test_another_learning_rate_leaves_the_momentum_that_was_built_up() -> None:
    live = trained(networks=[{"optimizer": {"name": "momentum"}}])
    before = live.runs[0].trainer.optimizer.state.copy()
    change = {"optimizer": {"learning_rate": 0.001}}
    live.apply(edits.change_network(live.spec, 0, change), [0])
    np.testing.assert_array_equal(live.runs[0].trainer.optimizer.state, before)
    assert np.abs(before).max() > 0.0


def test_another_optimizer_starts_without_state() -> None:
    live = trained(networks=[{"optimizer": {"name": "momentum"}}])
    live.apply(edits.change_network(live.spec, 0, {"optimizer": {"name": "adam"}}), [0])
    assert not live.runs[0].trainer.optimizer.state.any()


def test_when_a_network_cannot_be_built_nothing_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = trained(networks=[{}, {}])
    before = (live.spec, live.data, live.runs[:], live.status(), revisions(live))
    build = module.Run

    def fail_at_the_second(spec: ExperimentSpec, n: int, data: Any, engines: Any) -> Any:
        if n == 1:
            raise MemoryError
        return build(spec, n, data, engines)

    monkeypatch.setattr(module, "Run", fail_at_the_second)
    with pytest.raises(MemoryError):
        live.apply(edits.replace_features(live.spec, ["x1"]), [0, 1])
    assert (live.spec, live.data, live.runs, live.status(), revisions(live)) == before


def revisions(live: Experiment) -> tuple[int, int]:
    return live.data_revision, live.structure_revision


@pytest.mark.parametrize(
    ("name", "changed"),
    [("noise", (1, 0)), ("activation", (0, 0)), ("nothing at all", (0, 0)), ("regression", (1, 0))],
)
def test_revisions_tell_a_page_what_to_fetch_again(name: str, changed: tuple[int, int]) -> None:
    live = trained()
    live.apply(KEEP[name](live.spec), [0])
    assert revisions(live) == changed


def test_the_structure_has_another_revision_after_a_reset_network() -> None:
    live = trained()
    live.apply(RESET["units"](live.spec), [0])
    assert revisions(live) == (0, 1)


def test_the_same_points_are_not_drawn_again() -> None:
    live = trained()
    data = live.data
    live.apply(edits.replace_data(live.spec, {"samples": 60, "classes": 2, "seed": None}), [0])
    assert live.data is data


def test_reset_starts_again_from_the_same_weights() -> None:
    live = experiment(networks=[{}, {"initializer": "normal"}])
    first, status = [values(live, n) for n in (0, 1)], live.status()
    train(live, 3).reset(None)
    assert live.status() == status
    for n in (0, 1):
        np.testing.assert_array_equal(values(live, n), first[n])
        assert len(history(live, n)) == 1


def test_after_a_reset_training_repeats_bit_for_bit() -> None:
    live = train(experiment(networks=[{"layers": [{"units": 4, "dropout": 0.2}]}]), 4)
    first, curve = values(live), live.curves()
    live.reset(None)
    train(live, 4)
    np.testing.assert_array_equal(values(live), first)
    assert live.curves() == curve


def test_another_seed_draws_new_weights_for_the_same_points() -> None:
    live = trained()
    data, before = live.data, values(experiment())
    live.reset(7)
    assert live.data is data
    assert (live.spec.seed, live.spec.data.seed) == (7, 0)
    assert not np.array_equal(values(live), before)
    np.testing.assert_array_equal(values(live), values(experiment(seed=7)))
    again = Experiment(live.spec)
    np.testing.assert_array_equal(again.data.train.points, data.train.points)
    np.testing.assert_array_equal(values(again), values(live))


def test_cut_connections_stay_cut_after_a_reset() -> None:
    live = trained()
    write_one(live.run(0), {"layer": 0, "from": 1, "to": 2, "mask": 0})
    live.reset(None)
    layer = read_weights(live.run(0))["layers"][0]
    assert layer["mask"][1][2] == 0
    assert sum(map(sum, layer["mask"])) == 2 * 8 - 1
    np.testing.assert_array_equal(values(live), values(experiment()))


RICH: dict[str, Any] = {
    "seed": 12,
    "data": {"dataset": "blobs", "noise": 0.2, "samples": 90},
    "features": ["x1", "x2", "sin_x1"],
    "networks": [
        {
            "layers": [
                {"units": 6, "activation": "gelu", "dropout": 0.3, "normalization": "batch"},
                {"units": 5, "activation": "leaky_relu", "normalization": "layer"},
            ],
            "optimizer": {"name": "adam"},
            "regularization": {"name": "l1", "rate": 0.001},
            "batch_size": 8,
        },
        {"initializer": "he_normal", "optimizer": {"name": "nag"}, "loss": "mse"},
    ],
}


def test_the_same_experiment_gives_the_same_numbers_bit_for_bit() -> None:
    one, other = train(experiment(**RICH), 5), train(experiment(**RICH), 5)
    for n in (0, 1):
        np.testing.assert_array_equal(values(one, n), values(other, n))
        np.testing.assert_array_equal(one.runs[n].network.running, other.runs[n].network.running)
    assert one.status() == other.status()
    assert one.curves() == other.curves()


def test_looking_changes_no_number() -> None:
    from playground.experiment.surface import boundary, probe
    from playground.experiment.weights import read_gradients

    watched, alone = experiment(**RICH), experiment(**RICH)
    for _ in range(12):
        watched.tick("batches")
        alone.tick("batches")
        watched.status()
        read_gradients(watched.run(0))
        boundary(watched.run(0), 10, None, None)
        probe(watched.run(0), 1.0, 2.0)
    np.testing.assert_array_equal(values(watched), values(alone))
    assert watched.status() == alone.status()


def test_networks_of_one_description_are_the_same_network() -> None:
    live = train(experiment(networks=[{}, {}]), 3)
    np.testing.assert_array_equal(values(live, 0), values(live, 1))


def test_a_network_does_not_depend_on_those_beside_it() -> None:
    alone = train(experiment(**{**RICH, "networks": RICH["networks"][1:]}), 3)
    np.testing.assert_array_equal(values(alone), values(train(experiment(**RICH), 3), 1))


def test_an_epoch_is_as_many_batches_as_cover_the_training_set() -> None:
    epochs, batches = (
        experiment(networks=[{"batch_size": 60}]),
        experiment(networks=[{"batch_size": 60}]),
    )
    train(epochs, 2)
    train(batches, 2 * 5, "batches")
    np.testing.assert_array_equal(values(epochs), values(batches))
    counters = vars(batches.runs[0].counters)
    assert counters == {"epoch": 2, "iteration": 10, "samples_seen": 500, "cursor": 0}


def test_a_sample_is_an_update_from_one_sample() -> None:
    live = train(experiment(), 3, "samples")
    counters = vars(live.runs[0].counters)
    assert counters == {"epoch": 0, "iteration": 3, "samples_seen": 3, "cursor": 3}


def test_an_epoch_step_after_batches_goes_to_the_end_of_the_epoch() -> None:
    live = train(train(experiment(), 7, "batches"), 1)
    counters = vars(live.runs[0].counters)
    assert counters == {"epoch": 1, "iteration": 25, "samples_seen": 250, "cursor": 0}


@pytest.fixture
def fine_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the engine ask after every single update whether its time is over."""
    monkeypatch.setattr(NumpyWorker, "work_a_call", 1)


def ticking(live: Experiment, unit: Unit) -> int:
    """Tick in the smallest of slices until done; return how many it took."""
    slices = 1
    while not live.tick(unit, lambda: True):
        slices += 1
    return slices


@pytest.mark.usefixtures("fine_slices")
def test_a_tick_in_slices_gives_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NumpyWorker, "work_a_call", 1)
    sliced, whole = experiment(**RICH), train(experiment(**RICH), 2)
    updates = [ticking(sliced, "epochs"), ticking(sliced, "epochs")]
    assert updates == [6 + 5, 6 + 5], "45 samples by 8 and by 10: each slice is one update"
    for n in (0, 1):
        np.testing.assert_array_equal(values(sliced, n), values(whole, n))
    assert sliced.curves() == whole.curves()


def test_an_epoch_that_was_left_off_is_finished_by_the_next_tick() -> None:
    live = experiment(networks=[{}, {}])
    assert not live.tick("epochs", lambda: True)
    assert live.tick("epochs")
    assert [run.counters.epoch for run in live.runs] == [1, 1]


@pytest.mark.usefixtures("fine_slices")
def test_of_several_epochs_taken_together_the_rest_can_be_left_out() -> None:
    live = experiment(networks=[{}, {}])
    while live.runs[0].counters.epoch < 2:
        assert not live.tick("epochs", lambda: True, 5)
    live.take_single_epochs()
    assert live.tick("epochs")
    assert [run.counters.epoch for run in live.runs] == [2, 2]
    assert live.tick("epochs")
    assert [run.counters.epoch for run in live.runs] == [3, 3]


def test_a_batch_after_an_epoch_that_was_given_up_is_one_batch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(NumpyWorker, "work_a_call", 1)
    live = experiment()
    assert not live.tick("epochs", lambda: True)
    assert live.tick("batches")
    assert live.runs[0].counters.iteration == 2
    assert live.tick("epochs")
    assert (live.runs[0].counters.epoch, live.runs[0].counters.iteration) == (1, 25)


def test_a_network_left_behind_in_an_epoch_that_was_given_up_catches_up() -> None:
    live = experiment(networks=[{}, {}])
    assert not live.tick("epochs", lambda: True)
    assert live.tick("batches")
    assert [run.counters.iteration for run in live.runs] == [26, 1]
    assert live.tick("epochs")
    assert [run.counters.epoch for run in live.runs] == [2, 2]


def test_single_batches_of_a_costly_network_do_not_measure_it_every_time() -> None:
    costly = {"data": {"samples": 5000}, "networks": [{"layers": [{"units": 32}] * 2}]}
    live = train(experiment(**costly), 250, "batches")
    assert len(live.runs[0].history.points) == 2
    cheap = train(experiment(), 25, "batches")
    assert len(cheap.runs[0].history.points) == 26


def test_after_a_reset_nothing_is_left_to_be_finished() -> None:
    live = experiment(networks=[{}, {}])
    assert not live.tick("epochs", lambda: True)
    live.reset(None)
    assert live.tick("epochs")
    assert [run.counters.epoch for run in live.runs] == [1, 1]


def test_a_network_that_was_removed_is_not_waited_for() -> None:
    live = experiment(networks=[{}, {}])
    assert not live.tick("epochs", lambda: True)
    live.apply(edits.remove_network(live.spec, 0), [1])
    assert live.tick("epochs")
    assert live.runs[0].counters.epoch == 1


@pytest.mark.parametrize("n", [-1, 1, 10**30])
def test_a_network_that_does_not_exist_is_missing(n: int) -> None:
    with pytest.raises(Missing) as caught:
        experiment().run(n)
    assert (caught.value.code, caught.value.field) == ("unknown_network", "n")


def history(live: Experiment, n: int = 0) -> list[Any]:
    return live.runs[n].history.points
