import assert from "node:assert/strict";
import test from "node:test";
import { followable, stepRelation, stepsPerEpoch } from "../../static/js/lib/pace.js";

test("a part of a batch left over is a step of its own", () => {
  assert.equal(stepsPerEpoch(1000, 100), 10);
  assert.equal(stepsPerEpoch(250, 100), 3);
  assert.equal(stepsPerEpoch(4, 10), 1);
});

test("steps are epochs times steps an epoch, and those of the epoch begun", () => {
  const { perEpoch, epochs, steps, left, exact } = stepRelation({ data: 250, batch: 10, epoch: 2, iteration: 60, samples: 600 });
  assert.deepEqual([perEpoch, epochs, steps, left, exact], [25, 2, 50, 10, true]);
});

test("1000 data, 10 epochs, batches of 100: 100 steps", () => {
  const { steps, left, exact } = stepRelation({ data: 1000, batch: 100, epoch: 10, iteration: 100, samples: 10000 });
  assert.deepEqual([steps, left, exact], [100, 0, true]);
});

test("where the batch size was changed on the way, the relation does not hold and says so", () => {
  assert.equal(stepRelation({ data: 250, batch: 50, epoch: 2, iteration: 50, samples: 500 }).exact, false);
});

test("a point learnt from alone is a step that no batch accounts for", () => {
  assert.equal(stepRelation({ data: 250, batch: 10, epoch: 0, iteration: 2, samples: 11 }).exact, false);
});

test("single updates can be followed when they come slowly or one by one", () => {
  const slow = { unit: "batches", rate: 2 };
  assert.equal(followable({ playing: true, play: slow, steppedBy: null }), true);
  assert.equal(followable({ playing: true, play: { unit: "batches", rate: null }, steppedBy: null }), false);
  assert.equal(followable({ playing: true, play: { unit: "epochs", rate: 1 }, steppedBy: null }), false);
  assert.equal(followable({ playing: false, play: slow, steppedBy: null }), false);
  assert.equal(followable({ playing: false, play: slow, steppedBy: "samples" }), true);
});
