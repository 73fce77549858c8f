"""Back and forth: undo, redo, and the moments of a training."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from playwright.sync_api import Locator, expect

from browser.playground import Playground
from browser.watch import Watch


def slider(playground: Playground) -> Locator:
    return playground.control("timeline")


def moments(playground: Playground) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = playground.api("/timeline")["moments"]
    return found


def train(playground: Playground, epochs: int = 40) -> None:
    """Train for so few epochs that no moment is thinned out: then their number tells them all."""
    address = f"/api/sessions/{playground.session}/step"
    assert playground.client.post(address, json={"epochs": epochs}).status_code == 200
    expect(playground.show("epoch")).to_have_text(str(epochs))
    playground.until(
        "(count) => document.querySelector('[data-control=timeline]').max === String(count)",
        len(moments(playground)),
    )


def look_back(playground: Playground, position: int) -> dict[str, Any]:
    """Move the slider to a moment, and wait until it is shown."""
    wanted = moments(playground)[position]
    slider(playground).evaluate(
        """(slider, value) => {
            slider.value = value;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        str(position),
    )
    playground.wait(lambda: looked_at(playground) == wanted["id"], "the moment was shown")
    expect(playground.page.locator(".timeline.looking")).to_be_visible()
    return wanted


def looked_at(playground: Playground) -> int | None:
    looking: dict[str, int] | None = playground.api()["looking"]
    return None if looking is None else looking["id"]


def box(playground: Playground) -> dict[str, float]:
    found = slider(playground).bounding_box()
    assert found is not None
    return dict(found)


def drag(playground: Playground, shares: Iterable[float]) -> Iterator[None]:
    """Hold the slider at its right end and move along it, to these shares of its length."""
    mouse, held = playground.page.mouse, box(playground)
    middle = held["y"] + held["height"] / 2
    mouse.move(held["x"] + held["width"] - 8, middle)
    mouse.down()
    for share in shares:
        mouse.move(held["x"] + share * held["width"], middle, steps=4)
        yield
    mouse.up()


def press(playground: Playground, name: str) -> None:
    playground.page.locator(f"[data-action=timeline-{name}]").click()


def test_an_edit_is_undone_and_done_again_by_button_and_by_key(playground: Playground) -> None:
    undo, redo = (playground.page.locator(f"[data-action={name}]") for name in ("undo", "redo"))
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()
    before = playground.weights()
    playground.step("epochs")
    trained = playground.weights()
    playground.button("network.remove_layer", layer=1).click()
    headers = playground.page.locator(".layer-header:not(.output-header)")
    expect(headers).to_have_count(0)

    undo.click()
    expect(headers).to_have_count(1)
    playground.expect_toast(playground.t("toast.undo"))
    assert playground.weights() == trained != before
    expect(undo).to_be_disabled()
    redo.click()
    expect(headers).to_have_count(0)
    playground.page.keyboard.press("Control+z")
    expect(headers).to_have_count(1)
    playground.page.keyboard.press("Control+Shift+z")
    expect(headers).to_have_count(0)
    playground.page.keyboard.press("Control+z")
    expect(headers).to_have_count(1)
    playground.page.keyboard.press("Control+y")
    expect(headers).to_have_count(0)


def test_a_field_that_is_typed_into_keeps_its_own_undo(
    playground: Playground, watch: Watch
) -> None:
    playground.button("network.remove_layer", layer=1).click()
    headers = playground.page.locator(".layer-header:not(.output-header)")
    expect(headers).to_have_count(0)
    seed = playground.page.locator("#settings").get_by_label(
        playground.t("settings.seed"), exact=True
    )
    seed.click()
    playground.page.keyboard.press("Control+z")
    playground.frames(10)
    assert not [url for url in watch.requested if url.endswith("/undo")]
    expect(headers).to_have_count(0)


