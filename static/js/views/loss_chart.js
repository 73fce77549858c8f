/** The loss over the epochs, or the accuracy: train and test. */

import { throttle } from "../lib/animation.js";
import { statusOf } from "../lib/derive.js";
import { describeLoss } from "../lib/describe.js";
import { el, setAttribute, setText } from "../lib/dom.js";
import { heightOf, thinned, withLiveEnd } from "../lib/history.js";
import { baseLayout } from "../lib/plot.js";

const MARGIN = { l: 46, t: 8, r: 10, b: 26 };
const SETS = ["train", "test"];
const CURVES = ["loss", "accuracy"];
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

  const draw = throttle(() => {
    const { history, palette, curve, structure_revision: revision } = latest;
    const status = statusOf(latest);
    const shown = thinned(withLiveEnd(history, status, latest.live?.statistics ?? null));
    const base = baseLayout(palette);
    const accuracy = curve === "accuracy";
    const top = 1.06 * heightOf([...shown.train_loss, ...shown.test_loss]);
    const traces = SETS.map((set) => ({
      type: "scatter", mode: shown.epoch.length < 4 ? "lines+markers" : "lines", name: t(`loss.${set}`), x: shown.epoch,
      y: accuracy ? shown[`${set}_accuracy`] : shown[`${set}_loss`].map((loss) => (loss === null ? null : Math.min(loss, FAR * top))),
      customdata: shown[`${set}_${curve}`],
      line: { color: palette.css[set], width: set === "train" ? 1.8 : 2, dash: set === "train" ? "solid" : "4px,2.5px" },
      marker: { color: palette.css[set], size: 5 },
      hovertemplate: `${t(`loss.${set}`)} %{customdata:${accuracy ? ".1%" : ".4~g"}}<extra></extra>`,
    }));
    plot.react(traces, {
      ...base,
      margin: MARGIN,
      hovermode: "x unified",
      hoverlabel: { ...base.hoverlabel, bgcolor: palette.css.card, bordercolor: palette.css.line, font: { ...base.hoverlabel.font, color: palette.css.ink } },
      uirevision: `${revision}${curve}`,
      xaxis: { ...base.xaxis, rangemode: "tozero", showgrid: false, title: { text: t("loss.epoch"), font: { size: 10.5 }, standoff: 2 }, hoverformat: ",.6~g", unifiedhovertitle: { text: `${t("loss.epoch")} %{x}` }, ...(shown.epoch.length < 2 ? { range: [0, 10] } : {}) },
      yaxis: accuracy
        ? { ...base.yaxis, tickformat: ".0%", range: [0, 1.04], nticks: 5 }
        : { ...base.yaxis, range: [0, top], nticks: 5, tickformat: top >= 1e4 ? ".0e" : "~g" },
    });
    setText(alternative, describeLoss(history, status, t));
  }, 260);

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const fields = ["history", "palette", "curve", "frame"];
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
