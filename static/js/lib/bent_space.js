/** The plane as a layer sees it, as numbers: where the decision line runs, what must be on the picture, what lies near a place.
 *
 * A mesh is `size` × `size` places, x and y in turn, row by row. */

/** @typedef {{x: [number, number], y: [number, number]}} Bounds */

/**
 * Where the answer crosses a level, as pieces of line: four numbers each. Crossings are found on the
 * edges of the mesh, so they are right however the mesh is bent.
 * @param {ArrayLike<number>} mesh @param {ArrayLike<number>} answers size² @param {number} size @param {number} level
 * @returns {number[]}
 */
export function crossings(mesh, answers, size, level) {
  const share = (a, b) => ((answers[a] >= level) === (answers[b] >= level) ? null : (level - answers[a]) / (answers[b] - answers[a]));
  return trace(mesh, size, share);
}

/**
 * The borders between classes, half-way between places with different labels.
 * @param {ArrayLike<number>} mesh @param {ArrayLike<number>} labels size² @param {number} size @returns {number[]}
 */
export function borders(mesh, labels, size) {
  return trace(mesh, size, (a, b) => (labels[a] === labels[b] ? null : 0.5));
}

function trace(mesh, size, share) {
  const pieces = [];
  for (let row = 0; row < size - 1; row++) {
    for (let column = 0; column < size - 1; column++) {
      const corner = row * size + column;
      // Round the cell: below, right, above, left.
      const ring = [corner, corner + 1, corner + size + 1, corner + size];
      const found = [];
      for (let i = 0; i < 4; i++) {
        const [a, b] = [ring[i], ring[(i + 1) % 4]];
        const at = share(a, b);
        if (at !== null) found.push(mesh[2 * a] + at * (mesh[2 * b] - mesh[2 * a]), mesh[2 * a + 1] + at * (mesh[2 * b + 1] - mesh[2 * a + 1]));
      }
      join(found, pieces);
    }
  }
  return pieces;
}

/** Two crossings make a piece of line, four make two, three meet in the middle. */
function join(found, pieces) {
  if (found.length === 4 || found.length === 8) {
    pieces.push(...found);
  } else if (found.length === 6) {
    const x = (found[0] + found[2] + found[4]) / 3;
    const y = (found[1] + found[3] + found[5]) / 3;
    for (let i = 0; i < 6; i += 2) pieces.push(found[i], found[i + 1], x, y);
  }
}

/** The mesh before anything bends it. @param {{x1: [number, number], x2: [number, number]}} domain @param {number} size @returns {Float32Array} */
export function flatMesh({ x1, x2 }, size) {
  const mesh = new Float32Array(2 * size * size);
  for (let i = 0; i < size * size; i++) {
    mesh[2 * i] = x1[0] + ((i % size) / (size - 1)) * (x1[1] - x1[0]);
    mesh[2 * i + 1] = x2[0] + (Math.floor(i / size) / (size - 1)) * (x2[1] - x2[0]);
  }
  return mesh;
}

/** The mesh with so many times as many cells along each side, each cell divided evenly. @param {ArrayLike<number>} mesh @param {number} size @param {number} times @returns {Float32Array} */
export function refined(mesh, size, times) {
  const fine = (size - 1) * times + 1;
  const found = new Float32Array(2 * fine * fine);
  for (let row = 0; row < fine; row++) {
    const r = Math.min(size - 2, Math.floor(row / times));
    const up = row / times - r;
    for (let column = 0; column < fine; column++) {
      const c = Math.min(size - 2, Math.floor(column / times));
      const right = column / times - c;
      const corner = 2 * (r * size + c);
      for (let k = 0; k < 2; k++) {
        const below = mesh[corner + k] + right * (mesh[corner + 2 + k] - mesh[corner + k]);
        const above = mesh[corner + 2 * size + k] + right * (mesh[corner + 2 * size + 2 + k] - mesh[corner + 2 * size + k]);
        found[2 * (row * fine + column) + k] = below + up * (above - below);
      }
    }
  }
  return found;
}

/** A grid over the same plane, read at the places of a coarser one. @param {ArrayLike<number>} grid @param {number} from its size @param {number} to @returns {Uint8Array} */
export function resampled(grid, from, to) {
  return Uint8Array.from({ length: to * to }, (_, i) => {
    const [row, column] = [Math.floor(i / to), i % to].map((at) => Math.round((at / (to - 1)) * (from - 1)));
    return grid[row * from + column];
  });
}

