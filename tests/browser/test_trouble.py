"""What goes wrong is explained, with a way out."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.playground import Playground, parse


def test_a_diverging_learning_rate_is_explained_and_put_right(playground: Playground) -> None:
    page = playground.page
    page.locator("[data-task=regression]").click()
    expect(page.locator("[data-task=regression]")).to_have_attribute("aria-pressed", "true")
    playground.control("learning_rate").select_option("10")
    playground.expect_toast(playground.t("edit.learning_rate", value=10), "kept")
    playground.full_speed()
    playground.play_button.click()

    # What was said before it diverged may still stand there.
    pattern = playground.t.pattern("messages.diverged.title")
    expect(playground.message.filter(has_text=re.compile(pattern.pattern[:-1]))).to_be_visible()
    expect(playground.message).to_have_count(1)
    title = playground.message.locator("strong").inner_text()
    found = pattern.match(title)
    assert found is not None, title
    assert parse(found[1]) == playground.status()["diverged"]
    expect(playground.message).to_contain_text("10")
    expect(playground.play_button).to_have_attribute("aria-label", playground.t("toolbar.play"))
    assert playground.read("train_loss") < float("inf")
    expect(playground.units.first).to_be_visible()

    playground.message.locator("[data-action=advice]").click()
    expect(playground.message).to_have_count(0)
    assert playground.network()["optimizer"]["learning_rate"] < 10
    playground.play()
    playground.until_epoch(100, seconds=15)
    playground.pause()
    assert playground.read("test_loss") < 0.1


def test_a_layer_without_any_slope_is_explained_and_put_right(playground: Playground) -> None:
    menu = playground.page.get_by_label(playground.t("network.activation", layer=1), exact=True)
    menu.select_option("step")
    title = playground.t("messages.no_gradient.title", layer=1)
    found = playground.message.filter(has_text=title)
    expect(found).to_contain_text(playground.t("messages.no_gradient.try"))
    playground.step("epochs")
    expect(playground.page.locator(".pace")).to_have_text(playground.t("gradients.pace.zero"))
    found.locator("[data-action=advice]").click()
    expect(playground.message).to_have_count(0)
    expect(menu).to_have_value("tanh")
