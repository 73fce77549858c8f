/** What to take from a table: its columns, the task, standardised or not; and what comes of it. */

import { bothWays, spreadOf } from "./cloud.js";
import { createCloudPainter } from "./cloud_painter.js";
import { classColor, css } from "./color.js";
import { el, setAttribute, setOptions } from "./dom.js";
import { formatBrought, formatNumber } from "./format.js";
import { chooseColumn } from "./table_text.js";

const ROLES = ["x1", "x2", "label"];
const TASKS = ["classification", "regression"];

/** @param {{texts: any, choose: (change: any) => void}} parts */
export function createBringChoice({ texts: { t, language }, choose }) {
  let latest = null;
  let shown = null;
  let palette = null;
  const selects = Object.fromEntries(ROLES.map((role) => [role, el("select", {
    id: `bring-${role}`, dataset: { bring: role },
    onchange: (event) => pick(chooseColumn(latest.choice, role, Number(event.target.value))),
  })]));
  const columns = el("div", { class: "bring-columns" }, ...ROLES.map((role) => el("div", { class: "bring-column", dataset: { role } },
    el("label", { for: `bring-${role}` }, el("span", { class: "role" }, t(`bring.roles.${role}`)), t(`bring.columns.${role}`)), selects[role])));
  const tasks = TASKS.map((task) => el("button", { type: "button", dataset: { bringTask: task }, title: t(`bring.task_titles.${task}`), onclick: () => pick({ task }) }, t(`bring.tasks.${task}`)));
  const standardise = el("input", { type: "checkbox", dataset: { bring: "standardise" }, "aria-describedby": "bring-standardise", onchange: (event) => pick({ standardise: event.target.checked }) });
  const options = el("div", { class: "bring-options" },
    el("span", { class: "segmented", role: "group", "aria-label": t("bring.task") }, el("span", { class: "segmented-label" }, t("bring.task")), ...tasks),
    el("label", { class: "check" }, standardise, el("b", {}, t("bring.standardise"))));
  const about = el("p", { class: "bring-about", id: "bring-standardise" }, t("bring.standardise_about"));
  const canvas = el("canvas", { role: "img", "aria-label": t("bring.cloud") });
  const painter = createCloudPainter(canvas);
  const legend = el("ul", { class: "bring-legend" });
  const spreads = el("div", { class: "bring-spreads" });
  const figure = el("figure", { class: "bring-cloud" }, canvas, legend, el("figcaption", {}, t("bring.cloud")), spreads);
  const element = el("div", { class: "bring-choices", hidden: true }, columns, options, about, figure);

  /** The controls follow at once, the figure when the server has answered. @param {any} change */
  function pick(change) {
    latest = { ...latest, choice: { ...latest.choice, ...change } };
    showControls(latest);
    choose(change);
  }

  function showControls({ preview, choice }) {
    const items = preview.columns.map(({ name }, n) => ({ value: String(n), text: name }));
    for (const role of ROLES) {
      setOptions(selects[role], items);
      selects[role].value = String(choice[role]);
    }
    tasks.forEach((button, i) => setAttribute(button, "aria-pressed", String(TASKS[i] === choice.task)));
    standardise.checked = choice.standardise;
  }

  function showFigure() {
    figure.hidden = !latest.points;
    if (!latest.points || !palette) return;
    const { points, choice, preview, class_names: names, scales } = latest;
    const { raw, even } = bothWays(points, scales);
    const classes = names ? Math.max(2, names.length) : null;
    const axes = [preview.columns[choice.x1].name, preview.columns[choice.x2].name];
    const picture = { points: choice.standardise ? even : raw, labels: points.label, classes, names: axes, palette, size: { width: figure.clientWidth, height: innerHeight > 820 ? 280 : 220 } };
    const key = JSON.stringify([choice.x1, choice.x2, preview.rows]);
    painter.show(picture, key === shown?.key && choice.standardise !== shown.standardise);
    shown = { key, standardise: choice.standardise };
    legend.replaceChildren(...(names ?? []).map((name, k) => legendItem(name, points.label.filter((label) => label === k).length, classColor(palette, k, classes))));
    spreads.replaceChildren(spreadTable(raw, even));
  }

  function legendItem(name, count, color) {
    const swatch = el("i", { class: "swatch" });
    swatch.style.background = css(color);
    return el("li", { title: name }, swatch, el("span", {}, name), el("b", {}, String(count)));
  }

  /** What standardising does to the numbers, column by column. */
  function spreadTable(raw, even) {
    const { preview, choice } = latest;
    const roles = choice.task === "regression" ? ROLES : ROLES.slice(0, 2);
    const range = (values, write) => {
      const { low, high } = spreadOf(values);
      return t("bring.range", { low: write(low), high: write(high) });
    };
    const asBrought = (x) => formatBrought(x, language);
    return el("table", {},
      el("caption", { class: "unseen" }, t("bring.spread.caption")),
      el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, t("bring.spread.raw")), el("th", { scope: "col" }, t("bring.spread.even")))),
      el("tbody", {}, ...roles.map((role) => el("tr", { dataset: { role } },
        el("th", { scope: "row" }, el("span", { class: "role" }, t(`bring.roles.${role}`)), el("span", { class: "column-name" }, preview.columns[choice[role]].name)),
        el("td", {}, range(raw[role], asBrought)), el("td", { class: choice.standardise ? "moved" : null }, choice.standardise ? range(even[role], formatNumber) : range(raw[role], asBrought))))));
  }

  return {
    element,
    /** @param {any} answer what the server says of the table, or null @param {any} colors the palette */
    show(answer, colors) {
      latest = answer?.choice ? answer : null;
      palette = colors ?? palette;
      element.hidden = !latest;
      if (!latest) return;
      showControls(latest);
      showFigure();
    },
    resize: () => latest && showFigure(),
    stop: () => painter.stop(),
  };
}
