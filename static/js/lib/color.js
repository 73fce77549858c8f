/** One diverging scale for data, units, weights and surfaces, and hues for many classes.
 *
 * Colours are [red, green, blue], 0 to 255; pixels are little-endian RGBA in one number. */

/** @typedef {[number, number, number]} Rgb */

/** @param {string} hex "#rrggbb" @returns {Rgb} */
export function parseHex(hex) {
  const match = /^#([0-9a-f]{6})$/i.exec(hex.trim());
  if (!match) throw new Error(`a colour must be #rrggbb, not ${hex}`);
  const n = parseInt(match[1], 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

/** @param {Rgb} a @param {Rgb} b @param {number} share of b, 0 to 1 @returns {Rgb} */
export function mix(a, b, share) {
  return [0, 1, 2].map((i) => Math.round(a[i] + (b[i] - a[i]) * share));
}

/** @param {Rgb} rgb */
export const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/** "#rrggbb", which every reader of SVG knows. @param {Rgb} rgb */
export const hex = (rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** The classic form with commas, which Plotly reads. @param {Rgb} rgb */
export const cssCommas = ([r, g, b]) => `rgb(${r},${g},${b})`;

/** @param {Rgb} rgb @param {number} [alpha] 0 to 255 */
export const pixel = ([r, g, b], alpha = 255) => ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** @typedef {{negative: Rgb, zero: Rgb, positive: Rgb}} Scale */

/**
 * The colour of a value from -1 to 1; beyond, the end colours.
 * @param {Scale} scale @param {number} value @param {number} [strength] how far from pale the ends go
 * @returns {Rgb}
 */
export function diverging({ negative, zero, positive }, value, strength = 1) {
  const clamped = Math.max(-1, Math.min(1, Number.isNaN(value) ? 0 : value));
  return mix(zero, clamped < 0 ? negative : positive, Math.abs(clamped) * strength);
}

/**
 * 256 pixels from the negative end to the positive one.
 * @param {Scale} scale @param {{strength?: number, hard?: boolean}} [options] hard: only the two ends
 */
export function divergingPixels(scale, { strength = 1, hard = false } = {}) {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const value = (i - 127.5) / 127.5;
    return pixel(diverging(scale, hard ? Math.sign(value) : value, strength));
  });
}

/**
 * 256 pixels from pale to a class's hue: how sure the network is of that class.
 * @param {Rgb} zero @param {Rgb} hue @param {number} lowest confidence that a winning class can have, 1/k
 * @param {{hard?: boolean, strength?: number}} [options]
 */
export function confidencePixels(zero, hue, lowest, { hard = false, strength = 0.75 } = {}) {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const sure = Math.max(0, (i / 255 - lowest) / (1 - lowest));
    return pixel(mix(zero, hue, hard ? strength : strength * (0.12 + 0.88 * sure)));
  });
}

/**
 * 256 pixels, for activations -1 to 1 in 256 steps, of an output unit: its own hue by its share of
 * one, or for a single unit that answers 0 to 1 the whole diverging scale.
 * @param {{scale: Scale, classes: Rgb[]}} palette @param {{unit: number, outputs: number, classes: number|null, zeroOne: boolean}} output
 * @param {number} [strength]
 */
export function outputPixels(palette, { unit, outputs, classes, zeroOne }, strength = 1) {
  if (!zeroOne) return divergingPixels(palette.scale, { strength });
  const hue = classColor(palette, unit, classes ?? 2);
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const share = Math.max(0, (i - 128) / 127);
    return pixel(outputs > 1 ? mix(palette.scale.zero, hue, share * strength) : diverging(palette.scale, 2 * share - 1, strength));
  });
}

/** Two classes lie at the ends of the scale, more have hues. @param {{scale: Scale, classes: Rgb[]}} palette
 * @param {number} label @param {number} classes @returns {Rgb} */
export function classColor({ scale, classes: hues }, label, classes) {
  if (classes <= 2) return label >= 0.5 ? scale.positive : scale.negative;
  return hues[label % hues.length];
}
