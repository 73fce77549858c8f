/** Histograms on a canvas: bars for now, a heat map for all moments so far. */

import { css, diverging, mix, pixel } from "./color.js";
import { formatCount, formatNumber } from "./format.js";
import { ceilingOf } from "./histogram.js";

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

const LABEL = 12;
const HEAT = 0.55;

/** What colour a value has: signs by the page's scale, gradients in their own hue. */
export function hueOf(palette, quantity, range) {
  if (quantity === "gradients") return () => palette.css.gradient;
  const reach = Math.max(-range[0], range[1]);
  return (x) => css(diverging(palette.threads, Math.sign(x) * (0.75 + (0.25 * Math.abs(x)) / reach)));
}

/**
 * One histogram, its axis below.
 * @param {CanvasRenderingContext2D} context @param {Box} box
 * @param {{histogram: import("./histogram.js").Histogram|null, range: [number, number], quantity: string, palette: any,
 *   slope?: ((z: number) => number)|null, marked?: number|null}} what
 */
export function paintHistogram(context, box, { histogram, range, quantity, palette, slope = null, marked = null }) {
  const floor = box.y + box.height - LABEL;
  const height = floor - box.y;
  const at = (x) => box.x + ((x - range[0]) / (range[1] - range[0])) * box.width;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, height + 1);
  context.clip();
  if (histogram) bars(context, { histogram, at, floor, height, colorOf: hueOf(palette, quantity, range), marked, palette, box });
  if (slope) slopeLine(context, { range, at, floor, height, slope, palette });
  context.restore();
  axis(context, { box, floor, at, range, palette });
}

function bars(context, { histogram: { low, high, counts }, at, floor, height, colorOf, marked, palette, box }) {
  const { top, cut } = ceilingOf(counts);
  const width = (high - low) / counts.length;
  for (let i = 0; i < counts.length; i++) {
    if (!counts[i]) continue;
    const x = low + (i + 0.5) * width;
    const [left, right] = [at(low + i * width), at(low + (i + 1) * width)];
    const tall = Math.max(1, height * 0.94 * Math.min(1, counts[i] / top));
    const wide = Math.max(2, right - left - (right - left > 4 ? 1 : 0));
    context.fillStyle = colorOf(x);
    context.globalAlpha = marked === null || Math.abs(marked - x) <= width / 2 ? 1 : 0.55;
    context.fillRect((left + right - wide) / 2, floor - tall, wide, tall);
    if (cut && counts[i] > top) cutMark(context, (left + right) / 2, wide, box.y + height * 0.2, palette);
  }
  context.globalAlpha = 1;
}

/** Two strokes through a bar that goes on beyond the picture. */
function cutMark(context, x, width, y, palette) {
  context.strokeStyle = palette.css.card;
  context.lineWidth = 1.5;
  for (const dy of [0, 4]) {
    context.beginPath();
    context.moveTo(x - width / 2 - 2, y + dy + 2);
    context.lineTo(x + width / 2 + 2, y + dy - 2);
    context.stroke();
  }
}

/** φ′ over the bars: where it lies on the floor, no gradient comes through. */
function slopeLine(context, { range, at, floor, height, slope, palette }) {
  context.strokeStyle = palette.css.gradient;
  context.lineWidth = 1.3;
  context.setLineDash([4, 2.5]);
  context.beginPath();
  const points = 64;
  for (let i = 0; i <= points; i++) {
    const z = range[0] + (i / points) * (range[1] - range[0]);
    const y = floor - 1 - slope(z) * (height - 4) * 0.94;
    if (i) context.lineTo(at(z), y);
    else context.moveTo(at(z), y);
  }
  context.stroke();
  context.setLineDash([]);
}

function axis(context, { box, floor, at, range, palette }) {
  context.fillStyle = palette.css.line;
  context.fillRect(box.x, floor, box.width, 1);
  context.fillStyle = palette.css.mute;
  context.font = `10px ${palette.css.font}`;
  context.textBaseline = "alphabetic";
  const label = (x, align) => {
    context.textAlign = align;
    context.fillText(formatNumber(x, 2), at(x), floor + LABEL - 1);
  };
  label(range[0], "left");
  label(range[1], "right");
  if (range[0] < 0 && range[1] > 0) {
    context.globalAlpha = 0.6;
    context.fillRect(at(0), floor, 1, 3);
    context.globalAlpha = 1;
    if (box.width > 90) label(0, "center");
  }
}

/**
 * Moments of a histogram as pixels: a column a moment, the largest values on top; the fuller a bin, the stronger its hue.
 * @param {{low: number, high: number, counts: ArrayLike<number>[]}} past @param {any} palette @param {string} quantity
 * @param {Uint32Array} out moments × bins
 */
export function paintPast({ low, high, counts }, palette, quantity, out) {
  const columns = counts.length;
  const bins = counts[0]?.length ?? 0;
  const width = (high - low) / bins;
  const hues = Array.from({ length: bins }, (_, i) => strongHue(palette, quantity, low + (i + 0.5) * width));
  for (const [column, row] of counts.entries()) {
    const most = Math.max(1, ...Array.from(row));
    for (let i = 0; i < bins; i++) {
      const share = (row[i] / most) ** HEAT;
      out[(bins - 1 - i) * columns + column] = row[i] ? pixel(mix(palette.scale.zero, hues[i], 0.12 + 0.88 * share)) : 0;
    }
  }
}

function strongHue({ scale, gradient }, quantity, x) {
  if (quantity === "gradients") return gradient.to;
  return x < 0 ? scale.negative : scale.positive;
}

/**
 * The heat map with its axes: values upwards, moments to the right.
 * @param {CanvasRenderingContext2D} context @param {Box} box of the map alone; its axes lie to the left and below
 * @param {{moments: {low: number, high: number, epochs: number[]}, picture: CanvasImageSource, palette: any, nameOfEpoch: (epoch: string) => string}} what
 */
export function paintMoments(context, box, { moments: { low, high, epochs }, picture, palette: { css }, nameOfEpoch }) {
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, box.x, box.y, box.width, box.height);
  context.strokeStyle = css.line;
  context.lineWidth = 1;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  const zero = box.y + (high / (high - low)) * box.height;
  const inside = low < 0 && high > 0;
  context.fillStyle = css.zeroLine;
  if (inside) context.fillRect(box.x, zero, box.width, 1);
  context.fillStyle = css.mute;
  context.font = `10px ${css.font}`;
  context.textAlign = "right";
  const value = (x, y, baseline) => {
    context.textBaseline = baseline;
    // What is next to nothing beside the other end is no number to read.
    context.fillText(Math.abs(x) < 1e-3 * Math.max(-low, high) ? "0" : formatNumber(x, 2), box.x - 3, y);
  };
  value(high, box.y, "top");
  value(low, box.y + box.height, "bottom");
  if (inside && Math.min(zero - box.y, box.y + box.height - zero) > 18) value(0, zero, "middle");
  epochTicks(context, box, epochs, nameOfEpoch);
}

/** A column is a moment, not a number of epochs: early ones lie closer together in time. */
function epochTicks(context, box, epochs, nameOfEpoch) {
  const last = epochs.length - 1;
  const shares = box.width > 110 && last >= 6 ? [0, 0.25, 0.5, 1] : [0, 1];
  context.textBaseline = "top";
  for (const share of shares) {
    const text = formatCount(epochs[Math.round(share * last)]);
    context.textAlign = share === 0 ? "left" : share === 1 ? "right" : "center";
    context.fillText(share === 1 && box.width > 80 ? nameOfEpoch(text) : text, box.x + share * box.width, box.y + box.height + 2);
  }
}
