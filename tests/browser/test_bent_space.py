"""The plane as a layer sees it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from browser.instruments import Instrument
from browser.pictures import share_of_hue
from browser.playground import Playground

ORANGE, BLUE = 32.0, 203.0
TWO_LAYERS = {
    "networks": [
        {"layers": [{"units": 5, "activation": "tanh"}, {"units": 2, "activation": "tanh"}]}
    ]
}


RECORD = """(node) => {
    node.told = [];
    const record = () => node.told.push(node.textContent);
    const all = { childList: true, characterData: true, subtree: true };
    new MutationObserver(record).observe(node, all);
}"""
"""Remember every text that an element comes to have: some do not last for long."""


def layer_of(space: Instrument) -> Locator:
    return space.page.locator("[data-control=space-layer]")


def test_the_plane_is_shown_as_the_last_hidden_layer_sees_it(playground: Playground) -> None:
    space = Instrument(playground, "space")
    expect(space.panel.locator(".stage-name")).to_have_text(space.text("stage", layer=1, of=1))
    expect(space.sentence).to_have_text(space.text("text.last_many", units=8))
    explained = playground.api("/networks/0/space?layer=0")["explained"]
    expect(space.words).to_contain_text(f"{100 * explained[0]:.0f} %")
    expect(space.words).to_contain_text(f"{100 * explained[1]:.0f} %")
    playground.wait(
        lambda: share_of_hue(space.colours(), ORANGE) > 0.05 < share_of_hue(space.colours(), BLUE),
        "both colours are drawn",
    )


def test_it_moves_while_the_network_learns(playground: Playground) -> None:
    space = Instrument(playground, "space")
    expect(space.words).not_to_be_empty()
    before = space.still_colours()
    playground.play()
    playground.until_epoch(40)
    playground.pause()
    assert space.still_colours() != before


def test_layers_are_walked_through_from_the_input(playground: Playground) -> None:
    playground.put_experiment(TWO_LAYERS)
    space = Instrument(playground, "space")
    stage = space.panel.locator(".stage-name")
    expect(space.sentence).to_have_text(space.text("text.last"))
    expect(space.words).to_contain_text(space.text("unit", unit=1))
    layer_of(space).focus()
    space.page.keyboard.press("ArrowLeft")
    expect(stage).to_have_text(space.text("stage", layer=1, of=2))
    expect(space.sentence).to_have_text(space.text("text.hidden"))
    space.page.keyboard.press("Home")
    expect(stage).to_have_text(space.text("input"))
    expect(space.words).to_contain_text("x₁")
    stage.evaluate(RECORD)
    space.panel.locator("[data-action=walk]").click()
    expect(stage).to_have_text(space.text("stage", layer=2, of=2))
    stages = [space.text("stage", layer=layer, of=2) for layer in (1, 2)]
    assert stage.evaluate("(stage) => stage.told") == stages
    expect(space.panel.locator("[data-action=walk]")).to_have_attribute("aria-pressed", "false")


def test_two_units_can_be_chosen_as_axes(playground: Playground) -> None:
    space = Instrument(playground, "space")
    across, up = space.panel.locator("[data-axis=x]"), space.panel.locator("[data-axis=y]")
    expect(up).to_be_hidden()
    across.select_option("3")
    expect(up).to_be_visible()
    up.select_option("5")
    expect(space.words).to_contain_text(space.text("unit", unit=4))
    expect(space.words).to_contain_text(space.text("unit", unit=6))
    across.select_option("")
    expect(up).to_be_hidden()
    expect(space.words).to_contain_text(re.compile(r"\d+ %"))


def test_without_a_hidden_layer_nothing_is_bent(playground: Playground) -> None:
    playground.put_experiment({"networks": [{"layers": []}]})
    space = Instrument(playground, "space")
    expect(space.sentence).to_have_text(space.text("text.none"))
    expect(layer_of(space)).to_be_disabled()
    expect(space.words).to_contain_text("x₂")


def test_pointing_at_a_point_tells_which_it_is(playground: Playground) -> None:
    space = Instrument(playground, "space")
    expect(space.words).not_to_be_empty()
    space.still_colours()
    for step in range(30):
        space.point_at(0.45 + step / 60, 0.5)
        playground.frames()
        if space.tip.is_visible():
            break
    expect(space.tip).to_be_visible()
    x1, x2 = (
        float(text.replace("−", "-"))
        for text in re.findall(r"[−\d.]+\.\d+", space.tip.locator("span").inner_text())
    )
    data = playground.api("/data")["train"]
    near = [
        label
        for a, b, label in zip(data["x1"], data["x2"], data["label"], strict=True)
        if abs(a - x1) < 0.006 and abs(b - x2) < 0.006
    ]
    assert near
    colour = playground.t("output.blue" if near[0] else "output.orange")
    expect(space.tip.locator("b")).to_contain_text(colour)
