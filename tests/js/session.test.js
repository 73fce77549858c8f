import assert from "node:assert/strict";
import test from "node:test";
import { emptyHistory } from "../../static/js/lib/history.js";
import { createSession } from "../../static/js/session.js";
import { createStore } from "../../static/js/store.js";

const described = (id) => ({
  id, experiment: { seed: 0 }, status: { playing: false, networks: [] }, data_revision: 0, structure_revision: 0,
  play: { unit: "epochs", rate: null },
});
const none = new Float64Array(0);
const points = { version: 0, start: 0, epoch: none, train_loss: none, test_loss: none, train_accuracy: none, test_accuracy: none, gradients: none, gradients_shape: [0, 2] };
const frameOf = (number, more = {}) => ({ frame: number, playing: false, data_revision: 0, history: points, ...more });

function setUp({ stored = {}, answers = {}, wish = () => null } = {}) {
  const kept = new Map(Object.entries(stored));
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const store = createStore({
    id: null, experiment: null, status: null, data: null, data_revision: null, structure_revision: null, network: 0,
    frame: null, history: emptyHistory(), histories: [], timeline: null, looking: null, moments: [], playing: false, wanted: null, connection: "connecting", play: { unit: "epochs", rate: 60 },
  });
  const calls = [];
  const told = [];
  const notes = [];
  const transport = {
    handlers: null,
    async request(method, path, body) {
      calls.push([method, path, body]);
      const found = answers[`${method} ${path}`] ?? (path.endsWith("/data") ? { train: {} } : described("new"));
      if (found instanceof Error) throw found;
      return found;
    },
    connect: (id, handlers) => { transport.handlers = handlers; },
    disconnect: () => {},
    tell: (message) => told.push(message) > 0,
  };
  const session = createSession({ store, transport, storage, notify: (key) => notes.push(key), decode: (frame) => frame, wish });
  return { session, store, transport, calls, told, notes, kept };
}
const missing = () => Object.assign(new Error("gone"), { status: 404 });

test("a first visit starts a session and remembers it", async () => {
  const { session, store, kept } = setUp();
  await session.start();
  assert.equal(store.getState().id, "new");
  assert.equal(kept.get("session"), "new");
});

test("the points of a session that is opened are asked for once", async () => {
  const { session, calls } = setUp();
  await session.start();
  assert.deepEqual(calls.filter(([, path]) => path.endsWith("/data")), [["GET", "/sessions/new/data", undefined]]);
});

test("what was overtaken by a newer answer is not shown", async () => {
  const { session, store, transport, kept } = setUp();
  await session.start();
  const said = (revision, seed) => ({ revision, undo: seed, experiment: { seed } });
  session.take(said(4, 4));
  transport.handlers.onMessage({ type: "session", session: said(3, 3) });
  assert.equal(store.getState().experiment.seed, 4);
  assert.equal(store.getState().undo, 4);
  assert.equal(JSON.parse(kept.get("experiment")).seed, 4);
  transport.handlers.onMessage({ type: "session", session: said(5, 5) });
  assert.equal(store.getState().experiment.seed, 5);
});

test("another session is shown whatever its revision", async () => {
  const { session, store } = setUp();
  await session.start();
  session.take({ revision: 9, experiment: { seed: 9 } });
  session.open({ ...described("other"), revision: 0, experiment: { seed: 1 } });
  assert.equal(store.getState().experiment.seed, 1);
});

test("a reload goes on with the session of the tab", async () => {
  const { session, store, calls } = setUp({ stored: { session: "old" }, answers: { "GET /sessions/old": described("old") } });
  await session.start();
  assert.equal(store.getState().id, "old");
  assert.ok(!calls.some(([method]) => method === "POST"));
});

test("the session that the address names is shown, whatever the tab had", async () => {
  const { session, store } = setUp({ stored: { session: "old" }, answers: { "GET /sessions/named": described("named") } });
  await session.start("named");
  assert.equal(store.getState().id, "named");
});

test("a session that the server forgot is made anew from the last experiment, and that is said", async () => {
  const { session, calls, notes } = setUp({
    stored: { session: "old", experiment: '{"seed":5}' }, answers: { "GET /sessions/old": missing() },
  });
  await session.start();
  assert.deepEqual(calls.find(([method]) => method === "POST"), ["POST", "/sessions", { seed: 5 }]);
  assert.deepEqual(notes, ["session.forgotten"]);
});

test("a session that ended while watched is made anew too", async () => {
  const { session, transport, notes } = setUp();
  await session.start();
  transport.handlers.onMessage({ type: "closed", reason: "expired" });
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(notes, ["session.expired"]);
});

const beside = { hide: ["play"], view: { show_test: true }, source: "playground", warnings: [] };

test("a link opens in a session of its own where the tab has none", async () => {
  const { session, store, calls, kept, notes } = setUp({ answers: { "POST /sessions/link": { ...described("linked"), link: beside } } });
  await session.start(null, "#v=1&hide=play");
  assert.deepEqual(calls[0], ["POST", "/sessions/link", { address: "#v=1&hide=play" }]);
  const { id, hide, view, arrival } = store.getState();
  assert.deepEqual([id, hide, view, arrival], ["linked", ["play"], { showTest: true, hard: false }, null]);
  assert.equal(kept.get("address"), "#v=1&hide=play");
  assert.deepEqual(notes, []);
});

