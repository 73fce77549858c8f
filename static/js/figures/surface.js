/** Figure: the network's answer over the plane with the points, axes, scale of colours and key. */

import { diverging, hex } from "../lib/color.js";
import { networkOf } from "../lib/derive.js";
import { formatNumber } from "../lib/format.js";
import { classNameOf } from "../lib/points.js";
import { axes, colourBar, plotBox, scaleFor } from "../lib/svg_chart.js";
import { fitted, pathThrough, picture, tag, widthOf } from "../lib/svg_markup.js";
import { answersOfFrame, decisionLines, loadAnswers, paintAnswers } from "./answers.js";
import { planeAxes, pointEntries, pointKey, points } from "./points.js";

const RESOLUTION = 200;
/** Of many classes every unit is asked for, and borders between them run smoothly between coarser places. */
const RESOLUTION_OF_MANY = 120;
const STRENGTH = 0.78;

/** @param {{state: any, ask: (rest: string) => Promise<any>, draft: boolean}} given */
async function load({ state, ask, draft }) {
  const { data, view, live, outputs, zeroOne, network, catalog: { limits } } = state;
  const resolution = Math.min(outputs > 2 ? RESOLUTION_OF_MANY : RESOLUTION, limits.resolution);
  const answers = draft && live
    ? answersOfFrame(live.surface, Math.max(2, outputs))
    : await loadAnswers(ask, { network, layers: networkOf(state).layers.length, outputs, zeroOne, resolution });
  return { state, data, answers, hard: view.hard, sets: view.showTest && data.test.label.length ? ["train", "test"] : ["train"] };
}

function draw(box, { state, data, answers, hard, sets }, sheet) {
  const { texts, thin } = sheet;
  const xy = planeAxes(state, data, texts);
  const side = sideOf(state, data, sets, answers, sheet, box.width);
  const plot = square(plotBox({ ...box, width: box.width - side.width }, xy, sheet), side.width, box);
  const at = [scaleFor(xy.x, plot.x, plot.x + plot.width), scaleFor(xy.y, plot.y + plot.height, plot.y)];
  const lines = data.classes === 2 ? decisionLines(answers, plot) : [];
  return picture(sheet.image(paintAnswers(answers, { palette: sheet.palette, hard }, sheet.pixels), sheet.pixels, sheet.pixels), plot)
    + tag("path", { id: "decision-line", d: lines.map((line) => pathThrough(line)).join("") || "M0 0", fill: "none", stroke: sheet.palette.css.ink, "stroke-width": thin * 1.5, "stroke-linejoin": "round" })
    + clip(plot, points(data, sets, (x1, x2) => [at[0](x1), at[1](x2)], sheet))
    + axes(plot, xy, sheet)
    + side.draw(plot);
}

/** Points at the edge are cut off there, as the plane is. */
const clip = ({ x, y, width, height }, inside) => tag("clipPath", { id: "plane" }, tag("rect", { x, y, width, height })) + tag("g", { "clip-path": "url(#plane)" }, inside);

/** The plane is as wide as high; with what stands beside it, it lies in the middle. */
function square(plot, beside, box) {
  const side = Math.min(plot.width, plot.height);
  const free = box.width - (plot.x - box.x) - side - beside;
  return { x: plot.x + Math.max(0, free) / 2, y: plot.y, width: side, height: side };
}

/** What stands to the right: the scale of colours, where there is one, and the key of the points. */
function sideOf(state, data, sets, answers, sheet, room) {
  const { small, size } = sheet;
  const most = room * 0.34;
  const entries = pointEntries(state, data, sets, sheet).map((entry) => ({ ...entry, text: fitted(entry.text, most - small * 2.4, small) }));
  const bar = answers.kind === "values" ? barOf(state, answers, sheet) : null;
  const gap = small * 1.2;
  const key = entries.length ? small * 1.3 + Math.max(...entries.map(({ text }) => widthOf(text, small))) : 0;
  const scale = bar ? small * 1.5 + Math.max(...bar.ticks.map(({ text }) => widthOf(text, small))) + size * 1.5 : 0;
  const high = entries.length * small * 1.5;
  return {
    width: gap + Math.max(key, scale),
    draw(plot) {
      const x = plot.x + plot.width + gap;
      const rest = plot.height - (high ? high + small * 1.4 : 0);
      return (entries.length ? pointKey(x, plot.y, entries, sheet) : "")
        + (bar ? tag("g", { id: "scale" }, colourBar({ x, y: plot.y + plot.height - rest, width: small * 1.2, height: rest }, bar, sheet)) : "");
    },
  };
}

function barOf(state, { low, high }, { palette, texts }) {
  const { t } = texts;
  const { hard } = state.view;
  const shares = hard ? [0, 0.5, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const value = (share, i) => (hard ? (i < 2 ? -1 : 1) : 2 * share - 1);
  const name = state.output === "sigmoid" || state.output === "softmax"
    ? `P(${classNameOf(state, 1, texts)})`
    : t("share.figures.axis.answer");
  return {
    id: "answers", name, stops: shares.map((share, i) => ({ share, color: hex(diverging(palette.scale, value(share, i), STRENGTH)) })),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => ({ share, text: formatNumber(low + share * (high - low)) })),
  };
}

/** As high as the plane beside its key needs. */
function aspect({ state, data, answers, sets }, sheet, width) {
  const side = sideOf(state, data, sets, answers, sheet, width);
  const plot = plotBox({ x: 0, y: 0, width: width - side.width, height: width }, planeAxes(state, data, sheet.texts), sheet);
  return (plot.width + width - plot.height) / width;
}

/** @param {any} state */
const has = ({ data, live }) => Boolean(data && live);

export const SURFACE = { key: "surface", has, load, draw, aspect };
