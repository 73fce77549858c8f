/** One training step taken apart: forward, loss, backward, update; one idea a step.
 *
 * A pass is the server's answer: per layer z, a, slope and delta as rows of samples, gradients and
 * updates in the shape of the parameters. Everything here is read from it, nothing computed anew. */

/** @typedef {{kind: "input"|"forward"|"loss"|"delta"|"gradient"|"update", layer: number|null}} Step */

/**
 * The steps in their order: numbers flow forward, the error flows back, then the weights move.
 * @param {number} layers number of layers, the output layer counted
 * @returns {Step[]}
 */
export function passSteps(layers) {
  const forward = Array.from({ length: layers }, (_, layer) => ({ kind: "forward", layer }));
  const backward = forward.flatMap((_, i) => [{ kind: "delta", layer: layers - 1 - i }, { kind: "gradient", layer: layers - 1 - i }]);
  return [{ kind: "input", layer: null }, ...forward, { kind: "loss", layer: null }, ...backward, { kind: "update", layer: null }];
}

/** Which way numbers go in a step. @param {Step} step @returns {"forward"|"backward"} */
export const directionOf = ({ kind }) => (kind === "input" || kind === "forward" ? "forward" : "backward");

/** The layer that a step looks at; the update begins with the last one. @param {Step} step @param {number} layers */
export const layerOf = (step, layers) => (step.kind === "input" ? 0 : step.layer ?? layers - 1);

/**
 * What each unit has to show at a step: its activation once the numbers have come to it, its δ once
 * the error has come back to it.
 * @param {any} answer @param {Step} step @param {number} sample
 * @returns {{kind: "a"|"delta", values: number[], dropped: boolean[]}[]} per layer; "a" with no values: not reached yet
 */
export function unitValues({ layers }, step, sample) {
  const last = layers.length - 1;
  return layers.map(({ a, delta, kept }, layer) => {
    const dropped = kept ? kept[sample].map((scale) => scale === 0) : [];
    const forward = step.kind === "input" ? -1 : step.kind === "forward" ? step.layer : last;
    const back = step.kind === "delta" || step.kind === "gradient" ? step.layer : step.kind === "update" ? 0 : last + 1;
    if (layer >= back) return { kind: "delta", values: delta[sample], dropped };
    return { kind: "a", values: layer <= forward ? sent({ a, kept }, sample) : [], dropped };
  });
}

/** What a layer sends on for a sample: its activation, or after dropout what is left of it. */
function sent({ a, kept }, sample) {
  return kept ? a[sample].map((value, unit) => value * kept[sample][unit]) : a[sample];
}

/**
 * Which lines light up at a step, each with how much passes along it.
 * @param {any} answer @param {Step} step @param {number} sample @param {{layer: number, unit: number}} focus
 * @returns {{layer: number, from: number|null, to: number, value: number, kind: "signal"|"gradient"}[]} from null: a bias
 */
export function litLines(answer, step, sample, focus) {
  const { layers, features } = answer;
  const inputs = (layer) => (layer === 0 ? features[sample] : sent(layers[layer - 1], sample));
  const last = layers.length - 1;
  if (step.kind === "forward") {
    return incoming(layers[focus.layer], (from, to, weight) => inputs(focus.layer)[from] * weight, focus, "signal");
  }
  if (step.kind === "delta" && step.layer < last) {
    const next = layers[step.layer + 1];
    return next.weights[focus.unit]
      .map((weight, to) => ({ layer: step.layer + 1, from: focus.unit, to, value: weight * next.delta[sample][to], kind: "gradient" }))
      .filter(({ to }) => connected(next, focus.unit, to));
  }
  if (step.kind === "gradient") return incoming(layers[focus.layer], (from, to) => layers[focus.layer].gradient.weights[from][to], focus, "gradient", layers[focus.layer].gradient.biases[focus.unit]);
  if (step.kind === "update") {
    return layers.flatMap((layer, at) => layer.update.biases.flatMap((_, unit) =>
      incoming(layer, (from, to) => layer.update.weights[from][to], { layer: at, unit }, "gradient", layer.update.biases[unit])));
  }
  return [];
}

const connected = ({ mask }, from, to) => !mask || Boolean(mask[from][to]);

function incoming(layer, valueOf, focus, kind, bias = null) {
  const lines = layer.weights
    .map((row, from) => ({ layer: focus.layer, from, to: focus.unit, value: valueOf(from, focus.unit, row[focus.unit]), kind }))
    .filter(({ from, to }) => connected(layer, from, to));
  return bias === null ? lines : [...lines, { layer: focus.layer, from: null, to: focus.unit, value: bias, kind }];
}

/** The unit of a layer with the largest share in the error of a sample. @param {any} answer @param {number} layer @param {number} sample */
export function loudestUnit({ layers }, layer, sample) {
  const sizes = layers[layer].delta[sample].map((delta) => Math.abs(delta));
  return Math.max(0, sizes.indexOf(Math.max(...sizes)));
}

/** The weight into a unit with the steepest gradient: the one to look at first. @param {any} answer @param {{layer: number, unit: number}} focus @returns {number} */
export function steepestInput({ layers }, { layer, unit }) {
  const sizes = layers[layer].gradient.weights.map((row) => Math.abs(row[unit]));
  return Math.max(0, sizes.indexOf(Math.max(...sizes)));
}

