/** Gradients of all weights as the diagram shows them: flat like the weights, sized by powers of ten. */

/** From the largest down to so many powers of ten smaller, sizes can be told apart. */
export const DECADES = 4;

/**
 * Lay gradients out like the flat vector of a frame; where there is none, 0.
 * @param {{weights: number[][], biases: number[]}[]} layers as the server answers
 * @param {import("./parameters.js").Slice[]} slices @param {number} total
 * @returns {Float64Array|null} null where they are of a network of another shape
 */
export function flatGradients(layers, slices, total) {
  if (layers.length !== slices.length) return null;
  const flat = new Float64Array(total);
  for (const [layer, { fanIn, fanOut, weights: at, biases }] of slices.entries()) {
    const given = layers[layer];
    if (given.weights.length !== fanIn || given.biases.length !== fanOut) return null;
    given.weights.forEach((row, from) => flat.set(row, at + from * fanOut));
    flat.set(given.biases, biases);
  }
  return flat;
}

/** How large a gradient is beside the largest: 1 for as large, 0 for so much smaller that it does not count. @param {number} gradient @param {number} largest */
export function shareOf(gradient, largest) {
  const size = Math.abs(gradient);
  if (!(size > 0) || !(largest > 0) || !Number.isFinite(largest)) return 0;
  return Math.max(0, Math.min(1, 1 + Math.log10(size / largest) / DECADES));
}

/** @param {Iterable<number>} gradients */
export function largestOf(gradients) {
  let largest = 0;
  for (const gradient of gradients) largest = Math.max(largest, Math.abs(gradient) || 0);
  return largest;
}
