/** Where the weights and biases of each layer lie in the flat vector of a frame.
 *
 * Per layer, the output layer last: W (fan_in × fan_out, row by row), b (fan_out), and for a
 * normalised hidden layer gamma and beta (fan_out each). */

/** @typedef {{layer: number, fanIn: number, fanOut: number, weights: number, biases: number, output: boolean}} Slice */

/**
 * @param {number} features number of inputs
 * @param {{units: number, normalization: string}[]} layers hidden layers
 * @param {number} outputs number of output units
 * @returns {{slices: Slice[], total: number}}
 */
export function parameterSlices(features, layers, outputs) {
  const slices = [];
  let fanIn = features;
  let at = 0;
  const widths = [...layers.map((layer) => layer.units), outputs];
  for (const [layer, fanOut] of widths.entries()) {
    const output = layer === layers.length;
    slices.push({ layer, fanIn, fanOut, weights: at, biases: at + fanIn * fanOut, output });
    const normalized = !output && layers[layer].normalization !== "none";
    at += fanIn * fanOut + fanOut + (normalized ? 2 * fanOut : 0);
    fanIn = fanOut;
  }
  return { slices, total: at };
}

/** Index of a weight in the flat vector; from null is the bias. @param {Slice} slice @param {number|null} from @param {number} to */
export function parameterIndex(slice, from, to) {
  return from === null ? slice.biases + to : slice.weights + from * slice.fanOut + to;
}

/**
 * The number of output units.
 * @param {string} task @param {string} output key of the output activation, or "auto"
 * @param {number|null} classes
 */
export function outputUnits(task, output, classes) {
  if (task === "regression") return 1;
  return output === "softmax" || (output === "auto" && classes > 2) ? classes : 1;
}
