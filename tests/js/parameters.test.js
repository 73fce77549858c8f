import assert from "node:assert/strict";
import test from "node:test";
import { outputUnits, parameterIndex, parameterSlices } from "../../static/js/lib/parameters.js";

const plain = (units) => ({ units, normalization: "none" });

test("slices follow each other without gaps", () => {
  const { slices, total } = parameterSlices(2, [plain(8)], 1);
  assert.deepEqual(slices.map(({ weights, biases }) => [weights, biases]), [[0, 16], [24, 32]]);
  assert.equal(total, 33);
});

test("a normalised hidden layer has gamma and beta behind its biases", () => {
  const { slices, total } = parameterSlices(2, [{ units: 3, normalization: "batch" }, plain(2)], 1);
  assert.deepEqual([slices[1].weights, total], [15, 15 + 8 + 3]);
});

test("without hidden layers the features lead to the output", () => {
  assert.equal(parameterSlices(5, [], 3).total, 18);
});

test("weights lie row by row, from one input to all units", () => {
  const { slices: [slice] } = parameterSlices(2, [plain(4)], 1);
  assert.deepEqual([parameterIndex(slice, 1, 2), parameterIndex(slice, null, 3)], [6, 11]);
});

test("classes decide the number of output units", () => {
  assert.equal(outputUnits("regression", "auto", null), 1);
  assert.equal(outputUnits("classification", "auto", 2), 1);
  assert.equal(outputUnits("classification", "softmax", 2), 2);
  assert.equal(outputUnits("classification", "auto", 6), 6);
});
