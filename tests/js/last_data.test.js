import assert from "node:assert/strict";
import test from "node:test";
import { lastDataOf } from "../../static/js/lib/last_data.js";

test("each task keeps its own data, points drawn by hand with all that they are", () => {
  const own = { dataset: "custom", points: [[0, 0, 1]] };
  const first = lastDataOf({ task: "classification", data: own }, { lastDataset: {}, lastOwn: {} });
  assert.deepEqual(first, { lastDataset: { classification: "custom" }, lastOwn: { classification: own } });
  const second = lastDataOf({ task: "regression", data: { dataset: "reg_plane", points: null } }, first);
  assert.deepEqual(second, { lastDataset: { classification: "custom", regression: "reg_plane" }, lastOwn: { classification: own } });
});
