/** Numbers as people read them. */

const MINUS = "\u2212";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {string} text @returns {string} the text with a true minus sign */
const signed = (text) => text.replace(/-/g, MINUS);

const separators = new Map();

/** A whole number with thousands separated: 12,345. @param {number} n @param {string} [language] */
export function formatCount(n, language = "en") {
  if (!separators.has(language)) separators.set(language, new Intl.NumberFormat(language));
  return signed(separators.get(language).format(Math.round(n)));
}

/** A count that must stay short: 9,999, then 12.3k, 4.5M. @param {number} n @param {string} [language] */
export function formatShortCount(n, language = "en") {
  if (Math.abs(n) < 1e5) return formatCount(n, language);
  const [size, letter] = Math.abs(n) >= 1e9 ? [1e9, "G"] : Math.abs(n) >= 1e6 ? [1e6, "M"] : [1e3, "k"];
  return signed((n / size).toFixed(Math.abs(n / size) < 100 ? 1 : 0)) + letter;
}

/**
 * A number in three or so significant digits; powers of ten where it is very large or small.
 * @param {number|null|undefined} x
 * @param {number} [digits]
 */
export function formatNumber(x, digits = 3) {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : `${MINUS}∞`;
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-3) return formatPower(x, digits);
  return signed(Number(x.toPrecision(digits)).toString());
}

/** A number that somebody knows from a table: in six significant digits, so that it can be found there again. @param {number} x @param {string} [language] */
export function formatBrought(x, language = "en") {
  const size = Math.abs(x);
  return size >= 1e5 && size < 1e9 ? formatCount(x, language) : formatNumber(x, 6);
}

function formatPower(x, digits) {
  const [mantissa, exponent] = x.toExponential(Math.min(digits - 1, 1)).split("e");
  return `${signed(String(Number(mantissa)))}·${powerOfTen(Number(exponent))}`;
}

/** 10⁻³ and the like. @param {number} exponent */
export function powerOfTen(exponent) {
  if (exponent === 0) return "1";
  return `10${[...String(exponent)].map((c) => (c === "-" ? "⁻" : SUPERSCRIPTS[c])).join("")}`;
}

/** A loss or a norm with a steady number of decimals, so that it does not jitter. @param {number|null|undefined} x */
export function formatLoss(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) return "–";
  if (x !== 0 && (x < 0.001 || x >= 1000)) return formatNumber(x, 2);
  return x.toFixed(x < 10 ? 3 : 1);
}

/** A weight with two decimals. @param {number} w */
export function formatWeight(w) {
  if (!Number.isFinite(w)) return "–";
  const size = Math.abs(w);
  if (size >= 1000 || (size !== 0 && size < 0.005)) return formatNumber(w, 2);
  return signed(w.toFixed(2));
}

/** A share as per cent. @param {number|null|undefined} share @param {number} [decimals] */
export function formatPercent(share, decimals = 1) {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  return `${(share * 100).toFixed(decimals)} %`;
}

/** Steps per second: whole from 10 on. @param {number} rate @param {string} [language] */
export function formatRate(rate, language = "en") {
  return rate >= 10 ? formatShortCount(rate, language) : formatNumber(rate, 2);
}

/** Round to one significant digit, as in "4,000 times". @param {number} x */
export function roundRatio(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return Math.round(x / power) * power;
}