/** @param {{x1: ArrayLike<number>, x2: ArrayLike<number>}} points @returns {Float32Array} x and y in turn */
export function placesOf({ x1, x2 }) {
  const places = new Float32Array(2 * x1.length);
  for (let i = 0; i < x1.length; i++) {
    places[2 * i] = x1[i];
    places[2 * i + 1] = x2[i];
  }
  return places;
}

/** The box that holds all places, never without extent. @param {...ArrayLike<number>} groups @returns {Bounds} */
export function boundsOf(...groups) {
  const ends = [Infinity, -Infinity, Infinity, -Infinity];
  for (const places of groups) {
    for (let i = 0; i < places.length; i += 2) {
      if (places[i] < ends[0]) ends[0] = places[i];
      if (places[i] > ends[1]) ends[1] = places[i];
      if (places[i + 1] < ends[2]) ends[2] = places[i + 1];
      if (places[i + 1] > ends[3]) ends[3] = places[i + 1];
    }
  }
  return { x: opened(ends[0], ends[1]), y: opened(ends[2], ends[3]) };
}

function opened(low, high) {
  if (!(high >= low)) return [-1, 1];
  const margin = 0.05 * (high - low) || Math.max(1e-6, 0.5 * Math.abs(high)) || 0.5;
  return [low - margin, high + margin];
}

/**
 * Bounds that widen at once and narrow slowly, so that a picture does not tremble.
 * @param {Bounds|null} previous @param {Bounds} wanted @param {number} [pace] share of the way inwards
 * @returns {Bounds}
 */
export function follow(previous, wanted, pace = 0.06) {
  if (!previous) return wanted;
  const axis = ([low, high], [a, b]) => [a < low ? a : low + pace * (a - low), b > high ? b : high + pace * (b - high)];
  return { x: axis(previous.x, wanted.x), y: axis(previous.y, wanted.y) };
}

/** Whether bounds are as wanted, as far as the eye can tell. @param {Bounds} bounds @param {Bounds} wanted */
export function settled(bounds, wanted) {
  return ["x", "y"].every((axis) => {
    const [low, high] = wanted[axis];
    return Math.abs(bounds[axis][0] - low) + Math.abs(bounds[axis][1] - high) < 0.01 * (high - low);
  });
}

/**
 * Where bounds lie in a picture: to its edges, but no axis is stretched more than so many times as much as the other.
 * @param {Bounds} bounds @param {{x: number, y: number, width: number, height: number}} box @param {number} [most]
 * @returns {{sx: number, ox: number, sy: number, oy: number}} screen = o + s · value
 */
export function fitted({ x, y }, box, most = 3) {
  let sx = box.width / (x[1] - x[0]);
  let sy = box.height / (y[1] - y[0]);
  sx = Math.min(sx, most * sy);
  sy = Math.min(sy, most * sx);
  return {
    sx, ox: box.x + box.width / 2 - (sx * (x[0] + x[1])) / 2,
    sy: -sy, oy: box.y + box.height / 2 + (sy * (y[0] + y[1])) / 2,
  };
}

/** @param {ArrayLike<number>} places @param {{sx: number, ox: number, sy: number, oy: number}} fit @returns {Float32Array} on the screen */
export function onScreen(places, { sx, ox, sy, oy }) {
  const moved = new Float32Array(places.length);
  for (let i = 0; i < places.length; i += 2) {
    moved[i] = ox + sx * places[i];
    moved[i + 1] = oy + sy * places[i + 1];
  }
  return moved;
}

/** Part of the way from one picture to another; the other where they do not match. @param {Float32Array|null} from @param {Float32Array} to @param {number} share 0 to 1 */
export function between(from, to, share) {
  if (!from || from.length !== to.length || share >= 1) return to;
  return to.map((value, i) => from[i] + share * (value - from[i]));
}

/** Slow at both ends. @param {number} t 0 to 1 */
export const eased = (t) => t * t * (3 - 2 * t);

/** The place next to a point, or null where none is near. @param {ArrayLike<number>} places on the screen @param {number} x @param {number} y @param {number} within */
export function nearest(places, x, y, within) {
  let found = null;
  let best = within * within;
  for (let i = 0; i < places.length; i += 2) {
    const distance = (places[i] - x) ** 2 + (places[i + 1] - y) ** 2;
    if (distance < best) [best, found] = [distance, i / 2];
  }
  return found;
}
