/** The steps of a pass in a row, to walk along: forward in blue, backward in the hue of gradients. */

import { el, setAttribute } from "./dom.js";
import { directionOf } from "./pass.js";

/**
 * @param {{t: (key: string, values?: any) => string, go: (to: number) => void}} parts
 * @returns {{element: HTMLElement, show: (pass: any) => void}}
 */
export function createRail({ t, go }) {
  const element = el("div", { class: "pass-rail", role: "group", "aria-label": t("pass.rail"), onkeydown: walk });
  let at = 0;

  function walk(event) {
    const last = element.children.length - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined || to < 0 || to > last) return;
    event.preventDefault();
    go(to);
    element.children[to].focus();
  }

  function nameOf({ kind, layer }, last) {
    return layer === last ? t(`pass.chip.${kind}_output`) : t(`pass.chip.${kind}`, { layer: (layer ?? 0) + 1 });
  }

  function symbolOf({ kind, layer }, last) {
    return { input: "x", forward: layer === last ? "ŷ" : String(layer + 1), loss: "J", delta: `δ${layer + 1}`, gradient: "∇", update: "W" }[kind];
  }

  function build(steps, last) {
    if (element.dataset.steps === String(steps.length)) return;
    element.dataset.steps = String(steps.length);
    element.replaceChildren(...steps.map((step, i) => el("button", {
      type: "button", class: `pass-chip ${directionOf(step)} ${step.kind}`, title: nameOf(step, last), "aria-label": nameOf(step, last), onclick: () => go(i),
    }, symbolOf(step, last))));
  }

  return {
    element,
    show(pass) {
      at = pass.at;
      build(pass.steps, pass.answer.layers.length - 1);
      [...element.children].forEach((chip, i) => {
        setAttribute(chip, "aria-current", i === at ? "step" : null);
        setAttribute(chip, "tabindex", i === at ? "0" : "-1");
        chip.classList.toggle("passed", i < at);
      });
      keepInSight(element, element.children[at]);
    },
  };
}

/** Scroll a row sideways, and nothing else, so that one of its parts is seen. @param {any} row @param {any} part */
export function keepInSight(row, part) {
  if (part && (part.offsetLeft < row.scrollLeft || part.offsetLeft + part.offsetWidth > row.scrollLeft + row.clientWidth)) {
    row.scrollLeft = part.offsetLeft - row.clientWidth / 2;
  }
}
