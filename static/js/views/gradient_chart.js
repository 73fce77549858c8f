/** How strongly each layer is asked to learn: the norm of its gradient, on a log axis; beside it
 * how far its weights went in the last step, and how many of its units hardly learn.
 *
 * Of several networks the first and the last layer are drawn, each network in its colour. */

import { throttle } from "../lib/animation.js";
import { css, cssCommas, mix } from "../lib/color.js";
import { isSqueezed, modeOf, overEpochs, rivalCurves, shownCurves } from "../lib/curves.js";
import { networkOf, statusOf } from "../lib/derive.js";
import { describeFirstLayers, describePace } from "../lib/describe.js";
import { el, setAttribute, setProperty, setText } from "../lib/dom.js";
import { formatNumber, formatPercent } from "../lib/format.js";
import { comparePace } from "../lib/history.js";
import { baseLayout, decadeTicks } from "../lib/plot.js";

const MOST_DECADES = 20;
const isDrawable = (norm) => norm > 0 && Number.isFinite(norm);
/** What is measured → how it is written, and the curve of it. */
const NORMS = { weights: { symbol: "‖∂J/∂W‖", curve: "gradients" }, deltas: { symbol: "‖∂J/∂z‖", curve: "deltas" } };

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, plotting: any, tools: HTMLElement}} parts
 */
