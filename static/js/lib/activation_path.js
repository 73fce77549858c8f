/** Graphs of activations and their slopes as paths of SVG: where they jump, the line is broken. */

/** From one point of the catalog's graph to the next, no curve rises so far unless it jumps. */
const JUMP = 0.5;

/** Where values jump: at the end of that stretch which is nearer to 0. @param {number[]} zs @param {number[]} ys @returns {number[]} */
export function jumpsOf(zs, ys) {
  const ends = ys.map((y, i) => (i > 0 && Math.abs(y - ys[i - 1]) > JUMP ? [zs[i - 1], zs[i]] : null));
  return ends.filter(Boolean).map(([left, right]) => (Math.abs(left) < Math.abs(right) ? left : right));
}

/**
 * @param {number[]} zs @param {number[]} ys
 * @param {number[]} jumps of these values
 * @param {(z: number) => number} x @param {(y: number) => number} y to the places of the picture
 */
export function pathOf(zs, ys, jumps, x, y) {
  const point = (z, value) => `${x(z).toFixed(1)} ${y(value).toFixed(1)}`;
  return zs.map((z, i) => {
    if (i === 0) return `M${point(z, ys[0])}`;
    const jump = Math.abs(ys[i] - ys[i - 1]) > JUMP && jumps.find((at) => zs[i - 1] <= at && at <= z);
    return typeof jump === "number" ? `L${point(jump, ys[i - 1])}M${point(jump, ys[i])}L${point(z, ys[i])}` : `L${point(z, ys[i])}`;
  }).join("");
}
