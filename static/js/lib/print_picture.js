/** Pictures of grids for print: finer than the grid, the places between read off smoothly, no screen involved.
 *
 * Grids have row 0 at the lowest x2 and their outermost places on the edges of the plane; pictures
 * have their top row first and fill the plane exactly. */

/** @typedef {(row: number, column: number) => number} Grid */

/**
 * A value between the places of a grid. @param {Grid} at @param {number} size of the grid @param {number} row @param {number} column fractions allowed
 */
export function between(at, size, row, column) {
  const r = Math.max(0, Math.min(size - 2, Math.floor(row)));
  const c = Math.max(0, Math.min(size - 2, Math.floor(column)));
  const [up, right] = [row - r, column - c];
  const below = at(r, c) + right * (at(r, c + 1) - at(r, c));
  const above = at(r + 1, c) + right * (at(r + 1, c + 1) - at(r + 1, c));
  return below + up * (above - below);
}

/** For each pixel of a picture its place in the grid. @param {number} size of the grid @param {number} pixels along a side @param {(row: number, column: number, at: number) => void} visit */
export function eachPixel(size, pixels, visit) {
  const step = (size - 1) / pixels;
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) visit((pixels - y - 0.5) * step, (x + 0.5) * step, y * pixels + x);
  }
}

/**
 * A grid of numbers. @param {Grid} at @param {number} size @param {number} pixels @param {(value: number) => number} colorOf pixel @returns {Uint32Array}
 */
export function smoothPicture(at, size, pixels, colorOf) {
  const out = new Uint32Array(pixels * pixels);
  eachPixel(size, pixels, (row, column, i) => {
    out[i] = colorOf(between(at, size, row, column));
  });
  return out;
}

/**
 * The winner of several grids at each place: borders run between the places of the grid.
 * @param {Grid[]} grids @param {number} size @param {number} pixels @param {(label: number, share: number) => number} colorOf @returns {Uint32Array}
 */
export function winnerPicture(grids, size, pixels, colorOf) {
  const out = new Uint32Array(pixels * pixels);
  eachPixel(size, pixels, (row, column, i) => {
    let [best, most] = [0, -Infinity];
    grids.forEach((at, label) => {
      const share = between(at, size, row, column);
      if (share > most) [best, most] = [label, share];
    });
    out[i] = colorOf(best, most);
  });
  return out;
}

/**
 * A grid of classes with how sure each is, where only the winner is known. @param {Grid} labelAt @param {Grid} shareAt
 * @param {number} size @param {number} pixels @param {(label: number, share: number) => number} colorOf @returns {Uint32Array}
 */
export function labelPicture(labelAt, shareAt, size, pixels, colorOf) {
  const out = new Uint32Array(pixels * pixels);
  eachPixel(size, pixels, (row, column, i) => {
    const [r, c] = [Math.round(row), Math.round(column)];
    out[i] = colorOf(labelAt(r, c), shareAt(r, c));
  });
  return out;
}

/** Rows of numbers as a grid. @param {number[][]} rows @returns {Grid} */
export const gridOfRows = (rows) => (row, column) => rows[row][column];

/** Numbers one after the other as a grid. @param {ArrayLike<number>} flat @param {number} size @param {number} [from] @param {(step: number) => number} [value] @returns {Grid} */
export const gridOf = (flat, size, from = 0, value = (step) => step) => (row, column) => value(flat[from + row * size + column]);

/**
 * Pieces of line, four numbers each, joined into lines as long as can be. @param {number[]} pieces @returns {[number, number][][]}
 */
export function joined(pieces) {
  const key = (x, y) => `${x.toFixed(4)} ${y.toFixed(4)}`;
  const ends = new Map();
  const count = pieces.length / 4;
  const touch = (at, piece) => (ends.has(at) ? ends.get(at).push(piece) : ends.set(at, [piece]));
  for (let i = 0; i < count; i++) {
    touch(key(pieces[4 * i], pieces[4 * i + 1]), i);
    touch(key(pieces[4 * i + 2], pieces[4 * i + 3]), i);
  }
  const used = new Uint8Array(count);
  const grow = (line) => {
    for (;;) {
      const [x, y] = line.at(-1);
      const next = (ends.get(key(x, y)) ?? []).find((piece) => !used[piece]);
      if (next === undefined) return line;
      used[next] = 1;
      const [x0, y0, x1, y1] = pieces.slice(4 * next, 4 * next + 4);
      line.push(key(x0, y0) === key(x, y) ? [x1, y1] : [x0, y0]);
    }
  };
  const lines = [];
  for (let i = 0; i < count; i++) {
    if (used[i]) continue;
    used[i] = 1;
    const [x0, y0, x1, y1] = pieces.slice(4 * i, 4 * i + 4);
    lines.push(grow(grow([[x0, y0], [x1, y1]]).reverse()));
  }
  return lines;
}

/**
 * A line without its corners, cut off twice: between the places of a grid it runs smoothly.
 * @param {[number, number][]} line @param {number} [times] @returns {[number, number][]}
 */
export function smooth(line, times = 2) {
  if (!times || line.length < 3) return line;
  const cut = line.slice(1).flatMap(([x, y], i) => [0.25, 0.75].map((share) => [line[i][0] + share * (x - line[i][0]), line[i][1] + share * (y - line[i][1])]));
  const [first, last] = [line[0], line.at(-1)];
  const closed = Math.hypot(first[0] - last[0], first[1] - last[1]) < 0.01;
  return smooth(closed ? [...cut, cut[0]] : [first, ...cut.slice(1, -1), last], times - 1);
}
