/** How strongly each layer is asked to learn: the norm of its weights' gradient, on a log axis. */

import { throttle } from "../lib/animation.js";
import { css, cssCommas, mix } from "../lib/color.js";
import { networkOf, statusOf } from "../lib/derive.js";
import { describePace } from "../lib/describe.js";
import { el, setText } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { comparePace, thinned, withLiveEnd } from "../lib/history.js";
import { baseLayout, decadeTicks } from "../lib/plot.js";

const MOST_DECADES = 20;
const isDrawable = (norm) => norm > 0 && Number.isFinite(norm);
const MARGIN = { l: 46, t: 8, r: 10, b: 26 };

/**
 * @param {HTMLElement} element
 * @param {{texts: any, plotting: any}} parts
 */
export function createGradientChart(element, { texts: { t }, plotting }) {
  const plotElement = el("div", { class: "chart-plot" });
  const legend = el("ol", { class: "layer-legend", "aria-label": t("gradients.now") });
  const sentence = el("p", { class: "pace" });
  element.querySelector("h2").append(el("span", { class: "chart-tools" }, el("span", { class: "unit-note" }, "‖∂J/∂W‖")));
  element.querySelector(".panel-body").append(el("div", { class: "chart-row" }, plotElement, legend), sentence);
  const plot = plotting.create(plotElement);
  const observer = new ResizeObserver(() => plot.resize());
  observer.observe(plotElement);
  let latest = null;

  const hue = ({ gradient }, layer, layers) => mix(gradient.from, gradient.to, layers < 2 ? 1 : layer / (layers - 1));
  const nameOf = (layer, layers) => (layer === layers - 1 ? t("gradients.output") : t("network.layer", { layer: layer + 1 }));

  const draw = throttle(() => {
    const { history, palette, structure_revision: revision, live, slices } = latest;
    const shown = thinned(withLiveEnd(history, statusOf(latest), live?.statistics ?? null));
    const layers = slices.length;
    const base = baseLayout(palette);
    const rows = shown.gradients.filter((row) => row.length === layers);
    const fits = rows.length === shown.gradients.length;
    const traces = Array.from({ length: layers }, (_, layer) => ({
      type: "scatter", mode: shown.epoch.length < 4 ? "lines+markers" : "lines", name: nameOf(layer, layers),
      x: fits ? shown.epoch : [], y: rows.map((row) => (isDrawable(row[layer]) ? row[layer] : null)),
      line: { color: cssCommas(hue(palette, layer, layers)), width: 1.8 }, marker: { color: cssCommas(hue(palette, layer, layers)), size: 5 },
      hovertemplate: `${nameOf(layer, layers)} %{y:.2~e}<extra></extra>`,
    }));
    const [low, high] = wholeDecades(rows);
    plot.react(traces, {
      ...base,
      margin: MARGIN,
      hovermode: "x unified",
      hoverlabel: { ...base.hoverlabel, bgcolor: palette.css.card, bordercolor: palette.css.line, font: { ...base.hoverlabel.font, color: palette.css.ink } },
      uirevision: revision,
      xaxis: { ...base.xaxis, rangemode: "tozero", showgrid: false, title: { text: t("loss.epoch"), font: { size: 10.5 }, standoff: 2 }, hoverformat: ",.6~g", unifiedhovertitle: { text: `${t("loss.epoch")} %{x}` }, ...(shown.epoch.length < 2 ? { range: [0, 10] } : {}) },
      yaxis: { ...base.yaxis, type: "log", range: [low, high], ...decadeTicks(low, high) },
    });
    showNow(live?.statistics?.weights ?? rows.at(-1) ?? [], layers, palette);
  }, 260);

  /** The powers of ten that all points lie between: an axis that keeps still while curves move. */
  function wholeDecades(rows) {
    let [low, high] = [Infinity, -Infinity];
    for (const row of rows) {
      for (const norm of row) {
        if (!isDrawable(norm)) continue;
        low = Math.min(low, norm);
        high = Math.max(high, norm);
      }
    }
    if (!(high >= low)) return [-2, 0];
    const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    return from === to ? [from - 1, to + 1] : [Math.max(from, to - MOST_DECADES), to];
  }

  function showNow(norms, layers, palette) {
    legend.classList.toggle("many", layers > 7);
    while (legend.children.length > layers) legend.lastChild.remove();
    while (legend.children.length < layers) legend.append(el("li", {}, el("i", {}), el("span", {}), el("b", {})));
    [...legend.children].forEach((item, layer) => {
      item.children[0].style.background = css(hue(palette, layer, layers));
      setText(item.children[1], nameOf(layer, layers));
      setText(item.children[2], formatNumber(norms[layer], 2));
    });
    const { kind } = comparePace(norms);
    const status = statusOf(latest);
    const squeezed = networkOf(latest).layers.some((layer) => layer.activation === "sigmoid" || layer.activation === "tanh");
    const advice = squeezed && kind === "slower" && norms.at(-1) / norms[0] >= 100 ? ` ${t("gradients.try_relu")}` : "";
    setText(sentence, (describePace(norms, t, status) || t("gradients.single")) + advice);
    sentence.classList.toggle("strong", ["slower", "zero", "dead"].includes(kind) && status?.train_loss !== 0);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const fields = ["history", "palette", "frame", "slices"];
      if (previous?.ready && fields.every((field) => state[field] === previous[field])) return;
      draw();
    },
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}
