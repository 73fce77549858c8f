"""What is there when the page opens."""

from __future__ import annotations

from statistics import fmean

import httpx
from helpers.server import Server
from playwright.sync_api import Route, expect

from browser.conftest import NewPage, OpenPlayground
from browser.pictures import pixels, placed_pixels
from browser.playground import Playground
from browser.watch import Watch


def test_it_opens_on_xor_drawn_at_once_and_ready_to_play(
    playground: Playground, watch: Watch, server: Server
) -> None:
    expect(playground.play_button).to_be_visible()
    expect(playground.play_button).to_be_enabled()
    expect(playground.play_button).to_be_in_viewport()
    expect(playground.play_button).to_have_accessible_name(playground.t("toolbar.play"))

    expect(playground.dataset("xor")).to_have_attribute("aria-pressed", "true")
    train = playground.api("/data")["train"]["label"]
    expect(playground.points).to_have_count(len(train))
    assert len(set(pixels(playground.page.locator(".surface-canvas")))) > 50
    assert playground.read("epoch") == 0
    assert 0 < playground.read("train_loss") < 5
    expect(playground.units).to_have_count(8 + 1)
    for unit in playground.units.all():
        assert len(set(pixels(unit.locator("canvas"), 24))) > 10
    for feature in playground.page.locator("[data-feature]").all():
        assert len(set(pixels(feature.locator("canvas"), 24))) > 10
    assert len(set(pixels(playground.page.locator("#links"), 200))) > 10

    # x1 grows to the right and x2 upwards: blue (positive) there, orange at the other end.
    across = pixels(playground.feature("x1").locator("canvas"), 24)
    upwards = pixels(playground.feature("x2").locator("canvas"), 24)
    left, right = across[24 * 12], across[24 * 12 + 23]
    top, bottom = upwards[12], upwards[24 * 23 + 12]
    for positive, negative in ((right, left), (top, bottom)):
        assert positive[2] > positive[0]
        assert negative[0] > negative[2]

    # One cloud of the thumbnail lies higher, as it does in the data.
    thumbnail = playground.dataset("gauss").locator("canvas")
    shown: dict[bool, list[float]] = {True: [], False: []}
    for row, (red, _, blue) in playground.wait(lambda: placed_pixels(thumbnail), "it is drawn"):
        shown[blue > red].append(-row)
    preview = playground.client.get("/api/previews").json()["datasets"]["gauss"]
    given: dict[bool, list[float]] = {True: [], False: []}
    for x2, label in zip(preview["x2"], preview["label"], strict=True):
        given[label == 1].append(x2)
    assert (fmean(shown[True]) > fmean(shown[False])) == (fmean(given[True]) > fmean(given[False]))

    assert watch.hosts() == {f"127.0.0.1:{server.port}"}


def test_a_slow_chart_library_keeps_nobody_waiting(
    new_page: NewPage, server: Server, client: httpx.Client
) -> None:
    page = new_page()
    held: list[Route] = []
    page.route("**/plotly.min.js", lambda route: held.append(route))
    # All is loaded only when the library is, where the page has asked for it before.
    page.goto(server.url, wait_until="domcontentloaded")
    expect(page.locator("[data-action=play]")).to_be_enabled()
    page.locator("[data-action=play]").click()
    expect(page.locator("#toolbar [data-show=epoch]")).not_to_have_text("0")
    colours = set(pixels(page.locator(".surface-canvas")))
    assert len(colours) > 50
    expect(page.locator(".surface-plot .scatterlayer")).to_have_count(0)
    page.locator("[data-action=play]").click()
    held[0].continue_()
    expect(page.locator(".surface-plot .scatterlayer .point").first).to_be_attached()
    session = page.evaluate("() => sessionStorage.session")
    # A page that is open would ask on for what it shows.
    page.close()
    client.delete(f"/api/sessions/{session}")


def test_a_first_visit_is_told_what_to_do_and_a_second_is_not(
    open_playground: OpenPlayground,
) -> None:
    playground = open_playground(first_visit=True)
    hint = playground.page.get_by_text(playground.t("hint.play"))
    expect(hint).to_be_visible()
    assert playground.covered_controls() == []
    # Its arrow stands under the middle of the play button.
    for width in (1440, 1024, 390):
        playground.page.set_viewport_size({"width": width, "height": 900})
        playground.frames(3)
        assert abs(hint.evaluate(ARROW_OFF)) <= 1
    playground.play()
    expect(hint).to_have_count(0)
    playground.pause()
    playground.reload()
    expect(hint).to_have_count(0)


ARROW_OFF = """(hint) => {
    const play = document.querySelector("[data-action=play]").getBoundingClientRect();
    const { left, width } = getComputedStyle(hint, "::before");
    const arrow = hint.getBoundingClientRect().left + parseFloat(left) + parseFloat(width) / 2;
    return arrow - (play.left + play.width / 2);
}"""
"""Pixels from the middle of the play button to that of the hint's arrow."""
