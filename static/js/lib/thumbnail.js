/** A data set in a few dots. */

import { classColor, cssCommas, diverging } from "./color.js";
import { fitCanvas } from "./dom.js";

/**
 * @param {HTMLCanvasElement} canvas @param {{x1: number[], x2: number[], label: number[], domain: any, classes: number|null}} preview
 * @param {any} palette @param {number} size in CSS pixels
 */
export function drawThumbnail(canvas, { x1, x2, label, domain, classes }, palette, size) {
  const context = fitCanvas(canvas, size, size);
  context.clearRect(0, 0, size, size);
  const across = ([low, high], v) => (v - low) / (high - low);
  const radius = label.length <= 8 ? size * 0.08 : size * 0.028;
  const inset = size * 0.04;
  const room = size - 2 * inset;
  for (const [i, value] of label.entries()) {
    const rgb = classes === null ? diverging(palette.scale, value, 1) : classColor(palette, value, classes);
    context.fillStyle = cssCommas(rgb);
    context.beginPath();
    context.arc(inset + across(domain.x1, x1[i]) * room, inset + (1 - across(domain.x2, x2[i])) * room, radius, 0, 7);
    context.fill();
  }
}
