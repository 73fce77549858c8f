"""Figures show the numbers that there are, in the page's colours and words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import plotly.io
import pytest

from playground import Experiment
from playground.client import Invalid, Missing, Session, Workbench
from playground.client.figures import FIGURES
from playground.client.figures.look import THEMES, Look, look, mix

STATIC = Path(__file__).parents[2] / "static"
BROAD: list[dict[str, Any]] = [
    {"dataset": "xor", "layers": [3]},
    {"dataset": "iris", "layers": [4, 3], "activation": "relu"},
    {"dataset": "blobs", "classes": 2, "output": "softmax", "layers": []},
    {"dataset": "reg_plane", "layers": [3]},
    {"output": "tanh", "layers": [3], "train_fraction": 1.0},
    {"networks": [{"layers": [2]}, {"layers": [3, 3]}]},
]


def of_kind(figure: Any, kind: str) -> list[Any]:
    return [trace for trace in figure.data if trace.type == kind]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("words", BROAD)
def test_every_figure_can_be_drawn_of_everything(
    words: dict[str, Any], kind: Any, theme: str
) -> None:
    bench = Experiment(**words).train(epochs=2)
    figure = bench.figure(kind, theme=theme, language="ko" if theme == "dark" else "en")
    assert figure.data
    assert plotly.io.from_json(figure.to_json()).layout.width == figure.layout.width


@pytest.mark.parametrize("kind", FIGURES)
def test_a_session_gives_the_same_figures(kind: Any, create: Callable[..., Session]) -> None:
    words: dict[str, Any] = {"dataset": "circle", "layers": [3]}
    here, there = Experiment(**words).train(epochs=3), create(**words).train(epochs=3)
    assert here.figure(kind).to_json() == there.figure(kind).to_json()


# Colours and words


@pytest.mark.parametrize("theme", THEMES)
def test_colours_are_those_of_the_style_sheet(theme: str) -> None:
    style = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    wanted: dict[str, str] = {}
    for selector, body in rules:
        name = selector.rsplit("*/")[-1].strip()
        if name == ":root" or (theme == "dark" and name == ':root[data-theme="dark"]'):
            pairs = (entry.split(":", 1) for entry in body.split(";") if "--" in entry)
            wanted |= {key.strip()[2:]: value.strip() for key, value in pairs}
    assert look(theme, "en").colors == wanted
    assert len(wanted) > 40


def test_the_scale_ends_in_the_colours_of_the_two_classes() -> None:
    own = look("light", "en")
    assert own.diverging(-3.0) == mix(own.rgb("negative"), own.rgb("negative"), 0)
    assert own.diverging(0.0) == own.diverging(float("nan")) == own.scale()[1][1]
    assert own.diverging(1.0) == f"rgb{own.class_rgb(1, 2)}".replace(" ", "")
    assert own.class_rgb(1, 3) == own.rgb("class-1")


def test_words_are_those_of_the_page() -> None:
    figure = Experiment(dataset="iris").figure("surface", language="ko")
    korean = look("light", "ko")
    assert figure.layout.xaxis.title.text == korean.text("datasets.iris.axes.x1")
    names = [trace.name for trace in of_kind(figure, "heatmap")]
    assert names == [korean.text(f"datasets.iris.classes.c{label}") for label in range(3)]


def test_values_are_filled_into_words() -> None:
    own = Look({}, {"a": {"b": "{n} of {m}"}})
    assert own.text("a.b", n=1, m=2) == "1 of 2"
    assert not own.has("a.c")


# Surface


def test_the_surface_is_the_boundary() -> None:
    bench = Experiment(layers=[3]).train(epochs=3)
    map = of_kind(bench.figure("surface", resolution=20), "heatmap")[0]
    np.testing.assert_array_equal(map.z, bench.boundary(resolution=20).values)
    assert (map.zmin, map.zmax) == (0.0, 1.0)
    assert map.x[0] == -6.0


def test_points_lie_where_they_are_in_their_class_colours() -> None:
    bench = Experiment(samples=40, train_fraction=0.5)
    figure = bench.figure("surface", test=True)
    train, test = of_kind(figure, "scatter")[:2]
    data = bench.data()
    np.testing.assert_array_equal(train.x, data.train.points[:, 0])
    np.testing.assert_array_equal(test.y, data.test.points[:, 1])
    own = look("light", "en")
    assert [color == f"rgb{own.rgb('positive')}" for color in train.marker.color] == list(
        data.train.labels == 1
    )
    assert train.marker.line.color == own.colors["rim-train"]
    assert test.marker.line.color == own.colors["rim-test"]


def test_a_hard_decision_has_two_values() -> None:
    bench = Experiment(layers=[3], output="tanh").train(epochs=3)
    map = of_kind(bench.figure("surface", hard=True), "heatmap")[0]
    assert set(np.unique(map.z)) == {-1.0, 1.0}
    np.testing.assert_array_equal(map.customdata, bench.boundary(resolution=100).values)


def test_every_place_belongs_to_one_of_many_classes() -> None:
    bench = Experiment(dataset="blobs", classes=4, layers=[4]).train(epochs=3)
    maps = of_kind(bench.figure("surface", resolution=15), "heatmap")
    found = bench.boundary(resolution=15)
    shown = np.array([map.z for map in maps])
    assert (np.isfinite(shown).sum(axis=0) == 1).all()
    np.testing.assert_array_equal(np.nan_to_num(shown).sum(axis=0), found.confidence)
    np.testing.assert_array_equal(np.nan_to_num(shown).argmax(axis=0), found.labels)


def test_one_unit_can_be_looked_at() -> None:
    bench = Experiment(layers=[3], activation="relu").train(epochs=3)
    map = of_kind(bench.figure("surface", layer=0, unit=1, resolution=9), "heatmap")[0]
    values = bench.boundary(resolution=9, layer=0, unit=1).values
    np.testing.assert_array_equal(map.z, values)
    assert map.zmax == -map.zmin == max(1.0, values.max())


# Diagram


def test_the_diagram_has_a_map_for_every_feature_and_unit() -> None:
    bench = Experiment(layers=[3, 2], features=["x1", "x2", "radius"])
    figure = bench.figure("diagram")
    assert len(of_kind(figure, "heatmap")) == 3 + 3 + 2 + 1
    assert len(figure.layout.shapes) == 9
    assert not of_kind(bench.figure("diagram", maps=False), "heatmap")


def test_every_weight_and_bias_can_be_read_off() -> None:
    bench = Experiment(layers=[3]).train(epochs=2)
    bench.cut(0, 1, 2)
    traces = [t for t in of_kind(bench.figure("diagram"), "scatter") if t.mode == "markers"]
    first, last = bench.weights()
    wanted = [f"{weight:.4g}" for weight in first.weights.ravel()]
    wanted[5] = "✂"
    assert list(traces[0].text) == wanted
    assert list(traces[1].text) == [f"{weight:.4g}" for weight in last.weights.ravel()]
    assert list(traces[2].text) == [f"{bias:.4g}" for bias in first.biases]


def test_lines_have_the_colour_of_the_sign_and_the_width_of_the_size() -> None:
    bench = Experiment(layers=[])
    bench.set_weights([{"weights": [[5.0], [-0.2]]}])
    lines = [t for t in of_kind(bench.figure("diagram"), "scatter") if t.mode == "lines"]
    weak, strong = lines
    assert strong.line.color == look("light", "en").diverging(1.0)
    # −0.2 lies in the fifth of 24 steps of √(|w| / 5), which stands for 5 (5 / 24)².
    about = 5 * (5 / 24) ** 2
    assert weak.line.color == look("light", "en").diverging(-1.25 * about, "zero-thread")
    assert weak.line.width == pytest.approx(0.6 + about / 5 * 9 * 1.1)
    assert strong.line.width == pytest.approx(0.6 + 9 * 1.1)
    assert strong.x[0] < strong.x[-2]


def test_a_large_layer_shows_its_first_units_and_how_many_more() -> None:
    figure = Experiment(layers=[20]).figure("diagram", most=5, maps=False)
    assert len(figure.layout.shapes) == 2 + 5 + 1
    assert any("15" in note.text for note in figure.layout.annotations)


# Curves


def test_the_curves_are_the_history() -> None:
    bench = Experiment(layers=[3]).train(epochs=5)
    for curve in ("loss", "accuracy"):
        train, test = bench.figure("loss", curve=curve).data
        np.testing.assert_array_equal(train.y, getattr(bench.history(), f"train_{curve}"))
        np.testing.assert_array_equal(test.y, getattr(bench.history(), f"test_{curve}"))
        np.testing.assert_array_equal(test.x, range(6))
    assert train.line.color == look("light", "en").colors["train"]


def test_without_a_test_set_there_is_no_curve_of_it() -> None:
    assert len(Experiment(train_fraction=1.0).train(epochs=2).figure("loss").data) == 1


def test_networks_are_compared_each_in_its_colour() -> None:
    bench = Experiment(layers=[2, 2], networks=[{}, {"activation": "relu", "name": "R"}])
    figure = bench.train(epochs=4).figure("loss")
    assert [trace.name for trace in figure.data] == ["A train", "A test", "R train", "R test"]
    assert figure.data[2].line.color == look("light", "en").colors["network-1"]
    assert len(bench.figure("loss", network=1).data) == 2
    assert len(bench.figure("gradients").data) == 4
    assert len(bench.figure("gradients", network=1).data) == 3


def test_gradients_are_drawn_layer_by_layer_on_a_log_axis() -> None:
    bench = Experiment(layers=[3, 3]).train(epochs=4)
    figure = bench.figure("gradients")
    assert figure.layout.yaxis.type == "log"
    for layer, trace in enumerate(figure.data):
        np.testing.assert_array_equal(trace.y, bench.history().gradient_norms[:, layer])
    assert figure.data[-1].line.color == look("light", "en").layer_color(2, 3)


def test_a_gradient_of_zero_has_no_place_on_a_log_axis() -> None:
    figure = Experiment(layers=[3], activation="step").train(epochs=2).figure("gradients")
    assert np.isnan(np.array(figure.data[0].y, dtype=float)).all()


# Refusals


@pytest.mark.parametrize(
    ("kind", "options", "error", "field"),
    [
        ("pie", {}, Invalid, "kind"),
        ("loss", {"theme": "pink"}, Invalid, "theme"),
        ("loss", {"language": "xx"}, Invalid, "language"),
        ("loss", {"curve": "height"}, Invalid, "curve"),
        ("loss", {"network": 4}, Missing, "network"),
        ("surface", {"network": 4}, Missing, "n"),
        ("surface", {"layer": 0}, Invalid, "unit"),
        ("diagram", {"most": 0}, Invalid, "most"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    kind: Any, options: dict[str, Any], error: type[Invalid], field: str
) -> None:
    bench: Workbench = Experiment(layers=[2])
    with pytest.raises(error) as caught:
        bench.figure(kind, **options)
    assert caught.value.field == field
