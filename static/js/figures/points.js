/** The data's points and the plane's axes, as every figure over the plane has them. */

import { classColor, diverging, hex } from "../lib/color.js";
import { classNameOf } from "../lib/points.js";
import { label, tag } from "../lib/svg_markup.js";
import { numberTicks } from "../lib/svg_chart.js";

const FEW = 8;
const MANY = 1500;

/** @param {any} palette @param {number|null} classes @returns {(label: number) => string} */
export const colourOf = (palette, classes) => (value) => hex(classes === null ? diverging(palette.scale, value) : classColor(palette, value, classes));

/** How large a point is beside the type. @param {number} count @param {number} small */
export const radiusOf = (count, small) => small * (count <= FEW ? 0.55 : count > MANY ? 0.16 : 0.26);

/**
 * The points of the shown sets, the training points on top. @param {any} data @param {("train"|"test")[]} sets
 * @param {(x1: number, x2: number, index: number, set: string) => [number, number]} place @param {any} sheet
 */
export function points(data, sets, place, { small, thin, palette }) {
  const colour = colourOf(palette, data.classes);
  return [...sets].reverse().map((set) => {
    const { x1, x2, label: labels } = data[set];
    const r = radiusOf(data.train.label.length, small);
    const rim = { stroke: set === "train" ? palette.css.rimTrain : palette.css.rimTest, "stroke-width": Math.min(thin * 0.9, r * 0.4) };
    const groups = new Map();
    labels.forEach((value, i) => {
      const fill = colour(value);
      const [cx, cy] = place(x1[i], x2[i], i, set);
      groups.set(fill, (groups.get(fill) ?? "") + tag("circle", { cx, cy, r }));
    });
    return tag("g", { id: `points-${set}`, ...rim }, ...[...groups].map(([fill, circles]) => tag("g", { fill }, circles)));
  }).join("");
}

/** Axes of the plane. @param {any} state derived @param {any} data @param {any} texts @param {number} [count] ticks */
export function planeAxes({ experiment: { data: { dataset } } }, { domain }, { t, has, nameOf }, count = 6) {
  const axis = (name) => ({
    range: domain[name], ticks: numberTicks(...domain[name], count),
    name: has(`datasets.${dataset}.axes.${name}`) ? t(`datasets.${dataset}.axes.${name}`) : nameOf("features", name),
  });
  return { x: axis("x1"), y: axis("x2") };
}

/** What there is to tell apart among the points. @param {any} state @param {any} data @param {("train"|"test")[]} sets @param {any} sheet */
export function pointEntries(state, data, sets, { palette, texts }) {
  const colour = colourOf(palette, data.classes);
  const classes = data.classes === null ? [] : Array.from({ length: data.classes }, (_, k) => ({
    fill: colour(k), rim: null, text: classNameOf({ experiment: state.experiment, classes: data.classes }, k, texts),
  }));
  const rims = sets.length < 2 ? [] : sets.map((set) => ({ fill: palette.css.mute, rim: set === "train" ? palette.css.rimTrain : palette.css.rimTest, text: texts.t(`output.${set}`) }));
  return [...classes, ...rims];
}

/** The key of the points, one below the other. @param {number} x @param {number} y @param {{fill: string, rim: string|null, text: string}[]} entries @param {any} sheet */
export function pointKey(x, y, entries, { small, thin, palette }) {
  const r = small * 0.36;
  return tag("g", { id: "points-key" }, ...entries.map(({ fill, rim, text }, i) => {
    const middle = y + small * (0.7 + 1.5 * i);
    // Rims are told apart on a patch: on white paper a white one would not be seen.
    const patch = rim && tag("rect", { x: x - r * 0.35, y: middle - r * 1.35, width: r * 2.7, height: r * 2.7, rx: r * 0.5, fill: hex(palette.threads.zero) });
    return (patch || "") + tag("circle", { cx: x + r, cy: middle, r: rim ? r * 0.85 : r, fill, stroke: rim, "stroke-width": rim ? thin * 1.6 : null })
      + label(x + small * 1.15, middle + small * 0.35, text, { size: small, fill: palette.css.ink });
  }));
}
