"""Weights and biases read, typed and cut, by pointer and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from browser.playground import Playground, parse
from browser.watch import Watch

SHARE = 0.2


def link(playground: Playground, unit: int) -> tuple[float, float]:
    """A place on the line from a unit of the first layer to the output."""
    start, end = playground.unit(0, unit).bounding_box(), playground.unit(1, 0).bounding_box()
    assert start is not None
    assert end is not None
    x0, y0 = start["x"] + start["width"], start["y"] + start["height"] / 2
    x1, y1 = end["x"], end["y"] + end["height"] / 2
    # A Bézier curve whose inner points lie half-way, level with the ends.
    t = SHARE
    across = 1.5 * t * (1 - t) ** 2 + 1.5 * t**2 * (1 - t) + t**3
    return x0 + across * (x1 - x0), y0 + (3 - 2 * t) * t * t * (y1 - y0)


def tip(playground: Playground) -> Locator:
    return playground.page.locator("#diagram .tip")


def number_in_tip(playground: Playground, symbol: str) -> float:
    found = re.match(rf"{symbol} = (\S+)", tip(playground).locator("b").inner_text())
    assert found is not None
    return parse(found[1])


def until_tip(playground: Playground, symbol: str, value: float) -> None:
    """Wait until the tip tells this number, which it rounds to two digits."""
    expect(tip(playground).locator("b")).to_have_text(re.compile(rf"^{symbol} = "))
    playground.wait(
        lambda: number_in_tip(playground, symbol) == pytest.approx(value, abs=0.0051),
        f"the tip tells that {symbol} = {value}",
    )


def name_of_link(playground: Playground, unit: int) -> str:
    return playground.t(
        "weight.from_to",
        start=playground.t("network.short_unit", layer=1, unit=unit + 1),
        end=playground.t("network.short_output", unit=1),
    )


def test_lines_and_biases_pointed_at_tell_their_numbers_and_follow_the_training(
    playground: Playground,
) -> None:
    playground.page.mouse.move(*link(playground, 2))
    expect(tip(playground)).to_be_visible()
    until_tip(playground, "w", playground.weights()[1]["weights"][2][0])
    before = tip(playground).locator("b").inner_text()
    playground.page.keyboard.press("Space")
    expect(tip(playground).locator("b")).not_to_have_text(before)
    playground.until_epoch(20)
    playground.page.keyboard.press("Space")
    playground.rested()
    until_tip(playground, "w", playground.weights()[1]["weights"][2][0])
    for layer, unit in ((1, 0), (0, 3)):
        box = playground.unit(layer, unit).bounding_box()
        assert box is not None
        # A small square at the lower left corner of the unit.
        playground.page.mouse.move(box["x"] - 6, box["y"] + box["height"] - 5)
        until_tip(playground, "b", playground.weights()[layer]["biases"][unit])
    playground.page.mouse.move(5, 5)
    expect(tip(playground)).to_be_hidden()


def test_a_weight_is_typed_cut_and_restored_at_its_line(playground: Playground) -> None:
    playground.page.mouse.click(*link(playground, 0))
    expect(playground.card).to_have_accessible_name(name_of_link(playground, 0))
    field = playground.card.get_by_label(name_of_link(playground, 0))
    expect(field).to_be_focused()
    playground.page.keyboard.type("-2.125")
    playground.page.keyboard.press("Enter")
    playground.expect_toast(re.compile(r"−2\.1"))
    expect(playground.card).to_have_count(0)
    playground.wait(
        lambda: playground.weights()[1]["weights"][0][0] == -2.125, "the weight is the typed one"
    )
    playground.page.mouse.move(*link(playground, 0))
    expect(tip(playground).locator("b")).to_have_text(re.compile(r"w = −2\.1[23]"))

    # Cut, it counts no longer and does not learn.
    foot = playground.page.locator("#network-foot")
    expect(foot).to_contain_text(playground.t("network.parameters", count=33))
    weight = playground.weights()[1]["weights"][5][0]

    playground.page.mouse.click(*link(playground, 5))
    playground.card.get_by_role("button", name=playground.t("weight.cut"), exact=True).click()
    playground.expect_toast(playground.t("edit.cut", name=name_of_link(playground, 5)))
    expect(playground.card).to_have_count(0)
    expect(foot).to_contain_text(playground.t("network.parameters", count=32))
    expect(foot).to_contain_text(playground.t("network.cut", count=1))
    assert playground.weights()[1]["mask"][5][0] == 0
    playground.page.mouse.move(*link(playground, 5))
    expect(tip(playground)).to_contain_text(playground.t("weight.cut_state"))
    playground.step("epochs")
    assert playground.weights()[1]["weights"][5][0] == weight

    playground.page.mouse.click(*link(playground, 5))
    playground.card.get_by_role("button", name=playground.t("weight.restore"), exact=True).click()
    restored = playground.t("edit.restored", name=name_of_link(playground, 5))
    playground.expect_toast(restored)
    expect(foot).to_contain_text(playground.t("network.parameters", count=33))
    expect(foot).to_contain_text(playground.t("network.fully_connected"))
    assert playground.weights()[1]["mask"][5][0] == 1


def test_the_inspector_lists_cuts_and_changes_all_weights_of_a_unit(
    playground: Playground, watch: Watch
) -> None:
    playground.unit(0, 1).click()
    card = playground.card
    end = playground.t("network.short_unit", layer=1, unit=2)
    expect(card).to_have_accessible_name(end)
    weights = [row[1] for row in playground.weights()[0]["weights"]]
    for index, feature in enumerate(("x1", "x2")):
        start = playground.t(f"features.{feature}.name")
        name = playground.t("weight.from_to", start=start, end=end)
        field = card.get_by_label(name, exact=True)
        assert float(field.input_value()) == pytest.approx(weights[index], abs=5.1e-4)
    cut = card.get_by_role("button", name=f"{playground.t('weight.cut')}: {name}")
    cut.click()
    playground.expect_toast(playground.t("edit.cut", name=name))
    expect(field).to_be_disabled()
    assert playground.weights()[0]["mask"][1][1] == 0
    restore = card.get_by_role("button", name=f"{playground.t('weight.restore')}: {name}")
    restore.click()
    expect(field).to_be_enabled()
    field.fill("1.5")
    field.press("Enter")
    playground.wait(lambda: playground.weights()[0]["weights"][1][1] == 1.5, "it is 1.5")

    # What is no number, or is refused, changes nothing.
    watch.forgive("422")
    before = playground.weights()
    playground.page.keyboard.press("Escape")
    playground.unit(1, 0).click()
    end = playground.t("network.short_output", unit=1)
    field = playground.card.get_by_label(playground.t("weight.bias_of", end=end), exact=True)
    shown = field.input_value()
    field.fill("")
    field.press("Tab")
    expect(field).to_have_value(shown)
    field.fill("1e300")
    field.press("Enter")
    playground.expect_toast(playground.t("error.refused", message="").strip())
    field.press("Tab")
    expect(field).to_have_value(shown)
    assert playground.weights() == before
