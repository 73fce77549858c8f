/** Graphs of activations and their slopes as paths of SVG: where they jump, the line is broken. */

/** No activation and no slope of one is so steep, but where it jumps. */
const STEEPEST = 3;
/** What is drawn as a jump. */
const HIGH = 0.5;

/** Whether values jump on the stretch that ends at i. @param {number[]} zs @param {number[]} ys @param {number} i */
export const jumpsAt = (zs, ys, i) => i > 0 && Math.abs(ys[i] - ys[i - 1]) > STEEPEST * (zs[i] - zs[i - 1]);

/** Where values jump: at the end of that stretch which is nearer to 0. @param {number[]} zs @param {number[]} ys @returns {number[]} */
export function jumpsOf(zs, ys) {
  const ends = ys.map((_, i) => (jumpsAt(zs, ys, i) ? [zs[i - 1], zs[i]] : null));
  return ends.filter(Boolean).map(([left, right]) => (Math.abs(left) < Math.abs(right) ? left : right));
}

/**
 * @param {number[]} zs @param {number[]} ys
 * @param {number[]} places where these values jump
 * @param {(z: number) => number} x @param {(y: number) => number} y to the places of the picture
 */
export function pathOf(zs, ys, places, x, y) {
  const point = (z, value) => `${x(z).toFixed(1)} ${y(value).toFixed(1)}`;
  return zs.map((z, i) => {
    if (i === 0) return `M${point(z, ys[0])}`;
    const jump = Math.abs(ys[i] - ys[i - 1]) > HIGH && places.find((at) => zs[i - 1] <= at && at <= z);
    return typeof jump === "number" ? `L${point(jump, ys[i - 1])}M${point(jump, ys[i])}L${point(z, ys[i])}` : `L${point(z, ys[i])}`;
  }).join("");
}
