/** Short notes that say what an edit did, and go away by themselves. */

import { el, icon } from "../lib/dom.js";
import { wordRefusal } from "../lib/refusal.js";

const LASTS = { kept: 2600, good: 3000, reset: 4200, warning: 7000, error: 8000 };

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
export function createToasts(element, { actions, texts }) {
  const { t, nameOf } = texts;
  const shown = new Map();

  function wording({ key, values = {} }) {
    if (values.refusal) return [el("span", {}, t(key, { message: wordRefusal(values.refusal, texts) }))];
    if (key !== "edit") return [el("span", {}, t(key, values))];
    const { what, weights } = values;
    const named = what.entry ? { name: nameOf(...what.entry) } : {};
    return [
      el("span", {}, t(what.key, { ...what.values, ...named })),
      weights && el("span", { class: `weights ${weights}` }, t(`toast.${weights}`)),
    ];
  }

  function add(notice) {
    const node = el("div", { class: `toast ${notice.level}` }, ...wording(notice),
      el("button", { type: "button", class: "toast-close", "aria-label": t("app.close"), onclick: () => actions.dismissNotice(notice.id) }, icon("close")));
    const timer = setTimeout(() => actions.dismissNotice(notice.id), LASTS[notice.level] ?? 4000);
    shown.set(notice.id, { node, timer });
    element.append(node);
  }

  return {
    update(state, previous) {
      if (state.notices === previous?.notices) return;
      for (const [id, { node, timer }] of shown) {
        if (state.notices.some((notice) => notice.id === id)) continue;
        clearTimeout(timer);
        node.remove();
        shown.delete(id);
      }
      for (const notice of state.notices) if (!shown.has(notice.id)) add(notice);
    },
    destroy() {
      for (const { timer } of shown.values()) clearTimeout(timer);
    },
  };
}
