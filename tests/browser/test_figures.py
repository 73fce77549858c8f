"""Figures and numbers to take away: what is saved shows the network's own numbers, to print."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from browser.conftest import OpenPlayground
from browser.playground import Playground, format_short_count, parse
from browser.printed import SVG, Drawing, Gallery
from browser.watch import Watch

PROMPT = ["surface", "diagram", "loss", "accuracy", "gradients", "histograms", "space"]
LANDSCAPES = ["landscape_map", "landscape_relief"]


def trained(playground: Playground, epochs: int = 12) -> None:
    playground.full_speed()
    playground.play()
    playground.until_epoch(epochs)
    playground.pause()
    # Many samples are written in short: that the last frame has come, the epochs tell.
    epoch = format_short_count(playground.status()["epoch"])
    expect(playground.show("epoch")).to_have_text(epoch)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def curve_values(drawing: Drawing, name: str) -> list[float]:
    """The values of a curve on a linear axis that begins at 0, read off the paper."""
    _, _, _, bottom = drawing.plot()
    (low, low_at), *_, (high, high_at) = drawing.numbers_upwards()
    per_point = (parse(high) - parse(low)) / (low_at - high_at)
    return [(bottom - y) * per_point for _, y in drawing.curve(name)]


def test_every_figure_is_an_svg_that_stands_alone(playground: Playground, tmp_path: Path) -> None:
    trained(playground)
    gallery = Gallery(playground, tmp_path)
    expect(gallery.card("space").locator("img")).to_be_visible()
    expect(gallery.card(LANDSCAPES[-1])).to_be_visible()
    assert gallery.keys() == PROMPT + LANDSCAPES
    epoch = math.floor(playground.status()["epoch"])
    for key in PROMPT:
        drawing = gallery.svg(key)
        name = key.replace("_", "-")
        assert drawing.path.name == f"xor-A-epoch-{epoch}-{name}.svg"
        assert drawing.root.tag == f"{SVG}svg"
        assert drawing.root.attrib["width"] == "85mm"
        assert gallery.text(f"names.{key}") in drawing.words()
        outside = [
            to for to in drawing.references() if not to.startswith(("data:image/png;base64,", "#"))
        ]
        assert outside == []
        tags = {element.tag.removeprefix(SVG) for element in drawing.root.iter()}
        assert not tags & {"script", "style", "foreignObject"}
        assert not any("style" in element.attrib for element in drawing.root.iter())


def test_the_output_has_every_point_of_the_data_and_a_picture_in_print_quality(
    playground: Playground, tmp_path: Path
) -> None:
    trained(playground)
    data = playground.api("/data")
    gallery = Gallery(playground, tmp_path)
    drawing = gallery.svg("surface")
    circles = drawing.group("points-train").findall(f".//{SVG}circle")
    assert len(circles) == len(data["train"]["label"])
    assert drawing.root.find(".//*[@id='points-test']") is None
    [picture] = drawing.pictures()
    assert picture.size == (600, 600)
    left, right, top, bottom = drawing.plot()
    (x1_low, x1_high), (x2_low, x2_high) = data["domain"]["x1"], data["domain"]["x2"]
    found = {
        (
            round(x1_low + (float(c.attrib["cx"]) - left) / (right - left) * (x1_high - x1_low), 1),
            round(
                x2_low + (bottom - float(c.attrib["cy"])) / (bottom - top) * (x2_high - x2_low), 1
            ),
        )
        for c in circles
    }
    wanted = zip(data["train"]["x1"], data["train"]["x2"], strict=True)
    near = [min(abs(x - a) + abs(y - b) for a, b in found) for x, y in wanted]
    assert max(near) < 0.15


def test_the_border_of_the_output_runs_where_the_network_is_undecided(
    playground: Playground, tmp_path: Path
) -> None:
    trained(playground, 40)
    domain = playground.api("/data")["domain"]
    drawing = Gallery(playground, tmp_path).svg("surface")
    left, right, top, bottom = drawing.plot()
    places = re.findall(r"[ML]([\d.]+) ([\d.]+)", drawing.group("decision-line").attrib["d"])
    assert len(places) > 100
    for x, y in places[:: len(places) // 8]:
        (low1, high1), (low2, high2) = domain["x1"], domain["x2"]
        x1 = low1 + (float(x) - left) / (right - left) * (high1 - low1)
        x2 = low2 + (bottom - float(y)) / (bottom - top) * (high2 - low2)
        answer = playground.api(f"/networks/0/activations?x1={x1}&x2={x2}")["layers"][-1]["a"]
        assert answer[0] == pytest.approx(0.5, abs=0.02)


def test_the_curves_are_the_recorded_losses(playground: Playground, tmp_path: Path) -> None:
    trained(playground)
    gallery = Gallery(playground, tmp_path)
    drawing = gallery.svg("loss")
    record = rows_of(gallery.table("history"))
    for set_ in ("train", "test"):
        drawn = curve_values(drawing, playground.t(f"loss.{set_}"))
        wanted = [float(row[f"{set_}_loss"]) for row in record]
        assert len(drawn) >= len(wanted) > 5
        assert np.allclose(drawn[: len(wanted)], wanted, atol=0.005)
    cross_entropy = playground.t("losses.cross_entropy.name")
    loss = playground.t("loss.curves.loss")
    assert f"{loss} ({cross_entropy})" in drawing.words()
    assert playground.t("loss.epoch") in drawing.words()


def test_gradients_lie_on_their_log_axis(playground: Playground, tmp_path: Path) -> None:
    trained(playground)
    gallery = Gallery(playground, tmp_path)
    drawing = gallery.svg("gradients")
    record = rows_of(gallery.table("history"))
    _, _, top, bottom = drawing.plot()
    powers = [
        math.log10(parse(text.replace("10", "1·10", 1) if text != "1" else "1"))
        for text, _ in drawing.numbers_upwards()
        if "·" not in text
    ]
    low, high = min(powers), max(powers)
    drawn = [
        10 ** (low + (bottom - y) / (bottom - top) * (high - low))
        for _, y in drawing.curve(playground.t("gradients.output"))
    ]
    wanted = [float(row["gradient_norm_1"]) for row in record]
    assert np.allclose(drawn[: len(wanted)], wanted, rtol=0.02)


def test_the_diagram_has_every_weight_with_its_value(
    playground: Playground, tmp_path: Path
) -> None:
    trained(playground)
    drawing = Gallery(playground, tmp_path).svg("diagram")
    for layer, given in enumerate(playground.weights()):
        lines = drawing.group(f"weights-{layer + 1}").findall(f"{SVG}path")
        titles = [line.find(f"{SVG}title") for line in lines]
        found = [parse((title.text or "").split(" = ")[1]) for title in titles if title is not None]
        wanted = np.ravel(given["weights"])
        assert np.allclose(sorted(found), np.sort(wanted), rtol=1e-4)
    units = drawing.group("units").findall(f"{SVG}image")
    assert len(units) == 8 + 1
    assert len(drawing.group("biases").findall(f"{SVG}rect")) == 8 + 1


def test_histograms_count_what_is_there(playground: Playground, tmp_path: Path) -> None:
    drawing = Gallery(playground, tmp_path).svg("histograms")
    bars = drawing.group("histogram-weights-1").findall(f"{SVG}rect/{SVG}title")
    assert sum(int(bar.text or 0) for bar in bars) == 2 * 8


def test_a_png_has_the_pixels_that_its_printed_size_needs(
    playground: Playground, tmp_path: Path
) -> None:
    gallery = Gallery(playground, tmp_path)
    for size, wide, dpi in (("column", 85.0, 600), ("page", 170.0, 300), ("slide", 254.0, 300)):
        gallery.choose("size", size)
        drawing = gallery.svg("loss")
        assert drawing.root.attrib["width"] == f"{wide:g}mm"
        tall = float(drawing.root.attrib["height"].removesuffix("mm"))
        gallery.choose("dpi", str(dpi))
        png = gallery.png("loss")
        assert png.size == (round(wide / 25.4 * dpi), round(tall / 25.4 * dpi))
        assert png.dpi == pytest.approx((dpi, dpi), abs=0.02)
        assert png.mm == pytest.approx((wide, tall), abs=0.1)


def test_the_picture_inside_comes_through_to_the_png(
    playground: Playground, tmp_path: Path
) -> None:
    trained(playground, 60)
    gallery = Gallery(playground, tmp_path)
    drawing, png = gallery.svg("surface"), gallery.png("surface")
    left, right, top, bottom = drawing.plot()
    _, _, width, height = (float(n) for n in drawing.root.attrib["viewBox"].split())
    seen = [
        gallery.pixel(
            png, (left + across * (right - left)) / width, (top + down * (bottom - top)) / height
        )
        for across, down in ((0.995, 0.005), (0.005, 0.005))
    ]
    (upper_right, upper_left) = seen
    assert upper_right[2] > upper_right[0] + 40, "class blue lies upper right"
    assert upper_left[0] > upper_left[2] + 40, "class orange lies upper left"


def test_paper_is_light_dark_or_none(playground: Playground, tmp_path: Path) -> None:
    gallery = Gallery(playground, tmp_path)
    assert gallery.pixel(gallery.png("loss"), 0.002, 0.002) == (255, 255, 255, 255)
    theme = gallery.panel.locator("[data-theme=dark]")
    theme.click()
    expect(theme).to_have_attribute("aria-pressed", "true")
    dark = gallery.pixel(gallery.png("loss"), 0.002, 0.002)
    assert max(dark[:3]) < 60
    assert dark[3] == 255
    gallery.check("transparent", True)
    assert gallery.pixel(gallery.png("loss"), 0.002, 0.002)[3] == 0


def test_the_heading_can_be_left_out(playground: Playground, tmp_path: Path) -> None:
    gallery = Gallery(playground, tmp_path)
    heading = playground.t("share.figures.names.surface")
    assert heading in gallery.svg("surface").words()
    gallery.check("title", False)
    drawing = gallery.svg("surface")
    assert heading not in drawing.words()
    title = drawing.root.find(f"{SVG}title")
    assert title is not None
    assert (title.text or "").startswith(heading)


def test_the_landscape_says_that_it_is_not_measured_and_can_be(
    playground: Playground, tmp_path: Path
) -> None:
    trained(playground)
    gallery = Gallery(playground, tmp_path)
    card = gallery.card("landscape_map")
    expect(card).to_contain_text(gallery.text("needs.landscape"))
    expect(card.locator("[data-save=svg]")).to_be_disabled()
    card.locator("[data-action=measure]").click()
    expect(card.locator("img")).to_be_visible(timeout=60_000)
    drawing = gallery.svg("landscape_map")
    assert len(drawing.group("contours").attrib["d"]) > 1000
    relief = gallery.svg("landscape_relief")
    assert len(relief.group("relief").findall(f"{SVG}path")) == 30 * 30


def test_a_landscape_on_view_is_a_figure_already(playground: Playground, tmp_path: Path) -> None:
    page = playground.page
    page.locator(".tab[data-instrument=landscape]").click()
    expect(page.locator("#landscape p.unseen")).to_have_text(
        playground.t.pattern("instruments.landscape.alternative"), timeout=60_000
    )
    gallery = Gallery(playground, tmp_path)
    expect(gallery.card("landscape_map").locator("img")).to_be_visible()


def test_several_networks_have_a_figure_of_all_answers(
    playground: Playground, tmp_path: Path
) -> None:
    playground.put_experiment(
        {
            "data": {"dataset": "xor"},
            "networks": [
                {"name": "with", "layers": [{"units": 4, "activation": "tanh"}]},
                {"name": "without", "layers": []},
            ],
        }
    )
    gallery = Gallery(playground, tmp_path)
    expect(gallery.card("rivals").locator("img")).to_be_visible()
    drawing = gallery.svg("rivals")
    assert {"with", "without"} <= set(drawing.words())
    assert len(drawing.pictures()) == 2
    loss = gallery.svg("loss")
    for name in ("with", "without"):
        assert loss.curve(f"{name} {playground.t('loss.train')}")


def test_moments_that_are_not_recorded_count_as_long_as_they_are_the_present(
    playground: Playground, tmp_path: Path
) -> None:
    playground.step("batches")
    expect(playground.show("iteration")).to_have_text("1")
    gallery = Gallery(playground, tmp_path)
    rows = len(rows_of(gallery.table("history")))
    size = gallery.panel.locator("li", has=gallery.page.locator("[data-table=history]"))
    expect(size.locator(".table-size")).to_have_text(gallery.text("rows", count=rows, rows=rows))


def test_tables_have_the_rows_that_are_promised_and_the_numbers_of_the_server(
    playground: Playground, tmp_path: Path
) -> None:
    trained(playground)
    gallery = Gallery(playground, tmp_path)
    epoch = math.floor(playground.status()["epoch"])
    for key, rest in (
        ("data", "/data.csv"),
        ("history", "/networks/0/history.csv"),
        ("weights", "/networks/0/weights.csv"),
        ("predictions", "/networks/0/predictions.csv"),
    ):
        path = gallery.table(key)
        assert path.name == f"xor-A-epoch-{epoch}-{key}.csv"
        address = f"/api/sessions/{playground.session}{rest}"
        assert path.read_bytes() == playground.client.get(address).content
        row = gallery.panel.locator("li", has=gallery.page.locator(f"[data-table={key}]"))
        rows = len(rows_of(path))
        expect(row.locator(".table-size")).to_have_text(
            gallery.text("rows", count=rows, rows=f"{rows:,}")
        )
        link = row.locator("a")
        expect(link).to_have_attribute("href", address)


def test_beside_each_plot_a_button_opens_its_figure(playground: Playground, tmp_path: Path) -> None:
    page = playground.page
    for panel, key in (
        ("instruments", "gradients"),
        ("output", "surface"),
        ("network", "diagram"),
    ):
        page.locator(f"#{panel} [data-action=save-figure]").click()
        gallery = Gallery(playground, tmp_path, opened=True)
        card = gallery.card(key)
        expect(card).to_have_class(re.compile(r"\blarge\b"))
        expect(card.locator(".figure-thumb")).to_be_in_viewport(ratio=0.9)
        page.keyboard.press("Escape")
        expect(gallery.panel).to_be_hidden()
    accuracy = page.locator("#loss [data-curve=accuracy]")
    accuracy.click()
    expect(accuracy).to_have_attribute("aria-pressed", "true")
    page.locator("#loss [data-action=save-figure]").click()
    expect(page.locator(".figure-card.large")).to_have_attribute("data-figure", "accuracy")


def test_pictures_follow_while_it_learns(playground: Playground, tmp_path: Path) -> None:
    gallery = Gallery(playground, tmp_path)
    words = gallery.card("loss").locator("p.unseen")
    expect(words).to_contain_text(playground.t("share.figures.epoch", epoch=0))
    playground.page.keyboard.press("Escape")
    playground.play()
    gallery = Gallery(playground, tmp_path)
    # The first one is drawn when the tab is opened, those after it follow.
    expect(words).not_to_contain_text(playground.t("share.figures.epoch", epoch=0))
    before = words.inner_text()
    expect(words).not_to_have_text(before)
    playground.page.keyboard.press("Escape")
    playground.pause()


def test_a_server_that_does_not_answer_is_told_in_a_sentence(
    playground: Playground, tmp_path: Path, watch: Watch
) -> None:
    watch.forgive(r"boundary", r"weights\.csv", r"ERR_FAILED")
    gallery = Gallery(playground, tmp_path)
    expect(gallery.card("surface").locator("img")).to_be_visible()
    for path in ("**/boundary*", "**/weights.csv"):
        playground.page.route(path, lambda route: route.abort())
    gallery.card("surface").locator("[data-save=png]").click()
    expect(gallery.told).to_have_text(playground.t("error.unreachable"))
    # What it says of a file comes with the file, be it after what is said of another one.
    gallery.table("data")
    gallery.panel.locator("[data-table=weights]").click()
    expect(gallery.told).to_have_text(playground.t("error.unreachable"))


def test_figures_speak_the_language_of_the_page(
    open_playground: OpenPlayground, tmp_path: Path
) -> None:
    playground = open_playground("/?lang=ko", language="ko", locale="ko-KR")
    gallery = Gallery(playground, tmp_path)
    drawing = gallery.svg("loss")
    assert playground.t("share.figures.names.loss") in drawing.words()
    assert playground.t("loss.epoch") in drawing.words()
    assert drawing.root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "ko"


def test_the_gallery_fits_a_phone(open_playground: OpenPlayground, tmp_path: Path) -> None:
    playground = open_playground(viewport={"width": 390, "height": 844}, has_touch=True)
    gallery = Gallery(playground, tmp_path)
    expect(gallery.card("space").locator("img")).to_be_visible()
    wide = gallery.panel.evaluate("(panel) => panel.scrollWidth - panel.clientWidth")
    assert wide <= 0
    assert gallery.png("surface").size[0] == round(85 / 25.4 * 300)


def test_the_border_of_many_classes_has_no_steps(playground: Playground, tmp_path: Path) -> None:
    layers = [{"units": 6, "activation": "tanh"}, {"units": 4, "activation": "tanh"}]
    blobs = {"data": {"dataset": "blobs", "classes": 4}, "networks": [{"layers": layers}]}
    playground.put_experiment(blobs)
    trained(playground, 40)
    drawing = Gallery(playground, tmp_path).svg("space")
    lines = [
        np.array([[float(x), float(y)] for x, y in re.findall(r"([\d.]+) ([\d.]+)", line)])
        for line in drawing.group("input-border").attrib["d"].split("M")[1:]
    ]
    assert lines
    for line in lines:
        steps = np.diff(line, axis=0)
        steps = steps[np.hypot(*steps.T) > 0.05]
        angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
        # Up and down the places of a mesh, it would turn round dozens of times.
        assert np.abs(np.diff(angles)).sum() < 3 * math.pi
