/** Figures: the loss over a plane through the weights, as a map and as a relief, with the way of each network on it. */

import { crossings } from "../lib/bent_space.js";
import { hex, mix, pixel } from "../lib/color.js";
import { statusOf } from "../lib/derive.js";
import { formatCount, formatNumber, formatPercent } from "../lib/format.js";
import { between, joined, smooth } from "../lib/print_picture.js";
import { axes, colourBar, linearTicks, numberTicks, plotBox, scaleFor } from "../lib/svg_chart.js";
import { label, pathThrough, picture, tag, widthOf } from "../lib/svg_markup.js";
import { facets, lossAt, placer, scaleOf } from "../lib/terrain.js";
import { landColor } from "../lib/terrain_painter.js";

const LEVELS = 12;
const SHADES = 32;
const MARKS = 5;
const SIDE = { yaw: 0.62, pitch: 0.58 };

/** The landscape that was measured for this network, if it still fits. @param {any} state @returns {{id: number, epoch: number}|null} */
export function measuredOf({ choices, id, network, structure_revision: structure, data_revision: data }) {
  const made = choices.landscape?.made;
  return made && made.session === id && made.network === network && made.structure === structure && made.data === data ? made : null;
}

const RESOLUTION = 31;
const POLL = 250;

/**
 * Measure the loss round the network on view. @param {{state: any, ask: (rest: string, method?: string, body?: any) => Promise<any>, tell: (share: number) => void}} given
 * @returns {Promise<any>} what measuredOf finds it by
 */
export async function measure({ state, ask, tell }) {
  const { id: session, network, structure_revision: structure, data_revision: data } = state;
  const { directions = "random", seed = 0, span = 1 } = state.choices.landscape ?? {};
  tell(0);
  const { id } = await ask(`/networks/${network}/landscape`, "POST", { directions, seed, resolution: RESOLUTION, span });
  for (;;) {
    const { state: stage, progress } = await ask(`/landscapes/${id}`);
    if (stage === "done") break;
    if (stage !== "running") throw Object.assign(new Error(stage), { cancelled: stage === "cancelled" });
    tell(progress);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  return { id, session, network, structure, data, epoch: statusOf(state)?.epoch ?? 0 };
}

async function load({ state, ask }) {
  const made = measuredOf(state);
  const land = await ask(`/landscapes/${made.id}`);
  const terrain = { alpha: land.alpha, beta: land.beta, loss: land.beta.map((_, row) => land.loss[row] ?? land.alpha.map(() => null)) };
  return { state, terrain, scale: scaleOf(terrain.loss), paths: pathsOf(state, land), explained: land.explained, made, side: state.choices.landscape?.side ?? SIDE };
}

/** The network on view lies over the others. */
function pathsOf({ network }, { paths }) {
  const last = (path) => Number(path.network === network);
  return paths.filter(({ alpha }) => alpha.length).sort((a, b) => last(a) - last(b));
}

/** Under the picture: of when it is. */
function note(box, { made }, { small, palette: { css }, texts: { t } }) {
  return label(box.x, box.y + box.height - small * 0.2, t("instruments.landscape.as_of", { epoch: formatCount(made.epoch) }), { size: small * 0.9, fill: css.mute });
}

/** Round losses between the least and the most. */
function marksOf({ low, high, log }) {
  if (!log) return linearTicks(low, high, MARKS);
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const digits = to - from > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: to - from + 1 }, (_, i) => digits.map((digit) => digit * 10 ** (from + i))).flat().filter((loss) => loss >= low && loss <= high);
}

function barOf({ scale }, { palette, texts: { t } }) {
  return {
    id: "losses", name: t("instruments.landscape.loss"), stops: Array.from({ length: 9 }, (_, i) => ({ share: i / 8, color: hex(landColor(palette.terrain, i / 8)) })),
    ticks: marksOf(scale).map((loss) => ({ share: scale.share(loss), text: formatNumber(loss, 3) })),
  };
}

