"""More than two classes: hues, legend and probabilities."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.pictures import from_hex, hue, pixels, share_of_hue
from browser.playground import Playground

IRIS = ("setosa", "versicolor", "virginica")


def choose(playground: Playground, key: str) -> None:
    playground.page.locator(".more-datasets").click()
    playground.card.locator(f"[data-dataset={key}]").click()
    expect(playground.card).to_have_count(0)


def class_hues(playground: Playground, classes: int) -> list[float]:
    """The hues of the style sheet."""
    read = "(k) => getComputedStyle(document.documentElement).getPropertyValue(`--class-${k}`)"
    hues = [hue(from_hex(playground.page.evaluate(read, k))) for k in range(classes)]
    return [h for h in hues if h is not None]


def test_iris_is_learnt_in_three_colours(playground: Playground) -> None:
    choose(playground, "iris")
    name = playground.t("datasets.iris.name")
    playground.expect_toast(playground.t("edit.dataset", name=name), "reset")
    expect(playground.units).to_have_count(8 + 3)
    legend = playground.page.locator("#output .legend")
    for k, species in enumerate(IRIS):
        assert playground.t(f"datasets.iris.classes.c{k}") == species
        expect(legend).to_contain_text(species)
    for axis in ("x1", "x2"):
        axis_name = playground.t(f"datasets.iris.axes.{axis}")
        expect(playground.page.locator(".surface-plot")).to_contain_text(axis_name)

    playground.full_speed()
    playground.play()
    playground.until_accuracy(0.9)
    playground.pause()
    playground.control("hard").check()
    playground.frames()
    colours = pixels(playground.page.locator(".surface-canvas"))
    hues = class_hues(playground, 3)
    assert len(hues) == 3
    for k, wanted in enumerate(hues):
        assert share_of_hue(colours, wanted) > 0.03, f"class {k} has no place of its colour"

    # A place pointed at shows three probabilities that sum to one.
    reading = playground.page.locator("#output .reading")
    expect(reading).to_have_text(playground.t("output.reading_hint"))
    playground.surface.hover()
    expect(reading.locator(".share")).to_have_count(3)
    shown = [float(text) for text in reading.locator(".share").all_inner_texts()]
    expect(reading).to_contain_text("Σ = 1.00")
    assert abs(sum(shown) - 1) <= 0.0151
    assert len(set(shown)) > 1
    playground.page.mouse.move(5, 5)
    expect(reading).to_have_text(playground.t("output.reading_hint"))

    # The keyboard probes as well, and sees where.
    playground.surface.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        there = reading.text_content() or ""
        playground.page.keyboard.press(key)
        expect(reading).not_to_have_text(there)
        # The exact answer comes after the one that is read off the picture.
        expect(reading).to_contain_text("Σ = 1.00")
    expect(playground.page.locator("#output .cross")).not_to_have_attribute("hidden", "")


def test_six_classes_have_six_colours_and_a_slider_of_their_own(playground: Playground) -> None:
    choose(playground, "blobs")
    slider = playground.page.locator("[data-field=classes] input")
    expect(slider).to_be_visible()
    playground.slide(slider, "6")
    playground.expect_toast(playground.t("edit.classes", value=6), "reset")
    expect(playground.units).to_have_count(8 + 6)
    expect(playground.page.locator("#output .legend .legend-class")).to_have_count(6)
    points = playground.page.locator(".surface-plot .scatterlayer .point")
    expect(points.first).to_be_visible()
    playground.until(
        """() => new Set([...document.querySelectorAll(".surface-plot .scatterlayer .point")]
            .map((point) => point.style.fill)).size === 6"""
    )
    playground.dataset("circle").click()
    expect(slider).to_be_hidden()
    expect(playground.units).to_have_count(8 + 1)
