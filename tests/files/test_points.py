"""Points taken from tables: classes, targets, scales, and refusals by row and column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.specs import experiment

from playground.experiment import Invalid
from playground.files import Choice, Points, read_table, replace_data, take
from playground.files.points import find_problems


def points(text: str, task: Any = "classification", classes: int = 8, **more: Any) -> Points:
    choice = Choice(**{"x1": "a", "x2": "b", "label": "c", "task": task, **more})
    return take(read_table(f"a,b,c\n{text}", 5_000), choice, classes)


def refusal(text: str, task: Any = "classification", **more: Any) -> Invalid:
    with pytest.raises(Invalid) as caught:
        points(text, task, **more)
    return caught.value


def test_words_are_classes_in_alphabetical_order() -> None:
    found = points("1,2,dog\n3,4,cat\n5,6,dog\n")
    assert found.classes == ["cat", "dog"]
    assert found.table.tolist() == [[1, 2, 1], [3, 4, 0], [5, 6, 1]]


@pytest.mark.parametrize(
    ("labels", "indices", "classes"),
    [
        (("0", "2"), [0, 2], ["0", "1", "2"]),
        (("1", "2"), [0, 1], ["1", "2"]),
        (("1", "-1"), [1, 0], ["-1", "1"]),
        (("0.5", "0.50"), [0, 0], ["0.5"]),
        (("0", "900"), [0, 1], ["0", "900"]),
        (("0", "x"), [0, 1], ["0", "x"]),
        (("0", "10"), [0, 1], ["0", "10"]),
        (("1000001", "1000002"), [0, 1], ["1000001", "1000002"]),
        (("0.1", "0.30000000000000004"), [0, 1], ["0.1", "0.30000000000000004"]),
    ],
)
def test_whole_numbers_from_0_are_class_indices_and_all_else_is_counted(
    labels: tuple[str, str], indices: list[int], classes: list[str]
) -> None:
    found = points("".join(f"1,2,{label}\n" for label in labels))
    assert found.table[:, 2].tolist() == indices
    assert found.classes == classes


def test_standardised_columns_have_mean_0_and_deviation_1() -> None:
    found = points("1,7,10\n2,7,20\n6,7,60\n", "regression", standardise=True)
    x1, x2, label = found.table.T
    # Worked by hand: mean 3, variance ((1-3)² + (2-3)² + (6-3)²) / 3 = 14 / 3.
    assert x1 == pytest.approx((np.array([1, 2, 6]) - 3) / (14 / 3) ** 0.5)
    assert x2.tolist() == [0, 0, 0]
    assert label == pytest.approx(x1)
    assert found.scales["x1"].mean == 3
    assert found.scales["label"].deviation == pytest.approx(10 * (14 / 3) ** 0.5)
    assert set(points("1,2,a\n2,3,b\n", standardise=True).scales) == {"x1", "x2"}
    assert points("1,2,a\n2,3,b\n").scales == {}


@pytest.mark.parametrize(
    ("text", "task", "more", "code", "field", "words"),
    [
        ("1,2,0\n3,,1\n", "classification", {}, "empty_cell", "rows.3.x2", "row 3, column 'b'"),
        ("1,2,0\n3,4,\n", "classification", {}, "empty_cell", "rows.3.label", "empty"),
        ("1,2,0\nn/a,4,1\n", "classification", {}, "not_a_number", "rows.3.x1", "'n/a'"),
        ('1,2,0\n"1,234.5",4,1\n', "classification", {}, "not_a_number", "rows.3.x1", "thousands"),
        ("1,2,0\n1 234.5,4,1\n", "classification", {}, "not_a_number", "rows.3.x1", "thousands"),
        ("1,2,0\n1.234.567,4,1\n", "regression", {}, "not_a_number", "rows.3.x1", "thousands"),
        ("1,2,0\n3,4,x\n", "regression", {}, "not_a_number", "rows.3.label", "'x'"),
        ("1,2,0\n3,2e6,1\n", "classification", {}, "out_of_range", "rows.3.x2", "standardise"),
        ("1e999,2,0\n", "regression", {"standardise": True}, "out_of_range", "rows.2.x1", "1e999"),
        ("1,2,0\n", "regression", {"x1": "d"}, "unknown_column", "x1", "'a', 'b', 'c'"),
        ("1,2,0\n", "regression", {"x1": 3}, "unknown_column", "x1", "not 3"),
        ("1,2,0\n", "regression", {"x1": "b"}, "invalid_value", "label", "different"),
        (
            "1,2,5\n1,2,6\n1,2,7\n",
            "classification",
            {"classes": 2},
            "too_many_classes",
            "label",
            "3",
        ),
        (
            "1,2,a\n1,2,b\n1,2,c\n",
            "classification",
            {"classes": 2},
            "too_many_classes",
            "label",
            "3",
        ),
    ],
)
def test_a_refusal_says_row_column_and_reason(
    text: str, task: str, more: dict[str, Any], code: str, field: str, words: str
) -> None:
    error = refusal(text, task, **more)
    assert (error.code, error.field) == (code, field)
    assert words in error.message


def test_columns_are_found_by_index_too() -> None:
    by_index = points("1,2,0\n3,4,1\n", x1=1, x2="0")
    assert by_index.table[:, :2].tolist() == [[2, 1], [4, 3]]


def test_large_numbers_fit_once_they_are_standardised() -> None:
    found = points("1e9,2,0\n3e9,4,1\n", standardise=True)
    assert found.table[:, 0].tolist() == [-1, 1]


def test_classes_and_axes_are_called_as_in_the_table_but_not_endlessly() -> None:
    long = "x" * 90
    text = f"1,2,{long}a\n3,4,{long}b\n5,6,cat\n"
    data = replace_data(experiment().spec, points(text), "classification").data
    assert data.class_names is not None
    first, *others = data.class_names
    assert (first, len(set(others))) == ("cat", 2)
    assert all(len(name) <= 80 and name.startswith("xxx") for name in others)
    assert data.axis_names == ("a", "b")
    nameless = read_table("1,2,cat\n3,4,dog\n", 5000)
    choice = Choice(0, 1, 2, "classification")
    taken = replace_data(experiment().spec, take(nameless, choice, 8), "classification")
    assert taken.data.axis_names is None
    targets = replace_data(experiment().spec, points("1,2,3\n", "regression"), "regression")
    assert targets.data.class_names is None


@pytest.mark.parametrize(
    ("text", "x1", "x2"),
    [
        ("1,-2,0\n6,3,1\n", [0.5, 6.5], [-2.5, 3.5]),
        ("1000,7,0\n2000,7,1\n", [900, 2100], [6.993, 7.007]),
        ("-1e6,0.1,0\n1e6,0.3,1\n", [-1_200_000, 1_200_000], [0.08, 0.32]),
        ("0,0,0\n0,0,1\n", [-0.001, 0.001], [-0.001, 0.001]),
    ],
)
def test_the_plane_is_drawn_around_the_points_between_short_numbers(
    text: str, x1: list[float], x2: list[float]
) -> None:
    domain = replace_data(experiment().spec, points(text), "classification").data.domain
    assert domain is not None
    assert (list(domain.x1), list(domain.x2)) == (x1, x2)


def test_all_problems_are_found_row_by_row() -> None:
    table = read_table("a,b,c\n1,,0\nx,2,\n", 5_000)
    found = find_problems(table, Choice("a", "b", "c", "classification"), 8)
    assert [problem.field for problem in found] == ["rows.2.x2", "rows.3.x1", "rows.3.label"]


def test_an_experiment_goes_on_with_the_points_and_with_what_still_fits() -> None:
    before = experiment({"layers": [{"units": 3}], "output": "tanh"}, data={"train_fraction": 0.8})
    found = points("1,2,a\n3,4,b\n5,6,c\n")
    spec = replace_data(before.spec, found, "classification")
    assert (spec.task, spec.classes, spec.data.train_fraction) == ("classification", 3, 0.8)
    assert spec.networks[0].output == "auto"
    assert spec.networks[0].layers == before.spec.networks[0].layers
    targets = replace_data(spec, points("1,2,0.5\n3,4,-1\n", "regression"), "regression")
    assert (targets.task, targets.classes) == ("regression", None)
    assert [p.label for p in targets.data.points or ()] == [0.5, -1.0]
