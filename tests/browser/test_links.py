"""The address describes the experiment, and every link opens, of either playground."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import httpx
import pytest
from helpers.server import Server, running_server
from playwright.sync_api import Locator, Page, expect

from browser.conftest import NewPage, OpenPlayground
from browser.playground import Playground
from browser.watch import Watch

PAUSE = 390.0
"""Changes that follow each other faster than this, in milliseconds, are described together."""

TENSORFLOW = "https://playground.tensorflow.org/"
LESSON = (
    "activation=relu&batchSize=25&dataset=spiral&regDataset=reg-plane&learningRate=0.003"
    "&regularizationRate=0&noise=20&networkShape=8,6&seed=0.12345&showTestData=true"
    "&discretize=false&percTrainData=70&x=true&y=true&sinX=true&problem=classification"
)

SIZES = """() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const panels = [...document.querySelectorAll(".panel")].filter((p) => p.checkVisibility());
    return [
        scrollWidth, scrollHeight,
        Math.max(...panels.map((panel) => panel.getBoundingClientRect().right)),
    ];
}"""
CLOSE_TOASTS = """() => {
    for (const button of document.querySelectorAll("#toasts button")) button.click();
}"""
"""All at once: meanwhile they go away by themselves."""

PANELS = [
    ("play", "[data-action=play]"),
    ("step", ".steps"),
    ("reset", "[data-action=reset], [data-action=redraw]"),
    ("undo", "[data-action=undo], [data-action=redo]"),
    ("speed", "[data-control=speed], [data-control=play-unit]"),
    ("counters", "#toolbar [data-show=epoch]"),
    ("scores", "#toolbar [data-show=train_loss]"),
    ("task", "[data-task]"),
    ("learning-rate", "[data-control=learning_rate]"),
    ("optimizer", "[data-control=optimizer]"),
    ("activation", "[data-control=activation]"),
    ("loss-function", "[data-control=loss]"),
    ("regularization", "[data-control=regularizer]"),
    ("regularization-rate", "[data-control=regularization_rate]"),
    ("initializer", "[data-control=initializer]"),
    ("seed", "[data-control=seed]"),
    ("data", "#data"),
    ("dataset", "[data-dataset], .more-datasets"),
    ("own-data", "#data [data-action=draw], #data [data-action=bring]"),
    ("train-fraction", "#field-train_fraction"),
    ("noise", "#field-noise"),
    ("samples", "#field-samples"),
    ("classes", "#field-classes"),
    ("batch-size", "#field-batch_size"),
    ("new-points", "[data-action=regenerate]"),
    ("layers", ".round.insert, .round.remove"),
    ("units", ".units-row button"),
    ("output-activation", "[data-control=output]"),
    ("networks", "[data-action=add-rival], .network-chip"),
    ("duels", "[data-action=duels]"),
    ("lines", "[data-lines]"),
    ("show-test", "[data-control=show-test]"),
    ("hard", "[data-control=hard]"),
    ("reading", ".reading"),
    ("loss", "#loss"),
    ("timeline", "[data-control=timeline]"),
    ("instruments", "#instruments"),
    ("notes", "#messages .note"),
    ("text", ".explain, .reading-hint, #messages .note, [data-action=help]"),
    ("share", "[data-action=share], [data-action=save-figure]"),
    *[
        (key, f"[data-feature={key}]")
        for key in ("x1", "x2", "x1_squared", "x2_squared", "x1_times_x2")
    ],
    *[(key, f"[data-feature={key}]") for key in ("sin_x1", "sin_x2", "cos_x1", "cos_x2", "radius")],
]
"""Every name that can be hidden, and what a person no longer sees then."""


def address(playground: Playground) -> str:
    found: str = playground.page.evaluate("() => location.hash")
    return found


def until_address(playground: Playground, wanted: str) -> None:
    playground.until("(wanted) => location.hash === wanted", wanted)


def change_address(playground: Playground, hash_: str) -> None:
    """Type another end of the address, as a person would in the address bar."""
    playground.page.evaluate("(hash) => { location.hash = hash; }", hash_)


def link_questions(playground: Playground) -> list[float]:
    """When the page has asked for its link, in milliseconds."""
    asked: list[float] = playground.page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(({ name }) => /[/]api[/]sessions[/][^/]+[/]link/.test(name))
            .map(({ startTime }) => startTime)"""
    )
    return asked


