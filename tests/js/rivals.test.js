import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { overEpochs, rivalCurves } from "../../static/js/lib/curves.js";
import { emptyHistory, mergeAll } from "../../static/js/lib/history.js";
import { createTexts } from "../../static/js/lib/i18n.js";
import { besides, differences, standing } from "../../static/js/lib/rivals.js";

const texts = createTexts(JSON.parse(readFileSync(new URL("../../static/i18n/en.json", import.meta.url), "utf8")));
const layer = { units: 8, activation: "tanh", dropout: 0, normalization: "none" };
const network = {
  name: "A", layers: [layer], output: "auto", loss: "auto", initializer: "xavier_uniform", optimizer: { name: "sgd", learning_rate: 0.03 },
  regularization: { name: "none", rate: 0 }, batch_size: 10,
};
const points = (version, start, epochs, layers) => ({
  version, start, epoch: Float64Array.from(epochs), train_loss: Float64Array.from(epochs), test_loss: Float64Array.from(epochs),
  train_accuracy: Float64Array.from(epochs), test_accuracy: Float64Array.from(epochs),
  gradients: new Float32Array(epochs.length * layers).fill(0.5), gradients_shape: [epochs.length, layers],
  deltas: new Float32Array(epochs.length * layers).fill(0.25), deltas_shape: [epochs.length, layers],
});

test("networks that are alike have nothing to tell apart", () => {
  assert.deepEqual(differences([network, { ...network, name: "B" }], texts), [[], []]);
});

test("only what differs is named, for every network", () => {
  const other = { ...network, name: "B", layers: [{ ...layer, activation: "relu" }, { ...layer, activation: "relu" }], optimizer: { name: "sgd", learning_rate: 0.3 } };
  assert.deepEqual(differences([network, other], texts), [["8", "tanh", "learning rate 0.03"], ["8–8", "ReLU", "learning rate 0.3"]]);
});

test("a network without hidden layers is told apart by that", () => {
  assert.deepEqual(differences([network, { ...network, layers: [] }], texts)[1][0], "no hidden layer");
});

test("a network stands where its test set says, or its training set where all points train", () => {
  assert.deepEqual(standing({ train_loss: 1, test_loss: 2, train_accuracy: 0.5, test_accuracy: 0.25 }), { loss: 2, accuracy: 0.25 });
  assert.deepEqual(standing({ train_loss: 1, test_loss: null, train_accuracy: 0.5, test_accuracy: null }), { loss: 1, accuracy: 0.5 });
  assert.deepEqual(standing(undefined), { loss: null, accuracy: null });
});

test("every network has curves of its own, that grow with each frame", () => {
  const first = mergeAll([], [{ history: points(0, 0, [0, 1], 2) }, { history: points(0, 0, [0], 4) }]);
  const next = mergeAll(first, [{ history: points(0, 2, [2], 2) }, { history: points(0, 1, [], 4) }]);
  assert.deepEqual(next.map(({ epoch }) => epoch), [[0, 1, 2], [0]]);
  assert.deepEqual([next[0].deltas[2], next[1].gradients[0].length], [[0.25, 0.25], 4]);
  assert.equal(next[1], first[1]);
});

test("without rivals there are no further curves, and nothing new leaves the same list", () => {
  const none = [];
  assert.equal(mergeAll(none, undefined), none);
  assert.deepEqual(mergeAll([emptyHistory()], undefined), []);
});

test("curves are compared only when frames show all networks", () => {
  const palette = { networks: ["#111111", "#222222"] };
  const histories = mergeAll([], [{ history: points(0, 0, [0], 2) }, { history: points(0, 0, [0], 2) }]);
  const experiment = { networks: [network, { ...network, name: "B" }] };
  const now = { weights: [1, 1], deltas: [1, 1] };
  const frame = { networks: [{ epoch: 3 }, { epoch: 0 }], rivals: [{ statistics: now }, { statistics: now }] };
  const found = rivalCurves({ experiment, histories, frame, palette });
  assert.deepEqual(found.map(({ curves, color }) => [curves.epoch, color]), [[[0, 3], "#111111"], [[0], "#222222"]]);
  assert.equal(rivalCurves({ experiment, histories, frame: { networks: [] }, palette }), null);
  assert.equal(rivalCurves({ experiment: { networks: [network] }, histories: [], frame, palette }), null);
});

test("what the name of a network says already is not said again", () => {
  assert.deepEqual(besides("ReLU", ["relu", "He uniform"]), ["He uniform"]);
  assert.deepEqual(besides("B", ["8–8", "tanh"]), ["8–8", "tanh"]);
  assert.deepEqual(besides("batch of 10", ["batch of 10"]), []);
});

test("whether the axis of the epochs follows its curves is always said", () => {
  const palette = { css: { card: "#fff", line: "#ddd", ink: "#000", mute: "#666", font: "sans-serif" } };
  const { range, autorange } = overEpochs(palette, 1, "epoch").xaxis;
  assert.deepEqual({ range, autorange }, { range: [0, 10], autorange: false });
  const later = overEpochs(palette, 2, "epoch").xaxis;
  assert.deepEqual({ range: later.range, autorange: later.autorange }, { range: undefined, autorange: true });
});
