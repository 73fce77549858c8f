/** A second layer over the lines: frozen weights, and the lines that a step of the pass looks at. */

import { el, fitCanvas, setAttribute } from "../lib/dom.js";
import { drawFrozen, drawLit } from "../lib/mark_painter.js";
import { directionOf, litLines } from "../lib/pass.js";
import { passOf } from "../lib/pass_view.js";

/**
 * @param {HTMLCanvasElement} links the canvas with the lines
 */
export function createMarks(links) {
  const area = links.parentElement;
  const canvas = el("canvas", { class: "links marks", "aria-hidden": "true" });
  links.after(canvas);

  function draw({ layout, slices, live, palette }, pass) {
    const context = fitCanvas(canvas, layout.width, layout.height);
    context.clearRect(0, 0, layout.width, layout.height);
    if (pass) drawLit(context, layout, litLines(pass.answer, pass.step, pass.sample, pass.focus), directionOf(pass.step) === "backward", palette);
    if (live?.frozen) drawFrozen(context, layout, slices, live.frozen, palette);
  }

  return {
    update(state, previous) {
      if (!state.ready || !state.layout) return;
      const fields = ["choices", "instrument", "network", "playing", "layout", "palette", "slices"];
      const same = previous && fields.every((field) => state[field] === previous[field]) && state.live?.frozen === previous.live?.frozen;
      if (same) return;
      const pass = passOf(state);
      // What is not lit steps back.
      setAttribute(area, "data-pass", pass ? pass.step.kind : null);
      draw(state, pass);
    },
    destroy() {
      canvas.remove();
    },
  };
}
