/** The plane on the screen: which part of it the axes show, and what lies where. */

/** @typedef {{x: number[], y: number[]}} Ranges what the axes show */
/** @typedef {{left: number, top: number, width: number, height: number}} Box of the plot, in pixels */

/** @param {Ranges} ranges @param {Box} box @param {number} x1 @param {number} x2 @returns {[number, number]} */
export function toScreen({ x, y }, box, x1, x2) {
  return [box.left + ((x1 - x[0]) / (x[1] - x[0])) * box.width, box.top + (1 - (x2 - y[0]) / (y[1] - y[0])) * box.height];
}

/** The place on the plane, or null beside the plot. @param {Ranges|null|undefined} ranges @param {Box} box @param {number} x @param {number} y */
export function fromScreen(ranges, box, x, y) {
  const [across, up] = [(x - box.left) / box.width, 1 - (y - box.top) / box.height];
  if (!ranges || !(across >= 0 && across <= 1 && up >= 0 && up <= 1)) return null;
  return { x1: ranges.x[0] + across * (ranges.x[1] - ranges.x[0]), x2: ranges.y[0] + up * (ranges.y[1] - ranges.y[0]) };
}

/** What the axes show after a change as Plotly tells it. @param {Record<string, any>} change @param {Ranges} before @returns {Ranges} */
export function rangesIn(change, before) {
  const read = (axis, known) => change[`${axis}.range`] ?? [change[`${axis}.range[0]`] ?? known[0], change[`${axis}.range[1]`] ?? known[1]];
  return { x: read("xaxis", before.x), y: read("yaxis", before.y) };
}

/** @param {Ranges} a @param {Ranges} b */
export function sameRanges(a, b) {
  return [...a.x, ...a.y].reduce((sum, edge, i) => sum + Math.abs(edge - [...b.x, ...b.y][i]), 0) < 1e-9;
}
