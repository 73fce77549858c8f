import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { createAddress } from "../../static/js/address.js";
import { apart, besideIn, embedCode, experimentIn, isLocal, linkQuery, looksLikeLink, pageAddress } from "../../static/js/lib/address.js";
import { createStore } from "../../static/js/store.js";

test("an address describes an experiment where it has settings, not where it names a place on the page", () => {
  assert.equal(experimentIn("#v=1&dataset=xor"), "#v=1&dataset=xor");
  assert.equal(experimentIn("#activation=tanh&batchSize=10"), "#activation=tanh&batchSize=10");
  for (const none of ["", "#", "#network", null, undefined]) assert.equal(experimentIn(none), null);
});

test("what our own address hides and shows is read at once", () => {
  assert.deepEqual(besideIn("#v=1&hide=play,learning-rate&show_test=true"), { hide: ["play", "learning-rate"], view: { showTest: true, hard: false } });
  const nothing = { hide: [], view: { showTest: false, hard: false } };
  for (const other of ["", "#", null, "#hide=play", "#v=2&hide=play", "#activation=tanh&discretize=true"]) assert.deepEqual(besideIn(other), nothing);
});

test("the server is asked only for what differs from the usual", () => {
  assert.equal(linkQuery({}), "");
  assert.equal(linkQuery({ hide: [], view: { showTest: false, hard: false } }), "");
  assert.equal(linkQuery({ hide: ["play", "step"], view: { hard: true }, weights: true }), "?weights=true&hide=play%2Cstep&hard=true");
});

test("a pasted text is a link only if it is nothing else", () => {
  const links = ["https://playground.tensorflow.org/", "playground.tensorflow.org/#activation=tanh", "#v=1&dataset=xor", " http://127.0.0.1:8000/#v=1\n", "<https://x.example/a?b#v=1>", "https://x.example/%23v=1&dataset=xor", "https://x.example/url?q=https%3A%2F%2Fplayground.tensorflow.org%2F%23noise%3D5"];
  for (const text of links) assert.ok(looksLikeLink(text), text);
  assert.ok(!looksLikeLink(`https://a${"#=".repeat(30_000)} x`));
  for (const text of ["", "hello", "x1,x2\n1,2", "https://x.example/", "see #v=1", "#network", "a=b#c"]) assert.ok(!looksLikeLink(text), text);
});

test("addresses and frames are put together so that nothing breaks out of them", () => {
  const place = { origin: "https://x.example", pathname: "/p/" };
  assert.equal(pageAddress(place, "#v=1"), "https://x.example/p/#v=1");
  assert.equal(pageAddress(place, "#v=1", { embed: true }), "https://x.example/p/?embed#v=1");
  const code = embedCode('https://x.example/#v=1&a="><script>', "N & P");
  assert.match(code, /^<iframe src="https:\/\/x\.example\/#v=1&amp;a=&quot;>&lt;script>" title="N &amp; P" /);
});

test("an address of this computer is known as such", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) assert.ok(isLocal(host), host);
  for (const host of ["school.example", "10.0.0.7", "localhost.example"]) assert.ok(!isLocal(host), host);
});

test("frames of one page keep apart what they remember", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const [one, other] = [apart(storage, "a"), apart(storage, "b")];
  one.setItem("session", "1");
  assert.equal(one.getItem("session"), "1");
  assert.equal(other.getItem("session"), null);
  assert.equal(apart(null, "a"), null);
});

const PAUSE = 5;
mock.timers.enable({ apis: ["setTimeout"] });

/** The pause after the last change is over, and what was asked then is answered. */
async function soon() {
  await new Promise(setImmediate);
  mock.timers.tick(PAUSE);
  await new Promise(setImmediate);
}

/** A link that is described only when it is told to be. */
function held() {
  let describe;
  const link = new Promise((done) => { describe = () => done({ fragment: "#v=1", short: "#v=1" }); });
  return { link, describe };
}

function setUp({ hash = "", link = { fragment: "#v=1", short: "#v=1" }, fixed = false, open = null } = {}) {
  const store = createStore({ id: "s", experiment: null, hide: [], view: {}, connection: "open", address: null });
  const bar = { hash, replaced: 0 };
  const asked = [];
  const kept = new Map();
  const opened = [];
  const answers = { link };
  const address = createAddress({
    store, pause: PAUSE, open: open ?? ((text) => opened.push(text)),
    transport: { request: async (method, path) => { asked.push(path); if (answers.link instanceof Error) throw answers.link; return answers.link; } },
    storage: { setItem: (key, value) => kept.set(key, value) },
    place: { hash: () => bar.hash, replace: (next) => { bar.replaced += 1; if (!fixed) bar.hash = next; } },
  });
  return { store, bar, asked, kept, opened, answers, address };
}

