/** Charts as SVG text, as papers print them: thin axes with ticks outside, a light grid, a legend where it is free. */

import { formatNumber, powerOfTen } from "./format.js";
import { escaped, label, pathThrough, tag, widthOf } from "./svg_markup.js";

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** @typedef {{range: [number, number], ticks: {at: number, text: string}[], name: string, log?: boolean}} Axis */
/** @typedef {{name: string, color: string, x: ArrayLike<number>, y: ArrayLike<number|null>, dash?: string|null, width?: number, marked?: boolean}} Series */
/** @typedef {{size: number, small: number, thin: number, curve: number, palette: any}} Style */

const NICE = [1, 2, 2.5, 5, 10];
const GRID = 0.7;

/** Round numbers from low to high, about so many. @param {number} low @param {number} high @param {number} [count] @returns {number[]} */
export function linearTicks(low, high, count = 5) {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = NICE.find((nice) => nice * power >= rough * (1 - 1e-9)) * power;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** @param {number} low @param {number} high @param {number} [count] @returns {{at: number, text: string}[]} */
export const numberTicks = (low, high, count) => linearTicks(low, high, count).map((at) => ({ at, text: formatNumber(at, 4) }));

/** Powers of ten, labelled no closer than fits; within less than two of them 2 and 5 besides. @param {number} low @param {number} high exponents @param {number} [most] labels */
export function logTicks(low, high, most = 6) {
  const step = Math.max(1, Math.ceil((high - low) / most));
  const within = high - low < 2 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let exponent = low; exponent <= high; exponent++) {
    for (const digit of within) {
      if (exponent === high && digit > 1) break;
      ticks.push({ at: digit * 10 ** exponent, text: exponent % step ? "" : digit === 1 ? powerOfTen(exponent) : `${digit}·${powerOfTen(exponent)}` });
    }
  }
  return ticks;
}

/** The unlabelled ticks between powers of ten. @param {number} low @param {number} high exponents @returns {number[]} */
export function minorTicks(low, high) {
  if (high - low > 8) return [];
  return Array.from({ length: high - low }, (_, i) => [2, 3, 4, 5, 6, 7, 8, 9].map((digit) => digit * 10 ** (low + i))).flat();
}

/** Where on the paper a value of an axis lies. @param {Axis} axis @param {number} from @param {number} to @returns {(value: number) => number} */
export function scaleFor({ range, log = false }, from, to) {
  const [low, high] = log ? range.map(Math.log10) : range;
  return (value) => from + (((log ? Math.log10(value) : value) - low) / (high - low)) * (to - from);
}

/** What of a box remains for the plot itself, beside the words of both axes. @param {Box} box @param {{x: Axis, y: Axis}} axes @param {Style} style @returns {Box} */
export function plotBox(box, { x, y }, { size, small }) {
  const left = Math.max(...y.ticks.map(({ text }) => widthOf(text, small))) + small * 0.75 + (y.name ? size * 1.5 : 0);
  const bottom = small * 1.85 + (x.name ? size * 1.35 : 0);
  const top = small * 0.5;
  const right = Math.max(small * 0.5, widthOf(x.ticks.at(-1)?.text ?? "", small) / 2);
  return { x: box.x + left, y: box.y + top, width: box.width - left - right, height: box.height - top - bottom };
}

/**
 * Frame, ticks, numbers and names of both axes. @param {Box} plot @param {{x: Axis, y: Axis}} axes @param {Style} style
 * @param {{grid?: boolean, minor?: number[]}} [more] minor: unlabelled ticks on the left
 */
