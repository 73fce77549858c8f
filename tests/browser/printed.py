"""What is saved from the tab of figures: SVG read as XML, PNG read chunk by chunk."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Download, Locator, expect

from browser.playground import Playground

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
MM_PER_INCH = 25.4
SIGNATURE = b"\x89PNG\r\n\x1a\n"
PIXEL = """async ([address, across, down]) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const at = (share, length) => Math.min(length - 1, Math.floor(share * length));
    return [...context.getImageData(at(across, canvas.width), at(down, canvas.height), 1, 1).data];
}"""


class Gallery:
    """The tab of figures and numbers, opened.

    Args:
        playground: the page.
        folder: where files are put.
    """

    def __init__(self, playground: Playground, folder: Path, *, opened: bool = False) -> None:
        self.playground = playground
        self.page = playground.page
        self.folder = folder
        self.panel = self.page.locator("#share-figures")
        if not opened:
            self.page.locator("[data-action=share]").click()
            self.page.locator("#share-tab-figures").click()
        expect(self.panel).to_be_visible()

    @property
    def told(self) -> Locator:
        """What the tab says of what it does."""
        return self.panel.locator(".figure-status")

    def text(self, key: str, **values: object) -> str:
        return self.playground.t(f"share.figures.{key}", **values)

    def card(self, key: str) -> Locator:
        return self.panel.locator(f"[data-figure={key}]")

    def keys(self) -> list[str]:
        """Every figure that there is."""
        cards = self.panel.locator(".figure-card:visible").all()
        return [card.get_attribute("data-figure") or "" for card in cards]

    def choose(self, name: str, value: str) -> None:
        self.panel.locator(f"[data-control=figure-{name}]").select_option(value)
        # What is saved is as it was drawn last.
        self.playground.frames()

    def check(self, name: str, wanted: bool) -> None:
        self.panel.locator(f"[data-control=figure-{name}]").set_checked(wanted)
        self.playground.frames()

    def save(self, key: str, kind: str) -> Path:
        button = self.card(key).locator(f"[data-save={kind}]")
        expect(button).to_be_enabled()
        with self.page.expect_download() as download:
            button.click()
        return self._keep(download.value)

    def table(self, key: str) -> Path:
        with self.page.expect_download() as download:
            self.panel.locator(f"[data-table={key}]").click()
        return self._keep(download.value)

    def _keep(self, download: Download) -> Path:
        path = self.folder / download.suggested_filename
        download.save_as(path)
        expect(self.told).to_have_text(self.text("saved", name=path.name))
        return path

    def svg(self, key: str) -> Drawing:
        return Drawing.read(self.save(key, "svg"))

    def png(self, key: str) -> Print:
        return Print.read(self.save(key, "png"))

    def pixel(self, png: Print, across: float, down: float) -> tuple[int, int, int, int]:
        """The colour of a PNG at a place, in shares of its sides; the last number is how opaque."""
        address = f"data:image/png;base64,{base64.b64encode(png.content).decode()}"
        red, green, blue, opaque = self.page.evaluate(PIXEL, [address, across, down])
        return red, green, blue, opaque


@dataclass
class Drawing:
    """A figure as SVG."""

    path: Path
    root: ElementTree.Element

    @classmethod
    def read(cls, path: Path) -> Drawing:
        return cls(path, ElementTree.fromstring(path.read_bytes()))

    def group(self, key: str) -> ElementTree.Element:
        found = self.root.find(f".//*[@id='{key}']")
        assert found is not None, f"{key} is not in {self.path.name}"
        return found

    def words(self) -> list[str]:
        return [text.text or "" for text in self.root.iter(f"{SVG}text")]

    def references(self) -> Iterator[str]:
        """Everything that is referred to, be it inside or outside."""
        for element in self.root.iter():
            for name, value in element.attrib.items():
                if name in ("href", XLINK, "src"):
                    yield value
                yield from re.findall(r"url\(([^)]*)\)", value)

    def pictures(self) -> list[Print]:
        return [
            Print(base64.b64decode(image.attrib[XLINK].split(",", 1)[1]))
            for image in self.root.iter(f"{SVG}image")
        ]

    def curve(self, name: str) -> list[tuple[float, float]]:
        """The places on the paper that a curve goes through."""
        for path in self.group("curves").iter(f"{SVG}path"):
            title = path.find(f"{SVG}title")
            if title is not None and title.text == name:
                numbers = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.attrib["d"])
                return [(float(x), float(y)) for x, y in numbers]
        raise AssertionError(f"no curve {name}")

    def plot(self) -> tuple[float, float, float, float]:
        """Left, right, top and bottom of the frame."""
        frame = self.group("axes").find(f"{SVG}rect")
        assert frame is not None
        x, y, width, height = (float(frame.attrib[n]) for n in ("x", "y", "width", "height"))
        return x, x + width, y, y + height

    def numbers_upwards(self) -> list[tuple[str, float]]:
        """The numbers beside the left axis, each with how high it stands."""
        found = self.group("axes").iter(f"{SVG}text")
        beside = [text for text in found if text.attrib.get("text-anchor") == "end"]
        return [(text.text or "", float(text.attrib["y"])) for text in beside]


@dataclass
class Print:
    """A PNG."""

    content: bytes
    name: str = ""

    @classmethod
    def read(cls, path: Path) -> Print:
        return cls(path.read_bytes(), path.name)

    def chunks(self) -> dict[str, bytes]:
        """Each chunk's data by its type, checked; of several of a type the last."""
        assert self.content.startswith(SIGNATURE)
        found: dict[str, bytes] = {}
        at = len(SIGNATURE)
        while at < len(self.content):
            (length,) = struct.unpack_from(">I", self.content, at)
            body = self.content[at + 4 : at + 8 + length]
            (checksum,) = struct.unpack_from(">I", self.content, at + 8 + length)
            assert checksum == zlib.crc32(body)
            found[body[:4].decode()] = body[4:]
            at += 12 + length
        return found

    @property
    def size(self) -> tuple[int, int]:
        width, height = struct.unpack_from(">II", self.chunks()["IHDR"])
        return width, height

    @property
    def dpi(self) -> tuple[float, float]:
        across, down, unit = struct.unpack(">IIB", self.chunks()["pHYs"])
        assert unit == 1, "pixels per metre"
        return across * MM_PER_INCH / 1000, down * MM_PER_INCH / 1000

    @property
    def mm(self) -> tuple[float, float]:
        """How large it is printed."""
        (width, height), (across, down) = self.size, self.dpi
        return width / across * MM_PER_INCH, height / down * MM_PER_INCH
