"""Everything has its room, on screens and networks small and large."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from browser.conftest import OpenPlayground
from browser.playground import Playground

BOXES = """(elements) => elements.map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom, what: element.outerHTML.slice(0, 140) };
})"""
BOXES_OF_TEXT = """(elements) => elements.map((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, top, right, bottom } = range.getBoundingClientRect();
    return { left, top, right, bottom, what: element.outerHTML.slice(0, 140) };
})"""
SIZES = """() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { across: scrollWidth, down: scrollHeight };
}"""
Box = dict[str, Any]

LARGEST = {
    "seed": 1,
    "data": {"dataset": "blobs", "classes": 6},
    "features": [
        "x1", "x2", "x1_squared", "x2_squared", "x1_times_x2",
        "sin_x1", "sin_x2", "cos_x1", "cos_x2", "radius",
    ],
    "networks": [{"layers": [{"units": 16, "activation": "tanh"}] * 8}],
}  # fmt: skip


def boxes(playground: Playground, selector: str) -> list[Box]:
    found: list[Box] = playground.page.locator(selector).filter(visible=True).evaluate_all(BOXES)
    assert found, f"there is no {selector}"
    return found


def overlap(one: Box, other: Box, slack: float = 0.5) -> bool:
    return (
        one["left"] < other["right"] - slack
        and other["left"] < one["right"] - slack
        and one["top"] < other["bottom"] - slack
        and other["top"] < one["bottom"] - slack
    )


def assert_apart(found: list[Box]) -> None:
    for i, one in enumerate(found):
        for other in found[:i]:
            assert not overlap(one, other), f"{one} lies over {other}"


def assert_within(found: list[Box], frame: Box) -> None:
    for box in found:
        inside = (
            box["left"] >= frame["left"] - 0.5
            and box["right"] <= frame["right"] + 0.5
            and box["top"] >= frame["top"] - 0.5
            and box["bottom"] <= frame["bottom"] + 0.5
        )
        assert inside, f"{box} is not within {frame}"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_one_screen_holds_everything(open_playground: OpenPlayground, language: str) -> None:
    playground = open_playground(f"/?lang={language}", language=language)
    sizes = playground.page.evaluate(SIZES)
    assert sizes["down"] <= 900
    assert sizes["across"] <= 1440
    window = {"left": 0, "top": 0, "right": 1440, "bottom": 900}
    for kind in ("button", "select", "input", "canvas", ".panel"):
        assert_within(boxes(playground, f"#page {kind}"), window)
    assert playground.covered_controls() == []
    assert_apart(boxes(playground, ".panel"))
    # Nothing is cut off inside of a panel or a bar.
    overflowing = """(elements) => elements
        .filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.id || e.className)"""
    for selector in (".panel", ".panel-body", "#toolbar", "#settings"):
        assert playground.page.locator(selector).evaluate_all(overflowing) == []
    for bar in ("#toolbar", "#settings"):
        assert_apart(boxes(playground, f"{bar} select, {bar} button:not(.explain), {bar} input"))


@pytest.mark.parametrize(
    ("language", "width"), [("en", 1440), ("ko", 1440), ("en", 1401), ("en", 1024), ("ko", 1024)]
)
def test_nothing_moves_when_numbers_grow_long(
    open_playground: OpenPlayground, language: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    playground = open_playground(f"/?lang={language}", language=language, viewport=size)
    before = boxes(playground, ".panel, .surface")
    long = {"epoch": "999,999", "iteration": "999,999", "samples_seen": "999.9M"}
    long |= {"speed": "20,000", "train_loss": "1.4·10⁻⁴", "test_accuracy": "100.0 %"}
    playground.page.evaluate(
        """(long) => { for (const [name, text] of Object.entries(long))
            document.querySelector(`#toolbar [data-show=${name}]`).textContent = text; }""",
        long,
    )
    assert boxes(playground, ".panel, .surface") == before
    assert_apart(boxes(playground, "#toolbar > *"))
    window = {"left": 0, "top": 0, "right": width, "bottom": 900}
    assert_within(boxes(playground, "#toolbar > *"), window)


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (390, 844)], ids=["tablet", "phone"])
def test_smaller_screens_scroll_down_but_never_across(
    open_playground: OpenPlayground, width: int, height: int
) -> None:
    playground = open_playground(viewport={"width": width, "height": height})
    sizes = playground.page.evaluate(SIZES)
    assert sizes["across"] <= width
    expect(playground.play_button).to_be_in_viewport()
    assert_apart(boxes(playground, ".panel"))
    screen = {"left": 0, "top": 0, "right": width, "bottom": sizes["down"]}
    for kind in ("#toolbar button", "#settings select", "#data input", "#output input", ".panel"):
        assert_within(boxes(playground, kind), screen)
    assert_apart(boxes(playground, "#toolbar button:not(.explain), #toolbar select"))
    for unit in playground.units.all():
        box = unit.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 20
    playground.play()
    playground.until_epoch(5)
    playground.pause()
    # A card opens within the window, too.
    playground.unit(0, 0).click()
    expect(playground.card).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("dataset", ["xor", "blobs"])
def test_on_a_tablet_the_data_panel_holds_all_that_it_offers(
    open_playground: OpenPlayground, dataset: str
) -> None:
    playground = open_playground(
        f"/#v=1&dataset={dataset}", viewport={"width": 1024, "height": 768}
    )
    panel = playground.page.locator("#data").bounding_box()
    last = playground.page.locator("[data-action=regenerate]").bounding_box()
    assert panel
    assert last
    assert last["y"] + last["height"] < panel["y"] + panel["height"]


def test_the_largest_networks_have_their_room(playground: Playground) -> None:
    playground.put_experiment(LARGEST)
    expect(playground.units).to_have_count(8 * 16 + 6)
    expect(playground.unit(8, 5).locator("canvas")).to_be_attached()
    playground.frames()
    sizes = playground.page.evaluate(SIZES)
    assert sizes["down"] <= 900
    assert sizes["across"] <= 1440
    units, features = boxes(playground, "#units .unit"), boxes(playground, ".feature")
    assert_apart(units + features)
    frame = boxes(playground, "#diagram")[0]
    assert_within(units + features, frame)
    assert_within(boxes(playground, ".output-label"), frame)
    assert_apart(boxes(playground, ".output-label"))
    heads = boxes(playground, "#layer-headers button, #layer-headers select")
    assert_within(heads, frame)
    assert_apart(heads)
    for unit in units:
        for head in heads:
            assert not overlap(unit, head)
    assert min(unit["right"] - unit["left"] for unit in units) >= 9
    playground.play()
    playground.until_epoch(2)
    playground.pause()

    # Layers with more units than there is room for say how many they do not show.
    layers = [{"units": 64, "activation": "relu"}] * 2 + [{"units": 16}] * 8
    playground.put_experiment({**LARGEST, "networks": [{"layers": layers}]})
    expect(playground.page.locator(".more-units:visible")).to_have_count(2)
    expect(playground.unit(10, 5).locator("canvas")).to_be_attached()
    playground.frames()
    units = boxes(playground, "#units .unit")
    assert_apart(units + boxes(playground, ".feature"))
    counts = playground.page.locator(".more-units:visible").evaluate_all(BOXES_OF_TEXT)
    assert_apart(units + counts)
    inner = boxes(playground, "#diagram .diagram-inner")[0]
    assert_within(units, inner)
    assert playground.page.evaluate(SIZES)["across"] <= 1440
    playground.play()
    playground.until_epoch(1)
    playground.pause()
