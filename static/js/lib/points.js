/** The data's points as traces of a plot: fill by class or target, rim by training or test. */

import { classColor, cssCommas, diverging } from "./color.js";
import { formatNumber } from "./format.js";

const MANY = 1500;
const FEW = 8;
const LARGEST = 15;
const USUAL = 7;
const SMALLEST = 4.5;

/** How wide a point is drawn, in pixels: a few are large, and the more there are the smaller. @param {number} count of all points */
export function pointSize(count) {
  if (count > MANY) return SMALLEST;
  return Math.max(USUAL, LARGEST * Math.sqrt(FEW / Math.max(FEW, count)));
}

/** Draw one as Plotly does, where Plotly is not there or not quick enough.
 * @param {CanvasRenderingContext2D} context @param {{x: number, y: number}} place @param {{count: number, fill: string, rim: string}} look */
export function drawPoint(context, { x, y }, { count, fill, rim }) {
  context.beginPath();
  context.arc(x, y, pointSize(count) / 2, 0, 7);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = rimWidth(count);
  context.strokeStyle = rim;
  context.stroke();
}

/** How wide its rim is. @param {number} count of all points */
export const rimWidth = (count) => (count > MANY ? 0.6 : 1.1);

/**
 * @param {any} state derived @param {("train"|"test")[]} sets
 * @param {ReturnType<import("./i18n.js").createTexts>} texts @returns {any[]}
 */
export function pointTraces(state, sets, texts) {
  const count = state.data.train.label.length + state.data.test.label.length;
  return sets.map((set) => trace(state, set, state.data[set], count, texts));
}

function trace(state, set, { x1, x2, label }, count, texts) {
  // The points' own number of classes: an edit is known here before its points have arrived.
  const { palette, data: { classes } } = state;
  const name = texts.t(`output.${set}`);
  const colorOf = (value) => (classes === null ? diverging(palette.scale, value) : classColor(palette, value, classes));
  return {
    type: "scatter", mode: "markers", name, x: x1, y: x2,
    text: label.map((value, i) => `${classes === null ? texts.t("output.right", { value: formatNumber(value) }) : plain(shortened(classNameOf({ experiment: state.experiment, classes }, value, texts)))}<br>x₁ ${place(x1[i])}, x₂ ${place(x2[i])}`),
    hovertemplate: `%{text}<br>${name}<extra></extra>`,
    marker: {
      color: label.map((value) => cssCommas(colorOf(value))),
      size: pointSize(count),
      opacity: 1,
      line: { width: rimWidth(count), color: set === "train" ? palette.css.rimTrain : palette.css.rimTest },
    },
  };
}

const place = (value) => value.toFixed(2).replace("-", "−");

/** Of a name that somebody brought, there is room for so many characters at an axis and beside a point. */
const ROOM = 24;
export const shortened = (name) => (name.length > ROOM ? `${name.slice(0, ROOM - 1)}…` : name);

/** A name that somebody brought, for the plot, which reads a little markup. @param {string} name */
const plain = (name) => name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The name of a class: its own where the data set has names, else its colour or number. */
export function classNameOf(state, label, texts) {
  const { classes } = state;
  const { t } = texts;
  return ownNameOf(state, label, texts) ?? (classes === 2 ? t(label ? "output.blue" : "output.orange") : t("output.class", { class: label + 1 }));
}

/** The same where there is little room: a class without a name goes by its number. */
export const shortClassNameOf = (state, label, texts) => ownNameOf(state, label, texts) ?? texts.t("output.class_short", { class: label + 1 });

/** The name that was brought for a class, or that its data set has for it; null where it has none. */
function ownNameOf({ experiment }, label, { t, has }) {
  const own = `datasets.${experiment.data.dataset}.classes.c${label}`;
  return experiment.data.class_names?.[label] ?? (has(own) ? t(own) : null);
}

/** What the axes mean, written inside of the plot at their ends. @returns {any[]} */
export function axisNames({ experiment, palette: { css: { ink, font } } }, { t, has, nameOf }) {
  const { dataset, axis_names: brought } = experiment.data;
  const nameOfAxis = (axis) => (brought ? plain(shortened(brought[axis === "x1" ? 0 : 1])) : has(`datasets.${dataset}.axes.${axis}`) ? t(`datasets.${dataset}.axes.${axis}`) : nameOf("features", axis));
  const common = { xref: "paper", yref: "paper", showarrow: false, opacity: 0.8, font: { size: 11, color: ink, family: font } };
  return [
    { ...common, text: `${nameOfAxis("x1")} →`, x: 1, y: 0, xanchor: "right", yanchor: "bottom" },
    { ...common, text: `↑ ${nameOfAxis("x2")}`, x: 0, y: 1, xanchor: "left", yanchor: "top" },
  ];
}
