"""The page as a person meets it: what there is to press, and what there is to read."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from browser.pictures import pixels
from browser.texts import Texts

PATIENCE_SECONDS = 20.0
FULL_SPEED = "14"
LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
PARTS = {"k": 1e3, "M": 1e6, "G": 1e9}

UNTIL = """([limit, given]) => new Promise((resolve, reject) => {
    const holds = %s;
    const end = performance.now() + limit;
    const look = () => {
        const found = holds(given);
        if (found) resolve(found);
        else if (performance.now() > end) reject(new Error("waited in vain"));
        else setTimeout(tryOnce, 25);
    };
    const tryOnce = () => {
        try {
            look();
        } catch (error) {
            reject(error);
        }
    };
    tryOnce();
})"""
"""A loop of its own: the page's security policy allows no eval, which wait_for_function needs."""


COVERED = """() => [...document.querySelectorAll("button, select, input")]
    .filter((element) => element.checkVisibility())
    .filter((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        const at = document.elementFromPoint(left + width / 2, top + height / 2);
        return at !== null && !element.contains(at) && at.closest("label")?.control !== element;
    })
    .map((element) => element.outerHTML.slice(0, 140))"""


class Playground:
    """A page that is open.

    Attributes:
        page: the browser's.
        t: texts in the language that the page speaks.
        url: where the server is.
    """

    def __init__(self, page: Page, client: httpx.Client, url: str, language: str = "en") -> None:
        self.page = page
        self.client = client
        self.url = url
        self.t = Texts(language)
        self.sessions: set[str] = set()

    # Getting there

    def open(self, path: str = "/") -> Playground:
        self.page.goto(self.url + path)
        return self.ready()

    def reload(self) -> Playground:
        self.page.reload()
        return self.ready()

    def ready(self) -> Playground:
        """Wait until all is drawn."""
        expect(self.play_button).to_be_enabled()
        expect(self.points.first).to_be_attached()
        expect(self.units.last.locator("canvas")).to_be_attached()
        self.until("() => document.querySelector('#gradients .chart-plot').data")
        self.sessions.add(self.session)
        return self

    # What there is on it

    @property
    def play_button(self) -> Locator:
        return self.page.locator("[data-action=play]")

    @property
    def units(self) -> Locator:
        return self.page.locator("#units .unit")

    @property
    def points(self) -> Locator:
        return self.page.locator(".surface-plot .scatterlayer .point")

    @property
    def surface(self) -> Locator:
        return self.page.get_by_role("group", name=self.t("output.surface"))

    @property
    def message(self) -> Locator:
        return self.page.locator("#messages .message")

    @property
    def toasts(self) -> Locator:
        return self.page.locator("#toasts .toast")

    @property
    def card(self) -> Locator:
        """The card that is open beside its subject."""
        return self.page.locator(".card:popover-open").last

    def show(self, name: str) -> Locator:
        """Where a number of the top bar stands."""
        return self.page.locator(f"#toolbar [data-show={name}]")

    def control(self, name: str) -> Locator:
        return self.page.locator(f"[data-control={name}]")

    def dataset(self, key: str) -> Locator:
        return self.page.locator(f"[data-dataset={key}]")

    def feature(self, key: str) -> Locator:
        return self.page.locator(f"[data-feature={key}]")

    def unit(self, layer: int, unit: int) -> Locator:
        return self.page.locator(f"#units .unit[data-layer='{layer}'][data-unit='{unit}']")

    def button(self, key: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=self.t(key, **values), exact=True)

    # What is done

    def play(self) -> None:
        self.play_button.click()
        expect(self.play_button).to_have_attribute("aria-label", self.t("toolbar.pause"))

    def pause(self) -> None:
        """Pause, and wait until the page shows where the server has stopped."""
        self.play_button.click()
        self.rested()

    def rested(self) -> None:
        expect(self.play_button).to_have_attribute("aria-label", self.t("toolbar.play"))
        self.wait(lambda: not self.api()["status"]["playing"], "the server paused")
        # Networks that are behind still catch up: where the server is, is asked again and again.
        self.wait(self._is_up_to_date, "the page shows where the server has stopped")
        expect(self.play_button).to_have_attribute("aria-label", self.t("toolbar.play"))

    def _is_up_to_date(self) -> bool:
        samples = format_short_count(self.status()["samples_seen"])
        return self.show("samples_seen").text_content() == samples

    def step(self, unit: str) -> None:
        before = self.api()["status"]["networks"]
        self.page.locator(f"[data-step={unit}]").click()
        self.wait(lambda: self._has_stepped(before, unit), "a step was taken")
        self.rested()

    def _has_stepped(self, before: list[dict[str, Any]], unit: str) -> bool:
        """Whether a step is over: on the way through an epoch, samples are counted already."""
        now = self.api()["status"]["networks"]
        return all(
            after["epoch"] > earlier["epoch"]
            if unit == "epochs" and after["diverged"] is None
            else after["samples_seen"] > earlier["samples_seen"]
            for earlier, after in zip(before, now, strict=True)
        )

    def full_speed(self) -> None:
        self.slide(self.control("speed"), FULL_SPEED)

    def slide(self, slider: Locator, value: str) -> None:
        """Move a slider and let it go."""
        slider.evaluate(
            """(slider, value) => {
                slider.value = value;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
                slider.dispatchEvent(new Event("change", { bubbles: true }));
            }""",
            value,
        )

    def expect_toast(self, text: str | re.Pattern[str], weights: str | None = None) -> None:
        """See a toast with this text, and with what became of the weights."""
        toasts = self.toasts.filter(has_text=text)
        if weights is not None:
            told = self.t.pattern(f"toast.{weights}")
            toasts = toasts.filter(has=self.page.locator(".weights").filter(has_text=told))
        # It goes away by itself: all of it is looked for at once.
        expect(toasts.last).to_be_visible()

    # What is read

    def read(self, name: str) -> float:
        """A number of the top bar: a count, a loss, or a share of 1."""
        return parse(self.show(name).inner_text())

    def until(self, holds: str, given: Any = None, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait until a function of the page answers anything but nothing; return that."""
        return self.page.evaluate(UNTIL % holds, [1000 * seconds, given])

    def until_epoch(self, epoch: int, seconds: float = 60.0) -> None:
        self.until(f"(wanted) => {number_of('epoch')} >= wanted", epoch, seconds)

    def until_accuracy(self, share: float, seconds: float = 60.0) -> None:
        self.until(f"(wanted) => {number_of('test_accuracy')} >= wanted", 100 * share, seconds)

    def wait(self, holds: Any, what: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait for something outside of the page; the browser goes on meanwhile."""
        tries = int(seconds * 20)
        for _ in range(tries):
            found = holds()
            if found:
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"waited in vain until {what}")

    def until_live(self) -> None:
        """Wait until what the page draws is of the network on view as it is described."""
        picture = self.page.locator(".surface-canvas")
        self.wait(lambda: pixels(picture), "a frame of the network on view was drawn")

    def frames(self, count: int = 3) -> None:
        """Let the page draw so many times."""
        self.page.evaluate(
            """(count) => new Promise((resolve) => {
                const next = () => (count-- > 0 ? requestAnimationFrame(next) : resolve());
                next();
            })""",
            count,
        )

    def told(self) -> str:
        """The top bar, the messages and the notes, for the report of a failed test."""
        places = self.page.locator("#toolbar, #messages, #toasts, #network-foot")
        return " | ".join(" ".join(text.split()) for text in places.all_inner_texts() if text)

    def covered_controls(self) -> list[str]:
        """Controls in sight whose middle cannot be clicked because something else lies there."""
        covered: list[str] = self.page.evaluate(COVERED)
        return covered

    def chart(self, name: str) -> list[list[float]]:
        """The heights of every curve of a chart, as drawn."""
        curves: list[list[float]] = self.page.locator(f"#{name} .chart-plot").evaluate(
            "(plot) => plot.data.map((curve) => [...curve.y])"
        )
        return curves

    def until_points(self, count: int, name: str = "loss") -> None:
        """Wait until a curve has so many points."""
        plot = f"document.querySelector('#{name} .chart-plot')"
        self.until(f"(count) => {plot}.data?.[0].x.length === count", count)

    def until_drawn_up_to(self, epoch: float, name: str = "loss") -> None:
        """Wait until a chart, which rests between two drawings, has come to an epoch."""
        plot = f"document.querySelector('#{name} .chart-plot')"
        self.until(f"(epoch) => {plot}.data?.[0].x.at(-1) >= epoch", epoch)

    def points_of_curve(self, name: str = "loss") -> int:
        return len(self.chart(name)[0])

    # The server's side of it

    @property
    def session(self) -> str:
        found = self.page.evaluate("() => sessionStorage.getItem('session')")
        assert isinstance(found, str), "the page has no session"
        return found

    def api(self, path: str = "") -> Any:
        answer = self.client.get(f"/api/sessions/{self.session}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def status(self) -> Any:
        return self.api()["status"]["networks"][0]

    def network(self) -> Any:
        return self.api()["experiment"]["networks"][0]

    def weights(self) -> Any:
        return self.api("/networks/0/weights")["layers"]

    def put_experiment(self, experiment: dict[str, Any]) -> None:
        """Change everything at once, as opening a link will, and see it on the page."""
        address = f"/api/sessions/{self.session}/experiment"
        answer = self.client.put(address, json=experiment)
        assert answer.status_code == 200, answer.text
        wanted = answer.json()["experiment"]
        self.wait(lambda: self.kept_experiment() == wanted, "the page has heard of it")
        self.frames()
        layers = wanted["networks"][0]["layers"]
        expect(self.page.locator(".layer-header:not(.output-header)")).to_have_count(len(layers))
        self.until(
            "(text) => document.getElementById('network-foot').textContent.includes(text)",
            self.t("network.hidden_layers", count=len(layers)),
        )
        self.until_live()

    def kept_experiment(self) -> Any:
        """The experiment as the page knows it, which it remembers for a reload."""
        return json.loads(self.page.evaluate("() => sessionStorage.getItem('experiment')"))


def text_of(name: str) -> str:
    """What the top bar shows, as JavaScript."""
    return f'document.querySelector("#toolbar [data-show={name}]").textContent'


def number_of(name: str) -> str:
    return f'Number.parseFloat({text_of(name)}.replaceAll(",", ""))'


def format_short_count(n: float) -> str:
    """A count as the top bar writes it; written a second time, from its description there."""
    if n < 1e5:
        return f"{round(n):,}"
    letter, size = next((k, s) for k, s in reversed(PARTS.items()) if n >= s)
    return f"{n / size:.{1 if n / size < 100 else 0}f}{letter}"


def parse(text: str) -> float:
    """A number as the page writes it: 12,345 or 12.3k or 97.6 % or 1.2·10⁻³."""
    text = text.strip().replace("−", "-").replace(",", "")
    if text.endswith("%"):
        return float(text[:-1]) / 100
    if text[-1:] in PARTS:
        return float(text[:-1]) * PARTS[text[-1]]
    if "·10" in text:
        mantissa, exponent = text.split("·10")
        return float(mantissa) * 10.0 ** int(
            exponent.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
        )
    return float(text)
