"""Frames while nobody looks, and a server that is away for a while."""

from __future__ import annotations

from helpers.server import Server, running_server
from playwright.sync_api import Page, WebSocket, expect

from browser.conftest import OpenPlayground
from browser.pictures import pixels
from browser.playground import Playground
from browser.watch import Watch
from browser.wire import Wire, wire_to

LOST = (r"ERR_CONNECTION_", r"ERR_SOCKET_NOT_CONNECTED", r"ERR_EMPTY_RESPONSE", "WebSocket")
"""A browser has many words for a wire that is cut, by what was under way on it."""

HIDE = """(hidden) => {
    Object.defineProperty(document, "visibilityState", {
        configurable: true, get: () => (hidden ? "hidden" : "visible") });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def count_frames(page: Page) -> list[int]:
    """A list that grows by the size of every binary frame that comes in."""
    sizes: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on(
            "framereceived",
            lambda payload: sizes.append(len(payload)) if isinstance(payload, bytes) else None,
        )

    page.on("websocket", listen)
    return sizes


def test_a_hidden_tab_gets_no_frames_and_training_goes_on(playground: Playground) -> None:
    sizes = count_frames(playground.page)
    playground.reload()
    playground.play()
    playground.until_epoch(5)
    playground.wait(lambda: sizes, "frames come")
    playground.page.evaluate(HIDE, True)

    def train(epochs: int) -> int:
        """Wait for so many epochs more; return how many frames came meanwhile."""
        frames, epoch = len(sizes), playground.status()["epoch"]
        playground.wait(lambda: playground.status()["epoch"] > epoch + epochs, "it goes on")
        return len(sizes) - frames

    # What was on its way when the tab was hidden still comes.
    playground.wait(lambda: train(5) == 0, "no frame comes any more")
    before = len(sizes)
    assert train(40) == 0
    epoch = playground.status()["epoch"]
    seen = playground.read("epoch")
    playground.page.evaluate(HIDE, False)
    playground.until_epoch(int(epoch))
    assert playground.read("epoch") > seen
    playground.wait(lambda: len(sizes) > before, "frames come again")
    playground.pause()


def test_a_lost_connection_is_shown_and_found_again_with_the_same_session(
    open_playground: OpenPlayground, server: Server, watch: Watch
) -> None:
    watch.forgive(*LOST)
    with wire_to(server.port) as wire:
        playground = open_playground(url=wire.url)
        playground.step("epochs")
        session = playground.session
        lost = playground.message.filter(has_text=playground.t("messages.connection_lost.title"))

        wire.cut()
        expect(playground.show("connection")).to_have_text(playground.t("connection.lost"))
        expect(lost).to_be_visible()
        expect(playground.play_button).to_be_disabled()
        expect(playground.show("epoch")).to_have_text("1")
        assert len(set(pixels(playground.page.locator(".surface-canvas")))) > 50
        playground.control("learning_rate").select_option("0.1")
        playground.expect_toast(playground.t("error.unreachable"))
        expect(playground.control("learning_rate")).to_have_value("0.03")

        wire.mend()
        playground.expect_toast(playground.t("session.regained"))
        expect(playground.message).to_have_count(0)
        expect(playground.play_button).to_be_enabled()
        assert playground.session == session
        expect(playground.show("epoch")).to_have_text("1")
        playground.step("epochs")
        expect(playground.show("epoch")).to_have_text("2")

        # What plays goes on without the page.
        playground.play()
        playground.wait(lambda: playground.api()["status"]["playing"], "the server has heard of it")
        wire.cut()
        expect(lost).to_be_visible()
        epoch = playground.status()["epoch"]
        playground.wait(lambda: playground.status()["epoch"] > epoch + 20, "it goes on")
        wire.mend()
        playground.until_epoch(int(epoch) + 20)
        expect(lost).to_have_count(0)
        playground.pause()


def test_a_server_that_started_anew_gets_the_same_experiment_again(
    open_playground: OpenPlayground, server: Server, watch: Watch
) -> None:
    watch.forgive(*LOST, "404")
    with wire_to(server.port) as wire, running_server() as other:
        playground = open_playground(url=wire.url)
        playground.control("learning_rate").select_option("0.3")
        playground.expect_toast(playground.t("edit.learning_rate", value="0.3"))
        before = playground.session
        move(wire, other.port)
        playground.expect_toast(playground.t("session.forgotten"))
        playground.wait(lambda: playground.session != before, "there is a new session")
        expect(playground.play_button).to_be_enabled()
        expect(playground.control("learning_rate")).to_have_value("0.3")
        expect(playground.show("epoch")).to_have_text("0")
        playground.page.locator("[data-step=epochs]").click()
        expect(playground.show("epoch")).to_have_text("1")


def move(wire: Wire, port: int) -> None:
    wire.cut()
    wire.target = port
    wire.mend()
