import assert from "node:assert/strict";
import test from "node:test";
import { axes, curves, freeCorner, legend, linearTicks, logTicks, minorTicks, plotBox, scaleFor } from "../../static/js/lib/svg_chart.js";

const STYLE = { size: 8, small: 7, thin: 0.5, curve: 1, palette: { css: { ink: "#111111", mute: "#555555", line: "#dddddd", card: "#ffffff" } } };
const PLOT = { x: 30, y: 10, width: 200, height: 100 };
const AXES = {
  x: { range: [0, 100], ticks: [{ at: 0, text: "0" }, { at: 100, text: "100" }], name: "epoch" },
  y: { range: [0, 2], ticks: [{ at: 0, text: "0" }, { at: 2, text: "2" }], name: "loss" },
};

test("ticks of a linear axis are round and lie within it", () => {
  assert.deepEqual(linearTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(linearTicks(-6, 6, 6), [-6, -4, -2, 0, 2, 4, 6]);
  assert.deepEqual(linearTicks(0, 175), [0, 50, 100, 150]);
  assert.deepEqual(linearTicks(3, 3), [3]);
});

test("ticks of a log axis are powers of ten, some of them in words", () => {
  assert.deepEqual(logTicks(-2, 1).map(({ at }) => at), [0.01, 0.1, 1, 10]);
  assert.deepEqual(logTicks(-2, 1).map(({ text }) => text), ["10⁻²", "10⁻¹", "1", "10¹"]);
  assert.ok(logTicks(-20, 0).filter(({ text }) => text).length <= 6);
  assert.equal(logTicks(-20, 0).length, 21);
  assert.deepEqual(logTicks(-1, 0).map(({ at }) => at), [0.1, 0.2, 0.5, 1]);
  assert.deepEqual(minorTicks(0, 1), [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(minorTicks(0, 20), []);
});

test("values lie on their axis, logarithms evenly", () => {
  const linear = scaleFor({ range: [0, 2] }, 110, 10);
  assert.equal(linear(0), 110);
  assert.equal(linear(1), 60);
  const log = scaleFor({ range: [0.01, 100], log: true }, 100, 0);
  assert.ok(Math.abs(log(1) - 50) < 1e-9);
  assert.ok(Math.abs(log(10) - 25) < 1e-9);
});

test("a curve goes through its values, and is cut off at the frame", () => {
  const drawn = curves(PLOT, AXES, [{ name: "train & test", color: "#123456", x: [0, 50, 100], y: [2, null, 0.5] }], STYLE);
  assert.match(drawn, /d="M30 10M230 85"/);
  assert.match(drawn, /<title>train &amp; test<\/title>/);
  // Values between gaps are dots, others only where they are marked.
  assert.equal(drawn.match(/<circle/g).length, 2);
  assert.doesNotMatch(curves(PLOT, AXES, [{ name: "a", color: "#000000", x: [0, 50, 100], y: [2, 1, null] }], STYLE), /<circle/);
  assert.match(drawn, /clip-path="url\(#plot-area\)"/);
  const log = { ...AXES, y: { ...AXES.y, range: [0.01, 1], log: true } };
  assert.match(curves(PLOT, log, [{ name: "a", color: "#000000", x: [0, 1, 100], y: [0.1, 0, 1] }], STYLE), /d="M30 60M230 10"/);
});

test("every tick has its number, and both axes their names", () => {
  const drawn = axes(PLOT, AXES, STYLE, { grid: true });
  for (const words of ["0", "100", "2", "epoch", "loss"]) assert.ok(drawn.includes(`>${words}</text>`), words);
  assert.match(drawn, /rotate\(-90/);
});

test("the plot leaves room for the numbers beside it", () => {
  const narrow = plotBox({ x: 0, y: 0, width: 200, height: 100 }, AXES, STYLE);
  const long = { ...AXES, y: { ...AXES.y, ticks: [{ at: 0, text: "123.456" }] } };
  assert.ok(plotBox({ x: 0, y: 0, width: 200, height: 100 }, long, STYLE).x > narrow.x);
  assert.ok(narrow.x + narrow.width < 200 && narrow.y + narrow.height < 100);
});

test("the legend takes the corner where it hides least", () => {
  const size = { width: 60, height: 30 };
  const falling = [{ x: [0, 10, 90, 100], y: [2, 1.8, 0.1, 0] }];
  const rising = [{ x: [0, 10, 90, 100], y: [0, 0.1, 1.9, 2] }];
  assert.ok(freeCorner(PLOT, AXES, falling, size, 2).x > 100);
  assert.ok(freeCorner(PLOT, AXES, falling, size, 2).y < 60);
  assert.ok(freeCorner(PLOT, AXES, rising, size, 2).y > 60);
  assert.equal(freeCorner(PLOT, AXES, rising, size, 2).hidden, 0);
});

test("the legend names every curve with its colour and dash", () => {
  const drawn = legend(0, 0, [{ name: "train", color: "#abcdef", x: [], y: [] }, { name: "test", color: "#123456", x: [], y: [], dash: "3 2" }], STYLE);
  assert.match(drawn, /#abcdef.*>train</s);
  assert.match(drawn, /stroke-dasharray="3 2".*>test</s);
});
