import assert from "node:assert/strict";
import test from "node:test";
import { between, gridOf, gridOfRows, joined, labelPicture, smooth, smoothPicture, winnerPicture } from "../../static/js/lib/print_picture.js";

const slope = gridOfRows([[0, 1, 2], [10, 11, 12], [20, 21, 22]]);

test("between the places of a grid, values run straight", () => {
  assert.equal(between(slope, 3, 0, 0), 0);
  assert.equal(between(slope, 3, 2, 2), 22);
  assert.ok(Math.abs(between(slope, 3, 0.5, 1.5) - 6.5) < 1e-12);
});

test("a picture has its highest row on top and the middle of each pixel in place", () => {
  const values = [];
  smoothPicture(slope, 3, 2, (value) => values.push(value));
  assert.deepEqual(values, [15.5, 16.5, 5.5, 6.5]);
});

test("numbers one after the other are a grid as rows are, from any of them on", () => {
  const at = gridOf([9, 9, 0, 1, 2, 3], 2, 2, (step) => 10 * step);
  assert.deepEqual([at(0, 0), at(0, 1), at(1, 0), at(1, 1)], [0, 10, 20, 30]);
});

test("the winner of several grids has the place, also between their places", () => {
  const grids = [gridOfRows([[1, 0], [1, 0]]), gridOfRows([[0, 1], [0, 1]])];
  const labels = [];
  winnerPicture(grids, 2, 4, (label) => labels.push(label));
  assert.deepEqual(labels.slice(0, 4), [0, 0, 1, 1]);
});

test("where only winners are known, each place is that of the nearest", () => {
  const found = [];
  labelPicture(gridOfRows([[0, 1], [2, 3]]), gridOfRows([[5, 6], [7, 8]]), 2, 2, (label, share) => found.push([label, share]));
  assert.deepEqual(found, [[2, 7], [3, 8], [0, 5], [1, 6]]);
});

test("pieces of line are joined to lines, whichever way they run", () => {
  const lines = joined([2, 0, 1, 0, 0, 0, 1, 0, 2, 0, 3, 0, 8, 8, 9, 9]);
  assert.equal(lines.length, 2);
  const long = lines.find((line) => line.length === 4);
  assert.deepEqual(long.map(([x]) => x).sort(), [0, 1, 2, 3]);
});

test("a ring of pieces comes back to where it began", () => {
  const [ring] = joined([0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0]);
  assert.equal(ring.length, 5);
  assert.deepEqual(ring[0], ring.at(-1));
});

test("corners are cut, ends stay", () => {
  const line = smooth([[0, 0], [1, 0], [1, 1]]);
  assert.deepEqual([line[0], line.at(-1)], [[0, 0], [1, 1]]);
  assert.ok(!line.some(([x, y]) => x === 1 && y === 0));
  const ring = smooth([[0, 0], [1, 0], [1, 1], [0, 0]]);
  assert.deepEqual(ring[0], ring.at(-1));
});
