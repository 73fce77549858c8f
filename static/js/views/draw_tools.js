/** What there is to draw with: a tool, a class or a target, how wide and how dense. */

import { classColor, css, diverging } from "../lib/color.js";
import { el, icon, setAttribute, setText } from "../lib/dom.js";
import { drawnPoints } from "../lib/drawing.js";
import { sliderField } from "../lib/fields.js";
import { formatCount, formatNumber } from "../lib/format.js";

const TOOLS = [["brush", "P"], ["erase", "E"], ["move", "M"]];
const WIDEST = 60;

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any}} parts
 */
export function createDrawTools(element, { actions, texts: { t, language }, catalog }) {
  const panel = element.querySelector(".panel-body");
  let latest = null;

  const tools = TOOLS.map(([tool, key]) => el("button", {
    type: "button", dataset: { tool }, title: t(`draw.tool_titles.${tool}`), "aria-keyshortcuts": key, onclick: () => actions.setPen({ tool }),
  }, icon(tool), el("span", {}, t(`draw.tools.${tool}`)), el("kbd", { "aria-hidden": "true" }, key)));
  const done = el("button", { type: "button", class: "button draw-done", dataset: { action: "draw-done" }, title: t("draw.done_title"), onclick: () => actions.leaveDrawing() },
    t("draw.done"), el("kbd", { "aria-hidden": "true" }, "Esc"));

  const swatches = Array.from({ length: catalog.limits.classes }, (_, label) => el("button", {
    type: "button", class: "draw-class", dataset: { class: String(label) }, "aria-keyshortcuts": label < 9 ? String(label + 1) : null,
    onclick: () => actions.setPen({ label, tool: "brush" }),
  }, label + 1));
  const classes = el("div", { class: "draw-classes", role: "group", "aria-label": t("draw.classes") }, ...swatches);
  const targetColor = el("i", { class: "draw-color" });
  const target = slider("target", -1, 1, 0.05, (value) => formatNumber(value, 2), (value) => ({ target: value, tool: "brush" }));
  const targets = el("div", { class: "draw-target" }, targetColor, target.element, el("span", { class: "draw-keys", "aria-hidden": "true" }, t("draw.target_keys")));

  const width = slider("width", 0, WIDEST, 10, (value) => (value ? formatCount(value, language) : t("draw.line")), (value) => ({ width: value }));
  const density = slider("density", 1, 5, 1, (value) => formatCount(value, language), (value) => ({ density: value }));
  const count = el("span", { class: "draw-count", role: "status" });
  const clear = el("button", { type: "button", class: "button tiny", dataset: { action: "clear-sheet" }, title: t("draw.clear_title"), onclick: () => actions.clearSheet() }, icon("sheet"), t("draw.clear"));

  const strip = el("div", { class: "draw-strip", role: "group", "aria-label": t("draw.strip"), hidden: true },
    el("div", { class: "draw-row" }, el("div", { class: "segmented draw-tools", role: "group", "aria-label": t("draw.tool") }, ...tools), done),
    classes, targets,
    el("div", { class: "draw-row draw-brush" }, width.element, density.element, el("div", { class: "draw-sheet" }, count, clear)));
  panel.querySelector(".surface").after(strip);

  function slider(name, min, max, step, format, change) {
    const field = sliderField({ name: `draw-${name}`, label: t(`draw.${name}`), min, max, step, format, send: () => true });
    // The pen follows at once: there is nothing to wait for.
    field.input.addEventListener("input", () => actions.setPen(change(Number(field.input.value))));
    return field;
  }

  function showClasses(state) {
    const count = Math.max(2, state.blank ? 2 : state.classes ?? 2, state.pen.label + 1);
    swatches.forEach((button, label) => {
      const color = classColor(state.palette, label, Math.max(count, label + 1));
      button.style.background = css(color);
      button.style.color = luminance(color) > 0.2 ? "#10181f" : "#ffffff";
      setAttribute(button, "aria-pressed", String(label === state.pen.label));
      const brought = state.blank ? undefined : state.experiment.data.class_names?.[label];
      const name = brought ?? (count === 2 && label < 2 ? t(label ? "output.blue" : "output.orange") : t("output.class", { class: label + 1 }));
      const text = t("draw.class", { name, key: label + 1 });
      setAttribute(button, "aria-label", text);
      setAttribute(button, "title", text);
    });
  }

  function showPen(state) {
    const { tool, width: across, density: dense, target: value } = state.pen;
    for (const button of tools) setAttribute(button, "aria-pressed", String(button.dataset.tool === tool));
    width.control.show(across);
    density.control.show(dense);
    target.control.show(value);
    targetColor.style.background = css(diverging(state.palette.scale, value));
    width.control.disable(tool === "move" ? t("draw.one_by_one") : null);
    density.control.disable(tool === "brush" ? null : t("draw.brush_only"));
  }

  function showCount(state) {
    const points = drawnPoints(state).length;
    setText(count, points ? t("draw.count", { amount: points, count: formatCount(points, language) }) : t("draw.empty"));
    setAttribute(count, "title", points ? null : t("draw.empty_title"));
    clear.disabled = !points;
  }

  return {
    update(state) {
      if (!state.ready || (!state.drawing && strip.hidden)) return;
      const changed = (...fields) => !latest || fields.some((field) => state[field] !== latest[field]);
      strip.hidden = !state.drawing;
      element.classList.toggle("drawing", state.drawing);
      const regression = state.classes === null;
      classes.hidden = regression;
      targets.hidden = !regression;
      if (changed("pen", "palette", "classes", "blank", "drawing")) {
        showClasses(state);
        showPen(state);
      }
      if (changed("experiment", "data", "strokes", "blank", "drawing")) showCount(state);
      latest = state;
    },
    destroy() {},
  };
}

/** How light a colour looks, 0 to 1. */
function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
