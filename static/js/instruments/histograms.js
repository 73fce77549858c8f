/** Histograms: how the numbers of each layer are spread, now and at all moments so far. */

import { throttle } from "../lib/animation.js";
import { networkOf, entryOf } from "../lib/derive.js";
import { el, fitCanvas, setAttribute, setText } from "../lib/dom.js";
import { formatCount, formatNumber, roundRatio } from "../lib/format.js";
import { binAt, compareSpread, extentOf, QUANTITIES, slopeAt, steadyRange, summaryOf, tiling } from "../lib/histogram.js";
import { paintHistogram, paintMoments, paintPast } from "../lib/histogram_painter.js";
import { createTip, placeIn } from "../lib/tip.js";

const BINS = 40;
const LEAST_WIDTH = 88;
const LEAST_HEIGHT = 52;
/** From this height on, the four quantities stand below each other. */
const TALL = 280;
const TITLE = 16;
const GAP = 12;
const ROW_LABEL = 62;
/** Room beside and below the heat map for its axes. */
const VALUES = 30;
const EPOCHS = 12;
const BOUNDED = { sigmoid: [0, 1], tanh: [-1, 1], step: [0, 1], sign: [-1, 1], softmax: [0, 1] };

const KEY = "histograms";
const chosen = (state) => ({ quantity: null, mode: "now", ...state.choices?.[KEY] });

const wish = (state) => (chosen(state).mode === "now" ? { kind: KEY, bins: BINS } : null);

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any}} parts
 */
