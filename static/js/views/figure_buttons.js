/** Beside each plot a quiet button: save it as a figure. */

import { el, icon, setAttribute } from "../lib/dom.js";

const IN_LANDSCAPE = { map: "landscape_map", relief: "landscape_relief" };
/** The instruments whose picture is a figure. */
const OF_INSTRUMENT = {
  gradients: () => "gradients", histograms: () => "histograms", space: () => "space",
  landscape: ({ choices }) => IN_LANDSCAPE[choices.landscape?.picture ?? "map"],
};
/** Panel → where its button stands, and which figure it shows just then; null where there is none. */
const PLACES = {
  output: { host: "h2", figure: () => "surface" },
  network: { host: ".network-head", figure: () => "diagram" },
  loss: { host: ".chart-tools", figure: ({ curve }) => curve },
  instruments: { host: ".instruments-head", before: ".expand", figure: (state) => OF_INSTRUMENT[state.instrument]?.(state) ?? null },
};

/**
 * @param {(id: string) => HTMLElement} panelOf
 * @param {{texts: any, actions: any, open: (tab: string) => void}} parts
 */
export function createFigureButtons(panelOf, { texts: { t }, actions, open }) {
  let latest = null;
  const buttons = Object.entries(PLACES).map(([panel, { host, before, figure }]) => {
    const button = el("button", {
      type: "button", class: "button square small quiet save-figure", dataset: { action: "save-figure" }, hidden: true,
      "aria-label": t("share.figures.save_figure"), title: t("share.figures.save_figure"), "aria-haspopup": "dialog",
      onclick: () => {
        actions.choose("figures", { shown: figure(latest) });
        open("figures");
      },
    }, icon("save"));
    const place = panelOf(panel).querySelector(host);
    place.insertBefore(button, before ? place.querySelector(before) : null);
    return { button, figure };
  });

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      if (previous && ["instrument", "curve", "choices"].every((field) => state[field] === previous[field])) return;
      for (const { button, figure } of buttons) {
        const key = figure(state);
        button.hidden = key === null;
        const text = key ? `${t("share.figures.save_figure")}: ${t(`share.figures.names.${key}`)}` : t("share.figures.save_figure");
        setAttribute(button, "aria-label", text);
        setAttribute(button, "title", text);
      }
    },
    destroy() {
      for (const { button } of buttons) button.remove();
    },
  };
}
