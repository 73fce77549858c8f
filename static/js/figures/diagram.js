/** Figure: the network with the map of every unit, its weights or gradients as lines, its biases, its names. */

import { classColor, diverging, divergingPixels, hex, mix, outputPixels } from "../lib/color.js";
import { networkOf } from "../lib/derive.js";
import { largestOf, shareOf } from "../lib/flow.js";
import { formatNumber } from "../lib/format.js";
import { lineWidth } from "../lib/link_painter.js";
import { biasPlace, linkEnds } from "../lib/network_layout.js";
import { parameterIndex } from "../lib/parameters.js";
import { quantise } from "../lib/pixels.js";
import { classNameOf, shortened } from "../lib/points.js";
import { gridOf, smoothPicture } from "../lib/print_picture.js";
import { label, picture, short, tag, widthOf } from "../lib/svg_markup.js";
import { diagramHeight, diagramLayout } from "./diagram_layout.js";

const SHARP = 4;
const MANY_UNITS = 48;
const FADED = 0.92;
/** From one line of a heading to the next, as a share of its type. */
const LINE = 1.35;
/** Of the room between two columns, what words in small type may fill. */
const CLOSEST = 0.78;

/** Everything there is to draw is on the page already. */
async function load({ state }) {
  const { live, flow, lines, network, structure_revision: revision, total } = state;
  const gradients = lines === "gradients" && flow?.network === network && flow.revision === revision && flow.values.length === total ? flow : null;
  return { state, live, gradients };
}

function shapeOf(state, { texts }) {
  const { experiment: { features }, outputs, classes } = state;
  const { nameOf } = texts;
  return {
    features, outputs, names: features.map((key) => nameOf("features", key)), units: networkOf(state).layers.map(({ units }) => units),
    outputNames: outputs > 1 ? Array.from({ length: outputs }, (_, unit) => shortened(classNameOf(state, unit, texts))) : classes === null ? [] : [""],
  };
}

function draw(box, content, sheet) {
  const { size, small } = sheet;
  const above = size * 1.3 + small * (2.1 + LINE * extraLines(content.state));
  const below = small * 2.4;
  const shape = shapeOf(content.state, sheet);
  const layout = diagramLayout({ ...box, y: box.y + above, height: box.height - above - below }, shape, sheet);
  return tag("g", { id: "weights", fill: "none", "stroke-linecap": "round" }, ...content.state.slices.map((slice) => links(layout, slice, content, sheet)))
    + units(layout, content, sheet)
    + tag("g", { id: "biases" }, ...content.state.slices.map((slice) => biases(layout, slice, content, sheet)))
    + words(box, layout, shape, content, sheet)
    + key(box, content, sheet);
}

// Lines

/** Every weight is a line of its own that says its number. */
function links(layout, slice, { state, live, gradients }, sheet) {
  const { from, to } = linkEnds(layout, slice.layer);
  const { mask, weights } = live;
  const lines = from.flatMap((start) => to.map((end) => {
    const index = parameterIndex(slice, start.index, end.index);
    const cut = Boolean(mask && !mask[index]);
    const value = gradients ? gradients.values[index] : weights[index];
    return { d: course(start, end), value, cut, look: cut ? cutLook(sheet) : gradients ? flowLook(value, gradients, layout, sheet) : weightLook(value, layout, sheet) };
  }));
  const name = gradients ? "∂J/∂w" : "w";
  const order = lines.sort((a, b) => Number(b.cut) - Number(a.cut) || a.look["stroke-width"] - b.look["stroke-width"]);
  return tag("g", { id: `weights-${slice.layer + 1}`, opacity: gradients ? null : String(FADED) },
    ...order.map(({ d, value, cut, look }) => tag("path", { d, ...look }, tag("title", {}, cut ? sheet.texts.t("weight.cut_state") : `${name} = ${exactly(value)}`))));
}

const exactly = (value) => formatNumber(value, 6);

function course(start, end) {
  const [x0, x1] = [start.x + start.size / 2, end.x - end.size / 2];
  const middle = (x0 + x1) / 2;
  return `M${short(x0)} ${short(start.y)}C${short(middle)} ${short(start.y)} ${short(middle)} ${short(end.y)} ${short(x1)} ${short(end.y)}`;
}

/** As on the page, where a unit is 44 pixels wide. */
const weightLook = (weight, { node }, { palette }) => ({
  stroke: hex(diverging(palette.threads, weight * 1.25)), "stroke-width": (lineWidth(weight, 44) * node) / 44,
});

