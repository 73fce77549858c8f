import assert from "node:assert/strict";
import test from "node:test";
import { allHidden, hidesKey, outOfSight } from "../../static/js/lib/hiding.js";
import { wordRefusal } from "../../static/js/lib/refusal.js";

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

test("a refusal is put into words by its code, and else in the server's", () => {
  const texts = { t: (key, values) => `${key} ${values.field ?? ""}${values.message ?? ""}`, has: (key) => key === "links.refused.damaged_link" };
  assert.match(wordRefusal({ code: "damaged_link", message: "m", field: "w" }, texts), /^links\.refused\.damaged_link w/);
  assert.match(wordRefusal({ code: "out_of_range", message: "m", field: "lr" }, texts), /^links\.refused\.value .*m/);
  assert.equal(wordRefusal({ code: "limit_exceeded", message: "too many" }, texts), "links.refused.other too many");
});
