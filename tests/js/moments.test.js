import assert from "node:assert/strict";
import test from "node:test";
import { epochOf, latestOnly, positionOf } from "../../static/js/lib/moments.js";

const moments = [3, 5, 9].map((id) => ({ id, epochs: [id, 2 * id], iterations: [], train_losses: [] }));

test("the present lies behind the last moment, and so does what is no longer there", () => {
  assert.deepEqual([positionOf(moments, 3), positionOf(moments, 9), positionOf(moments, null), positionOf(moments, 4)], [0, 2, 3, 3]);
});

test("a moment has an epoch for each network, that of the first for one that came later", () => {
  assert.deepEqual([epochOf(moments[0], 1), epochOf(moments[0], 4)], [6, 3]);
});

test("of wishes that come while one is under way only the last is asked for", async () => {
  const asked = [];
  const answers = [];
  const wish = latestOnly((value) => {
    asked.push(value);
    return new Promise((resolve) => answers.push(resolve));
  });
  const all = wish(1);
  wish(2);
  wish(3);
  assert.deepEqual(asked, [1]);
  answers[0]();
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(asked, [1, 3]);
  answers[1]();
  await all;
  wish(4);
  assert.deepEqual(asked, [1, 3, 4]);
});

test("a wish that fails does not stand in the way of the next", async () => {
  const asked = [];
  const wish = latestOnly(async (value) => {
    asked.push(value);
    if (value === 1) throw new Error("no");
  });
  await assert.rejects(wish(1));
  await wish(2);
  assert.deepEqual(asked, [1, 2]);
});
