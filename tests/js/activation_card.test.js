import assert from "node:assert/strict";
import test from "node:test";
import { curveAt, judge, rangeOf } from "../../static/js/lib/activation_card.js";
import { litWidth, numberShare, pointOn } from "../../static/js/lib/mark_painter.js";

const relu = { z: [-2, 0, 2], a: [0, 0, 2], slope: [0, 0, 1] };

test("a curve is read between its points, and goes on beyond them", () => {
  assert.equal(curveAt(relu, 1).a, 1);
  assert.equal(curveAt(relu, 5).a, 5);
  assert.equal(curveAt(relu, -9).a, 0);
});

test("between two points where it jumps, a curve has the value of the one further from 0", () => {
  const graph = { z: [-0.1, 0, 0.1], a: [0, 1, 1], slope: [0, 0, 1] };
  assert.deepEqual([-0.05, 0, 0.05].map((z) => curveAt(graph, z)), [{ a: 0, slope: 0 }, { a: 1, slope: 0 }, { a: 1, slope: 1 }]);
});

test("a bounded curve stays level beyond its ends", () => {
  const squeezed = { z: [-4, 0, 4], a: [-0.999, 0, 0.999], slope: [0.001, 1, 0.001] };
  assert.equal(curveAt(squeezed, 40).a, 0.999);
});

test("a unit is dead where every slope is 0, and troubled where most are flat", () => {
  assert.equal(judge([]).kind, "none");
  assert.equal(judge([0, 0, 0]).kind, "dead");
  assert.equal(judge([0.01, 0.001, 0.02, 0, 0.9]).kind, "mostly_flat");
  assert.deepEqual(judge([0.01, 0.8, 0.9]), { kind: "some_flat", flat: 1, count: 3 });
  assert.equal(judge([0.3, 1]).kind, "fine");
  assert.equal(judge([0, 1]).kind, "some_zero");
  assert.equal(judge([0, 0, 0, 0, 1]).kind, "mostly_zero");
});

test("the graph is widened for sums that lie outside", () => {
  assert.deepEqual(rangeOf(relu.z, [0.5]), [-2, 2]);
  assert.deepEqual(rangeOf(relu.z, [7, -3]), [-3, 7]);
});

test("lit lines are the wider the more passes along them, and never vanish", () => {
  assert.ok(litWidth(0, 1) > 1);
  assert.ok(litWidth(1, 1) > litWidth(0.1, 1));
  assert.ok(Number.isFinite(litWidth(0, 0)));
});

test("numbers stand away from where their lines meet", () => {
  assert.ok(numberShare(0, 8, true) < 0.5);
  assert.ok(numberShare(0, 8, false) > 0.5);
  const start = { x: 0, y: 0, size: 10 };
  const end = { x: 100, y: 50, size: 20 };
  assert.deepEqual(pointOn(start, end, 0), { x: 5, y: 0 });
  assert.deepEqual(pointOn(start, end, 1), { x: 90, y: 50 });
});
