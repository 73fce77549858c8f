import assert from "node:assert/strict";
import test from "node:test";
import { createStore } from "../../static/js/store.js";
import { createStrokes } from "../../static/js/strokes.js";

const at = (x1) => ({ x1, x2: 0, label: 1 });
const add = (...places) => ({ kind: "add", points: places.map(at) });
const tick = () => new Promise((resolve) => setTimeout(resolve));

/** A server that takes points as it is told to: each answer a promise to be settled by hand. */
function setUp({ refusals = [] } = {}) {
  const store = createStore({
    experiment: { task: "classification", data: { dataset: "custom", points: [at(0)], classes: 2, domain: null, train_fraction: 0.5 } },
    data: { domain: { x1: [-6, 6], x2: [-6, 6] } }, catalog: { datasets: [] }, view: { showTest: false, hard: false },
    drawing: false, pen: {}, strokes: [], blank: false, expanded: true,
  });
  const sent = [];
  const told = [];
  const refused = [];
  const paused = [];
  const attempt = async (method, where, body, what) => {
    sent.push([method, where, body.points.map((point) => point.x1), what]);
    await tick();
    const error = refusals.shift();
    if (error) throw error;
    store.setState({ experiment: { ...store.getState().experiment, data: body } });
  };
  let turn = Promise.resolve();
  const strokes = createStrokes({
    store, attempt, path: (rest) => `/sessions/s${rest}`, inTurn: (task) => (turn = turn.then(task, task)),
    refuse: (error) => refused.push(error), notify: (key) => told.push(key), later: (run) => paused.push(run),
  });
  const held = () => store.getState().experiment.data.points.map((point) => point.x1);
  return { store, strokes, sent, told, refused, paused, held };
}

test("strokes faster than answers are each one edit, one after the other, and none is lost", async () => {
  const { strokes, sent, held, store } = setUp();
  await Promise.all([strokes.draw(add(1), "one"), strokes.draw(add(2), "two"), strokes.draw({ kind: "erase", keys: ["1,0,1"] }, "three")]);
  assert.deepEqual(sent.map(([, , points]) => points), [[0, 1], [0, 1, 2], [0, 2]]);
  assert.deepEqual(sent.map(([method, where, , what]) => [method, where, what]), ["one", "two", "three"].map((what) => ["PUT", "/sessions/s/data", what]));
  assert.deepEqual([held(), store.getState().strokes], [[0, 2], []]);
});

test("without an answer a stroke is kept and sent again, with one sentence for it", async () => {
  const lost = Object.assign(new Error("away"), { status: 0 });
  const { strokes, sent, told, paused, refused, store, held } = setUp({ refusals: [lost, lost] });
  const done = Promise.all([strokes.draw(add(1), null), strokes.draw(add(2), null)]);
  for (let tries = 0; tries < 2; tries++) {
    while (!paused.length) await tick();
    assert.equal(store.getState().strokes.length, 2);
    paused.shift()();
  }
  await done;
  assert.deepEqual([sent.length, told, refused], [4, ["draw.waiting"], []]);
  assert.deepEqual(held(), [0, 1, 2]);
});

test("a stroke that is refused for good goes, and says why; the next one is still sent", async () => {
  const error = Object.assign(new Error("too many"), { status: 422 });
  const { strokes, refused, held } = setUp({ refusals: [error] });
  const accepted = await Promise.all([strokes.draw(add(1), null), strokes.draw(add(2), null)]);
  assert.deepEqual([accepted, refused, held()], [[false, true], [error], [0, 2]]);
});

test("on an empty sheet the first stroke takes the place of all points before", async () => {
  const { strokes, store, sent, held } = setUp();
  strokes.clearSheet();
  assert.equal(store.getState().blank, true);
  await tick();
  assert.deepEqual(sent, []);
  await strokes.draw(add(5, 6), null);
  assert.deepEqual([held(), store.getState().blank], [[5, 6], false]);
});

test("the last points that are erased leave an empty sheet, of which the server hears nothing", async () => {
  const { strokes, store, sent, held } = setUp();
  await strokes.draw({ kind: "erase", keys: ["0,0,1"] }, null);
  assert.deepEqual([store.getState().blank, sent, held()], [true, [], [0]]);
});

test("leaving an empty sheet gives the points back, and says so", () => {
  const { strokes, store, told } = setUp();
  strokes.startDrawing();
  const { drawing, expanded, view } = store.getState();
  assert.deepEqual([drawing, expanded, view], [true, false, { showTest: true, hard: false }]);
  strokes.clearSheet();
  strokes.leaveDrawing();
  assert.deepEqual([store.getState().drawing, store.getState().blank, told], [false, false, ["draw.stays"]]);
});

test("test points that drawing showed go again where nothing was drawn", async () => {
  const { strokes, store } = setUp();
  const showsTest = () => store.getState().view.showTest;
  strokes.startDrawing();
  strokes.startDrawing();
  strokes.leaveDrawing();
  assert.equal(showsTest(), false);
  strokes.startDrawing();
  await strokes.draw(add(1), null);
  strokes.leaveDrawing();
  assert.equal(showsTest(), true, "what was drawn stays in sight");
  strokes.startDrawing();
  strokes.leaveDrawing();
  assert.equal(showsTest(), true, "as it was before");
});