def arrival(playground: Playground) -> Locator:
    return playground.page.locator("#arrival")


def open_share(playground: Playground) -> Locator:
    playground.page.locator("[data-action=share]").click()
    dialog = playground.page.locator("#share")
    expect(dialog).to_be_visible()
    dialog.locator("[data-share=link]").click()
    return dialog


def copied_link(playground: Playground, *, weights: bool = False) -> str:
    """Open the dialog, tick what is asked for, and read the link."""
    dialog = open_share(playground)
    field = dialog.locator("[data-control=copy-link]")
    expect(field).to_have_value(re.compile("#v=1"))
    if weights:
        dialog.locator("[data-control=link-weights]").check()
        expect(field).to_have_value(re.compile("&w="))
    found = field.input_value()
    playground.page.keyboard.press("Escape")
    return found


def numbers(client: httpx.Client, session: str) -> list[Any]:
    """All that is drawn of the first network."""
    found = []
    for part in ("", "/data", "/networks/0/weights", "/networks/0/boundary"):
        answer = client.get(f"/api/sessions/{session}{part}")
        assert answer.status_code == 200
        found.append(answer.json())
    described, *rest = found
    network = described["status"]["networks"][0]
    losses = {key: network[key] for key in ("train_loss", "test_loss", "test_accuracy")}
    return [described["experiment"], losses, *rest]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Server]:
    """Another server, as somebody else runs it, which lets itself be shown in frames."""
    with running_server(engine="numpy", frame_ancestors="*") as server:
        yield server


@pytest.fixture
def other(elsewhere: Server, new_page: NewPage, opened: list[Playground]) -> Iterator[Playground]:
    """The playground of the other server, in a fresh profile, not yet opened."""
    page = new_page()
    page.add_init_script("try { localStorage.setItem('hinted', 'yes'); } catch {}")
    with elsewhere.client() as client:
        playground = Playground(page, client, elsewhere.url)
        yield playground
        for session in playground.sessions:
            client.delete(f"/api/sessions/{session}")


# The address


def test_the_address_follows_every_change_and_leaves_no_trail(playground: Playground) -> None:
    until_address(playground, "#v=1")
    before = playground.page.evaluate("() => history.length")
    playground.dataset("circle").click()
    until_address(playground, "#v=1&dataset=circle")
    playground.control("learning_rate").select_option("0.1")
    playground.control("hard").check()
    until_address(playground, "#v=1&dataset=circle&lr=0.1&hard=true")
    playground.button("toolbar.undo").click()
    until_address(playground, "#v=1&dataset=circle&hard=true")
    assert playground.page.evaluate("() => history.length") == before


def test_dragging_a_slider_does_not_flood_the_server(playground: Playground) -> None:
    until_address(playground, "#v=1")
    for noise in range(5, 55, 5):
        playground.slide(playground.page.locator("#field-noise"), str(noise))
    until_address(playground, "#v=1&noise=0.5")
    # However slowly the edits are answered: each question waits for a pause between them.
    asked = link_questions(playground)
    assert len(asked) > 1
    assert all(later - earlier >= PAUSE for earlier, later in pairwise(asked)), asked
    playground.play()
    playground.until_epoch(20)
    playground.pause()
    assert len(link_questions(playground)) - len(asked) <= 1


def test_a_reload_goes_on_with_the_session_that_the_address_describes(
    playground: Playground,
) -> None:
    playground.dataset("circle").click()
    playground.control("hard").check()
    until_address(playground, "#v=1&dataset=circle&hard=true")
    playground.step("epochs")
    session, weights = playground.session, playground.weights()
    playground.reload()
    assert (playground.session, playground.weights()) == (session, weights)
    expect(playground.show("epoch")).to_have_text("1")
    expect(playground.control("hard")).to_be_checked()


