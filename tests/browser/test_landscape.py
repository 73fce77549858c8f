"""The loss landscape: measured beside training, as a map and as a relief."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, expect

from browser.instruments import Instrument
from browser.playground import Playground, parse

HEAVY = {
    "data": {"dataset": "xor", "samples": 5000},
    "networks": [{"layers": [{"units": 64, "activation": "gelu"}] * 8}],
}
TWINS = [{"name": name, "optimizer": {"name": name}} for name in ("sgd", "adam")]


def button(landscape: Instrument, action: str) -> Locator:
    return landscape.panel.locator(f"[data-action={action}]")


def until_measured(landscape: Instrument) -> None:
    """Wait until all of the map is known: the words then tell the losses."""
    expect(landscape.words).to_have_text(landscape.pattern("alternative"), timeout=60_000)


def traces(landscape: Instrument) -> Any:
    """What is drawn: the land, then three traces for each way; None before anything is."""
    return landscape.panel.locator(".terrain-map").evaluate(
        """({ data }) => data?.map(({ type, x, y, z, line }) => (
            { type, x, y, z, color: line?.color }))"""
    )


def axis_of(landscape: Instrument) -> list[float]:
    """The places of the map from left to right; empty before it is drawn."""
    axis: list[float] = (traces(landscape) or [{"x": []}])[0]["x"]
    return axis


def way_of(landscape: Instrument) -> dict[str, list[float]]:
    """The first way that is drawn; empty before there is one."""
    drawn = traces(landscape) or []
    return drawn[2] if len(drawn) > 2 else {"x": [], "y": []}


def until_along_the_way(playground: Playground, landscape: Instrument) -> None:
    """Wait for a map that is no longer the one of random directions, which begins at -1."""
    playground.wait(
        lambda: len(axis := axis_of(landscape)) > 1 and axis[0] != -1.0,
        "the map along the way is drawn",
    )


def shares_of(landscape: Instrument) -> list[Any]:
    """Every height on the map; None where it is not known yet, and for a map not drawn."""
    land = (traces(landscape) or [{"z": [[None]]}])[0]
    return [share for row in land["z"] for share in row]


def test_the_map_is_measured_at_once_and_its_middle_is_the_network(playground: Playground) -> None:
    landscape = Instrument(playground, "landscape")
    expect(landscape.sentence).to_have_text(landscape.text("text.random"))
    until_measured(landscape)
    found = landscape.pattern("alternative").match(landscape.words.inner_text())
    assert found is not None
    low, high, name, here = found.groups()
    assert name == "A"
    assert parse(low) <= parse(here) <= parse(high)
    assert parse(here) == round(playground.status()["train_loss"], 3)
    playground.wait(lambda: None not in shares_of(landscape), "all of the map is drawn")
    land = traces(landscape)[0]
    assert land["type"] == "contour"
    assert len(land["z"]) == len(land["y"]) == len(land["x"])
    assert land["x"][0] == -1.0
    shares = shares_of(landscape)
    assert min(shares) == 0.0
    assert max(shares) == 1.0


def test_the_way_grows_on_the_map_while_the_network_learns(playground: Playground) -> None:
    landscape = Instrument(playground, "landscape")
    until_measured(landscape)
    playground.play()
    playground.until_epoch(120)
    playground.wait(lambda: len(way_of(landscape)["x"]) > 3, "the way is drawn")
    playground.pause()
    landscape.choose("kinds", "path")
    expect(landscape.sentence).to_have_text(landscape.text("text.path"))
    until_along_the_way(playground, landscape)
    land, _, way = traces(landscape)[:3]
    for axis in ("x", "y"):
        assert land[axis][0] <= min(way[axis])
        assert max(way[axis]) <= land[axis][-1]


def test_without_a_path_it_is_said_what_to_do_and_done_once_there_is_one(
    playground: Playground,
) -> None:
    landscape = Instrument(playground, "landscape")
    until_measured(landscape)
    landscape.choose("kinds", "path")
    expect(landscape.panel.locator(".instrument-note")).to_have_text(landscape.text("no_path"))
    playground.play()
    until_along_the_way(playground, landscape)
    playground.pause()
    expect(landscape.panel.locator(".instrument-note")).not_to_have_text(landscape.text("no_path"))


def test_the_relief_is_turned_with_pointer_and_keys(playground: Playground) -> None:
    landscape = Instrument(playground, "landscape", expanded=True)
    until_measured(landscape)
    landscape.choose("views", "relief")
    relief = landscape.panel.locator(".relief")
    expect(relief).to_have_accessible_name(landscape.text("relief"))
    first = landscape.colours()
    assert first
    relief.focus()
    landscape.page.keyboard.press("ArrowRight")
    landscape.page.keyboard.press("ArrowUp")
    playground.wait(lambda: landscape.colours() != first, "keys have turned it")
    playground.frames()
    turned = landscape.colours()
    landscape.point_at(0.4, 0.5)
    landscape.page.mouse.down()
    landscape.point_at(0.6, 0.4)
    landscape.page.mouse.up()
    playground.wait(lambda: landscape.colours() != turned, "the pointer has turned it")
    relief.dblclick()
    playground.wait(lambda: landscape.colours() == first, "it is turned back")


def test_a_long_measurement_shows_its_progress_and_is_cancelled(playground: Playground) -> None:
    playground.put_experiment(HEAVY)
    landscape = Instrument(playground, "landscape")
    progress = landscape.panel.locator("progress")
    expect(progress).to_be_visible()
    playground.until(
        "() => document.querySelector('#landscape progress').value > 0.002", seconds=60.0
    )
    expect(landscape.words).to_have_text(re.compile(r"\d %"))
    button(landscape, "landscape-cancel").click()
    expect(progress).to_be_hidden()
    expect(landscape.panel.locator(".instrument-note")).to_have_text(landscape.text("cancelled"))
    expect(button(landscape, "landscape")).to_be_visible()


def test_each_compared_network_has_its_way_in_its_colour(playground: Playground) -> None:
    playground.put_experiment({"networks": TWINS})
    playground.play()
    playground.until_epoch(30)
    landscape = Instrument(playground, "landscape")

    def both() -> Any:
        drawn = traces(landscape) or []
        return drawn if len(drawn) == 7 else None

    _, _, first, _, _, second, _ = playground.wait(both, "both ways are drawn")
    assert first["color"] != second["color"]
    playground.pause()


def test_a_change_of_the_network_draws_it_anew(playground: Playground) -> None:
    landscape = Instrument(playground, "landscape")
    until_measured(landscape)
    before = landscape.words.inner_text()
    playground.dataset("circle").click()
    expect(landscape.words).not_to_have_text(before)
    until_measured(landscape)
