"""Play, pause, step, reset: the main job of the page."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from browser.playground import Playground, number_of, text_of

TRAIN_POINTS = 250
BATCH = 10


def test_xor_is_solved_by_pressing_play(playground: Playground) -> None:
    playground.until_points(1)
    before = playground.points_of_curve()
    playground.play()
    epoch = playground.until(
        f"() => {number_of('test_accuracy')} >= 95 && {number_of('epoch')}", seconds=30
    )
    assert epoch <= 300
    playground.pause()
    assert playground.read("test_accuracy") >= 0.95
    assert playground.read("train_accuracy") >= 0.95
    playground.until_drawn_up_to(playground.read("epoch"))
    assert playground.points_of_curve() > before + 5
    losses = playground.chart("loss")[0]
    assert losses[-1] < 0.7 * losses[0]
    playground.button("loss.curves.accuracy").click()
    axis = "document.querySelector('#loss .chart-plot').layout.yaxis"
    playground.until(f"() => {axis}.tickformat === '.0%'")
    for share, shown in zip(
        [curve[-1] for curve in playground.chart("loss")],
        (playground.read("train_accuracy"), playground.read("test_accuracy")),
        strict=True,
    ):
        assert abs(share - shown) < 0.001


def test_counters_tick_while_it_plays_and_rest_when_it_is_paused(playground: Playground) -> None:
    # Space is play wherever no button has it.
    playground.page.keyboard.press("Space")
    expect(playground.play_button).to_have_attribute("aria-label", playground.t("toolbar.pause"))
    for counter in ("epoch", "iteration", "samples_seen"):
        seen = playground.show(counter).inner_text()
        expect(playground.show(counter)).not_to_have_text(seen)
    playground.page.keyboard.press("Space")
    playground.rested()
    counters = {c: playground.read(c) for c in ("epoch", "iteration", "samples_seen")}
    assert counters["iteration"] == counters["samples_seen"] / BATCH
    playground.frames(30)
    assert {c: playground.read(c) for c in counters} == counters
    assert playground.status()["iteration"] == counters["iteration"]


def test_steps_by_sample_batch_and_epoch_move_their_counters(playground: Playground) -> None:
    def counters() -> tuple[float, ...]:
        return tuple(playground.read(name) for name in ("epoch", "iteration", "samples_seen"))

    playground.step("samples")
    assert counters() == (0, 1, 1)
    playground.step("batches")
    assert counters() == (0, 2, 1 + BATCH)
    playground.step("epochs")
    epoch, iterations, samples = counters()
    assert epoch == 1
    # To the end of the epoch, or for as many samples as an epoch has.
    assert samples in (TRAIN_POINTS, 1 + BATCH + TRAIN_POINTS)

    for key, more in (("d", 1), ("b", BATCH), ("s", TRAIN_POINTS)):
        before = playground.status()["samples_seen"]
        playground.page.keyboard.press(key)
        playground.wait(lambda b=before: playground.status()["samples_seen"] > b, "it stepped")
        playground.rested()
        assert 0 < playground.status()["samples_seen"] - before <= more
    assert playground.read("iteration") >= iterations + 3


def test_the_loss_curve_grows_only_when_a_step_was_taken(playground: Playground) -> None:
    for _ in range(3):
        playground.step("epochs")
    playground.until_points(4)

    playground.control("hard").check()
    playground.control("show-test").check()
    playground.unit(0, 0).hover()
    loss = playground.show("train_loss").inner_text()
    address = f"/api/sessions/{playground.session}/networks/0/weights"
    weight = {"layer": 1, "from": 0, "to": 0, "value": 4.0}
    assert playground.client.patch(address, json=weight).status_code == 200
    expect(playground.show("train_loss")).not_to_have_text(loss)
    now = playground.show("train_loss").inner_text()
    # The words are written together with the curve.
    expect(playground.page.locator("#loss .unseen")).to_contain_text(now)
    assert playground.points_of_curve() == 4
    assert playground.points_of_curve("gradients") == 4

    playground.step("epochs")
    for chart in ("loss", "gradients"):
        playground.until_drawn_up_to(4, chart)
        assert playground.points_of_curve(chart) == 5


def test_reset_brings_the_same_weights_and_the_dice_or_a_seed_bring_others(
    playground: Playground,
) -> None:
    first = playground.weights()
    data = playground.api("/data")
    playground.step("epochs")
    assert playground.weights() != first
    playground.button("toolbar.reset").click()
    playground.expect_toast(playground.t("edit.reset"))
    expect(playground.show("epoch")).to_have_text("0")
    assert playground.weights() == first
    playground.button("toolbar.redraw").click()
    playground.expect_toast(playground.t.pattern("edit.redraw"))
    assert playground.weights() != first
    assert playground.api("/data")["train"] == data["train"]
    playground.until_points(1)
    seed = playground.control("seed")
    for value in ("7", "0"):
        seed.fill(value)
        seed.press("Enter")
        playground.expect_toast(playground.t("edit.redraw", seed=value))
        assert playground.api()["experiment"]["seed"] == int(value)
        assert (playground.weights() == first) == (value == "0")


def test_the_speed_is_kept_to_and_can_be_lifted(playground: Playground) -> None:
    playground.slide(playground.control("speed"), "0")
    expect(playground.show("speed")).to_have_text("1")
    playground.control("play-unit").select_option("batches")
    begun = time.monotonic()
    playground.play()
    counters = f"[{text_of('iteration')}, {text_of('samples_seen')}].map(Number)"
    iterations, samples = playground.until(f"() => {number_of('iteration')} >= 2 && {counters}")
    # One a second, the first at once.
    assert iterations <= 1 + time.monotonic() - begun
    assert samples == iterations * BATCH
    playground.full_speed()
    expect(playground.show("speed")).to_have_text(playground.t.pattern("toolbar.measured"))
    playground.until_epoch(2)
    playground.pause()
    expect(playground.show("speed")).to_have_text(playground.t("toolbar.fastest"))


def test_a_frame_leaves_what_it_does_not_change_as_it_is(playground: Playground) -> None:
    # The browser styles and lays out the page again for an attribute that is set to what it was.
    playground.play()
    playground.until_epoch(20)
    playground.page.evaluate(SET_AGAIN)
    playground.frames(60)
    assert playground.page.evaluate("() => [...window.setAgain]") == []


SET_AGAIN = """() => {
    const PLOTS = ".chart-plot, .surface-plot, #js-plotly-tester";
    window.setAgain = new Set();
    new MutationObserver((changes) => {
        for (const { target, attributeName, oldValue } of changes) {
            if (!target.isConnected || target.closest(PLOTS)) continue;
            const same = target.getAttribute(attributeName) === oldValue;
            if (same) window.setAgain.add(`${attributeName} of ${target.outerHTML.slice(0, 100)}`);
        }
    }).observe(document.body, { subtree: true, attributes: true, attributeOldValue: true });
}"""
"""Notes every attribute that the page, not Plotly, sets to what it was before."""
