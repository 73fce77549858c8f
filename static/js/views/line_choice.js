/** What the lines of the diagram show: the weights, or how strongly each is asked to change. */

import { el, setAttribute } from "../lib/dom.js";

const CHOICES = ["weights", "gradients"];

/**
 * @param {HTMLElement} element the head of the diagram
 * @param {{actions: any, texts: any}} parts
 */
export function createLineChoice(element, { actions, texts: { t } }) {
  const buttons = CHOICES.map((lines) => el("button", {
    type: "button", dataset: { lines }, title: t(`network.lines.${lines}_title`), onclick: () => actions.setLines(lines),
  }, t(`network.lines.${lines}`)));
  element.append(el("span", { class: "segmented small lines-choice", role: "group", "aria-label": t("network.lines.label") }, ...buttons));
  return {
    update(state, previous) {
      if (state.lines === previous?.lines) return;
      for (const button of buttons) setAttribute(button, "aria-pressed", String(button.dataset.lines === state.lines));
    },
    destroy() {},
  };
}
