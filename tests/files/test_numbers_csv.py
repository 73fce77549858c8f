"""Tables to take away: every number with all its digits, and read back the same."""

from __future__ import annotations

import csv
import io

import pytest
from helpers.specs import custom, experiment, train

from playground.experiment import Experiment
from playground.files import Choice, numbers_csv, read_table, take


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def live() -> Experiment:
    layers = [{"units": 3, "normalization": "batch"}, {"units": 2}]
    data = {"dataset": "blobs", "classes": 3, "samples": 30}
    return train(experiment({"layers": layers}, data=data), 3)


def test_points_come_back_exactly(live: Experiment) -> None:
    text = numbers_csv.data_csv(live)
    found = take(read_table(text, 5_000), Choice("x1", "x2", "label", "classification"), 8)
    split = len(live.data.train)
    assert (found.table[:split, :2] == live.data.train.points).all()
    assert (found.table[:split, 2] == live.data.train.labels).all()
    assert (found.table[split:, :2] == live.data.test.points).all()
    assert [row["set"] for row in rows(text)] == ["train"] * split + ["test"] * (30 - split)


def test_classes_with_names_are_written_by_name_and_none_is_a_formula() -> None:
    names = ["=1+1", "-1", "a, b"]
    points = [(1, 2, 0), (2, 1, 1), (3, 1, 2), (4, 1, 3)]
    live = experiment(data=custom(points, class_names=names))
    wanted = {1.0: "'=1+1", 2.0: "-1", 3.0: "a, b", 4.0: "3"}
    for text in (numbers_csv.data_csv(live), numbers_csv.predictions_csv(live, live.runs[0])):
        assert {float(row["x1"]): row["label"] for row in rows(text)} == wanted


def test_curves_are_those_of_the_page(live: Experiment) -> None:
    found, curves = rows(numbers_csv.history_csv(live.runs[0])), live.curves()["networks"][0]
    for name, key in (("epoch", "epochs"), ("train_loss", "train_loss"), ("test_loss",) * 2):
        assert [float(row[name]) for row in found] == curves[key]
    norms = [[float(row[f"gradient_norm_{i}"]) for i in range(3)] for row in found]
    assert norms == curves["gradient_norms"]


def test_what_is_not_there_or_not_finite_is_an_empty_cell() -> None:
    data = custom([(1, 2, 0.5), (2, 1, -0.5)])
    alone = experiment({"optimizer": {"learning_rate": 100.0}}, task="regression", data=data)
    train(alone, 50)
    last = rows(numbers_csv.history_csv(alone.runs[0]))[-1]
    assert last["test_loss"] == last["test_accuracy"] == last["train_accuracy"] == ""
    assert "nan" not in numbers_csv.history_csv(alone.runs[0])
    assert [row["set"] for row in rows(numbers_csv.predictions_csv(alone, alone.runs[0]))] == (
        ["train", "train"]
    )


def test_every_weight_has_a_row(live: Experiment) -> None:
    run = live.runs[0]
    found = rows(numbers_csv.weights_csv(run))
    assert len(found) == len(run.network.parameters) + 2 * 3
    for layer, dense in enumerate(part.dense for part in run.network.layers):
        weights = {
            (int(row["from"]), int(row["to"])): float(row["value"])
            for row in found
            if (row["layer"], row["parameter"]) == (str(layer), "weights")
        }
        assert weights == {
            (i, j): value
            for i, line in enumerate(dense.weights.tolist())
            for j, value in enumerate(line)
        }
    means = [float(r["value"]) for r in found if r["parameter"] == "running_mean"]
    assert means == run.network.running[0, 0, :3].tolist()


def test_predictions_are_what_the_accuracy_says(live: Experiment) -> None:
    run = live.runs[0]
    found = rows(numbers_csv.predictions_csv(live, run))
    test = [row for row in found if row["set"] == "test"]
    right = sum(row["label"] == row["predicted"] for row in test) / len(test)
    measured = run.measure().test
    assert measured is not None
    assert right == measured.accuracy
    for row in found:
        answers = [float(row[f"output_{j}"]) for j in range(3)]
        assert sum(answers) == pytest.approx(1.0)
        assert int(row["predicted"]) == answers.index(max(answers))
