import assert from "node:assert/strict";
import test from "node:test";
import { allHidden, hidesKey, outOfSight } from "../../static/js/lib/hiding.js";

const groups = { training: ["task", "seed"], data: ["data", "noise", "samples"], run: ["play"] };

test("a bar or a panel with nothing left in it is hidden too", () => {
  assert.deepEqual(allHidden([], groups), []);
  assert.deepEqual(allHidden(["task"], groups), ["task"]);
  assert.deepEqual(allHidden(["seed", "task"], groups), ["seed", "task", "settings"]);
  assert.deepEqual(allHidden(["noise", "samples"], groups), ["noise", "samples", "data"]);
  assert.deepEqual(allHidden(["data"], groups), ["data"]);
});

test("a feature that is in use is not hidden, and does not count as such", () => {
  assert.deepEqual(outOfSight(["x2", "sin_x1", "play"], ["x1", "x2"]), ["sin_x1", "play"]);
  assert.deepEqual(outOfSight(["x2"], ["x1", "x2"]), []);
});

test("the key of a hidden button does nothing, all others what they always do", () => {
  assert.ok(hidesKey(["step"], "batch"));
  assert.ok(hidesKey(["undo"], "redo"));
  assert.ok(!hidesKey(["step"], "play"));
  assert.ok(!hidesKey([], "play"));
  assert.ok(!hidesKey(["loss"], "unheard of"));
});
