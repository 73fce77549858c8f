"""Points drawn by hand on the output: placed, brushed, erased, moved, undone, learnt."""

from __future__ import annotations

import math

from playwright.sync_api import Route, expect

from browser.conftest import OpenPlayground
from browser.pictures import share_of_hue
from browser.playground import Playground, number_of
from browser.sheet import Place, Sheet
from browser.watch import Watch

BLUE = 203.0
COUNTS = """() => {
    const count = document.querySelector(".draw-count");
    const read = () => Number.parseInt(count.textContent.replace(",", ""), 10) || 0;
    window.counts = [read()];
    new MutationObserver(() => window.counts.push(read()))
        .observe(count, { childList: true, characterData: true, subtree: true });
}"""
"""Keep every number of points that is shown from now on."""


def heart(size: float) -> list[Place]:
    turns = [2 * math.pi * i / 40 for i in range(41)]
    return [
        (
            size * math.sin(t) ** 3,
            size * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t)) / 16,
        )
        for t in turns
    ]


def test_a_heart_is_drawn_on_an_empty_sheet_and_learnt(playground: Playground) -> None:
    sheet = Sheet(playground).begin(empty=True)
    playground.page.keyboard.press("2")
    playground.slide(playground.page.locator("#field-draw-width"), "30")
    for size in (2.6, 1.2):
        sheet.drag(*heart(size))
    playground.page.keyboard.press("1")
    sheet.drag(*heart(5.2))
    drawn = sheet.shown()
    assert drawn > 60
    playground.expect_toast(playground.t("draw.edit.added", count=drawn).split()[1])
    points = sheet.until_kept(drawn)
    assert {point["label"] for point in points} == {0, 1}
    assert all(abs(point[axis]) <= 6 for point in points for axis in ("x1", "x2"))

    # It stays when drawing is left, test points too.
    playground.page.keyboard.press("Escape")
    expect(sheet.strip).to_be_hidden()
    expect(playground.points).to_have_count(drawn)
    expect(playground.control("show-test")).to_be_checked()
    expect(playground.page.locator(".own-data .chosen")).to_have_text([playground.t("draw.open")])
    playground.full_speed()
    playground.play()
    playground.until(f"(share) => {number_of('train_accuracy')} >= share", 97, seconds=60)
    playground.pause()
    middle = playground.api("/networks/0/boundary?resolution=13")["values"][6][6]
    assert middle > 0.5, "inside of the heart it is blue"


def test_every_stroke_is_one_edit_that_undo_takes_back(playground: Playground) -> None:
    weights = playground.weights()
    sheet = Sheet(playground).begin()
    sheet.expect_points(500)
    keyboard = playground.page.keyboard
    sheet.drag((-5, 0), (5, 0))
    trail = sheet.shown()
    assert trail > 510
    playground.expect_toast(playground.t("draw.edit.added", count=trail - 500), "kept")
    sheet.until_kept(trail)
    sheet.click((0.1, 5.9))
    sheet.until_kept(trail + 1)
    sheet.expect_points(trail + 1)
    keyboard.press("e")
    sheet.drag((-5, 5), (-5, -5))
    left = sheet.shown()
    assert left < trail
    sheet.until_kept(left)
    assert all(abs(point["x1"] + 5) > 0.2 for point in sheet.points() if abs(point["x2"]) < 5)
    assert playground.weights() == weights

    for count in (trail + 1, trail, 500):
        keyboard.press("Control+z")
        sheet.expect_points(count)
    expect(playground.dataset("xor")).to_have_attribute("aria-pressed", "true")
    keyboard.press("Control+y")
    sheet.expect_points(trail)

    # An empty sheet is taken back as well, though the server never heard of it.
    playground.page.locator("[data-action=clear-sheet]").click()
    sheet.expect_points(0)
    keyboard.press("Control+z")
    sheet.expect_points(trail)
    playground.page.locator("[data-action=clear-sheet]").click()
    keyboard.press("Escape")
    playground.expect_toast(playground.t("draw.stays"))
    expect(playground.points).to_have_count(trail)


def test_points_are_moved_and_stay_on_the_plane(playground: Playground) -> None:
    sheet = Sheet(playground).begin(empty=True)
    sheet.click((-3, 2), (3, 2), (0, 0))
    sheet.until_kept(3)
    sheet.expect_points(3)
    playground.page.keyboard.press("m")
    sheet.drag((-3, 2), (-1, -4))
    playground.expect_toast(playground.t("draw.edit.moved"), "kept")
    moved = sheet.points()[0]
    assert math.dist((moved["x1"], moved["x2"]), (-1, -4)) < 0.1
    assert sheet.colours_at((-1, -4))
    assert not sheet.colours_at((-3, 2))
    # Beyond its edge a point is held at the edge, and a click there places nothing.
    sheet.drag((3, 2), (3, 5), (3, 7.5))
    playground.wait(lambda: sheet.points()[1]["x2"] == 6, "the point lies at the edge")
    playground.page.keyboard.press("p")
    sheet.click((-6.4, 0), (0, -6.4))
    sheet.click((1, 1))
    sheet.until_kept(4)
    sheet.expect_points(4)
    assert playground.api("/data")["domain"] == {"x1": [-6, 6], "x2": [-6, 6]}


