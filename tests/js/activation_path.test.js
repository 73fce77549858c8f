import assert from "node:assert/strict";
import test from "node:test";
import { jumpsOf, pathOf } from "../../static/js/lib/activation_path.js";

const zs = [-0.2, -0.1, 0, 0.1, 0.2];
const same = (value) => value;

test("slopes and steps jump at 0, curves nowhere", () => {
  assert.deepEqual(jumpsOf(zs, [0, 0, 0, 1, 1]), [0], "ReLU's slope is 0 at 0");
  assert.deepEqual(jumpsOf(zs, [0, 0, 1, 1, 1]), [0], "step is 1 at 0");
  assert.deepEqual(jumpsOf(zs, [-1, -1, 0, 1, 1]), [0, 0]);
  assert.deepEqual(jumpsOf(zs, zs), []);
});

test("where a line jumps it is broken, not slanted", () => {
  assert.equal(pathOf([-1, 1], [0, 1], [0], same, same), "M-1.0 0.0L0.0 0.0M0.0 1.0L1.0 1.0");
  assert.equal(pathOf([-1, 0, 1], [0, 0, 1], [0], same, same), "M-1.0 0.0L0.0 0.0L0.0 0.0M0.0 1.0L1.0 1.0");
  assert.equal(pathOf([-1, 1], [-1, 1], [], same, same), "M-1.0 -1.0L1.0 1.0");
});
