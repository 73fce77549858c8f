import assert from "node:assert/strict";
import test from "node:test";
import { binAt, ceilingOf, compareSpread, extentOf, roundUp, slopeAt, steadyRange, summaryOf, tiling } from "../../static/js/lib/histogram.js";

const uniform = { low: -1, high: 1, counts: Uint32Array.from({ length: 40 }, () => 5) };

test("mean and standard deviation are those of the counted values", () => {
  const { count, mean, deviation } = summaryOf(uniform);
  assert.equal(count, 200);
  assert.ok(Math.abs(mean) < 1e-12);
  assert.ok(Math.abs(deviation - 2 / Math.sqrt(12)) < 0.01);
});

test("values that are all the same do not spread, however wide their bin", () => {
  assert.deepEqual(summaryOf({ low: -0.5, high: 0.5, counts: [0, 7, 0] }), { count: 7, mean: 0, deviation: 0 });
  assert.deepEqual(summaryOf({ low: 0, high: 1, counts: [0, 0] }), { count: 0, mean: 0, deviation: 0 });
});

test("the extent leaves out empty bins", () => {
  assert.deepEqual(extentOf({ low: 0, high: 4, counts: [0, 1, 2, 0] }), [1, 3]);
  assert.deepEqual(extentOf({ low: -0.5, high: 0.5, counts: [0, 9, 0] }), [0, 0]);
  assert.equal(extentOf({ low: 0, high: 1, counts: [0, 0] }), null);
});

test("the extent leaves out a few strays among many, but none among few", () => {
  assert.deepEqual(extentOf({ low: 0, high: 5, counts: [1, 0, 500, 500, 2] }), [2, 4]);
  assert.deepEqual(extentOf({ low: 0, high: 5, counts: [1, 0, 3, 3, 1] }), [0, 5]);
});

test("round numbers are not below what they round", () => {
  for (const x of [0.0031, 0.17, 1, 1.01, 4.2, 7.6, 93, 1e-7, 3e12]) {
    assert.ok(roundUp(x) >= x * (1 - 1e-9) && roundUp(x) <= 2 * x, String(x));
  }
  assert.equal(roundUp(0.3), 0.3);
});

test("an axis has zero on it and is as wide to the left as to the right", () => {
  assert.deepEqual(steadyRange([[-0.2, 1.3]]), [-1.5, 1.5]);
  assert.deepEqual(steadyRange([[0, 4], null]), [0, 5]);
  assert.deepEqual(steadyRange([[-4, -1]]), [-5, 0]);
  assert.deepEqual(steadyRange([null]), [-1, 1]);
  assert.deepEqual(steadyRange([[0, 0]], [0, 3]), [0, 3]);
});

test("an axis keeps still until it no longer serves", () => {
  assert.deepEqual(steadyRange([[-0.9, 0.8]], [-1.5, 1.5]), [-1.5, 1.5]);
  assert.deepEqual(steadyRange([[-1.6, 0.8]], [-1.5, 1.5]), [-2, 2]);
  assert.deepEqual(steadyRange([[-0.1, 0.1]], [-1.5, 1.5]), [-0.1, 0.1]);
  assert.deepEqual(steadyRange([[0, 1]], [-1.5, 1.5]), [0, 1]);
});

test("a single bin above all others is cut off, ordinary heights are not", () => {
  assert.deepEqual(ceilingOf([1, 2, 3]), { top: 3, cut: false });
  const { top, cut } = ceilingOf([100, 10, 8]);
  assert.ok(cut && top >= 10 && top < 100);
  assert.deepEqual(ceilingOf([0, 9, 0]), { top: 9, cut: false });
  assert.deepEqual(ceilingOf([]), { top: 1, cut: false });
});

test("a value finds its bin, and the upper end belongs to the last one", () => {
  const histogram = { low: 0, high: 4, counts: [3, 1, 0, 2] };
  assert.deepEqual(binAt(histogram, 1.5), { from: 1, to: 2, count: 1 });
  assert.equal(binAt(histogram, 4).count, 2);
  assert.equal(binAt(histogram, 4.1), null);
});

test("pictures stand in one row while they have room, then in even rows", () => {
  assert.deepEqual(tiling(3, 600, 90), { columns: 3, rows: 1 });
  assert.deepEqual(tiling(11, 600, 90), { columns: 6, rows: 2 });
  assert.deepEqual(tiling(5, 60, 90), { columns: 1, rows: 5 });
});

test("the slope is read off the graph, kinks stay kinks", () => {
  const relu = { z: [-2, -1, 0, 1, 2], slope: [0, 0, 0, 1, 1] };
  assert.equal(slopeAt(relu, -9), 0);
  assert.equal(slopeAt(relu, 9), 1);
  assert.ok([0, 1].includes(slopeAt(relu, 0.4)));
  const bent = { z: [0, 1, 2], slope: [1, 0.9, 0.8] };
  assert.ok(Math.abs(slopeAt(bent, 0.5) - 0.95) < 1e-12);
});

test("spreads are compared from the first layer to the last", () => {
  assert.equal(compareSpread([1]).kind, "none");
  assert.equal(compareSpread([1, 0]).kind, "none");
  assert.equal(compareSpread([1, 0.9]).kind, "even");
  assert.deepEqual(compareSpread([8, 2, 2]), { kind: "wider", ratio: 4 });
  assert.deepEqual(compareSpread([1, 10]), { kind: "narrower", ratio: 10 });
});
