import assert from "node:assert/strict";
import test from "node:test";
import { SPEEDS, speedAt, stopOf, USUAL_SPEED } from "../../static/js/lib/speed.js";

test("the slider goes from one step a second to no limit", () => {
  assert.deepEqual([speedAt(0), speedAt(SPEEDS.length - 1)], [1, null]);
});

test("every stop leads back to itself", () => {
  for (const [stop, rate] of SPEEDS.entries()) assert.equal(stopOf(rate), stop);
});

test("a rate between two stops goes to the nearer one by factor", () => assert.equal(SPEEDS[stopOf(70)], 60));

test("positions beyond the ends are the ends", () => assert.deepEqual([speedAt(-3), speedAt(99)], [1, null]));

test("the usual speed is a stop", () => assert.ok(SPEEDS.includes(USUAL_SPEED)));
