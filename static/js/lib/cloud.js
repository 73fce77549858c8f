/** Points as they came and standardised, laid out so that one unit is as long across as it is upwards. */

/** @typedef {{low: number, high: number, mean: number, deviation: number}} Spread */

/** @param {number[]} values at least one @returns {Spread} the deviation over n */
export function spreadOf(values) {
  let [low, high, sum] = [Infinity, -Infinity, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  const mean = sum / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
  return { low, high, mean, deviation: Math.sqrt(variance) };
}

/** @param {number[]} values @returns {number[]} with mean 0 and deviation 1; a constant becomes 0 */
export function standardised(values) {
  const { low, high, mean, deviation } = spreadOf(values);
  return values.map((value) => (low === high ? 0 : (value - mean) / deviation));
}

/**
 * The same points both ways, from what the server says they would become.
 * @param {{x1: number[], x2: number[], label: number[]}} points @param {Record<string, {mean: number, deviation: number}>} scales of what is standardised already
 */
export function bothWays(points, scales) {
  const raw = {};
  const even = {};
  for (const role of ["x1", "x2", "label"]) {
    const scale = scales[role];
    raw[role] = scale ? points[role].map((value) => value * scale.deviation + scale.mean) : points[role];
    even[role] = scale ? points[role] : role === "label" ? raw.label : standardised(raw[role]);
  }
  return { raw, even };
}

/** What to show so that all points are seen at the same scale both ways. @param {{x1: number[], x2: number[]}} points
 * @returns {{x1: [number, number], x2: [number, number]}} */
export function squareAround({ x1, x2 }) {
  const [a, b] = [spreadOf(x1), spreadOf(x2)];
  const half = 0.55 * Math.max(a.high - a.low, b.high - b.low) || 1;
  const around = ({ low, high }) => /** @type {[number, number]} */ ([(low + high) / 2 - half, (low + high) / 2 + half]);
  return { x1: around(a), x2: around(b) };
}

/** Where points lie in a square of side 1, from its lower left corner. @param {{x1: number[], x2: number[]}} points */
export function placesIn({ x1, x2 }, frame) {
  const across = ([low, high], value) => (value - low) / (high - low);
  return x1.map((value, i) => [across(frame.x1, value), across(frame.x2, x2[i])]);
}

/** On the way from some places to others. @param {number[][]} from @param {number[][]} to @param {number} share of the way */
export function onTheWay(from, to, share) {
  return to.map(([x, y], i) => [from[i][0] + (x - from[i][0]) * share, from[i][1] + (y - from[i][1]) * share]);
}
