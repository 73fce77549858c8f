/** What the charts of losses and gradients share: their axes, and every network's curves up to now. */

import { networkOf, statusOf } from "./derive.js";
import { thinned, withLiveEnd } from "./history.js";
import { baseLayout } from "./plot.js";

export const MARGIN = { l: 46, t: 8, r: 14, b: 26 };
/** So many points a curve are enough where there are many curves. */
const POINTS = 400;

/** The curves of the network on view, with the present at their end. @param {any} state derived */
export const wholeCurves = (state) => withLiveEnd(state.history, statusOf(state), state.live?.statistics ?? null);

/** As many of their points as a chart shows. @param {any} state derived */
export const shownCurves = (state) => thinned(wholeCurves(state), POINTS);

/**
 * The curves of every network; null where there is one only, or where frames do not show them all yet.
 * @param {any} state derived @returns {{network: any, n: number, curves: any, statistics: any, color: string}[]|null}
 */
export function rivalCurves({ experiment: { networks }, histories, frame, palette }) {
  if (networks.length < 2 || histories.length !== networks.length || frame?.rivals?.length !== networks.length) return null;
  return networks.map((network, n) => {
    const { statistics } = frame.rivals[n];
    const curves = thinned(withLiveEnd(histories[n], frame.networks[n], statistics), POINTS / 2);
    return { network, n, curves, statistics, color: palette.networks[n] };
  });
}

/**
 * Everything of a chart over the epochs but its y axis. Whether that of the epochs follows its curves
 * is always said: where it is left out, Plotly keeps what it was before, and the chart stands still.
 * @param {any} palette @param {number} points of the longest curve that is drawn @param {string} epoch the word
 */
export function overEpochs(palette, points, epoch) {
  const base = baseLayout(palette);
  const { card, line, ink } = palette.css;
  return {
    ...base,
    margin: MARGIN,
    hovermode: "x unified",
    hoverlabel: { ...base.hoverlabel, bgcolor: card, bordercolor: line, font: { ...base.hoverlabel.font, color: ink } },
    xaxis: {
      ...base.xaxis, rangemode: "tozero", showgrid: false, title: { text: epoch, font: { size: 10.5 }, standoff: 2 }, hoverformat: ",.6~g",
      unifiedhovertitle: { text: `${epoch} %{x}` }, ...(points < 2 ? { range: [0, 10], autorange: false } : { autorange: true }),
    },
  };
}

/** Few points are marked, so that they are seen. @param {{epoch: number[]}} curves */
export const modeOf = ({ epoch }) => (epoch.length < 4 ? "lines+markers" : "lines");

/** Whether the sigmoids or tanhs of the hidden layers may be what holds gradients back. @param {any} state */
export const isSqueezed = (state) => networkOf(state).layers.some(({ activation }) => activation === "sigmoid" || activation === "tanh");
