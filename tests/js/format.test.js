import assert from "node:assert/strict";
import test from "node:test";
import {
  formatBrought, formatCount, formatLoss, formatNumber, formatPercent, formatRate, formatShortCount, formatWeight, powerOfTen, roundRatio,
} from "../../static/js/lib/format.js";

test("counts separate thousands", () => assert.equal(formatCount(1234567), "1,234,567"));

test("large counts are shortened", () => {
  assert.deepEqual([99999, 123456, 12345678, 4.2e9].map((n) => formatShortCount(n)), ["99,999", "123k", "12.3M", "4.2G"]);
});

test("numbers keep three digits, and powers of ten where they are very large or small", () => {
  assert.deepEqual([0, 0.123456, -12.3456, 0.0000321, 250000].map((x) => formatNumber(x)), ["0", "0.123", "−12.3", "3.2·10⁻⁵", "2.5·10⁵"]);
});

test("a number of a table can be found there again", () => {
  assert.deepEqual([469.7, 108.5, 69911, 0.387, -2439.75, 469700].map((x) => formatBrought(x)), ["469.7", "108.5", "69911", "0.387", "−2439.75", "469,700"]);
});

test("what is no number is a dash, what is infinite says so", () => {
  assert.deepEqual([null, undefined, NaN, Infinity, -Infinity].map((x) => formatNumber(x)), ["–", "–", "–", "∞", "−∞"]);
});

test("losses have a steady number of decimals", () => {
  assert.deepEqual([0, 0.5, 0.0213, 12.34, 0.0002, null].map(formatLoss), ["0.000", "0.500", "0.021", "12.3", "2·10⁻⁴", "–"]);
});

test("weights have two decimals and a true minus", () => {
  assert.deepEqual([-1.367, 0, 0.001, 12345].map(formatWeight), ["−1.37", "0.00", "0.001", "12000"]);
});

test("shares are per cent", () => {
  assert.deepEqual([formatPercent(0.984), formatPercent(0.97, 0), formatPercent(null)], ["98.4 %", "97 %", "–"]);
});

test("rates are whole from ten on", () => assert.deepEqual([2.34, 12.3].map((r) => formatRate(r)), ["2.3", "12"]));

test("powers of ten are written with superscripts", () => assert.deepEqual([0, 3, -12].map(powerOfTen), ["1", "10³", "10⁻¹²"]));

test("ratios are rounded to one digit", () => assert.deepEqual([3912, 14.9, 96].map(roundRatio), [4000, 10, 100]));
