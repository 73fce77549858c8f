"""Layers and units added, removed and changed while it learns."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from browser.playground import Playground


def header(playground: Playground, layer: int) -> Locator:
    return playground.page.get_by_role(
        "group", name=playground.t("network.layer", layer=layer), exact=True
    )


def insert(playground: Playground, index: int) -> None:
    playground.page.locator(f"[data-insert='{index}']").click()


def test_without_its_hidden_layer_xor_fails_and_with_it_is_solved_again(
    playground: Playground,
) -> None:
    playground.full_speed()
    playground.button("network.remove_layer", layer=1).click()
    playground.expect_toast(playground.t("edit.layer_removed", layer=1), "reset")
    expect(playground.units).to_have_count(1)
    foot = playground.page.locator("#network-foot")
    expect(foot).to_contain_text(playground.t("network.parameters", count=3))
    playground.play()
    playground.until_epoch(300)
    assert playground.read("test_accuracy") < 0.8
    assert playground.read("train_loss") > 0.5

    insert(playground, 0)
    playground.expect_toast(playground.t("edit.layer_added", layer=1), "reset")
    expect(playground.units).to_have_count(9)
    playground.until_accuracy(0.95)
    playground.pause()


def test_an_activation_changed_while_it_plays_keeps_the_weights_and_the_game(
    playground: Playground,
) -> None:
    playground.play()
    playground.until_epoch(5)
    menu = playground.page.get_by_label(playground.t("network.activation", layer=1), exact=True)
    menu.select_option("relu")
    relu = playground.t("activations.relu.name")
    playground.expect_toast(playground.t("edit.activation", layer=1, name=relu), "kept")
    epoch = int(playground.read("epoch"))
    assert epoch >= 5
    playground.until_epoch(epoch + 10)
    playground.pause()
    assert playground.network()["layers"][0]["activation"] == "relu"
    expect(playground.control("activation").first).to_have_value("relu")

    # The menu of the bar speaks for all layers.
    insert(playground, 1)
    expect(header(playground, 2)).to_be_visible()
    bar = playground.page.locator("#settings").get_by_label(
        playground.t("settings.activation"), exact=True
    )
    bar.select_option("gelu")
    gelu = playground.t("activations.gelu.name")
    playground.expect_toast(playground.t("edit.activation_all", name=gelu), "kept")
    assert [layer["activation"] for layer in playground.network()["layers"]] == ["gelu"] * 2
    second = playground.page.get_by_label(playground.t("network.activation", layer=2), exact=True)
    expect(second).to_have_value("gelu")
    second.select_option("sigmoid")
    expect(bar).to_have_value("")


def test_units_more_and_fewer_say_that_the_weights_are_reset(playground: Playground) -> None:
    playground.button("network.more_units", layer=1).click()
    playground.expect_toast(playground.t("edit.units", layer=1, units=9, amount=9), "reset")
    expect(playground.units).to_have_count(10)
    for _ in range(2):
        playground.button("network.fewer_units", layer=1).click()
    playground.expect_toast(playground.t("edit.units", layer=1, units=7, amount=7), "reset")
    expect(playground.units).to_have_count(8)
    expect(header(playground, 1)).to_contain_text(playground.t("network.units", count=7))

    # What there cannot be more of is said, not done.
    limits = playground.client.get("/api/catalog").json()["limits"]
    experiment = playground.api()["experiment"]
    most = [{"units": limits["units"]}] + [{"units": 1}] * (limits["hidden_layers"] - 1)
    experiment["networks"][0]["layers"] = most
    playground.put_experiment(experiment)
    inserts = playground.page.locator("[data-insert]")
    for index in range(limits["hidden_layers"] + 1):
        expect(inserts.nth(index)).to_be_disabled()
    full = playground.t("network.most_layers", most=limits["hidden_layers"])
    expect(inserts.first).to_have_attribute("title", full)
    shown = playground.page.locator("#units .unit[data-layer='0']")
    more = playground.page.locator(".more-units:visible").first
    playground.wait(
        lambda: (
            more.inner_text()
            == playground.t("network.more_hidden", count=limits["units"] - shown.count())
        ),
        "it is said how many units are not shown",
    )


def test_dropout_and_normalisation_are_set_in_the_card_of_the_layer(playground: Playground) -> None:
    chip = header(playground, 1).locator("button.chip")
    chip.click()
    card = playground.card
    expect(card).to_have_accessible_name(playground.t("network.layer_settings_of", layer=1))
    dropout = card.get_by_label(playground.t("network.dropout"), exact=True)
    playground.slide(dropout, "0.25")
    playground.expect_toast(playground.t("edit.dropout", layer=1, value="25 %"), "kept")
    normalization = card.get_by_label(playground.t("network.normalization"), exact=True)
    normalization.select_option("batch")
    name = playground.t("normalizations.batch.name")
    playground.expect_toast(playground.t("edit.normalization", layer=1, name=name))
    layer = playground.network()["layers"][0]
    assert (layer["dropout"], layer["normalization"]) == (0.25, "batch")
    expect(card.locator("math").first).to_be_visible()
    playground.page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    short = playground.t("network.normalized_short.batch")
    long = playground.t("network.normalized.batch")
    expect(chip).to_contain_text(re.compile(f"{short}|{long}"))
    playground.play()
    playground.until_epoch(3)
    playground.pause()


def test_a_unit_pointed_at_is_shown_large_in_the_output(playground: Playground) -> None:
    title = playground.page.locator("#output [data-show=title]")
    canvas = playground.page.locator(".surface-canvas")
    read = "(canvas) => canvas.toDataURL()"
    whole = canvas.evaluate(read)
    playground.unit(0, 3).hover()
    expect(title).to_have_text(playground.t("network.short_unit", layer=1, unit=4))
    playground.frames()
    large = canvas.evaluate(read)
    assert large != whole
    playground.feature("x1_squared").hover()
    expect(title).to_have_text(playground.t("features.x1_squared.name"))
    playground.frames()
    assert canvas.evaluate(read) not in (whole, large)
    playground.page.locator("#loss").hover()
    expect(title).to_have_text(playground.t("output.title"))
    playground.frames()
    assert canvas.evaluate(read) == whole


def test_a_unit_taken_away_under_the_pointer_is_no_longer_shown_large(
    playground: Playground,
) -> None:
    title = playground.page.locator("#output [data-show=title]")
    playground.unit(0, 7).hover()
    expect(title).to_have_text(playground.t("network.short_unit", layer=1, unit=8))
    smaller = playground.api()["experiment"]
    smaller["networks"][0]["layers"][0]["units"] = 3
    # The pointer rests where it is: nothing tells the page that it has left the unit.
    playground.put_experiment(smaller)
    expect(title).to_have_text(playground.t("output.title"))


@pytest.mark.parametrize("layers", [1, 2])
def test_a_double_click_takes_away_one_layer(playground: Playground, layers: int) -> None:
    if layers == 2:
        insert(playground, 0)
    headers = playground.page.locator(".layer-header:not(.output-header)")
    expect(headers).to_have_count(layers)
    playground.button("network.remove_layer", layer=1).dblclick()
    playground.expect_toast(playground.t("edit.layer_removed", layer=1), "reset")
    expect(headers).to_have_count(layers - 1)
    playground.frames(10)
    expect(headers).to_have_count(layers - 1)
    expect(playground.toasts.filter(has_text=playground.t.pattern("error.refused"))).to_have_count(
        0
    )
