/** A small note beside the pointer. */

import { el, setText } from "./dom.js";

const GAP = 12;

/** @param {HTMLElement} host a positioned element that the note stays within */
export function createTip(host) {
  const first = el("b");
  const second = el("span");
  const node = el("div", { class: "picture-tip", hidden: true, "aria-hidden": "true" }, first, second);
  host.append(node);

  return {
    /** @param {number} x @param {number} y where the pointer is in the host @param {string} title @param {string} [text] */
    show(x, y, title, text = "") {
      setText(first, title);
      setText(second, text);
      node.hidden = false;
      const left = x + GAP + node.offsetWidth > host.clientWidth ? x - GAP - node.offsetWidth : x + GAP;
      const top = Math.min(y + GAP, host.clientHeight - node.offsetHeight);
      node.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
    },
    hide() {
      node.hidden = true;
    },
  };
}

/** Where an event happened within an element. @param {PointerEvent} event @param {Element} element */
export function placeIn(event, element) {
  const bounds = element.getBoundingClientRect();
  return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
}
