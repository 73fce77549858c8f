"""What a step is: the relation in numbers, and slow motion."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.pictures import from_hex, placed_pixels
from browser.playground import Playground


def explain_counters(playground: Playground) -> None:
    playground.page.locator("#toolbar [data-explain=epoch]").click()


def shining(playground: Playground) -> int:
    """How much of the output's picture has the hue of the last batch."""
    hue = playground.page.evaluate(
        "() => getComputedStyle(document.documentElement).getPropertyValue('--gradient')"
    )
    r, g, b = from_hex(hue)
    found = placed_pixels(playground.page.locator(".surface-canvas"), 200)
    return sum(abs(p - r) + abs(q - g) + abs(s - b) < 30 for _, (p, q, s) in found)


def test_steps_are_epochs_times_batches_with_the_current_numbers(playground: Playground) -> None:
    steps = playground.t("network.steps", data=250, batch=10, steps=25, amount=25)
    expect(playground.page.locator("#network-foot")).to_contain_text(steps)
    playground.step("epochs")
    playground.step("epochs")
    playground.step("batches")
    explain_counters(playground)
    formula = playground.t("steps.formula", data=250, batch=10, perEpoch=25)
    expect(playground.card).to_contain_text(formula)
    numbers = playground.t(
        "steps.numbers_left", epochs=2, perEpoch=25, steps=50, left=1, iteration=51
    )
    expect(playground.card).to_contain_text(numbers)
    playground.page.keyboard.press("Escape")
    # Another batch size on the way: the relation no longer holds, and that is said.
    experiment = playground.api()["experiment"]
    experiment["networks"][0]["batch_size"] = 125
    address = f"/api/sessions/{playground.session}/networks/0"
    assert playground.client.patch(address, json={"batch_size": 125}).status_code == 200
    explain_counters(playground)
    expect(playground.card).to_contain_text(playground.t("steps.inexact", iteration=51))


def test_in_slow_motion_the_batch_lights_up_and_the_counters_tick(playground: Playground) -> None:
    assert shining(playground) == 0
    explain_counters(playground)
    playground.card.locator("[data-action=slow-motion]").click()
    expect(playground.card).to_have_count(0)
    iteration = playground.show("iteration")
    expect(iteration).to_have_class(re.compile("ticked"))
    expect(iteration).to_have_text(re.compile(r"^([3-9]|\d\d)$"))
    assert shining(playground) > 20
    api = playground.api()
    assert api["play"] == {"unit": "batches", "rate": 2.0}
    playground.pause()
    assert playground.read("samples_seen") == 10 * playground.read("iteration")


def test_units_left_out_by_dropout_are_dark_after_a_single_sample(playground: Playground) -> None:
    address = f"/api/sessions/{playground.session}/networks/0/layers/0"
    assert playground.client.patch(address, json={"dropout": 0.5}).status_code == 200
    dark = playground.page.locator("#units .unit.dropped")
    expect(dark).to_have_count(0)
    for _ in range(4):
        playground.step("samples")
        if dark.count():
            break
    assert 0 < dark.count() <= 8
    told = playground.page.locator("#network-foot")
    expect(told).to_contain_text(playground.t("network.left_out"))
    # A whole epoch has no single step to show.
    playground.step("epochs")
    expect(dark).to_have_count(0)
    expect(told).not_to_contain_text(playground.t("network.left_out"))


def test_the_answer_at_the_pointer_follows_steps_of_a_paused_network(
    playground: Playground,
) -> None:
    reading = playground.page.locator("#output .reading")
    playground.surface.hover()
    expect(reading).to_contain_text("x₁")
    for _ in range(3):
        before = reading.inner_text()
        playground.page.keyboard.press("s")
        expect(reading).not_to_have_text(before)