def test_a_reload_that_overtakes_the_address_keeps_the_session(playground: Playground) -> None:
    until_address(playground, "#v=1")
    playground.dataset("circle").click()
    until_address(playground, "#v=1&dataset=circle")
    session = playground.session
    # What the page has noted is one address ahead of that which the browser loads again.
    playground.page.evaluate("history.replaceState(history.state, '', '#v=1')")
    playground.reload()
    assert playground.session == session
    expect(playground.dataset("circle")).to_have_attribute("aria-pressed", "true")
    until_address(playground, "#v=1&dataset=circle")


def test_another_language_keeps_the_session_and_the_address(playground: Playground) -> None:
    playground.dataset("circle").click()
    until_address(playground, "#v=1&dataset=circle")
    session = playground.session
    playground.control("language").select_option("ko")
    expect(playground.page.locator("html")).to_have_attribute("lang", "ko")
    expect(playground.dataset("circle")).to_have_attribute("aria-pressed", "true")
    assert playground.session == session
    assert address(playground) == "#v=1&dataset=circle"


def test_an_address_changed_by_hand_is_an_edit_that_can_be_undone(playground: Playground) -> None:
    until_address(playground, "#v=1")
    session = playground.session
    change_address(playground, "#v=1&dataset=circle&layers=3")
    playground.expect_toast(playground.t("links.opened.playground"))
    expect(playground.units).to_have_count(4)
    assert playground.session == session
    playground.button("toolbar.undo").click()
    expect(playground.units).to_have_count(9)
    until_address(playground, "#v=1")

    # The browser's way back is a way back here, too.
    playground.page.go_back()
    change_address(playground, "#v=1&layers=2")
    expect(playground.units).to_have_count(3)
    change_address(playground, "#v=1&layers=5")
    expect(playground.units).to_have_count(6)
    playground.page.go_back()
    expect(playground.units).to_have_count(3)


def test_a_place_on_the_page_is_no_link(playground: Playground) -> None:
    until_address(playground, "#v=1")
    playground.page.locator(".skip").focus()
    playground.page.keyboard.press("Enter")
    expect(playground.page.locator("#network")).to_be_focused()
    until_address(playground, "#v=1")
    expect(arrival(playground)).to_be_hidden()


def test_own_points_that_are_too_many_are_said_to_be_so_and_the_file_is_offered(
    playground: Playground,
) -> None:
    points = [{"x1": n / 997, "x2": (n * 7 % 991) / 997, "label": n % 2} for n in range(4_000)]
    playground.put_experiment({"data": {"dataset": "custom", "points": points}})
    until_address(playground, "#v=1&points=-")
    dialog = open_share(playground)
    expect(dialog.locator(".share-trouble").first).to_contain_text("32,000")
    expect(dialog.locator("[data-action=copy-link]")).to_be_disabled()
    with playground.page.expect_download() as download:
        dialog.locator("[data-action=link-file]").click()
    assert download.value.suggested_filename.endswith(".safetensors")
    playground.reload()
    assert len(playground.api()["experiment"]["data"]["points"]) == 4_000


# From one to the other


def test_a_copied_link_opens_elsewhere_with_the_same_picture_and_numbers(
    playground: Playground, other: Playground
) -> None:
    playground.dataset("circle").click()
    playground.button("network.fewer_units", layer=1).click()
    expect(playground.units).to_have_count(8)
    playground.play()
    playground.until_epoch(20)
    playground.pause()
    playground.control("show-test").check()
    link = copied_link(playground, weights=True)
    assert len(link) < 2_000
    other.open("/" + link[link.index("#") :])
    assert numbers(other.client, other.session) == numbers(playground.client, playground.session)
    for name in ("train_loss", "test_loss", "test_accuracy"):
        expect(other.show(name)).to_have_text(playground.show(name).inner_text())
    expect(other.control("show-test")).to_be_checked()
    expect(arrival(other)).to_be_hidden()
    # The address is of the experiment alone; there is nothing to undo, and it trains on.
    expect(other.button("toolbar.undo")).to_be_disabled()
    until_address(other, "#v=1&dataset=circle&layers=7&show_test=true")
    other.step("epochs")
    expect(other.show("epoch")).to_have_text("1")


