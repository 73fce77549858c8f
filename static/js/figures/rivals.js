/** Figure: what every network answers, small and side by side, on the same data. */

import { entryOf, resolveOutput } from "../lib/derive.js";
import { formatLoss, formatPercent } from "../lib/format.js";
import { outputUnits } from "../lib/parameters.js";
import { standing } from "../lib/rivals.js";
import { axes, plotBox, scaleFor } from "../lib/svg_chart.js";
import { fitted, label, pathThrough, picture, tag } from "../lib/svg_markup.js";
import { answersOfFrame, decisionLines, loadAnswers, paintAnswers } from "./answers.js";
import { planeAxes, points } from "./points.js";

const RESOLUTION = 120;
const GAP = 1.1;

async function load({ state, ask, draft }) {
  const { data, frame, view, experiment: { networks } } = state;
  const all = networks.map((network, n) => (draft
    ? answersOfFrame(frame.rivals[n].surface, Math.max(2, state.classes ?? 2))
    : loadAnswers(ask, { network: n, layers: network.layers.length, resolution: RESOLUTION, ...outputOf(state, network) })));
  return { state, data, hard: view.hard, sets: view.showTest && data.test.label.length ? ["train", "test"] : ["train"], answers: await Promise.all(all) };
}

function outputOf({ catalog, classes, experiment: { task } }, network) {
  const output = resolveOutput(network.output, classes);
  return { outputs: outputUnits(task, output, classes), zeroOne: entryOf(catalog, "outputs", output)?.coding !== "plus_minus" };
}

/** So many beside each other that the pictures become as large as can be. */
function tiles(count, width, height, above) {
  const sides = Array.from({ length: count }, (_, i) => Math.min(width / (i + 1), height / Math.ceil(count / (i + 1)) - above));
  const columns = sides.indexOf(Math.max(...sides)) + 1;
  return { columns, rows: Math.ceil(count / columns) };
}

const columnsOf = (count, width, size) => Math.min(count, Math.max(2, Math.floor(width / (size * 13))));

function draw(box, content, sheet) {
  const { answers, state } = content;
  const above = sheet.size * 2.9;
  const wanted = columnsOf(answers.length, box.width, sheet.size);
  const fits = Math.abs(box.height / box.width - aspect(content, sheet, box.width)) < 0.01;
  const { columns, rows } = fits ? { columns: wanted, rows: Math.ceil(answers.length / wanted) } : tiles(answers.length, box.width, box.height, above);
  const gap = sheet.size * GAP;
  const [width, height] = [(box.width - gap * (columns - 1)) / columns, box.height / rows];
  return answers.map((_, n) => {
    const own = { x: box.x + (n % columns) * (width + gap), y: box.y + Math.floor(n / columns) * height, width, height: height - gap };
    return tag("g", { id: `network-${n}` }, tile(own, n, content, sheet, above, state));
  }).join("");
}

function tile(box, n, { state, data, answers, hard, sets }, sheet, above) {
  const { size, small, thin, palette, texts } = sheet;
  const xy = planeAxes(state, data, texts, 3);
  const free = plotBox({ ...box, y: box.y + above, height: box.height - above }, xy, sheet);
  const side = Math.min(free.width, free.height);
  const plot = { x: free.x, y: free.y, width: side, height: side };
  const at = [scaleFor(xy.x, plot.x, plot.x + side), scaleFor(xy.y, plot.y + side, plot.y)];
  const pixels = Math.round(sheet.pixels / Math.min(2, answers.length));
  const line = data.classes === 2 ? decisionLines(answers[n], plot).map((d) => pathThrough(d)).join("") : "";
  const { name } = state.experiment.networks[n];
  const dot = size * 0.42;
  return tag("circle", { cx: plot.x + dot, cy: box.y + size * 0.75, r: dot, fill: palette.networks[n] })
    + label(plot.x + size * 1.25, box.y + size * 1.05, fitted(name, side - size, size, 600), { size, fill: palette.css.ink, weight: 600 })
    + label(plot.x, box.y + size * 1.15 + small * 1.25, fitted(figuresOf(state, n, texts), side + size, small), { size: small, fill: palette.css.mute })
    + picture(sheet.image(paintAnswers(answers[n], { palette, hard }, pixels), pixels, pixels), plot)
    + (line && tag("path", { d: line, fill: "none", stroke: palette.css.ink, "stroke-width": thin * 1.3 }))
    + points(data, sets, (x1, x2) => [at[0](x1), at[1](x2)], { ...sheet, small: small * 0.7 }).replaceAll('id="points-', `id="points-${n}-`)
    + axes(plot, xy, sheet).replace('id="axes"', `id="axes-${n}"`);
}

function figuresOf({ frame }, n, { t }) {
  const { loss, accuracy } = standing(frame.networks[n]);
  const words = `${t("loss.curves.loss")} ${formatLoss(loss)}`;
  return accuracy === null ? words : `${t("loss.curves.accuracy")} ${formatPercent(accuracy, 1)}, ${words.toLowerCase()}`;
}

function aspect({ answers }, { size }, width) {
  const columns = columnsOf(answers.length, width, size);
  const side = (width - size * GAP * (columns - 1)) / columns;
  return (Math.ceil(answers.length / columns) * (side + size * (2.9 + GAP))) / width;
}

/** @param {any} state */
const has = ({ data, frame, experiment }) => Boolean(data && experiment.networks.length > 1 && frame?.rivals?.length === experiment.networks.length);

export const RIVALS = { key: "rivals", has, load, draw, aspect };