test("a link takes the place of what the tab had, as an edit", async () => {
  const { session, store, calls, notes } = setUp({
    stored: { session: "old", address: "#v=1" },
    answers: { "PUT /sessions/old/link": { link: beside }, "GET /sessions/old": described("old") },
  });
  await session.start(null, "#v=1&seed=3");
  assert.equal(store.getState().id, "old");
  assert.ok(!calls.some(([method]) => method === "POST"));
  assert.deepEqual(notes, ["links.opened.playground"]);
});

test("the address that the tab wrote itself means the session that is running", async () => {
  const { session, store, calls } = setUp({ stored: { session: "old", address: "#v=1&hide=step" }, answers: { "GET /sessions/old": described("old") } });
  await session.start(null, "#v=1&hide=step");
  assert.equal(store.getState().id, "old");
  assert.deepEqual(store.getState().hide, ["step"]);
  assert.ok(!calls.some(([method]) => method === "PUT" || method === "POST"));
});

test("an address known to be of the tab means the session that is running, though a later one was noted", async () => {
  const { session, store, calls } = setUp({ stored: { session: "old", address: "#v=1&seed=3" }, answers: { "GET /sessions/old": described("old") } });
  await session.start(null, "#v=1", true);
  assert.equal(store.getState().id, "old");
  assert.ok(!calls.some(([method]) => method === "PUT" || method === "POST"));
});

test("a link opens anew where the server forgot the session of the tab", async () => {
  const { session, store } = setUp({
    stored: { session: "old" },
    answers: { "PUT /sessions/old/link": missing(), "POST /sessions/link": { ...described("linked"), link: { ...beside, source: "tensorflow" } } },
  });
  await session.start(null, "#noise=5");
  assert.equal(store.getState().id, "linked");
  assert.equal(store.getState().arrival.source, "tensorflow");
});

test("a link that is none is turned away, and the tab has what it had", async () => {
  const refused = Object.assign(new Error("no"), { status: 422, code: "unknown_link" });
  const { session, store } = setUp({
    stored: { session: "old" }, answers: { "PUT /sessions/old/link": refused, "GET /sessions/old": described("old") },
  });
  await session.start(null, "#a=b");
  assert.equal(store.getState().id, "old");
  assert.equal(store.getState().arrival.refused, refused);
});

test("the session that the address names is not touched by what else is in it but what to hide", async () => {
  const { session, store, calls } = setUp({ answers: { "GET /sessions/named": described("named") } });
  await session.start("named", "#v=1&seed=3&hide=play");
  assert.equal(store.getState().id, "named");
  assert.deepEqual(store.getState().hide, ["play"]);
  assert.ok(!calls.some(([method]) => method === "PUT"));
});

test("a new data revision fetches the points again", async () => {
  const { session, transport, calls } = setUp();
  await session.start();
  const before = calls.length;
  transport.handlers.onFrame(frameOf(1, { data_revision: 1 }));
  assert.deepEqual(calls.slice(before), [["GET", "/sessions/new/data", undefined]]);
});

test("frames that come between two refreshes are shown one a refresh", async () => {
  const { session, store, transport } = setUp();
  await session.start();
  for (const number of [1, 2, 3]) transport.handlers.onFrame(frameOf(number, { playing: true }));
  const seen = [store.getState().frame.frame];
  for (let refresh = 0; refresh < 3; refresh++) {
    session.drawn();
    seen.push(store.getState().frame.frame);
  }
  assert.deepEqual(seen, [1, 2, 3, 3]);
});

test("a page that draws slowly holds two frames, and tells the server when there is room again", async () => {
  const { session, transport, told } = setUp();
  await session.start();
  for (const number of [1, 2, 3]) transport.handlers.onFrame(frameOf(number, { playing: true }));
  assert.deepEqual(told.map(({ frame }) => frame), [1, 2]);
  session.drawn();
  assert.deepEqual(told.map(({ frame }) => frame), [1, 2, 3]);
});

test("a drawing has time when frames are held, and when none are to come as often as the screen is refreshed", async () => {
  const { session, store, transport } = setUp();
  await session.start();
  assert.equal(session.spare(), true);
  store.setState({ play: { unit: "epochs", rate: null } });
  const spare = [1, 2].map((number) => {
    transport.handlers.onFrame(frameOf(number, { playing: true }));
    return session.spare();
  });
  session.drawn();
  assert.deepEqual([...spare, session.spare()], [false, true, false]);
  store.setState({ play: { unit: "epochs", rate: 60 } });
  assert.equal(session.spare(), true);
});

