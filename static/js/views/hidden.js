/** What is hidden for a lesson: marks it on the page, where the style sheet does the rest, and offers the way back. */

import { el, setAttribute, setText } from "../lib/dom.js";
import { allHidden, outOfSight } from "../lib/hiding.js";

/**
 * @param {HTMLElement} element one quiet line
 * @param {{actions: any, texts: any, groups: Record<string, string[]>}} parts groups: all that can be hidden
 */
export function createHidden(element, { actions, texts: { t }, groups }) {
  const root = document.documentElement;
  const text = el("span");
  const button = el("button", { type: "button", class: "note-link", dataset: { action: "show-hidden" }, onclick: turn });
  element.append(text, button);
  let latest = [];
  let features = [];
  /** What was hidden before all was shown. */
  let before = [];

  function turn() {
    const hide = latest.length ? [] : before;
    before = latest;
    actions.setHidden(hide);
  }

  function show() {
    setAttribute(root, "data-hide", latest.length ? allHidden(latest, groups).join(" ") : null);
    const count = outOfSight(latest, features).length;
    element.hidden = !count && !before.length;
    setText(text, t(latest.length ? "hidden.some" : "hidden.none", { count }));
    setText(button, t(latest.length ? "hidden.show_all" : "hidden.hide_again"));
  }

  return {
    update(state) {
      const used = state.experiment?.features ?? features;
      if (state.hide === latest && used === features) return;
      if (state.hide.length) before = [];
      latest = state.hide;
      features = used;
      show();
    },
    destroy() {
      root.removeAttribute("data-hide");
    },
  };
}
