import assert from "node:assert/strict";
import test from "node:test";
import { comparePace, emptyHistory, heightOf, mergeHistory, thinned, withLiveEnd } from "../../static/js/lib/history.js";

const update = (version, start, epochs) => ({
  version, start,
  epoch: Float64Array.from(epochs),
  train_loss: Float64Array.from(epochs, (e) => 1 / (1 + e)),
  test_loss: Float64Array.from(epochs, () => NaN),
  train_accuracy: Float64Array.from(epochs, () => 0.5),
  test_accuracy: Float64Array.from(epochs, () => NaN),
  gradients: Float32Array.from(epochs.flatMap((e) => [e, 2 * e])),
  gradients_shape: [epochs.length, 2],
});

test("the first update fills the curves, with gaps where there is no value", () => {
  const history = mergeHistory(emptyHistory(), update(0, 0, [0, 1]));
  assert.deepEqual([history.epoch, history.test_loss, history.gradients], [[0, 1], [null, null], [[0, 0], [1, 2]]]);
});

test("later points are added to the earlier ones", () => {
  const history = mergeHistory(mergeHistory(emptyHistory(), update(0, 0, [0, 1])), update(0, 2, [2]));
  assert.deepEqual(history.epoch, [0, 1, 2]);
});

test("nothing new leaves the very same object", () => {
  const history = mergeHistory(emptyHistory(), update(0, 0, [0]));
  assert.equal(mergeHistory(history, update(0, 1, [])), history);
});

test("another version replaces everything", () => {
  const history = mergeHistory(mergeHistory(emptyHistory(), update(0, 0, [0, 1, 2])), update(1, 0, [0, 2]));
  assert.deepEqual(history.epoch, [0, 2]);
});

test("a start at 0 replaces everything too, as after a reset", () => {
  const history = mergeHistory(mergeHistory(emptyHistory(), update(0, 0, [0, 1, 2])), update(0, 0, [0]));
  assert.deepEqual(history.epoch, [0]);
});

test("the live end is drawn only past the last recorded point", () => {
  const history = mergeHistory(emptyHistory(), update(0, 0, [0, 1]));
  const status = { epoch: 1, train_loss: 0.2, test_loss: 0.3, train_accuracy: 1, test_accuracy: 1 };
  assert.equal(withLiveEnd(history, status, { weights: [1, 1] }), history);
  const live = withLiveEnd(history, { ...status, epoch: 4 }, { weights: [5, 6] });
  assert.deepEqual([live.epoch, live.train_loss.at(-1), live.gradients.at(-1)], [[0, 1, 4], 0.2, [5, 6]]);
  assert.deepEqual(history.epoch, [0, 1]);
});

test("the error signals of the layers have curves like the gradients", () => {
  const brought = { ...update(0, 0, [0, 1]), deltas: Float32Array.from([1, 2, 3, 4]), deltas_shape: [2, 2] };
  const history = mergeHistory(emptyHistory(), brought);
  assert.deepEqual(history.deltas, [[1, 2], [3, 4]]);
  const live = withLiveEnd(history, { epoch: 2 }, { weights: [5, 6], deltas: [7, 8] });
  assert.deepEqual(live.deltas.at(-1), [7, 8]);
});

test("many points are thinned evenly, and the last one stays", () => {
  const epochs = Array.from({ length: 1000 }, (_, i) => i);
  const { epoch, gradients, train_loss: loss } = thinned(mergeHistory(emptyHistory(), update(0, 0, epochs)), 300);
  assert.deepEqual([epoch.length, epoch[1], epoch.at(-1)], [251, 4, 999]);
  assert.deepEqual([gradients.length, loss.length], [251, 251]);
});

test("comparePace tells slower, faster and alike", () => {
  assert.equal(comparePace([0.001, 0.1, 4]).kind, "slower");
  assert.equal(comparePace([0.001, 0.1, 4]).ratio, 4000);
  assert.equal(comparePace([4, 0.1]).kind, "faster");
  assert.equal(comparePace([1, 0.5]).kind, "even");
});

test("comparePace names layers without gradient, and says nothing of a single one", () => {
  assert.equal(comparePace([0, 1]).kind, "zero");
  assert.equal(comparePace([0, 0]).kind, "dead");
  assert.equal(comparePace([1]).kind, "none");
  assert.equal(comparePace([null, 1]).kind, "unknown");
});

test("a single spike does not press the curve flat", () => {
  const losses = [...Array(99).fill(0.5), 1e9];
  assert.equal(heightOf(losses), 1);
  assert.equal(heightOf([0.8, 0.4, null]), 0.8);
  assert.equal(heightOf([]), 1);
});

test("after long training the chart still shows where it began", () => {
  assert.equal(heightOf([0.82, 0.6, ...Array(98).fill(0.05)]), 0.82);
  assert.equal(heightOf([900, ...Array(99).fill(0.5)]), 1);
});

test("a loss that runs away leaves the chart, and what came before can be read", () => {
  assert.equal(heightOf([0.5, 3e10, 1e120, 2e305]), 5);
});
