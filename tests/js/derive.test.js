import assert from "node:assert/strict";
import test from "node:test";
import { classesOf, createDerive, fittingOutputs, resolveOutput } from "../../static/js/lib/derive.js";

const catalog = {
  features: [{ key: "x1" }, { key: "x2" }],
  datasets: [{ key: "xor", classes: { default: 2 } }, { key: "blobs", classes: { default: 3 } }],
  outputs: [
    { key: "sigmoid", tasks: ["classification"], classes: [2, 2], losses: { classification: ["cross_entropy", "mse"] }, coding: "zero_one" },
    { key: "softmax", tasks: ["classification"], classes: [2, null], losses: { classification: ["cross_entropy"] }, coding: "one_hot" },
    { key: "identity", tasks: ["classification", "regression"], classes: [2, 2], losses: { classification: ["mse"], regression: ["mse"] }, coding: "plus_minus" },
  ],
};
const experiment = (dataset, classes = null, task = "classification") => ({
  task, data: { dataset, classes }, features: ["x1", "x2"],
  networks: [{ layers: [{ units: 3, normalization: "none" }], output: "auto", loss: "auto" }],
});
const state = (more = {}) => ({ catalog, network: 0, experiment: experiment("xor"), data: null, frame: null, structure_revision: 1, diagramSize: null, ...more });

test("classes are those chosen, else those usual for the data set", () => {
  assert.equal(classesOf(state()), 2);
  assert.equal(classesOf(state({ experiment: experiment("blobs") })), 3);
  assert.equal(classesOf(state({ experiment: experiment("blobs", 5) })), 5);
  assert.equal(classesOf(state({ experiment: experiment("reg_plane", null, "regression") })), null);
});

test("classes of own points are counted", () => {
  const data = { train: { label: [0, 3] }, test: { label: [] } };
  assert.equal(classesOf(state({ experiment: experiment("custom"), data })), 4);
});

test("auto is sigmoid for two classes, softmax for more, identity for regression", () => {
  assert.deepEqual([2, 3, null].map((classes) => resolveOutput("auto", classes)), ["sigmoid", "softmax", "identity"]);
  assert.equal(resolveOutput("tanh", 2), "tanh");
});

test("only outputs that can serve the task are offered", () => {
  assert.deepEqual(fittingOutputs(catalog, "classification", 3).map((o) => o.key), ["softmax"]);
  assert.deepEqual(fittingOutputs(catalog, "regression", null).map((o) => o.key), ["identity"]);
});

test("derived parts stay the same objects while nothing they depend on changes", () => {
  const derive = createDerive();
  const given = state({ diagramSize: { width: 700, height: 400 } });
  const [first, second] = [derive(given), derive({ ...given, playing: true })];
  assert.equal(first.slices, second.slices);
  assert.equal(first.layout, second.layout);
});

test("a frame counts only where it belongs to the network as described", () => {
  const derive = createDerive();
  const frame = { structure_revision: 1, weights: new Float32Array(13) };
  assert.equal(derive(state({ frame })).live, frame);
  assert.equal(derive(state({ frame: { ...frame, structure_revision: 2 } })).live, null);
  assert.equal(derive(state({ frame: { ...frame, weights: new Float32Array(5) } })).live, null);
});

test("before there is an experiment, nothing is ready", () => {
  assert.equal(createDerive()(state({ experiment: null })).ready, false);
});
