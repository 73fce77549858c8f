/** Pixels as pictures inside of figures, and figures as PNG: what only a browser can do. */

import { el } from "../lib/dom.js";
import { withDpi } from "../lib/png_dpi.js";

/** Pixels as the data: address of a PNG, top row first. @param {Uint32Array} pixels @param {number} width @param {number} height */
export function imageOf(pixels, width, height) {
  const canvas = el("canvas", { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  new Uint32Array(image.data.buffer).set(pixels);
  context.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
}

/** Put a document of SVG where an image can show it. @param {string} svg */
export const addressOf = (svg) => URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));

/**
 * A figure as PNG that says how large it is to be printed. @param {string} svg @param {{width: number, height: number}} size in pixels @param {number} dpi
 * @returns {Promise<Blob|null>} null where it is too large for the browser
 */
export async function rasterise(svg, { width, height }, dpi) {
  const address = addressOf(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = el("canvas", { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return blob && new Blob([withDpi(new Uint8Array(await blob.arrayBuffer()), dpi)], { type: "image/png" });
  } finally {
    URL.revokeObjectURL(address);
  }
}