def test_the_address_itself_is_a_link_to_the_same_start(
    playground: Playground, other: Playground
) -> None:
    playground.dataset("spiral").click()
    playground.feature("sin_x1").click()
    until_address(playground, "#v=1&dataset=spiral&features=x1,x2,sin_x1")
    other.open("/" + address(playground))
    assert numbers(other.client, other.session) == numbers(playground.client, playground.session)


def test_the_link_is_copied_by_a_click_and_by_hand_where_there_is_no_clipboard(
    open_playground: OpenPlayground,
) -> None:
    playground = open_playground(permissions=["clipboard-read", "clipboard-write"])
    dialog = open_share(playground)
    field = dialog.locator("[data-control=copy-link]")
    expect(field).to_have_value(f"{playground.url}/#v=1")
    dialog.locator("[data-action=copy-link]").click()
    expect(dialog.locator("[data-action=copy-link]")).to_have_text(
        playground.t("share.link.copied")
    )
    read = playground.page.evaluate("() => navigator.clipboard.readText()")
    assert read == f"{playground.url}/#v=1"

    playground.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error());"
        " document.execCommand = () => false; }"
    )
    dialog.locator("[data-action=copy-link]").click()
    expect(dialog.locator("[data-action=copy-link]")).to_have_text(
        playground.t("share.link.copy_by_hand")
    )
    assert playground.page.evaluate("() => getSelection().toString()") == f"{playground.url}/#v=1"


def test_weights_that_are_too_many_for_a_link_are_left_to_the_file(playground: Playground) -> None:
    playground.put_experiment({"networks": [{"layers": [{"units": 64}, {"units": 64}]}]})
    dialog = open_share(playground)
    expect(dialog.locator("[data-action=copy-link]")).to_be_enabled()
    dialog.locator("[data-control=link-weights]").check()
    expect(dialog.locator(".share-trouble").first).to_be_visible()
    expect(dialog.locator("[data-action=link-file]")).to_be_visible()
    dialog.locator("[data-control=link-weights]").uncheck()
    expect(dialog.locator("[data-action=link-file]")).to_be_hidden()
    expect(dialog.locator("[data-control=copy-link]")).to_have_value(re.compile("layers=64,64$"))


# Links of TensorFlow Playground


def test_a_teacher_pastes_the_link_of_last_years_slides_and_the_lesson_stands_here(
    playground: Playground,
) -> None:
    # One: the link is pasted.
    dialog = open_share(playground)
    dialog.locator("[data-control=open-link]").fill(
        f"{TENSORFLOW}#{LESSON}&learningRate_hide=true&dataset_hide=true"
    )
    dialog.locator("[data-action=open-link]").click()
    expect(dialog).to_be_hidden()
    expect(arrival(playground)).to_contain_text(playground.t("links.opened.tensorflow"))
    expect(playground.units).to_have_count(8 + 6 + 1)
    expect(playground.control("learning_rate")).to_be_hidden()
    expect(playground.dataset("spiral")).to_be_hidden()
    expect(playground.control("show-test")).to_be_checked()
    network = playground.network()
    assert network["optimizer"] == {"name": "sgd", "learning_rate": 0.003}
    assert [layer["activation"] for layer in network["layers"]] == ["relu", "relu"]

    # Two: what cannot be the same is said, and can be put away.
    playground.page.locator("[data-action=arrival-more]").click()
    expect(playground.card.locator("[data-code=other_points]")).to_be_visible()
    playground.page.keyboard.press("Escape")
    playground.page.locator("[data-action=arrival-close]").click()
    expect(arrival(playground)).to_be_hidden()

    # Three: it trains, all can be shown again, and undo brings back what was there.
    playground.step("epochs")
    playground.page.locator("[data-action=show-hidden]").click()
    expect(playground.dataset("spiral")).to_be_visible()
    expect(playground.dataset("spiral")).to_have_attribute("aria-pressed", "true")
    playground.button("toolbar.undo").click()
    expect(playground.units).to_have_count(9)


