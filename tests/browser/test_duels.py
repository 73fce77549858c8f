"""Ready-made comparisons."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import OpenPlayground
from browser.playground import Playground
from browser.texts import LANGUAGES


def start(playground: Playground, key: str) -> None:
    playground.page.locator("[data-action=duels]").click()
    playground.page.locator(f"[data-duel={key}]").click()
    expect(playground.page.locator("#duel")).to_contain_text(playground.t(f"duels.{key}.title"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_duel_is_offered_in_words(open_playground: OpenPlayground, language: str) -> None:
    playground = open_playground(f"/?lang={language}", language=language)
    duels = playground.client.get("/api/duels").json()["duels"]
    playground.page.locator("[data-action=duels]").click()
    expect(playground.page.locator(".duel-choice")).to_have_count(len(duels))
    for duel in duels:
        choice = playground.page.locator(f"[data-duel={duel['key']}]")
        expect(choice.locator("b")).to_have_text(playground.t(f"duels.{duel['key']}.title"))
        expect(choice.locator("span")).to_have_text(playground.t(f"duels.{duel['key']}.text"))


def test_a_duel_starts_from_its_first_weights_plays_and_says_what_is_to_be_seen(
    playground: Playground,
) -> None:
    playground.step("epochs")
    start(playground, "sigmoid_relu")
    expect(playground.page.locator(".network-chip")).to_have_count(2)
    expect(playground.play_button).to_have_attribute("aria-label", playground.t("toolbar.pause"))
    # Played for long enough, it would be revealed by itself.
    playground.pause()
    note = playground.page.locator("#duel")
    expect(note).to_contain_text(playground.t("duels.sigmoid_relu.text"))
    playground.page.locator("[data-action=duel-reveal]").click()
    expect(note).to_contain_text(playground.t("duels.sigmoid_relu.seen"))
    expect(playground.page.locator("[data-action=duel-reveal]")).to_be_hidden()

    playground.page.locator("[data-action=duel-again]").click()
    expect(playground.page.locator("[data-action=duel-reveal]")).to_be_visible()
    playground.pause()
    playground.page.locator("[data-action=duel-close]").click()
    expect(note).to_be_hidden()
    expect(playground.page.locator(".network-chip")).to_have_count(2)


def test_what_is_to_be_seen_is_said_after_some_seconds_of_play(playground: Playground) -> None:
    start(playground, "batch_sizes")
    note = playground.page.locator("#duel .duel-seen")
    expect(note).to_have_text("")
    expect(note).to_have_text(playground.t("duels.batch_sizes.seen"), timeout=25_000)
    playground.pause()


def test_undo_after_a_duel_brings_back_what_there_was(playground: Playground) -> None:
    playground.step("epochs")
    trained = playground.weights()
    start(playground, "wide_deep")
    playground.pause()
    playground.page.locator("[data-action=undo]").click()
    expect(playground.page.locator(".network-chip")).to_have_count(1)
    playground.wait(lambda: playground.weights() == trained, "what there was is back")
    expect(playground.page.locator("#duel")).to_be_hidden()


def test_one_duel_after_the_other_the_charts_follow_their_curves(playground: Playground) -> None:
    covered = """([chart, networks]) => {
        const { data, _fullLayout } = document.querySelector(`#${chart} .chart-plot`);
        const of = networks.map((own) => data.filter(({ name }) => name.startsWith(own)));
        return of.every((curves) => curves.length) && of.flat().length === data.length
            && data.length > 2 && data.every(({ x }) => x.length > 8)
            && _fullLayout.xaxis.range[0] === 0 && _fullLayout.xaxis.range[1] >= data[0].x.at(-1);
    }"""
    for key, norm in (("sigmoid_relu", "deltas"), ("optimizers", "weights")):
        start(playground, key)
        expect(playground.page.locator(f"[data-norm={norm}]")).to_have_attribute(
            "aria-pressed", "true"
        )
        playground.until_epoch(20)
        names = [network["name"] for network in playground.api()["experiment"]["networks"]]
        for chart in ("loss", "gradients"):
            playground.until(covered, [chart, names])
    playground.pause()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_beside_each_small_surface_its_name_and_its_figures_are_whole(
    open_playground: OpenPlayground, width: int, height: int
) -> None:
    playground = open_playground(viewport={"width": width, "height": height})
    cut = """() => [...document.querySelectorAll(".rival-name, .rival-name b, .rival-figures")]
        .filter((node) => node.scrollHeight > node.clientHeight + 1
            || node.scrollWidth > node.clientWidth + 12)
        .map((node) => node.textContent)"""
    for key in ("batch_sizes", "batch_normalization", "optimizers"):
        start(playground, key)
        playground.until_epoch(3)
        # Longer words leave the row of panels, and so the tiles, less height than before.
        playground.page.locator("[data-action=duel-reveal]").click()
        playground.pause()
        playground.frames()
        assert playground.page.evaluate(cut) == [], key
