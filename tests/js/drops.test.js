import assert from "node:assert/strict";
import test from "node:test";

import { createDrops } from "../../static/js/lib/drops.js";

function filled() {
  const drops = createDrops();
  drops.registerFiles({ kind: "table", endings: [".csv", ".tsv"], take: () => "table" });
  drops.registerFiles({ kind: "session", endings: [".safetensors"], take: () => "session" });
  drops.registerTexts({ kind: "link", accepts: (text) => text.startsWith("http"), take: () => "link" });
  return drops;
}

test("a file goes to whoever takes its ending, however it is written", () => {
  const drops = filled();
  assert.equal(drops.takerOf("Iris.CSV").kind, "table");
  assert.equal(drops.takerOf("a.b.safetensors").kind, "session");
  for (const name of ["picture.png", "csv", "table.csv.zip", ""]) assert.equal(drops.takerOf(name), null, name);
});

test("a text goes to whoever accepts it", () => {
  assert.equal(filled().takerOfText("http://playground").kind, "link");
  assert.equal(filled().takerOfText("hello"), null);
});

test("it says what can be dropped", () => {
  assert.deepEqual(filled().kinds(), ["table", "session"]);
  assert.deepEqual(filled().endings(), [".csv", ".tsv", ".safetensors"]);
});
