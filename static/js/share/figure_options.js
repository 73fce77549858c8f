/** What all figures have in common: their size, resolution, colours, paper and heading. */

import { RESOLUTIONS, SIZES } from "../figures/sheet.js";
import { el, setAttribute } from "../lib/dom.js";

/** @param {{t: (key: string, values?: any) => string, choose: (change: any) => void}} means */
export function createFigureOptions({ t, choose }) {
  const select = (name, values, textOf, take) => el("select", { dataset: { control: `figure-${name}` }, onchange: (event) => choose({ [name]: take(event.target.value) }) },
    ...values.map((value) => el("option", { value }, textOf(value))));
  const size = select("size", Object.keys(SIZES), (key) => t(`share.figures.sizes.${key}`), String);
  const dpi = select("dpi", RESOLUTIONS, (value) => t("share.figures.dpi", { dpi: value }), Number);
  const themes = ["light", "dark"].map((theme) => el("button", { type: "button", dataset: { theme }, onclick: () => choose({ theme }) }, t(`share.figures.themes.${theme}`)));
  const check = (name) => el("input", { type: "checkbox", dataset: { control: `figure-${name}` }, onchange: (event) => choose({ [name]: event.target.checked }) });
  const [transparent, title] = [check("transparent"), check("title")];
  const field = (name, control) => el("label", { class: "field" }, el("span", { class: "field-label" }, t(`share.figures.fields.${name}`)), control);
  const element = el("div", { class: "figure-options", role: "group", "aria-label": t("share.figures.options") },
    field("size", size), field("dpi", dpi),
    el("div", { class: "field" }, el("span", { class: "field-label" }, t("share.figures.fields.theme")),
      el("span", { class: "segmented", role: "group", "aria-label": t("share.figures.fields.theme") }, ...themes)),
    el("label", { class: "check" }, transparent, t("share.figures.fields.transparent")),
    el("label", { class: "check" }, title, t("share.figures.fields.title")));

  return {
    element,
    /** @param {import("../figures/sheet.js").Choice} choice */
    show(choice) {
      size.value = choice.size;
      dpi.value = String(choice.dpi);
      for (const button of themes) setAttribute(button, "aria-pressed", String(button.dataset.theme === choice.theme));
      transparent.checked = choice.transparent;
      title.checked = choice.title;
    },
  };
}
