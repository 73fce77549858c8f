/** Figure: how the numbers of each layer are spread: weights, sums, answers, gradients. */

import { diverging, hex } from "../lib/color.js";
import { formatNumber } from "../lib/format.js";
import { ceilingOf, extentOf, QUANTITIES, steadyRange, summaryOf } from "../lib/histogram.js";
import { fitted, label, pathThrough, tag, widthOf } from "../lib/svg_markup.js";
import { aspectOfPast, drawPast, loadPast } from "./histograms_past.js";

const BINS = 40;
const GAP = 1.1;
const ROW = 7;

async function load(given) {
  const { state, ask } = given;
  const { quantity = null, mode = "now" } = state.choices.histograms ?? {};
  if (mode === "past") return loadPast(given, quantity && quantity !== "all" ? quantity : "weights");
  const { layers } = await ask(`/networks/${state.network}/histograms?bins=${BINS}`);
  return { layers, quantities: quantity && quantity !== "all" ? [quantity] : QUANTITIES };
}

const draw = (box, content, sheet) => (content.past ? drawPast : drawNow)(box, content, sheet);

function drawNow(box, { layers, quantities }, sheet) {
  const { size, small, palette: { css }, texts: { t } } = sheet;
  const left = Math.max(...quantities.map((quantity) => widthOf(t(`instruments.histograms.short.${quantity}`), small, 600))) + small;
  const above = size * 1.5;
  const gap = small * GAP;
  const width = (box.width - left - gap * (layers.length - 1)) / layers.length;
  const height = (box.height - above) / quantities.length;
  const nameOf = (i) => (i === layers.length - 1 ? t("gradients.output") : t("network.layer", { layer: i + 1 }));
  const narrow = layers.some((_, i) => i < layers.length - 1 && widthOf(nameOf(i), size, 600) > width);
  const names = layers.map((_, i) => {
    const last = narrow && i === layers.length - 1;
    // Beside bare numbers the last name has the gap on its left, too.
    const name = narrow && !last ? String(i + 1) : fitted(nameOf(i), width + (last ? gap : 0), size, 600);
    return label(box.x + left + i * (width + gap) + (last ? width : 0), box.y + size, name, { size, fill: css.ink, weight: 600, anchor: last ? "end" : undefined });
  });
  const rows = quantities.flatMap((quantity, q) => {
    const range = steadyRange(layers.map((layer) => extentOf(layer[quantity])));
    const y = box.y + above + q * height;
    return [
      label(box.x, y + height * 0.5, t(`instruments.histograms.short.${quantity}`), { size: small, fill: css.ink, weight: 600 }),
      ...layers.map((layer, i) => one({ x: box.x + left + i * (width + gap), y, width, height: height - small * 0.9 }, layer[quantity], range, quantity, sheet, `histogram-${quantity}-${i + 1}`)),
    ];
  });
  return tag("g", { id: "layers" }, ...names) + rows.join("");
}

/** Bars on their axis, with how widely they spread; a bar that towers above all is cut off, as on the page. */
function one(box, histogram, range, quantity, sheet, id) {
  const { small, thin, palette } = sheet;
  const { low, high, counts } = histogram;
  const above = small * 1.15;
  const floor = box.y + box.height - small * 1.3;
  const tall = floor - box.y - above;
  const at = (x) => box.x + ((x - range[0]) / (range[1] - range[0])) * box.width;
  const { top } = ceilingOf(counts);
  const type = small * 0.9;
  const ends = range.map((end) => formatNumber(end, 2));
  const spread = `σ ${formatNumber(summaryOf(histogram).deviation, 2)}`;
  const roomy = widthOf(ends[0], type) + widthOf(ends[1], type) + type * 0.5 < box.width;
  const step = (high - low) / counts.length;
  const bars = Array.from(counts, (count, i) => {
    const [from, to] = [Math.max(box.x, at(low + i * step)), Math.min(box.x + box.width, at(low + (i + 1) * step))];
    if (!count || to <= from) return "";
    const wide = Math.max(thin, to - from - thin * 0.5);
    const high = Math.max(thin, tall * Math.min(1, count / top));
    return tag("rect", { x: (from + to - wide) / 2, y: floor - high, width: wide, height: high, fill: fillOf(palette, quantity, low + (i + 0.5) * step) }, tag("title", {}, String(count)));
  });
  return tag("g", { id },
    ...bars,
    tag("path", { d: pathThrough([[box.x, floor], [box.x + box.width, floor]]) + range.map((end) => pathThrough([[at(end), floor], [at(end), floor + small * 0.3]])).join(""), stroke: palette.css.ink, "stroke-width": thin, fill: "none" }),
    roomy && label(box.x, floor + type * 1.25, ends[0], { size: type, fill: palette.css.ink }),
    label(box.x + box.width, floor + type * 1.25, ends[1], { size: type, fill: palette.css.ink, anchor: "end" }),
    widthOf(spread, type) < box.width && label(box.x + box.width, box.y + small * 0.85, spread, { size: type, fill: palette.css.mute, anchor: "end" }));
}

const fillOf = (palette, quantity, x) => (quantity === "gradients" ? palette.css.gradient : hex(diverging(palette.threads, Math.sign(x))));

const aspect = (content, sheet, width) => (content.past ? aspectOfPast : aspectOfNow)(content, sheet, width);

const aspectOfNow = ({ quantities }, { size, small }, width) => (size * 1.5 + quantities.length * small * ROW * (quantities.length === 1 ? 1.6 : 1)) / width;

/** @param {any} state */
const has = ({ live }) => Boolean(live);

export const HISTOGRAMS = { key: "histograms", has, load, draw, aspect, asks: true };
