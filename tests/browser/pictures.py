"""Pictures of the page, read pixel by pixel."""

from __future__ import annotations

import colorsys

from playwright.sync_api import Locator

Rgb = tuple[int, int, int]

READ = """(canvas, size) => {
    const copy = new OffscreenCanvas(size, size);
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, 0, 0, size, size);
    return [...context.getImageData(0, 0, size, size).data];
}"""


def pixels(canvas: Locator, size: int = 60) -> list[Rgb]:
    """The colours of size × size places spread over a canvas; what is clear is left out."""
    return [colour for _, colour in placed_pixels(canvas, size)]


def placed_pixels(canvas: Locator, size: int = 60) -> list[tuple[int, Rgb]]:
    """The same, each beside its row, counted from the top."""
    flat: list[int] = canvas.evaluate(READ, size)
    quads = [(i // 4 // size, flat[i : i + 4]) for i in range(0, len(flat), 4)]
    return [(row, (r, g, b)) for row, (r, g, b, alpha) in quads if alpha == 255]


def hue(colour: Rgb) -> float | None:
    """In degrees; None for what is nearly grey."""
    h, _, saturation = colorsys.rgb_to_hsv(*(part / 255 for part in colour))
    return 360 * h if saturation > 0.2 else None


def share_of_hue(colours: list[Rgb], wanted: float, within: float = 20.0) -> float:
    """Which share of colours has about this hue."""
    hues = [hue(colour) for colour in colours]
    near = [h for h in hues if h is not None and abs((h - wanted + 180) % 360 - 180) <= within]
    return len(near) / len(colours)


def from_hex(text: str) -> Rgb:
    text = text.strip().lstrip("#")
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def luminance(colour: Rgb) -> float:
    """WCAG 2 relative luminance."""
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG 2 contrast, 1 to 21."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)
