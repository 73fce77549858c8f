/** One sentence for a first visit, at the button that starts everything. It lies over controls, so it
 * lets every click through to them, and goes with the first click or key, whatever that was for. */

import { el } from "../lib/dom.js";

/**
 * @param {HTMLElement} anchor the play button
 * @param {{texts: any, storage: Storage|null}} parts
 */
export function createHint(anchor, { texts: { t }, storage }) {
  let bubble = null;

  function show() {
    bubble = el("div", { class: "hint", role: "note" }, t("hint.play"));
    anchor.after(bubble);
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
  }

  function close() {
    bubble?.remove();
    bubble = null;
    document.removeEventListener("pointerdown", close);
    document.removeEventListener("keydown", close);
    try {
      storage?.setItem("hinted", "yes");
    } catch {
      // It will be said again next time.
    }
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      if (!previous?.ready && storage && !storage.getItem("hinted")) show();
      if (state.played && bubble) close();
    },
    destroy: close,
  };
}
