"""A session as a file: exact round trips, and files that somebody tampered with."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from helpers.properties import few
from helpers.specs import Fields, custom, experiment, experiments, train
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment import Experiment, Invalid, Limits, edits, weights
from playground.files import Saved, load, resume, save
from playground.files.container import pack, unpack
from playground.files.description import PlayPart

LIMITS = Limits()


def saved(live: Experiment) -> bytes:
    return save(Saved(live.memento(), live.data, PlayPart()))


def opened(raw: bytes) -> Experiment:
    found = load(raw, LIMITS)
    live = Experiment(found.memento.spec)
    resume(live, found)
    return live


def assert_same(one: Experiment, other: Experiment) -> None:
    """Compare all numbers bit for bit, NaN as one number."""
    raws = saved(one), saved(other)
    assert unpack(raws[0])[0] == unpack(raws[1])[0]
    arrays = unpack(raws[0])[1], unpack(raws[1])[1]
    assert set(arrays[0]) == set(arrays[1])
    for name, array in arrays[0].items():
        assert array.tobytes() == arrays[1][name].tobytes(), name


@few
@given(experiments(), st.integers(0, 4), st.sampled_from(["epochs", "batches", "samples"]))
def test_training_on_from_a_file_gives_the_same_numbers_bit_for_bit(
    given: Fields, steps: int, unit: str
) -> None:
    live = train(experiment(**given), steps, unit)
    found = opened(saved(live))
    assert_same(live, found)
    for each in (live, found):
        train(train(each, 2), 3, "batches")
    assert_same(live, found)


RICH: Fields = {
    "data": {"dataset": "blobs", "classes": 3, "noise": 0.3, "samples": 40},
    "networks": [
        {
            "layers": [{"units": 3, "normalization": "batch", "dropout": 0.3}, {"units": 2}],
            "optimizer": {"name": "rmsprop", "momentum": 0.5, "centered": True},
        },
        {"optimizer": {"name": "momentum"}, "batch_size": 7},
    ],
}


def rich() -> Experiment:
    live = train(train(experiment(**RICH), 4), 2, "batches")
    weights.write_one(live.runs[0], {"layer": 0, "from": 1, "to": 2, "mask": 0})
    weights.write_one(live.runs[0], {"layer": 1, "from": None, "to": 0, "frozen": 1})
    return train(live, 1, "batches")


def test_masks_generators_state_curves_and_status_come_back() -> None:
    live = rich()
    found = opened(saved(live))
    assert found.status() == live.status()
    assert found.curves() == live.curves()
    assert weights.read_weights(found.runs[0]) == weights.read_weights(live.runs[0])
    assert found.is_at(live.memento())
    assert found.runs[0].measure() == live.runs[0].measure()


def test_an_epoch_that_was_left_half_way_goes_on() -> None:
    live = experiment(networks=[{}, {"batch_size": 3}])
    assert not live.tick("epochs", lambda: True)
    found = opened(saved(live))
    assert found.park().memento().unfinished == live.park().memento().unfinished != ()
    for each in (live, found):
        train(each, 3)
    assert_same(live, found)


def test_a_network_that_diverged_stands_where_it_stood() -> None:
    live = train(experiment({"optimizer": {"learning_rate": 100.0}}, task="regression"), 40)
    assert live.runs[0].trainer.diverged is not None
    live.status()
    found = opened(saved(live))
    assert found.runs[0].trainer.diverged == live.runs[0].trainer.diverged
    assert_same(live, found)


def test_points_of_ones_own_and_long_curves_come_back() -> None:
    points = [(0.1 * n, -(0.3**n), float(n % 2)) for n in range(30)]
    live = train(experiment(data=custom(points), networks=[{"layers": []}]), 1_500)
    assert live.runs[0].history.stride > 1
    found = opened(saved(live))
    assert found.spec == live.spec
    for each in (live, found):
        train(each, 5)
    assert_same(live, found)


def test_the_pace_is_kept() -> None:
    live = experiment()
    raw = save(Saved(live.memento(), live.data, PlayPart(unit="batches", rate=2.5)))
    assert load(raw, LIMITS).play == PlayPart(unit="batches", rate=2.5)


def test_the_file_can_be_read_by_any_reader_of_safetensors() -> None:
    from safetensors.numpy import load as load_arrays

    live = rich()
    arrays = load_arrays(saved(live))
    dense = live.runs[0].network.layers[0].dense
    assert (arrays["networks.0.layers.0.weights"] == dense.weights).all()
    assert (arrays["data.train"][:, :2] == live.data.train.points).all()


# Files from somebody else


def refusal(raw: bytes, limits: Limits = LIMITS) -> Invalid:
    with pytest.raises(Invalid) as caught:
        load(raw, limits)
    assert (caught.value.field or "").startswith("file")
    return caught.value


WHOLE = saved(rich())


def tampered(**arrays: Any) -> bytes:
    """Return the file with other arrays: "networks.0.…", None leaves one out."""
    description, found = unpack(WHOLE)
    changed = {**found, **{f"networks.0.{name}": array for name, array in arrays.items()}}
    return pack(description, {name: a for name, a in changed.items() if a is not None})


@pytest.mark.parametrize("length", [0, 3, 8, 100, len(WHOLE) // 2, len(WHOLE) - 1])
def test_a_part_of_a_file_is_refused(length: int) -> None:
    assert refusal(WHOLE[:length]).code == "not_safetensors"


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04" + bytes(200),
        b"\x80\x04\x95" + bytes(50),
        bytes([255] * 64),
        (2).to_bytes(8, "little") + b"{}",
        (5).to_bytes(8, "little") + b"[[[[[",
        (100_000).to_bytes(8, "little") + b"[" * 100_000,
        (2_000_000).to_bytes(8, "little") + b" " * 2_000_000,
        WHOLE + b"\0",
    ],
)
def test_what_is_no_file_of_a_session_is_refused(raw: bytes) -> None:
    assert refusal(raw).code in ("not_safetensors", "no_session")


def described(text: str) -> bytes:
    header = json.dumps({"__metadata__": {"session": text}}).encode()
    return len(header).to_bytes(8, "little") + header


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", "[" * 50_000, '{"version": 2}', '{"version": 1}', "1e999"]
)
def test_a_description_of_something_else_is_refused(text: str) -> None:
    refusal(described(text))


NOW = unpack(WHOLE)[1]
ORDER = NOW["networks.0.order"]
MANY = 20


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"running": None}, "missing"),
        ({"order": None}, "missing"),
        ({"more": np.zeros(3)}, "no array of this session"),
        ({"running": np.zeros((1, 2, 3))}, "must be 2 × 2 × 3"),
        ({"layers.0.weights": np.zeros((3, 2))}, "must be 2 × 3 of float64"),
        ({"layers.0.weights": np.zeros((2, 3), np.int64)}, "not 2 × 3 of int64"),
        ({"layers.0.weights": np.full((2, 3), np.nan)}, "finite"),
        ({"running": np.full((2, 2, 3), -1.0)}, "negative variance"),
        ({"order": np.zeros_like(ORDER)}, "every training point once"),
        ({"order": ORDER + 1}, "from 0 to 19"),
        ({"order": ORDER - 1}, "from 0 to 19"),
        ({"batch": np.array([20])}, "from 0 to 19"),
        ({"batch": np.zeros(21, np.int64)}, "at most 20"),
        ({"kept": np.full(5, 1.5)}, "from 0 to 1"),
        ({"connected": NOW["networks.0.connected"] * 0}, "no weight"),
        ({"connected": NOW["networks.0.connected"] * 2}, "only 0 and 1"),
        ({"history.epochs": np.zeros(0)}, "1 to 1000"),
        ({"history.epochs": np.arange(1001.0)}, "1 to 1000"),
        ({"history.numbers": np.zeros((6, 4))}, "must be"),
        ({"history.iterations": NOW["networks.0.history.iterations"] * 0}, "grow"),
        ({"optimizer": np.zeros((9, 9))}, "must be 3 ×"),
        ({"before.optimizer": None}, "missing"),
        ({"layers.0.weights": np.zeros((2, 3), np.float32)}, "of a kind that no session has"),
    ],
)
def test_an_array_that_no_such_session_has_is_refused(arrays: Fields, words: str) -> None:
    error = refusal(tampered(**arrays))
    assert error.code == "invalid_file"
    assert words in error.message


def test_other_points_than_the_data_set_has_are_refused() -> None:
    description, arrays = unpack(WHOLE)
    arrays["data.train"] = arrays["data.train"] + 0.1
    error = refusal(pack(description, arrays))
    assert (error.code, error.field) == ("other_version", "file.data.train")
    assert "other points" in error.message


def test_a_file_of_another_version_is_told_from_one_that_is_broken() -> None:
    description, arrays = unpack(WHOLE)
    assert refusal(pack({**description, "version": 2}, arrays)).code == "other_version"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", 2),
        ("more", 1),
        ("networks", []),
        ("networks", [{}] * 2),
        ("networks", [{}] * 100),
        ("unfinished", [2]),
        ("unfinished", [0, 0]),
        ("unfinished", [-1]),
        ("play.rate", 1e9),
        ("play.unit", "years"),
        ("networks.0.goal", 2**53),
        ("networks.0.goal", 2**60),
        ("networks.0.goal", 1.5),
        ("networks.0.stride", 0),
        ("networks.0.now.cursor", MANY),
        ("networks.0.now.epoch", -1),
        ("networks.0.now.optimizer_iteration", "3"),
        ("networks.0.before", None),
        ("networks.0.orders.state", "f" * 33),
        ("networks.0.orders.state", "-1"),
        ("networks.0.orders.increment", "2"),
        ("networks.0.orders.half", 2),
        ("networks.0.orders.kept", 2**32),
        ("experiment.networks", [{}] * 100_000),
        ("experiment.networks", {}),
        ("experiment.data", None),
        ("experiment.data.dataset", "custom"),
        ("experiment.data.dataset", "circle"),
        ("experiment.data.samples", 10_000),
        ("experiment.networks.0.layers", [{"units": 10_000}]),
        ("experiment.networks.0.layers", [{"units": 3}]),
        ("experiment.networks.0.optimizer", {"name": "sgd"}),
        ("experiment.networks.0.layers.0.dropout", 2),
        ("experiment.seed", 7),
    ],
)
def test_a_description_that_no_such_session_has_is_refused(path: str, value: object) -> None:
    description, arrays = unpack(WHOLE)
    *parents, last = path.split(".")
    place = description
    for key in parents:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place[last] = value
    refusal(pack(description, arrays))


def test_an_experiment_over_the_limits_is_refused() -> None:
    error = refusal(WHOLE, Limits(units=2))
    assert (error.code, error.field) == (
        "limit_exceeded",
        "file.experiment.networks.0.layers.0.units",
    )


@few
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_refused_or_gives_a_session_that_trains(place: int, flip: int) -> None:
    raw = bytearray(WHOLE)
    raw[place] ^= flip
    try:
        live = opened(bytes(raw))
    except Invalid:
        return
    with np.errstate(all="ignore"):
        train(live, 1)
        live.status()


def test_what_was_read_is_a_valid_experiment() -> None:
    spec = load(WHOLE, LIMITS).memento.spec
    assert edits.parse(spec.model_dump()) == spec
