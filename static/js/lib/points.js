/** The data's points as traces of a plot: fill by class or target, rim by training or test. */

import { classColor, cssCommas, diverging } from "./color.js";
import { formatNumber } from "./format.js";

const MANY = 1500;
const FEW = 8;

/**
 * @param {any} state derived @param {("train"|"test")[]} sets
 * @param {ReturnType<import("./i18n.js").createTexts>} texts @returns {any[]}
 */
export function pointTraces(state, sets, texts) {
  return sets.map((set) => trace(state, set, state.data[set], texts));
}

function trace(state, set, { x1, x2, label }, texts) {
  // The points' own number of classes: an edit is known here before its points have arrived.
  const { palette, data: { classes } } = state;
  const many = label.length > MANY;
  const name = texts.t(`output.${set}`);
  const colorOf = (value) => (classes === null ? diverging(palette.scale, value) : classColor(palette, value, classes));
  return {
    type: "scatter", mode: "markers", name, x: x1, y: x2,
    text: label.map((value) => (classes === null ? formatNumber(value) : classNameOf({ experiment: state.experiment, classes }, value, texts))),
    hovertemplate: `%{text}<br>x₁ %{x:.2f}, x₂ %{y:.2f}<br>${name}<extra></extra>`,
    marker: {
      color: label.map((value) => cssCommas(colorOf(value))),
      size: label.length <= FEW ? 15 : many ? 4.5 : 7,
      opacity: 1,
      line: { width: many ? 0.6 : 1.1, color: set === "train" ? palette.css.rimTrain : palette.css.rimTest },
    },
  };
}

/** The name of a class: its own where the data set has names, else its colour or number. */
export function classNameOf({ experiment, classes }, label, { t, has }) {
  const own = `datasets.${experiment.data.dataset}.classes.c${label}`;
  if (has(own)) return t(own);
  return classes === 2 ? t(label ? "output.blue" : "output.orange") : t("output.class", { class: label + 1 });
}

/** What the axes mean, written inside of the plot at their ends. @returns {any[]} */
export function axisNames({ experiment, palette: { css: { ink, font } } }, { t, has, nameOf }) {
  const { dataset } = experiment.data;
  const nameOfAxis = (axis) => (has(`datasets.${dataset}.axes.${axis}`) ? t(`datasets.${dataset}.axes.${axis}`) : nameOf("features", axis));
  const common = { xref: "paper", yref: "paper", showarrow: false, opacity: 0.8, font: { size: 11, color: ink, family: font } };
  return [
    { ...common, text: `${nameOfAxis("x1")} →`, x: 1, y: 0, xanchor: "right", yanchor: "bottom" },
    { ...common, text: `↑ ${nameOfAxis("x2")}`, x: 0, y: 1, xanchor: "left", yanchor: "top" },
  ];
}
