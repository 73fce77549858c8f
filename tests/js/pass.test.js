import assert from "node:assert/strict";
import test from "node:test";
import { cellsOf, directionOf, equationsOf, largestDifference, litLines, loudestUnit, nearestPoint, passSteps, queryText, storedNumbers, unitValues } from "../../static/js/lib/pass.js";
import { passOf, PASS } from "../../static/js/lib/pass_view.js";
import { wordsOf } from "../../static/js/lib/pass_texts.js";

/** Two inputs, two ReLU units, one sigmoid unit with cross-entropy; one point (1, 2) with target 1, worked out by hand.
 * z1 = (1·1 + 2·0.5, −1·1 + 0·2) = (2, −1), a1 = (2, 0), z2 = 2·0.5 + 0·3 − 1 = 0, a2 = 0.5, δ2 = a − y = −0.5,
 * δ1 = (0.5·−0.5·1, 3·−0.5·0) = (−0.25, 0). */
function answer(change = {}) {
  const hidden = {
    activation: "relu", units: 2, weights: [[1, -1], [0.5, 0]], biases: [0, 0], mask: null, normalized: null, kept: null,
    z: [[2, -1]], a: [[2, 0]], slope: [[1, 0]], delta: [[-0.25, 0]],
    gradient: { weights: [[-0.25, 0], [-0.5, 0]], biases: [-0.25, 0] },
    update: { weights: [[0.025, 0], [0.05, 0]], biases: [0.025, 0] },
    after: { weights: [[1.025, -1], [0.55, 0]], biases: [0.025, 0] },
    ...change,
  };
  const output = {
    activation: "sigmoid", units: 1, weights: [[0.5], [3]], biases: [-1], mask: [[1], [0]], normalized: null, kept: null,
    z: [[0]], a: [[0.5]], slope: [[0.25]], delta: [[-0.5]],
    gradient: { weights: [[-1], [0]], biases: [-0.5] },
    update: { weights: [[0.1], [0]], biases: [0.05] },
    after: { weights: [[0.6], [3]], biases: [-0.95] },
  };
  return {
    iteration: 0, source: { kind: "train", indices: [4], x1: [1], x2: [2], labels: [1] }, features: [[1, 2]], targets: [[1]],
    losses: [Math.LN2], loss: Math.LN2, penalty: 0, optimizer: { name: "sgd", learning_rate: 0.1 }, layers: [hidden, output],
  };
}
const stepOf = (kind, layer = null) => ({ kind, layer });

test("the steps go forward, then from the last layer back to the first, then the weights move", () => {
  const steps = passSteps(3).map(({ kind, layer }) => `${kind}${layer ?? ""}`);
  assert.deepEqual(steps, ["input", "forward0", "forward1", "forward2", "loss", "delta2", "gradient2", "delta1", "gradient1", "delta0", "gradient0", "update"]);
  assert.equal(passSteps(3).filter((step) => directionOf(step) === "forward").length, 4);
});

test("units show their activation once numbers have come to them, their delta once the error has come back", () => {
  const kinds = (step) => unitValues(answer(), step, 0).map(({ kind, values }) => [kind, ...values]);
  assert.deepEqual(kinds(stepOf("input")), [["a"], ["a"]]);
  assert.deepEqual(kinds(stepOf("forward", 0)), [["a", 2, 0], ["a"]]);
  assert.deepEqual(kinds(stepOf("loss")), [["a", 2, 0], ["a", 0.5]]);
  assert.deepEqual(kinds(stepOf("gradient", 1)), [["a", 2, 0], ["delta", -0.5]]);
  assert.deepEqual(kinds(stepOf("update")), [["delta", -0.25, 0], ["delta", -0.5]]);
});

test("a dropped unit sends on nothing, a kept one more", () => {
  const [hidden] = unitValues(answer({ kept: [[2, 0]] }), stepOf("forward", 0), 0);
  assert.deepEqual(hidden.values, [4, 0]);
  assert.deepEqual(hidden.dropped, [false, true]);
});

test("forward, the lines into a unit carry input times weight", () => {
  const lit = litLines(answer(), stepOf("forward", 0), 0, { layer: 0, unit: 0 });
  assert.deepEqual(lit.map(({ from, to, value, kind }) => [from, to, value, kind]), [[0, 0, 1, "signal"], [1, 0, 1, "signal"]]);
});

test("backward, the lines out of a unit carry weight times the delta behind, and cut ones nothing", () => {
  const ofUnit = (unit) => litLines(answer(), stepOf("delta", 0), 0, { layer: 0, unit }).map(({ layer, from, to, value }) => [layer, from, to, value]);
  assert.deepEqual(ofUnit(0), [[1, 0, 0, -0.25]]);
  assert.deepEqual(ofUnit(1), []);
});

test("gradients light up weights and bias of the unit in focus, the update every connected one", () => {
  const lit = litLines(answer(), stepOf("gradient", 0), 0, { layer: 0, unit: 0 });
  assert.deepEqual(lit.map(({ from, value }) => [from, value]), [[0, -0.25], [1, -0.5], [null, -0.25]]);
  assert.equal(litLines(answer(), stepOf("update"), 0, { layer: 1, unit: 0 }).length, 4 + 2 + 1 + 1);
});