def test_a_moment_is_looked_at_and_the_present_comes_back_as_it_was(
    playground: Playground,
) -> None:
    expect(slider(playground)).to_be_disabled()
    train(playground)
    present = playground.weights()
    epoch = playground.status()["epoch"]
    wanted = look_back(playground, 2)
    assert playground.weights() != present
    assert playground.status()["iteration"] == wanted["iterations"][0]
    expect(playground.show("iteration")).to_have_text(f"{wanted['iterations'][0]:,}")
    expect(slider(playground)).to_have_attribute(
        "aria-valuetext", playground.t.pattern("timeline.at")
    )

    press(playground, "present")
    expect(playground.page.locator(".timeline-choices")).to_be_hidden()
    playground.wait(lambda: looked_at(playground) is None, "the present is shown")
    assert playground.weights() == present
    assert playground.status()["epoch"] == epoch
    expect(playground.page.locator(".timeline-place")).to_have_text(playground.t("timeline.now"))


def test_the_slider_stays_where_it_is_while_it_is_dragged_into_the_past(
    playground: Playground,
) -> None:
    train(playground)
    before = box(playground)
    place = playground.page.locator(".timeline-place")
    epochs = [playground.status()["epoch"]]
    for _ in drag(playground, (0.8, 0.6, 0.4, 0.2)):
        expect(playground.page.locator(".timeline.looking")).to_be_visible()
        assert box(playground) == before
        epochs.append(int(re.sub(r"\D", "", place.inner_text())))
    assert all(earlier < later for later, earlier in pairwise(epochs)), epochs
    ids = [moment["id"] for moment in moments(playground)]
    playground.wait(
        lambda: looked_at(playground) == ids[int(slider(playground).input_value())],
        "the moment let go at",
    )
    assert box(playground) == before
    press(playground, "present")
    expect(playground.page.locator(".timeline-choices")).to_be_hidden()
    assert box(playground) == before


def test_the_slider_moves_by_keys_one_moment_at_a_time(playground: Playground) -> None:
    train(playground)
    ids = [moment["id"] for moment in moments(playground)]
    slider(playground).focus()
    for _ in range(3):
        playground.page.keyboard.press("ArrowLeft")
    playground.wait(lambda: looked_at(playground) == ids[-3], "three moments back")
    playground.page.keyboard.press("End")
    playground.wait(lambda: looked_at(playground) is None, "the present")


def test_training_goes_on_from_a_moment_and_undo_brings_the_future_back(
    playground: Playground,
) -> None:
    train(playground)
    present = playground.weights()
    wanted = look_back(playground, 2)
    press(playground, "continue")
    playground.wait(lambda: looked_at(playground) is None, "it goes on from there")
    playground.wait(
        lambda: playground.status()["iteration"] > wanted["iterations"][0], "it has trained on"
    )
    playground.pause()
    assert playground.status()["iteration"] > wanted["iterations"][0]
    assert wanted["id"] in [moment["id"] for moment in moments(playground)]

    playground.page.locator("[data-action=undo]").click()
    playground.wait(lambda: playground.weights() == present, "the former present is back")


def test_a_network_as_it_was_becomes_a_rival_of_what_it_is(playground: Playground) -> None:
    train(playground)
    present = playground.weights()
    look_back(playground, 2)
    past = playground.weights()
    press(playground, "branch")
    expect(playground.page.locator(".network-chip")).to_have_count(2)
    assert playground.weights() == present
    assert playground.api("/networks/1/weights")["layers"] == past
    expect(playground.page.locator(".timeline-choices")).to_be_hidden()


def test_whoever_trains_on_from_the_past_is_told_what_becomes_of_the_rest(
    playground: Playground,
) -> None:
    for _ in range(3):
        playground.step("epochs")
    moment = look_back(playground, 1)
    playground.play()
    playground.expect_toast(playground.t("timeline.went_on", epoch=round(moment["epochs"][0])))
    playground.pause()
