"""Gradients per layer: they fan out through sigmoids, and come together through ReLUs."""

from __future__ import annotations

import math

from playwright.sync_api import expect

from browser.playground import Playground, parse

DEEP = 6
DECADES = 100


def test_vanishing_gradients_are_seen_and_said_and_relu_brings_them_together(
    playground: Playground,
) -> None:
    experiment = playground.api()["experiment"]
    experiment["networks"][0]["layers"] = [{"units": 8, "activation": "sigmoid"}] * DEEP
    playground.put_experiment(experiment)
    playground.step("epochs")

    chart = playground.page.locator("#gradients .chart-plot")
    assert chart.evaluate("(plot) => plot.layout.yaxis.type") == "log"
    playground.until_points(2, "gradients")
    playground.until_drawn_up_to(1, "gradients")
    legend = playground.page.locator("#gradients .layer-legend li")
    expect(legend).to_have_count(DEEP + 1)
    shown = [parse(text) for text in legend.locator("b").all_inner_texts()]
    for curve, norm in zip(playground.chart("gradients"), shown, strict=True):
        assert math.isclose(curve[-1], norm, rel_tol=0.06)
    pace = playground.page.locator("#gradients .pace")
    slower = playground.t.pattern("gradients.pace.slower", last=DEEP + 1)
    advice = playground.t("gradients.try_relu")
    expect(pace).to_contain_text(advice)
    said = slower.match(pace.inner_text().removesuffix(advice).strip())
    assert said is not None, pace.inner_text()
    assert parse(said[1]) >= DECADES
    norms = playground.api("/networks/0/gradients")["norms"]["weights"]
    assert norms[-1] / norms[0] > DECADES
    ends = [curve[-1] for curve in playground.chart("gradients")]
    assert len(ends) == DEEP + 1
    assert max(ends) / min(ends) > DECADES

    menu = playground.page.locator("#settings").get_by_label(
        playground.t("settings.activation"), exact=True
    )
    menu.select_option("relu")
    playground.control("initializer").select_option("he_normal")
    name = playground.t("initializers.he_normal.name")
    playground.expect_toast(playground.t("edit.initializer", name=name))
    relu = ["relu"] * DEEP
    playground.wait(
        lambda: [layer["activation"] for layer in playground.network()["layers"]] == relu,
        "every layer has it",
    )
    playground.button("toolbar.reset").click()
    playground.expect_toast(playground.t("edit.reset"))
    expect(playground.show("epoch")).to_have_text("0")
    playground.step("epochs")
    expect(pace).not_to_contain_text(advice)
    playground.until(
        "(most) => { const ends = document.querySelector('#gradients .chart-plot').data"
        ".map((c) => c.y.at(-1)); return Math.max(...ends) / Math.min(...ends) < most; }",
        DECADES,
    )
