/** One sentence for a first visit, at the button that starts everything. It lies over controls, so it
 * lets every click through to them, and goes with the first click or key, whatever that was for. */

import { el } from "../lib/dom.js";

/** Pixels that the bubble begins before its arrow, and that it keeps from the edge of the screen. */
const FROM_ARROW = 40;
const FROM_EDGE = 12;

/**
 * @param {HTMLElement} anchor the play button
 * @param {{texts: any, storage: Storage|null}} parts
 */
export function createHint(anchor, { texts: { t }, storage }) {
  let bubble = null;

  function show() {
    bubble = el("div", { class: "hint", role: "note" }, t("hint.play"));
    anchor.after(bubble);
    point();
    window.addEventListener("resize", point);
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
  }

  /** The arrow stands under the middle of the button, the bubble where its beginning can be seen. */
  function point() {
    const { left, width } = anchor.getBoundingClientRect();
    const middle = left + width / 2;
    const within = bubble.offsetParent.getBoundingClientRect().left;
    const start = Math.max(FROM_EDGE, Math.min(middle - FROM_ARROW, innerWidth - bubble.offsetWidth - FROM_EDGE));
    bubble.style.left = `${start - within}px`;
    bubble.style.setProperty("--arrow", `${middle - start}px`);
  }

  function close() {
    bubble?.remove();
    bubble = null;
    document.removeEventListener("pointerdown", close);
    document.removeEventListener("keydown", close);
    window.removeEventListener("resize", point);
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
