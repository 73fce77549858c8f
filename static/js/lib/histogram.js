/** Histograms as numbers: what they say, and the axes that they are drawn on. */

/** @typedef {{low: number, high: number, counts: ArrayLike<number>}} Histogram bins of equal width */
/** @typedef {[number, number]} Range */

/** The quantities of a layer, in the order in which one follows from the other. */
export const QUANTITIES = ["weights", "z", "a", "gradients"];

const STEPS = [1, 1.5, 2, 3, 5, 7.5, 10];
/** An axis shrinks only when less than this share of it is used, so that it does not breathe. */
const USED = 0.3;
/** A bin so many times as high as the next one may leave the picture. */
const SPIKE = 3;
const REACH = 1.6;
/** The share of all values that may lie beyond either end of an axis. */
const STRAYS = 0.004;

/**
 * How many values there are, their mean, and their standard deviation, as if each lay in the middle of its bin.
 * @param {Histogram} histogram @returns {{count: number, mean: number, deviation: number}}
 */
export function summaryOf({ low, high, counts }) {
  const width = (high - low) / counts.length;
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const x = low + (i + 0.5) * width;
    count += counts[i];
    sum += counts[i] * x;
    squares += counts[i] * x * x;
  }
  if (!count) return { count, mean: 0, deviation: 0 };
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  // All in one bin: they are (almost) the same, and the bin's own width says nothing of them.
  const single = Array.prototype.some.call(counts, (n) => n === count);
  return { count, mean, deviation: single ? 0 : Math.sqrt(variance) };
}

/**
 * Where (almost) all values lie: without empty bins and without the few that stray farthest to either side.
 * @param {Histogram} histogram @returns {Range|null}
 */
export function extentOf({ low, high, counts }) {
  const spared = STRAYS * Array.prototype.reduce.call(counts, (sum, n) => sum + n, 0);
  const filled = (from, step) => {
    let passed = 0;
    let i = from;
    while (i >= 0 && i < counts.length && (passed += counts[i]) <= spared) i += step;
    return i;
  };
  const [first, last] = [filled(0, 1), filled(counts.length - 1, -1)];
  if (first > last) return null;
  const width = (high - low) / counts.length;
  // One filled bin is a single value, or nearly: it stands in the middle.
  if (first === last && counts.length > 1) return [low + (first + 0.5) * width, low + (first + 0.5) * width];
  return [low + first * width, low + (last + 1) * width];
}

/** The next round number that is not below. @param {number} x above 0 */
export function roundUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  const step = STEPS.find((s) => s * power >= x * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

/**
 * An axis that holds all extents, with zero on it: from zero where nothing lies beyond, else as far to the left as to the right.
 * @param {(Range|null)[]} extents @param {Range|null} previous the axis until now, kept while it serves @returns {Range}
 */
export function steadyRange(extents, previous = null) {
  const known = extents.filter((extent) => extent !== null);
  const low = Math.min(0, ...known.map((extent) => extent[0]));
  const high = Math.max(0, ...known.map((extent) => extent[1]));
  const most = Math.max(-low, high);
  if (!(most > 0) || !Number.isFinite(most)) return previous ?? [-1, 1];
  const sides = [low < -0.01 * most, high > 0.01 * most];
  if (previous) {
    const reach = Math.max(-previous[0], previous[1]);
    const same = (previous[0] < 0) === sides[0] && (previous[1] > 0) === sides[1];
    if (same && most <= reach && most > USED * reach) return previous;
  }
  const end = roundUp(most);
  return [sides[0] ? -end : 0, sides[1] ? end : 0];
}

/**
 * The count that a picture must reach. One bin that towers above all others is cut off, so that the others can be seen.
 * @param {ArrayLike<number>} counts @returns {{top: number, cut: boolean}}
 */
export function ceilingOf(counts) {
  let [most, second] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] > most) [most, second] = [counts[i], most];
    else if (counts[i] > second) second = counts[i];
  }
  const cut = second > 0 && most > SPIKE * second;
  return { top: cut ? REACH * second : most || 1, cut };
}

/** The bin that a value falls into, or null. @param {Histogram} histogram @param {number} x @returns {{from: number, to: number, count: number}|null} */
export function binAt({ low, high, counts }, x) {
  if (!(x >= low && x <= high)) return null;
  const width = (high - low) / counts.length;
  const i = Math.min(counts.length - 1, Math.floor((x - low) / width));
  return { from: low + i * width, to: low + (i + 1) * width, count: counts[i] };
}

/**
 * How many small pictures stand beside and below each other: all in one row while each has room enough.
 * @param {number} pictures @param {number} width @param {number} least width of one @returns {{columns: number, rows: number}}
 */
export function tiling(pictures, width, least) {
  const most = Math.max(1, Math.floor(width / least));
  const rows = Math.ceil(pictures / most);
  return { columns: Math.ceil(pictures / rows), rows };
}

/**
 * The slope of an activation at z, from its graph; beyond the graph as at its end.
 * @param {{z: number[], slope: number[]}} graph @param {number} z
 */
export function slopeAt({ z: xs, slope }, z) {
  const last = xs.length - 1;
  const at = ((z - xs[0]) / (xs[last] - xs[0])) * last;
  if (!(at > 0)) return slope[0];
  if (at >= last) return slope[last];
  const i = Math.floor(at);
  // A kink is drawn as one: what lies between two points belongs to the nearer.
  return Math.abs(slope[i + 1] - slope[i]) > 0.2 ? slope[Math.round(at)] : slope[i] + (at - i) * (slope[i + 1] - slope[i]);
}

/**
 * By how much the values of the first hidden layer spread more or less than those of the last one.
 * @param {number[]} deviations layer by layer @returns {{kind: "wider"|"narrower"|"even"|"none", ratio: number}}
 */
export function compareSpread(deviations) {
  const [first, last] = [deviations[0], deviations.at(-1)];
  if (deviations.length < 2 || !(first > 0) || !(last > 0)) return { kind: "none", ratio: 1 };
  const ratio = first / last;
  if (ratio >= 3) return { kind: "wider", ratio };
  if (ratio <= 1 / 3) return { kind: "narrower", ratio: 1 / ratio };
  return { kind: "even", ratio };
}
