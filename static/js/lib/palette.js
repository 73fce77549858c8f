/** The page's colours, read from the style sheet, so that they are written in one place. */

import { parseHex } from "./color.js";

const HUES = 8;

/** @param {Element} [root] */
export function readPalette(root = document.documentElement) {
  const style = getComputedStyle(root);
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
    css: {
      ink: read("ink"), mute: read("mute"), line: read("line"), card: read("card"),
      train: read("train"), test: read("test"), gradient: read("gradient"), font: read("font"),
      rimTrain: read("rim-train"), rimTest: read("rim-test"), zeroLine: read("zero-line"),
    },
  };
}
