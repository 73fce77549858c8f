/** Drawing as actions: a stroke is shown at once, and sent as one edit when those before it are.
 *
 * What the server cannot take now is kept, with all that follows, until it can. */

import { classesOf } from "./lib/derive.js";
import { applyStroke, describeOwn, drawnPoints } from "./lib/drawing.js";

const PATIENCE = 1500;
/** Refusals that say nothing against a stroke: no answer, a session that is being made anew, too much at a time. */
const PASSING = new Set([0, 404, 409, 429, 500, 502, 503, 504]);

/**
 * @param {{store: any, attempt: (method: string, where: string, body: any, what?: any) => Promise<any>, path: (rest: string) => string,
 *   inTurn: (task: () => Promise<any>) => Promise<any>, refuse: (error: any) => void,
 *   notify: (key: string, values?: any, level?: string) => void, later?: (run: () => void, delay: number) => any}} parts
 */
export function createStrokes({ store, attempt, path, inTurn, refuse, notify, later = setTimeout }) {
  const { getState, setState } = store;
  /** Whether test points were shown before drawing began; null once something was drawn. */
  let showedTest = null;

  /** Send the stroke that has waited the longest. Resolves to whether it was accepted. */
  async function send(tries = 0) {
    const [{ stroke, what }] = getState().strokes;
    try {
      const state = { ...getState(), classes: classesOf(getState()), strokes: [], blank: false };
      const points = applyStroke(drawnPoints(state), stroke);
      await attempt("PUT", path("/data"), describeOwn(state, points, stroke), what);
    } catch (error) {
      if (!PASSING.has(error.status)) return settle(error);
      if (tries === 0) notify("draw.waiting", {}, "warning");
      await new Promise((resolve) => later(() => resolve(undefined), PATIENCE));
      return send(tries + 1);
    }
    return settle(null);
  }

  function settle(error) {
    setState({ strokes: getState().strokes.slice(1) });
    if (error) refuse(error);
    return !error;
  }

  const strokes = {
    /** @param {string} key @param {any} [values] */
    tell: (key, values) => notify(key, values, "warning"),
    startDrawing() {
      const { view, drawing } = getState();
      if (!drawing) showedTest = view.showTest;
      // Points that are drawn must not vanish because the split makes them test points.
      setState({ drawing: true, expanded: false, view: { ...view, showTest: true } });
    },
    leaveDrawing() {
      const { blank, view } = getState();
      if (blank) notify("draw.stays");
      const restored = showedTest === false && view.showTest ? { view: { ...view, showTest: false } } : {};
      setState({ drawing: false, blank: false, ...restored });
    },
    /** @param {Partial<{tool: "brush"|"erase"|"move", label: number, target: number, width: number, density: number}>} change */
    setPen: (change) => setState({ pen: { ...getState().pen, ...change } }),
    /** A key while drawing: leaves, takes a tool, or dips the brush. @param {{leave?: true, tool?: string, number?: number}} key */
    pressPen({ leave, tool, number }) {
      const { experiment, catalog } = getState();
      if (leave) strokes.leaveDrawing();
      else if (tool) strokes.setPen({ tool });
      else if (experiment.task === "regression") strokes.setPen({ tool: "brush", target: (number - 5) / 4 });
      else if (number <= catalog.limits.classes) strokes.setPen({ tool: "brush", label: number - 1 });
    },
    /** Begin on an empty sheet. There is always something to learn from: the server hears of it with the first stroke. */
    clearSheet: () => setState({ blank: true }),
    /** @param {import("./lib/drawing.js").Stroke} stroke @param {any} what it did, in words */
    draw(stroke, what) {
      const { blank, strokes } = getState();
      const whole = stroke.kind === "add" && blank ? { ...stroke, fresh: true } : stroke;
      if (!applyStroke(drawnPoints(getState()), whole).length) {
        setState({ blank: true });
        return Promise.resolve(true);
      }
      showedTest = null;
      setState({ blank: false, strokes: [...strokes, { stroke: whole, what }] });
      return inTurn(() => send());
    },
  };
  return strokes;
}