HASHES = [
    ("", 9, None, 0),
    ("networkShape=&dataset=gauss", 1, None, 2),
    ("networkShape=4,0,2&discretize=true&seed=한글", 7, "hard", 3),
    ("problem=regression&regDataset=reg-gauss&percTrainData=50", 7, None, 2),
    ("networkShape=8%2C8&hideText=true&foo=1&bar_hide=true", 17, None, 4),
    ("initZero=true&networkShape=2&x=false&y=false", 3, None, 2),
    ("activation=ReLU&noise=900&batchSize=0&tutorial=x&cosX=true", 7, None, 7),
]
"""Properties of TensorFlow Playground, units of the network, what is ticked, what differs."""


@pytest.mark.parametrize(
    ("hash_", "units", "checked", "different"),
    [(LESSON, 15, "show-test", 2), HASHES[-1]],
    ids=["lesson", "wrong values"],
)
def test_a_hash_of_tensorflow_playground_opens_in_the_address(
    open_playground: OpenPlayground, hash_: str, units: int, checked: str | None, different: int
) -> None:
    playground = open_playground("/#" + hash_)
    assert_stands(playground, units, checked, different)
    playground.reload()
    expect(playground.units).to_have_count(units)
    playground.step("epochs")


def test_every_other_hash_opens_in_the_page_that_is_there(playground: Playground) -> None:
    for hash_, units, checked, different in HASHES[1:]:
        change_address(playground, "#" + hash_)
        assert_stands(playground, units, checked, different)
        playground.step("epochs")


def assert_stands(playground: Playground, units: int, checked: str | None, different: int) -> None:
    expect(playground.units).to_have_count(units)
    if checked:
        expect(playground.control(checked)).to_be_checked()
    playground.until("() => location.hash.startsWith('#v=1')")
    playground.frames()
    if different:
        playground.page.locator("[data-action=arrival-more]").click()
        expect(playground.card.locator("li")).to_have_count(different)
        assert not re.search(r"[{}]|links\.notices", playground.card.inner_text())
    playground.page.keyboard.press("Escape")


def test_a_link_in_korean_is_told_of_in_korean(open_playground: OpenPlayground) -> None:
    playground = open_playground("/?lang=ko#networkShape=4,0&noise=900", language="ko")
    expect(arrival(playground)).to_contain_text("TensorFlow Playground의 링크를 열었습니다.")
    playground.page.locator("[data-action=arrival-more]").click()
    text = playground.card.inner_text()
    assert "은닉층 2" in text
    assert not re.search(r"[{}]|links\.notices", text)


def test_a_link_that_is_pasted_anywhere_opens(playground: Playground) -> None:
    paste = """(text) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        const how = { clipboardData: data, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new ClipboardEvent("paste", how));
    }"""
    playground.page.evaluate(paste, "only words")
    playground.page.evaluate(paste, f"{TENSORFLOW}#networkShape=3&noise_hide=true")
    expect(playground.units).to_have_count(4)
    expect(playground.page.locator("#field-noise")).to_be_hidden()
    playground.page.locator("[data-action=arrival-undo]").click()
    expect(playground.units).to_have_count(9)
    expect(playground.page.locator("#field-noise")).to_be_visible()
    expect(arrival(playground)).to_be_hidden()

    # So does undo by key, and from a link that needs no notice.
    for link in (f"{TENSORFLOW}#networkShape=3&noise_hide=true", "#v=1&layers=3&hide=noise"):
        playground.page.evaluate(paste, link)
        expect(playground.units).to_have_count(4)
        expect(playground.page.locator("#field-noise")).to_be_hidden()
        playground.page.keyboard.press("Control+z")
        expect(playground.units).to_have_count(9)
        expect(playground.page.locator("#field-noise")).to_be_visible()
        expect(arrival(playground)).to_be_hidden()

    # After another edit that would be undone in its place, it is not offered any more.
    playground.page.evaluate(paste, f"{TENSORFLOW}#networkShape=3")
    expect(playground.page.locator("[data-action=arrival-undo]")).to_be_visible()
    playground.feature("sin_x1").click()
    expect(playground.page.locator("[data-action=arrival-undo]")).to_be_hidden()
    expect(arrival(playground)).to_be_visible()


