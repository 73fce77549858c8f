import assert from "node:assert/strict";
import test from "node:test";
import { createNotices } from "../../static/js/lib/notices.js";
import { createStore } from "../../static/js/store.js";

function setUp() {
  const store = createStore({ notices: [] });
  const said = () => store.getState().notices.map(({ key, values }) => [key, values.what?.key ?? values.n]);
  return { notify: createNotices(store), said };
}

test("the same is not said twice at once, but anew and last", () => {
  const { notify, said } = setUp();
  notify("a", { n: 1 });
  notify("b", { n: 2 });
  notify("a", { n: 3 });
  assert.deepEqual(said(), [["b", 2], ["a", 3]]);
});

test("edits of different things are different things to say", () => {
  const { notify, said } = setUp();
  notify("edit", { what: { key: "x" } });
  notify("edit", { what: { key: "y" } });
  assert.deepEqual(said(), [["edit", "x"], ["edit", "y"]]);
});

test("of more than two the newest stay", () => {
  const { notify, said } = setUp();
  for (const key of ["a", "b", "c"]) notify(key);
  assert.deepEqual(said().map(([key]) => key), ["b", "c"]);
});
