/** The page's colours, read from the style sheet, so that they are written in one place. */

import { parseHex } from "./color.js";

const HUES = 8;

/** The colours that hold now. @param {Element} [root] */
export function readPalette(root = document.documentElement) {
  return paletteOf(getComputedStyle(root));
}

/** The colours of a theme, whichever holds: the style sheet has the light ones first, the dark ones chosen by hand. @param {"light"|"dark"} theme */
export function readTheme(theme) {
  const wanted = theme === "dark" ? [":root", ':root[data-theme="dark"]'] : [":root"];
  const rules = [...document.styleSheets].flatMap(rulesOf).filter(({ selectorText }) => wanted.includes(selectorText));
  return paletteOf({ getPropertyValue: (name) => rules.map(({ style }) => style.getPropertyValue(name)).filter(Boolean).at(-1) ?? "" });
}

/** A sheet of a browser's extension, or one that was not found, cannot be read. */
function rulesOf(sheet) {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

/** @param {{getPropertyValue: (name: string) => string}} style */
export function paletteOf(style) {
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const rgb = (name) => parseHex(read(name));
  return {
    scale: { negative: rgb("negative"), zero: rgb("zero"), positive: rgb("positive") },
    /** For thin lines, whose zero must still be seen on the card. */
    threads: { negative: rgb("negative"), zero: rgb("zero-thread"), positive: rgb("positive") },
    classes: Array.from({ length: HUES }, (_, i) => rgb(`class-${i}`)),
    gradient: { from: rgb("gradient-first"), to: rgb("gradient-last") },
    /** One for each network that is compared. */
    networks: Array.from({ length: HUES }, (_, i) => read(`network-${i}`)),
    /** Low, middle and high of a loss landscape. */
    terrain: ["low", "middle", "high"].map((end) => rgb(`terrain-${end}`)),
    css: {
      ink: read("ink"), mute: read("mute"), line: read("line"), card: read("card"),
      train: read("train"), test: read("test"), gradient: read("gradient"), font: read("font"),
      rimTrain: read("rim-train"), rimTest: read("rim-test"), zeroLine: read("zero-line"),
    },
  };
}
