import assert from "node:assert/strict";
import test from "node:test";
import { listenToKeys } from "../../static/js/keys.js";
import { createStore } from "../../static/js/store.js";

function setUp(state = {}) {
  const done = [];
  const listeners = {};
  const store = createStore({ drawing: false, experiment: {}, hide: [], ...state });
  const note = (what) => () => done.push(what);
  listenToKeys({ addEventListener: (type, listener) => { listeners[type] = listener; } }, {
    store, intents: { play: note("play"), step: note("step"), undo: note("undo") }, pressPen: (key) => done.push(key), covered: () => false,
  });
  /** Whether the browser is kept from doing what it usually does. */
  function press(key, more = {}, type = "keydown") {
    let prevented = false;
    listeners[type]({ key, target: { tagName: "BUTTON" }, preventDefault: () => { prevented = true; }, ...more });
    return prevented;
  }
  return { done, press, point: () => listeners.pointerdown({}) };
}

test("space is for a focused button until something is clicked, and again once a key moves the focus", () => {
  const { done, press, point } = setUp();
  assert.equal(press(" "), false);
  point();
  assert.equal(press(" "), true);
  assert.equal(press(" ", {}, "keyup"), true, "a browser that presses when the key goes up does not");
  press("Tab");
  assert.equal(press(" "), false);
  assert.equal(press(" ", {}, "keyup"), false);
  assert.deepEqual(done, ["play"]);
});

test("a key held down undoes on and on, but steps once", () => {
  const { done, press } = setUp();
  for (const repeat of [false, true, true]) {
    press("s", { repeat });
    press("z", { repeat, ctrlKey: true });
  }
  assert.deepEqual(done, ["step", "undo", "undo", "undo"]);
});

test("while points are drawn the pen has its keys", () => {
  const { done, press } = setUp({ drawing: true });
  assert.equal(press("3"), true);
  assert.deepEqual(done, [{ number: 3 }]);
});

test("nothing is done before there is an experiment", () => {
  const { done, press } = setUp({ experiment: null });
  assert.equal(press("s"), false);
  assert.deepEqual(done, []);
});
