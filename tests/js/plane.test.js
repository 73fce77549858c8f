import assert from "node:assert/strict";
import test from "node:test";
import { fromScreen, rangesIn, sameRanges, toScreen } from "../../static/js/lib/plane.js";

const RANGES = { x: [-6, 6], y: [0, 3] };
const BOX = { left: 30, top: 8, width: 240, height: 120 };

test("the corners of the plane are the corners of the plot", () => {
  assert.deepEqual(toScreen(RANGES, BOX, -6, 0), [30, 128]);
  assert.deepEqual(toScreen(RANGES, BOX, 6, 3), [270, 8]);
});

test("a place comes back from the screen", () => {
  const [x, y] = toScreen(RANGES, BOX, 1.5, 2.25);
  assert.deepEqual(fromScreen(RANGES, BOX, x, y), { x1: 1.5, x2: 2.25 });
});

test("beside the plot there is no place, and none before the axes are known", () => {
  for (const [x, y] of [[29, 60], [271, 60], [100, 7], [100, 129]]) assert.equal(fromScreen(RANGES, BOX, x, y), null);
  assert.equal(fromScreen(null, BOX, 100, 60), null);
  assert.equal(fromScreen(RANGES, { ...BOX, width: 0, left: 100 }, 100, 60), null);
});

test("a change tells a whole range, one of its ends, or nothing", () => {
  assert.deepEqual(rangesIn({ "xaxis.range": [1, 2], "yaxis.range[1]": 9 }, RANGES), { x: [1, 2], y: [0, 9] });
  assert.deepEqual(rangesIn({}, RANGES), RANGES);
  assert.ok(sameRanges(RANGES, { x: [-6, 6], y: [0, 3] }));
  assert.ok(!sameRanges(RANGES, { x: [-6, 6], y: [0, 3.01] }));
});
