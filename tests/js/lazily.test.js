import assert from "node:assert/strict";
import test from "node:test";

import { lazily, whyMissing } from "../../static/js/lib/lazily.js";

function dialog() {
  const told = [];
  return { told, open: (...given) => told.push(["open", ...given]), update: (state) => told.push(["update", state]), destroy: () => told.push(["destroy"]) };
}

test("nothing is fetched before it is opened, and then once", async () => {
  const made = dialog();
  let loads = 0;
  const view = lazily(async () => (loads += 1, made), () => {});
  view.update({ n: 1 }, null);
  assert.equal(loads, 0);
  await view.open("a");
  await view.open("b");
  view.update({ n: 2 }, { n: 1 });
  assert.equal(loads, 1);
  assert.deepEqual(made.told, [["update", { n: 1 }], ["open", "a"], ["update", { n: 1 }], ["open", "b"], ["update", { n: 2 }]]);
});

test("of two openings while it is fetched the last one counts", async () => {
  const made = dialog();
  const view = lazily(async () => made, () => {});
  await Promise.all([view.open("first"), view.open("second")]);
  assert.deepEqual(made.told.filter(([what]) => what === "open"), [["open", "second"]]);
});

test("what cannot be fetched is said, and tried again with the next opening", async () => {
  const made = dialog();
  let away = true;
  let failures = 0;
  const view = lazily(async () => { if (away) throw new TypeError("Failed to fetch"); return made; }, () => (failures += 1));
  await view.open();
  assert.equal(failures, 1);
  away = false;
  await view.open();
  assert.deepEqual(made.told.at(-1), ["open"]);
});

test("a mistake in the code itself is not hidden", async () => {
  const view = lazily(async () => { throw new RangeError("mine"); }, () => assert.fail());
  await assert.rejects(view.open(), RangeError);
});

test("code that a server in reach does not have is of a page that is out of date", () => {
  assert.equal(whyMissing({ connection: "open" }), "error.outdated");
  assert.equal(whyMissing({ connection: "lost" }), "error.unreachable");
});
