/** Where everything of the network stands: pure geometry, from the experiment and a size in pixels.
 *
 * Columns from left to right: features, hidden layers, output. Nodes are squares given by centre
 * and size. A layer too tall for the room shows its first units and how many more there are. */

export const ROW = { top: 92, bottom: 12 };
const LABEL_LEFT = 62;
const LABEL_RIGHT = 62;
const LARGEST_NODE = 44;
const SMALLEST_PITCH = 14;
const SMALLEST_COLUMN = 40;

/** @typedef {{x: number, y: number, size: number}} Place */
/** @typedef {Place & {key: string, index: number}} FeaturePlace index among the features in use, or -1 */
/** @typedef {{kind: "hidden"|"output", layer: number, x: number, size: number, nodes: Place[], more: number, count: number}} Column */

/**
 * @param {{width: number, height: number, allFeatures: string[], features: string[], units: number[], outputs: number}} given
 * @returns {{width: number, height: number, mode: "wide"|"narrow"|"tiny", pitch: number, features: FeaturePlace[],
 *   featureSize: number, columns: Column[], inserts: {index: number, x: number}[]}}
 */
export function networkLayout({ width, height, allFeatures, features, units, outputs }) {
  const gaps = units.length + 1;
  const room = { top: ROW.top, bottom: Math.max(ROW.top + SMALLEST_PITCH, height - ROW.bottom) };
  const featureSize = nodeSize(room, allFeatures.length, 40);
  const left = LABEL_LEFT + featureSize / 2;
  const wanted = left + gaps * SMALLEST_COLUMN + LABEL_RIGHT + 20;
  const full = Math.max(width, wanted);
  const right = full - LABEL_RIGHT - 20;
  const pitch = (right - left) / gaps;

  const columns = [...units, outputs].map((count, layer) => {
    const kind = layer === units.length ? "output" : "hidden";
    return column(kind, layer, count, left + pitch * (layer + 1), room, pitch);
  });
  const xs = [left, ...columns.map((c) => c.x)];
  return {
    width: full,
    height,
    mode: pitch >= 104 ? "wide" : pitch >= 62 ? "narrow" : "tiny",
    pitch,
    features: featurePlaces(allFeatures, features, left, room, featureSize),
    featureSize,
    columns,
    inserts: columns.map((c, index) => ({ index, x: (xs[index] + c.x) / 2 })),
  };
}

function column(kind, layer, count, x, room, columnPitch) {
  const height = room.bottom - room.top;
  const most = Math.max(1, Math.floor(height / SMALLEST_PITCH));
  const shown = count <= most ? count : most - 1;
  const slots = count <= most ? count : most;
  const size = Math.min(nodeSize(room, slots, LARGEST_NODE), columnPitch * 0.62);
  const pitch = Math.min(height / slots, size * 1.7 + 6);
  const first = room.top + (height - pitch * slots) / 2 + pitch / 2;
  const nodes = Array.from({ length: shown }, (_, i) => ({ x, y: first + i * pitch, size }));
  return { kind, layer, x, size, nodes, more: count - shown, count, moreY: first + shown * pitch };
}

/** Squares fill four fifths of their pitch at most, so that they never touch. */
function nodeSize(room, count, largest) {
  return Math.max(9, Math.min(largest, ((room.bottom - room.top) / count) * 0.8));
}

function featurePlaces(all, used, x, room, size) {
  const pitch = Math.min((room.bottom - room.top) / all.length, size * 1.32);
  const first = room.top + (room.bottom - room.top - pitch * all.length) / 2 + pitch / 2;
  return all.map((key, i) => ({ key, x, y: first + i * pitch, size, index: used.indexOf(key) }));
}

/**
 * The lines between one column and the next, as pairs of places, by fan_in and fan_out.
 * @param {ReturnType<typeof networkLayout>} layout
 * @param {number} layer 0 for the first hidden layer (or the output), counted with the output last
 * @returns {{from: (Place & {index: number})[], to: (Place & {index: number})[]}}
 */
export function linkEnds(layout, layer) {
  const from = layer === 0
    ? layout.features.filter((place) => place.index >= 0)
    : layout.columns[layer - 1].nodes.map((node, index) => ({ ...node, index }));
  return { from, to: layout.columns[layer].nodes.map((node, index) => ({ ...node, index })) };
}

/** Height of a line, an S with level ends, at a share of its length. @param {number} y0 @param {number} y1 @param {number} t */
export const curveY = (y0, y1, t) => y0 + (y1 - y0) * (3 - 2 * t) * t * t;

/** Where along it a line has come to a place x, 0 to 1: x0 + (x1 − x0)(1.5 t(1−t) + t³ …) solved by halving.
 * @param {number} x0 @param {number} x1 @param {number} x */
export function curveShare(x0, x1, x) {
  const share = (x - x0) / (x1 - x0);
  let low = 0;
  let high = 1;
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    if (1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t * t * t < share) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/** Where the bias of a node is drawn. @param {Place} place */
export function biasPlace({ x, y, size }) {
  const side = Math.max(5, Math.min(9, size * 0.24));
  return { x: x - size / 2 - side / 2 - 2, y: y + size / 2 - side / 2, size: side };
}

/**
 * What lies under the pointer: a bias, a line, or nothing.
 * @param {ReturnType<typeof networkLayout>} layout @param {number} x @param {number} y @param {number} [tolerance]
 * @returns {{layer: number, from: number|null, to: number, x: number, y: number}|null}
 */
export function hitTest(layout, x, y, tolerance = 9) {
  return hitBias(layout, x, y) ?? hitLine(layout, x, y, tolerance);
}

function hitBias(layout, x, y) {
  for (const column of layout.columns) {
    if (Math.abs(x - column.x) > column.size / 2 + 22) continue;
    for (const [to, node] of column.nodes.entries()) {
      const bias = biasPlace(node);
      const reach = Math.max(7, bias.size);
      if (Math.abs(x - bias.x) <= reach && Math.abs(y - bias.y) <= Math.min(reach, node.size / 2 + 1)) {
        return { layer: column.layer, from: null, to, x: bias.x, y: bias.y };
      }
    }
  }
  return null;
}

function hitLine(layout, x, y, tolerance) {
  for (const column of layout.columns) {
    const { from, to } = linkEnds(layout, column.layer);
    if (!from.length) continue;
    const x0 = from[0].x + from[0].size / 2;
    const x1 = column.x - column.size / 2;
    if (x <= x0 || x >= x1) continue;
    const t = curveShare(x0, x1, x);
    let best = null;
    for (const start of from) {
      for (const end of to) {
        const distance = Math.abs(curveY(start.y, end.y, t) - y) * levelness(start, end, x0, x1, t);
        if (distance <= tolerance && (!best || distance < best.distance)) {
          best = { distance, layer: column.layer, from: start.index, to: end.index, x, y: curveY(start.y, end.y, t) };
        }
      }
    }
    return best && { layer: best.layer, from: best.from, to: best.to, x: best.x, y: best.y };
  }
  return null;
}

/** The distance across a slanted line is shorter than the one straight up: cosine of its slope. */
function levelness(start, end, x0, x1, t) {
  const dy = (end.y - start.y) * 6 * t * (1 - t);
  const dx = (x1 - x0) * (1.5 - 3 * t * (1 - t));
  return dx / Math.hypot(dx, dy);
}
