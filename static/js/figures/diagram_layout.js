/** Where everything of the network stands in a figure, in points: the same shape as the page's own layout. */

import { widthOf } from "../lib/svg_markup.js";

/** A layer shows so many units; of a larger one, its first ones and how many more there are. */
const MOST = 16;
const LARGEST = 3.6;
const CLEARANCE = 1.42;
/** As a share of its width. */
const HIGHEST = 1.1;

/**
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {{features: string[], names: string[], units: number[], outputs: number, outputNames: string[]}} network @param {{size: number, small: number}} sheet
 */
export function diagramLayout(box, { features, names, units, outputs, outputNames }, { size, small }) {
  const counts = [features.length, ...units, outputs];
  const tallest = Math.max(...counts.map((count) => Math.min(count, MOST) + (count > MOST ? 1 : 0)));
  const pitch = Math.min(box.height / tallest, size * LARGEST * CLEARANCE);
  const [left, right] = [Math.max(...names.map((name) => widthOf(name, small))) + small * 0.8, Math.max(small, ...outputNames.map((name) => widthOf(name, small) + small * 1.6))];
  const across = (box.width - left - right) / (counts.length - 1 + pitch / CLEARANCE / box.width);
  const node = Math.min(pitch / CLEARANCE, across * 0.55);
  const step = (box.width - left - right - node) / (counts.length - 1);
  const column = (count, i) => {
    const shown = count > MOST ? MOST : count;
    const first = box.y + box.height / 2 - ((shown + (count > MOST ? 1 : 0) - 1) * pitch) / 2;
    const x = box.x + left + node / 2 + i * step;
    return { x, size: node, count, more: count - shown, moreY: first + shown * pitch, nodes: Array.from({ length: shown }, (_, k) => ({ x, y: first + k * pitch, size: node })) };
  };
  const [inputs, ...columns] = counts.map(column);
  return {
    pitch: step, node,
    features: inputs.nodes.map((place, index) => ({ ...place, key: features[index], index })),
    columns: columns.map((found, layer) => ({ ...found, layer, kind: layer === units.length ? "output" : "hidden" })),
  };
}

/** How high a figure should be. @param {{features: string[], units: number[], outputs: number}} network @param {{size: number}} sheet @param {number} width of it */
export function diagramHeight({ features, units, outputs }, { size }, width) {
  const tallest = Math.max(...[features.length, ...units, outputs].map((count) => Math.min(count, MOST) + (count > MOST ? 1 : 0)));
  return Math.min(width * HIGHEST, Math.max(size * 9, tallest * size * LARGEST * CLEARANCE * (tallest > 6 ? 0.62 : 0.8)));
}
