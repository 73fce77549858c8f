/** The bent plane on a canvas: its cells in the colours of the answer, its lines, the decision line, the points. */

import { classColor, css, diverging, mix } from "./color.js";

const LEVELS = 32;
const STRENGTH = 0.62;
const FILL = 0.8;
/** So many numbers make up a border that winds a lot: drawn thinner. */
const MANY = 1200;

/**
 * The colours of cells and points.
 * @param {any} palette @param {{classes: number|null, outputs: number, zeroOne: boolean}} output
 */
export function spaceColors(palette, { classes, outputs, zeroOne }) {
  const labels = outputs > 2;
  const cells = labels
    ? Array.from({ length: outputs }, (_, label) => css(mix(palette.scale.zero, classColor(palette, label, outputs), STRENGTH)))
    : Array.from({ length: LEVELS }, (_, i) => css(diverging(palette.scale, (2 * i) / (LEVELS - 1) - 1, STRENGTH)));
  const level = (answer) => Math.max(0, Math.min(LEVELS - 1, Math.round(((zeroOne ? 2 * answer - 1 : answer) + 1) * 0.5 * (LEVELS - 1))));
  const pointColor = (label) => css(classes === null ? diverging(palette.scale, label) : classColor(palette, label, classes));
  return { labels, cells, level, pointColor };
}

/**
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} mesh on the screen
 * @param {ArrayLike<number>} answers @param {number} size @param {ReturnType<typeof spaceColors>} colors
 */
export function paintCells(context, mesh, answers, size, colors) {
  context.save();
  context.globalAlpha = FILL;
  for (let row = 0; row < size - 1; row++) {
    let start = 0;
    let shade = shadeOf(answers, size, row, 0, colors);
    for (let column = 1; column < size; column++) {
      const next = column < size - 1 ? shadeOf(answers, size, row, column, colors) : -1;
      if (next === shade) continue;
      context.fillStyle = colors.cells[shade];
      strip(context, mesh, size, row, start, column);
      [start, shade] = [column, next];
    }
  }
  context.restore();
}

function shadeOf(answers, size, row, column, { labels, cells, level }) {
  const a = row * size + column;
  if (labels) return Math.min(cells.length - 1, answers[a]);
  return level((answers[a] + answers[a + 1] + answers[a + size] + answers[a + size + 1]) / 4);
}

/** Neighbours of one colour as one piece: many small pieces, or one path of all, take far longer to fill. */
function strip(context, mesh, size, row, from, to) {
  const [below, above] = [2 * row * size, 2 * (row + 1) * size];
  context.beginPath();
  context.moveTo(mesh[below + 2 * from], mesh[below + 2 * from + 1]);
  for (let column = from + 1; column <= to; column++) context.lineTo(mesh[below + 2 * column], mesh[below + 2 * column + 1]);
  for (let column = to; column >= from; column--) context.lineTo(mesh[above + 2 * column], mesh[above + 2 * column + 1]);
  context.fill();
}

/** @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} mesh on the screen @param {number} size @param {any} palette */
export function paintLines(context, mesh, size, palette) {
  context.save();
  context.globalAlpha = 0.22;
  context.strokeStyle = palette.css.ink;
  context.lineWidth = 0.7;
  context.stroke(lines(mesh, size));
  context.restore();
}

/** One path for all cells of a colour: a colour is set few times however many cells there are. */
function cellPaths(mesh, answers, size, { labels, cells, level }) {
  const paths = new Array(cells.length).fill(null);
  for (let row = 0; row < size - 1; row++) {
    for (let column = 0; column < size - 1; column++) {
      const a = row * size + column;
      const corners = [a, a + 1, a + size + 1, a + size];
      const shade = labels ? Math.min(cells.length - 1, answers[a]) : level((answers[a] + answers[a + 1] + answers[a + size] + answers[a + size + 1]) / 4);
      const path = (paths[shade] ??= new Path2D());
      corners.forEach((corner, i) => {
        if (i) path.lineTo(mesh[2 * corner], mesh[2 * corner + 1]);
        else path.moveTo(mesh[2 * corner], mesh[2 * corner + 1]);
      });
      path.closePath();
    }
  }
  return paths;
}

function lines(mesh, size) {
  const path = new Path2D();
  for (let line = 0; line < size; line++) {
    for (const [start, step] of [[line * size, 1], [line, size]]) {
      path.moveTo(mesh[2 * start], mesh[2 * start + 1]);
      for (let i = 1; i < size; i++) {
        const at = start + i * step;
        path.lineTo(mesh[2 * at], mesh[2 * at + 1]);
      }
    }
  }
  return path;
}

/** @param {CanvasRenderingContext2D} context @param {number[]} pieces four numbers each @param {any} palette */
export function paintDecision(context, pieces, palette) {
  const path = new Path2D();
  for (let i = 0; i < pieces.length; i += 4) {
    path.moveTo(pieces[i], pieces[i + 1]);
    path.lineTo(pieces[i + 2], pieces[i + 3]);
  }
  const width = pieces.length > MANY ? 1.2 : 1.8;
  context.save();
  context.lineCap = "round";
  context.strokeStyle = palette.css.card;
  context.lineWidth = width + 2;
  context.globalAlpha = 0.7;
  context.stroke(path);
  context.strokeStyle = palette.css.ink;
  context.lineWidth = width;
  context.globalAlpha = 1;
  context.stroke(path);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} places on the screen @param {ArrayLike<number>} labels
 * @param {(label: number) => string} colorOf @param {string} rim @param {number} radius
 */
export function paintPoints(context, places, labels, colorOf, rim, radius) {
  const paths = new Map();
  // New places can be here before their labels are.
  const count = Math.min(places.length / 2, labels.length);
  for (let i = 0; i < count; i++) {
    const color = colorOf(labels[i]);
    if (!paths.has(color)) paths.set(color, new Path2D());
    const path = paths.get(color);
    path.moveTo(places[2 * i] + radius, places[2 * i + 1]);
    path.arc(places[2 * i], places[2 * i + 1], radius, 0, 2 * Math.PI);
  }
  context.save();
  context.strokeStyle = rim;
  context.lineWidth = radius > 3 ? 2 : 1.4;
  for (const [color, path] of paths) {
    context.fillStyle = color;
    // The rim first: where points crowd, their colour is what must be seen.
    context.stroke(path);
    context.fill(path);
  }
  context.restore();
}

/** A ring round one place. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {any} palette */
export function paintMark(context, x, y, palette) {
  context.save();
  for (const [color, width] of [[palette.css.card, 5], [palette.css.ink, 2]]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.stroke();
  }
  context.restore();
}