def test_keys_choose_among_eight_classes_and_the_network_follows(playground: Playground) -> None:
    sheet = Sheet(playground).begin(empty=True)
    for number in range(1, 5):
        playground.page.keyboard.press(str(number))
        swatch = sheet.strip.locator(f"[data-class='{number - 1}']")
        expect(swatch).to_have_attribute("aria-pressed", "true")
        sheet.click((2.0 * number - 5, 0))
    points = sheet.until_kept(4)
    assert [point["label"] for point in points] == [0, 1, 2, 3]
    assert playground.api("/data")["classes"] == 4
    expect(playground.page.locator("#units .output-label")).to_have_count(4)
    sheet.strip.locator("[data-class='7']").click()
    sheet.click((0, 4))
    expect(playground.page.locator("#units .output-label")).to_have_count(8)
    # Erasing the last point of a class leaves the network as it is; the slider takes classes away.
    playground.page.keyboard.press("e")
    sheet.click((0, 4))
    sheet.expect_points(4)
    sheet.until_kept(4)
    assert playground.api("/data")["classes"] == 8
    classes = playground.page.locator("[data-field=classes] input")
    expect(classes).to_have_attribute("min", "4")
    playground.slide(classes, "4")
    playground.expect_toast(playground.t("edit.classes", value=4))
    expect(playground.page.locator("#units .output-label")).to_have_count(4)


def test_strokes_faster_than_the_answers_are_all_there_and_never_flicker(
    playground: Playground,
) -> None:
    waiting: list[Route] = []
    held = [True]
    sheet = Sheet(playground).begin(empty=True)
    playground.page.route(
        "**/data", lambda route: waiting.append(route) if held[0] else route.continue_()
    )
    playground.page.evaluate(COUNTS)
    places = [(float(x), float(y)) for y in (4, 0) for x in range(-5, 6)]
    for n, place in enumerate(places, 1):
        sheet.click(place)
        sheet.expect_points(n)
        assert all(sheet.colours_at(seen) for seen in places[:n])
    assert sheet.points() == [], "no answer has come yet"
    held[0] = False
    for route in waiting:
        route.continue_()
    points = sheet.until_kept(len(places))
    # With the last answer the page knows of all the steps back.
    expect(playground.page.locator("[data-action=undo]")).to_have_attribute(
        "title", playground.t("toolbar.undo_title", count=len(places))
    )
    playground.frames()
    counts = playground.page.evaluate("() => window.counts")
    assert counts == sorted(counts), "points came and went"
    found = sorted((round(point["x1"]), round(point["x2"])) for point in points)
    assert found == sorted(places)
    for _ in places:
        playground.page.keyboard.press("Control+z")
    sheet.expect_points(500)


def test_without_a_connection_strokes_are_kept(playground: Playground, watch: Watch) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    sheet = Sheet(playground).begin(empty=True)
    gone = [True]

    def answer(route: Route) -> None:
        if gone[0] and route.request.method == "PUT":
            route.abort("internetdisconnected")
        else:
            route.continue_()

    playground.page.route("**/data", answer)
    sheet.click((-2, 0), (2, 0))
    playground.expect_toast(playground.t("draw.waiting"))
    sheet.expect_points(2)
    assert sheet.points() == []
    gone[0] = False
    sheet.until_kept(2)
    playground.page.unroute("**/data")


def test_targets_of_a_regression_come_from_a_slider(playground: Playground) -> None:
    playground.page.locator("[data-task=regression]").click()
    playground.expect_toast(
        playground.t("edit.dataset", name=playground.t("datasets.reg_plane.name"))
    )
    sheet = Sheet(playground).begin(empty=True)
    expect(sheet.strip.locator("[data-class='0']")).to_be_hidden()
    target = sheet.strip.get_by_label(playground.t("draw.target"))
    playground.slide(target, "-0.4")
    sheet.click((-3, 0))
    playground.slide(target, "1")
    sheet.click((3, 0))
    playground.page.keyboard.press("5")
    expect(target).to_have_value("0")
    sheet.click((0, 3))
    points = sheet.until_kept(3)
    assert [point["label"] for point in points] == [-0.4, 1, 0]
    assert playground.api()["experiment"]["task"] == "regression"
    sheet.expect_points(3)
    assert share_of_hue(sheet.colours_at((3, 0)), BLUE) > 0.9

    # Going to the other task and back brings the own points back.
    playground.page.keyboard.press("Escape")
    playground.page.locator("[data-task=classification]").click()
    expect(playground.dataset("xor")).to_have_attribute("aria-pressed", "true")
    playground.page.locator("[data-task=regression]").click()
    assert [point["label"] for point in sheet.until_kept(3)] == [-0.4, 1, 0]
    expect(playground.points).to_have_count(3)


