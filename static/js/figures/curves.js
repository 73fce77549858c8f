/** Figures over the epochs: loss, accuracy, and the norms of the gradients, of one network or of all. */

import { hex, mix } from "../lib/color.js";
import { statusOf } from "../lib/derive.js";
import { formatNumber } from "../lib/format.js";
import { heightOf, withLiveEnd } from "../lib/history.js";
import { axes, curves, freeCorner, legend, legendSize, linearTicks, logTicks, minorTicks, numberTicks, plotBox } from "../lib/svg_chart.js";

const SETS = ["train", "test"];
const MOST_DECADES = 20;
/** More curves than these have their names beside the plot. */
const MOST_INSIDE = 6;
/** A legend that hides more of the curves than this stands beside them. */
const MOST_HIDDEN = 0.06;
const NORMS = { weights: { symbol: "‖∂J/∂W‖", curve: "gradients" }, deltas: { symbol: "‖∂J/∂z‖", curve: "deltas" } };

/** The whole record of every network that is shown, with the present at its end. */
function recordsOf({ experiment: { networks }, network, history, histories, frame, live }) {
  if (networks.length < 2 || histories.length !== networks.length || frame?.rivals?.length !== networks.length) {
    return [{ n: network, network: networks[network], record: withLiveEnd(history, statusOf({ frame, network }), live?.statistics ?? null) }];
  }
  return networks.map((one, n) => ({ n, network: one, record: withLiveEnd(histories[n], frame.networks[n], frame.rivals[n].statistics) }));
}

async function load({ state }) {
  return { state, records: recordsOf(state) };
}

// What is drawn

const dashOf = (set, { curve }) => (set === "test" ? `${curve * 3.2} ${curve * 1.8}` : null);

/** Curves of both sets; of several networks each in its colour. */
function setSeries({ state, records }, curve, sheet) {
  const { palette, texts: { t } } = sheet;
  return records.flatMap(({ n, network, record }) => SETS.filter((set) => record[`${set}_${curve}`].some((value) => value !== null)).map((set) => ({
    name: records.length > 1 ? `${network.name} ${t(`loss.${set}`)}` : t(`loss.${set}`),
    color: records.length > 1 ? palette.networks[n] : palette.css[set === "train" ? "mute" : "test"],
    x: record.epoch, y: record[`${set}_${curve}`], dash: dashOf(set, sheet), marked: record.epoch.length < 4,
    width: sheet.curve * (records.length > 1 && n === state.network ? 1.35 : 1),
  })));
}

function epochAxis(series, { t }) {
  const most = Math.max(...series.map(({ x }) => x.at(-1) ?? 0));
  const high = most > 0 ? most : 10;
  return { range: [0, high], ticks: numberTicks(0, high, 5).map(({ at, text }) => ({ at, text: at >= 1e5 ? text : at.toLocaleString("en").replaceAll(",", at >= 1e4 ? "\u2009" : "") })), name: t("loss.epoch") };
}

function lossChart(content, sheet) {
  const { t, nameOf } = sheet.texts;
  const series = setSeries(content, "loss", sheet);
  const high = 1.06 * Math.max(...series.map(({ y }) => heightOf([...y])));
  const name = `${t("loss.curves.loss")} (${nameOf("losses", content.state.lossName)})`;
  return { series, x: epochAxis(series, sheet.texts), y: { range: [0, high], ticks: numberTicks(0, high, 5), name }, minor: [] };
}

function accuracyChart(content, sheet) {
  const series = setSeries(content, "accuracy", sheet);
  const ticks = linearTicks(0, 1, 5).map((at) => ({ at, text: String(Math.round(100 * at)) }));
  return { series, x: epochAxis(series, sheet.texts), y: { range: [0, 1.03], ticks, name: `${sheet.texts.t("loss.curves.accuracy")} (%)` }, minor: [] };
}

function gradientChart({ state, records }, sheet) {
  const { palette, texts: { t } } = sheet;
  const { norm = "weights", way = "rivals" } = state.choices.gradients ?? {};
  const { symbol, curve } = NORMS[norm];
  const compared = records.length > 1 && way === "rivals";
  const shown = compared ? records : records.filter(({ n }) => n === state.network);
  const series = shown.flatMap(({ n, network, record }) => {
    const layers = network.layers.length + 1;
    const kept = record.epoch.map((_, i) => i).filter((i) => record[curve][i]?.length === layers);
    const x = kept.map((i) => record.epoch[i]);
    const which = compared ? [...new Set([0, layers - 1])] : Array.from({ length: layers }, (_, layer) => layer);
    return which.map((layer) => {
      const name = layer === layers - 1 ? t("gradients.output") : t("network.layer", { layer: layer + 1 });
      return {
        name: compared ? `${network.name} ${name}` : name, x, marked: x.length < 4,
        y: kept.map((i) => (record[curve][i][layer] > 0 ? record[curve][i][layer] : null)),
        color: compared ? palette.networks[n] : hex(mix(palette.gradient.from, palette.gradient.to, layers < 2 ? 1 : layer / (layers - 1))),
        dash: compared && layer === layers - 1 ? dashOf("test", sheet) : null,
      };
    });
  });
  const [low, high] = decades(series);
  const y = { range: [10 ** low, 10 ** high], log: true, ticks: logTicks(low, high), name: symbol };
  return { series, x: epochAxis(series, sheet.texts), y, minor: minorTicks(low, high) };
}

/** The powers of ten that all points lie between. */
function decades(series) {
  let [low, high] = [Infinity, -Infinity];
  for (const { y } of series) {
    for (const value of y) {
      if (value === null || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (!(high >= low)) return [-2, 0];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return from === to ? [from - 1, to + 1] : [Math.max(from, to - MOST_DECADES), to];
}

// The chart

function chart(box, { series, x, y, minor }, sheet) {
  const size = legendSize(series, sheet);
  const gap = sheet.small * 0.5;
  const whole = plotBox(box, { x, y }, sheet);
  const corner = series.length > MOST_INSIDE ? null : freeCorner(whole, { x, y }, series, size, gap);
  const beside = !corner || corner.hidden > MOST_HIDDEN;
  const plot = beside ? plotBox({ ...box, width: box.width - size.width - gap }, { x, y }, sheet) : whole;
  const [left, top] = beside ? [plot.x + plot.width + gap, plot.y] : [corner.x, corner.y];
  return axes(plot, { x, y }, sheet, { grid: true, minor }) + curves(plot, { x, y }, series, sheet) + legend(left, top, series, sheet, !beside);
}

const aspect = () => 0.64;
const figure = (key, build, has) => ({ key, has, load, aspect, draw: (box, content, sheet) => chart(box, build(content, sheet), sheet) });
const isThere = ({ frame }) => Boolean(frame);

export const LOSS = figure("loss", lossChart, isThere);
export const ACCURACY = figure("accuracy", accuracyChart, ({ frame, classes }) => Boolean(frame) && classes !== null);
export const GRADIENTS = figure("gradients", gradientChart, isThere);
