/** What a network answers over the plane: asked for in print quality, or taken from a frame; as pixels and as the line between two classes. */

import { crossings } from "../lib/bent_space.js";
import { classColor, confidencePixels, divergingPixels } from "../lib/color.js";
import { gridOf, gridOfRows, joined, labelPicture, smoothPicture, winnerPicture } from "../lib/print_picture.js";

const STRENGTH = 0.78;

/** @typedef {{kind: "values", size: number, at: any, low: number, high: number}|{kind: "shares", size: number, grids: any[]}
 *   |{kind: "labels", size: number, labelAt: any, shareAt: any, count: number}} Answers */

/** From the surface of a frame: quickly, in 256 steps. @param {any} surface @param {number} count of classes @returns {Answers} */
export function answersOfFrame(surface, count) {
  const size = (surface.values_shape ?? surface.labels_shape)[0];
  if (surface.kind === "classes") {
    return { kind: "labels", size, count, labelAt: gridOf(surface.labels, size), shareAt: gridOf(surface.confidence, size, 0, (step) => step / 255) };
  }
  const { low, high } = surface;
  return { kind: "values", size, low, high, at: gridOf(surface.values, size, 0, (step) => low + ((high - low) * step) / 255) };
}

/**
 * From the server, in all digits.
 * @param {(rest: string) => Promise<any>} ask of the session @param {{network: number, layers: number, outputs: number, zeroOne: boolean, resolution: number}} what
 * @returns {Promise<Answers>}
 */
export async function loadAnswers(ask, { network, layers, outputs, zeroOne, resolution }) {
  const where = `/networks/${network}/boundary?resolution=${resolution}`;
  if (outputs > 2) {
    const units = await Promise.all(Array.from({ length: outputs }, (_, unit) => ask(`${where}&layer=${layers}&unit=${unit}`)));
    return { kind: "shares", size: resolution, grids: units.map(({ values }) => gridOfRows(values)) };
  }
  const { values } = await ask(where);
  return { kind: "values", size: resolution, at: gridOfRows(values), low: zeroOne ? 0 : -1, high: 1 };
}

/** @param {Answers} answers @param {{palette: any, hard: boolean}} look @param {number} pixels along a side @returns {Uint32Array} */
export function paintAnswers(answers, { palette, hard }, pixels) {
  if (answers.kind === "values") {
    const { low, high, at, size } = answers;
    const colors = divergingPixels(palette.scale, { strength: STRENGTH, hard });
    const color = (value) => colors[Math.max(0, Math.min(255, Math.round((255 * (value - low)) / (high - low))))];
    return smoothPicture(at, size, pixels, color);
  }
  const count = answers.kind === "labels" ? answers.count : answers.grids.length;
  const colors = Array.from({ length: count }, (_, label) =>
    confidencePixels(palette.scale.zero, classColor(palette, label, count), 1 / count, { hard, strength: STRENGTH }));
  const color = (label, share) => colors[label % count][Math.max(0, Math.min(255, Math.round(255 * share)))];
  return answers.kind === "labels"
    ? labelPicture(answers.labelAt, answers.shareAt, answers.size, pixels, color)
    : winnerPicture(answers.grids, answers.size, pixels, color);
}

/**
 * Where the answer changes from one of two classes to the other, in a box. @param {Answers} answers @param {{x: number, y: number, width: number, height: number}} box
 * @returns {[number, number][][]} lines; none where there are more classes
 */
export function decisionLines(answers, box) {
  if (answers.kind !== "values") return [];
  const { size, at, low, high } = answers;
  const [mesh, values] = [new Float64Array(2 * size * size), new Float64Array(size * size)];
  for (let i = 0; i < size * size; i++) {
    const [row, column] = [Math.floor(i / size), i % size];
    mesh[2 * i] = box.x + (box.width * column) / (size - 1);
    mesh[2 * i + 1] = box.y + box.height * (1 - row / (size - 1));
    values[i] = at(row, column);
  }
  return joined(crossings(mesh, values, size, (low + high) / 2));
}
