"""Wires and whole units cut and frozen; the parameter count follows, and training obeys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from browser.playground import Playground
from browser.test_weights import link, name_of_link


def foot(playground: Playground) -> Locator:
    return playground.page.locator("#network-foot")


def test_a_weight_frozen_at_its_line_no_longer_learns(playground: Playground) -> None:
    name = name_of_link(playground, 3)
    before = playground.weights()[1]["weights"]
    playground.page.mouse.click(*link(playground, 3))
    playground.card.locator("[data-action=freeze]").click()
    playground.expect_toast(playground.t("edit.frozen", name=name))
    expect(playground.card).to_have_count(0)
    expect(foot(playground)).to_contain_text(playground.t("network.frozen", count=1))
    playground.step("epochs")
    after = playground.weights()[1]["weights"]
    assert after[3] == before[3]
    assert after[2] != before[2]
    playground.page.mouse.move(*link(playground, 3))
    tip = playground.page.locator("#diagram .tip")
    expect(tip).to_contain_text(playground.t("weight.frozen_state"))
    playground.page.mouse.click(*link(playground, 3))
    thaw = playground.card.locator("[data-action=freeze]")
    expect(thaw).to_have_text(playground.t("weight.thaw"))
    thaw.click()
    playground.expect_toast(playground.t("edit.thawed", name=name))
    expect(foot(playground)).not_to_contain_text(playground.t("network.frozen", count=1))
    playground.step("epochs")
    assert playground.weights()[1]["weights"][3] != before[3]


def test_a_unit_is_cut_off_and_restored_with_all_its_wires(playground: Playground) -> None:
    expect(foot(playground)).to_contain_text(playground.t("network.parameters", count=33))
    playground.unit(0, 4).click()
    button = playground.card.locator("[data-action=unit-cut]")
    expect(button).to_have_text(playground.t("inspector.cut_unit"))
    button.click()
    expect(foot(playground)).to_contain_text(playground.t("network.cut", count=3))
    expect(foot(playground)).to_contain_text(playground.t("network.parameters", count=30))
    hidden, output = playground.weights()
    assert [row[4] for row in hidden["mask"]] == [0, 0]
    assert output["mask"][4] == [0]
    expect(button).to_have_text(playground.t("inspector.restore_unit"))
    button.click()
    expect(foot(playground)).to_contain_text(playground.t("network.fully_connected"))
    expect(foot(playground)).to_contain_text(playground.t("network.parameters", count=33))


def test_a_unit_is_frozen_whole_or_weight_by_weight(playground: Playground) -> None:
    playground.unit(0, 1).click()
    card = playground.card
    whole = card.locator("[data-action=unit-freeze]")
    whole.click()
    expect(whole).to_have_text(playground.t("inspector.thaw_unit"))
    pressed = card.locator(".freeze[aria-pressed=true]")
    expect(pressed).to_have_count(3)
    expect(foot(playground)).to_contain_text(playground.t("network.frozen", count=3))
    before = playground.weights()[0]
    # The bias alone may learn again.
    end = playground.t("network.short_unit", layer=1, unit=2)
    bias = f"{playground.t('weight.thaw')}: {playground.t('weight.bias_of', end=end)}"
    card.get_by_role("button", name=bias, exact=True).click()
    expect(pressed).to_have_count(2)
    expect(whole).to_have_text(playground.t("inspector.freeze_unit"))
    playground.page.keyboard.press("Escape")
    playground.step("epochs")
    after = playground.weights()[0]
    for row_before, row_after in zip(before["weights"], after["weights"], strict=True):
        assert row_after[1] == row_before[1]
        assert row_after[0] != row_before[0]
    assert after["biases"][1] != before["biases"][1]


def test_an_activation_shows_the_sums_of_the_next_batch_and_says_what_they_mean(
    playground: Playground,
) -> None:
    playground.unit(0, 0).click()
    card = playground.card
    dots = card.locator(".graph-dot:not(.slope)")
    expect(dots).to_have_count(10)
    expect(card.locator(".activation-card .formula math")).to_have_count(2)
    expect(card).to_contain_text(playground.t("activations.tanh.about"))
    # The dots lie on the curve where the server has them: as far along as their sums.
    answer = playground.api("/networks/0/pass")
    sums = sorted(row[0] for row in answer["layers"][0]["z"])
    places = sorted(
        dots.evaluate_all("(dots) => dots.map((dot) => Number(dot.getAttribute('cx')))")
    )
    scale = (places[-1] - places[0]) / (sums[-1] - sums[0])
    for place, z in zip(places, sums, strict=True):
        assert place - places[0] == pytest.approx((z - sums[0]) * scale, abs=0.1)
    playground.page.keyboard.press("Escape")

    # A ReLU unit far below 0 for every point is dead, and is called so.
    experiment = playground.api()["experiment"]
    experiment["networks"][0]["layers"][0]["activation"] = "relu"
    playground.put_experiment(experiment)
    address = f"/api/sessions/{playground.session}/networks/0/weights"
    change = {"layer": 0, "from": None, "to": 0, "value": -50}
    assert playground.client.patch(address, json=change).status_code == 200
    playground.unit(0, 0).click()
    dead = playground.t("activation_card.dead", count=10)
    expect(playground.card.locator(".activation-words")).to_have_text(dead)
    expect(playground.card.locator(".activation-words")).to_have_class(re.compile("dead"))
