"""The session behind the page: kept over a reload, made anew when the server has forgotten it."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.playground import Playground
from browser.watch import Watch


def make_one_of_ones_own(playground: Playground) -> None:
    """Settings that are nobody's default."""
    playground.dataset("circle").click()
    expect(playground.dataset("circle")).to_have_attribute("aria-pressed", "true")
    playground.control("learning_rate").select_option("0.1")
    playground.expect_toast(playground.t("edit.learning_rate", value="0.1"))
    playground.button("network.fewer_units", layer=1).click()
    expect(playground.units).to_have_count(8)


def assert_is_the_one_made(playground: Playground) -> None:
    expect(playground.dataset("circle")).to_have_attribute("aria-pressed", "true")
    expect(playground.control("learning_rate")).to_have_value("0.1")
    expect(playground.units).to_have_count(8)


def test_a_reload_finds_everything_as_it_was_and_playing(playground: Playground) -> None:
    make_one_of_ones_own(playground)
    playground.step("epochs")
    playground.step("epochs")
    session, weights = playground.session, playground.weights()
    losses = playground.show("train_loss").inner_text()
    playground.reload()
    assert playground.session == session
    assert_is_the_one_made(playground)
    expect(playground.show("epoch")).to_have_text("2")
    expect(playground.show("train_loss")).to_have_text(losses)
    assert playground.weights() == weights
    playground.until_points(3)

    # And playing, where it played.
    playground.play()
    playground.until_epoch(5)
    playground.reload()
    expect(playground.play_button).to_have_attribute("aria-label", playground.t("toolbar.pause"))
    epoch = int(playground.read("epoch"))
    assert epoch >= 5
    playground.until_epoch(epoch + 3)
    playground.pause()


def test_a_session_that_is_gone_is_made_anew_with_the_same_settings(
    playground: Playground, watch: Watch
) -> None:
    make_one_of_ones_own(playground)
    playground.step("epochs")
    before = playground.session
    playground.client.delete(f"/api/sessions/{before}")
    playground.expect_toast(playground.t("session.deleted"))
    playground.wait(lambda: playground.session != before, "there is a new session")
    playground.ready()
    assert_is_the_one_made(playground)
    expect(playground.show("epoch")).to_have_text("0")
    playground.step("epochs")
    expect(playground.show("epoch")).to_have_text("1")

    # Forgotten while the page was away.
    watch.forgive("404")
    before = playground.session
    playground.page.goto("about:blank")
    playground.client.delete(f"/api/sessions/{before}")
    playground.open()
    playground.expect_toast(playground.t("session.forgotten"))
    assert playground.session != before
    assert_is_the_one_made(playground)


def test_what_an_outside_program_changes_shows_on_the_page_and_on_no_other(
    playground: Playground, watch: Watch
) -> None:
    address = f"/api/sessions/{playground.session}"
    playground.client.put(f"{address}/features", json=["x1", "x2", "sin_x1"])
    expect(playground.feature("sin_x1")).to_have_attribute("aria-pressed", "true")
    playground.client.post(f"{address}/networks/0/layers", json={"index": 1, "units": 3})
    expect(playground.units).to_have_count(8 + 3 + 1)
    playground.client.post(f"{address}/step", json={"epochs": 7})
    expect(playground.show("epoch")).to_have_text("7")

    # Another tab of the same browser has a session of its own.
    page = playground.page.context.new_page()
    watch.listen(page)
    other = Playground(page, playground.client, playground.url).open()
    assert other.session != playground.session
    expect(other.show("epoch")).to_have_text("0")
    playground.sessions |= other.sessions


def test_the_session_of_a_program_is_watched_at_its_address(playground: Playground) -> None:
    other = playground.client.post("/api/sessions", json={"data": {"dataset": "spiral"}}).json()
    playground.open(f"/?session={other['id']}")
    assert playground.session == other["id"]
    expect(playground.dataset("spiral")).to_have_attribute("aria-pressed", "true")
    playground.client.post(f"/api/sessions/{other['id']}/step", json={"epochs": 7})
    expect(playground.show("epoch")).to_have_text("7")
