/** Small cards beside what they are about: native popovers, put next to their anchor. */

import { el, icon } from "./dom.js";

const GAP = 8;
const EDGE = 8;

/**
 * Show a card next to an anchor. It closes by Escape, by a click elsewhere, or by its cross; the
 * focus then returns to where it was.
 * @param {Element|{getBoundingClientRect: () => DOMRect}} anchor
 * @param {Node} content
 * @param {{label: string, closeLabel: string, name?: string, onclose?: () => void, aside?: "left"|"right"|null}} options
 *   aside: at that side of the anchor rather than below
 * @returns {{element: HTMLElement, close: () => void, place: () => void}}
 */
export function openPopover(anchor, content, { label, closeLabel, name = "", onclose = () => {}, aside = null }) {
  const before = document.activeElement;
  const card = el("div", { popover: "auto", class: `card ${name}`, role: "dialog", "aria-label": label, tabindex: "-1" });
  const cross = el("button", { type: "button", class: "card-close", "aria-label": closeLabel, onclick: () => card.hidePopover() }, icon("close"));
  card.append(content, cross);
  document.body.append(card);
  const place = () => {
    const box = anchor.getBoundingClientRect();
    if (aside) placeAside(card, box, aside);
    else placeBelow(card, box);
  };
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = card.contains(document.activeElement) || document.activeElement === document.body;
    card.remove();
    if (inside && before instanceof HTMLElement && before.isConnected) before.focus();
    onclose();
  });
  // With its source inside another card, that card stays open under this one.
  card.showPopover(anchor instanceof HTMLElement ? { source: anchor } : {});
  place();
  (card.querySelector("[autofocus]") ?? card).focus();
  return { element: card, place, close: () => card.isConnected && card.hidePopover() };
}

/** At the wanted side where there is room, else at the other, else below. */
function placeAside(card, anchor, wanted) {
  const { offsetWidth: width, offsetHeight: height } = card;
  const sides = { right: anchor.right + 2 * GAP, left: anchor.left - 2 * GAP - width };
  const order = wanted === "right" ? [sides.right, sides.left] : [sides.left, sides.right];
  const left = order.find((x) => x >= EDGE && x + width <= innerWidth - EDGE);
  if (left === undefined) {
    placeBelow(card, anchor);
    return;
  }
  card.style.left = `${left}px`;
  card.style.top = `${clamp(anchor.top + anchor.height / 2 - height / 3, EDGE, Math.max(EDGE, innerHeight - EDGE - height))}px`;
}

/** Below the anchor where there is room, else above; never over the window's edge. */
function placeBelow(card, anchor) {
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = anchor.bottom + GAP;
  const above = anchor.top - GAP - height;
  const top = below + height <= innerHeight - EDGE || above < EDGE ? below : above;
  const left = anchor.left + anchor.width / 2 - width / 2;
  card.style.left = `${clamp(left, EDGE, innerWidth - EDGE - width)}px`;
  card.style.top = `${clamp(top, EDGE, Math.max(EDGE, innerHeight - EDGE - height))}px`;
}

const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