def test_a_link_that_is_dropped_on_the_page_opens_there(playground: Playground) -> None:
    dropped = playground.page.evaluate(
        """(link) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.setData("text/uri-list", link);
            return ["dragover", "drop"].map((kind) => {
                const how = { dataTransfer, bubbles: true, cancelable: true };
                const event = new DragEvent(kind, how);
                document.querySelector("#network").dispatchEvent(event);
                return event.defaultPrevented;
            });
        }""",
        f"{TENSORFLOW}#networkShape=3",
    )
    assert dropped == [True, True], "or else the browser would go there"
    expect(playground.units).to_have_count(4)


# Links that are none


def test_a_link_that_cannot_be_opened_changes_nothing_and_says_why(
    playground: Playground, watch: Watch
) -> None:
    watch.forgive("422")
    playground.dataset("circle").click()
    expect(playground.dataset("circle")).to_have_attribute("aria-pressed", "true")
    playground.step("epochs")
    until_address(playground, "#v=1&dataset=circle")
    weights = playground.weights()
    dialog = open_share(playground)
    for text, code in (
        ("hello world", "unknown_link"),
        ("", "no_experiment"),
        ("#v=1&w=AAAA", "damaged_link"),
        ("#v=1&points=-", "points_left_out"),
        ("#v=9", "unknown_version"),
    ):
        dialog.locator("[data-control=open-link]").fill(text)
        dialog.locator("[data-action=open-link]").click()
        told = playground.t(f"links.refused.{code}", field="w")
        expect(dialog.get_by_role("alert")).to_have_text(told)
    playground.page.keyboard.press("Escape")
    change_address(playground, "#v=1&layers=999")
    expect(arrival(playground)).to_contain_text(playground.t("links.refused_title"))
    expect(arrival(playground)).to_contain_text("at most 64")
    until_address(playground, "#v=1&dataset=circle")
    assert playground.weights() == weights
    playground.page.locator("[data-action=arrival-close]").click()
    expect(arrival(playground)).to_be_hidden()


def test_why_a_link_was_refused_is_in_sight_on_a_phone(
    playground: Playground, watch: Watch
) -> None:
    watch.forgive("422")
    playground.page.set_viewport_size({"width": 390, "height": 664})
    dialog = open_share(playground)
    dialog.locator("[data-control=open-link]").fill("hello world")
    dialog.locator("[data-action=open-link]").click()
    told = dialog.get_by_role("alert")
    expect(told).to_have_text(playground.t("links.refused.unknown_link"))
    # Less than all of it, for the dialog may end within a pixel.
    expect(told).to_be_in_viewport(ratio=0.9)
    expect(dialog.locator("[data-control=open-link]")).to_be_focused()


def test_a_broken_link_in_a_fresh_tab_opens_the_playground_all_the_same(
    open_playground: OpenPlayground, watch: Watch
) -> None:
    watch.forgive("422")
    playground = open_playground("/#v=1&dataset=donut")
    expect(arrival(playground)).to_contain_text("donut")
    expect(playground.dataset("xor")).to_have_attribute("aria-pressed", "true")
    playground.step("epochs")


# Hiding for a lesson


