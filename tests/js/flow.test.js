import assert from "node:assert/strict";
import test from "node:test";
import { DECADES, flatGradients, largestOf, shareOf } from "../../static/js/lib/flow.js";
import { parameterIndex, parameterSlices } from "../../static/js/lib/parameters.js";

const { slices, total } = parameterSlices(2, [{ units: 3, normalization: "batch" }], 1);
const layers = [
  { weights: [[1, 2, 3], [4, 5, 6]], biases: [7, 8, 9] },
  { weights: [[10], [11], [12]], biases: [13] },
];

test("gradients lie where the weights do that they belong to", () => {
  const flat = flatGradients(layers, slices, total);
  assert.equal(flat.length, total);
  assert.deepEqual([flat[parameterIndex(slices[0], 1, 2)], flat[parameterIndex(slices[0], null, 0)]], [6, 7]);
  assert.deepEqual([flat[parameterIndex(slices[1], 2, 0)], flat[parameterIndex(slices[1], null, 0)]], [12, 13]);
});

test("gradients of another network are no gradients of this one", () => {
  assert.equal(flatGradients(layers.slice(1), slices, total), null);
  assert.equal(flatGradients([{ weights: [[1, 2, 3]], biases: [1, 2, 3] }, layers[1]], slices, total), null);
});

test("sizes are shares of the powers of ten below the largest", () => {
  assert.equal(shareOf(5, 5), 1);
  assert.ok(Math.abs(shareOf(-0.5, 5) - (1 - 1 / DECADES)) < 1e-12);
  assert.equal(shareOf(5 * 10 ** -(DECADES + 1), 5), 0);
});

test("no gradient, or none that is finite, is no size", () => {
  for (const gradient of [0, NaN]) assert.equal(shareOf(gradient, 1), 0);
  assert.equal(shareOf(1, 0), 0);
  assert.equal(shareOf(1, Infinity), 0);
  assert.deepEqual([largestOf([-3, NaN, 2]), largestOf([])], [3, 0]);
});
