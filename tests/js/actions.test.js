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
