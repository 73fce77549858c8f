"""Histograms of every layer, live."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from browser.conftest import OpenPlayground
from browser.instruments import Instrument
from browser.pictures import share_of_hue
from browser.playground import Playground, parse

ORANGE, BLUE, PINK = 32.0, 203.0, 310.0

DEEP = {
    "data": {"dataset": "circle"},
    "networks": [{"layers": [{"units": 4, "activation": "sigmoid"}] * 6}],
}


def spreads(instrument: Instrument) -> list[float]:
    """The standard deviations that the picture is described with, layer by layer."""
    said = instrument.words.inner_text().rstrip(".").split(": ", 1)[1]
    return [parse(part.rsplit(" ", 1)[1]) for part in said.split(", ")]


def test_weights_are_counted_as_they_are(playground: Playground) -> None:
    histograms = Instrument(playground, "histograms")
    expect(histograms.sentence).to_have_text(histograms.text("text.weights"))
    expect(histograms.words).not_to_be_empty()
    before = histograms.words.inner_text()
    playground.play()
    playground.until_epoch(60)
    playground.pause()
    expect(histograms.words).not_to_have_text(before)
    wanted = [float(np.std(layer["weights"])) for layer in playground.weights()]
    playground.wait(
        lambda: np.allclose(spreads(histograms), wanted, rtol=0.1), "the words tell the weights"
    )
    colours = histograms.colours()
    assert share_of_hue(colours, ORANGE) > 0.005
    assert share_of_hue(colours, BLUE) > 0.005


def test_each_quantity_says_what_it_is_and_all_four_have_room_when_enlarged(
    playground: Playground,
) -> None:
    histograms = Instrument(playground, "histograms")
    expect(histograms.panel.locator("[data-quantity=all]")).to_be_hidden()
    for quantity in ("z", "a", "gradients"):
        histograms.choose("quantity", quantity)
        expect(histograms.sentence).to_contain_text(histograms.text(f"text.{quantity}"))
        expect(histograms.words).to_contain_text(histograms.text(f"short.{quantity}"))
    playground.wait(
        lambda: share_of_hue(histograms.colours(), PINK) > 0.005, "gradients have their own hue"
    )
    playground.page.locator("[data-action=expand]").click()
    histograms.choose("quantity", "all")
    expect(histograms.sentence).to_have_text(histograms.text("text.all"))
    playground.page.locator("[data-action=expand]").click()
    expect(histograms.panel.locator("[data-quantity=weights]")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_pointing_at_a_bar_tells_how_many_there_are(playground: Playground) -> None:
    histograms = Instrument(playground, "histograms")
    histograms.choose("quantity", "z")
    expect(histograms.words).to_contain_text(histograms.text("short.z"))
    histograms.point_at(0.25, 0.5)
    expect(histograms.tip).to_be_visible()
    found = histograms.pattern("bin").match(histograms.tip.locator("b").inner_text())
    assert found is not None
    points = len(playground.api("/data")["train"]["label"])
    assert found[4] == f"{8 * points:,}"
    histograms.page.mouse.move(5, 5)
    expect(histograms.tip).to_be_hidden()


def test_gradients_that_vanish_are_told_in_words(open_playground: OpenPlayground) -> None:
    playground = open_playground()
    playground.put_experiment(DEEP)
    histograms = Instrument(playground, "histograms")
    histograms.choose("quantity", "gradients")
    narrower = re.escape(histograms.text("narrower", ratio="RATIO")).replace("RATIO", r"[\d,]+")
    expect(histograms.sentence).to_have_text(re.compile(narrower))
    ratio = spreads(histograms)[-1] / spreads(histograms)[0]
    assert ratio > 100.0


def test_histograms_speak_korean(open_playground: OpenPlayground) -> None:
    playground = open_playground("/?lang=ko", language="ko")
    histograms = Instrument(playground, "histograms")
    expect(histograms.sentence).to_have_text(histograms.text("text.weights"))
    expect(histograms.words).to_contain_text("표준편차")


def test_the_past_is_shown_moment_by_moment(playground: Playground) -> None:
    histograms = Instrument(playground, "histograms")
    playground.play()
    playground.until_epoch(50)
    playground.pause()
    histograms.choose("mode", "past")
    expect(histograms.sentence).to_have_text(histograms.text("past"))
    kept = playground.api("/networks/0/histograms/past?layer=0")["epochs"]
    assert len(kept) > 3
    quantity = histograms.text("short.weights")
    expect(histograms.words).to_have_text(
        histograms.text("past_alternative", quantity=quantity, count=len(kept))
    )
    colours = histograms.colours()
    assert share_of_hue(colours, ORANGE) > 0.02
    assert share_of_hue(colours, BLUE) > 0.02
    histograms.point_at(0.48, 0.5)
    expect(histograms.tip.locator("b")).to_have_text(
        f"{playground.t('loss.epoch')} {round(kept[-1]):,}"
    )
    histograms.choose("quantity", "gradients")
    expect(histograms.words).to_contain_text(histograms.text("short.gradients"))
    playground.wait(
        lambda: share_of_hue(histograms.colours(), PINK) > 0.01, "gradients have their own hue"
    )
