/** The loss over a plane through the weights, as numbers: its scale, its value at a place, its picture from one side. */

/** @typedef {{alpha: number[], beta: number[], loss: (number|null)[][]}} Terrain a row per beta */
/** @typedef {{low: number, high: number, log: boolean, share: (loss: number) => number, value: (share: number) => number}} Scale */
/** @typedef {{yaw: number, pitch: number}} Side radians */

/** From so many times as large as the smallest on, losses are told apart by their power of ten. */
const LOG_FROM = 12;
const MOST_DECADES = 5;
const HEIGHT = 0.62;
/** Where the light comes from: the upper left, before the picture. */
const LIGHT = [-0.45, -0.35, 0.82];

const finiteOf = (rows) => rows.flat().filter((loss) => loss !== null && Number.isFinite(loss));

/** From the smallest loss, share 0, to the largest, share 1. @param {(number|null)[][]} rows @returns {Scale|null} null where nothing is known */
export function scaleOf(rows) {
  const known = finiteOf(rows);
  if (!known.length) return null;
  const high = known.reduce((a, b) => Math.max(a, b));
  const least = known.reduce((a, b) => Math.min(a, b));
  const log = high > LOG_FROM * Math.max(least, 0) && high > 0;
  const low = log ? Math.max(least, high * 10 ** -MOST_DECADES) : least;
  const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const extent = to - from || 1;
  return {
    low, high, log,
    share: (loss) => Math.max(0, Math.min(1, ((log ? Math.log(Math.max(loss, low)) : loss) - from) / extent)),
    value: (share) => (log ? Math.exp(from + share * extent) : from + share * extent),
  };
}

/** The loss at a place between measured ones; null outside and where a neighbour is missing. @param {Terrain} terrain @param {number} a @param {number} b */
export function lossAt({ alpha, beta, loss }, a, b) {
  const [column, right] = cell(alpha, a);
  const [row, up] = cell(beta, b);
  if (column === null || row === null) return null;
  const corners = [loss[row]?.[column], loss[row]?.[column + 1], loss[row + 1]?.[column], loss[row + 1]?.[column + 1]];
  if (corners.some((value) => value === null || value === undefined)) return null;
  const [p, q, r, s] = corners;
  return (1 - up) * ((1 - right) * p + right * q) + up * ((1 - right) * r + right * s);
}

function cell(axis, x) {
  const last = axis.length - 1;
  const at = ((x - axis[0]) / (axis[last] - axis[0])) * last;
  if (!(at >= 0 && at <= last)) return [null, 0];
  const i = Math.min(last - 1, Math.floor(at));
  return [i, at - i];
}

/** Where a place in the cube of -1 to 1 (x right, y away, z up) is seen. @param {Side} side @returns {[number, number, number]} x, y downwards, depth */
export function seenFrom({ yaw, pitch }, x, y, z) {
  const [across, away] = [x * Math.cos(yaw) - y * Math.sin(yaw), x * Math.sin(yaw) + y * Math.cos(yaw)];
  return [across, -away * Math.sin(pitch) - z * Math.cos(pitch), away * Math.cos(pitch) - z * Math.sin(pitch)];
}

/** How the land fills a box, however it is turned round. @param {{width: number, height: number}} box @param {number} pitch */
export function fillBox({ width, height }, pitch) {
  const tall = Math.SQRT2 * Math.sin(pitch) + HEIGHT * Math.cos(pitch);
  return { s: Math.min(width / (2 * Math.SQRT2), height / (2 * tall)) * 0.98, x: width / 2, y: height / 2 };
}

/** @param {Terrain} terrain @param {Scale} scale @param {Side} side @param {{width: number, height: number}} box @returns {(a: number, b: number, loss: number) => [number, number]} */
export function placer({ alpha, beta }, scale, side, box) {
  const fill = fillBox(box, side.pitch);
  const unit = (axis, v) => (2 * (v - axis[0])) / (axis.at(-1) - axis[0]) - 1;
  return (a, b, loss) => {
    const [x, y] = seenFrom(side, unit(alpha, a), unit(beta, b), HEIGHT * (2 * scale.share(loss) - 1));
    return [fill.x + fill.s * x, fill.y + fill.s * y];
  };
}

/**
 * The pieces of the surface, the farthest first, with how high they lie (0 to 1) and how bright they are (0 to 1).
 * @param {Terrain} terrain @param {Scale} scale @param {Side} side @param {{width: number, height: number}} box
 * @returns {{corners: [number, number][], share: number, light: number}[]}
 */
export function facets({ alpha, beta, loss }, scale, side, box) {
  const fill = fillBox(box, side.pitch);
  const [columns, rows] = [alpha.length, beta.length];
  const shares = loss.map((row) => row.map((value) => (value === null || !Number.isFinite(value) ? null : scale.share(value))));
  const space = (row, column) => [(2 * column) / (columns - 1) - 1, (2 * row) / (rows - 1) - 1, HEIGHT * (2 * shares[row][column] - 1)];
  const found = [];
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const ring = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]];
      if (ring.some(([r, c]) => shares[r]?.[c] === null || shares[r]?.[c] === undefined)) continue;
      const solid = ring.map(([r, c]) => space(r, c));
      const seen = solid.map(([x, y, z]) => seenFrom(side, x, y, z));
      found.push({
        corners: seen.map(([x, y]) => [fill.x + fill.s * x, fill.y + fill.s * y]),
        depth: seen.reduce((sum, [, , depth]) => sum + depth, 0),
        share: ring.reduce((sum, [r, c]) => sum + shares[r][c], 0) / 4,
        light: lightOn(solid),
      });
    }
  }
  return found.sort((a, b) => b.depth - a.depth);
}

function lightOn([a, b, c, d]) {
  const [u, v] = [[c[0] - a[0], c[1] - a[1], c[2] - a[2]], [d[0] - b[0], d[1] - b[1], d[2] - b[2]]];
  const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const length = Math.hypot(...normal) || 1;
  return Math.max(0, (normal[0] * LIGHT[0] + normal[1] * LIGHT[1] + normal[2] * LIGHT[2]) / length);
}

/** Turn, but never below the ground or over the top. @param {Side} side @param {number} dx @param {number} dy in radians @returns {Side} */
export function turned({ yaw, pitch }, dx, dy) {
  return { yaw: yaw + dx, pitch: Math.max(0.12, Math.min(1.45, pitch + dy)) };
}

/** Values for the key beside the map, about so many. @param {Scale} scale @param {number} [count] @returns {{share: number, value: number}[]} */
export function marks(scale, count = 4) {
  return Array.from({ length: count }, (_, i) => i / (count - 1)).map((share) => ({ share, value: scale.value(share) }));
}