function flowLook(gradient, { values }, { node }, { palette }) {
  const share = shareOf(gradient, largestOf(values));
  return { stroke: hex(mix(palette.threads.zero, palette.gradient.to, share)), "stroke-width": ((0.6 + share ** 2 * 7) * node) / 44 };
}

const cutLook = ({ palette, thin }) => ({ stroke: palette.css.mute, "stroke-width": thin, "stroke-dasharray": `${short(thin)} ${short(thin * 5)}` });

function biases(layout, slice, { live, gradients }, { palette, thin }) {
  return layout.columns[slice.layer].nodes.map((place, unit) => {
    const value = (gradients?.values ?? live.weights)[parameterIndex(slice, null, unit)];
    const { x, y, size } = scaled(place);
    const fill = gradients ? mix(palette.scale.zero, palette.gradient.to, shareOf(value, largestOf(gradients.values))) : diverging(palette.scale, value);
    return tag("rect", { x: x - size / 2, y: y - size / 2, width: size, height: size, rx: size * 0.15, fill: hex(fill), stroke: palette.css.mute, "stroke-width": thin * 0.8 },
      tag("title", {}, `${gradients ? "∂J/∂b" : "b"} = ${exactly(value)}`));
  }).join("");
}

/** The page's measures, for units of any size. */
function scaled({ x, y, size }) {
  const share = size / 44;
  const place = biasPlace({ x: x / share, y: y / share, size: 44 });
  return { x: place.x * share, y: place.y * share, size: place.size * share };
}

// Units

function units(layout, { state, live }, sheet) {
  const { palette, image } = sheet;
  const { units: { values, values_shape: [count, side] } } = live;
  const finer = sheet.draft ? 1 : count > MANY_UNITS ? SHARP / 2 : SHARP;
  const sharp = side * finer;
  const plain = divergingPixels(palette.scale);
  const paint = (flat, from, colors) => image(smoothPicture(gridOf(flat, side, from), side, sharp, (step) => colors[Math.round(step) + 128]), sharp, sharp);
  const frames = [];
  let offset = 0;
  for (const { nodes, kind, count: whole } of layout.columns) {
    nodes.forEach((place, unit) => {
      const colors = kind === "output" ? outputPixels(palette, { ...state, unit }) : plain;
      frames.push(framed(place, paint(values, (offset + unit) * side * side, colors), sheet));
    });
    offset += whole;
  }
  const inputs = layout.features.map((place) => {
    const grid = state.data.feature_maps[place.key];
    const { values: steps, size } = quantise(grid);
    const fine = size * finer;
    return framed(place, image(smoothPicture(gridOf(steps, size), size, fine, (step) => plain[Math.round(step) + 128]), fine, fine), sheet);
  });
  return tag("g", { id: "features" }, ...inputs) + tag("g", { id: "units" }, ...frames);
}

function framed({ x, y, size }, url, { palette, thin }) {
  const box = { x: x - size / 2, y: y - size / 2, width: size, height: size };
  return picture(url, box) + tag("rect", { ...box, fill: "none", stroke: palette.css.ink, "stroke-width": thin });
}

// Words

function words(box, layout, { names, outputNames }, { state }, sheet) {
  const { size, small, palette: { css }, texts: { t } } = sheet;
  const heads = [{ x: layout.features[0].x, title: t("network.features"), about: [], brief: ["", []] }, ...layout.columns.map((column) => ({ x: column.x, ...headOf(column, state, sheet) }))];
  const room = layout.pitch * 0.92;
  const narrow = heads.some(({ title, about }, i) => i > 0 && i < heads.length - 1 && Math.max(widthOf(title, size, 600), ...about.map((line) => widthOf(line, small))) > room);
  return tag("g", { id: "names" },
    ...heads.flatMap(({ x, title, about, brief }, i) => {
      const [words, more] = narrow && i > 0 && i < heads.length - 1 ? brief : [title, about];
      const [at, anchor] = narrow ? narrowPlace(layout, x, i, heads.length) : headPlace(box, sheet, x, i, words, heads.length);
      const type = narrow && words === brief[0] ? Math.min(small, ...more.map((line) => (small * layout.pitch * CLOSEST) / widthOf(line, small))) : small;
      return [label(at, box.y + size, words, { size, fill: css.ink, anchor, weight: 600 }),
        ...more.map((line, k) => label(at, box.y + size + small * LINE * (k + 1), line, { size: type, fill: css.mute, anchor }))];
    }),
    ...layout.features.map(({ x, y, size: node }, i) => label(x - node / 2 - small * 0.5, y + small * 0.35, names[i], { size: small, fill: css.ink, anchor: "end" })),
    ...layout.columns.filter(({ more }) => more).map(({ x, moreY, more }) => label(x, moreY, narrow ? `+${more}` : t("network.more_hidden", { count: more }), { size: small, fill: css.mute, anchor: "middle" })),
    ...(outputNames.length > 1 ? layout.columns.at(-1).nodes.map((place, unit) => outputName(place, unit, outputNames[unit], state, sheet)) : []));
}