export function axes(plot, { x, y }, style, { grid = false, minor = [] } = {}) {
  const { small, size, thin, palette: { css } } = style;
  const [left, right, top, bottom] = [plot.x, plot.x + plot.width, plot.y, plot.y + plot.height];
  const [atX, atY] = [scaleFor(x, left, right), scaleFor(y, bottom, top)];
  const tick = small * 0.38;
  const marks = (places) => places.map(([x0, y0, x1, y1]) => pathThrough([[x0, y0], [x1, y1]])).join("");
  const across = x.ticks.map(({ at }) => [atX(at), bottom, atX(at), bottom + tick]);
  const upwards = y.ticks.map(({ at }) => [left - tick, atY(at), left, atY(at)]);
  const fine = minor.map((at) => [left - tick * 0.55, atY(at), left, atY(at)]);
  const inner = y.ticks.filter(({ at, text }) => text && Math.abs(atY(at) - bottom) > 1 && Math.abs(atY(at) - top) > 1);
  const numbers = [
    ...x.ticks.map(({ at, text }) => label(atX(at), bottom + tick + small * 0.95, text, { size: small, fill: css.ink, anchor: "middle" })),
    ...y.ticks.filter(({ text }) => text).map(({ at, text }) => label(left - tick - small * 0.28, atY(at) + small * 0.35, text, { size: small, fill: css.ink, anchor: "end" })),
  ];
  const wide = Math.max(0, ...y.ticks.map(({ text }) => widthOf(text, small)));
  return tag("g", { id: "axes" },
    grid && tag("path", { d: marks(inner.map(({ at }) => [left, atY(at), right, atY(at)])), stroke: css.line, "stroke-width": thin * GRID, fill: "none" }),
    tag("rect", { x: left, y: top, width: plot.width, height: plot.height, fill: "none", stroke: css.ink, "stroke-width": thin }),
    tag("path", { d: marks([...across, ...upwards, ...fine]), stroke: css.ink, "stroke-width": thin, fill: "none" }),
    ...numbers,
    x.name && label((left + right) / 2, bottom + tick + small * 1.1 + size * 1.2, x.name, { size, fill: css.ink, anchor: "middle" }),
    y.name && label(left - tick - small * 0.28 - wide - size * 0.6, (top + bottom) / 2, y.name, { size, fill: css.ink, anchor: "middle", turned: true }));
}

/** The curves, cut off at the frame. @param {Box} plot @param {{x: Axis, y: Axis}} axes @param {Series[]} series @param {Style} style @param {string} [id] of the frame, one in a file */
export function curves(plot, { x, y }, series, style, id = "plot-area") {
  const [atX, atY] = [scaleFor(x, plot.x, plot.x + plot.width), scaleFor(y, plot.y + plot.height, plot.y)];
  const { thin } = style;
  const drawn = series.map(({ name, color, x: xs, y: ys, dash = null, width = style.curve, marked = false }) => {
    const places = Array.from(ys, (value, i) => (value === null || !Number.isFinite(value) || (y.log && value <= 0) ? null : [atX(xs[i]), atY(value)]));
    return tag("g", { stroke: color, fill: color },
      tag("path", { d: pathThrough(places) || "M0 0", fill: "none", "stroke-width": width, "stroke-dasharray": dash, "stroke-linejoin": "round", "stroke-linecap": dash ? "butt" : "round" }, tag("title", {}, escaped(name))),
      // A value between gaps has no line that would show it.
      ...places.filter((place, i) => place && (marked || !(places[i - 1] || places[i + 1]))).map(([cx, cy]) => tag("circle", { cx, cy, r: width * 1.6, stroke: "none" })));
  });
  return tag("clipPath", { id }, tag("rect", { x: plot.x, y: plot.y - thin, width: plot.width + thin, height: plot.height + 2 * thin }))
    + tag("g", { "clip-path": `url(#${id})`, id: "curves" }, ...drawn);
}

/** How large the legend of curves is. @param {{name: string}[]} entries @param {Style} style */
export function legendSize(entries, { small }) {
  return { width: small * 3.6 + Math.max(...entries.map(({ name }) => widthOf(name, small))), height: small * (1.35 * entries.length + 0.6) };
}

