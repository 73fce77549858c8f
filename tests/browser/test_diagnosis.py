"""What the diagnosis finds is said in a quiet row, explained, and put right with one click."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from browser.playground import Playground


def note(playground: Playground, code: str) -> Locator:
    return playground.page.locator(f"#messages .note[data-code={code}]")


def six_sigmoids(playground: Playground) -> None:
    layers = [{"units": 8, "activation": "sigmoid"}] * 6
    playground.put_experiment({"networks": [{"layers": layers}]})


def test_a_vanishing_gradient_is_named_explained_and_put_right(playground: Playground) -> None:
    page, t = playground.page, playground.t
    six_sigmoids(playground)
    expect(playground.message).to_have_count(0)
    playground.full_speed()
    playground.play_button.click()
    found = note(playground, "vanishing")
    expect(found.locator("strong")).to_have_text(t("messages.vanishing.title"))
    expect(found).to_contain_text(t("messages.vanishing.try"))

    found.locator(".note-link").click()
    expect(playground.card).to_contain_text(t("explain.vanishing.text"))
    page.keyboard.press("Escape")

    found.locator("[data-action=advice]").click()
    expect(found).to_have_count(0)
    # The note may go before the edit is made.
    playground.wait(
        lambda: {layer["activation"] for layer in playground.network()["layers"]} == {"relu"},
        "the advice is followed",
    )
    solved = note(playground, "solved")
    expect(solved.locator("strong")).to_have_text(t("messages.solved.title"))
    expect(solved.locator("[data-action=advice]")).to_be_hidden()


def test_a_note_keeps_its_button_while_its_numbers_change(playground: Playground) -> None:
    six_sigmoids(playground)
    playground.full_speed()
    playground.play_button.click()
    button = note(playground, "vanishing").locator("[data-action=advice]")
    button.focus()
    playground.until_epoch(int(playground.read("epoch")) + 60)
    expect(button).to_be_focused()


def test_when_nothing_is_left_to_say_the_row_stays_quiet(playground: Playground) -> None:
    six_sigmoids(playground)
    playground.full_speed()
    playground.play_button.click()
    expect(note(playground, "vanishing")).to_be_visible()
    playground.pause()
    playground.page.locator("#toolbar [data-action=reset]").click()
    expect(playground.message).to_have_count(0)
    quiet = playground.page.locator(".notes-quiet")
    expect(quiet).to_have_text(playground.t("messages.quiet"))
