import assert from "node:assert/strict";
import test from "node:test";
import { hueOf, paintPast } from "../../static/js/lib/histogram_painter.js";
import { landColor } from "../../static/js/lib/terrain_painter.js";

const ends = { negative: [200, 100, 0], zero: [240, 240, 240], positive: [0, 100, 200] };
const palette = { scale: ends, threads: ends, gradient: { from: [250, 0, 250], to: [150, 0, 150] }, css: { gradient: "#960096" } };
const red = (pixel) => pixel & 255;
const blue = (pixel) => (pixel >> 16) & 255;

test("moments go from left to right, the largest values lie on top, empty bins stay clear", () => {
  const past = { low: -1, high: 1, counts: [[4, 0], [0, 4], [4, 1]] };
  const out = new Uint32Array(6);
  paintPast(past, palette, "weights", out);
  const [top, bottom] = [[...out.slice(0, 3)], [...out.slice(3)]];
  assert.equal(top[0], 0);
  assert.equal(bottom[1], 0);
  assert.ok(blue(top[1]) > red(top[1]), "positive values are blue");
  assert.ok(red(bottom[0]) > blue(bottom[0]), "negative ones orange");
  assert.ok(red(top[2]) > red(top[1]), "the fewer, the paler");
});

test("gradients have their own hue whatever their sign", () => {
  const out = new Uint32Array(2);
  paintPast({ low: -1, high: 1, counts: [[1, 1]] }, palette, "gradients", out);
  assert.equal(out[0], out[1]);
  assert.equal(hueOf(palette, "gradients", [-1, 1])(0.5), "#960096");
  assert.notEqual(hueOf(palette, "z", [-1, 1])(0.5), hueOf(palette, "z", [-1, 1])(-0.5));
});

test("the land is coloured from its lowest place over the middle to its highest", () => {
  const ramp = [[0, 0, 0], [100, 100, 100], [250, 250, 250]];
  assert.deepEqual([0, 0.25, 0.5, 1].map((share) => landColor(ramp, share)[0]), [0, 50, 100, 250]);
});
