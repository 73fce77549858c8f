/** The surface as pixels: from a frame, or from one unit's map, to a picture over the data's domain. */

import { classColor, confidencePixels, divergingPixels, outputPixels } from "./color.js";
import { pixelCanvas } from "./dom.js";
import { paintClasses, paintScalar, paintUnit, quantise } from "./pixels.js";

const SOFT = 0.78;

/** Paints into pictures that it keeps, one for each size. */
export function createSurfacePainter() {
  const pictures = new Map();
  let palettes = null;
  let palettesFor = "";

  function picture(size) {
    if (!pictures.has(size)) pictures.set(size, pixelCanvas(size));
    return pictures.get(size);
  }

  function prepare(palette, classes, hard) {
    const key = `${palette.css.card}${classes}${hard}`;
    if (key === palettesFor) return;
    palettesFor = key;
    const count = Math.max(classes ?? 2, 2);
    palettes = {
      scale: divergingPixels(palette.scale, { strength: SOFT, hard }),
      units: divergingPixels(palette.scale, { strength: SOFT }),
      classes: Array.from({ length: count }, (_, label) =>
        confidencePixels(palette.scale.zero, classColor(palette, label, count), 1 / count, { hard, strength: SOFT })),
    };
  }

  return {
    /** The network's answer. @returns {HTMLCanvasElement} */
    paintOutput({ surface }, { palette, classes, hard }) {
      prepare(palette, classes, hard);
      const size = (surface.values_shape ?? surface.labels_shape)[0];
      const { canvas, pixels, show } = picture(size);
      if (surface.kind === "classes") paintClasses(surface.labels, surface.confidence, size, palettes.classes, pixels);
      else paintScalar(surface.values, size, palettes.scale, pixels);
      show();
      return canvas;
    },
    /** One unit's activation; index counts through all layers, output says which output unit it is, if any. @returns {HTMLCanvasElement} */
    paintUnit({ units }, index, output, { palette, classes, hard }) {
      prepare(palette, classes, hard);
      const size = units.values_shape[1];
      const { canvas, pixels, show } = picture(size);
      paintUnit(units.values, index, size, output ? outputPixels(palette, output, SOFT) : palettes.units, pixels);
      show();
      return canvas;
    },
    /** A feature over the plane. @param {number[][]} grid @returns {HTMLCanvasElement} */
    paintFeature(grid, { palette, classes, hard }) {
      prepare(palette, classes, hard);
      const { values, size } = quantise(grid);
      const { canvas, pixels, show } = picture(size);
      paintUnit(values, 0, size, palettes.units, pixels);
      show();
      return canvas;
    },
  };
}

/**
 * Where in the plot a picture of the domain belongs, given what the axes show. Grid points lie on
 * the domain's edges, so the picture reaches half a cell beyond.
 * @param {{x1: number[], x2: number[]}} domain @param {{x: number[], y: number[]}} ranges
 * @param {{left: number, top: number, width: number, height: number}} plot @param {number} size of the grid
 */
export function pictureBox(domain, ranges, plot, size) {
  const along = ([low, high], [from, to], length) => {
    const half = (high - low) / (size - 1) / 2;
    return [((low - half - from) / (to - from)) * length, ((high + half - from) / (to - from)) * length];
  };
  const [x0, x1] = along(domain.x1, ranges.x, plot.width);
  const [y0, y1] = along(domain.x2, ranges.y, plot.height);
  return { x: plot.left + x0, y: plot.top + plot.height - y1, width: x1 - x0, height: y1 - y0 };
}
