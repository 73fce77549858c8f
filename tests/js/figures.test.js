import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { decisionLines, loadAnswers, paintAnswers } from "../../static/js/figures/answers.js";
import { diagramLayout } from "../../static/js/figures/diagram_layout.js";
import { FIGURES } from "../../static/js/figures/index.js";
import { measure, measuredOf } from "../../static/js/figures/landscape.js";
import { cutCell, scoresOf, winnersOf } from "../../static/js/figures/regions.js";
import { compose, sheetOf, SIZES, USUAL } from "../../static/js/figures/sheet.js";
import { fileName, wordsOf } from "../../static/js/figures/words.js";
import { flatMesh } from "../../static/js/lib/bent_space.js";
import { createTexts } from "../../static/js/lib/i18n.js";
import { paletteOf } from "../../static/js/lib/palette.js";

const read = (path) => readFileSync(new URL(`../../static/${path}`, import.meta.url), "utf8");
const sheets = read("css/tokens.css") + read("css/instruments.css");
const palette = paletteOf({ getPropertyValue: (name) => new RegExp(`${name}: ([^;]+);`).exec(sheets)?.[1] ?? "" });
const texts = createTexts(JSON.parse(read("i18n/en.json")), "en");
const DATA = {
  classes: 2, domain: { x1: [-6, 6], x2: [-6, 6] }, feature_maps: { x1: [[0, 1], [0, 1]], x2: [[0, 0], [1, 1]] },
  train: { x1: [1, 2, 3], x2: [0, 1, 2], label: [0, 1, 1] }, test: { x1: [4, 5], x2: [1, -1], label: [1, 0] },
};
const HISTORY = {
  epoch: [0, 1, 2, 3], train_loss: [0.8, 0.6, 0.4, 0.2], test_loss: [0.9, 0.7, null, 0.3], train_accuracy: [0.5, 0.6, 0.8, 1], test_accuracy: [0.5, 0.6, 0.7, 0.9],
  gradients: [[1, 0.1], [0.5, 0.05], [0.25, 0.02], [0.1, 0.01]], deltas: [[1, 1], [1, 1], [1, 1], [1, 1]],
};
const LIVE = {
  weights: Float32Array.from([0.5, -0.25, 1, 2, 0, 0.1, 1, -1, 0.5]), mask: null,
  surface: { kind: "scalar", low: 0, high: 1, values: Uint8Array.from([0, 255, 0, 255]), values_shape: [2, 2] },
  units: { values: new Int8Array(12), values_shape: [3, 2, 2], scale: [1, 1, 1] }, statistics: null,
};
const STATE = {
  id: "s", network: 0, experiment: { task: "classification", data: { dataset: "xor" }, features: ["x1", "x2"],
    networks: [{ name: "A", layers: [{ units: 2, activation: "tanh", normalization: "none" }], output: "auto", optimizer: { name: "sgd" } }] },
  status: { networks: [{ epoch: 3, train_loss: 0.2, test_loss: 0.3, train_accuracy: 1, test_accuracy: 0.9 }] },
  frame: { networks: [{ epoch: 3, train_loss: 0.2, test_loss: 0.3, train_accuracy: 1, test_accuracy: 0.9 }] },
  catalog: { limits: { resolution: 200 } }, data: DATA, live: LIVE, history: HISTORY, histories: [], classes: 2, output: "sigmoid", outputs: 1, zeroOne: true, lossName: "cross_entropy",
  slices: [{ layer: 0, fanIn: 2, fanOut: 2, weights: 0, biases: 4, output: false }, { layer: 1, fanIn: 2, fanOut: 1, weights: 6, biases: 8, output: true }], total: 9,
  view: { showTest: false, hard: false }, choices: {}, lines: "weights", flow: null, structure_revision: 1, data_revision: 2, playing: false, palette,
};
const image = () => "data:image/png;base64,AAAA";
const figureOf = (key) => FIGURES.find((figure) => figure.key === key);

