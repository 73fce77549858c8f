/** Figure: the plane as it is, and as a layer sees it: cells in the colours of the answer, the mesh, the border, the points. */

import { boundsOf, crossings, fitted as placed, flatMesh, onScreen, placesOf } from "../lib/bent_space.js";
import { classColor, diverging, hex, mix } from "../lib/color.js";
import { networkOf } from "../lib/derive.js";
import { formatPercent } from "../lib/format.js";
import { joined } from "../lib/print_picture.js";
import { fitted, label, pathThrough, short, tag } from "../lib/svg_markup.js";
import { loadAnswers } from "./answers.js";
import { points } from "./points.js";
import { cutCell, scoresOf, winnersOf } from "./regions.js";

const SIZE = 97;
const DRAFT_SIZE = 25;
/** Lines shorter than so many strokes are nothing but dots. */
const SHORTEST = 4;
const LEVELS = 24;
const STRENGTH = 0.62;
/** Every so many lines of the mesh are drawn. */
const LINES = 24;
/** Between both pictures, for the arrow and the name of an axis. */
const GAP = 3.6;

async function load({ state, ask, draft }) {
  const { layers } = networkOf(state);
  const { stage: wanted = null, units: chosen = null } = state.choices.space ?? {};
  const stage = Math.max(1, Math.min(wanted ?? layers.length, layers.length));
  const count = layers[stage - 1].units;
  const units = chosen && count > 2 && chosen.every((unit) => unit < count) ? `&units=${chosen.join(",")}` : "";
  const size = draft ? DRAFT_SIZE : SIZE;
  const [found, answers] = await Promise.all([
    ask(`/networks/${state.network}/space?layer=${stage - 1}&resolution=${size}${units}`),
    state.outputs > 2 ? loadAnswers(ask, { network: state.network, layers: layers.length, outputs: state.outputs, zeroOne: state.zeroOne, resolution: size }) : null,
  ]);
  return { scores: answers && scoresOf(answers), state, data: state.data, stage, size, found, sets: state.view.showTest && state.data.test.label.length ? ["train", "test"] : ["train"] };
}

function draw(box, content, sheet) {
  const { data, size, found, sets, stage, state } = content;
  const { small, texts: { t } } = sheet;
  const head = sheet.size * 1.6;
  const gap = sheet.size * GAP;
  const edge = small * 1.3;
  const side = Math.min((box.width - gap - edge) / 2, box.height - head - small * 1.6);
  const left = box.x + edge + (box.width - edge - gap - 2 * side) / 2;
  const boxes = [left, left + side + gap].map((x) => ({ x, y: box.y + head, width: side, height: side }));
  const flat = { mesh: flatMesh(data.domain, size), train: placesOf(data.train), test: placesOf(data.test) };
  const bent = { mesh: found.grid.flat(2), train: found.train.flat(), test: found.test.flat() };
  const middle = (boxes[0].x + side + boxes[1].x - small * 1.2) / 2;
  return scene(boxes[0], flat, content, sheet, t("instruments.space.input"), ["x₁", "x₂"], "input", 1.5)
    + scene(boxes[1], bent, { ...content, sets }, sheet, t("instruments.space.stage", { layer: stage, of: networkOf(state).layers.length }), axisNames(found, sheet), "layer", 3)
    + tag("path", { d: arrow(middle, box.y + head + side / 2, sheet.size * 0.7), stroke: sheet.palette.css.ink, "stroke-width": sheet.thin * 1.6, fill: "none" });
}

const arrow = (x, y, r) => `M${short(x - r)} ${short(y)}H${short(x + r)}M${short(x + r * 0.4)} ${short(y - r * 0.55)}L${short(x + r)} ${short(y)}L${short(x + r * 0.4)} ${short(y + r * 0.55)}`;

function axisNames({ explained, units }, { texts: { t } }) {
  if (explained) return explained.map((share, i) => t(`instruments.space.direction_${i + 1}`, { share: formatPercent(share, 0) }));
  const [first, second] = units ?? [0, null];
  const name = (unit) => t("instruments.space.unit", { unit: unit + 1 });
  return [name(first), second === null || second === undefined ? "" : name(second)];
}

