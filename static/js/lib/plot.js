/** The only file that names Plotly: loads it when the page stands, then draws what is asked for. */

import { powerOfTen } from "./format.js";

/** @typedef {{react: (traces: any[], layout: any) => Promise<void>, on: (event: string, handler: (data: any) => void) => void,
 *   relayout: (change: any) => void, resize: () => void, geometry: () => any, destroy: () => void}} Plot */

/** A drawing is followed by a rest so many times as long: charts must not starve what moves every frame. */
const RESTS = 20;
/** But not by a longer one, in milliseconds: on a slow machine, too, they follow what they show. */
const LONGEST_REST = 600;
/** So many refreshes of the screen a drawing waits at most for one that leaves it time. */
const LONGEST_WAIT = 6;
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset", showTips: false };

/** Under this id Plotly's map library looks for its inline style sheet, which our policy refuses and no chart needs. */
const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";

/**
 * @param {string} url of plotly.min.js
 * @param {() => boolean} [spare] whether the next refreshes have what they show, so that a drawing may take their time
 * @returns {{load: () => Promise<void>, create: (element: HTMLElement, config?: any) => Plot}}
 */
export function createPlotting(url, spare = () => true) {
  let loading = null;
  let queue = Promise.resolve();

  /** One drawing in each refresh of the screen, right after what moves every frame: so there is time for both. */
  function turn() {
    queue = queue.then(async () => {
      for (let refresh = 0; refresh < LONGEST_WAIT; refresh++) {
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        if (spare()) return;
      }
    });
    return queue;
  }

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const taken = document.createElement("meta");
      taken.id = MAP_STYLES;
      const script = document.createElement("script");
      script.src = url;
      script.async = true;
      script.onload = () => resolve();
      script.onerror = () => {
        // The next one who wants to draw tries again.
        loading = null;
        for (const node of [taken, script]) node.remove();
        reject(new Error("plotly"));
      };
      document.head.append(taken, script);
    });
    return loading;
  }

  function create(element, config = {}) {
    let latest = null;
    let drawn = false;
    let gone = false;
    let free = 0;
    const handlers = [];
    let drawing = Promise.resolve();

    /** At least until what is drawn now is on the screen. */
    function rest() {
      return new Promise((resolve) => setTimeout(resolve, Math.max(0, free - performance.now())));
    }

    /** Before Plotly is there, and while it draws or rests, only the latest wish counts. */
    async function draw() {
      await load().catch(forget);
      await rest();
      if (drawn) await turn();
      if (gone || !latest) return;
      // Out of sight there is nothing to draw on; whoever comes back into sight asks again.
      if (!element.clientWidth) {
        latest = null;
        return;
      }
      const { traces, layout } = latest;
      latest = null;
      const sized = { ...layout, width: element.clientWidth, height: element.clientHeight };
      const began = performance.now();
      await globalThis.Plotly.react(element, traces, sized, { ...CONFIG, ...config });
      const ended = performance.now();
      // The first drawing is slow once, and others wait for it to show what has come meanwhile.
      if (drawn) free = ended + Math.min(LONGEST_REST, RESTS * (ended - began));
      if (!drawn) {
        drawn = true;
        for (const [event, handler] of handlers) element.on(event, handler);
        if (config.onready) config.onready();
      }
    }

    /** Without the library: the next wish asks for it again. */
    function forget(error) {
      latest = null;
      throw error;
    }

    return {
      /** Resolves when this, or what was wished for since, is drawn or could not be. */
      react(traces, layout) {
        const idle = latest === null;
        latest = { traces, layout };
        if (idle) drawing = draw().catch((error) => console.error(error));
        return drawing;
      },
      on(event, handler) {
        handlers.push([event, handler]);
        if (drawn) element.on(event, handler);
      },
      relayout(change) {
        if (drawn) globalThis.Plotly.relayout(element, change);
      },
      resize() {
        if (drawn && element.clientWidth) {
          globalThis.Plotly.relayout(element, { width: element.clientWidth, height: element.clientHeight });
        }
      },
      /** Ranges of both axes, or null before the first drawing. */
      geometry() {
        const full = drawn ? element._fullLayout : null;
        return full && { x: [...full.xaxis.range], y: [...full.yaxis.range] };
      },
      destroy() {
        gone = true;
        if (drawn) globalThis.Plotly.purge(element);
      },
    };
  }

  return { load, create };
}

/**
 * What all our plots have in common: transparent, in the page's type and colours.
 * @param {{css: Record<string, string>}} palette
 */
export function baseLayout({ css }) {
  const axis = {
    color: css.mute, gridcolor: css.line, zerolinecolor: css.line, linecolor: css.line,
    tickfont: { size: 10.5 }, spikethickness: 1, spikecolor: css.mute, spikedash: "dot", automargin: false, fixedrange: false,
    // To hide those that stick out, Plotly measures every label in every drawing; our margins have room for them.
    ticklabeloverflow: "allow",
  };
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: css.font, size: 11, color: css.mute },
    hoverlabel: { bgcolor: css.ink, bordercolor: css.ink, font: { color: css.card, size: 11.5, family: css.font } },
    xaxis: { ...axis },
    yaxis: { ...axis, showspikes: false },
    showlegend: false,
  };
}

/**
 * Ticks of a log axis, written with superscripts: Plotly's own would need inline styles.
 * @param {number} low @param {number} high exponents of ten that the axis goes from and to
 */
export function decadeTicks(low, high) {
  const step = Math.max(1, Math.ceil((high - low) / 5));
  const exponents = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((exponent) => exponent % step === 0);
  const within = high - low < 2 ? [1, 2, 5] : [1];
  const ticks = exponents.flatMap((exponent) => within.map((digit) => ({ digit, exponent })));
  return {
    tickvals: ticks.map(({ digit, exponent }) => digit * 10 ** exponent),
    ticktext: ticks.map(({ digit, exponent }) => (digit === 1 ? powerOfTen(exponent) : exponent === 0 ? String(digit) : `${digit}·${powerOfTen(exponent)}`)),
  };
}
