import assert from "node:assert/strict";
import test from "node:test";
import { createAnimator, throttle } from "../../static/js/lib/animation.js";

test("many requests make one drawing", () => {
  const queue = [];
  let drawings = 0;
  const ask = createAnimator(() => drawings++, (callback) => queue.push(callback));
  ask();
  ask();
  queue.shift()();
  assert.deepEqual([drawings, queue.length], [1, 0]);
});

test("a request while drawing makes another drawing", () => {
  const queue = [];
  const ask = createAnimator(() => {}, (callback) => queue.push(callback));
  ask();
  queue.shift()();
  ask();
  assert.equal(queue.length, 1);
});

test("throttle runs the first call at once and the last one surely", () => {
  let now = 0;
  const timers = [];
  const seen = [];
  const run = throttle((value) => seen.push(value), 100, { now: () => now, later: (task, delay) => timers.push([task, delay]) });
  run("a");
  now = 30;
  run("b");
  run("c");
  assert.deepEqual([seen, timers.length, timers[0][1]], [["a"], 1, 70]);
  now = 100;
  timers[0][0]();
  assert.deepEqual(seen, ["a", "c"]);
});

test("throttle is free again after its time", () => {
  let now = 0;
  const seen = [];
  const run = throttle((value) => seen.push(value), 100, { now: () => now, later: () => assert.fail("no need to wait") });
  run(1);
  now = 150;
  run(2);
  assert.deepEqual(seen, [1, 2]);
});
