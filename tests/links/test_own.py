"""Our own links: short, exact, and refused in a sentence when they are not ours."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from helpers.properties import few, many
from helpers.specs import Fields, custom, experiment, experiments, fractions, train
from hypothesis import assume, example, given
from hypothesis import strategies as st

from playground.experiment import Conflict, Experiment, Invalid, Limits, edits, weights
from playground.experiment.checks import LARGEST
from playground.links import GROUPS, LONGEST, Notice, open_in, read_link, write_link
from playground.links.tensorflow import CONTROLS, FEATURES, TEXT

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
LARGE = Limits(units=512, samples=20_000)


def numbers_of(live: Experiment) -> list[dict[str, Any]]:
    return [weights.read_weights(run) for run in live.runs]


def layers_of(live: Experiment) -> list[Any]:
    return [numbers["layers"] for numbers in numbers_of(live)]


def link(**fields: Any) -> str:
    return write_link(edits.parse(fields))


def refusal(text: str, limits: Limits | None = None) -> Invalid:
    with pytest.raises(Invalid) as refused:
        read_link(text, limits)
    assert 10 < len(refused.value.message) < 1_000
    return refused.value


# What they look like


def test_the_default_experiment_is_the_shortest_link() -> None:
    assert link() == "#v=1"
    assert read_link("#v=1").experiment == edits.parse({})


def test_only_what_differs_from_the_defaults_is_written() -> None:
    layers = [{"units": 4, "activation": "relu"}, {"units": 2, "activation": "relu"}]
    network = {"layers": layers, "optimizer": {"learning_rate": 0.1}}
    written = link(data={"dataset": "circle"}, networks=[network])
    assert written == "#v=1&dataset=circle&layers=4,2&activation=relu&lr=0.1"


def test_a_second_network_says_what_is_different_from_the_first() -> None:
    first = {"layers": [{"units": 3}], "optimizer": {"name": "adam", "learning_rate": 0.01}}
    second = {**first, "optimizer": {**first["optimizer"], "beta1": 0.5}}
    written = link(networks=[first, second, first])
    assert written == "#v=1&layers=3&optimizer=adam&lr=0.01&networks=3&2.beta1=0.5"


def test_layers_that_differ_are_listed_one_by_one() -> None:
    layers = [{"units": 3, "dropout": 0.25}, {"units": 2, "activation": "relu"}]
    assert link(networks=[{"layers": layers}]) == (
        "#v=1&layers=3,2&activation=tanh,relu&dropout=0.25,0"
    )


def test_no_hidden_layers_are_written_as_nothing() -> None:
    assert link(networks=[{"layers": []}]) == "#v=1&layers="


def test_few_points_can_be_read_in_the_link() -> None:
    written = link(data=custom([(1.5, -2.0, 0.0), (3.0, 0.1, 1.0)]))
    assert written == "#v=1&train=1&points=1.5,-2,0;3,0.1,1"


def test_the_part_of_the_plane_that_points_were_drawn_in_comes_back() -> None:
    domain = {"x1": [-6, 6], "x2": [-1.5, 2]}
    spec = edits.parse({"data": custom([(0.1, 0.2, 1.0)], domain=domain)})
    written = write_link(spec)
    assert "&domain=-6,6,-1.5,2&" in written
    assert read_link(written).experiment == spec


@few
@given(st.lists(texts.filter(str.strip), min_size=2, max_size=8, unique=True))
@example(["a,b", "%2C", "100%", "한 & #?="])
def test_names_of_classes_and_axes_come_back_whatever_they_are(names: list[str]) -> None:
    data = custom([(0.1, 0.2, 1.0)], class_names=names, axis_names=names[:2])
    spec = edits.parse({"data": data})
    assert read_link(write_link(spec)).experiment == spec


def test_names_of_classes_can_be_read_in_the_link() -> None:
    data = custom([(1.0, 2.0, 1.0)], class_names=["setosa", "virginica"])
    assert link(data=data) == "#v=1&train=1&names=setosa,virginica&points=1,2,1"


def test_a_link_holds_only_what_an_address_may() -> None:
    written = link(networks=[{"name": "한 & two=#?"}])
    assert written.isascii()
    assert not set("<>\"' ?") & set(written)
    assert read_link(written).experiment.networks[0].name == "한 & two=#?"


# They are exact


@many
@given(experiments())
def test_any_experiment_comes_back(fields: Fields) -> None:
    spec = edits.parse(fields)
    opened = read_link(write_link(spec))
    assert opened.experiment == spec
    assert (opened.weights, opened.hide, opened.view) == (None, [], {})
    assert (opened.source, opened.warnings) == ("playground", [])
    assert write_link(opened.experiment) == write_link(spec)


@few
@given(st.lists(texts, min_size=1, max_size=8))
def test_names_come_back_whatever_they_are(names: list[str]) -> None:
    spec = edits.parse({"networks": [{"name": name} for name in names]})
    assert read_link(write_link(spec)).experiment == spec


coordinates = fractions(-1e6, 1e6) | st.integers(-60, 60).map(lambda n: n / 10)


@few
@given(st.lists(st.tuples(coordinates, coordinates, coordinates), min_size=1, max_size=200))
def test_points_and_targets_come_back_to_the_last_bit(
    points: list[tuple[float, float, float]],
) -> None:
    spec = edits.parse({"task": "regression", "data": custom(points)})
    again = read_link(write_link(spec)).experiment
    assert again == spec
    assert write_link(again) == write_link(spec)


@few
@given(st.lists(st.tuples(coordinates, coordinates, st.integers(0, 7)), min_size=1, max_size=50))
def test_points_of_several_classes_come_back(points: list[tuple[float, float, int]]) -> None:
    data = custom([(x1, x2, float(label)) for x1, x2, label in points], train_fraction=0.3)
    spec = edits.parse({"data": data, "seed": 3})
    assert read_link(write_link(spec)).experiment == spec


@few
@given(experiments())
def test_weights_come_back_to_the_last_bit(fields: Fields) -> None:
    live = Experiment(edits.parse(fields))
    opened = read_link(write_link(live.spec, layers_of(live)))
    assert opened.experiment == live.spec
    assert opened.weights == numbers_of(live)


def test_trained_cut_and_frozen_weights_come_back_and_can_be_written() -> None:
    layers = [{"units": 5, "normalization": "batch"}, {"units": 4, "normalization": "layer"}]
    fields: Fields = {"data": {"dataset": "iris"}, "networks": [{"layers": layers}, {}]}
    live = train(experiment(**fields), 3)
    weights.write_one(live.run(0), {"layer": 0, "from": 1, "to": 2, "mask": 0})
    weights.write_one(live.run(0), {"layer": 1, "from": 0, "to": 3, "frozen": 1})
    weights.write_one(live.run(1), {"layer": 1, "from": None, "to": 0, "frozen": 1})
    opened = read_link(write_link(live.spec, layers_of(live)))
    assert opened.weights == numbers_of(live)
    other = Experiment(opened.experiment)
    for run, found in zip(other.runs, opened.weights or [], strict=True):
        weights.write_weights(run, found)
    assert numbers_of(other) == numbers_of(live)
    for mine, theirs in zip(live.runs, other.runs, strict=True):
        assert (
            mine.network.parameters.values.tobytes() == theirs.network.parameters.values.tobytes()
        )


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), 2e30])
def test_weights_that_nobody_could_write_back_are_not_put_into_a_link(value: float) -> None:
    live = experiment()
    live.run(0).network.parameters.values[3] = value
    with pytest.raises(Conflict, match=r"network A must be finite and from -1e\+30") as refused:
        write_link(live.spec, layers_of(live))
    assert refused.value.code == "not_finite"


def test_what_is_hidden_and_shown_comes_back() -> None:
    spec = edits.parse({})
    written = write_link(spec, hide=["play", "learning-rate", "play"], view={"hard": True})
    assert written == "#v=1&hide=play,learning-rate&hard=true"
    opened = read_link(written)
    assert opened.hide == ["play", "learning-rate"]
    assert opened.view == {"hard": True}
    assert read_link("#v=1&show_test=0").view == {"show_test": False}
    for name in ("<script>", "toolbar", ""):
        with pytest.raises(Invalid, match="hide"):
            write_link(spec, hide=[name])


def test_everything_that_can_be_hidden_comes_back() -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert len(names) == len(set(names)) > 40
    assert {*CONTROLS.values(), *FEATURES.values(), TEXT} <= set(names)
    assert read_link(write_link(edits.parse({}), hide=names)).hide == names


def test_what_only_another_version_can_hide_is_said_and_left_out() -> None:
    opened = read_link("#v=1&hide=play,toaster,kettle")
    assert opened.hide == ["play"]
    assert opened.warnings == [Notice("unknown_hide", {"keys": "toaster, kettle"})]


def test_points_that_are_left_out_are_missed_in_a_sentence() -> None:
    spec = edits.parse({"data": custom([(1.5, -2.0, 0.0), (3.0, 0.1, 1.0)]), "seed": 4})
    short = write_link(spec, with_points=False)
    assert short == "#v=1&train=1&seed=4&points=-"
    assert (refusal(short).code, refusal(short).field) == ("points_left_out", "points")
    assert write_link(edits.parse({}), with_points=False) == "#v=1"


@few
@given(experiments())
def test_a_link_opens_in_place_of_anything_else(fields: Fields) -> None:
    live = train(Experiment(edits.parse(fields)), 1)
    numbers = [a for run in live.runs for a in (run.network.parameters.values, run.network.running)]
    assume(all((np.abs(array) <= LARGEST).all() for array in numbers))
    opened = read_link(write_link(live.spec, layers_of(live)))
    other = experiment({"layers": [{"units": 3}]})
    assert set(open_in(other, opened)) == {"reset"}
    assert other.spec == live.spec
    assert numbers_of(other) == numbers_of(live)
    assert [len(run.history.points) for run in other.runs] == [1] * len(other.runs)
    measured, expected = other.run(0).measure(), live.run(0).measure()
    assert (measured.train, measured.test) == (expected.train, expected.test)
    assert other.run(0).history.points[0].measurement.train == expected.train


def test_without_weights_it_starts_as_a_new_experiment_does() -> None:
    live = experiment({"layers": [{"units": 3}]})
    other = train(experiment({"layers": [{"units": 3}]}), 3)
    open_in(other, read_link(write_link(live.spec)))
    assert numbers_of(other) == numbers_of(live)


@pytest.mark.parametrize("kind", ["none", "batch", "layer"])
def test_a_frozen_unit_comes_back_with_its_normalisation(kind: str) -> None:
    live = experiment({"layers": [{"units": 3, "normalization": kind}, {"units": 2}]})
    weights.write_unit(live.run(0), {"layer": 0, "unit": 1, "frozen": 1})
    opened = read_link(write_link(live.spec, layers_of(live)))
    other = Experiment(opened.experiment)
    open_in(other, opened)
    assert numbers_of(other) == numbers_of(live)
    frozen, expected = (e.run(0).network.parameters.frozen.tolist() for e in (other, live))
    assert frozen == expected
    assert sum(frozen) == (5 if kind != "none" else 3)


def test_a_large_network_makes_a_long_link() -> None:
    live = experiment({"layers": [{"units": 64}, {"units": 64}]})
    assert len(write_link(live.spec)) < 100
    assert len(write_link(live.spec, layers_of(live))) > LONGEST
    usual = train(experiment({"layers": [{"units": 16}, {"units": 16}, {"units": 8}]}), 2)
    assert len(write_link(usual.spec, layers_of(usual))) < LONGEST


# How they arrive


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "#{}",
        "http://127.0.0.1:8000/#{}",
        "https://class.example/play/?session=abc&lang=ko#{}",
        "class.example/#{}",
        "<https://class.example/#{}>",
        "  “https://class.example/#{}”\n",
        "https://class.example/#&{}&",
        "https://class.example/%23{}",
        "/%23{}",
    ],
)
def test_a_link_opens_however_it_was_copied(around: str) -> None:
    body = "v=1&dataset=spiral&layers=6,6&2.lr=1"
    spec = read_link(around.format(body)).experiment
    assert spec.data.dataset == "spiral"
    assert [layer.units for layer in spec.networks[0].layers] == [6, 6]
    assert spec.networks[1].optimizer.learning_rate == 1.0


def test_a_name_may_hold_an_encoded_hash() -> None:
    for link in ("v=1&name=a%23b", "#v=1&name=a%23b", "https://class.example/%23v=1&name=a%23b"):
        assert read_link(link).experiment.networks[0].name == "a#b"


def test_a_link_opens_after_mail_has_broken_its_lines_and_escaped_it() -> None:
    opened = read_link("https://x.example/#v=1&amp;data\r\nset=moons&amp;features=x1%2Cx2%2Cradius")
    assert opened.experiment.data.dataset == "moons"
    assert opened.experiment.features == ("x1", "x2", "radius")


def test_the_order_of_fields_does_not_matter_and_the_version_can_be_left_out() -> None:
    written = "dataset=blobs&classes=5&layers=4&activation=relu&2.layers=&networks=2&2.name=flat"
    turned = "#" + "&".join(reversed(written.split("&")))
    assert read_link(turned).experiment == read_link("#v=1&" + written).experiment


def test_regression_can_be_asked_for_without_a_data_set() -> None:
    assert read_link("#task=regression").experiment.data.dataset == "reg_plane"


# What is refused


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "no_experiment", "address"),
        ("#", "no_experiment", "address"),
        ("   ", "no_experiment", "address"),
        ("https://class.example/", "no_experiment", "address"),
        ("https://class.example/?session=abc", "no_experiment", "address"),
        ("hello world", "unknown_link", "address"),
        ("https://class.example/#section-2", "unknown_link", "address"),
        ("{}" * 1_000, "unknown_link", "address"),
        ("#v=2", "unknown_version", "v"),
        ("#v", "unknown_version", "v"),
        ("#v=1&colour=red", "unknown_field", "colour"),
        ("#v=1&2.dataset=xor", "unknown_field", "2.dataset"),
        ("#v=1&0.lr=1", "unknown_field", "0.lr"),
        ("#v=1&lr=1&lr=2", "given_twice", "lr"),
        ("#v=1&dataset=donut", "unknown_dataset", "data.dataset"),
        ("#v=1&dataset=custom", "invalid_value", "data.points"),
        ("#v=1&samples=many", "wrong_type", "samples"),
        ("#v=1&samples=10.5", "wrong_type", "data.samples"),
        ("#v=1&samples=" + "9" * 41, "wrong_type", "data.samples"),
        ("#v=1&noise=2", "out_of_range", "data.noise"),
        ("#v=1&noise=1e999", "not_finite", "noise"),
        ("#v=1&noise=nan", "wrong_type", "noise"),
        ("#v=1&classes=9", "invalid_value", "data.classes"),
        ("#v=1&layers=4,x", "wrong_type", "layers.1"),
        ("#v=1&layers=0", "out_of_range", "networks.0.layers.0.units"),
        ("#v=1&layers=65", "limit_exceeded", "networks.0.layers.0.units"),
        ("#v=1&layers=" + ",".join("1" * 11), "limit_exceeded", "layers"),
        ("#v=1&layers=4,4&activation=relu,tanh,relu", "wrong_shape", "activation"),
        ("#v=1&activation=", "unknown_activation", "networks.0.layers.0.activation"),
        ("#v=1&2.dropout=x", "wrong_type", "2.dropout"),
        ("#v=1&optimizer=lion", "unknown_optimizer", "networks.0.optimizer.name"),
        ("#v=1&lr=101", "out_of_range", "networks.0.optimizer.learning_rate"),
        ("#v=1&beta1=0.5", "unknown_field", "networks.0.optimizer.beta1"),
        ("#v=1&optimizer=adam&amsgrad=maybe", "wrong_type", "amsgrad"),
        ("#v=1&shuffle=", "wrong_type", "shuffle"),
        ("#v=1&features=x1,x1", "invalid_value", "features"),
        ("#v=1&features=", "too_few", "features"),
        ("#v=1&networks=9", "limit_exceeded", "networks"),
        ("#v=1&networks=0", "out_of_range", "networks"),
        ("#v=1&networks=1000000000", "limit_exceeded", "networks"),
        ("#v=1&networks=1&2.lr=1", "out_of_range", "networks"),
        ("#v=1&99.lr=1", "limit_exceeded", "networks"),
        ("#v=1&name=" + "x" * 41, "too_long", "networks.0.name"),
        ("#v=1&name=", "too_short", "networks.0.name"),
        ("#v=1&points=1,2", "wrong_shape", "points.0"),
        ("#v=1&points=1,2,0;", "wrong_shape", "points.1"),
        ("#v=1&points=1,2,a", "wrong_type", "points.0.label"),
        ("#v=1&points=1,2,0.5", "invalid_value", "data.points.0.label"),
        ("#v=1&points=1,2,0&domain=0,1,2", "wrong_shape", "domain"),
        ("#v=1&points=1,2,0&domain=0,1,2,x", "wrong_type", "domain"),
        ("#v=1&points=1,2,0&domain=0,1,2,2", "invalid_value", "data.domain.x2"),
        ("#v=1&domain=0,1,2,3", "invalid_value", "data.domain"),
        ("#v=1&points=1e7,2,0", "out_of_range", "data.points.0.x1"),
        ("#v=1&points=", "damaged_link", "points"),
        ("#v=1&points=!!!", "damaged_link", "points"),
        ("#v=1&points=AAAA", "damaged_link", "points"),
        ("#v=1&points=" + "1,2,0;" * 5_000 + "1,2,0", "limit_exceeded", "points"),
        ("#v=1&dataset=xor&points=1,2,0", "invalid_value", "data.points"),
        ("#v=1&w=", "damaged_link", "w"),
        ("#v=1&w=eJwDAAAAAAE", "damaged_link", "w"),
        ("#v=1&hide=<b>", "invalid_value", "hide"),
        ("#v=1&hard=yes", "wrong_type", "hard"),
        ("#v=1" + "&" * 40_000, "too_long", "address"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_nonsense_is_refused_in_a_sentence(text: str, code: str, field: str) -> None:
    refused = refusal(text)
    assert (refused.code, refused.field) == (code, field), refused.message


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).rstrip(b"=").decode()


def test_a_bomb_does_not_go_off() -> None:
    bomb = packed(b"0" * 20_000_000)
    assert len(bomb) < LONGEST
    assert refusal("#v=1&points=" + bomb).code == "limit_exceeded"
    assert refusal("#v=1&w=" + bomb).code == "limit_exceeded"


def test_weights_of_another_shape_or_with_wrong_numbers_are_refused() -> None:
    live = experiment({"layers": [{"units": 3, "normalization": "batch"}]})
    written = write_link(live.spec, layers_of(live))
    assert refusal(written.replace("layers=3", "layers=4")).code == "damaged_link"
    assert refusal(written.replace("layers=3", "layers=2")).code == "limit_exceeded"
    assert refusal(written[:-9]).code == "damaged_link"
    assert refusal(written + "&networks=2").field == "2.w"


def test_numbers_that_no_network_can_have_are_refused() -> None:
    live = experiment({"layers": [{"units": 3, "normalization": "batch"}]})
    head, _, text = write_link(live.spec, layers_of(live)).partition("&w=")
    data = zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    nan, huge, negative = (struct.pack("<d", value) for value in (math.nan, 1e31, -1.0))
    variance = 8 * (6 + 3 + 3 + 3 + 3)
    broken = [nan + data[8:], huge + data[8:], data[:-1] + b"\x02"]
    broken.append(data[:variance] + negative + data[variance + 8 :])
    for changed in broken:
        assert len(changed) == len(data)
        assert refusal(f"{head}&w={packed(changed)}").code == "damaged_link"
    assert read_link(f"{head}&w={packed(data)}").weights == numbers_of(live)


def test_points_that_are_no_text_are_refused() -> None:
    assert refusal("#v=1&points=" + packed(b"\xff\xfe" * 50)).code == "damaged_link"


@many
@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda b: b.decode("latin-1")))
def test_any_text_is_opened_or_refused(text: str) -> None:
    for whole in (text, "#v=1&" + text, "#v=1&points=" + text, "#v=1&w=" + text, "\ud800" + text):
        try:
            read_link(whole)
        except Invalid as refused:
            refused.message.encode()
            (refused.field or "").encode()


def test_larger_experiments_are_read_where_the_limits_allow_them() -> None:
    assert refusal("#v=1&layers=100").code == "limit_exceeded"
    assert read_link("#v=1&layers=100", LARGE).experiment.networks[0].layers[0].units == 100
