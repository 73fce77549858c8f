"""The sheet that points are drawn on."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from browser.playground import Playground

Place = tuple[float, float]
MARGIN = {"left": 30, "top": 8, "right": 8, "bottom": 24}
"""Between the surface and the plane on it."""

AROUND = """(canvas, [x, y, reach]) => {
    const ratio = canvas.width / canvas.clientWidth;
    const size = Math.round(2 * reach * ratio);
    const context = new OffscreenCanvas(size, size).getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, -(x - reach) * ratio, -(y - reach) * ratio);
    return [...context.getImageData(0, 0, size, size).data];
}"""


class Sheet:
    """What is drawn on."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.page: Page = playground.page
        self.t = playground.t

    def begin(self, empty: bool = False) -> Sheet:
        self.page.locator("[data-action=draw]").click()
        expect(self.strip).to_be_visible()
        if empty:
            self.page.locator("[data-action=clear-sheet]").click()
            expect(self.count).to_have_text(self.t("draw.empty"))
        return self

    @property
    def strip(self) -> Locator:
        return self.page.get_by_role("group", name=self.t("draw.strip"), exact=True)

    @property
    def surface(self) -> Locator:
        return self.page.get_by_role("group", name=self.t("draw.surface"))

    @property
    def count(self) -> Locator:
        return self.strip.locator(".draw-count")

    def screen(self, place: Place, half: float = 6.0) -> Place:
        """Where a place of the plane is on the screen."""
        box = self.page.locator(".surface").bounding_box()
        assert box is not None
        width = box["width"] - MARGIN["left"] - MARGIN["right"]
        height = box["height"] - MARGIN["top"] - MARGIN["bottom"]
        across, down = (place[0] + half) / (2 * half), (half - place[1]) / (2 * half)
        left, top = box["x"] + MARGIN["left"], box["y"] + MARGIN["top"]
        return left + across * width, top + down * height

    def click(self, *places: Place) -> None:
        for place in places:
            self.page.mouse.click(*self.screen(place))

    def drag(self, *places: Place) -> None:
        mouse = self.page.mouse
        mouse.move(*self.screen(places[0]))
        mouse.down()
        for place in places[1:]:
            mouse.move(*self.screen(place), steps=4)
        mouse.up()

    def expect_points(self, count: int) -> None:
        wanted = self.t("draw.count", count=count) if count else self.t("draw.empty")
        expect(self.count).to_have_text(wanted)

    def shown(self) -> int:
        """How many points the page says there are, once it has drawn what was done last."""
        self.playground.frames()
        return int(self.count.inner_text().split()[0].replace(",", ""))

    def points(self) -> list[dict[str, float]]:
        """Those that the server has."""
        found: list[dict[str, float]] = self.data()["points"] or []
        return found

    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.playground.api()["experiment"]["data"]
        return data

    def until_kept(self, count: int) -> list[dict[str, float]]:
        self.playground.wait(lambda: len(self.points()) == count, f"{count} points are kept")
        return self.points()

    def colours_at(self, place: Place) -> list[tuple[int, int, int]]:
        """What the sheet has drawn around a place; nothing where it is clear."""
        box = self.page.locator(".surface").bounding_box()
        assert box is not None
        x, y = self.screen(place)
        flat: list[int] = self.page.locator(".sheet-points").evaluate(
            AROUND, [x - box["x"], y - box["y"], 3]
        )
        quads = [flat[i : i + 4] for i in range(0, len(flat), 4)]
        return [(r, g, b) for r, g, b, alpha in quads if alpha == 255]
