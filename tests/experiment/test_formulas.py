"""The equations of a step: what they say with numbers is true."""

from __future__ import annotations

import copy
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment, train
from latex2mathml.converter import convert

from playground.engine import ACTIVATIONS, OPTIMIZERS
from playground.experiment import Missing
from playground.experiment.formulas import FUNCTIONS, formulas
from playground.experiment.notation import Formula, factor, number, square, total
from playground.experiment.passes import look_ahead
from playground.experiment.sources import Choice
from playground.experiment.update_formulas import RULES

WORDS: dict[str, Any] = {
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "ln": math.log,
    "max": max,
    "sigma": lambda z: 1 / (1 + math.exp(-z)),
    "e": math.e,
    "step": lambda z: float(z >= 0),
    "sign": lambda z: float((z > 0) - (z < 0)),
    "leakyReLU": lambda z: max(z, 0.01 * z),
    "GELU": lambda z: 0.5 * z * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
}


def _ref_value(latex: str) -> float:
    """Work out an expression of numbers."""
    text = latex.replace(r"\left[", "(").replace(r"\right]", ")").replace("[", "(")
    text = text.replace(r"\left", "").replace(r"\right", "").replace(r"\,", "")
    text = re.sub(r"\\operatorname\{(\w+)\}", r"\1", text)
    text = text.replace(r"\cdot", "*").replace(r"\times", "*")
    text = re.sub(r"\\ln ([\d.]+)", r"ln(\1)", text)
    text = text.replace(r"\frac", "frac").replace("\\", "")
    while "frac" in text:
        text = _over(text)
    text = text.replace("{", "(").replace("}", ")").replace("^", "**")
    # A fraction that stands before a bracket or a number multiplies it; so does 1/b.
    text = re.sub(r"\)\s*\(", ")*(", text)
    return float(eval(text, {"__builtins__": {}}, WORDS))


def _over(text: str) -> str:
    """Write the first of the innermost fractions as a quotient."""
    begin = text.rindex("frac")
    above, rest = _group(text, begin + 4)
    below, end = _group(text, rest)
    return f"{text[:begin]}(({above})/({below})){text[end:]}"


def _group(text: str, at: int) -> tuple[str, int]:
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return text[at + 1 : i], i + 1
    raise AssertionError(text)


def rows(latex: str) -> list[str]:
    inside = re.sub(r"\\begin\{array\}\{l\}|\\end\{array\}", "", latex)
    return [row.strip() for row in inside.split(r"\\")]


def check(formula: Formula) -> int:
    """Work out both sides of every equation; return how many there were."""
    assert convert(formula.symbols).startswith("<math")
    assert convert(formula.numbers).startswith("<math")
    assert len(rows(formula.symbols)) == len(rows(formula.numbers))
    found = 0
    for row in rows(formula.numbers):
        sides = [side for side in row.split(" = ")[1:] if "cdots" not in side]
        values = [_ref_value(side) for side in sides]
        size = max(
            [abs(float(n)) for n in re.findall(r"\d+\.?\d*", row)] + [abs(v) for v in values]
        )
        for value in values:
            assert value == pytest.approx(values[-1], rel=4e-3, abs=2e-3 * min(size, 1.0)), row
        found += len(values) - 1
    return found


def step_of(network: dict[str, Any], choice: Choice, **fields: Any) -> Any:
    return look_ahead(train(experiment(network, **fields), 6, "batches").runs[0], choice)


POINT = Choice(point=(1.5, -2.0, 1.0))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_has_its_rule(optimizer: str) -> None:
    assert optimizer in RULES
    penalty = {"name": "l1", "rate": 0.01}
    network = {"layers": [{"units": 2}], "optimizer": {"name": optimizer}}
    found = step_of(network | {"regularization": penalty}, POINT)
    told = formulas(found, 0, 1, 0, 1)
    for name in ("update", "bias_update"):
        assert check(told[name]) >= 1
    after = found.layers[0].after["weights"][1, 1]
    assert told["update"].numbers.removesuffix(r" \end{array}").endswith(f" = {number(after, 6)}")


OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("momentum", {"dampening": 0.5}),
    ("momentum", {"momentum": 0.0}),
    ("adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("rmsprop", {"momentum": 0.5, "centered": True}),
    ("rmsprop", {"centered": True}),
    ("adam", {"amsgrad": True}),
    ("adamw", {"amsgrad": True, "weight_decay": 0.5}),
]


@pytest.mark.parametrize(("name", "options"), OPTIONS)
@pytest.mark.parametrize("batches", [0, 1, 5])
def test_every_option_of_a_rule_is_told(name: str, options: dict[str, Any], batches: int) -> None:
    network = {"layers": [{"units": 2}], "optimizer": {"name": name, **options}}
    run = train(experiment(network), batches, "batches").runs[0]
    told = formulas(look_ahead(run, POINT), 1, 0, 0, 1)
    assert check(told["update"]) >= 1


def test_what_has_no_words_of_its_own_is_written_as_phi_and_as_a_change() -> None:
    found = step_of({"layers": [{"units": 2}]}, POINT)
    hidden = replace(found.layers[0], activation="new")
    told = formulas(replace(found, layers=[hidden, *found.layers[1:]]), 0, 1, 0, 1)
    assert told["a"].numbers.count(r"\phi") == 1
    new = copy.copy(found.optimizer)
    new.key = "new"
    told = formulas(replace(found, optimizer=new), 0, 1, 0, 1)
    assert check(told["update"]) >= 1
    assert r"\Delta w" in told["update"].symbols


