/** The numbers of a step as cells, one a unit or one a weight; click one to look at it. */

import { cssCommas, diverging } from "./color.js";
import { el, setAttribute, setOptions, setText } from "./dom.js";
import { formatNumber } from "./format.js";
import { cellsOf } from "./pass.js";
import { keepInSight } from "./pass_rail.js";

/**
 * @param {{texts: any, onUnit: (unit: number) => void, onWeight: (index: number|null) => void, onLayer: (layer: number) => void}} parts
 * @returns {{element: HTMLElement, show: (pass: any, state: any) => void}}
 */
export function createCells({ texts: { t, nameOf }, onUnit, onWeight, onLayer }) {
  const layerSelect = el("select", { "aria-label": t("pass.layer_label"), dataset: { control: "pass-layer" }, onchange: () => onLayer(Number(layerSelect.value)) });
  const unitSelect = el("select", { "aria-label": t("pass.unit_label"), dataset: { control: "pass-unit" }, onchange: () => onUnit(Number(unitSelect.value)) });
  const choice = el("div", { class: "pass-choice" }, layerSelect, unitSelect);
  const row = el("div", { class: "pass-cells", role: "group", "aria-label": t("pass.numbers") });

  /** Which layer and unit the weights shown belong to. */
  function showChoice({ step, answer, focus }) {
    choice.hidden = step.kind !== "gradient" && step.kind !== "update";
    if (choice.hidden) return;
    const last = answer.layers.length - 1;
    layerSelect.hidden = step.kind !== "update";
    setOptions(layerSelect, answer.layers.map((_, layer) => ({ value: String(layer), text: layer === last ? t("network.output_layer") : t("network.layer", { layer: layer + 1 }) })));
    layerSelect.value = String(focus.layer);
    setOptions(unitSelect, answer.layers[focus.layer].biases.map((_, unit) => ({ value: String(unit), text: t("pass.unit", { unit: unit + 1 }) })));
    unitSelect.value = String(focus.unit);
  }

  function cellNode({ kind, index, rows }) {
    const parts = [el("span", { class: "pass-cell-name" }), ...rows.map(({ name }) => el("span", { class: "pass-row" }, el("i", {}, name), el("b", {})))];
    if (kind === "feature") return el("div", { class: "pass-cell" }, ...parts);
    return el("button", { type: "button", class: "pass-cell", onclick: () => (kind === "unit" ? onUnit(index) : onWeight(index)) }, ...parts);
  }

  function fill(node, { kind, index, cut, rows }, { focus, step }, state) {
    setText(node.firstChild, nameOfCell(kind, index, focus, step, state));
    node.classList.toggle("cut", Boolean(cut));
    if (kind !== "feature") setAttribute(node, "aria-pressed", String(index === (kind === "unit" ? focus.unit : focus.input)));
    rows.forEach(({ value, hue, digits }, i) => {
      const number = node.children[i + 1].lastChild;
      setText(number, formatNumber(value, digits));
      number.className = hue;
      number.style.setProperty("--hue", hue === "sign" && value !== null ? cssCommas(diverging(state.palette.scale, value)) : "transparent");
    });
  }

  function nameOfCell(kind, index, focus, step, { experiment, outputs }) {
    if (kind === "bias") return t("weight.bias");
    if (kind === "feature") return nameOf("features", experiment.features[index]);
    if (kind === "unit") return step.kind === "loss" && outputs === 1 ? t("network.output_layer") : t("pass.unit", { unit: index + 1 });
    return focus.layer === 0 ? nameOf("features", experiment.features[index]) : t("pass.from_unit", { unit: index + 1 });
  }

  return {
    element: el("div", { class: "pass-cell-row" }, choice, row),
    show(pass, state) {
      showChoice(pass);
      const cells = cellsOf(pass.answer, pass.step, pass.sample, pass.focus);
      const shape = `${pass.step.kind}/${pass.focus.layer}/${cells.length}/${cells[0]?.rows.length}`;
      if (row.dataset.shape !== shape) {
        row.dataset.shape = shape;
        row.replaceChildren(...cells.map(cellNode));
      }
      cells.forEach((cell, i) => fill(row.children[i], cell, pass, state));
      keepInSight(row, row.querySelector("[aria-pressed=true]"));
    },
  };
}
