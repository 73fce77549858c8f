/** What is hidden for a lesson: marks it on the page, where the style sheet does the rest, and offers the way back. */

import { el, setAttribute, setText } from "../lib/dom.js";
import { allHidden } from "../lib/hiding.js";

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
  /** What was hidden before all was shown. */
  let before = [];

  function turn() {
    const hide = latest.length ? [] : before;
    before = latest;
    actions.setHidden(hide);
  }

  function show() {
    setAttribute(root, "data-hide", latest.length ? allHidden(latest, groups).join(" ") : null);
    element.hidden = !latest.length && !before.length;
    setText(text, t(latest.length ? "hidden.some" : "hidden.none", { count: latest.length }));
    setText(button, t(latest.length ? "hidden.show_all" : "hidden.hide_again"));
  }

  return {
    update(state) {
      if (state.hide === latest) return;
      if (state.hide.length) before = [];
      latest = state.hide;
      show();
    },
    destroy() {
      root.removeAttribute("data-hide");
    },
  };
}
