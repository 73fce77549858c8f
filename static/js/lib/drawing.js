/** Points drawn by hand: what a stroke places, rubs out or moves, and the points that come of it.
 *
 * Strokes are felt out on the screen, in pixels, and kept as what they mean: points of the plane.
 * So they can be laid over whatever points there are when they reach the server. */

/** @typedef {{x1: number, x2: number, label: number}} Point */
/** @typedef {{x1: number[], x2: number[]}} Domain from where to where the plane is drawn */
/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/** @typedef {{kind: "add", points: Point[], fresh?: boolean} | {kind: "erase", keys: string[]} | {kind: "move", from: string, to: Point}} Stroke
 *   fresh: on an empty sheet, in place of all points before */

/** Fewer classes than two cannot be told apart. */
const FEWEST_CLASSES = 2;
/** Places are rounded to about so many steps along the plane: finer than a pixel, short to write. */
const STEPS = 2000;
/** Throws at random in a wide brush, for each spacing that it moves on and each that fits across. */
const THROWS = 3;

/** Two points with the same key are the same. @param {Point} point */
export const keyOf = ({ x1, x2, label }) => `${x1},${x2},${label}`;

/** All points of a data set as they came, the training points first. @param {any} data @returns {Point[]} */
export function pointsOf({ train, test }) {
  return [train, test].flatMap(({ x1, x2, label }) => label.map((value, i) => ({ x1: x1[i], x2: x2[i], label: value })));
}

/**
 * The points after a stroke. Done twice it does nothing more: news of it may come before its answer.
 * @param {Point[]} points @param {Stroke} stroke @returns {Point[]}
 */
export function applyStroke(points, stroke) {
  if (stroke.kind === "add") return stroke.fresh ? stroke.points : [...points, ...unlike(points, stroke.points)];
  if (stroke.kind === "move") return points.map((point) => (keyOf(point) === stroke.from ? stroke.to : point));
  const gone = new Set(stroke.keys);
  return points.filter((point) => !gone.has(keyOf(point)));
}

/** Those points that are not there yet. @param {Point[]} points @param {Point[]} added */
export function unlike(points, added) {
  const known = new Set(points.map(keyOf));
  return added.filter((point) => !known.has(keyOf(point)));
}

/**
 * The points that the page's state amounts to: those of the server, strokes that are still on their
 * way, and whether the sheet was emptied since.
 * @param {{experiment: any, data: any, strokes: {stroke: Stroke}[], blank: boolean}} state @returns {Point[]}
 */
export function drawnPoints({ experiment, data, strokes, blank }) {
  if (blank) return [];
  const known = experiment.data.points ?? (data ? pointsOf(data) : []);
  return strokes.reduce((points, { stroke }) => applyStroke(points, stroke), known);
}

/** How many classes there are: those there were, and more where a point needs more. @param {Point[]} points @param {number} before */
export function classCount(points, before = FEWEST_CLASSES) {
  return points.reduce((most, { label }) => Math.max(most, label + 1), Math.max(FEWEST_CLASSES, before));
}

/**
 * The "data" of an experiment with these points. What was too small to be split, or is, is learnt as a whole.
 * @param {any} state derived @param {Point[]} points @param {Stroke} stroke what they came of
 */
export function describeOwn({ experiment, data, classes, catalog }, points, stroke) {
  const before = experiment.data;
  const entry = catalog.datasets.find(({ key }) => key === before.dataset);
  return {
    ...before, dataset: "custom", points,
    ...(stroke.fresh ? { class_names: null, axis_names: null } : {}),
    classes: classes === null ? null : classCount(points, stroke.fresh ? FEWEST_CLASSES : classes),
    domain: { x1: data.domain.x1, x2: data.domain.x2 },
    train_fraction: entry?.split === false ? 1 : before.train_fraction,
  };
}

/** A place on the plane, rounded, and never outside of it. @param {Domain} domain @param {number} x1 @param {number} x2 */
export function placeOn(domain, x1, x2) {
  return { x1: rounded(domain.x1, x1), x2: rounded(domain.x2, x2) };
}

function rounded([low, high], x) {
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10((high - low) / STEPS))));
  return Math.max(low, Math.min(high, Number(x.toFixed(digits))));
}

