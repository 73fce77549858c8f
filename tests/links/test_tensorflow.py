"""Links of TensorFlow Playground open here, whatever is in them."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import quote

import pytest
from helpers.properties import many
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment import Experiment, Limits, edits
from playground.links import Opened, javascript, read_link
from playground.links.tensorflow import CONTROLS, FEATURES, PROPERTIES

SITE = "https://playground.tensorflow.org/"
WHOLE = (
    "activation=tanh&batchSize=10&dataset=circle&regDataset=reg-plane&learningRate=0.03"
    "&regularizationRate=0&noise=0&networkShape=4,2&seed=0.86271&showTestData=false"
    "&discretize=false&percTrainData=50&x=true&y=true&xTimesY=false&xSquared=false"
    "&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false&collectStats=false"
    "&problem=classification&initZero=false&hideText=false"
)
"""What its page writes when nothing has been changed."""

ALWAYS = {"other_points", "other_biases"}


def opened(text: str) -> Opened:
    """Open a hash, and check that what it gives can be trained and be sent."""
    found = read_link(SITE + "#" + text)
    assert found.source == "tensorflow"
    assert found.weights is None
    assert edits.parse(found.experiment.model_dump()) == found.experiment
    Limits().check(found.experiment)
    json.dumps(found.describe(), allow_nan=False).encode()
    return found


def codes(found: Opened) -> set[str]:
    return {notice.code for notice in found.warnings} - ALWAYS


def values(found: Opened, code: str) -> list[dict[str, Any]]:
    return [notice.values for notice in found.warnings if notice.code == code]


# What it is


def test_there_are_27_properties() -> None:
    assert len(PROPERTIES) == len(set(PROPERTIES)) == 27
    keys = [part.split("=")[0] for part in WHOLE.split("&")]
    assert set(PROPERTIES) - set(keys) == {"regularization", "tutorial"}  # null is left out


@pytest.mark.parametrize(
    "text", [SITE, SITE + "#", "playground.tensorflow.org", "http://playground.tensorflow.org"]
)
def test_the_bare_address_is_what_its_page_starts_with(text: str) -> None:
    found = read_link(text)
    spec = found.experiment
    network = spec.networks[0]
    assert (spec.task, spec.data.dataset, spec.data.samples) == ("classification", "circle", 500)
    assert (spec.data.noise, spec.data.train_fraction) == (0.0, 0.5)
    assert spec.features == ("x1", "x2")
    assert [(layer.units, layer.activation) for layer in network.layers] == [
        (4, "tanh"),
        (2, "tanh"),
    ]
    assert (network.output, network.loss, network.initializer) == ("tanh", "mse", "uniform")
    assert network.optimizer.model_dump() == {"name": "sgd", "learning_rate": 0.03}
    assert network.regularization.model_dump() == {"name": "none", "rate": 0.0}
    assert (network.batch_size, network.shuffle) == (10, False)
    assert found.hide == []
    assert found.view == {"show_test": False, "hard": False}
    assert codes(found) == set()


@pytest.mark.parametrize(
    "text",
    [SITE + "#" + WHOLE, "#" + WHOLE, WHOLE, f"<{SITE}?utm=x#{WHOLE}>", f"{WHOLE}&{WHOLE}"],
)
def test_a_whole_hash_opens_with_its_address_or_without(text: str) -> None:
    found = read_link(text)
    assert found.source == "tensorflow"
    assert found.experiment == read_link(SITE).experiment.model_copy(update={"seed": 86271})
    assert codes(found) == set()


def test_a_lesson_opens_as_it_was_left() -> None:
    found = opened(
        "activation=relu&regularization=L2&batchSize=25&dataset=spiral&regDataset=reg-gauss"
        "&learningRate=0.003&regularizationRate=0.01&noise=35&networkShape=8,6,4&seed=0.12345"
        "&showTestData=true&discretize=true&percTrainData=70&x=true&y=false&xTimesY=true"
        "&xSquared=true&ySquared=false&cosX=false&sinX=true&cosY=false&sinY=true"
        "&problem=classification&initZero=true&hideText=true"
        "&playButton_hide=false&learningRate_hide=true&dataset_hide=true"
    )
    spec, network = found.experiment, found.experiment.networks[0]
    assert (spec.data.dataset, spec.data.noise, spec.data.train_fraction) == ("spiral", 0.35, 0.7)
    assert spec.features == ("x1", "x1_squared", "x1_times_x2", "sin_x1", "sin_x2")
    assert [(layer.units, layer.activation) for layer in network.layers] == [
        (8, "relu"),
        (6, "relu"),
        (4, "relu"),
    ]
    assert network.regularization.model_dump() == {"name": "l2", "rate": 0.01}
    assert (network.optimizer.learning_rate, network.batch_size) == (0.003, 25)
    assert network.initializer == "zeros"
    assert found.hide == ["learning-rate", "dataset", "text"]
    assert found.view == {"show_test": True, "hard": True}
    assert [notice.code for notice in found.warnings] == ["other_points"]
    assert values(found, "other_points") == [{"seed": "0.12345"}]
    live = Experiment(spec)
    assert (len(live.data.train), len(live.data.test)) == (350, 150)
    live.tick("epochs")


def test_regression_has_its_own_data_set_output_and_number_of_points() -> None:
    found = opened("problem=regression&regDataset=reg-gauss&dataset=spiral&percTrainData=33")
    spec = found.experiment
    assert (spec.task, spec.data.dataset, spec.data.samples) == ("regression", "reg_gauss", 1200)
    assert (spec.networks[0].output, spec.networks[0].loss) == ("identity", "mse")
    assert len(Experiment(spec).data.train) == 396
    assert opened("problem=regression").experiment.data.dataset == "reg_plane"


@pytest.mark.parametrize(
    ("key", "theirs", "ours"),
    [
        *[("activation", *pair) for pair in (("relu", "relu"), ("linear", "identity"))],
        *[("activation", key, key) for key in ("tanh", "sigmoid")],
        *[("dataset", key, key) for key in ("circle", "xor", "gauss", "spiral")],
        *[("regularization", *pair) for pair in (("none", "none"), ("L1", "l1"), ("L2", "l2"))],
    ],
)
def test_every_choice_has_its_twin(key: str, theirs: str, ours: str) -> None:
    spec = opened(f"{key}={theirs}").experiment
    network = spec.networks[0]
    found = {
        "activation": network.layers[0].activation,
        "dataset": spec.data.dataset,
        "regularization": network.regularization.name,
    }
    assert found[key] == ours


@pytest.mark.parametrize("percent", [1, 10, 29, 33.3, 57, 58, 90, 99.99, 100])
def test_as_many_points_are_for_training_as_there(percent: float) -> None:
    live = Experiment(opened(f"percTrainData={percent}").experiment)
    assert len(live.data.train) == math.floor(500 * percent / 100)


@pytest.mark.parametrize("key", FEATURES)
def test_every_input_can_be_the_only_one(key: str) -> None:
    on = "&".join(f"{name}={str(name == key).lower()}" for name in FEATURES)
    assert opened(on).experiment.features == (FEATURES[key],)


# What cannot be the same is said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sinY=true&cosX=true", "feature_without_input"),
        ("x=false&y=false", "no_features"),
        ("regularization=L1&regularizationRate=0.1", "dead_weights"),
        ("batchSize=30", "batch_left_over"),
        ("batchSize=300", "batch_never_full"),
        ("tutorial=one", "no_tutorial"),
        ("foo=1&bar", "unknown_properties"),
        ("foo_hide=true", "unknown_hide"),
        ("cosX_hide=true", "unknown_hide"),
        ("networkShape=4,0,2", "layer_without_units"),
        ("networkShape=4,,2", "layer_without_units"),
        ("networkShape=" + ",".join("2" * 12), "layers_left_out"),
        ("networkShape=200", "layer_adjusted"),
        ("networkShape", "value_adjusted"),
        ("activation=ReLU", "value_adjusted"),
        ("regularization=L3", "value_adjusted"),
        ("regDataset=reg-maximum", "value_adjusted"),
        ("dataset=constructor", "value_adjusted"),
        ("learningRate=abc", "value_adjusted"),
        ("learningRate=-1", "value_adjusted"),
        ("learningRate=1e9", "value_adjusted"),
        ("noise=81", "value_adjusted"),
        ("noise=-5", "value_adjusted"),
        ("percTrainData=0", "value_adjusted"),
        ("percTrainData=NaN", "value_adjusted"),
        ("percTrainData=110", "value_adjusted"),
        ("batchSize=0", "value_adjusted"),
        ("batchSize=2.5", "value_adjusted"),
        ("batchSize=Infinity", "value_adjusted"),
    ],
)
def test_what_cannot_be_the_same_is_said(text: str, code: str) -> None:
    assert code in codes(opened(text))


@pytest.mark.parametrize(
    "text",
    [
        "activation=&learningRate=&noise=%20&seed=&problem=&x=&discretize=",
        "activation&learningRate&noise&seed&problem&x&discretize",
        "regularization=L1",
        "cosX=false&tutorial=",
        "batchSize=250",
        "playButton_hide=false&foo_hide=TRUE&bar_hide=1",
        "collectStats=true",
        "noise=80",
    ],
)
def test_what_makes_no_difference_is_not_worth_a_word(text: str) -> None:
    found = opened(text)
    assert codes(found) == set()
    assert found.hide == []
    assert not found.view["hard"]


def test_no_warning_of_biases_where_they_start_at_zero() -> None:
    assert not values(opened("initZero=true"), "other_biases")
    assert values(opened(""), "other_biases") == [{"there": 0.1, "here": 0}]


# Its rules of reading


def units(shape: str) -> list[int]:
    return [n.units for n in opened("networkShape=" + shape).experiment.networks[0].layers]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("", []),
        ("8", [8]),
        ("8,8,8,8,8,8,8,8,8,8", [8] * 10),
        ("4%2C2", [4, 2]),
        ("4, 2", [4, 2]),
        ("2.5,0x3,1e0", [3, 3, 1]),
        ("4,abc,2", [4, 2]),
        ("-3", []),
        (",,,", []),
        ("Infinity", [64]),
        ("9999999999999", [64]),
    ],
)
def test_the_shape(shape: str, expected: list[int]) -> None:
    assert units(shape) == expected


def test_a_layer_that_cannot_be_as_large_is_named() -> None:
    found = opened("networkShape=4, 100,2.5")
    assert values(found, "layer_adjusted") == [
        {"layer": 2, "given": "100", "used": 64},
        {"layer": 3, "given": "2.5", "used": 3},
    ]


@pytest.mark.parametrize(
    "text",
    [
        SITE + "%23{}",
        "playground.tensorflow.org%23{}",
        SITE + "%23{}#",
        "%23{}",
        SITE + "%23{quoted}",
        "https%3A%2F%2Fplayground.tensorflow.org%2F%23{quoted}",
        "https://www.google.com/url?q=" + SITE + "%23{quoted}&sa=D&noise=50",
        "https://safe.example/?url=https%3A%2F%2Fplayground.tensorflow.org%2F%23{quoted}&data=05",
    ],
)
def test_a_link_opens_after_its_hash_was_percent_encoded(text: str) -> None:
    body = "activation=relu&networkShape=3,3&dataset=spiral"
    found = read_link(text.format(body, quoted=quote(body)))
    assert found.source == "tensorflow"
    assert found.experiment == opened(body).experiment
    assert found.experiment.data.dataset == "spiral"
    assert codes(found) == set()


@pytest.mark.parametrize(
    ("text", "dataset", "noise"),
    [
        ("#dataset=spiral&noise=20", "spiral", 0.2),
        ("#dataset=gauss", "gauss", 0.0),
        ("https://class.example/#noise=5&seed=0.3", "circle", 0.05),
    ],
)
def test_what_both_playgrounds_know_is_read_as_its_own_where_no_version_is_named(
    text: str, dataset: str, noise: float
) -> None:
    found = read_link(text)
    assert found.source == "tensorflow"
    assert (found.experiment.data.dataset, found.experiment.data.noise) == (dataset, noise)


def test_the_last_of_a_key_counts_and_a_second_equals_sign_ends_the_value() -> None:
    network = opened("learningRate=1&learningRate=0.3=4&activation=relu").experiment.networks[0]
    assert network.optimizer.learning_rate == 0.3


def test_only_false_is_false() -> None:
    assert opened("discretize=0").view["hard"]
    assert opened("discretize=False").view["hard"]
    assert not opened("discretize=false").view["hard"]


@pytest.mark.parametrize(("noise", "expected"), [("80", 0.8), ("80.5", 0.5), ("1e3", 0.5)])
def test_noise_above_80_counts_as_50(noise: str, expected: float) -> None:
    assert opened(f"noise={noise}").experiment.data.noise == expected


@pytest.mark.parametrize(
    ("seed", "expected"), [("0.86271", 86271), (".5", 5), ("0.00042", 42), ("", 0)]
)
def test_a_seed_of_its_own_kind_can_be_read_in_ours(seed: str, expected: int) -> None:
    assert opened(f"seed={seed}").experiment.seed == expected


@pytest.mark.parametrize("seed", ["hello", "1", "한글", "0." + "9" * 40, "-0.5"])
def test_any_seed_gives_one_and_always_the_same(seed: str) -> None:
    first, again = opened(f"seed={seed}"), opened(f"seed={seed}&noise=0")
    assert first.experiment.seed == again.experiment.seed > 0


@pytest.mark.parametrize("key", CONTROLS)
def test_every_control_can_be_hidden(key: str) -> None:
    found = opened(f"{key}_hide=true")
    assert found.hide == [CONTROLS[key]]
    assert codes(found) == set()


def test_a_hidden_input_is_not_in_the_network() -> None:
    found = opened("x=true&y=true&sinX=true&y_hide=true")
    assert found.experiment.features == ("x1", "sin_x1")
    assert found.hide == ["x2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("  7 ", 7.0),
        ("+7", 7.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("0x10", 16.0),
        ("0b11", 3.0),
        ("0o17", 15.0),
        ("0x" + "f" * 5_000, math.inf),
        ("9" * 400, math.inf),
        ("Infinity", math.inf),
        ("-Infinity", -math.inf),
    ],
)
def test_numbers_are_those_of_javascript(text: str, expected: float) -> None:
    assert javascript.number(text) == expected


@pytest.mark.parametrize(
    "text",
    ["abc", "1,5", "1_000", "inf", "nan", "-0x10", "1e", ".", "٣", "1 2", "1" * 100_000 + "x"],
    ids=lambda text: text[:9],
)
def test_what_is_no_number_there_is_none_here(text: str) -> None:
    assert math.isnan(javascript.number(text))


# Whatever is in them

ODD = ["", "true", "false", "NaN", "-1", "0", "1e999", "0.03", "3", "50", "4,2", ",", "relu", "L1"]
odd = st.sampled_from([*ODD, "reg-gauss", "regression", "null", "undefined", "%", "%ff", "한"])
keys = st.sampled_from([*PROPERTIES, *[f"{key}_hide" for key in CONTROLS], "foo", "_hide", "v", ""])
parts = st.tuples(keys, st.sampled_from(["=", "", "=="]), odd | st.text(max_size=20)).map("".join)


@many
@given(st.lists(parts, max_size=30))
def test_any_hash_opens(found: list[str]) -> None:
    Experiment(opened("&".join(found)).experiment)


def test_a_huge_hash_makes_no_huge_answer() -> None:
    found = opened("&".join(f"k{i}_hide=true&k{i}=1" for i in range(1_000)))
    assert len(json.dumps(found.describe())) < 5_000
    found = opened("networkShape=" + "x," * 15_000)
    assert len(json.dumps(found.describe())) < 10_000
    assert len(json.dumps(opened("seed=" + "7" * 30_000).describe())) < 5_000


def test_smaller_limits_make_it_smaller() -> None:
    limits = Limits(hidden_layers=1, units=3, samples=100)
    found = read_link(SITE + "#networkShape=8,8", limits)
    assert [layer.units for layer in found.experiment.networks[0].layers] == [3]
    assert found.experiment.data.samples == 100
    assert {"layers_left_out", "layer_adjusted", "value_adjusted"} <= codes(found)