def test_it_is_drawn_erased_and_moved_with_the_keyboard_alone(playground: Playground) -> None:
    sheet = Sheet(playground)
    keyboard = playground.page.keyboard
    keyboard.press("p")
    expect(sheet.surface).to_be_focused()
    playground.page.locator("[data-action=clear-sheet]").press("Enter")
    sheet.expect_points(0)
    sheet.surface.focus()
    keyboard.press("1")
    for _ in range(4):
        keyboard.press("ArrowLeft")
    keyboard.press("Enter")
    sheet.until_kept(1)
    assert sheet.points() == [{"x1": -2, "x2": 0, "label": 0}]
    keyboard.press("2")
    for _ in range(6):
        keyboard.press("ArrowUp")
    keyboard.press("Enter")
    assert sheet.until_kept(2)[1] == {"x1": -2, "x2": 3, "label": 1}
    sheet.expect_points(2)
    keyboard.press("m")
    keyboard.press("Enter")
    for _ in range(8):
        keyboard.press("ArrowRight")
    keyboard.press("Enter")
    playground.expect_toast(playground.t("draw.edit.moved"), "kept")
    assert sheet.points()[1]["x1"] == 2, "the point was carried"
    keyboard.press("e")
    keyboard.press("Enter")
    assert sheet.until_kept(1) == [{"x1": -2, "x2": 0, "label": 0}]
    keyboard.press("Escape")
    expect(sheet.strip).to_be_hidden()
    expect(playground.points).to_have_count(1)


def test_fingers_draw_and_do_not_scroll(open_playground: OpenPlayground) -> None:
    playground = open_playground(viewport={"width": 390, "height": 844}, has_touch=True)
    sheet = Sheet(playground)
    playground.page.locator("[data-action=draw]").tap()
    expect(sheet.surface).to_be_in_viewport(ratio=0.95)
    playground.page.locator("[data-action=clear-sheet]").tap()
    sheet.expect_points(0)
    before = playground.page.evaluate("() => scrollY")
    client = playground.page.context.new_cdp_session(playground.page)

    def touch(kind: str, *places: Place) -> None:
        fingers = [dict(zip("xy", sheet.screen(place), strict=True)) for place in places]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", (0, -5))
    for step in range(1, 11):
        touch("touchMove", (0, -5 + step))
    touch("touchEnd")
    expect(sheet.count).not_to_have_text(playground.t("draw.empty"))
    drawn = sheet.shown()
    assert drawn >= 5
    sheet.until_kept(drawn)
    assert playground.page.evaluate("() => scrollY") == before
    playground.page.touchscreen.tap(*sheet.screen((4, 4)))
    sheet.until_kept(drawn + 1)
    sheet.expect_points(drawn + 1)
    assert sheet.colours_at((4, 4))


def test_a_full_sheet_says_so_and_loses_nothing(playground: Playground) -> None:
    points = [{"x1": (i % 70) / 20, "x2": i // 70 / 20, "label": i % 2} for i in range(4_998)]
    playground.put_experiment({"data": {"dataset": "custom", "points": points}})
    sheet = Sheet(playground).begin()
    playground.wait(lambda: sheet.shown() == 4_998, "all are on the sheet")
    sheet.drag((-5, -5), (-1, -5))
    playground.expect_toast(playground.t("draw.full", most="5,000"))
    sheet.until_kept(5_000)
    sheet.click((-5, 5))
    assert sheet.shown() == 5_000
    playground.page.keyboard.press("e")
    sheet.click((-5, -5))
    sheet.until_kept(4_999)


def test_any_data_set_can_be_the_start_and_keeps_its_plane(playground: Playground) -> None:
    playground.page.locator(".more-datasets").click()
    playground.dataset("iris").last.click()
    expect(playground.points.first).to_be_attached()
    playground.wait(lambda: len(playground.api("/data")["train"]["label"]) == 75, "iris is there")
    before = playground.api("/data")
    playground.until("() => document.querySelector('#units .output-label:nth-of-type(3)')")
    sheet = Sheet(playground).begin()
    sheet.expect_points(150)
    sheet.click((0, 0))
    playground.expect_toast(playground.t("draw.edit.added", count=1), "kept")
    sheet.until_kept(151)
    after = playground.api("/data")
    assert after["domain"] == before["domain"]
    assert after["classes"] == 3

    # What does nothing for own points says why.
    for name, reason in (("noise", "draw.no_noise"), ("samples", "draw.no_samples")):
        slider = playground.page.locator(f"[data-field={name}] input")
        expect(slider).to_be_disabled()
        expect(slider).to_have_attribute("title", playground.t(reason))
    expect(playground.page.locator("[data-field=samples] output")).to_have_text("151")
    playground.page.locator("[data-action=regenerate]").click()
    playground.expect_toast(playground.t("draw.edit.split"), "kept")
    assert len(sheet.points()) == 151
    playground.dataset("circle").click()
    sheet.expect_points(500)
    expect(playground.page.locator("[data-field=noise] input")).to_be_enabled()
