/** The lines of the diagram, drawn on one canvas: colour by sign, width by size. */

import { css, diverging } from "./color.js";
import { biasPlace, linkEnds } from "./network_layout.js";
import { parameterIndex } from "./parameters.js";

const STEPS = 24;
const LARGEST = 5;

/** Colour and width depend on the weight alone, so lines of about the same weight are one stroke. */
export function bucketOf(weight) {
  const size = Math.min(1, Math.sqrt(Math.abs(weight) / LARGEST));
  return Math.round(size * STEPS) * (weight < 0 ? -1 : 1);
}

/** The weight that a bucket stands for. @param {number} bucket */
export const weightOf = (bucket) => LARGEST * (bucket / STEPS) ** 2 * Math.sign(bucket);

/**
 * Width of a line in pixels. @param {number} weight @param {number} size of the nodes, which thick lines must not drown
 */
export function lineWidth(weight, size) {
  const thickest = Math.max(2.5, Math.min(9, size * 0.24));
  return 0.6 + Math.min(1, Math.abs(weight) / LARGEST) * thickest * 1.1;
}

/**
 * @param {CanvasRenderingContext2D} context @param {any} layout @param {any[]} slices
 * @param {{weights: Float32Array, mask: Uint8Array|null}} frame
 * @param {any} palette @param {{layer: number, from: number|null, to: number}|null} marked
 */
export function drawLinks(context, layout, slices, frame, palette, marked) {
  context.clearRect(0, 0, layout.width, layout.height);
  context.lineCap = "round";
  for (const slice of slices) drawLayer(context, layout, slice, frame, palette);
  for (const slice of slices) drawBiases(context, layout, slice, frame, palette);
  if (marked) drawMarked(context, layout, slices[marked.layer], marked, palette);
}

function drawLayer(context, layout, slice, { weights, mask }, palette) {
  const { from, to } = linkEnds(layout, slice.layer);
  const paths = new Map();
  const cut = new Path2D();
  for (const start of from) {
    for (const end of to) {
      const index = parameterIndex(slice, start.index, end.index);
      let path = cut;
      if (!mask || mask[index]) {
        const bucket = bucketOf(weights[index]);
        path = paths.get(bucket) ?? new Path2D();
        paths.set(bucket, path);
      }
      trace(path, start, end);
    }
  }
  const size = layout.columns[slice.layer].size;
  context.globalAlpha = 0.92;
  for (const bucket of [...paths.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const weight = weightOf(bucket);
    context.strokeStyle = css(diverging(palette.threads, weight * 1.25));
    context.lineWidth = lineWidth(weight, size);
    context.stroke(paths.get(bucket));
  }
  context.globalAlpha = 1;
  context.setLineDash([1, 5]);
  context.strokeStyle = palette.css.mute;
  context.lineWidth = 1.2;
  context.stroke(cut);
  context.setLineDash([]);
}

function trace(path, start, end) {
  const x0 = start.x + start.size / 2;
  const x1 = end.x - end.size / 2;
  const middle = (x0 + x1) / 2;
  path.moveTo(x0, start.y);
  path.bezierCurveTo(middle, start.y, middle, end.y, x1, end.y);
}

function drawBiases(context, layout, slice, { weights }, palette) {
  for (const [to, node] of layout.columns[slice.layer].nodes.entries()) {
    const { x, y, size } = biasPlace(node);
    context.fillStyle = css(diverging(palette.scale, weights[parameterIndex(slice, null, to)]));
    context.strokeStyle = palette.css.mute;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(x - size / 2, y - size / 2, size, size, 1.5);
    context.fill();
    context.stroke();
  }
}

function drawMarked(context, layout, slice, marked, palette) {
  const { from, to } = linkEnds(layout, slice.layer);
  const end = to.find((place) => place.index === marked.to);
  if (!end) return;
  context.strokeStyle = palette.css.ink;
  if (marked.from === null) {
    const { x, y, size } = biasPlace(end);
    context.lineWidth = 2;
    context.strokeRect(x - size / 2 - 2, y - size / 2 - 2, size + 4, size + 4);
    return;
  }
  const start = from.find((place) => place.index === marked.from);
  if (!start) return;
  const path = new Path2D();
  trace(path, start, end);
  context.lineWidth = 1.5;
  context.stroke(path);
}
