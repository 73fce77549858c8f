/** The loss landscape drawn: its colours, as a map for the plotting library, and as a relief on a canvas. */

import { css, cssCommas, mix, parseHex } from "./color.js";
import { formatLoss } from "./format.js";
import { baseLayout } from "./plot.js";
import { facets, lossAt, placer } from "./terrain.js";

const STEPS = 24;
const MARGIN = { l: 34, t: 6, r: 58, b: 20 };

/** Low, middle and high of the land, from the style sheet. @param {Element} [root] */
export function readRamp(root = document.documentElement) {
  const style = getComputedStyle(root);
  return ["low", "middle", "high"].map((end) => parseHex(style.getPropertyValue(`--terrain-${end}`)));
}

/** @param {import("./color.js").Rgb[]} ramp @param {number} share */
export function landColor([low, middle, high], share) {
  return share < 0.5 ? mix(low, middle, 2 * share) : mix(middle, high, 2 * share - 1);
}

// The map

/**
 * @param {{terrain: any, scale: import("./terrain.js").Scale|null, ramp: any, paths: any[], palette: any, title: string}} what
 *   paths: {name, color, alpha, beta, epochs} each
 */
export function mapTraces({ terrain, scale, ramp, paths, palette, title }) {
  const shares = scale ? terrain.loss.map((row) => row.map((loss) => (loss === null ? null : scale.share(loss)))) : [[null]];
  const land = {
    type: "contour", x: terrain.alpha, y: terrain.beta, z: shares, zmin: 0, zmax: 1, connectgaps: false,
    text: terrain.loss.map((row) => row.map(formatLoss)), hovertemplate: `${title} %{text}<extra></extra>`,
    colorscale: Array.from({ length: 9 }, (_, i) => [i / 8, cssCommas(landColor(ramp, i / 8))]),
    contours: { start: 0.04, end: 0.96, size: 0.08, coloring: "fill" },
    line: { width: 0.6, color: palette.css.mute, smoothing: 0.8 },
    // Plotly's key sets inline styles, which our policy refuses: the page draws its own.
    showscale: false,
  };
  return [land, ...paths.flatMap((path) => pathTraces(path, palette))];
}

function pathTraces({ name, color, alpha, beta, epochs }, palette) {
  const words = epochs.map((epoch) => `${name}<br>${epoch}`);
  const common = { type: "scatter", text: words, hovertemplate: "%{text}<extra></extra>", showlegend: false };
  const end = alpha.length - 1;
  return [
    { ...common, mode: "lines", x: alpha, y: beta, hoverinfo: "skip", hovertemplate: undefined, line: { width: 4, color: palette.css.card } },
    { ...common, mode: "lines", x: alpha, y: beta, line: { width: 2, color } },
    { ...common, mode: "markers", x: [alpha[end]], y: [beta[end]], text: [words[end]], marker: { size: 11, color, line: { width: 2, color: palette.css.card } } },
  ];
}

/** @param {any} terrain @param {any} palette @param {[string, string]} axes @param {string} revision zoom is kept while it stays */
export function mapLayout({ alpha, beta }, palette, [across, up], revision) {
  const base = baseLayout(palette);
  const axis = { showgrid: false, zeroline: false, showspikes: false, nticks: 6, ticks: "outside", ticklen: 3 };
  const name = { xref: "paper", yref: "paper", showarrow: false, font: { size: 11, color: palette.css.ink, family: palette.css.font }, bgcolor: palette.css.card, opacity: 0.85, borderpad: 2 };
  return {
    ...base, margin: MARGIN, hovermode: "closest", dragmode: "zoom", uirevision: revision,
    xaxis: { ...base.xaxis, ...axis, range: [alpha[0], alpha.at(-1)] },
    yaxis: { ...base.yaxis, ...axis, range: [beta[0], beta.at(-1)] },
    annotations: [
      { ...name, text: `${across} →`, x: 1, y: 0, xanchor: "right", yanchor: "bottom" },
      { ...name, text: `↑ ${up}`, x: 0, y: 1, xanchor: "left", yanchor: "top" },
    ],
  };
}

// The relief

/**
 * @param {CanvasRenderingContext2D} context @param {{width: number, height: number}} box
 * @param {{terrain: any, scale: import("./terrain.js").Scale, ramp: any, paths: any[], palette: any, side: import("./terrain.js").Side}} what
 */
export function paintRelief(context, box, { terrain, scale, ramp, paths, palette, side }) {
  ground(context, box, { terrain, scale, side, palette });
  const shades = Array.from({ length: STEPS + 1 }, (_, i) => landColor(ramp, i / STEPS));
  context.lineWidth = 0.6;
  context.lineJoin = "round";
  for (const { corners, share, light } of facets(terrain, scale, side, box)) {
    const color = css(mix([0, 0, 0], shades[Math.round(share * STEPS)], 0.62 + 0.38 * light));
    context.fillStyle = color;
    context.strokeStyle = color;
    context.beginPath();
    corners.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.fill();
    context.stroke();
  }
  for (const path of paths) wander(context, path, placer(terrain, scale, side, box), terrain, palette);
}

/** The rim of the floor that the land stands on. */
function ground(context, box, { terrain: { alpha, beta }, scale, side, palette }) {
  const place = placer({ alpha, beta, loss: [] }, scale, side, box);
  const rim = [[alpha[0], beta[0]], [alpha.at(-1), beta[0]], [alpha.at(-1), beta.at(-1)], [alpha[0], beta.at(-1)]];
  context.strokeStyle = palette.css.line;
  context.lineWidth = 1;
  context.beginPath();
  rim.forEach(([a, b], i) => {
    const [x, y] = place(a, b, scale.low);
    if (i) context.lineTo(x, y);
    else context.moveTo(x, y);
  });
  context.closePath();
  context.stroke();
}

function wander(context, { color, alpha, beta }, place, terrain, palette) {
  const places = alpha.map((a, i) => {
    const loss = lossAt(terrain, a, beta[i]);
    return loss === null ? null : place(a, beta[i], loss);
  });
  for (const [style, width] of [[palette.css.card, 4], [color, 2]]) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    places.forEach((at, i) => {
      if (!at) return;
      if (i && places[i - 1]) context.lineTo(...at);
      else context.moveTo(...at);
    });
    context.stroke();
  }
  const end = places.at(-1);
  if (!end) return;
  context.beginPath();
  context.arc(...end, 5.5, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.strokeStyle = palette.css.card;
  context.lineWidth = 2;
  context.stroke();
}
