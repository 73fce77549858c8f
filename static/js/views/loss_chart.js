/** The loss over the epochs, or the accuracy: train and test; of several networks, each in its colour. */

import { throttle } from "../lib/animation.js";
import { modeOf, overEpochs, rivalCurves, shownCurves } from "../lib/curves.js";
import { statusOf } from "../lib/derive.js";
import { describeLoss, describeRivals } from "../lib/describe.js";
import { el, setAttribute, setText } from "../lib/dom.js";
import { heightOf } from "../lib/history.js";
import { baseLayout } from "../lib/plot.js";

const SETS = ["train", "test"];
const CURVES = ["loss", "accuracy"];
const DASHES = { train: "solid", test: "4px,2.5px" };
/** Plotly cannot place points that lie as far outside as a loss that runs away: so many heights are enough. */
const FAR = 100;

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, plotting: any}} parts
 */
export function createLossChart(element, { actions, texts: { t }, plotting }) {
  const plotElement = el("div", { class: "chart-plot" });
  const alternative = el("p", { class: "unseen" });
  const tabs = CURVES.map((curve) => el("button", { type: "button", dataset: { curve }, onclick: () => actions.setCurve(curve) }, t(`loss.curves.${curve}`)));
  const legend = el("span", { class: "line-legend" }, ...SETS.map((set) => el("span", { class: `line-key ${set}` }, t(`loss.${set}`))));
  element.querySelector("h2").append(el("span", { class: "chart-tools" }, legend, el("span", { class: "segmented small", role: "group", "aria-label": t("loss.title") }, ...tabs)));
  element.querySelector(".panel-body").append(plotElement, alternative);
  const plot = plotting.create(plotElement);
  const observer = new ResizeObserver(() => plot.resize());
  observer.observe(plotElement);
  let latest = null;

  function line(curves, set, top, { color, width, name, opacity = 1 }) {
    const { curve } = latest;
    const values = curves[`${set}_${curve}`];
    return {
      type: "scatter", mode: modeOf(curves), name, x: curves.epoch, customdata: values, opacity,
      y: curve === "accuracy" ? values : values.map((loss) => (loss === null ? null : Math.min(loss, FAR * top))),
      line: { color, width, dash: DASHES[set] }, marker: { color, size: 5 },
      hovertemplate: `${name} %{customdata:${curve === "accuracy" ? ".1%" : ".4~g"}}<extra></extra>`,
    };
  }

  const ownLines = (curves, top) => SETS.map((set) =>
    line(curves, set, top, { color: latest.palette.css[set], width: set === "train" ? 1.8 : 2, name: t(`loss.${set}`) }));

  /** The network on view is drawn last, above the others, and stronger. */
  function rivalLines(rivals, top) {
    const order = [...rivals].sort((a, b) => Number(a.n === latest.network) - Number(b.n === latest.network));
    return order.flatMap(({ network: { name }, n, curves, color }) => {
      const on = n === latest.network;
      return SETS.map((set) => line(curves, set, top, { color, width: on ? 2.4 : 1.5, opacity: on || set === "train" ? 1 : 0.7, name: `${name} ${t(`loss.${set}`)}` }));
    });
  }

  const draw = throttle(() => {
    const { palette, curve, structure_revision: revision } = latest;
    const status = statusOf(latest);
    const rivals = rivalCurves(latest);
    const shown = shownCurves(latest);
    const all = rivals?.map(({ curves }) => curves) ?? [shown];
    const top = 1.06 * Math.max(...all.map((curves) => heightOf([...curves.train_loss, ...curves.test_loss])));
    const { yaxis } = baseLayout(palette);
    plot.react(rivals ? rivalLines(rivals, top) : ownLines(shown, top), {
      ...overEpochs(palette, Math.max(...all.map(({ epoch }) => epoch.length)), t("loss.epoch")),
      uirevision: `${revision}${curve}`,
      yaxis: curve === "accuracy"
        ? { ...yaxis, tickformat: ".0%", range: [0, 1.04], nticks: 5 }
        : { ...yaxis, range: [0, top], nticks: 5, tickformat: top >= 1e4 ? ".0e" : "~g" },
    });
    setText(alternative, rivals ? describeRivals(latest.experiment.networks, latest.frame.networks, t) : describeLoss(latest.history, status, t));
  }, 400);

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const fields = ["history", "histories", "network", "palette", "curve", "frame", "experiment"];
      if (previous?.ready && fields.every((field) => state[field] === previous[field])) return;
      for (const tab of tabs) setAttribute(tab, "aria-pressed", String(tab.dataset.curve === state.curve));
      if (!previous?.ready || state.experiment !== previous.experiment) {
        tabs[1].disabled = state.classes === null;
        if (state.classes === null && state.curve === "accuracy") actions.setCurve("loss");
      }
      draw();
    },
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}