test("cells carry the very numbers of the step", () => {
  const values = (step, focus) => cellsOf(answer(), step, 0, focus).map(({ rows }) => rows.map(({ name, value }) => [name, value]));
  assert.deepEqual(values(stepOf("forward", 0), { layer: 0, unit: 0 }), [[["z", 2], ["a", 2]], [["z", -1], ["a", 0]]]);
  assert.deepEqual(values(stepOf("loss"), { layer: 1, unit: 0 }), [[["a", 0.5], ["y", 1]]]);
  assert.deepEqual(values(stepOf("delta", 0), { layer: 0, unit: 0 }), [[["φ′", 1], ["δ", -0.25]], [["φ′", 0], ["δ", 0]]]);
  assert.deepEqual(values(stepOf("update"), { layer: 0, unit: 0 })[1], [["w", 0.5], ["Δ", 0.05], ["→", 0.55]]);
  const cells = cellsOf(answer(), stepOf("gradient", 1), 0, { layer: 1, unit: 0 });
  assert.deepEqual(cells.map(({ kind, cut }) => [kind, Boolean(cut)]), [["weight", false], ["weight", true], ["bias", false]]);
});

test("the unit with the largest part in the error is looked at first", () => {
  assert.equal(loudestUnit(answer({ delta: [[0.1, -0.4]] }), 0, 0), 1);
});

test("of the weights into a unit the steepest one is looked at first, until another one or the bias is chosen", () => {
  assert.equal(passOf(state({}, { at: 7, units: { 0: 0 } })).focus.input, 1);
  assert.equal(passOf(state({}, { at: 7, units: { 0: 0 }, input: { layer: 0, unit: 0, index: 0 } })).focus.input, 0);
  assert.equal(passOf(state({}, { at: 7, units: { 0: 0 }, input: { layer: 0, unit: 0, index: null } })).focus.input, null);
  assert.deepEqual(equationsOf(stepOf("update"), null), ["bias_update"]);
  assert.deepEqual(equationsOf(stepOf("gradient"), 1), ["gradient"]);
});

test("a source becomes a query", () => {
  assert.equal(queryText({ kind: "batch" }), "");
  assert.equal(queryText({ kind: "train", index: 17 }, { layer: 1 }), "?train=17&layer=1");
  assert.equal(queryText({ kind: "point", x1: 0.5, x2: -1, label: 1 }), "?x1=0.5&x2=-1&label=1");
});

test("a click means the nearest point within reach", () => {
  const points = [{ set: "train", index: 0, x: 0, y: 0 }, { set: "test", index: 5, x: 10, y: 0 }];
  assert.equal(nearestPoint(points, 7, 1, 14).index, 5);
  assert.equal(nearestPoint(points, 40, 40, 14), null);
});

const state = (change = {}, pass = {}) => ({
  instrument: PASS, playing: false, network: 0, slices: [{ fanIn: 2, fanOut: 2 }, { fanIn: 2, fanOut: 1 }],
  choices: { [PASS]: { answer: answer(), at: 0, sample: 0, units: {}, layer: null, source: { kind: "batch" }, network: 0, applied: null, ...pass } },
  ...change,
});

test("a pass is looked at only in its tab, in its network, as it is built, and while nothing plays", () => {
  assert.equal(passOf(state()).step.kind, "input");
  assert.equal(passOf(state({ instrument: "gradients" })), null);
  assert.equal(passOf(state({ playing: true })), null);
  assert.equal(passOf(state({ network: 1 })), null);
  assert.equal(passOf(state({ slices: [{ fanIn: 2, fanOut: 3 }, { fanIn: 3, fanOut: 1 }] })), null);
  assert.equal(passOf(state({ choices: {} })), null);
});

test("the chosen unit is in focus, in the update in the chosen layer", () => {
  assert.deepEqual(passOf(state({}, { at: 1, units: { 0: 1 } })).focus, { layer: 0, unit: 1, input: 0 });
  assert.deepEqual(passOf(state({}, { at: 99, units: { 0: 1 }, layer: 0 })).focus, { layer: 0, unit: 1, input: 0 });
  assert.deepEqual(passOf(state({}, { at: 99 })).focus, { layer: 1, unit: 0, input: 0 });
});

const names = { features: ["x₁", "x₂"], target: "blue", activation: "ReLU", normalization: null, optimizer: "SGD", rate: 0.1 };
const t = (key, values = {}) => `${key} ${JSON.stringify(values)}`;
const said = (pass) => wordsOf(pass, { t, names });

test("each step is told with its own numbers, and its trouble where there is one", () => {
  const at = (i, pass = {}) => said(passOf(state({}, { at: i, ...pass })));
  assert.match(at(0).text, /x₁ = 1, x₂ = 2/);
  assert.match(at(1, { units: { 0: 1 } }).text, /"z":"−1","a":"0"/);
  assert.match(at(3).text, /"loss":"0.693"/);
  assert.match(at(4).notes[0], /delta_output.up/);
  assert.deepEqual(at(6).notes, []);
  assert.match(at(6, { units: { 0: 1 } }).notes[0], /delta.blocked/);
  assert.match(at(8).notes[0], /not_yet/);
});

test("an applied step tells whether the weights agree and what became of the loss", () => {
  const told = (applied) => said(passOf(state({}, { at: 8, applied }))).notes.join(" ");
  assert.match(told({ difference: 1e-16, before: 0.7, after: 0.6 }), /exact.*better/);
  assert.match(told({ difference: 1e-9, before: 0.7, after: 0.8 }), /near.*worse/);
});

test("the way back needs z and a of every unit, and a gradient for every parameter", () => {
  assert.deepEqual(storedNumbers(answer()), { kept: 6, parameters: 9 });
});

test("weights read back are compared one by one with those announced", () => {
  const now = [{ weights: [[1.025, -1], [0.55, 0]], biases: [0.025, 0] }, { weights: [[0.6], [3]], biases: [-0.95] }];
  assert.equal(largestDifference(answer(), { layers: now }), 0);
  now[1].biases = [-1];
  assert.ok(Math.abs(largestDifference(answer(), { layers: now }) - 0.05) < 1e-12);
});
