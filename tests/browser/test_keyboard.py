"""Everything without a mouse."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, expect

from browser.playground import Playground

FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const look = (node) => getComputedStyle(node);
    const { outlineStyle, outlineWidth, outlineColor } = look(element);
    const box = element.getBoundingClientRect();
    const label = element.labels?.[0]?.textContent;
    element.dataset.stop ??= String(window.stops = (window.stops ?? 0) + 1);
    return {
        stop: element.dataset.stop,
        tag: element.tagName,
        name: (element.getAttribute("aria-label") || label || element.textContent).trim(),
        outlined: outlineStyle !== "none" && parseFloat(outlineWidth) > 0
            && outlineColor !== "rgba(0, 0, 0, 0)",
        seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0
            && box.left < innerWidth && box.top < innerHeight,
        html: element.outerHTML.slice(0, 160),
    };
}"""


def tab_to(playground: Playground, target: Locator, most: int = 120) -> None:
    for _ in range(most):
        playground.page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def test_everything_that_tab_reaches_has_a_name_and_is_seen_to_have_the_focus(
    playground: Playground,
) -> None:
    skip = playground.page.get_by_role("link", name=playground.t("app.skip"))
    stops: dict[str, dict[str, Any]] = {}
    for _ in range(200):
        playground.page.keyboard.press("Tab")
        focused = playground.page.evaluate(FOCUSED)
        if not stops:
            expect(skip).to_be_focused()
            expect(skip).to_be_in_viewport()
        if focused is None or focused["stop"] in stops:
            break
        stops[focused["stop"]] = focused
    else:
        raise AssertionError("Tab never comes round")
    assert len(stops) > 60
    for focused in stops.values():
        assert focused["outlined"], f"no visible focus: {focused['html']}"
        assert focused["seen"], f"focus out of sight: {focused['html']}"
        assert focused["name"], f"nothing to read out: {focused['html']}"
    reachable = """() => [...document.querySelectorAll(
        "button:not(:disabled), select:not(:disabled), input:not(:disabled), a[href]")]
        .filter((element) => element.checkVisibility() && !element.closest("dialog:not([open])"))
        .filter((element) => element.tabIndex >= 0 && !element.dataset.stop)
        .map((element) => element.outerHTML.slice(0, 160))"""
    assert playground.page.evaluate(reachable) == []
    skip.focus()
    playground.page.keyboard.press("Enter")
    expect(playground.page.locator("#network")).to_be_focused()


def test_it_is_played_stepped_and_changed_with_the_keyboard_alone(playground: Playground) -> None:
    keyboard = playground.page.keyboard
    tab_to(playground, playground.play_button)
    keyboard.press("Space")
    expect(playground.play_button).to_have_attribute("aria-label", playground.t("toolbar.pause"))
    playground.until_epoch(3)
    keyboard.press("Space")
    playground.rested()
    before = playground.read("epoch")
    tab_to(playground, playground.page.locator("[data-step=epochs]"))
    keyboard.press("Enter")
    playground.wait(lambda: playground.read("epoch") == before + 1, "it stepped one epoch")
    tab_to(playground, playground.feature("x1_times_x2"))
    keyboard.press("Space")
    expect(playground.feature("x1_times_x2")).to_have_attribute("aria-pressed", "true")
    assert "x1_times_x2" in playground.api()["experiment"]["features"]
    keyboard.press("Enter")
    expect(playground.feature("x1_times_x2")).to_have_attribute("aria-pressed", "false")

    # A unit, its neighbours, and its bias.
    unit = playground.unit(0, 0)
    tab_to(playground, unit)
    title = playground.page.locator("#output [data-show=title]")
    expect(title).to_have_text(playground.t("network.short_unit", layer=1, unit=1))
    keyboard.press("ArrowDown")
    expect(playground.unit(0, 1)).to_be_focused()
    keyboard.press("ArrowRight")
    expect(playground.unit(1, 0)).to_be_focused()
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowUp")
    expect(unit).to_be_focused()

    playground.until_live()
    keyboard.press("Enter")
    end = playground.t("network.short_unit", layer=1, unit=1)
    bias = playground.card.get_by_label(playground.t("weight.bias_of", end=end), exact=True)
    tab_to(playground, bias, most=5)
    keyboard.press("Control+A")
    keyboard.type("-1.5")
    keyboard.press("Enter")
    name = playground.t("weight.bias_of", end=end)
    playground.expect_toast(playground.t("edit.weight", name=name, value="−1.50"))
    assert playground.weights()[0]["biases"][0] == -1.5
    keyboard.press("Escape")
    expect(playground.card).to_have_count(0)
    expect(unit).to_be_focused()
    expect(unit).to_have_attribute("aria-label", re.compile("−1.50"))


def test_keys_act_anywhere_but_not_while_something_is_typed(playground: Playground) -> None:
    keyboard = playground.page.keyboard
    keyboard.press("t")
    expect(playground.control("show-test")).to_be_checked()
    keyboard.press("h")
    expect(playground.control("hard")).to_be_checked()
    seed = playground.control("seed")
    seed.focus()
    keyboard.press("t")
    keyboard.press("s")
    playground.frames()
    expect(playground.control("show-test")).to_be_checked()
    seed.blur()
    # Of two steps the first one would be seen, too.
    keyboard.press("s")
    playground.wait(lambda: playground.status()["epoch"] >= 1, "it stepped one epoch")
    playground.rested()
    assert playground.read("epoch") == 1
    # A Korean layout types ㅅ with the same key.
    playground.page.evaluate(
        """() => document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key: "ㅅ", code: "KeyT", bubbles: true }))"""
    )
    expect(playground.control("show-test")).not_to_be_checked()
    keyboard.press("?")
    dialog = playground.page.get_by_role("dialog", name=playground.t("help.title"))
    expect(dialog).to_be_visible()
    keyboard.press("h")
    playground.frames()
    expect(playground.control("hard")).to_be_checked()
    keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_space_is_play_after_a_click_on_anything_and_presses_what_tab_reaches(
    playground: Playground,
) -> None:
    more = playground.button("network.more_units", layer=1)
    more.click()
    playground.wait(lambda: playground.network()["layers"][0]["units"] == 9, "there is a unit more")
    expect(more).to_be_focused()
    playground.page.keyboard.press("Space")
    expect(playground.play_button).to_have_attribute("aria-label", playground.t("toolbar.pause"))
    playground.until_epoch(2)
    playground.page.keyboard.press("Space")
    playground.rested()
    assert playground.network()["layers"][0]["units"] == 9

    tab_to(playground, playground.button("network.fewer_units", layer=1))
    playground.page.keyboard.press("Space")
    playground.wait(lambda: playground.network()["layers"][0]["units"] == 8, "there is one less")
    assert not playground.api()["status"]["playing"]