const barWidth = (bar, { small, size }) => small * 3 + Math.max(...bar.ticks.map(({ text }) => widthOf(text, small))) + size * 1.5;

/** What a dot stands for. */
function networkKey(x, y, { state: { experiment: { networks } }, paths }, { small, palette }) {
  if (networks.length < 2) return "";
  return paths.map(({ network }, i) => tag("circle", { cx: x + small * 0.4, cy: y + small * (0.7 + 1.4 * i), r: small * 0.36, fill: palette.networks[network] })
    + label(x + small * 1.15, y + small * (1.05 + 1.4 * i), networks[network].name, { size: small, fill: palette.css.ink })).join("");
}

// The map

function drawMap(box, content, sheet) {
  const { terrain, scale, explained, paths } = content;
  const { small, thin, palette, texts: { t } } = sheet;
  const names = explained ? explained.map((share, i) => t(`instruments.space.direction_${i + 1}`, { share: formatPercent(share, 0) })) : ["α", "β"];
  const axis = (values, name) => ({ range: [values[0], values.at(-1)], ticks: numberTicks(values[0], values.at(-1), 4), name });
  const xy = { x: axis(terrain.alpha, names[0]), y: axis(terrain.beta, names[1]) };
  const bar = barOf(content, sheet);
  const beside = barWidth(bar, sheet);
  const free = plotBox({ ...box, width: box.width - beside, height: box.height - small * 1.4 }, xy, sheet);
  const side = Math.min(free.width, free.height);
  const plot = { x: free.x + (free.width - side) / 2, y: free.y, width: side, height: side };
  const at = [scaleFor(xy.x, plot.x, plot.x + side), scaleFor(xy.y, plot.y + side, plot.y)];
  const shares = (row, column) => {
    const loss = terrain.loss[row][column];
    return loss === null || !Number.isFinite(loss) ? NaN : scale.share(loss);
  };
  const key = content.state.experiment.networks.length > 1 ? small * (1.4 * paths.length + 1) : 0;
  return tag("clipPath", { id: "land" }, tag("rect", plot))
    + picture(sheet.image(paintLand(shares, terrain, palette, sheet.pixels), sheet.pixels, sheet.pixels), plot)
    + tag("path", { id: "contours", d: contours(shares, terrain, at), stroke: palette.css.ink, "stroke-opacity": "0.45", "stroke-width": thin * 0.7, fill: "none" })
    + tag("g", { "clip-path": "url(#land)", id: "paths" }, ...paths.map((path) => way(path.alpha.map((a, i) => [at[0](a), at[1](path.beta[i])]), path.network, sheet)))
    + axes(plot, xy, sheet)
    + networkKey(plot.x + side + small * 1.2, plot.y, content, sheet)
    + colourBar({ x: plot.x + side + small * 1.2, y: plot.y + key, width: small * 1.2, height: side - key }, bar, sheet)
    + note(box, content, sheet);
}

function paintLand(shares, { alpha, beta }, { terrain }, pixels) {
  const colors = Array.from({ length: 256 }, (_, i) => pixel(landColor(terrain, i / 255)));
  const out = new Uint32Array(pixels * pixels);
  const step = (beta.length - 1) / pixels;
  const across = (alpha.length - 1) / pixels;
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const share = between(shares, Math.min(alpha.length, beta.length), (pixels - y - 0.5) * step, (x + 0.5) * across);
      // Where the loss is not known there is no land.
      out[y * pixels + x] = Number.isNaN(share) ? 0 : colors[Math.round(255 * share)];
    }
  }
  return out;
}

