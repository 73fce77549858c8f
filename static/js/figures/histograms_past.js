/** Figure: how the numbers of each layer were spread at every moment so far, as heat maps. */

import { paintPast } from "../lib/histogram_painter.js";
import { formatCount, formatNumber } from "../lib/format.js";
import { axes, plotBox } from "../lib/svg_chart.js";
import { fitted, label, picture, tag } from "../lib/svg_markup.js";

const BINS = 40;
const LEAST_WIDTH = 15;
const ROW = 15;

/** @param {{state: any, ask: (rest: string) => Promise<any>}} given @param {string} quantity */
export async function loadPast({ state, ask }, quantity) {
  const where = `/networks/${state.network}/histograms/past?quantity=${quantity}&bins=${BINS}`;
  const layers = await Promise.all(state.slices.map((_, layer) => ask(`${where}&layer=${layer}`)));
  return { quantity, past: layers.filter(({ counts }) => counts.length) };
}

const columnsOf = (count, width, size) => Math.ceil(count / Math.ceil(count / Math.max(1, Math.floor(width / (size * LEAST_WIDTH)))));

export function drawPast(box, { quantity, past }, sheet) {
  const { size, texts: { t } } = sheet;
  const columns = columnsOf(past.length, box.width, size);
  const rows = Math.ceil(past.length / columns);
  const gap = size;
  const [width, height] = [(box.width - gap * (columns - 1)) / columns, (box.height - size * 1.4) / rows];
  return label(box.x, box.y + size, t(`instruments.histograms.short.${quantity}`), { size, fill: sheet.palette.css.ink })
    + past.map((moments, i) => layer({
      x: box.x + (i % columns) * (width + gap), y: box.y + size * 1.4 + Math.floor(i / columns) * height, width, height,
    }, moments, i, past.length, quantity, sheet)).join("");
}

/** A column is a moment, not a number of epochs: early ones lie closer together in time. */
function layer(box, { low, high, counts, epochs }, index, layers, quantity, sheet) {
  const { size, palette, texts: { t } } = sheet;
  const last = epochs.length - 1;
  const places = last < 1 ? [0] : last < 4 ? [0, last] : [0, Math.round(last / 2), last];
  const value = (at) => ({ at, text: Math.abs(at) < 1e-3 * Math.max(-low, high) ? "0" : formatNumber(at, 2) });
  const xy = {
    x: { range: [-0.5, last + 0.5], ticks: places.map((at) => ({ at, text: formatCount(epochs[at]) })), name: t("loss.epoch") },
    y: { range: [low, high], ticks: [low, ...(low < 0 && high > 0 ? [0] : []), high].map(value), name: "" },
  };
  const head = size * 1.5;
  const plot = plotBox({ ...box, y: box.y + head, height: box.height - head - size * 0.5 }, xy, sheet);
  const pixels = new Uint32Array(counts.length * counts[0].length);
  paintPast({ low, high, counts }, palette, quantity, pixels);
  const name = index === layers - 1 ? t("gradients.output") : t("network.layer", { layer: index + 1 });
  return label(plot.x, box.y + size, fitted(name, plot.width, size, 600), { size, fill: palette.css.ink, weight: 600 })
    + tag("g", { "image-rendering": "pixelated" }, picture(sheet.image(pixels, counts.length, counts[0].length), plot))
    + axes(plot, xy, sheet).replace('id="axes"', `id="axes-${index + 1}"`);
}

/** @param {{past: any[]}} content @param {{size: number}} sheet @param {number} width */
export function aspectOfPast({ past }, { size }, width) {
  return (size * 1.4 + Math.ceil(past.length / columnsOf(past.length, width, size)) * size * ROW) / width;
}