/**
 * A brush: its first mark lies where it is set down, the next ones along its way, at least a spacing
 * from each other. A wide one scatters them over its width, as evenly as chance allows.
 * @param {{width: number, spacing: number, box: Box, room: number, random?: () => number}} brush
 *   width: in pixels, 0 for a line; room: how many marks there may be at most
 */
export function createBrush({ width, spacing, box, room, random = Math.random }) {
  const marks = [];
  const near = createGrid(spacing);
  let last = null;
  let full = room <= 0;

  function mark(x, y) {
    if (!isInside(box, x, y) || near.has(x, y)) return;
    if (marks.length >= room) {
      full = true;
      return;
    }
    near.add(x, y);
    marks.push({ x, y });
  }

  function scatter(x, y, throws) {
    for (let i = 0; i < throws; i++) {
      const angle = 2 * Math.PI * random();
      const distance = (width / 2) * Math.sqrt(random());
      mark(x + distance * Math.cos(angle), y + distance * Math.sin(angle));
    }
  }

  return {
    marks,
    /** Whether a mark was left out because there was no room for it. */
    get full() { return full; },
    /** Set it down, or draw it on. @param {number} x @param {number} y */
    to(x, y) {
      if (!last) {
        mark(x, y);
        last = { x, y };
        return;
      }
      const length = Math.hypot(x - last.x, y - last.y);
      const stride = width > 0 ? spacing : Math.min(spacing, 2);
      if (length < stride) return;
      const from = last;
      for (let along = stride; along <= length; along += stride) {
        last = { x: from.x + ((x - from.x) * along) / length, y: from.y + ((y - from.y) * along) / length };
        if (width > 0) scatter(last.x, last.y, THROWS * Math.max(1, Math.ceil(width / spacing)));
        else mark(last.x, last.y);
      }
    },
  };
}

/** Remembers places, and tells whether one of them is nearer than a distance. */
function createGrid(distance) {
  const cells = new Map();
  const cellOf = (x) => Math.floor(x / distance);
  return {
    add(x, y) {
      const key = `${cellOf(x)},${cellOf(y)}`;
      cells.set(key, [...(cells.get(key) ?? []), { x, y }]);
    },
    has(x, y) {
      for (let i = cellOf(x) - 1; i <= cellOf(x) + 1; i++) {
        for (let j = cellOf(y) - 1; j <= cellOf(y) + 1; j++) {
          if (cells.get(`${i},${j}`)?.some((place) => Math.hypot(place.x - x, place.y - y) < distance)) return true;
        }
      }
      return false;
    },
  };
}

/**
 * An eraser: which of the places on the screen it has passed over.
 * @param {{x: number, y: number}[]} places @param {number} reach in pixels
 */
export function createEraser(places, reach) {
  const hit = new Set();
  let last = null;
  return {
    hit,
    /** @param {number} x @param {number} y */
    to(x, y) {
      const from = last ?? { x, y };
      places.forEach((place, i) => distanceTo(place, from, { x, y }) <= reach && hit.add(i));
      last = { x, y };
    },
  };
}

/** How far a place lies from the way between two others. */
function distanceTo(place, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((place.x - from.x) * dx + (place.y - from.y) * dy) / square));
  return Math.hypot(place.x - from.x - along * dx, place.y - from.y - along * dy);
}

/** Which place is the nearest within reach, the last one of several; −1 for none. @param {{x: number, y: number}[]} places @param {number} x @param {number} y @param {number} reach */
export function nearestPlace(places, x, y, reach) {
  let best = -1;
  let least = reach;
  places.forEach((place, i) => {
    const distance = Math.hypot(place.x - x, place.y - y);
    if (distance <= least) [best, least] = [i, distance];
  });
  return best;
}

/** @param {Box} box @param {number} x @param {number} y */
export function isInside({ left, top, width, height }, x, y) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** @param {Box} box @param {number} x @param {number} y */
export function clampInto({ left, top, width, height }, x, y) {
  return { x: Math.max(left, Math.min(left + width, x)), y: Math.max(top, Math.min(top + height, y)) };
}