/** Over the middle of a column; the outermost ones where there is room for them. */
function headPlace(box, { size }, x, i, words, count) {
  const half = widthOf(words, size, 600) / 2;
  if (i === 0 && x - half < box.x) return [box.x, "start"];
  return i === count - 1 && x + half > box.x + box.width ? [box.x + box.width, "end"] : [x, "middle"];
}

/** Where columns stand close, the outermost ones have their room outside. */
const narrowPlace = ({ node }, x, i, count) => (i === 0 ? [x + node / 2, "end"] : i === count - 1 ? [x - node / 2, "start"] : [x, "middle"]);

function headOf({ kind, layer, count }, state, { texts }) {
  const { t, nameOf } = texts;
  if (kind === "output") return { title: t("network.output_layer"), about: [nameOf("outputs", state.output)], brief: ["", []] };
  const found = networkOf(state).layers[layer];
  return {
    title: t("network.layer", { layer: layer + 1 }), about: [`${count} · ${nameOf("activations", found.activation)}`, ...extrasOf(found, texts)],
    brief: [String(layer + 1), [String(count), ...extrasOf(found, texts, "_short")]],
  };
}

/** What a layer does besides, a line each. */
function extrasOf({ normalization, dropout }, { t }, form = "") {
  return [...(normalization === "none" ? [] : [t(`network.normalized${form}.${normalization}`)]), ...(dropout > 0 ? [t(`network.dropped${form}`, { share: `${Math.round(dropout * 100)} %` })] : [])];
}

const extraLines = (state) => Math.max(0, ...networkOf(state).layers.map(({ normalization, dropout }) => Number(normalization !== "none") + Number(dropout > 0)));

function outputName({ x, y, size: node }, unit, name, { classes }, { small, palette }) {
  const left = x + node / 2 + small * 0.5;
  return tag("rect", { x: left, y: y - small * 0.35, width: small * 0.7, height: small * 0.7, rx: small * 0.15, fill: hex(classColor(palette, unit, classes)) })
    + label(left + small * 1.05, y + small * 0.35, name, { size: small, fill: palette.css.ink });
}

/** What lines and colours mean. */
function key(box, { state, live, gradients }, { small, thin, palette, texts: { t } }) {
  const foot = box.y + box.height - small * 0.2;
  const line = (x, stroke, width) => tag("path", { d: `M${short(x)} ${short(foot - small * 0.35)}h${short(small * 2)}`, stroke, "stroke-width": width });
  const words = (x, text) => label(x, foot, text, { size: small, fill: palette.css.mute });
  const step = (box.width - small) / 3;
  if (gradients) {
    return tag("g", { id: "key" }, line(box.x, hex(palette.gradient.to), thin * 4), words(box.x + small * 2.5, t("share.figures.key.gradient", { most: formatNumber(largestOf(gradients.values), 2) })));
  }
  const entries = [["negative", -1], ["positive", 1]].map(([name, sign], i) =>
    line(box.x + i * step, hex(diverging(palette.threads, sign)), thin * 4) + words(box.x + i * step + small * 2.5, t(`share.figures.key.${name}`)));
  return tag("g", { id: "key" }, ...entries, words(box.x + 2 * step, t("share.figures.key.largest", { most: formatNumber(largestWeight(live, state.slices), 2) })));
}

/** Of the lines: biases and what is cut are none. */
const largestWeight = ({ weights, mask }, slices) =>
  largestOf(slices.map((slice) => largestOf(weights.subarray(slice.weights, slice.biases).filter((_, i) => !mask || mask[slice.weights + i]))));

function aspect({ state }, sheet, width) {
  const shape = shapeOf(state, sheet);
  return (diagramHeight(shape, sheet, width) + sheet.size * 1.3 + sheet.small * (4.5 + LINE * extraLines(state))) / width;
}

/** @param {any} state */
const has = ({ data, live }) => Boolean(data?.feature_maps && live);

export const DIAGRAM = { key: "diagram", has, load, draw, aspect };
