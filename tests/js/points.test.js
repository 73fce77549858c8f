import assert from "node:assert/strict";
import test from "node:test";

import { createTexts } from "../../static/js/lib/i18n.js";
import { axisNames, classNameOf, pointTraces, shortClassNameOf } from "../../static/js/lib/points.js";

const texts = createTexts({
  output: { right: "right: {value}", train: "training point", test: "test point", orange: "orange", blue: "blue", class: "class {class}", class_short: "{class}" },
  datasets: { iris: { classes: { c0: "setosa" } } }, features: { x1: { name: "x1" }, x2: { name: "x2" } },
});
const palette = { scale: { negative: [1, 2, 3], zero: [0, 0, 0], positive: [4, 5, 6] }, classes: Array(8).fill([7, 8, 9]), css: { ink: "", font: "", rimTrain: "", rimTest: "" } };
const nameIn = (data, label, classes = 3) => classNameOf({ experiment: { data: { dataset: "custom", ...data } }, classes }, label, texts);

test("a class is called as the table calls it, else as the data set does, else by colour or number", () => {
  const class_names = ["cat", "dog"];
  assert.equal(nameIn({ class_names }, 1), "dog");
  assert.equal(nameIn({ class_names }, 2), "class 3");
  assert.equal(nameIn({ class_names: null }, 0, 2), "orange");
  assert.equal(nameIn({ dataset: "iris" }, 0), "setosa");
});

test("an output unit is marked with the name of its class, and with its number only where there is none", () => {
  const shortIn = (data, label) => shortClassNameOf({ experiment: { data: { dataset: "custom", ...data } } }, label, texts);
  assert.deepEqual([0, 1, 2].map((label) => shortIn({ class_names: ["0", "1", "2"] }, label)), ["0", "1", "2"]);
  assert.deepEqual([shortIn({ dataset: "iris" }, 0), shortIn({ dataset: "blobs" }, 0)], ["setosa", "1"]);
});

test("an axis is called as its column, and no name is read as markup", () => {
  const texts_ = (axis_names) => axisNames({ experiment: { data: { dataset: "custom", axis_names } }, palette }, texts).map(({ text }) => text);
  assert.deepEqual(texts_(["petal & stem", "<b>x</b>"]), ["petal &amp; stem →", "↑ &lt;b&gt;x&lt;/b&gt;"]);
  assert.deepEqual(texts_(undefined), ["x1 →", "↑ x2"]);
  assert.deepEqual(texts_(["a".repeat(25), "b".repeat(24)]), [`${"a".repeat(23)}… →`, `↑ ${"b".repeat(24)}`]);
  assert.ok(texts_(["x".repeat(80), "y"])[0].length < 40);
  const data = { classes: 2, train: { x1: [0], x2: [0], label: [1] }, test: { x1: [], x2: [], label: [] } };
  const [trace] = pointTraces({ experiment: { data: { dataset: "custom", class_names: ["a", "<i>b</i>"] } }, data, palette }, ["train"], texts);
  assert.deepEqual(trace.text, ["&lt;i&gt;b&lt;/i&gt;<br>x₁ 0.00, x₂ 0.00"]);
});

test("of a point with a value it is said that this would be right, with minus signs", () => {
  const data = { classes: null, train: { x1: [-0.85], x2: [1], label: [-0.5] }, test: { x1: [], x2: [], label: [] } };
  const [trace] = pointTraces({ experiment: { data: { dataset: "plane" } }, data, palette }, ["train"], texts);
  assert.deepEqual(trace.text, ["right: −0.5<br>x₁ −0.85, x₂ 1.00"]);
});