function createHistograms(element, { actions, texts: { t }, catalog }) {
  const choose = (change) => actions.choose(KEY, change);
  const quantities = ["all", ...QUANTITIES].map((quantity) =>
    el("button", { type: "button", dataset: { quantity }, onclick: () => choose({ quantity }) }, t(`instruments.histograms.short.${quantity}`)));
  const modes = ["now", "past"].map((mode) => el("button", { type: "button", dataset: { mode }, onclick: () => choose({ mode }) }, t(`instruments.histograms.modes.${mode}`)));
  const sentence = el("p", { class: "instrument-text" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const host = el("div", { class: "picture" }, canvas);
  const alternative = el("p", { class: "unseen" });
  element.classList.add("histograms");
  element.append(
    el("div", { class: "instrument-row" },
      el("span", { class: "segmented small", role: "group", "aria-label": t("instruments.histograms.quantity") }, ...quantities),
      sentence,
      el("span", { class: "segmented small", role: "group", "aria-label": t("instruments.histograms.mode") }, ...modes)),
    host, alternative);
  const tip = createTip(host);
  const observer = new ResizeObserver(() => fit());
  observer.observe(host);
  host.addEventListener("pointermove", (event) => point(placeIn(event, host)));
  host.addEventListener("pointerleave", () => point(null));

  let latest = null;
  let size = { width: 0, height: 0 };
  let ranges = {};
  let cells = [];
  let pointer = null;
  let past = null;

  const tall = () => size.height >= TALL;
  const quantityOn = () => {
    const { quantity, mode } = chosen(latest);
    const usual = tall() && mode === "now" ? "all" : "weights";
    return quantity === null || (quantity === "all" && usual !== "all") ? usual : quantity;
  };
  const shownQuantities = () => (quantityOn() === "all" ? QUANTITIES : [quantityOn()]);
  const layersNow = () => (latest.live?.instrument?.kind === KEY ? latest.live.instrument.layers : null);
  const nameOf = (layer, layers) => (layer === layers - 1 ? t("gradients.output") : t("network.layer", { layer: layer + 1 }));

  function fit() {
    size = { width: host.clientWidth, height: host.clientHeight };
    if (latest) {
      showChoice();
      draw();
    }
  }

  // Where everything stands

  function place(layers) {
    const shown = shownQuantities();
    const all = shown.length > 1;
    const { columns, rows } = all ? { columns: layers, rows: 1 } : tiling(layers, size.width, LEAST_WIDTH);
    const left = all ? ROW_LABEL : 0;
    const [across, down] = [(size.width - left + GAP) / columns, size.height / (rows * shown.length)];
    cells = shown.flatMap((quantity, q) => Array.from({ length: layers }, (_, layer) => {
      const [column, row] = [layer % columns, Math.floor(layer / columns) + q * rows];
      const x = left + column * across;
      return { quantity, layer, whole: { x, y: row * down, width: across - GAP, height: down },
        box: { x, y: row * down + TITLE, width: across - GAP, height: down - TITLE - 4 } };
    }));
    host.style.minHeight = `${rows * shown.length * LEAST_HEIGHT}px`;
  }

  /** One axis for all layers, so that they can be compared; bounded activations have theirs. */
  function rangeOf(quantity, layers, activations) {
    if (quantity === "a" && activations.every((key) => BOUNDED[key])) {
      return [Math.min(...activations.map((key) => BOUNDED[key][0])), 1];
    }
    ranges[quantity] = steadyRange(layers.map((layer) => extentOf(layer[quantity])), ranges[quantity] ?? null);
    return ranges[quantity];
  }

  function slopeOf(layer) {
    const { layers } = networkOf(latest);
    const spec = layers[layer];
    if (!spec || spec.normalization !== "none") return null;
    const graph = entryOf(catalog, "activations", spec.activation)?.graph;
    return graph && spec.activation !== "identity" ? (z) => slopeAt(graph, z) : null;
  }

  // Drawing

  function draw() {
    if (!latest?.ready || !size.width || !size.height) return;
    const context = fitCanvas(canvas, size.width, size.height);
    context.clearRect(0, 0, size.width, size.height);
    if (chosen(latest).mode === "past") drawPast(context);
    else if (layersNow()) drawNow(context, layersNow());
    if (pointer) explainPlace();
  }

  function drawNow(context, layers) {
    const activations = [...networkOf(latest).layers.map((layer) => layer.activation), latest.output];
    place(layers.length);
    const shared = Object.fromEntries(shownQuantities().map((quantity) => [quantity, rangeOf(quantity, layers, activations)]));
    for (const cell of cells) {
      const histogram = layers[cell.layer][cell.quantity];
      cell.histogram = histogram;
      cell.range = shared[cell.quantity];
      title(context, cell, layers.length, `σ ${formatNumber(summaryOf(histogram).deviation, 2)}`);
      paintHistogram(context, cell.box, {
        histogram, range: cell.range, quantity: cell.quantity, palette: latest.palette,
        slope: cell.quantity === "z" ? slopeOf(cell.layer) : null, marked: markedIn(cell),
      });
    }
    if (shownQuantities().length > 1) rowLabels(context, layers.length);
    describe(layers);
  }

  function title(context, { whole, layer }, layers, right) {
    const { css } = latest.palette;
    context.textBaseline = "top";
    context.textAlign = "left";
    context.font = `600 11px ${css.font}`;
    context.fillStyle = css.ink;
    const name = whole.y === 0 || shownQuantities().length === 1 ? nameOf(layer, layers) : "";
    context.fillText(name, whole.x, whole.y + 1);
    const used = context.measureText(name).width;
    context.font = `10.5px ${css.font}`;
    context.fillStyle = css.mute;
    context.textAlign = "right";
    if (used + context.measureText(right).width + 6 < whole.width) context.fillText(right, whole.x + whole.width, whole.y + 1);
  }

  function rowLabels(context, layers) {
    const { css } = latest.palette;
    context.textAlign = "left";
    context.textBaseline = "top";
    context.fillStyle = css.mute;
    context.font = `11px ${css.font}`;
    for (const { quantity, whole } of cells.filter((cell) => cell.layer === 0 && layers)) {
      context.fillText(t(`instruments.histograms.short.${quantity}`), 0, whole.y + 1);
    }
  }

  // Over time

  function drawPast(context) {
    if (!past?.layers.length) return;
    place(past.layers.length);
    for (const cell of cells) {
      const found = past.layers[cell.layer];
      cell.histogram = null;
      cell.past = found;
      title(context, cell, past.layers.length, "");
      cell.map = { ...cell.box, x: cell.box.x + VALUES, width: cell.box.width - VALUES, height: cell.box.height - EPOCHS };
      paintMoments(context, cell.map, { moments: found, picture: found.picture(latest.palette, past.quantity), palette: latest.palette, nameOfEpoch });
    }
    setText(alternative, t("instruments.histograms.past_alternative", { count: past.layers[0].epochs.length, quantity: t(`instruments.histograms.short.${past.quantity}`) }));
  }

  const nameOfEpoch = (epoch) => t("instruments.histograms.epoch", { epoch });

  let asked = 0;
  const askPast = throttle(async () => {
    if (!latest || chosen(latest).mode !== "past") return;
    const turn = ++asked;
    const quantity = quantityOn();
    const { network, slices } = latest;
    try {
      const layers = await Promise.all(slices.map((_, layer) =>
        actions.askNetwork(`/histograms/past?layer=${layer}&quantity=${quantity}&bins=${BINS}`)));
      if (turn !== asked || network !== latest.network) return;
      past = { quantity, layers: layers.filter((layer) => layer.counts.length).map(withPicture) };
      draw();
    } catch (error) {
      if (turn === asked) actions.refuse(error);
    }
  }, 1200);

  /** The moments as a small picture, painted when it is first needed and when the colours change. */
  function withPicture(found) {
    let painted = null;
    return {
      ...found,
      picture(palette, quantity) {
        if (painted?.palette === palette) return painted.canvas;
        const columns = found.counts.length;
        const small = el("canvas", { width: columns, height: found.counts[0].length });
        const context = small.getContext("2d");
        const image = context.createImageData(small.width, small.height);
        paintPast(found, palette, quantity, new Uint32Array(image.data.buffer));
        context.putImageData(image, 0, 0);
        painted = { palette, canvas: small };
        return small;
      },
    };
  }

  // Words

  const describe = throttle((layers) => {
    // Held back for a while, these words may come when something else is looked at.
    if (chosen(latest).mode === "past") return;
    const quantity = shownQuantities().length > 1 ? "weights" : shownQuantities()[0];
    const deviations = layers.map((layer) => summaryOf(layer[quantity]).deviation);
    const list = deviations.map((deviation, layer) => `${nameOf(layer, layers.length)} ${formatNumber(deviation, 2)}`).join(", ");
    setText(alternative, t("instruments.histograms.alternative", { quantity: t(`instruments.histograms.short.${quantity}`), list }));
    showSentence(deviations);
  }, 700);

  function showSentence(deviations = []) {
    const quantity = quantityOn();
    const { mode } = chosen(latest);
    const text = t(mode === "past" ? "instruments.histograms.past" : `instruments.histograms.text.${quantity}`);
    const { kind, ratio } = compareSpread(deviations);
    const compared = mode === "now" && quantity === "gradients" && (kind === "wider" || kind === "narrower");
    const more = compared ? ` ${t(`instruments.histograms.${kind}`, { ratio: formatCount(roundRatio(ratio)) })}` : "";
    setText(sentence, text + more);
    setAttribute(sentence, "title", text + more);
  }

  function showChoice() {
    const { mode } = chosen(latest);
    const quantity = quantityOn();
    for (const button of quantities) {
      setAttribute(button, "aria-pressed", String(button.dataset.quantity === quantity));
      if (button.dataset.quantity === "all") button.hidden = !tall() || mode === "past";
    }
    for (const button of modes) setAttribute(button, "aria-pressed", String(button.dataset.mode === mode));
    showSentence();
  }

  // Pointing

  function point(place) {
    pointer = place;
    if (!place) tip.hide();
    draw();
  }

  const cellAt = ({ x, y }) => cells.find(({ whole }) => x >= whole.x && x < whole.x + whole.width && y >= whole.y && y < whole.y + whole.height);
  const valueAt = ({ box, range }, x) => range[0] + ((x - box.x) / box.width) * (range[1] - range[0]);

  function markedIn(cell) {
    if (!pointer || cellAt(pointer) !== cell || !binAt(cell.histogram, valueAt(cell, pointer.x))) return null;
    return valueAt(cell, pointer.x);
  }

  function explainPlace() {
    const cell = cellAt(pointer);
    if (cell?.histogram) return explainBin(cell);
    if (cell?.past && cell.map) return explainMoment(cell);
    tip.hide();
  }

  function explainBin(cell) {
    const bin = binAt(cell.histogram, valueAt(cell, pointer.x));
    const { count, mean, deviation } = summaryOf(cell.histogram);
    const whole = t("instruments.histograms.whole", { mean: formatNumber(mean, 2), deviation: formatNumber(deviation, 2) });
    if (!bin) return tip.show(pointer.x, pointer.y, whole);
    tip.show(pointer.x, pointer.y, t("instruments.histograms.bin", {
      low: formatNumber(bin.from, 2), high: formatNumber(bin.to, 2), share: formatCount(bin.count), all: formatCount(count),
    }), whole);
  }

  function explainMoment({ past: { epochs }, map }) {
    const column = Math.floor(((pointer.x - map.x) / map.width) * epochs.length);
    if (!(epochs[column] >= 0)) return tip.hide();
    tip.show(pointer.x, pointer.y, `${t("loss.epoch")} ${formatCount(epochs[column])}`);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const fresh = !previous?.ready;
      const chose = fresh || state.choices !== previous.choices;
      const edited = fresh || state.experiment !== previous.experiment;
      if (chose || edited) showChoice();
      if (state.structure_revision !== previous?.structure_revision || state.network !== previous?.network) {
        past = null;
        ranges = {};
      }
      const { mode } = chosen(state);
      if (mode === "past" && (chose || !past || state.frame?.timeline !== previous.frame?.timeline)) askPast();
      // The sentence begins anew with an edit: what is compared is said again with the picture.
      if (chose || edited || state.live !== previous.live || state.palette !== previous.palette) draw();
    },
    show: fit,
    hide() {
      point(null);
    },
    destroy() {
      observer.disconnect();
    },
  };
}

/** @type {{key: string, create: typeof createHistograms, wish: typeof wish}} */
export const HISTOGRAMS = { key: KEY, create: createHistograms, wish };