def test_everything_that_has_a_name_is_really_hidden(playground: Playground) -> None:
    groups = playground.client.get("/api/links/hideable").json()["groups"]
    assert {name for name, _ in PANELS} == {name for names in groups.values() for name in names}
    # Weights that are all zero are worth a note.
    classes, zeros = {"dataset": "blobs", "classes": 3}, {"initializer": "zeros"}
    playground.put_experiment({"data": classes, "networks": [zeros]})
    page = playground.page
    for _, selector in PANELS:
        expect(page.locator(selector).filter(visible=True).first).to_be_visible()
    for name, selector in PANELS:
        given = "x2" if name == "x1" else "x1"
        described = f"#v=1&dataset=blobs&classes=3&features={given}&init=zeros&hide={name}"
        change_address(playground, described)
        expect(page.locator("html")).to_have_attribute("data-hide", re.compile(rf"\b{name}\b"))
        expect(page.locator(selector).filter(visible=True)).to_have_count(0)
    page.locator("[data-action=show-hidden]").click()
    for _, selector in PANELS:
        expect(page.locator(selector).filter(visible=True).first).to_be_visible()


LESSONS = [
    "play,step,reset,undo,speed",
    "data,loss",
    "instruments,notes",
    "loss,instruments,data,text",
    "task,learning-rate,optimizer,activation,loss-function,regularization,"
    "regularization-rate,initializer,seed",
]


def test_what_is_left_is_laid_out_tidily(playground: Playground) -> None:
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        playground.page.set_viewport_size({"width": width, "height": height})
        assert_tidy(playground, width, height)


def assert_tidy(playground: Playground, width: int, height: int) -> None:
    note = playground.page.locator("#hidden-note")
    for hidden in LESSONS:
        change_address(playground, f"#v=1&hide={hidden}")
        html = playground.page.locator("html")
        expect(html).to_have_attribute("data-hide", re.compile(f"^{hidden.replace(',', ' ')}"))
        expect(note).to_contain_text(playground.t("hidden.some", count=hidden.count(",") + 1))
        playground.page.evaluate(CLOSE_TOASTS)
        expect(playground.toasts).to_have_count(0)
        playground.frames()
        across, down, rightmost = playground.page.evaluate(SIZES)
        assert across <= width, hidden
        assert width - 14 <= rightmost <= width, hidden
        if width >= 760 and hidden == "data,loss":
            left = "() => document.querySelector('#instruments').getBoundingClientRect().left"
            assert playground.page.evaluate(left) < 14, hidden
        if width >= 1200:
            assert down <= height, hidden
            assert playground.covered_controls() == [], hidden


def test_a_feature_that_the_network_is_given_stays_though_a_lesson_hides_it(
    playground: Playground,
) -> None:
    change_address(playground, "#v=1&features=x1,x2&hide=x2,sin_x1")
    expect(playground.feature("sin_x1")).to_be_hidden()
    expect(playground.feature("x2")).to_be_visible()
    note = playground.page.locator("#hidden-note")
    expect(note).to_contain_text(playground.t("hidden.some", count=1))
    playground.feature("x2").click()
    expect(playground.feature("x2")).to_be_hidden()
    expect(note).to_contain_text(playground.t("hidden.some", count=2))
    change_address(playground, "#v=1&hide=x2")
    expect(playground.feature("x2")).to_be_visible()
    expect(note).to_be_hidden()


def test_hidden_buttons_have_no_keys_and_all_can_be_shown_and_hidden_again(
    playground: Playground,
) -> None:
    change_address(playground, "#v=1&hide=play,step")
    expect(playground.play_button).to_be_hidden()
    playground.page.keyboard.press("Space")
    playground.page.keyboard.press("s")
    playground.page.keyboard.press("h")
    expect(playground.control("hard")).to_be_checked()
    assert not playground.api()["status"]["playing"]
    assert playground.status()["samples_seen"] == 0
    way_back = playground.page.locator("[data-action=show-hidden]")
    way_back.click()
    expect(playground.play_button).to_be_visible()
    # What is told to the server is done in turn: this is all that it has heard of.
    playground.step("samples")
    assert playground.status()["samples_seen"] == 1
    until_address(playground, "#v=1&hard=true")
    way_back.click()
    expect(playground.play_button).to_be_hidden()
    until_address(playground, "#v=1&hide=play,step&hard=true")
    # And so it is after a reload.
    playground.page.reload()
    expect(playground.page.locator("[data-step=epochs]")).to_be_hidden()
    expect(playground.control("hard")).to_be_checked()


