/** One sentence for a first visit, at the button that starts everything. */

import { el, icon } from "../lib/dom.js";

/**
 * @param {HTMLElement} anchor the play button
 * @param {{texts: any, storage: Storage|null}} parts
 */
export function createHint(anchor, { texts: { t }, storage }) {
  let bubble = null;

  function show() {
    bubble = el("div", { class: "hint", role: "note" }, el("span", {}, t("hint.play")),
      el("button", { type: "button", "aria-label": t("app.close"), onclick: close }, icon("close")));
    anchor.after(bubble);
    document.addEventListener("pointerdown", away);
  }

  function close() {
    bubble?.remove();
    bubble = null;
    document.removeEventListener("pointerdown", away);
    try {
      storage?.setItem("hinted", "yes");
    } catch {
      // It will be said again next time.
    }
  }

  const away = (event) => !bubble?.contains(event.target) && close();

  return {
    update(state, previous) {
      if (!state.ready) return;
      if (!previous?.ready && storage && !storage.getItem("hinted")) show();
      if (state.played && bubble) close();
    },
    destroy: close,
  };
}
