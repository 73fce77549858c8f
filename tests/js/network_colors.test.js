import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { parseHex } from "../../static/js/lib/color.js";

const source = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const [light, ...dark] = source.split("color-scheme:").slice(1);
const themes = { light, dark: dark.at(-1) };
const read = (theme, name) => parseHex(new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(themes[theme] + themes.light)[1]);
const networks = (theme) => Array.from({ length: 8 }, (_, i) => read(theme, `network-${i}`));
const taken = (theme) => ["negative", "positive", "gradient"].map((name) => read(theme, name));

const linear = (rgb) => rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
const times = (matrix, v) => matrix.map((row) => row.reduce((sum, x, i) => sum + x * v[i], 0));
const luminance = (rgb) => times([[0.2126, 0.7152, 0.0722]], linear(rgb))[0];
const contrast = (a, b) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);

/** Oklab (Ottosson 2020): distances are about as large as they look. */
function oklab(rgb) {
  const cones = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], rgb);
  return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]],
    cones.map((cone) => Math.cbrt(Math.max(0, cone))));
}

/** How colours look to those who lack a kind of cones (Machado 2009). */
const SIGHTS = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
};
const seen = (rgb, sight) => oklab(times(SIGHTS[sight], linear(rgb)).map((c) => Math.max(0, Math.min(1, c))));
const distance = (a, b, sight) => Math.hypot(...seen(a, sight).map((x, i) => x - seen(b, sight)[i]));

function nearest(colors, others, sight) {
  let least = Infinity;
  colors.forEach((color, i) => [...colors.slice(i + 1), ...others].forEach((other) => { least = Math.min(least, distance(color, other, sight)); }));
  return least;
}

for (const theme of ["light", "dark"]) {
  test(`colours of networks stand out from the card, ${theme}`, () => {
    for (const color of networks(theme)) assert.ok(contrast(color, read(theme, "card")) >= 3, String(color));
  });

  test(`colours of networks differ from each other, from the data and from gradients, ${theme}`, () => {
    assert.ok(nearest(networks(theme), taken(theme), "usual") >= 0.11);
    for (const sight of ["deuteranopia", "protanopia"]) {
      assert.ok(nearest(networks(theme).slice(0, 4), [], sight) >= 0.07, sight);
      assert.ok(nearest(networks(theme), [], sight) >= 0.03, sight);
    }
  });
}