test("many changes one after the other become one question and one new address", async () => {
  const { store, bar, asked, kept } = setUp();
  for (let seed = 0; seed < 20; seed += 1) store.setState({ experiment: { seed } });
  await soon();
  assert.deepEqual(asked, ["/sessions/s/link"]);
  assert.equal(bar.hash, "#v=1");
  assert.equal(kept.get("address"), "#v=1");
  assert.equal(store.getState().address, "#v=1");
});

test("frames and all else that is no change of the experiment ask nothing", async () => {
  const { store, asked } = setUp();
  store.setState({ experiment: {} });
  await soon();
  for (let frame = 0; frame < 5; frame += 1) store.setState({ frame });
  await soon();
  assert.equal(asked.length, 1);
});

test("an address that says the same is not written again", async () => {
  const { store, bar } = setUp({ hash: "#v=1" });
  store.setState({ experiment: {} });
  await soon();
  assert.equal(bar.replaced, 0);
});

test("what is hidden and shown is a part of the address", async () => {
  const { store, asked } = setUp();
  store.setState({ experiment: {}, hide: ["play"], view: { showTest: true } });
  await soon();
  assert.deepEqual(asked, ["/sessions/s/link?hide=play&show_test=true"]);
});

test("points that are too many leave the short form in the address", async () => {
  const { store, bar } = setUp({ link: { fragment: null, short: "#v=1&points=-" } });
  store.setState({ experiment: {} });
  await soon();
  assert.equal(bar.hash, "#v=1&points=-");
});

test("without a connection nothing is asked, and it is made up for", async () => {
  const { store, asked } = setUp();
  store.setState({ connection: "lost", experiment: {} });
  await soon();
  assert.deepEqual(asked, []);
  store.setState({ connection: "open" });
  await soon();
  assert.equal(asked.length, 1);
});

test("an answer that fails, or is of a session before, leaves the address as it is", async () => {
  const { store, bar, asked, answers } = setUp();
  answers.link = new Error("gone");
  store.setState({ experiment: {} });
  await soon();
  assert.equal(bar.hash, "");
  const { link, describe } = held();
  answers.link = link;
  store.setState({ experiment: {} });
  await soon();
  assert.equal(asked.length, 2);
  store.setState({ id: "next", connection: "connecting" });
  describe();
  await soon();
  assert.equal(bar.hash, "");
});

test("an address changed by hand while the old one is being described is not written over", async () => {
  const { store, bar, asked, opened, address, answers } = setUp();
  const { link, describe } = held();
  answers.link = link;
  store.setState({ experiment: {} });
  await soon();
  assert.equal(asked.length, 1);
  bar.hash = "#v=1&dataset=circle";
  describe();
  await soon();
  assert.equal(bar.hash, "#v=1&dataset=circle");
  address.changed();
  assert.deepEqual(opened, ["#v=1&dataset=circle"]);
});

test("an address changed by hand is opened, and then described again; a place on the page only the latter", async () => {
  const { store, bar, opened, address, asked } = setUp();
  store.setState({ experiment: {} });
  await soon();
  address.changed();
  bar.hash = "#network";
  address.changed();
  assert.deepEqual(opened, []);
  await soon();
  assert.equal(bar.hash, "#v=1");
  bar.hash = "#activation=relu";
  address.changed();
  assert.deepEqual(opened, ["#activation=relu"]);
  await soon();
  assert.equal(asked.length, 3);
});

test("what was here before is not written over an address that is being opened, however late it is described", async () => {
  const { store, bar, address, answers, asked } = setUp();
  const { link, describe } = held();
  answers.link = link;
  store.setState({ experiment: {} });
  await soon();
  bar.hash = "#v=1&dataset=circle";
  address.changed();
  describe();
  await new Promise(setImmediate);
  assert.equal(bar.hash, "#v=1&dataset=circle");
  answers.link = { fragment: "#v=1&dataset=circle&seed=1", short: "#v=1" };
  await soon();
  assert.equal(asked.length, 2);
  assert.equal(bar.hash, "#v=1&dataset=circle&seed=1");
});

test("while a link is being opened, nothing is described", async () => {
  const opened = [];
  const { store, bar, address, asked } = setUp({ open: () => new Promise((done) => opened.push(done)) });
  bar.hash = "#v=1&dataset=circle";
  address.changed();
  store.setState({ experiment: {} });
  await soon();
  assert.deepEqual(asked, []);
  opened[0]();
  await soon();
  assert.equal(asked.length, 1);
});

test("in a frame of another page the address stays, and is remembered as it stands", async () => {
  const { store, bar, kept } = setUp({ hash: "#dataset=circle&noise=10", fixed: true });
  store.setState({ experiment: {} });
  await soon();
  assert.equal(bar.hash, "#dataset=circle&noise=10");
  assert.equal(kept.get("address"), "#dataset=circle&noise=10");
});
