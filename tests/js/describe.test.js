import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { describeFirstLayers, describeLoss, describePace, describeRivals, describeSurface } from "../../static/js/lib/describe.js";
import { createTexts } from "../../static/js/lib/i18n.js";

const { t } = createTexts(JSON.parse(readFileSync(new URL("../../static/i18n/en.json", import.meta.url), "utf8")));
const status = { epoch: 128, train_loss: 0.021, test_loss: 0.034, train_accuracy: 1, test_accuracy: 0.974 };

test("the surface is told by the share of test points on the right side", () => {
  assert.equal(describeSurface({ classes: 2 }, status, t),
    "Decision surface for 2 classes: 97 % of the test points lie on the right side. Loss 0.034.");
});

test("without a test set the training points are told of", () => {
  assert.match(describeSurface({ classes: 2 }, { ...status, test_accuracy: null, test_loss: null }, t), /100 % of the training points/);
});

test("regression has no right side", () => {
  assert.match(describeSurface({ classes: null }, status, t), /^Predicted values/);
});

test("the curve is told by its first and last loss", () => {
  const history = { epoch: [0, 1], train_loss: [0.7, 0.5] };
  assert.equal(describeLoss(history, status, t),
    "Learning curve up to epoch 128: the training loss went from 0.700 to 0.021; the test loss is 0.034.");
  assert.match(describeLoss({ epoch: [0], train_loss: [0.7] }, status, t), /no training step yet/);
});

test("a large ratio of gradients becomes a sentence", () => {
  assert.equal(describePace([0.001, 0.02, 1, 3.9], t), "Layer 1 learns 4,000 times slower than the output layer.");
  assert.equal(describePace([1, 1.2], t), "All layers learn at a similar pace.");
  assert.equal(describePace([1], t), "");
  assert.equal(describePace([1, 1.2], t, { train_loss: 0.3, diverged: null }), "All layers learn at a similar pace.");
});

test("no gradient is no fault where nothing is left to learn, and gradients that cannot be computed are not compared", () => {
  assert.match(describePace([0], t, { train_loss: 0, diverged: null }), /^The loss is 0/);
  assert.match(describePace([0, 0], t, { train_loss: 0.7, diverged: null }), /^No layer gets any gradient/);
  assert.match(describePace([null, 1], t), /^The numbers ran away/);
  assert.match(describePace([0, 0], t, { train_loss: 1e305, diverged: 99 }), /^The numbers ran away/);
});

test("of several networks it is told how each stands", () => {
  assert.equal(describeRivals([{ name: "A" }, { name: "B" }], [status, { ...status, test_loss: null }], t),
    "Learning curves up to epoch 128. A: training loss 0.021, test loss 0.034; B: training loss 0.021, test loss –.");
});

test("first layers that are asked to learn quite differently are told apart", () => {
  const first = [{ name: "ReLU", norm: 0.004 }, { name: "Sigmoid", norm: 5e-6 }, { name: "dead", norm: 0 }];
  assert.equal(describeFirstLayers(first, t), "In layer 1, the gradient of Sigmoid is 800 times smaller than that of ReLU.");
  assert.equal(describeFirstLayers([{ name: "A", norm: 1 }, { name: "B", norm: 2 }], t), "");
  assert.equal(describeFirstLayers(first.slice(1), t), "");
  assert.equal(describeFirstLayers([], t), "");
  const solved = [{ name: "Adam", norm: 1e-6, loss: 0.001 }, { name: "SGD", norm: 0.1, loss: 0.6 }];
  assert.equal(describeFirstLayers(solved, t), "", "who has learnt it all is rightly asked for little");
});