@pytest.mark.parametrize("normalization", ["none", "layer"])
@pytest.mark.parametrize("activation", [key for key in ACTIVATIONS if key in FUNCTIONS])
def test_a_unit_and_a_sample_are_followed_there_and_back(
    activation: str, normalization: str
) -> None:
    layer = {"units": 3, "activation": activation, "normalization": normalization}
    found = step_of({"layers": [layer, {"units": 2, "dropout": 0.4}]}, POINT)
    for index, unit in ((0, 0), (0, 2), (1, 1), (2, 0)):
        told = formulas(found, index, unit, 0, 0)
        assert ("normalized" in told) == (normalization == "layer" and index == 0)
        assert ("kept" in told) == (index == 1)
        counts = {name: check(formula) for name, formula in told.items()}
        assert all(counts[name] >= 1 for name in ("z", "a", "loss", "delta", "gradient", "update"))


@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_a_whole_batch_is_summed_up(normalization: str) -> None:
    layers = [{"units": 2, "normalization": normalization}]
    found = step_of({"layers": layers, "batch_size": 3}, Choice())
    told = formulas(found, 0, 1, 2, 0)
    assert all(check(formula) >= 1 for formula in told.values())
    assert r"\sum_n" in told["gradient"].symbols
    assert r"\frac{1}{3}" in told["loss"].numbers


@pytest.mark.parametrize(
    ("network", "fields"),
    [
        ({"loss": "mse"}, {}),
        ({"output": "tanh"}, {}),
        ({"output": "softmax"}, {}),
        ({"output": "softmax", "loss": "mse"}, {}),
        ({"output": "step"}, {}),
        ({"output": "identity", "loss": "perceptron"}, {}),
        ({}, {"data": {"dataset": "iris"}, "task": "classification"}),
        ({"loss": "mse"}, {"data": {"dataset": "iris"}, "task": "classification"}),
        ({}, {"data": {"dataset": "reg_plane"}, "task": "regression"}),
    ],
)
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_every_output_and_loss_is_told(
    network: dict[str, Any], fields: dict[str, Any], label: float
) -> None:
    found = step_of(
        {"layers": [{"units": 2}], **network}, Choice(point=(0.5, 1.0, label)), **fields
    )
    told = formulas(found, 1, 0, 0, 1)
    for name in ("a", "loss"):
        assert check(told[name]) >= 1
    if network.get("loss") != "perceptron" and network.get("output") != "step":
        assert check(told["delta"]) >= 1


def test_a_worked_unit() -> None:
    found = step_of({"layers": [{"units": 2}]}, POINT)
    layer = found.layers[1]
    told = formulas(found, 1, 0, 0, 1)
    assert told["z"].symbols == r"z_{1}^{(2)} = \sum_i a_{i}^{(1)}\, w_{i, 1}^{(2)} + b_{1}^{(2)}"
    assert told["a"].numbers.endswith(f" = {number(layer.a[0, 0])}")
    assert told["delta"].symbols == r"\delta_{1}^{(2)} = \left(a_{1}^{(2)} - y_{1}\right)"
    expected = rf"\delta_{{1}}^{{(2)}} = \left({number(layer.a[0, 0])} - 1\right) = "
    assert told["delta"].numbers == expected + number(layer.delta[0, 0])


def test_a_cut_weight_is_told_to_stay() -> None:
    from playground.experiment.weights import write_one

    run = experiment({"layers": [{"units": 2}]}).runs[0]
    write_one(run, {"layer": 0, "from": 1, "to": 0, "mask": 0})
    told = formulas(look_ahead(run, POINT), 0, 0, 0, 1)
    assert told["gradient"].numbers.endswith(" = 0")
    assert told["update"].symbols == r"w_{2, 1}^{(1)} \leftarrow w_{2, 1}^{(1)}"
    assert check(told["z"]) >= 1


def test_a_frozen_weight_is_told_to_stay_though_its_gradient_is_told() -> None:
    run = train(experiment({"layers": [{"units": 2}]}), 2).runs[0]
    parameters = run.network.parameters
    parameters.set_frozen(parameters.slot(1, "weights"), np.ones((2, 1)))
    found = look_ahead(run, POINT)
    told = formulas(found, 1, 0, 0, 1)
    weight = found.layers[1].weights[1, 0]
    assert found.layers[1].after["weights"][1, 0] == weight
    assert told["update"].numbers == rf"w_{{2, 1}}^{{(2)}} = {number(weight)}"
    assert check(told["gradient"]) >= 1
    assert not told["gradient"].numbers.endswith(" = 0")


def test_numbers_have_four_digits() -> None:
    assert [number(v) for v in (0.0, 1.0, -0.5, 0.123456, 1234.56, 99999.4, -1e-5, 2.5e7)] == [
        *("0", "1", "-0.5", "0.1235", "1235", "100000", "-10^{-5}"),
        r"2.5 \times 10^{7}",
    ]
    assert number(math.inf) == r"\infty"
    assert number(-math.inf) == r"-\infty"
    assert number(math.nan) == r"\text{NaN}"
    assert factor(-0.5) == r"\left(-0.5\right)"
    assert (square(2.0), square(-2.0)) == ("2^2", r"\left(-2\right)^2")


def test_long_sums_leave_out_the_middle() -> None:
    assert total(["1", "2", "3", "4"]) == "1 + 2 + 3 + 4"
    assert total(["1", "2", "3", "4", "5"]) == r"1 + 2 + \cdots + 5"
    assert total([]) == "0"


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ((2, 0, 0, 0), "layer"),
        ((0, 2, 0, 0), "unit"),
        ((0, 0, 1, 0), "sample"),
        ((0, 0, 0, 2), "input"),
    ],
)
def test_what_there_is_not_is_refused(place: tuple[int, int, int, int], field: str) -> None:
    found = look_ahead(experiment({"layers": [{"units": 2}]}).runs[0], POINT)
    with pytest.raises(Missing) as error:
        formulas(found, *place)
    assert error.value.field == field
