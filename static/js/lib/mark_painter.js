/** What is marked over the lines of the diagram: frozen weights, and what flows in a step of the pass. */

import { css, diverging } from "./color.js";
import { formatNumber } from "./format.js";
import { biasPlace, curveY, linkEnds } from "./network_layout.js";
import { parameterIndex } from "./parameters.js";

/** So many lines at most have their numbers written on them. */
const MOST_NUMBERS = 10;
const THINNEST = 1.4;
const THICKEST = 6;
/** More lines than this at once are drawn thin, so that they can be told apart. */
const MANY_LINES = 30;
const THICKEST_OF_MANY = 2.8;

/**
 * How wide a lit line is: by how much passes along it, compared with the most that does.
 * @param {number} value @param {number} largest @param {number} [count] of lines lit at once
 */
export function litWidth(value, largest, count = 1) {
  const thickest = count > MANY_LINES ? THICKEST_OF_MANY : THICKEST;
  return THINNEST + (largest > 0 ? Math.sqrt(Math.abs(value) / largest) : 0) * (thickest - THINNEST);
}

/**
 * Where numbers stand on lines that come together: shared out along them, so that they do not
 * cover each other where the lines meet.
 * @param {number} index @param {number} count @param {boolean} gathering whether the lines end at one place rather than start there
 */
export function numberShare(index, count, gathering) {
  const near = 0.3 + (count > 4 ? (index % 2) * 0.14 : 0);
  return gathering ? near : 1 - near;
}

/** A place on the way of a line. @param {any} start @param {any} end @param {number} t */
export function pointOn(start, end, t) {
  const x0 = start.x + start.size / 2;
  const x1 = end.x - end.size / 2;
  return { x: x0 + (x1 - x0) * (1.5 * t * (1 - t) + t * t * t), y: curveY(start.y, end.y, t) };
}

/** The small marks of frozen weights and biases.
 * @param {CanvasRenderingContext2D} context @param {any} layout @param {any[]} slices @param {Uint8Array} frozen @param {any} palette */
export function drawFrozen(context, layout, slices, frozen, palette) {
  for (const slice of slices) {
    const { from, to } = linkEnds(layout, slice.layer);
    for (const end of to) {
      if (frozen[parameterIndex(slice, null, end.index)]) {
        const { x, y, size } = biasPlace(end);
        drawPin(context, x, y, palette, size / 2 + 2);
      }
      for (const start of from) {
        if (!frozen[parameterIndex(slice, start.index, end.index)]) continue;
        const { x, y } = pointOn(start, end, 0.4);
        drawPin(context, x, y, palette);
      }
    }
  }
}

/** A pin through the line: what is pinned does not move. */
function drawPin(context, x, y, { css: { ink, card } }, radius = 3.2) {
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.fillStyle = card;
  context.fill();
  context.lineWidth = 1.6;
  context.strokeStyle = ink;
  context.stroke();
  context.beginPath();
  context.moveTo(x - radius * 0.45, y);
  context.lineTo(x + radius * 0.45, y);
  context.stroke();
}

/**
 * The lines that a step of the pass looks at, with arrows the way that numbers go, and the numbers themselves.
 * @param {CanvasRenderingContext2D} context @param {any} layout
 * @param {{layer: number, from: number|null, to: number, value: number, kind: "signal"|"gradient"}[]} lines
 * @param {boolean} backward @param {any} palette
 */
export function drawLit(context, layout, lines, backward, palette) {
  const placed = lines.map((line) => ({ ...line, ...endsOf(layout, line) })).filter(({ end }) => end);
  const largest = Math.max(0, ...placed.map(({ value }) => Math.abs(value)));
  const links = placed.filter(({ start }) => start);
  context.lineCap = "round";
  for (const line of links) drawFlow(context, line, litWidth(line.value, largest, links.length), backward, palette);
  for (const line of placed.filter(({ from }) => from === null)) markBias(context, line.end, palette);
  if (links.length > MOST_NUMBERS) return;
  const gathering = links.every(({ to }) => to === links[0]?.to);
  links.forEach((line, i) => drawNumber(context, pointOn(line.start, line.end, numberShare(i, links.length, gathering)), line, palette));
}

function endsOf(layout, { layer, from, to }) {
  const ends = linkEnds(layout, layer);
  return { start: from === null ? null : ends.from.find(({ index }) => index === from) ?? null, end: ends.to.find(({ index }) => index === to) ?? null };
}

const colorOf = ({ kind, value }, palette) => (kind === "gradient" ? palette.css.gradient : css(diverging(palette.threads, Math.sign(value))));

function drawFlow(context, line, width, backward, palette) {
  const { start, end } = line;
  const x0 = start.x + start.size / 2;
  const x1 = end.x - end.size / 2;
  const middle = (x0 + x1) / 2;
  context.strokeStyle = context.fillStyle = colorOf(line, palette);
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x0, start.y);
  context.bezierCurveTo(middle, start.y, middle, end.y, x1, end.y);
  context.stroke();
  const [tail, tip] = backward ? [0.56, 0.5] : [0.5, 0.56];
  arrow(context, pointOn(start, end, tail), pointOn(start, end, tip), 4 + width);
}

function arrow(context, tail, tip, size) {
  const angle = Math.atan2(tip.y - tail.y, tip.x - tail.x);
  const corner = (turn) => [tip.x + size * Math.cos(angle + turn), tip.y + size * Math.sin(angle + turn)];
  context.beginPath();
  context.moveTo(...corner(0));
  context.lineTo(...corner(2.4));
  context.lineTo(...corner(-2.4));
  context.fill();
}

function markBias(context, end, palette) {
  const { x, y, size } = biasPlace(end);
  context.strokeStyle = palette.css.gradient;
  context.lineWidth = 2;
  context.strokeRect(x - size / 2 - 2, y - size / 2 - 2, size + 4, size + 4);
}

function drawNumber(context, { x, y }, line, { css: { card, ink, font, gradient } }) {
  const text = formatNumber(line.value, 2);
  context.font = `600 10px ${font}`;
  const width = context.measureText(text).width + 6;
  context.fillStyle = card;
  context.globalAlpha = 0.92;
  context.beginPath();
  context.roundRect(x - width / 2, y - 7, width, 14, 4);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = line.kind === "gradient" ? gradient : ink;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
}
