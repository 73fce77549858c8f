"""The lines of the diagram as gradients, and what is told of every layer."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.pictures import hue, pixels, share_of_hue
from browser.playground import Playground, parse

GRADIENTS = 316.0
"""Hue of gradients, in degrees."""


def purple(playground: Playground) -> float:
    coloured = [c for c in pixels(playground.page.locator("#links"), 200) if hue(c) is not None]
    return share_of_hue(coloured, GRADIENTS, 25.0) if coloured else 0.0


def test_lines_show_gradients_in_their_hue_and_weights_again(playground: Playground) -> None:
    playground.step("batches")
    assert purple(playground) < 0.05
    playground.button("network.lines.gradients").click()
    playground.wait(lambda: purple(playground) > 0.9, "lines show gradients")
    playground.button("network.lines.weights").click()
    playground.wait(lambda: purple(playground) < 0.05, "lines show weights")


def test_pointing_at_a_line_reads_its_gradient(playground: Playground) -> None:
    playground.step("batches")
    playground.button("network.lines.gradients").click()
    playground.wait(lambda: purple(playground) > 0.9, "lines show gradients")
    unit = playground.unit(0, 0).bounding_box()
    assert unit is not None
    # The bias, a small square at the lower left corner of its unit.
    playground.page.mouse.move(unit["x"] - 6, unit["y"] + unit["height"] - 5)
    tip = playground.page.locator(".diagram .tip")
    expect(tip).to_be_visible()
    said = tip.locator("span").inner_text()
    gradient = playground.api("/networks/0/gradients")["layers"][0]["biases"][0]
    assert said.startswith("∂J/∂b = ")
    assert abs(parse(said.split(" = ")[1]) - gradient) <= 0.06 * abs(gradient)


def test_the_norm_that_is_measured_can_be_chosen(playground: Playground) -> None:
    playground.step("epochs")
    legend = playground.page.locator("#gradients .layer-legend li")
    norms = playground.api("/networks/0/gradients")["norms"]
    for name in ("weights", "deltas"):
        playground.page.locator(f"#instruments [data-norm={name}]").click()
        expect(playground.page.locator(f"#instruments [data-norm={name}]")).to_have_attribute(
            "aria-pressed", "true"
        )
        for layer, norm in enumerate(norms[name]):
            playground.wait(
                lambda layer=layer, norm=norm: (
                    abs(parse(legend.nth(layer).locator("b").inner_text()) / norm - 1) < 0.06
                ),
                f"{name} of layer {layer} are shown",
            )


def test_dead_units_and_steps_are_told_layer_by_layer(playground: Playground) -> None:
    experiment = playground.api()["experiment"]
    layers = [{"units": 4, "activation": "relu"}, {"units": 4, "activation": "sigmoid"}]
    experiment["networks"][0]["layers"] = layers
    playground.put_experiment(experiment)
    playground.step("epochs")
    cells = playground.page.locator("#gradients .layer-legend li")
    expect(cells.nth(0).locator("em").last).to_have_text(playground.t.pattern("gradients.dead"))
    expect(cells.nth(1).locator("em").last).to_have_text(
        playground.t.pattern("gradients.saturated")
    )
    expect(cells.nth(2).locator("em").last).to_have_text("")
    for layer in range(3):
        expect(cells.nth(layer).locator("em").first).not_to_have_text("–")
        assert 0 < parse(cells.nth(layer).locator("em").first.inner_text()) < 1


def test_tabs_of_instruments_turn_by_key_and_the_row_can_be_given_more_room(
    playground: Playground,
) -> None:
    tabs = playground.page.locator("#instruments [role=tab]")
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    tabs.first.focus()
    playground.page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(playground.page.locator("#gradients")).to_be_hidden()
    playground.page.keyboard.press("Home")
    expect(playground.page.locator("#gradients")).to_be_visible()

    height = "() => document.getElementById('instruments').clientHeight"
    before = playground.page.evaluate(height)
    expand = playground.page.locator("[data-action=expand]")
    expand.click()
    expect(expand).to_have_accessible_name(playground.t("instruments.collapse"))
    assert playground.page.evaluate(height) > 1.5 * before
    expand.click()
    expect(expand).to_have_accessible_name(playground.t("instruments.expand"))
    assert playground.page.evaluate(height) == before