export function createGradientChart(element, { actions, texts: { t }, plotting, tools }) {
  const plotElement = el("div", { class: "chart-plot" });
  const heads = [el("span", {}), el("span", {}), el("span", {})];
  const endsKey = el("b", { class: "ends-key" });
  const legendHead = el("p", { class: "legend-head", "aria-hidden": "true" }, endsKey, ...heads);
  const legend = el("ol", { class: "layer-legend", "aria-label": t("gradients.now") });
  const figures = el("div", { class: "layer-figures" }, legendHead, legend);
  const sentence = el("p", { class: "pace" });
  const norms = Object.entries(NORMS).map(([norm, { symbol }]) => el("button", {
    type: "button", dataset: { norm }, title: t(`gradients.norms.${norm}`), onclick: () => actions.choose("gradients", { norm }),
  }, symbol));
  const ways = ["layers", "rivals"].map((way) => el("button", {
    type: "button", dataset: { way }, onclick: () => actions.choose("gradients", { way }),
  }, t(`gradients.ways.${way}`)));
  const wayGroup = el("span", { class: "segmented small", role: "group", "aria-label": t("gradients.way"), hidden: true }, ...ways);
  tools.append(wayGroup, el("span", { class: "segmented small", role: "group", "aria-label": t("gradients.norm") }, ...norms));
  element.append(el("div", { class: "chart-row" }, plotElement, figures), sentence);
  const plot = plotting.create(plotElement);
  const observer = new ResizeObserver(() => plot.resize());
  observer.observe(plotElement);
  let latest = null;

  const choiceOf = ({ choices }) => ({ norm: "weights", way: "rivals", ...choices.gradients });
  const hue = ({ gradient }, layer, layers) => mix(gradient.from, gradient.to, layers < 2 ? 1 : layer / (layers - 1));
  const nameOf = (layer, layers) => (layer === layers - 1 ? t("gradients.output") : t("network.layer", { layer: layer + 1 }));

  const draw = throttle(() => {
    const { norm, way } = choiceOf(latest);
    const rivals = way === "rivals" ? rivalCurves(latest) : null;
    setProperty(wayGroup, "hidden", latest.experiment.networks.length < 2);
    for (const button of norms) setAttribute(button, "aria-pressed", String(button.dataset.norm === norm));
    for (const button of ways) setAttribute(button, "aria-pressed", String(button.dataset.way === way));
    if (rivals) drawRivals(rivals, norm);
    else drawLayers(norm);
  }, 400);

  function drawLayers(norm) {
    const { palette, live, slices } = latest;
    const shown = shownCurves(latest);
    const layers = slices.length;
    const all = shown[NORMS[norm].curve];
    const rows = all.filter((row) => row.length === layers);
    const fits = rows.length === shown.epoch.length;
    const traces = Array.from({ length: layers }, (_, layer) => trace({
      x: fits ? shown.epoch : [], values: rows.map((row) => row[layer]), mode: modeOf(shown),
      name: nameOf(layer, layers), color: cssCommas(hue(palette, layer, layers)), width: 1.8,
    }));
    show(traces, rows.flat());
    showLayers(live?.statistics?.[norm] ?? rows.at(-1) ?? [], live?.statistics ?? null, layers);
  }

  function drawRivals(rivals, norm) {
    const traces = [];
    const values = [];
    const lines = [];
    for (const { network, curves, statistics, color } of rivals) {
      const rows = curves[NORMS[norm].curve].filter((row) => row.length === network.layers.length + 1);
      const fits = rows.length === curves.epoch.length;
      const ends = network.layers.length ? [0, -1] : [-1];
      for (const end of ends) {
        const of = rows.map((row) => row.at(end));
        values.push(...of);
        const name = `${network.name} · ${end < 0 ? t("gradients.output") : t("network.layer", { layer: 1 })}`;
        traces.push(trace({ x: fits ? curves.epoch : [], values: of, mode: modeOf(curves), name, color, width: end < 0 ? 1.4 : 2.2, dash: end < 0 ? "3px,2.5px" : "solid" }));
      }
      const now = statistics?.[norm] ?? [];
      lines.push({ color, name: network.name, figures: now.length > 1 ? [formatNumber(now[0] / now.at(-1), 2), formatNumber(now[0], 2), ""] : ["–", formatNumber(now[0], 2), ""] });
    }
    show(traces, values);
    setText(endsKey, t("gradients.line_key"));
    setText(heads[0], t("gradients.first_by_last"));
    setText(heads[1], t("gradients.first"));
    setText(heads[2], "");
    figures.classList.toggle("of-networks", true);
    legend.classList.toggle("many", false);
    fill(lines);
    // In words, by ∂J/∂z of single points: their mean ∂J/∂W can be small because they disagree.
    say(latest.live?.statistics?.deltas ?? [], networkOf(latest).name, rivals.map(({ network, statistics, curves }) => ({ name: network.name, norm: statistics?.deltas[0], loss: curves.train_loss.at(-1) })));
  }

  const trace = ({ x, values, mode, name, color, width, dash = "solid" }) => ({
    type: "scatter", mode, name, x, y: values.map((value) => (isDrawable(value) ? value : null)),
    line: { color, width, dash }, marker: { color, size: 5 }, hovertemplate: `${name} %{y:.2~e}<extra></extra>`,
  });

  function show(traces, values) {
    const { palette, structure_revision: revision } = latest;
    const [low, high] = wholeDecades(values);
    plot.react(traces, {
      ...overEpochs(palette, Math.max(...traces.map(({ x }) => x.length)), t("loss.epoch")),
      uirevision: `${revision}${JSON.stringify(choiceOf(latest))}`,
      yaxis: { ...baseLayout(palette).yaxis, type: "log", range: [low, high], ...decadeTicks(low, high) },
    });
  }

  /** The powers of ten that all points lie between: an axis that keeps still while curves move. */
  function wholeDecades(values) {
    let [low, high] = [Infinity, -Infinity];
    for (const norm of values) {
      if (!isDrawable(norm)) continue;
      low = Math.min(low, norm);
      high = Math.max(high, norm);
    }
    if (!(high >= low)) return [-2, 0];
    const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    return from === to ? [from - 1, to + 1] : [Math.max(from, to - MOST_DECADES), to];
  }

  function showLayers(now, statistics, layers) {
    const { norm } = choiceOf(latest);
    setText(endsKey, "");
    setText(heads[0], NORMS[norm].symbol);
    setText(heads[1], t("gradients.step"));
    setText(heads[2], t("gradients.flat"));
    figures.classList.toggle("of-networks", false);
    legend.classList.toggle("many", layers > 7);
    fill(Array.from({ length: layers }, (_, layer) => ({
      color: css(hue(latest.palette, layer, layers)), name: nameOf(layer, layers),
      figures: [formatNumber(now[layer], 2), formatNumber(statistics?.update_ratio[layer], 2), flatness(statistics, layer)],
    })));
    say(now);
  }

  /** Dead units count where there can be any, else saturated ones. */
  function flatness(statistics, layer) {
    const [dead, saturated] = [statistics?.dead[layer] ?? null, statistics?.saturated[layer] ?? null];
    if (dead !== null) return t("gradients.dead", { share: formatPercent(dead, 0) });
    return saturated === null ? "" : t("gradients.saturated", { share: formatPercent(saturated, 0) });
  }

  function fill(lines) {
    while (legend.children.length > lines.length) legend.lastChild.remove();
    while (legend.children.length < lines.length) legend.append(el("li", {}, el("i", {}), el("span", {}), el("b", {}), el("em", {}), el("em", {})));
    lines.forEach(({ color, name, figures }, at) => {
      const [swatch, label, ...cells] = legend.children[at].children;
      swatch.style.background = color;
      setText(label, name);
      cells.forEach((cell, i) => setText(cell, figures[i]));
    });
  }

  /** @param {number[]} now @param {string} [name] of the network, where there are several
   * @param {{name: string, norm: number, loss: number}[]} [first] how strongly the first layer of each is asked to learn */
  function say(now, name = "", first = []) {
    const apart = describeFirstLayers(first, t);
    if (apart) {
      setText(sentence, apart);
      sentence.classList.add("strong");
      return;
    }
    const status = statusOf(latest);
    const { kind } = comparePace(now);
    const advice = isSqueezed(latest) && kind === "slower" && now.at(-1) / now[0] >= 100 ? ` ${t("gradients.try_relu")}` : "";
    setText(sentence, (name && `${name}: `) + (describePace(now, t, status) || (now.length === 1 ? t("gradients.single") : "")) + advice);
    sentence.classList.toggle("strong", ["slower", "zero", "dead"].includes(kind) && status?.train_loss !== 0);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const fields = ["history", "histories", "network", "palette", "frame", "slices", "choices"];
      if (previous?.ready && fields.every((field) => state[field] === previous[field])) return;
      draw();
    },
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}
