/** Draws how the points of a table will lie, and lets them move over when they are standardised. */

import { classColor, css, diverging } from "./color.js";
import { onTheWay, placesIn, squareAround } from "./cloud.js";
import { fitCanvas } from "./dom.js";

const DURATION = 650;
/** Room above and below for the names of the axes. */
const EDGE = 22;
const smooth = (share) => share * share * (3 - 2 * share);

/** @param {HTMLCanvasElement} canvas */
export function createCloudPainter(canvas) {
  let seen = null;
  let running = 0;

  /**
   * @param {{points: any, labels: number[], classes: number|null, names: [string, string], palette: any, size: {width: number, height: number}}} picture
   * @param {boolean} moving whether the points are those that are shown already, elsewhere
   */
  function show(picture, moving) {
    cancelAnimationFrame(running);
    const frame = squareAround(picture.points);
    const places = placesIn(picture.points, frame);
    const from = moving && seen?.length === places.length ? seen : null;
    if (!from || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      draw(picture, frame, places);
      return;
    }
    const start = performance.now();
    const step = (now) => {
      const share = Math.min(1, (now - start) / DURATION);
      draw(picture, frame, onTheWay(from, places, smooth(share)));
      if (share < 1) running = requestAnimationFrame(step);
    };
    running = requestAnimationFrame(step);
  }

  function draw({ labels, classes, names, palette, size }, frame, places) {
    seen = places;
    const context = fitCanvas(canvas, size.width, size.height);
    context.clearRect(0, 0, size.width, size.height);
    const side = Math.min(size.width, size.height) - 2 * EDGE;
    const [left, bottom] = [(size.width - side) / 2, size.height - EDGE];
    drawAxes(context, frame, palette, size, [left, bottom, side]);
    const radius = places.length > 1500 ? 1.6 : places.length > 200 ? 2.4 : 3.6;
    const colors = new Map();
    const colorOf = (label) => {
      if (!colors.has(label)) colors.set(label, css(classes === null ? diverging(palette.scale, label) : classColor(palette, label, classes)));
      return colors.get(label);
    };
    context.strokeStyle = palette.css.card;
    context.lineWidth = places.length > 200 ? 0.4 : 0.8;
    for (const [i, [x, y]] of places.entries()) {
      context.fillStyle = colorOf(labels[i]);
      context.beginPath();
      context.arc(left + x * side, bottom - y * side, radius, 0, 7);
      context.fill();
      context.stroke();
    }
    drawNames(context, names, palette, size);
  }

  return { show, forget: () => (seen = null), stop: () => cancelAnimationFrame(running) };
}

/** The lines of 0, where they lie in the picture. */
function drawAxes(context, frame, palette, size, [left, bottom, side]) {
  const across = ([low, high]) => -low / (high - low);
  const [x, y] = [left + across(frame.x1) * side, bottom - across(frame.x2) * side];
  context.strokeStyle = palette.css.line;
  context.lineWidth = 1;
  context.beginPath();
  if (x > 0 && x < size.width) context.moveTo(x, 0), context.lineTo(x, size.height);
  if (y > 0 && y < size.height) context.moveTo(0, y), context.lineTo(size.width, y);
  context.stroke();
}

function drawNames(context, names, palette, size) {
  context.font = `11px ${palette.css.font}`;
  context.lineJoin = "round";
  const write = (text, x, y, align, most) => {
    context.textAlign = align;
    context.lineWidth = 3;
    context.strokeStyle = palette.css.card;
    context.strokeText(text, x, y, most);
    context.fillStyle = palette.css.mute;
    context.fillText(text, x, y, most);
  };
  write(`${names[0]} →`, size.width - 6, size.height - 7, "right", size.width - 12);
  write(`↑ ${names[1]}`, 6, 15, "left", size.width - 12);
}