function contours(shares, { alpha, beta }, [atX, atY]) {
  const size = alpha.length;
  if (beta.length !== size) return "";
  const [mesh, values] = [new Float64Array(2 * size * size), new Float64Array(size * size)];
  for (let i = 0; i < size * size; i++) {
    const [row, column] = [Math.floor(i / size), i % size];
    mesh[2 * i] = atX(alpha[column]);
    mesh[2 * i + 1] = atY(beta[row]);
    values[i] = shares(row, column);
  }
  return Array.from({ length: LEVELS - 1 }, (_, i) => joined(known(crossings(mesh, values, size, (i + 1) / LEVELS))).map((line) => pathThrough(smooth(line))).join("")).join("") || "M0 0";
}

/** Pieces of line without those beside a loss that is not known. */
function known(pieces) {
  const kept = [];
  for (let i = 0; i < pieces.length; i += 4) {
    const piece = pieces.slice(i, i + 4);
    if (piece.every(Number.isFinite)) kept.push(...piece);
  }
  return kept;
}

function way(places, network, { thin, small, palette }) {
  const color = palette.networks[network];
  const d = pathThrough(places);
  const end = places.at(-1);
  return tag("path", { d, fill: "none", stroke: palette.css.card, "stroke-width": thin * 4, "stroke-linejoin": "round" })
    + tag("path", { d, fill: "none", stroke: color, "stroke-width": thin * 2, "stroke-linejoin": "round" })
    + (end ? tag("circle", { cx: end[0], cy: end[1], r: small * 0.45, fill: color, stroke: palette.css.card, "stroke-width": thin * 1.6 }) : "");
}

function mapAspect(content, sheet, width) {
  const inner = { x: { range: [0, 1], ticks: numberTicks(-1, 1, 4), name: "α" }, y: { range: [0, 1], ticks: numberTicks(-1, 1, 4), name: "β" } };
  const plot = plotBox({ x: 0, y: 0, width: width - barWidth(barOf(content, sheet), sheet), height: width }, inner, sheet);
  return (plot.width + width - plot.height + sheet.small * 1.4) / width;
}

// The relief

function drawRelief(box, content, sheet) {
  const { terrain, scale, side, paths } = content;
  const { small, thin, palette } = sheet;
  const bar = barOf(content, sheet);
  const room = { width: box.width - barWidth(bar, sheet), height: box.height - small * 1.4 };
  const shift = ([x, y]) => [box.x + x, box.y + y];
  const shades = Array.from({ length: SHADES + 1 }, (_, i) => landColor(palette.terrain, i / SHADES));
  const pieces = facets(terrain, scale, side, room).map(({ corners, share, light }) => {
    const fill = hex(mix([0, 0, 0], shades[Math.round(share * SHADES)], 0.62 + 0.38 * light));
    return tag("path", { d: pathThrough(corners.map(shift), true), fill, stroke: fill });
  });
  const place = placer(terrain, scale, side, room);
  const ways = paths.map(({ alpha, beta, network }) => {
    const places = alpha.map((a, i) => [a, beta[i], lossAt(terrain, a, beta[i])]).filter(([, , loss]) => loss !== null).map(([a, b, loss]) => shift(place(a, b, loss)));
    return places.length ? way(places, network, sheet) : "";
  });
  const x = box.x + room.width + small * 1.2;
  const key = content.state.experiment.networks.length > 1 ? small * (1.4 * paths.length + 1) : 0;
  return tag("g", { id: "relief", "stroke-width": thin * 0.5, "stroke-linejoin": "round" }, ...pieces) + tag("g", { id: "paths" }, ...ways)
    + networkKey(x, box.y, content, sheet)
    + colourBar({ x, y: box.y + key + small, width: small * 1.2, height: room.height - key - small * 2 }, bar, sheet) + note(box, content, sheet);
}

/** @param {any} state */
const has = ({ data, live }) => Boolean(data && live);
const shared = { has, load, asks: true, needs: (state) => (measuredOf(state) ? null : "landscape") };

export const LANDSCAPE_MAP = { ...shared, key: "landscape_map", draw: drawMap, aspect: mapAspect };
export const LANDSCAPE_RELIEF = { ...shared, key: "landscape_relief", draw: drawRelief, aspect: () => 0.6 };
