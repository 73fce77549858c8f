"""English and Korean."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import expect

from browser.conftest import OpenPlayground
from browser.playground import Playground
from browser.texts import LANGUAGES, Texts, leaves

KEY_LIKE = re.compile(r"^[a-z]+(_[a-z]+)*(\.[a-z0-9_]+)+$")
HANGUL = re.compile(r"[가-힣]")

TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.parentElement.closest("script, noscript, math, .surface-plot, .chart-plot")) {
            found.push(node.textContent.trim());
        }
    }
    for (const element of document.querySelectorAll("*")) {
        for (const name of ["aria-label", "title", "alt", "placeholder", "aria-valuetext"]) {
            if (element.hasAttribute(name)) found.push(element.getAttribute(name).trim());
        }
    }
    found.push(document.title);
    return [...new Set(found.filter(Boolean))];
}"""
"""Everything that is read or read out, hidden dialogs included."""


def english_only() -> set[str]:
    """English texts that read otherwise in Korean, as whole texts."""
    korean = leaves("ko")
    words = {text for key, text in leaves("en").items() if text != korean.get(key)}
    return words - set(korean.values())


def assert_is_korean(playground: Playground) -> None:
    expect(playground.page.locator("html")).to_have_attribute("lang", "ko")
    expect(playground.play_button).to_have_accessible_name(Texts("ko")("toolbar.play"))
    shown: list[str] = playground.page.evaluate(TEXTS)
    assert [text for text in shown if KEY_LIKE.match(text)] == []
    assert [text for text in shown if text in english_only()] == []
    for role in ("heading", "button"):
        for element in playground.page.get_by_role(role).all():
            name = element.get_attribute("aria-label") or element.inner_text()
            letters = re.sub(r"[\W\d_₁₂²]", "", name)
            is_a_name = name in leaves("ko").values() or len(letters) <= 4
            assert HANGUL.search(name) or is_a_name, f"not Korean: {role} {name!r}"


def test_every_text_stands_in_both_languages_with_the_same_places_to_fill() -> None:
    by_language = {language: leaves(language) for language in LANGUAGES}
    keys = {language: set(texts) for language, texts in by_language.items()}
    assert {key for key in keys["en"] ^ keys["ko"] if not key.endswith((".one", ".other"))} == set()
    for language, texts in by_language.items():
        assert [key for key, text in texts.items() if not text.strip()] == [], language
    for key in keys["en"] & keys["ko"]:
        places = [sorted(re.findall(r"\{\w+\}", by_language[x][key])) for x in LANGUAGES]
        assert places[0] == places[1], key


def test_an_address_can_ask_for_korean(open_playground: OpenPlayground) -> None:
    playground = open_playground("/?lang=ko", language="ko")
    assert_is_korean(playground)
    playground.control("learning_rate").select_option("0.1")
    playground.expect_toast(playground.t("edit.learning_rate", value="0.1"), "kept")
    playground.unit(0, 0).click()
    expect(playground.card).to_contain_text(playground.t("inspector.text", count=2))


def test_a_browser_set_to_korean_gets_korean(client: httpx.Client) -> None:
    for wanted in LANGUAGES:
        page = client.get("/", headers={"Accept-Language": f"{wanted};q=0.9,fr;q=0.8"}).text
        assert f'<html lang="{wanted}">' in page


def test_the_menu_changes_the_language_and_keeps_the_work(playground: Playground) -> None:
    shown: list[str] = playground.page.evaluate(TEXTS)
    assert [text for text in shown if KEY_LIKE.match(text)] == []
    playground.step("epochs")
    session = playground.session
    playground.control("language").select_option("ko")
    expect(playground.page.locator("html")).to_have_attribute("lang", "ko")
    playground.t = Texts("ko")
    playground.ready()
    assert_is_korean(playground)
    assert playground.session == session
    expect(playground.show("epoch")).to_have_text("1")