/** Which equations tell of a step. @param {Step} step @param {number|null} input the weight in focus; null: the bias @returns {string[]} */
export function equationsOf({ kind }, input) {
  const bias = input === null ? "bias_" : "";
  return { input: [], forward: ["z", "normalized", "a", "kept"], loss: ["loss"], delta: ["delta"], gradient: [`${bias}gradient`], update: [`${bias}update`] }[kind];
}

/**
 * The numbers of a step, as cells: one a unit, or one a weight of the unit in focus.
 * @param {any} answer @param {Step} step @param {number} sample @param {{layer: number, unit: number}} focus
 * @returns {{kind: "feature"|"unit"|"weight"|"bias", index: number|null, cut?: boolean, rows: {name: string, value: number|null, hue: "sign"|"gradient"|"plain", digits?: number}[]}[]} digits: so many significant ones
 */
export function cellsOf(answer, step, sample, focus) {
  const { features, layers, targets } = answer;
  if (step.kind === "input") {
    return features[sample].map((value, index) => ({ kind: "feature", index, rows: [{ name: "x", value, hue: "sign" }] }));
  }
  if (step.kind === "loss") {
    return layers.at(-1).a[sample].map((value, index) => ({
      kind: "unit", index, rows: [{ name: "a", value, hue: "sign" }, { name: "y", value: targets[sample][index] ?? null, hue: "plain" }],
    }));
  }
  const layer = layers[focus.layer];
  if (step.kind === "forward") {
    return layer.z[sample].map((z, index) => ({ kind: "unit", index, rows: forwardRows(layer, sample, index, z) }));
  }
  if (step.kind === "delta") {
    const last = focus.layer === layers.length - 1;
    return layer.delta[sample].map((delta, index) => ({
      kind: "unit", index,
      rows: [...(last || !layer.slope ? [] : [{ name: "φ′", value: layer.slope[sample][index], hue: "plain" }]), { name: "δ", value: delta, hue: "gradient" }],
    }));
  }
  return weightCells(layer, focus.unit, step.kind === "gradient"
    ? (part, pick) => [{ name: part === "weights" ? "w" : "b", value: pick(layer[part]), hue: "sign" }, { name: part === "weights" ? "∂J/∂w" : "∂J/∂b", value: pick(layer.gradient[part]), hue: "gradient" }]
    : (part, pick) => [{ name: part === "weights" ? "w" : "b", value: pick(layer[part]), hue: "sign", digits: 5 }, { name: "Δ", value: pick(layer.update[part]), hue: "gradient" }, { name: "→", value: pick(layer.after[part]), hue: "sign", digits: 5 }]);
}

function forwardRows(layer, sample, index, z) {
  const rows = [{ name: "z", value: z, hue: "plain" }];
  if (layer.normalized) rows.push({ name: "ẑ", value: layer.normalized[sample][index], hue: "plain" });
  rows.push({ name: "a", value: layer.a[sample][index], hue: "sign" });
  if (layer.kept) rows.push({ name: "×", value: layer.kept[sample][index], hue: "plain" });
  return rows;
}

function weightCells(layer, unit, rowsOf) {
  const weights = layer.weights.map((_, index) => ({
    kind: "weight", index, cut: !connected(layer, index, unit), rows: rowsOf("weights", (matrix) => matrix[index][unit]),
  }));
  return [...weights, { kind: "bias", index: null, rows: rowsOf("biases", (vector) => vector[unit]) }];
}

/**
 * Where a pass comes from, as the query of its address.
 * @param {{kind: "batch"}|{kind: "train", index: number}|{kind: "point", x1: number, x2: number, label: number}} source
 */
export function sourceQuery(source) {
  if (source.kind === "train") return { train: source.index };
  if (source.kind === "point") return { x1: source.x1, x2: source.x2, label: source.label };
  return {};
}

/** The same as text after a question mark; "" for the next mini-batch. @param {any} source @param {Record<string, any>} [more] */
export function queryText(source, more = {}) {
  const text = new URLSearchParams(Object.entries({ ...sourceQuery(source), ...more }).map(([key, value]) => [key, String(value)])).toString();
  return text && `?${text}`;
}

/**
 * The point nearest to a place, within reach.
 * @param {{set: "train"|"test", index: number, x: number, y: number}[]} points on the screen @param {number} x @param {number} y @param {number} reach
 */
export function nearestPoint(points, x, y, reach) {
  let best = null;
  for (const point of points) {
    const distance = Math.hypot(point.x - x, point.y - y);
    if (distance <= reach && (!best || distance < best.distance)) best = { ...point, distance };
  }
  return best;
}

/**
 * What has to be kept in memory for the way back: z and a of every unit for every point, and a
 * gradient for every parameter.
 * @param {any} answer @returns {{kept: number, parameters: number}}
 */
export function storedNumbers({ layers, losses }) {
  const units = layers.reduce((sum, { biases }) => sum + biases.length, 0);
  const parameters = layers.reduce((sum, { gradient }) => sum + Object.values(gradient).flat(2).length, 0);
  return { kept: 2 * units * losses.length, parameters };
}

/**
 * By how much the weights that a network has differ at most from those that a pass announced.
 * @param {any} answer the pass @param {{layers: {weights: number[][], biases: number[]}[]}} now as the network has them
 */
export function largestDifference({ layers }, { layers: now }) {
  const numbers = ({ weights, biases }) => [...weights.flat(), ...biases];
  return Math.max(0, ...layers.flatMap(({ after }, layer) => {
    const present = numbers(now[layer]);
    return numbers(after).map((value, i) => Math.abs(value - present[i]));
  }));
}
