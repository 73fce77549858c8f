"""One training step taken apart on the page, and taken; the numbers are the server's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from browser.conftest import OpenPlayground
from browser.passes import BackwardPass
from browser.pictures import from_hex, placed_pixels
from browser.playground import Playground, parse

CLOSE = 0.006
"""Numbers are written with three digits."""


def until_number(playground: Playground, place: Locator, value: float, rel: float = CLOSE) -> None:
    """Wait for a number: where training has gone on, the pass is asked for anew."""
    playground.wait(
        lambda: parse(place.inner_text()) == pytest.approx(value, rel=rel), f"{value} is told"
    )


def test_a_step_is_walked_through_forward_and_back_with_the_servers_numbers(
    playground: Playground,
) -> None:
    shown = BackwardPass(playground)
    answer = shown.answer()
    # Point, two layers forward, loss, δ and gradients of each layer back, update.
    expect(shown.chips).to_have_count(1 + 2 + 1 + 4 + 1)
    expect(shown.title).to_have_text(playground.t("pass.input.title"))
    for i, value in enumerate(answer["features"][0]):
        assert parse(shown.row(i, "x").inner_text()) == pytest.approx(value, rel=CLOSE)

    shown.button("next").click()
    expect(shown.title).to_have_text(playground.t("pass.forward.title", layer=1))
    hidden, output = answer["layers"]
    for unit in range(8):
        for name, key in (("z", "z"), ("a", "a")):
            number = parse(shown.row(unit, name).inner_text())
            assert number == pytest.approx(hidden[key][0][unit], rel=CLOSE)
    expect(shown.filled).to_have_count(2)
    # On the diagram every unit that was reached shows its number; the output was not.
    expect(playground.page.locator(".unit-value")).to_have_count(8)

    shown.go("loss")
    assert f"{answer['losses'][0]:.3g}" in shown.words.inner_text()
    expect(playground.page.locator(".unit-value")).to_have_count(9)

    shown.go("delta_output")
    assert parse(shown.row(0, "δ").inner_text()) == pytest.approx(output["delta"][0][0], rel=CLOSE)
    way = "up" if output["delta"][0][0] < 0 else "down"
    expect(shown.words).to_contain_text(playground.t(f"pass.delta_output.{way}"))

    shown.go("delta", layer=1)
    for unit in range(8):
        number = parse(shown.row(unit, "δ").inner_text())
        assert number == pytest.approx(hidden["delta"][0][unit], rel=0.06)
    expect(playground.page.locator(".unit-value.delta")).to_have_count(9)
    # Another unit is looked at by clicking its cell, or by pointing at it in the diagram.
    shown.cells.nth(5).click()
    expect(shown.cells.nth(5)).to_have_attribute("aria-pressed", "true")
    assert f"{hidden['slope'][0][5]:.3g}" in shown.words.inner_text()
    playground.unit(0, 2).hover()
    expect(shown.cells.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(playground.unit(0, 2)).to_have_class(re.compile("focus"))

    shown.go("gradient", layer=1)
    expect(shown.cells).to_have_count(3)
    for i in range(2):
        number = parse(shown.row(i, "∂J/∂w").inner_text())
        assert number == pytest.approx(hidden["gradient"]["weights"][i][2], rel=0.06)
    expect(shown.filled).to_have_count(1)


def test_applying_a_step_takes_exactly_that_step(playground: Playground) -> None:
    shown = BackwardPass(playground)
    answer = shown.answer()
    shown.go("update")
    expect(shown.words).to_contain_text(playground.t("pass.update.not_yet"))
    shown.button("apply").click()
    expect(shown.title).to_have_text(playground.t("pass.applied.title"))
    playground.expect_toast(playground.t("edit.pass_applied"))
    expect(playground.toasts.last.locator(".weights")).to_have_count(0)
    assert playground.status()["iteration"] == 1
    for layer, now in zip(answer["layers"], playground.weights(), strict=True):
        for announced, weights in zip(layer["after"]["weights"], now["weights"], strict=True):
            assert weights == pytest.approx(announced, abs=1e-12)
        assert now["biases"] == pytest.approx(layer["after"]["biases"], abs=1e-12)
    # What was read back is said, and what became of the loss of this point.
    said = shown.words.inner_text()
    agrees = playground.t.pattern("pass.applied.near"), playground.t.pattern("pass.applied.exact")
    assert any(re.search(pattern.pattern.rstrip("$"), said) for pattern in agrees)
    assert f"{answer['losses'][0]:.3g}" in said
    shown.button("apply").click()
    expect(shown.title).to_have_text(playground.t("pass.input.title"))
    x1 = shown.answer()["source"]["x1"][0]
    until_number(playground, shown.row(0, "x"), x1)


def test_a_point_clicked_in_the_output_is_the_one_that_is_followed(playground: Playground) -> None:
    shown = BackwardPass(playground)
    shown.button("next").click()
    box = playground.points.nth(7).bounding_box()
    assert box is not None
    playground.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(playground.control("pass-sample")).to_be_hidden()
    expect(shown.title).to_have_text(playground.t("pass.input.title"))
    x1 = [parse(shown.row(i, "x").inner_text()) for i in range(2)]
    train = playground.api("/data")["train"]
    places = list(zip(train["x1"], train["x2"], strict=True))
    index = min(
        range(len(places)), key=lambda i: abs(places[i][0] - x1[0]) + abs(places[i][1] - x1[1])
    )
    assert x1 == pytest.approx(places[index], rel=CLOSE)
    # The same answers as the server's for this very point, and one update by it alone.
    answer = shown.answer(f"?train={index}")
    shown.go("loss")
    assert f"{answer['loss']:.3g}" in shown.words.inner_text()
    shown.go("update")
    shown.button("apply").click()
    expect(shown.title).to_have_text(playground.t("pass.applied.title"))
    assert playground.status()["samples_seen"] == 1
    # In the output its place shines in the hue of gradients.
    purple = playground.page.evaluate(
        "() => getComputedStyle(document.documentElement).getPropertyValue('--gradient')"
    )
    picture = playground.page.locator(".surface-canvas")
    near = [c for _, c in placed_pixels(picture, 300) if distance(c, from_hex(purple)) < 12]
    assert near


def distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def test_by_keyboard_a_point_is_chosen_and_the_steps_are_walked(playground: Playground) -> None:
    shown = BackwardPass(playground)
    playground.surface.focus()
    playground.page.keyboard.press("ArrowRight")
    playground.page.keyboard.press("Enter")
    expect(playground.control("pass-sample")).to_be_hidden()
    shown.current.focus()
    for name in ("forward", "forward_output", "loss", "delta_output"):
        playground.page.keyboard.press("ArrowRight")
        expect(shown.current).to_have_accessible_name(playground.t(f"pass.chip.{name}", layer=1))
        expect(shown.current).to_be_focused()
    playground.page.keyboard.press("Home")
    expect(shown.title).to_have_text(playground.t("pass.input.title"))


def test_played_slowly_it_goes_on_by_itself_until_it_is_stopped(playground: Playground) -> None:
    shown = BackwardPass(playground)
    shown.button("play").click()
    expect(shown.button("play")).to_have_text(playground.t("pass.stop"))
    expect(shown.title).to_have_text(playground.t("pass.forward.title", layer=1))
    shown.button("play").click()
    expect(shown.button("play")).to_have_text(playground.t("pass.play"))


def test_it_waits_while_training_goes_on_and_follows_what_is_changed(
    playground: Playground,
) -> None:
    shown = BackwardPass(playground)
    shown.go("delta", layer=1)
    playground.play()
    expect(playground.page.locator(".pass-waiting")).to_contain_text(playground.t("pass.playing"))
    expect(playground.page.locator(".unit-value")).to_have_count(0)
    shown.button("pause").click()
    playground.rested()
    expect(shown.title).to_have_text(playground.t("pass.delta.title", layer=1))
    delta = shown.answer()["layers"][0]["delta"][0][0]
    until_number(playground, shown.row(0, "δ"), delta, rel=0.06)
    # A layer more is two steps back and one forward more.
    playground.page.locator("[data-insert='1']").click()
    expect(shown.chips).to_have_count(9 + 3)
    shown.go("input")
    until_number(playground, shown.row(0, "x"), shown.answer()["features"][0][0])


def test_dropped_units_and_normalised_sums_have_their_word(
    playground: Playground,
) -> None:
    experiment = playground.api()["experiment"]
    experiment["networks"][0]["layers"][0] |= {"dropout": 0.5, "normalization": "layer"}
    playground.put_experiment(experiment)
    shown = BackwardPass(playground)
    shown.go("forward", layer=1)
    answer = shown.answer()
    expect(shown.words).to_contain_text(playground.t("normalizations.layer.name"))
    expect(shown.filled).to_have_count(4)
    for unit, scale in enumerate(answer["layers"][0]["kept"][0]):
        dropped = re.compile(r"\bdropped\b")
        if scale == 0:
            expect(playground.unit(0, unit)).to_have_class(dropped)
        else:
            expect(playground.unit(0, unit)).not_to_have_class(dropped)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_step_of_many_classes_is_told_in_full(
    open_playground: OpenPlayground, language: str
) -> None:
    playground = open_playground(f"/?lang={language}", language=language)
    experiment = playground.api()["experiment"]
    experiment["data"] |= {"dataset": "iris", "samples": 150}
    playground.put_experiment(experiment)
    shown = BackwardPass(playground)
    expect(playground.points).to_have_count(len(playground.api("/data")["train"]["label"]))
    # The lower row grew, and with it every plot was sized anew: that is no zoom.
    expect(playground.page.locator(".unzoom")).to_be_hidden()
    count = shown.chips.count()
    titles = set()
    for i in range(count):
        shown.chips.nth(i).click()
        expect(shown.chips.nth(i)).to_have_attribute("aria-current", "step")
        said = shown.words.inner_text()
        assert not re.search(r"\{|\}|undefined|NaN|pass\.|null", said), said
        titles.add(said)
        if i and shown.chips.nth(i).inner_text() != "x":
            expect(shown.filled.first).to_be_visible()
    assert len(titles) == count
