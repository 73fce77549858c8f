/** The paper that figures are drawn on: its size, its type, its colours; and the whole figure with its heading. */

import { fitted, label, POINTS_PER_MM, svgDocument } from "../lib/svg_markup.js";

/** Widths in millimetres as journals and slides have them; type and lines in points, readable there. */
export const SIZES = {
  column: { width: 85, height: null, type: 7.6, thin: 0.5, curve: 1, pixels: 600 },
  page: { width: 170, height: null, type: 9.2, thin: 0.6, curve: 1.3, pixels: 800 },
  slide: { width: 254, height: 142.875, type: 15, thin: 1, curve: 2.4, pixels: 800 },
};
export const RESOLUTIONS = [300, 600];
const DRAFT_PIXELS = 160;
const MM_PER_INCH = 25.4;

/** @typedef {{size: "column"|"page"|"slide", dpi: number, theme: "light"|"dark", transparent: boolean, title: boolean}} Choice */

/** @type {Choice} */
export const USUAL = { size: "column", dpi: 300, theme: "light", transparent: false, title: true };

/**
 * What is drawn with. @param {Choice} choice
 * @param {{palette: any, texts: any, image: (pixels: Uint32Array, width: number, height: number) => string, draft?: boolean}} means
 *   image: pixels as the data: address of a PNG
 */
export function sheetOf({ size }, { palette, texts, image, draft = false }) {
  const { type, thin, curve, pixels } = SIZES[size];
  return { size: type, small: type * 0.87, thin, curve, palette, texts, image, pixels: draft ? DRAFT_PIXELS : pixels, draft };
}

/**
 * A figure as a file. @param {{draw: Function, aspect: Function}} figure @param {any} content @param {Choice} choice @param {any} sheet
 * @param {{title: string, about: string, description: string}} words @param {{raster?: boolean}} [how] raster: of as many pixels as the resolution asks for
 * @returns {{svg: string, pixels: {width: number, height: number}, mm: {width: number, height: number}}}
 */
export function compose(figure, content, choice, sheet, words, { raster = false } = {}) {
  const given = SIZES[choice.size];
  const { size, small, palette } = sheet;
  const pad = size * 0.7;
  const head = choice.title ? size * 1.75 + small * 1.35 : 0;
  const width = given.width * POINTS_PER_MM;
  const inner = width - 2 * pad;
  const body = given.height === null ? inner * figure.aspect(content, sheet, inner) : given.height * POINTS_PER_MM - 2 * pad - head;
  const height = body + 2 * pad + head;
  const mm = { width: width / POINTS_PER_MM, height: height / POINTS_PER_MM };
  const pixels = { width: Math.round((mm.width / MM_PER_INCH) * choice.dpi), height: Math.round((mm.height / MM_PER_INCH) * choice.dpi) };
  const drawn = (choice.title ? heading(pad, inner, words, sheet) : "") + figure.draw({ x: pad, y: pad + head, width: inner, height: body }, content, sheet);
  const svg = svgDocument({ width, height }, {
    title: `${words.title}. ${words.about}`, description: words.description, background: choice.transparent ? null : palette.css.card,
    pixels: raster ? pixels : null, language: sheet.texts.language,
  }, drawn);
  return { svg, pixels, mm };
}

function heading(pad, room, { title, about }, { size, small, palette: { css } }) {
  return label(pad, pad + size * 0.95, fitted(title, room, size * 1.08, 600), { size: size * 1.08, fill: css.ink, weight: 600 })
    + label(pad, pad + size * 1.15 + small * 1.15, fitted(about, room, small), { size: small, fill: css.mute });
}
