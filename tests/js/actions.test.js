import assert from "node:assert/strict";
import { test } from "node:test";

import { createActions } from "../../static/js/actions.js";
import { createStore } from "../../static/js/store.js";

const LONG = 1000;

/** A page whose last frame says that the network rests, and a server that says what it is given. */
function page(t, answer) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const store = createStore({ id: "one", playing: false, wanted: null, play: { unit: "epochs", rate: 60 }, frame: { playing: false } });
  const asked = [];
  const transport = {
    tell: () => true,
    request: async (method, path) => {
      asked.push(`${method} ${path}`);
      return answer();
    },
  };
  const actions = createActions({ store, transport, session: {}, notify: () => {} });
  const wait = async () => {
    t.mock.timers.tick(LONG);
    await new Promise(setImmediate);
  };
  return { store, asked, actions, wait };
}

const plays = (playing) => () => ({ status: { playing } });

test("play is shown at once, and stays while the frames are late but the server plays", async (t) => {
  const { store, asked, actions, wait } = page(t, plays(true));
  actions.togglePlay();
  assert.equal(store.getState().playing, true);
  await wait();
  assert.deepEqual(asked, ["GET /sessions/one"]);
  assert.equal(store.getState().playing, true);
  assert.equal(store.getState().wanted, null);
});

test("what never reached the server is taken back", async (t) => {
  const { store, actions, wait } = page(t, plays(false));
  actions.togglePlay();
  await wait();
  assert.equal(store.getState().playing, false);
});

test("a server that does not answer leaves what the last frame said", async (t) => {
  const { store, actions, wait } = page(t, () => Promise.reject(new Error("away")));
  actions.togglePlay();
  await wait();
  assert.equal(store.getState().playing, false);
  assert.equal(store.getState().wanted, null);
});

test("an earlier wish does not end a later one", async (t) => {
  const { store, asked, actions, wait } = page(t, plays(false));
  actions.togglePlay();
  t.mock.timers.tick(500);
  actions.togglePlay();
  actions.togglePlay();
  t.mock.timers.tick(500);
  await new Promise(setImmediate);
  assert.deepEqual(asked, []);
  assert.equal(store.getState().wanted, true);
  await wait();
  assert.deepEqual(asked, ["GET /sessions/one"]);
});

test("nobody is asked once a frame has agreed", async (t) => {
  const { store, asked, actions, wait } = page(t, plays(false));
  actions.togglePlay();
  store.setState({ wanted: null });
  await wait();
  assert.deepEqual(asked, []);
  assert.equal(store.getState().playing, true);
});

/** A page on a session whose server answers when it is told to. */
function late() {
  const store = createStore({ id: "one", network: 0, playing: false, experiment: { data: {} }, activations: null, refusals: 0 });
  const taken = [];
  const notes = [];
  const opened = [];
  let answer;
  const transport = { tell: () => true, request: () => new Promise((resolve, reject) => { answer = { resolve, reject }; }) };
  const session = { take: (said) => taken.push(said), open: (other) => opened.push(store.setState({ id: other.id })) };
  const actions = createActions({ store, transport, session, notify: (key) => notes.push(key) });
  return { store, actions, taken, notes, opened, answers: () => answer };
}

test("what an edit of one session was answered is not taken for the next session's", async () => {
  for (const outcome of ["resolve", "reject"]) {
    const { store, actions, taken, notes, answers } = late();
    const edit = actions.setNetwork({ batch_size: 5 }, { key: "edit.batch" });
    store.setState({ id: "two" });
    answers()[outcome](outcome === "resolve" ? { revision: 57, weights: "kept" } : Object.assign(new Error("gone"), { status: 404 }));
    assert.equal(await edit, false);
    assert.deepEqual([taken, notes, store.getState().refusals], [[], [], 0]);
  }
});

test("a place is read of the network that was asked, not of the one that has come into view", async () => {
  const { store, actions, answers } = late();
  const reading = actions.probe({ x1: 1, x2: 2 });
  store.setState({ network: 1 });
  answers().resolve({ layers: [] });
  await reading;
  assert.equal(store.getState().activations, null);
  const again = actions.probe({ x1: 1, x2: 2 });
  answers().resolve({ layers: [] });
  await again;
  assert.deepEqual(store.getState().activations, { x1: 1, x2: 2, layers: [] });
});

test("a file is opened when the edits before it have been answered", async () => {
  const { actions, opened, answers } = late();
  const before = actions.setData({ noise: 1 }, null);
  const opening = actions.openFile(new Blob([]));
  await Promise.resolve();
  const edit = answers();
  assert.equal(opened.length, 0);
  edit.resolve({});
  await before;
  await new Promise(setImmediate);
  assert.notEqual(answers(), edit);
  answers().resolve({ id: "two" });
  await opening;
  assert.equal(opened.length, 1);
});
