"""The instruments of the lower row: which one is on view, and what it says."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from browser.pictures import Rgb, pixels
from browser.playground import Playground


class Instrument:
    """One tab of the instruments, opened.

    Args:
        playground: the page.
        key: of the instrument.
        expanded: whether the lower row is given more room first.

    Attributes:
        panel: what belongs to the tab.
    """

    def __init__(self, playground: Playground, key: str, *, expanded: bool = False) -> None:
        self.playground = playground
        self.page = playground.page
        self.key = key
        self.t = playground.t
        self.panel = self.page.locator(f"#{key}")
        if expanded:
            expand = self.page.locator("[data-action=expand]")
            expand.click()
            expect(expand).to_have_attribute("aria-pressed", "true")
        self.page.locator(f".tab[data-instrument={key}]").click()
        expect(self.panel).to_be_visible()

    @property
    def sentence(self) -> Locator:
        """What the instrument says about itself to a learner."""
        return self.panel.locator(".instrument-text")

    @property
    def words(self) -> Locator:
        """What the picture shows, for those who cannot see it."""
        return self.panel.locator("p.unseen")

    @property
    def picture(self) -> Locator:
        return self.panel.locator(".picture")

    @property
    def canvas(self) -> Locator:
        return self.panel.locator(".picture canvas").first

    @property
    def tip(self) -> Locator:
        """The note beside the pointer."""
        return self.panel.locator(".picture-tip")

    def colours(self) -> list[Rgb]:
        return pixels(self.canvas, 120)

    def still_colours(self) -> list[Rgb]:
        """The same, once the picture has come to rest: it moves by itself for a while."""

        def found() -> list[Rgb] | None:
            before = self.colours()
            self.playground.frames(10)
            return before if self.colours() == before else None

        still: list[Rgb] = self.playground.wait(found, "the picture is at rest")
        return still

    def choose(self, name: str, value: str) -> None:
        """Press one of the buttons that stand in a row."""
        button = self.panel.locator(f"[data-{name}={value}]")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def text(self, key: str, **values: object) -> str:
        return self.t(f"instruments.{self.key}.{key}", **values)

    def pattern(self, key: str, **values: object) -> re.Pattern[str]:
        return self.t.pattern(f"instruments.{self.key}.{key}", **values)

    def point_at(self, across: float, down: float) -> None:
        """Move the pointer to a place in the picture, in shares of its sides."""
        box = self.picture.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