/** @param {number} x @param {number} y of its upper left corner @param {Series[]} series @param {Style} style @param {boolean} [backed] on a patch of paper */
export function legend(x, y, series, style, backed = true) {
  const { small, palette: { css } } = style;
  const { width, height } = legendSize(series, style);
  const rows = series.map(({ name, color, dash = null, width: stroke = style.curve }, i) => {
    const foot = y + small * (1.35 * i + 1.3);
    return tag("path", { d: pathThrough([[x + small * 0.5, foot - small * 0.34], [x + small * 2.5, foot - small * 0.34]]), stroke: color, "stroke-width": stroke, "stroke-dasharray": dash, fill: "none" })
      + label(x + small * 2.95, foot, name, { size: small, fill: css.ink });
  });
  return tag("g", { id: "legend" }, backed && tag("rect", { x, y, width, height, rx: small * 0.2, fill: css.card, "fill-opacity": "0.85" }), ...rows);
}

/**
 * The corner of a plot where a legend hides least of the curves. @param {Box} plot @param {{x: Axis, y: Axis}} axes @param {Series[]} series
 * @param {{width: number, height: number}} size @param {number} gap @returns {{x: number, y: number, hidden: number}} hidden: share of all places
 */
export function freeCorner(plot, { x, y }, series, size, gap) {
  const [atX, atY] = [scaleFor(x, plot.x, plot.x + plot.width), scaleFor(y, plot.y + plot.height, plot.y)];
  const [right, bottom] = [plot.x + plot.width - size.width - gap, plot.y + plot.height - size.height - gap];
  const corners = [[right, plot.y + gap], [right, bottom], [plot.x + gap, plot.y + gap], [plot.x + gap, bottom]];
  let all = 0;
  const hidden = corners.map(() => 0);
  for (const { x: xs, y: ys } of series) {
    for (let i = 0; i < ys.length; i++) {
      if (ys[i] === null || !Number.isFinite(ys[i])) continue;
      all += 1;
      const [px, py] = [atX(xs[i]), Math.max(plot.y, Math.min(plot.y + plot.height, atY(ys[i])))];
      corners.forEach(([cx, cy], k) => {
        if (px >= cx - gap && px <= cx + size.width + gap && py >= cy - gap && py <= cy + size.height + gap) hidden[k] += 1;
      });
    }
  }
  const best = hidden.indexOf(Math.min(...hidden));
  return { x: corners[best][0], y: corners[best][1], hidden: hidden[best] / Math.max(1, all) };
}

/**
 * A scale of colours with its numbers, upright. @param {Box} box of the bar alone @param {{id: string, stops: {share: number, color: string}[],
 *   ticks: {share: number, text: string}[], name: string}} what @param {Style} style
 */
export function colourBar({ x, y, width, height }, { id, stops, ticks, name }, { small, size, thin, palette: { css } }) {
  const at = (share) => y + height * (1 - share);
  const wide = Math.max(0, ...ticks.map(({ text }) => widthOf(text, small)));
  return tag("linearGradient", { id, x1: "0", y1: "1", x2: "0", y2: "0" },
    ...stops.map(({ share, color }) => tag("stop", { offset: `${Math.round(1000 * share) / 10}%`, "stop-color": color })))
    + tag("rect", { x, y, width, height, fill: `url(#${id})`, stroke: css.ink, "stroke-width": thin })
    + tag("path", { d: ticks.map(({ share }) => pathThrough([[x + width, at(share)], [x + width + small * 0.3, at(share)]])).join(""), stroke: css.ink, "stroke-width": thin })
    + ticks.map(({ share, text }) => label(x + width + small * 0.55, at(share) + small * 0.35, text, { size: small, fill: css.ink })).join("")
    + (name ? label(x + width + small * 0.75 + wide + size, y + height / 2, name, { size, fill: css.ink, anchor: "middle", turned: true }) : "");
}
