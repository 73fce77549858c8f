"""The backward pass on the page: where its parts are, and how it is walked through."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from browser.playground import Playground


class BackwardPass:
    """The tab, opened."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.page = playground.page
        self.page.locator("[data-instrument=backward_pass]").click()
        expect(self.chips.first).to_be_visible()

    @property
    def chips(self) -> Locator:
        return self.page.locator(".pass-chip")

    @property
    def current(self) -> Locator:
        return self.page.locator(".pass-chip[aria-current=step]")

    @property
    def words(self) -> Locator:
        return self.page.locator(".pass-words")

    @property
    def title(self) -> Locator:
        return self.page.locator(".pass-title")

    @property
    def cells(self) -> Locator:
        return self.page.locator(".pass-cell")

    @property
    def filled(self) -> Locator:
        """The equations with numbers in them."""
        return self.page.locator(".pass-filled math")

    def button(self, name: str) -> Locator:
        return self.page.locator(f"[data-action=pass-{name}]")

    def go(self, name: str, **values: object) -> None:
        """Go to the step with this name."""
        label = self.playground.t(f"pass.chip.{name}", **values)
        self.page.locator(".pass-rail").get_by_role("button", name=label, exact=True).click()
        expect(self.current).to_have_accessible_name(label)

    def row(self, cell: int, name: str) -> Locator:
        """A number of a cell, by what stands before it."""
        rows = self.cells.nth(cell).locator(".pass-row")
        return rows.filter(has=self.page.locator(f"i:text-is('{name}')")).locator("b")

    def answer(self, query: str = "") -> Any:
        return self.playground.api(f"/networks/0/pass{query}")
