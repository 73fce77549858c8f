import assert from "node:assert/strict";
import test from "node:test";
import { intentOf, penKeyOf } from "../../static/js/lib/keyboard.js";

const press = (key, target = { tagName: "BODY" }, more = {}) => intentOf({ key, target, ...more });

test("keys have their intents", () => {
  assert.deepEqual([" ", "s", "b", "d", "r", "n", "t", "h", "p", "?"].map((key) => press(key)),
    ["play", "step", "batch", "sample", "reset", "redraw", "test", "hard", "draw", "help"]);
});

test("other keys mean nothing", () => assert.equal(press("q"), null));

test("typing into a field is typing", () => {
  assert.equal(press("s", { tagName: "INPUT", type: "number" }), null);
  assert.equal(press("s", { tagName: "SELECT" }), null);
});

test("sliders and check boxes leave letters to the page", () => {
  assert.equal(press("s", { tagName: "INPUT", type: "range" }), "step");
});

test("after a key that moves the focus, space presses the focused button instead", () => {
  assert.equal(press(" ", { tagName: "BUTTON" }), null);
  assert.equal(press(" ", { tagName: "INPUT", type: "checkbox" }), null);
  assert.equal(press("s", { tagName: "BUTTON" }), "step");
});

test("after a pointer, space is play whatever it pressed, but for fields", () => {
  for (const target of [{ tagName: "BUTTON" }, { tagName: "INPUT", type: "checkbox" }]) assert.equal(intentOf({ key: " ", target }, false, true), "play");
  assert.equal(intentOf({ key: " ", target: { tagName: "SELECT" } }, false, true), null);
  assert.equal(intentOf({ key: " ", target: { tagName: "BUTTON" } }, true, true), null);
});

test("combinations belong to the browser", () => assert.equal(press("r", undefined, { ctrlKey: true }), null));

test("Ctrl+Z undoes, Ctrl+Y and Ctrl+Shift+Z redo, on a Mac with its own key", () => {
  assert.equal(press("z", undefined, { ctrlKey: true }), "undo");
  assert.equal(press("Z", undefined, { ctrlKey: true, shiftKey: true }), "redo");
  assert.equal(press("y", undefined, { ctrlKey: true }), "redo");
  assert.equal(press("z", undefined, { metaKey: true }), "undo");
  assert.equal(press("ㅋ", undefined, { ctrlKey: true, code: "KeyZ" }), "undo");
  assert.equal(press("z"), null);
});

test("a field being typed into undoes its own typing", () => {
  assert.equal(press("z", { tagName: "INPUT", type: "number" }, { ctrlKey: true }), null);
  assert.equal(press("z", { tagName: "INPUT", type: "range" }, { ctrlKey: true }), "undo");
  assert.equal(press("z", { tagName: "SELECT" }, { ctrlKey: true }), "undo");
});

test("an open dialog keeps the keys", () => assert.equal(intentOf({ key: "s", target: {} }, true), null));

test("letters go by their key, so that a Korean layout works", () => {
  assert.equal(press("ㄴ", undefined, { code: "KeyS" }), "step");
});

test("while points are drawn, keys take up tools, dip the brush and leave", () => {
  const pen = (key, target = { tagName: "BODY" }, more = {}) => penKeyOf({ key, target, ...more });
  assert.deepEqual(["p", "e", "m", "v"].map((key) => pen(key)), ["brush", "erase", "move", "move"].map((tool) => ({ tool })));
  assert.deepEqual([pen("1"), pen("8"), pen("Escape")], [{ number: 1 }, { number: 8 }, { leave: true }]);
  assert.deepEqual(pen("ㄷ", undefined, { code: "KeyE" }), { tool: "erase" });
  assert.deepEqual(pen("Escape", { tagName: "INPUT", type: "range" }), { leave: true });
  assert.equal(pen("3", { tagName: "INPUT", type: "number" }), null);
  assert.equal(pen("z", undefined, { ctrlKey: true }), null);
  assert.equal(pen("0"), null);
  assert.equal(penKeyOf({ key: "Escape", target: {} }, true), null);
});