def test_a_teacher_ticks_what_to_hide_sees_it_and_hands_it_out(
    playground: Playground, other: Playground
) -> None:
    dialog = open_share(playground)
    dialog.locator("[data-fold=lesson] summary").click()
    for name in ("optimizer", "instruments"):
        dialog.locator(f"[data-hide={name}]").check()
    field = dialog.locator("[data-control=copy-link]")
    expect(field).to_have_value(re.compile("hide=optimizer,instruments$"))
    expect(playground.control("optimizer")).to_be_visible()
    link = field.input_value()
    dialog.locator("[data-action=lesson-see]").click()
    expect(dialog).to_be_hidden()
    expect(playground.control("optimizer")).to_be_hidden()
    other.page.goto(other.url + "/" + link[link.index("#") :])
    expect(other.play_button).to_be_enabled()
    expect(other.control("optimizer")).to_be_hidden()
    expect(other.page.locator("#instruments")).to_be_hidden()
    other.sessions.add(other.session)


# In a frame


@contextlib.contextmanager
def slides(*frames: str) -> Iterator[str]:
    """A page of somebody else with these frames in it; yields its address."""
    body = "".join(f'<iframe src="{src}" width="900" height="600"></iframe>' for src in frames)

    class Slides(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><link rel=icon href=data:,>" + body.encode())

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Slides) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}/"
        host.shutdown()


def test_it_can_be_shown_in_a_frame_where_the_setting_allows_it(
    new_page: NewPage, elsewhere: Server
) -> None:
    lesson = f"{elsewhere.url}/?embed#v=1&layers=3&hide=data,instruments"
    page = new_page()
    with slides(lesson, f"{elsewhere.url}/?embed#networkShape=4,2") as address:
        page.goto(address)
        assert_two_lessons_stand_there(page, elsewhere)


def test_no_other_page_can_show_it_where_the_setting_does_not_allow_it(
    new_page: NewPage, server: Server, watch: Watch
) -> None:
    page = new_page()
    with slides(f"{server.url}/?embed#v=1") as address:
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(address)
        expect(page.frame_locator("iframe").locator("[data-action=play]")).to_have_count(0)
    watch.forgive("frame-ancestors", "X-Frame-Options", "ERR_BLOCKED_BY_RESPONSE")


def assert_two_lessons_stand_there(page: Page, elsewhere: Server) -> None:
    first, second = (page.frame_locator(f"iframe >> nth={n}") for n in range(2))
    expect(first.locator("[data-action=play]")).to_be_enabled()
    expect(first.locator("#units .unit")).to_have_count(4)
    left_out = first.locator("#data, .brand, [data-action=share]")
    expect(left_out.filter(visible=True)).to_have_count(0)
    expect(first.locator("[data-action=full-page]")).to_have_attribute(
        "href", f"{elsewhere.url}/#v=1&layers=3&hide=data,instruments"
    )
    # Two of them on one page are two sessions.
    expect(second.locator("#units .unit")).to_have_count(7)
    first.locator("[data-step=epochs]").click()
    expect(first.locator("#toolbar [data-show=epoch]")).to_have_text("1")
    expect(second.locator("#toolbar [data-show=epoch]")).to_have_text("0")

    # The page is loaded again: each goes on.
    page.reload()
    expect(first.locator("#toolbar [data-show=epoch]")).to_have_text("1")
    expect(second.locator("#units .unit")).to_have_count(7)


def test_the_code_for_a_frame_says_whether_this_server_allows_it(
    playground: Playground, other: Playground
) -> None:
    for one, key in ((playground, "embed_denied"), (other.open(), "embed_allowed")):
        dialog = open_share(one)
        dialog.locator("[data-fold=embed] summary").click()
        expect(dialog.locator("[data-fold=embed]")).to_contain_text(one.t(f"share.link.{key}"))
        code = dialog.locator("[data-control=copy-embed]")
        expect(code).to_have_value(re.compile(f'^<iframe src="{one.url}/\\?embed#v=1"'))
