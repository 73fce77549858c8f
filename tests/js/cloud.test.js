import assert from "node:assert/strict";
import test from "node:test";

import { bothWays, onTheWay, placesIn, spreadOf, squareAround, standardised } from "../../static/js/lib/cloud.js";

const near = (found, wanted) => found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-9, `${found} is not ${wanted}`));

test("mean and deviation are those worked by hand", () => {
  // Mean 3, variance ((1-3)² + (2-3)² + (6-3)²) / 3 = 14 / 3.
  const { low, high, mean, deviation } = spreadOf([1, 2, 6]);
  near([low, high, mean, deviation], [1, 6, 3, Math.sqrt(14 / 3)]);
  near(standardised([1, 2, 6]), [-2, -1, 3].map((d) => d / Math.sqrt(14 / 3)));
  assert.deepEqual(standardised([5, 5]), [0, 0]);
});

test("from points that are standardised already, those of the table come back", () => {
  const points = { x1: [-1, 1], x2: [0, 2], label: [0, 1] };
  const { raw, even } = bothWays(points, { x1: { mean: 10, deviation: 5 } });
  assert.deepEqual([raw.x1, raw.x2], [[5, 15], [0, 2]]);
  assert.deepEqual([even.x1, even.x2, even.label], [[-1, 1], [-1, 1], [0, 1]]);
});

test("one unit is as long across as it is upwards", () => {
  const points = { x1: [0, 100], x2: [7, 8] };
  const frame = squareAround(points);
  near([frame.x1[1] - frame.x1[0]], [frame.x2[1] - frame.x2[0]]);
  const [[ax, ay], [bx, by]] = placesIn(points, frame);
  near([(bx - ax) / (by - ay)], [100]);
  for (const place of [ax, ay, bx, by]) assert.ok(place >= 0 && place <= 1);
});

test("a single point has a frame, too", () => {
  assert.deepEqual(placesIn({ x1: [3], x2: [3] }, squareAround({ x1: [3], x2: [3] })), [[0.5, 0.5]]);
});

test("points move in straight lines", () => {
  assert.deepEqual(onTheWay([[0, 0]], [[1, 2]], 0.5), [[0.5, 1]]);
});