async function drawn(key, state = STATE, choice = USUAL, ask = () => assert.fail("nothing is to be asked")) {
  const figure = figureOf(key);
  assert.ok(figure.has(state));
  const content = await figure.load({ state, ask, draft: true });
  return compose(figure, content, choice, sheetOf(choice, { palette, texts, image }), wordsOf(key, state, texts));
}

const count = (svg, pattern) => [...svg.matchAll(pattern)].length;
const group = (svg, id) => svg.slice(svg.indexOf(`id="${id}"`)).split(/<g id="(?!weights)/)[0];

test("a figure is as wide as asked for, and a slide 16 to 9", async () => {
  for (const size of Object.keys(SIZES)) {
    const { mm, pixels, svg } = await drawn("loss", STATE, { ...USUAL, size, dpi: 600 });
    assert.ok(Math.abs(mm.width - SIZES[size].width) < 1e-9);
    assert.equal(pixels.width, Math.round((mm.width / 25.4) * 600));
    assert.match(svg, new RegExp(`width="${SIZES[size].width}mm"`));
    if (size === "slide") assert.ok(Math.abs(mm.width / mm.height - 16 / 9) < 1e-9);
  }
});

test("no figure has styles, scripts, or anything from outside", async () => {
  for (const key of ["surface", "diagram", "loss", "accuracy", "gradients"]) {
    const { svg } = await drawn(key);
    assert.doesNotMatch(svg, /<style|style=|<script|NaN|undefined|Infinity|rgb\(|var\(/, key);
    assert.ok([...svg.matchAll(/href="([^"]*)"/g)].every(([, href]) => href.startsWith("data:image/png")), key);
  }
});

test("the heading can be left out, and the paper behind", async () => {
  const plain = await drawn("loss", STATE, { ...USUAL, title: false, transparent: true });
  const usual = await drawn("loss");
  assert.match(usual.svg, />XOR, epoch 3, test accuracy 90\.0 %, test loss 0\.300<\/text>/);
  assert.doesNotMatch(plain.svg, />XOR, epoch 3[^<]*<\/text>/);
  assert.match(plain.svg, /<title>Loss\. XOR, epoch 3/);
  assert.match(usual.svg, new RegExp(`<rect width="[\\d.]+" height="[\\d.]+" fill="${palette.css.card}"/>`));
  assert.doesNotMatch(plain.svg, new RegExp(`<rect width="[\\d.]+" height="[\\d.]+" fill="${palette.css.card}"/>`));
  assert.ok(plain.mm.height < usual.mm.height);
});

test("the output has every training point, and the test points where they are shown", async () => {
  const { svg } = await drawn("surface");
  assert.equal(count(group(svg, "points-train"), /<circle/g), 3);
  assert.doesNotMatch(svg, /points-test/);
  const both = (await drawn("surface", { ...STATE, view: { showTest: true, hard: false } })).svg;
  assert.equal(count(both.slice(both.indexOf('id="points-test"'), both.indexOf('id="points-train"')), /<circle/g), 2);
});

test("the diagram has a line for every weight, with its number", async () => {
  const { svg } = await drawn("diagram");
  const titles = [...svg.matchAll(/<title>w = ([^<]+)<\/title>/g)].map((match) => Number(match[1].replace("−", "-"))).sort((a, b) => a - b);
  assert.deepEqual(titles, [-1, -0.25, 0.5, 1, 1, 2]);
  assert.equal(count(svg, /<title>b = /g), 3);
  assert.equal(count(svg, /<image/g), 2 + 2 + 1);
  assert.match(svg, /largest \|w\| = 2</);
  const biased = (await drawn("diagram", { ...STATE, live: { ...LIVE, weights: LIVE.weights.map((value, i) => (i === 8 ? -5 : value)) } })).svg;
  assert.match(biased, /largest \|w\| = 2</);
});

test("a weight that is cut is dashed and says so", async () => {
  const { svg } = await drawn("diagram", { ...STATE, live: { ...LIVE, mask: Uint8Array.from([0, 1, 1, 1, 1, 1, 1, 1, 1]) } });
  assert.equal(count(svg, /<title>w = /g), 5);
  assert.equal(count(svg, /stroke-dasharray="[^"]+"><title>/g), 1);
});

test("with gradients on the lines, the diagram is that of gradients", async () => {
  const flow = { network: 0, revision: 1, values: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]), norms: [1, 1] };
  const { svg } = await drawn("diagram", { ...STATE, lines: "gradients", flow });
  assert.equal(count(svg, /<title>∂J\/∂w = /g), 6);
  assert.match(svg, /largest 9</);
});

test("a large layer shows its first units and how many more there are", () => {
  const box = { x: 0, y: 0, width: 240, height: 300 };
  const layout = diagramLayout(box, { features: ["x1"], names: ["x₁"], units: [40, 3], outputs: 1, outputNames: [] }, { size: 8, small: 7 });
  assert.equal(layout.columns[0].nodes.length + layout.columns[0].more, 40);
  assert.equal(layout.columns[1].more, 0);
  for (const { nodes } of layout.columns) for (const { x, y, size } of nodes) assert.ok(x + size / 2 <= 240 && y - size / 2 >= -1 && y + size / 2 <= 301);
});

test("curves of several networks are told apart by name and colour", async () => {
  const networks = [STATE.experiment.networks[0], { ...STATE.experiment.networks[0], name: "B" }];
  const status = STATE.frame.networks[0];
  const state = { ...STATE, experiment: { ...STATE.experiment, networks }, histories: [HISTORY, HISTORY], frame: { networks: [status, status], rivals: [{ statistics: null }, { statistics: null }] } };
  const { svg } = await drawn("loss", state);
  for (const name of ["A train", "A test", "B train", "B test"]) assert.ok(svg.includes(`<title>${name}</title>`), name);
  assert.ok(svg.includes(palette.networks[1]));
});

test("gradients have a log axis from one power of ten to another", async () => {
  const { svg } = await drawn("gradients");
  for (const words of ["10⁻²", "10⁻¹", "1"]) assert.ok(svg.includes(`>${words}</text>`), words);
  assert.equal(count(group(svg, "curves"), /<title>/g), 2);
});

test("before the first step there is a chart, too", async () => {
  const history = Object.fromEntries(Object.entries(HISTORY).map(([key, values]) => [key, values.slice(0, 1)]));
  for (const key of ["loss", "accuracy", "gradients"]) assert.doesNotMatch((await drawn(key, { ...STATE, history })).svg, /NaN|Infinity/, key);
});

test("accuracy is no figure of a regression", () => {
  assert.equal(figureOf("accuracy").has({ ...STATE, classes: null }), false);
  assert.equal(figureOf("rivals").has(STATE), false);
});

test("of two classes one grid is asked for, of more one for each", async () => {
  const asked = [];
  const ask = async (rest) => {
    asked.push(rest);
    return { values: [[0, 1], [0, 1]] };
  };
  const two = await loadAnswers(ask, { network: 1, layers: 2, outputs: 1, zeroOne: true, resolution: 2 });
  const three = await loadAnswers(ask, { network: 0, layers: 2, outputs: 3, zeroOne: true, resolution: 2 });
  assert.deepEqual(asked, ["/networks/1/boundary?resolution=2", ...[0, 1, 2].map((unit) => `/networks/0/boundary?resolution=2&layer=2&unit=${unit}`)]);
  assert.equal(paintAnswers(two, { palette, hard: false }, 4).length, 16);
  assert.equal(new Set(paintAnswers(two, { palette, hard: true }, 4)).size, 2);
  assert.equal(three.grids.length, 3);
});

test("the line between two classes runs where the answer is one half", () => {
  const rows = [[0, 1], [0, 1]];
  const [line] = decisionLines({ kind: "values", size: 2, low: 0, high: 1, at: (row, column) => rows[row][column] }, { x: 10, y: 0, width: 20, height: 20 });
  assert.ok(line.every(([x]) => Math.abs(x - 20) < 1e-9));
  assert.deepEqual(line.map(([, y]) => y).sort((a, b) => a - b), [0, 20]);
});

test("a landscape counts while session, network, layers and data are those it was measured for", () => {
  const made = { id: 7, session: "s", network: 0, structure: 1, data: 2, epoch: 3 };
  const state = { ...STATE, choices: { landscape: { made } } };
  assert.equal(measuredOf(state), made);
  assert.equal(measuredOf(STATE), null);
  for (const change of [{ id: "t" }, { network: 1 }, { structure_revision: 5 }, { data_revision: 5 }]) assert.equal(measuredOf({ ...state, ...change }), null);
});

test("measuring asks until it is done, and says when it was given up", async () => {
  const answers = [{ id: 4 }, { state: "running", progress: 0.5 }, { state: "done", progress: 1 }];
  const shares = [];
  const made = await measure({ state: STATE, ask: async () => answers.shift(), tell: (share) => shares.push(share) });
  assert.deepEqual(made, { id: 4, session: "s", network: 0, structure: 1, data: 2, epoch: 3 });
  assert.deepEqual(shares, [0, 0.5]);
  const given = [{ id: 5 }, { state: "cancelled", progress: 0.2 }];
  await assert.rejects(measure({ state: STATE, ask: async () => given.shift(), tell: () => {} }), (error) => error.cancelled);
});

test("a file is named after data set, network, epoch and figure, whatever the network is called", () => {
  assert.equal(fileName(STATE, "surface", "svg"), "xor-A-epoch-3-surface.svg");
  const networks = [{ ...STATE.experiment.networks[0], name: "../느린 망?" }];
  assert.equal(fileName({ ...STATE, experiment: { ...STATE.experiment, networks } }, "landscape_map", "png"), "xor-느린-망-epoch-3-landscape-map.png");
});

test("histograms over time are a figure where they are on view over time", async () => {
  const asked = [];
  const ask = async (rest) => {
    asked.push(rest);
    return { epochs: [0, 5], low: -1, high: 1, counts: [[1, 0, 2], [0, 3, 0]] };
  };
  const { svg } = await drawn("histograms", { ...STATE, choices: { histograms: { mode: "past", quantity: "z" } } }, USUAL, ask);
  assert.deepEqual(asked, [0, 1].map((layer) => `/networks/0/histograms/past?quantity=z&bins=40&layer=${layer}`));
  assert.equal(count(svg, /<image/g), 2);
  for (const words of ["Layer 1", "Output", "Sums z", "5", "−1"]) assert.ok(svg.includes(`>${words}</text>`), words);
});

test("histograms of now count every value once, in the quantity that was chosen", async () => {
  const histogram = { low: -1, high: 1, counts: [1, 0, 2] };
  const ask = async () => ({ layers: [1, 2].map(() => ({ weights: histogram, z: histogram, a: histogram, gradients: histogram })) });
  const all = (await drawn("histograms", STATE, USUAL, ask)).svg;
  assert.equal(count(all, /id="histogram-/g), 4 * 2);
  const one = (await drawn("histograms", { ...STATE, choices: { histograms: { quantity: "z" } } }, USUAL, ask)).svg;
  assert.deepEqual([...one.matchAll(/id="(histogram-[^"]+)"/g)].map((match) => match[1]), ["histogram-z-1", "histogram-z-2"]);
  const bars = [...one.slice(one.indexOf('id="histogram-z-1"'), one.indexOf('id="histogram-z-2"')).matchAll(/<rect[^>]*><title>(\d+)</g)];
  assert.deepEqual(bars.map((match) => Number(match[1])), [1, 2]);
});

test("bent space shows the plane, the layer, and every point in both", async () => {
  const places = (points) => points.map(([x, y]) => [x, y]);
  const ask = async () => ({
    grid: Array.from({ length: 25 }, (_, row) => Array.from({ length: 25 }, (_, column) => [column * 0.1, row * 0.2])),
    answers: Array.from({ length: 25 }, () => Array.from({ length: 25 }, (_, column) => column / 24)),
    train: places([[0, 0], [1, 1], [2, 2]]), test: places([[0, 1], [1, 0]]), explained: [0.7, 0.2], units: null,
  });
  const { svg } = await drawn("space", STATE, USUAL, ask);
  assert.equal(count(svg, /<circle/g), 2 * 3);
  assert.ok(svg.includes("main direction 70 %"));
  assert.ok(!figureOf("space").has({ ...STATE, experiment: { ...STATE.experiment, networks: [{ name: "A", layers: [] }] } }));
});

test("the diagram says what a layer does besides, and has room for it", async () => {
  const layers = [{ units: 2, activation: "tanh", normalization: "batch", dropout: 0.2 }];
  const state = { ...STATE, experiment: { ...STATE.experiment, networks: [{ ...STATE.experiment.networks[0], layers }] } };
  const { svg, mm } = await drawn("diagram", state);
  for (const words of ["2 · tanh", "batch norm", "drop 20 %"]) assert.ok(svg.includes(`>${words}</text>`), words);
  const plain = await drawn("diagram");
  assert.doesNotMatch(plain.svg, /norm<|drop /);
  assert.ok(mm.height > plain.mm.height);
  const many = { ...STATE, experiment: { ...STATE.experiment, networks: [{ ...STATE.experiment.networks[0], layers: Array.from({ length: 9 }, () => layers[0]) }] } };
  const unit = LIVE.units.values.length / 3;
  const live = { ...LIVE, units: { ...LIVE.units, values: new Int8Array(unit * 19), values_shape: [19, 2, 2] } };
  const narrow = (await drawn("diagram", { ...many, live })).svg;
  assert.equal(count(narrow, />BN<\/text>/g), 9);
  assert.equal(count(narrow, />20 %<\/text>/g), 9);
});

const MESH = flatMesh({ x1: [0, 2], x2: [0, 2] }, 3);
const scored = (...shares) => scoresOf({ size: 3, grids: shares.map((share) => (row, column) => share(column, row)) });

test("the border of many classes runs where two are equally likely, not half-way between places", () => {
  const scores = scored((x) => Math.exp(-x), (x) => Math.exp(x - 1));
  const winners = winnersOf(scores);
  assert.deepEqual([...winners], [0, 1, 1, 0, 1, 1, 0, 1, 1]);
  const { areas, lines } = cutCell(MESH, 3, 0, winners, scores);
  assert.ok([0, 2].every((i) => Math.abs(lines[i] - 0.5) < 1e-6));
  assert.deepEqual(areas.map(({ label }) => label).sort(), [0, 1]);
  assert.equal(cutCell(MESH, 3, 1, winners, scores), null);
});

test("where three classes meet, their areas fill the cell and their lines end in one place", () => {
  const scores = scored((x, y) => Math.exp(-x - y), (x, y) => Math.exp(x - y - 0.6), (x, y) => Math.exp(y - x - 0.6));
  const { areas, lines } = cutCell(MESH, 3, 0, winnersOf(scores), scores);
  assert.deepEqual(areas.map(({ label }) => label).sort(), [0, 1, 2]);
  const extent = (ring) => Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - y * ring[(i + 1) % ring.length][0], 0)) / 2;
  assert.ok(Math.abs(areas.reduce((sum, { ring }) => sum + extent(ring), 0) - 1) < 1e-6);
  const ends = new Set(lines.flatMap((_, i) => (i % 4 === 2 ? [`${lines[i].toFixed(6)} ${lines[i + 1].toFixed(6)}`] : [])));
  assert.equal(ends.size, 1);
});
