"""Which engine computes, for the curious."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.playground import Playground


def test_the_help_says_which_engine_computes_and_how_fast_it_goes(playground: Playground) -> None:
    line = playground.page.locator("#engine")
    playground.play()
    playground.page.keyboard.press("?")
    expect(line).to_contain_text("NumPy")
    expect(line).to_contain_text(re.compile(r"[1-9][\d,]* epochs/s"))
