/** The lines of the diagram, drawn on one canvas: colour by sign, width by size. */

import { css, diverging, mix } from "./color.js";
import { largestOf, shareOf } from "./flow.js";
import { formatNumber } from "./format.js";
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

/**
 * The same lines as the way of the gradients: how strongly each weight is asked to change.
 * @param {CanvasRenderingContext2D} context @param {any} layout @param {any[]} slices
 * @param {{values: Float64Array, norms: number[]}} flow gradients, flat, and their norm layer by layer
 * @param {Uint8Array|null} mask @param {any} palette @param {{layer: number, from: number|null, to: number}|null} marked
 */
export function drawFlow(context, layout, slices, flow, mask, palette, marked) {
  context.clearRect(0, 0, layout.width, layout.height);
  context.lineCap = "round";
  const largest = largestOf(flow.values);
  for (const slice of slices) drawFlowLayer(context, layout, slice, flow.values, largest, mask, palette);
  for (const slice of slices) drawFlowBar(context, layout, slice.layer, flow.norms, palette);
  if (marked) drawMarked(context, layout, slices[marked.layer], marked, palette);
}

/** Lines of about the same look are one path; those that are cut, another. */
function gather(layout, slice, mask, bucketAt) {
  const { from, to } = linkEnds(layout, slice.layer);
  const paths = new Map();
  const cut = new Path2D();
  for (const start of from) {
    for (const end of to) {
      const index = parameterIndex(slice, start.index, end.index);
      let path = cut;
      if (!mask || mask[index]) {
        const bucket = bucketAt(index);
        path = paths.get(bucket) ?? new Path2D();
        paths.set(bucket, path);
      }
      trace(path, start, end);
    }
  }
  return { paths, cut };
}

function drawFlowLayer(context, layout, slice, values, largest, mask, palette) {
  const { paths, cut } = gather(layout, slice, mask, (index) => Math.round(shareOf(values[index], largest) * STEPS));
  const thickest = Math.max(2.5, Math.min(7, layout.columns[slice.layer].size * 0.18));
  for (const bucket of [...paths.keys()].sort((a, b) => a - b)) {
    const share = bucket / STEPS;
    context.strokeStyle = css(mix(palette.threads.zero, palette.gradient.to, share));
    context.lineWidth = 0.6 + share ** 2 * thickest;
    context.stroke(paths.get(bucket));
  }
  strokeCut(context, cut, palette);
  for (const [to, node] of layout.columns[slice.layer].nodes.entries()) {
    drawBias(context, node, css(mix(palette.scale.zero, palette.gradient.to, shareOf(values[parameterIndex(slice, null, to)], largest))), palette);
  }
}

/** Under each layer's lines: the norm of its gradient, as long as its share among the powers of ten. */
function drawFlowBar(context, layout, layer, norms, palette) {
  const norm = norms[layer];
  const most = layout.pitch * 0.6;
  const { x } = layout.inserts[layer];
  const y = layout.height - 5;
  const length = Number.isFinite(norm) ? Math.max(2, shareOf(norm, largestOf(norms)) * most) : 0;
  context.lineWidth = 5;
  context.strokeStyle = palette.css.line;
  bar(context, x - most / 2, x + most / 2, y);
  context.strokeStyle = palette.css.gradient;
  // The gradient comes from the right: from the output back to the features.
  if (norm > 0) bar(context, x + most / 2 - length, x + most / 2, y);
  if (layout.mode === "tiny") return;
  context.font = `600 10.5px ${palette.css.font}`;
  context.textAlign = "center";
  context.lineWidth = 4;
  context.strokeStyle = palette.css.card;
  context.strokeText(formatNumber(norm, 1), x, y - 7);
  context.fillStyle = palette.css.gradient;
  context.fillText(formatNumber(norm, 1), x, y - 7);
}

function bar(context, from, to, y) {
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
}

function drawLayer(context, layout, slice, { weights, mask }, palette) {
  const { paths, cut } = gather(layout, slice, mask, (index) => bucketOf(weights[index]));
  const size = layout.columns[slice.layer].size;
  context.globalAlpha = 0.92;
  for (const bucket of [...paths.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const weight = weightOf(bucket);
    context.strokeStyle = css(diverging(palette.threads, weight * 1.25));
    context.lineWidth = lineWidth(weight, size);
    context.stroke(paths.get(bucket));
  }
  context.globalAlpha = 1;
  strokeCut(context, cut, palette);
}

function strokeCut(context, cut, palette) {
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
    drawBias(context, node, css(diverging(palette.scale, weights[parameterIndex(slice, null, to)])), palette);
  }
}

function drawBias(context, node, color, palette) {
  const { x, y, size } = biasPlace(node);
  context.fillStyle = color;
  context.strokeStyle = palette.css.mute;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x - size / 2, y - size / 2, size, size, 1.5);
  context.fill();
  context.stroke();
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