function scene(box, { mesh, train, test }, { state, data, size, found, scores, sets }, sheet, title, [across, up], id, most) {
  const { small, thin, palette: { css } } = sheet;
  const inner = { x: box.x + small * 0.4, y: box.y + small * 0.4, width: box.width - small * 0.8, height: box.height - small * 0.8 };
  const fit = placed(boundsOf(mesh, train, sets.includes("test") ? test : []), inner, most);
  const seen = onScreen(mesh, fit);
  const places = { train: onScreen(train, fit), test: onScreen(test, fit) };
  const { pieces, lines } = scores ? manyClasses(seen, size, scores, sheet) : oneAnswer(seen, size, found.answers.flat(), state, sheet);
  const border = joined(lines).filter((line) => extentOf(line) > SHORTEST * thin).map((line) => pathThrough(line)).join("");
  return tag("g", { id },
    label(box.x, box.y - small * 0.6, fitted(title, box.width, sheet.size, 600), { size: sheet.size, fill: css.ink, weight: 600 }),
    tag("g", { opacity: "0.85", id: `${id}-cells` }, ...pieces),
    tag("path", { d: meshPath(seen, size), stroke: css.ink, "stroke-opacity": "0.25", "stroke-width": thin * 0.6, fill: "none" }),
    border && tag("path", { id: `${id}-border`, d: border, stroke: css.ink, "stroke-width": thin * 1.8, fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" }),
    points(data, sets, (_x1, _x2, i, set) => [places[set][2 * i], places[set][2 * i + 1]], { ...sheet, small: small * 0.8 }).replaceAll('id="points-', `id="${id}-`),
    tag("rect", { ...box, fill: "none", stroke: css.ink, "stroke-width": thin }),
    label(box.x + box.width, box.y + box.height + small * 1.3, `${across} →`, { size: small, fill: css.ink, anchor: "end" }),
    up && label(box.x - small * 0.45, box.y, `${up} →`, { size: small, fill: css.ink, anchor: "end", turned: true }));
}

const extentOf = (line) => Math.max(...[0, 1].map((k) => Math.max(...line.map((place) => place[k])) - Math.min(...line.map((place) => place[k]))));

function manyClasses(mesh, size, scores, sheet) {
  const winners = winnersOf(scores);
  const colors = scores.map((_, k) => hex(mix(sheet.palette.scale.zero, classColor(sheet.palette, k, scores.length), STRENGTH)));
  const cuts = [];
  const shade = (corner) => {
    const cut = cutCell(mesh, size, corner, winners, scores);
    if (cut) cuts.push(cut);
    return cut ? null : winners[corner];
  };
  const whole = cells(mesh, size, shade, colors, sheet);
  const parts = cuts.flatMap(({ areas }) => areas.map(({ label: k, ring }) => piece(ring, colors[k], sheet)));
  return { pieces: [...whole, ...parts], lines: cuts.flatMap((cut) => cut.lines) };
}

function oneAnswer(mesh, size, answers, state, sheet) {
  const colors = Array.from({ length: LEVELS }, (_, i) => hex(diverging(sheet.palette.scale, (2 * i) / (LEVELS - 1) - 1, STRENGTH)));
  const shade = (a) => levelOf((answers[a] + answers[a + 1] + answers[a + size] + answers[a + size + 1]) / 4, state.zeroOne);
  return { pieces: cells(mesh, size, shade, colors, sheet), lines: crossings(mesh, state.classes === null ? answers : sumsOf(answers, state.zeroOne), size, 0) };
}

/** What was squeezed into the answer: where the answer jumps from one class to the other, that still runs straight between two places. */
function sumsOf(answers, zeroOne) {
  const shares = zeroOne ? answers : answers.map((answer) => (1 + answer) / 2);
  const inside = (share) => Math.min(1 - Number.EPSILON, Math.max(Number.MIN_VALUE, share));
  return shares.every((share) => share >= 0 && share <= 1) ? shares.map(inside).map((share) => Math.log(share / (1 - share))) : shares.map((share) => share - 0.5);
}

/** Neighbours of one colour in a row are one piece. */
function cells(mesh, size, shade, colors, sheet) {
  const place = (row, column) => [mesh[2 * (row * size + column)], mesh[2 * (row * size + column) + 1]];
  const pieces = [];
  for (let row = 0; row < size - 1; row++) {
    const shades = Array.from({ length: size - 1 }, (_, column) => shade(row * size + column));
    for (let from = 0; from < size - 1;) {
      let to = from + 1;
      while (to < size - 1 && shades[to] === shades[from]) to++;
      const ring = [];
      for (let column = from; column <= to; column++) ring.push(place(row, column));
      for (let column = to; column >= from; column--) ring.push(place(row + 1, column));
      if (shades[from] !== null) pieces.push(piece(ring, colors[shades[from]], sheet));
      from = to;
    }
  }
  return pieces;
}

/** A thin stroke of the same colour hides the seams. */
const piece = (ring, fill, { thin }) => tag("path", { d: pathThrough(ring, true), fill, stroke: fill, "stroke-width": thin * 0.5 });

const levelOf = (answer, zeroOne) => Math.max(0, Math.min(LEVELS - 1, Math.round(((zeroOne ? 2 * answer - 1 : answer) + 1) * 0.5 * (LEVELS - 1))));

function meshPath(mesh, size) {
  const every = Math.max(1, Math.round((size - 1) / LINES));
  let d = "";
  for (let line = 0; line < size; line += every) {
    for (const [start, step] of [[line * size, 1], [line, size]]) {
      d += pathThrough(Array.from({ length: size }, (_, i) => [mesh[2 * (start + i * step)], mesh[2 * (start + i * step) + 1]]));
    }
  }
  return d;
}

const aspect = (content, { size, small }, width) => ((width - size * GAP - small * 1.3) / 2 + size * 1.6 + small * 1.6) / width;

/** Without hidden layers nothing bends the plane. @param {any} state */
const has = (state) => Boolean(state.data && state.live && networkOf(state).layers.length);

export const SPACE = { key: "space", has, load, draw, aspect, asks: true };
