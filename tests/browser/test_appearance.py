"""Themes, motion, and words in place of pictures."""

from __future__ import annotations

import re
from statistics import median

from playwright.sync_api import Locator, expect

from browser.conftest import OpenPlayground
from browser.pictures import Rgb, contrast, luminance, pixels
from browser.playground import Playground

BACKGROUND = """(element) => {
    const parts = [];
    for (let node = element; node; node = node.parentElement) {
        parts.push(getComputedStyle(node).backgroundColor);
    }
    const opaque = (colour) => !/rgba\\(.*, 0\\)|transparent/.test(colour);
    return parts.find(opaque) ?? "rgb(255, 255, 255)";
}"""


MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
    const { animationDuration, transitionDuration, animationName } = getComputedStyle(element);
    const seconds = (text) => Math.max(...text.split(",").map(parseFloat));
    return (animationName !== "none" && seconds(animationDuration) > 0.01)
        || seconds(transitionDuration) > 0.01;
}).map((element) => element.outerHTML.slice(0, 100))"""


def colour(text: str) -> Rgb:
    red, green, blue = (round(float(part)) for part in re.findall(r"[\d.]+", text)[:3])
    return red, green, blue


def paper(element: Locator) -> Rgb:
    return colour(element.evaluate(BACKGROUND))


def ink(element: Locator) -> Rgb:
    return colour(element.evaluate("(element) => getComputedStyle(element).color"))


def assert_readable(playground: Playground) -> None:
    """Contrast AA of every kind of text."""
    for selector in (
        "#toolbar dt", "#toolbar dd", "#toolbar th", "#toolbar td", ".field-label", ".field-value",
        "h2", "h3", ".layer-name", ".count", ".feature-label", ".network-foot", ".legend span",
        ".reading-hint", ".check", ".chip", ".pace", ".layer-legend span", ".dataset", ".line-key",
        "#settings select", ".button.wide",
    ):  # fmt: skip
        element = playground.page.locator(f"{selector}:visible").first
        found = contrast(ink(element), paper(element))
        assert found >= 4.5, f"{selector} has a contrast of {found:.2f}"


def test_the_settings_of_the_system_are_heeded(open_playground: OpenPlayground) -> None:
    playground = open_playground(color_scheme="dark", reduced_motion="reduce")
    assert luminance(paper(playground.page.locator("body"))) < 0.2
    assert_readable(playground)
    shades = [luminance(c) for c in pixels(playground.page.locator(".surface-canvas"))]
    assert median(shades) < 0.45
    playground.control("learning_rate").select_option("0.1")
    expect(playground.toasts.first).to_be_visible()
    assert playground.page.evaluate(MOVING) == []


def test_everything_has_a_name_and_is_readable_in_either_theme(
    playground: Playground,
) -> None:
    assert_readable(playground)
    page = playground.page
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(playground.t("app.name"))
    for title in ("data", "network", "output", "loss", "instruments"):
        region = page.get_by_role("region", name=playground.t(f"{title}.title"))
        expect(region).to_be_visible()
    unnamed = """() => [...document.querySelectorAll("button, select, input, [role=group], canvas")]
        .filter((e) => e.checkVisibility() && !e.closest("[aria-hidden=true]"))
        .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length
            || e.getAttribute("aria-labelledby")))
        .map((e) => e.outerHTML.slice(0, 120))"""
    assert page.evaluate(unnamed) == []

    theme = playground.page.locator("[data-action=theme]")
    light = pixels(playground.page.locator(".surface-canvas"))
    named = {
        name: playground.t("preferences.theme", theme=playground.t(f"preferences.themes.{name}"))
        for name in ("auto", "light", "dark")
    }
    expect(theme).to_have_accessible_name(named["auto"])
    theme.click()
    expect(theme).to_have_accessible_name(named["light"])
    theme.click()
    expect(theme).to_have_accessible_name(named["dark"])
    body = playground.page.locator("body")
    assert luminance(paper(body)) < 0.2
    playground.frames()
    assert pixels(playground.page.locator(".surface-canvas")) != light
    playground.reload()
    expect(theme).to_have_accessible_name(named["dark"])
    assert luminance(paper(body)) < 0.2
    theme.click()
    expect(theme).to_have_accessible_name(named["auto"])
    assert luminance(paper(body)) > 0.8


def test_pictures_are_told_in_words_that_follow_the_training(playground: Playground) -> None:
    surface = playground.page.locator("#surface-text")
    curve = playground.page.locator("#loss .unseen")
    pace = playground.page.locator("#gradients .pace")
    expect(playground.surface).to_have_accessible_description(re.compile(r"\d+ %"))
    expect(curve).to_have_text(playground.t("describe.loss_empty"))
    expect(pace).not_to_be_empty()
    before = surface.inner_text()
    playground.play()
    playground.until_accuracy(0.95)
    playground.pause()
    expect(surface).not_to_have_text(before)
    said = playground.t.pattern("describe.surface", classes=2, set=playground.t("describe.test"))
    status = playground.status()
    share = f"{100 * status['test_accuracy']:.0f} %"
    expect(surface).to_contain_text(share)
    assert said.match(surface.inner_text())
    epoch = f"{round(status['epoch']):,}"
    expect(curve).to_contain_text(epoch)
    assert playground.t.pattern("describe.loss").match(curve.inner_text())
