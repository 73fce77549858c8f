/** The equations of a step in symbols and filled with the numbers of one unit; each asked for once. */

import { el, mathNode } from "./dom.js";
import { wrapping } from "./math_lines.js";
import { equationsOf, queryText } from "./pass.js";

/** Type in pixels. What is too wide even for a line of its own is written smaller, as far as it can still be read. */
const SMALLEST_TYPE = 11;
const LARGEST_TYPE = 13;

/**
 * @param {{ask: (rest: string) => Promise<any>}} parts ask: the server, about the network on view
 * @returns {{element: HTMLElement, show: (pass: any) => void, forget: () => void}}
 */
export function createEquations({ ask }) {
  const element = el("div", { class: "pass-formula" });
  let known = new Map();
  let shown = "";
  let latest = null;

  const keyOf = ({ focus: { layer, unit, input }, sample }) => `${layer}/${unit}/${sample}/${input ?? 0}`;

  async function fetchFor(pass) {
    const key = keyOf(pass);
    if (known.has(key)) return;
    const own = known;
    own.set(key, null);
    const { source, sample, focus: { layer, unit, input } } = pass;
    try {
      own.set(key, await ask(`/pass/formula${queryText(source, { layer, unit, sample, input: input ?? 0 })}`));
      if (own === known && latest) draw(latest);
    } catch {
      // The numbers are there without it; it is asked for again when its step is looked at again.
      own.delete(key);
    }
  }

  function draw(pass) {
    const wanted = equationsOf(pass.step, pass.focus.input);
    const found = wanted.length ? known.get(keyOf(pass)) : null;
    element.hidden = !wanted.length;
    const now = found ? `${wanted}/${keyOf(pass)}` : "";
    if (now === shown) return;
    shown = now;
    element.replaceChildren(...(found ? wanted.filter((part) => found[part]).map((part) => equation(found[part])) : []));
    fit();
  }

  function equation({ symbols, numbers }) {
    return el("div", { class: "pass-equation" },
      el("div", { class: "pass-symbols" }, wrapping(mathNode(symbols))), el("div", { class: "pass-filled" }, wrapping(mathNode(numbers))));
  }

  function fit() {
    element.style.fontSize = "";
    const share = element.clientWidth / element.scrollWidth;
    if (share < 1) element.style.fontSize = `${Math.max(SMALLEST_TYPE, LARGEST_TYPE * share).toFixed(1)}px`;
  }

  return {
    element,
    show(pass) {
      latest = pass;
      // Once a step has been applied, the network's next equations are others.
      if (equationsOf(pass.step, pass.focus.input).length && !pass.applied) fetchFor(pass);
      draw(pass);
    },
    /** The network has changed: what was known of it no longer holds. */
    forget() {
      known = new Map();
      shown = "";
    },
  };
}
