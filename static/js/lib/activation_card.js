/** An activation at work in one unit: its graph with the unit's own sums on it, and what they say. */

import { jumpsAt, jumpsOf, pathOf } from "./activation_path.js";
import { el, svg } from "./dom.js";

const WIDTH = 268;
const HEIGHT = 132;
const PAD = 8;

/** A slope this small lets next to nothing of the error through. */
const FLAT = 0.05;
/** Half of all sums on the flat side is how a ReLU works; so large a share is trouble. */
const MOSTLY = 0.8;
const MOST_DOTS = 150;

/** From such a slope on, a function goes on rising beyond what was tabulated; below, it stays level. */
const RISING = 0.5;

/**
 * φ and φ′ at a place, read between the points of the catalog's graph; beyond its ends φ goes on as at the end.
 * @param {{z: number[], a: number[], slope: number[]}} graph @param {number} z
 */
export function curveAt(graph, z) {
  const last = graph.z.length - 1;
  const end = z <= graph.z[0] ? 0 : z >= graph.z[last] ? last : null;
  if (end !== null) {
    const rise = Math.abs(graph.slope[end]) > RISING ? graph.slope[end] * (z - graph.z[end]) : 0;
    return { a: graph.a[end] + rise, slope: graph.slope[end] };
  }
  const at = ((z - graph.z[0]) / (graph.z[last] - graph.z[0])) * last;
  const left = Math.min(last - 1, Math.floor(at));
  // Where values jump, they do so at the end that is nearer to 0.
  const further = Math.abs(graph.z[left]) > Math.abs(graph.z[left + 1]) ? left : left + 1;
  const between = (ys) => (at > left && jumpsAt(graph.z, ys, left + 1) ? ys[further] : ys[left] + (ys[left + 1] - ys[left]) * (at - left));
  return { a: between(graph.a), slope: between(graph.slope) };
}

/**
 * What the sums of a unit say about it.
 * @param {number[]} slopes φ′ at each sum
 * @returns {{kind: "none"|"dead"|"mostly_flat"|"mostly_zero"|"some_flat"|"some_zero"|"fine", flat: number, count: number}}
 */
export function judge(slopes) {
  const count = slopes.length;
  const flat = slopes.filter((slope) => Math.abs(slope) < FLAT);
  const how = flat.every((slope) => slope === 0) ? "zero" : "flat";
  const kind = count === 0 ? "none" : slopes.every((slope) => slope === 0) ? "dead" : flat.length >= MOSTLY * count ? `mostly_${how}` : flat.length ? `some_${how}` : "fine";
  return { kind, flat: flat.length, count };
}

/** The range of z that is shown: the usual one, widened for sums that lie further out. @param {number[]} z of the graph @param {number[]} sums */
export function rangeOf(z, sums) {
  const finite = sums.filter(Number.isFinite);
  return [Math.min(z[0], ...finite), Math.max(z.at(-1), ...finite)];
}

/**
 * @param {{z: number[], a: number[], slope: number[]}} graph of the catalog
 * @param {{t: (key: string, values?: any) => string}} texts
 * @returns {{element: HTMLElement, show: (dots: {z: number, a: number, slope: number}[]) => void}}
 */
export function activationPlot(graph, { t }) {
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img", "aria-label": t("explain.graph") });
  const words = el("p", { class: "activation-words" });
  const element = el("figure", { class: "graph activation-plot" }, picture,
    el("figcaption", {}, el("span", { class: "graph-key value" }, "φ(z)"), el("span", { class: "graph-key slope" }, "φ′(z)"), el("span", { class: "graph-key dots" }, t("activation_card.dots"))), words);

  function show(dots) {
    const [from, to] = rangeOf(graph.z, dots.map(({ z }) => z));
    const zs = Array.from({ length: 97 }, (_, i) => from + ((to - from) * i) / 96);
    const curve = zs.map((z) => curveAt(graph, z));
    const [a, slope] = [curve.map((point) => point.a), curve.map((point) => point.slope)];
    const low = Math.min(-0.2, ...a, ...slope);
    const high = Math.max(1.1, ...a, ...slope);
    const x = (z) => PAD + ((z - from) / (to - from)) * (WIDTH - 2 * PAD);
    const y = (v) => HEIGHT - 16 - ((v - low) / (high - low)) * (HEIGHT - 24);
    const path = (ys, tabulated) => pathOf(zs, ys, jumpsOf(graph.z, tabulated), x, y);
    const few = dots.slice(0, MOST_DOTS);
    picture.replaceChildren(
      svg("path", { class: "graph-axis", d: `M0 ${y(0)}H${WIDTH}M${x(0)} 0V${HEIGHT - 14}` }),
      ...[Math.ceil(from), 0, Math.floor(to)].filter((z, i, all) => all.indexOf(z) === i).map((z) => svg("text", { class: "graph-tick", x: x(z), y: HEIGHT - 3, "text-anchor": "middle" }, String(z).replace("-", "−"))),
      svg("path", { class: "graph-slope", d: path(slope, graph.slope) }),
      svg("path", { class: "graph-value", d: path(a, graph.a) }),
      ...few.map((dot) => svg("circle", { class: "graph-dot slope", cx: x(dot.z), cy: y(dot.slope), r: 2.6 })),
      ...few.map((dot) => svg("circle", { class: "graph-dot", cx: x(dot.z), cy: y(dot.a), r: 3.2 })),
    );
    const { kind, flat, count } = judge(dots.map((dot) => dot.slope));
    words.textContent = kind === "none" ? "" : t(`activation_card.${kind}`, { flat, count });
    words.className = `activation-words ${kind}`;
  }

  show([]);
  return { element, show };
}
