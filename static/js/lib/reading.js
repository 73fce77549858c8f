/** What the network answers at a place, read off a frame at once, or exactly from the server. */

import { cellAt } from "./pixels.js";

/**
 * @typedef {{kind: "scalar", value: number, label: number|null}
 *   | {kind: "classes", label: number, shares: number[]|null, confidence: number}} Reading
 */

/**
 * Read the surface of a frame.
 * @param {any} surface @param {{x1: [number, number], x2: [number, number]}} domain
 * @param {number} x1 @param {number} x2 @param {boolean} regression @returns {Reading|null} null outside the domain
 */
export function readSurface(surface, domain, x1, x2, regression) {
  const size = (surface.values_shape ?? surface.labels_shape)[0];
  const cell = cellAt(domain, size, x1, x2);
  if (cell === null) return null;
  if (surface.kind === "classes") {
    return { kind: "classes", label: surface.labels[cell], shares: null, confidence: surface.confidence[cell] / 255 };
  }
  const { low, high } = surface;
  const value = low + ((high - low) * surface.values[cell]) / 255;
  return { kind: "scalar", value, label: regression ? null : Number(value >= (low + high) / 2) };
}

/**
 * Read the exact answer of the last layer.
 * @param {number[]} answers a of the output units @param {number} border between the two classes
 * @param {boolean} regression @returns {Reading}
 */
export function readAnswers(answers, border, regression) {
  if (answers.length === 1) {
    return { kind: "scalar", value: answers[0], label: regression ? null : Number(answers[0] >= border) };
  }
  const label = answers.indexOf(Math.max(...answers));
  return { kind: "classes", label, shares: answers, confidence: answers[label] };
}