test("what was asked for is shown at once, with the points of the frames that were held", async () => {
  for (const asked of [{ structure_revision: 1 }, { data_revision: 1 }, { playing: false }, { network: 1 }, { looking: null }]) {
    const { session, store, transport } = setUp();
    await session.start();
    const one = Float64Array.of(1);
    const grown = { ...points, epoch: one, train_loss: one, test_loss: one, train_accuracy: one, test_accuracy: one, gradients: Float32Array.of(1, 1), gradients_shape: [1, 2] };
    transport.handlers.onFrame(frameOf(1, { playing: true }));
    transport.handlers.onFrame(frameOf(2, { playing: true, history: grown }));
    transport.handlers.onFrame(frameOf(3, { playing: true, ...asked, history: { ...points, start: 1 } }));
    assert.equal(store.getState().frame.frame, 3, JSON.stringify(asked));
    assert.equal(store.getState().history.epoch.length, 1);
  }
});

test("frames held of one session or stream are not shown in the next", async () => {
  const { session, store, transport } = setUp();
  await session.start();
  const { handlers } = transport;
  for (const number of [1, 2]) handlers.onFrame(frameOf(number, { playing: true }));
  handlers.onState("lost");
  handlers.onState("open");
  session.drawn();
  assert.equal(store.getState().frame.frame, 1);
  for (const number of [1, 2]) handlers.onFrame(frameOf(number, { playing: true }));
  session.open(described("next"));
  session.drawn();
  assert.equal(store.getState().frame, null);
});

test("an old frame does not turn the play button back", async () => {
  const { session, store, transport } = setUp();
  await session.start();
  store.setState({ playing: true, wanted: true });
  transport.handlers.onFrame(frameOf(1, { playing: false }));
  assert.equal(store.getState().playing, true);
  transport.handlers.onFrame(frameOf(2, { playing: true }));
  transport.handlers.onFrame(frameOf(3, { playing: false }));
  assert.equal(store.getState().playing, false);
});

test("every network that is compared has its curves; a frame of another network leaves those on view", async () => {
  const { session, store, transport } = setUp();
  await session.start();
  const compared = { network: 0, rivals: [{ history: points }, { history: { ...points, version: 2 } }] };
  transport.handlers.onFrame(frameOf(1, compared));
  assert.deepEqual(store.getState().histories.map(({ version }) => version), [0, 2]);
  store.setState({ network: 1 });
  const before = store.getState().history;
  transport.handlers.onFrame(frameOf(2, { ...compared, history: { ...points, version: 7 } }));
  assert.equal(store.getState().history, before);
});

test("with fewer networks the one on view is one that is there", async () => {
  const { session, store } = setUp();
  store.setState({ network: 3 });
  session.take({ experiment: { networks: [{}, {}] } });
  assert.equal(store.getState().network, 1);
});

test("a changed timeline fetches its moments, and a frame says which one is looked at", async () => {
  const answers = { "GET /sessions/new/timeline": { moments: [{ id: 4, epochs: [2] }], looking: null } };
  const { session, store, transport, calls } = setUp({ answers });
  await session.start();
  transport.handlers.onFrame(frameOf(1, { network: 0, networks: [{ epoch: 2.5 }], timeline: 3, looking: 4 }));
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(calls.at(-1), ["GET", "/sessions/new/timeline", undefined]);
  assert.deepEqual([store.getState().moments[0].id, store.getState().looking], [4, { id: 4, epoch: 2.5 }]);
  const count = calls.length;
  transport.handlers.onFrame(frameOf(2, { network: 0, networks: [{ epoch: 2.5 }], timeline: 3, looking: null }));
  assert.deepEqual([calls.length, store.getState().looking], [count, null]);
});

test("what is looked at is told again only where it changed, with the wish of the instrument on view", async () => {
  const { session, transport, told } = setUp({ wish: () => ({ kind: "histograms", bins: 40 }) });
  await session.start();
  transport.handlers.onState("open");
  assert.deepEqual(told.at(-1).instrument, { kind: "histograms", bins: 40 });
  const count = told.length;
  session.sendView({ changed: true });
  assert.equal(told.length, count);
  session.sendView();
  assert.equal(told.length, count + 1);
});

test("a network that rests and is measured by compiled code is shown finer, as far as the server allows", async () => {
  const { session, store, told } = setUp();
  await session.start();
  const resolution = (change) => {
    store.setState(change);
    session.sendView();
    return told.at(-1).resolution;
  };
  const catalog = { limits: { resolution: 200 } };
  assert.equal(resolution({ catalog, engine: "numpy" }), 100);
  assert.equal(resolution({ engine: "compiled" }), 200);
  assert.equal(resolution({ frame: frameOf(1, { engine: "numpy" }) }), 100, "the frame knows better");
  assert.equal(resolution({ frame: frameOf(2, { engine: "compiled" }), playing: true }), 100);
  assert.equal(resolution({ playing: false, catalog: { limits: { resolution: 150 } } }), 150);
});

test("coming back after a loss is said, coming first is not", async () => {
  const { session, transport, notes } = setUp();
  await session.start();
  transport.handlers.onState("open");
  transport.handlers.onState("lost");
  transport.handlers.onState("open");
  assert.deepEqual(notes, ["session.regained"]);
});
