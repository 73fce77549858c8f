import assert from "node:assert/strict";
import test from "node:test";
import { bucketOf, lineWidth, weightOf } from "../../static/js/lib/link_painter.js";

test("a bucket stands for about the weight that fell into it, with its sign", () => {
  for (const weight of [-4.2, -0.5, 0.03, 1, 3.3]) {
    assert.ok(Math.abs(weightOf(bucketOf(weight)) - weight) < 0.2, String(weight));
  }
});

test("opposite weights are drawn alike but for their colour", () => {
  assert.equal(bucketOf(-1.7), -bucketOf(1.7));
});

test("lines grow with their weight up to a limit", () => {
  const widths = [0, 0.5, 2, 5, 50].map((weight) => lineWidth(weight, 40));
  assert.deepEqual(widths, widths.toSorted((a, b) => a - b));
  assert.equal(widths[3], widths[4]);
});

test("lines between small nodes are thinner", () => assert.ok(lineWidth(5, 12) < lineWidth(5, 40)));
