"""A session as a file: saved, opened in place of another one, refused without losing anything."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.server import Server, running_server
from playwright.sync_api import Locator, expect
from safetensors.numpy import save

from browser.conftest import OpenPlayground
from browser.playground import Playground
from browser.watch import Watch

DROP = """([selector, name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const options = { dataTransfer, bubbles: true, cancelable: true };
    const place = document.querySelector(selector);
    place.dispatchEvent(new DragEvent("dragover", options));
    place.dispatchEvent(new DragEvent("drop", options));
}"""


def open_tab(playground: Playground) -> Locator:
    playground.page.locator("[data-action=share]").click()
    playground.page.locator("#share-tab-file").click()
    return playground.page.locator("#share-file")


def close(playground: Playground) -> None:
    playground.page.locator("#share .dialog-close").click()


def saved(playground: Playground, folder: Path) -> Path:
    """Save the session on view, and see the tab say so."""
    panel = open_tab(playground)
    with playground.page.expect_download() as download:
        playground.page.locator("[data-action=save-session]").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    expect(panel.locator(".file-told").first).to_contain_text(path.name)
    close(playground)
    return path


def drop(playground: Playground, path: Path, place: str) -> None:
    text = base64.b64encode(path.read_bytes()).decode()
    playground.page.evaluate(DROP, [place, path.name, text])


def everything(playground: Playground) -> list[Any]:
    """What a session is, as the server has it."""
    paths = ("", "/networks/0/weights", "/history", "/data")
    found = [playground.api(path) for path in paths]
    return [found[0]["experiment"], found[0]["status"]["networks"], *found[1:]]


def make_one_of_ones_own(playground: Playground) -> None:
    playground.dataset("circle").click()
    expect(playground.dataset("circle")).to_have_attribute("aria-pressed", "true")
    playground.button("network.fewer_units", layer=1).click()
    expect(playground.units).to_have_count(8)
    for _ in range(3):
        playground.step("epochs")


def test_a_saved_session_is_opened_as_it_was_and_the_other_one_can_be_gone_back_to(
    playground: Playground, tmp_path: Path
) -> None:
    make_one_of_ones_own(playground)
    path = saved(playground, tmp_path)
    assert path.name == "circle_epoch_3.safetensors"
    then, losses = everything(playground), playground.show("train_loss").inner_text()

    playground.dataset("spiral").click()
    expect(playground.dataset("spiral")).to_have_attribute("aria-pressed", "true")
    playground.step("epochs")
    before = playground.session
    panel = open_tab(playground)
    playground.control("open-file").set_input_files(path)
    t = playground.t
    said = t("share.file.opened", file=path.name, data=t("datasets.circle.name"), epoch=3)
    expect(panel.get_by_role("status").last).to_have_text(said)
    back = panel.locator("[data-action=go-back]")
    expect(back).to_have_text(t("share.file.back"))
    # The way back stays when another file is refused.
    playground.control("open-file").set_input_files(broken(path, "empty"))
    expect(panel.get_by_role("alert")).to_contain_text(t("share.file.refused.empty"))
    expect(back).to_be_visible()
    close(playground)
    playground.ready()
    assert playground.session != before
    expect(playground.dataset("circle")).to_have_attribute("aria-pressed", "true")
    expect(playground.units).to_have_count(8)
    expect(playground.show("epoch")).to_have_text("3")
    expect(playground.show("train_loss")).to_have_text(losses)
    assert everything(playground) == then
    expect(playground.page.locator("[data-action=undo]")).to_be_disabled()
    opened = playground.session

    # It trains on, and a reload stays with it.
    playground.step("epochs")
    playground.reload()
    assert playground.session == opened
    expect(playground.show("epoch")).to_have_text("4")

    # The other one is where it was.
    playground.open(f"/?session={before}")
    assert playground.session == before
    expect(playground.dataset("spiral")).to_have_attribute("aria-pressed", "true")
    expect(playground.show("epoch")).to_have_text("4")


def test_going_back_is_one_click_and_opening_another_file_then_stays(
    playground: Playground, tmp_path: Path
) -> None:
    path = saved(playground, tmp_path)
    playground.step("epochs")
    first = playground.session
    panel = open_tab(playground)
    playground.control("open-file").set_input_files(path)
    with playground.page.expect_navigation():
        panel.locator("[data-action=go-back]").click()
    playground.ready()
    assert playground.session == first
    expect(playground.show("epoch")).to_have_text("1")

    # The address names the first session now; what is opened then is what a reload comes back to.
    panel = open_tab(playground)
    playground.control("open-file").set_input_files(path)
    expect(panel.locator("[data-action=go-back]")).to_be_visible()
    second = playground.session
    assert second != first
    playground.reload()
    assert playground.session == second
    expect(playground.show("epoch")).to_have_text("0")


def test_a_session_that_plays_rests_when_it_is_left(playground: Playground, tmp_path: Path) -> None:
    path = saved(playground, tmp_path)
    playground.play()
    playground.until_epoch(2)
    before = playground.session
    panel = open_tab(playground)
    playground.control("open-file").set_input_files(path)
    expect(panel.locator("[data-action=go-back]")).to_be_visible()
    close(playground)
    playground.rested()
    playground.ready()
    address = f"/api/sessions/{before}"
    playground.wait(
        lambda: not playground.client.get(address).json()["status"]["playing"], "it rests"
    )


@pytest.mark.parametrize("place", [".file-zone", "#network-foot"])
def test_a_file_can_be_dropped_on_the_tab_and_anywhere_on_the_page(
    playground: Playground, tmp_path: Path, place: str
) -> None:
    make_one_of_ones_own(playground)
    path = saved(playground, tmp_path)
    before = playground.session
    panel = playground.page.locator("#share-file")
    if place == ".file-zone":
        open_tab(playground)
    drop(playground, path, place)
    expect(panel.locator("[data-action=go-back]")).to_be_visible()
    close(playground)
    playground.ready()
    assert playground.session != before
    expect(playground.show("epoch")).to_have_text("3")


def broken(path: Path, kind: str) -> Path:
    """Make a file that cannot be opened out of one that can."""
    raw = path.read_bytes()
    made = {
        "not_safetensors": raw[: len(raw) // 2],
        "no_session": save({"weights": np.zeros(3)}, {"of": "something else"}),
        "other_version": raw.replace(b'\\"version\\": 1', b'\\"version\\": 7'),
        "invalid_file": raw.replace(b"networks.0.order", b"networks.0.ordes"),
        "experiment": raw.replace(b'\\"tanh\\"', b'\\"tonh\\"'),
        "empty": b"",
    }[kind]
    assert made != raw
    found = path.with_name(f"{kind}.safetensors")
    found.write_bytes(made)
    return found


KINDS = {
    "not_safetensors": "",
    "no_session": "",
    "other_version": "",
    "invalid_file": "file.networks.0.order",
    "experiment": "file.experiment.networks.0.layers.0.activation",
    "empty": "",
}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_file_that_cannot_be_opened_is_refused_in_a_sentence_and_nothing_is_lost(
    open_playground: OpenPlayground, watch: Watch, tmp_path: Path, language: str
) -> None:
    watch.forgive("422")
    playground = open_playground(f"/?lang={language}", language=language)
    playground.step("epochs")
    path = saved(playground, tmp_path)
    before, session = everything(playground), playground.session
    panel = open_tab(playground)
    t = playground.t
    for kind, field in KINDS.items():
        file = broken(path, kind)
        playground.control("open-file").set_input_files(file)
        refusal = panel.get_by_role("alert").locator("p")
        expect(refusal).to_have_text(
            [
                t("share.file.refused.intro", file=file.name),
                t(f"share.file.refused.{kind}", field=field),
            ]
        )
        expect(panel.locator("[data-action=go-back]")).to_have_count(0)
    close(playground)
    assert playground.session == session
    assert everything(playground) == before
    playground.step("epochs")
    expect(playground.show("epoch")).to_have_text("2")


@pytest.fixture
def small_server() -> Iterator[Server]:
    """A server that takes small files only."""
    with running_server(engine="numpy", max_file_bytes=2_000) as server:
        yield server


def test_a_file_that_is_too_large_is_refused_in_a_sentence(
    open_playground: OpenPlayground, small_server: Server, watch: Watch, tmp_path: Path
) -> None:
    # A server that has heard enough may also close the connection before all was sent.
    watch.forgive("413", "net::ERR_CONNECTION", "net::ERR_FAILED")
    playground = open_playground(url=small_server.url)
    path = saved(playground, tmp_path)
    panel = open_tab(playground)
    playground.control("open-file").set_input_files(path)
    expect(panel.get_by_role("alert")).to_contain_text(playground.t("share.file.refused.too_large"))


def test_the_tab_says_what_is_in_the_file_and_what_is_not(playground: Playground) -> None:
    panel = open_tab(playground)
    for part in ("experiment", "points", "weights", "training", "curves"):
        expect(panel.get_by_text(playground.t(f"share.file.part.{part}"))).to_be_visible()
    expect(panel.get_by_text(playground.t("share.file.behind"))).to_be_visible()
    expect(panel.get_by_text(playground.t("share.file.open_about"))).to_be_visible()
