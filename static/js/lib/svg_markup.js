/** SVG as text: elements, paths, words of a known width, and whole files that stand alone.
 *
 * Only attributes, no styles and no references to anything outside, so that every viewer and
 * every editor of pictures reads the same. Lengths are points, 72 to the inch. */

/** @typedef {{width: number, height: number}} Size */

export const POINTS_PER_MM = 72 / 25.4;
/** Generic, so that every machine has it. */
export const FONT = "sans-serif";
/** Widths of letters as shares of the type size, about those of Helvetica. */
const NARROW = /[iIjl.,:;'|!()[\] ft·]/;
const WIDE = /[mwMWΣ∂‖%@]/;
const CAPITAL = /[A-Z−+=→↑<>]/;
const FULL = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/;

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML cannot hold, escaped or not. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** @param {string} text @returns {string} */
export const escaped = (text) => text.replace(FORBIDDEN, "").replace(/[&<>"]/g, (sign) => ESCAPES[sign]);

/** A length in few digits: hundredths of a point are finer than any printer. @param {number} x */
export const short = (x) => String(Math.round(x * 100) / 100);

/**
 * An element as text: tag("g", {fill: "red"}, tag("path", {d})). Children are text of elements.
 * @param {string} name @param {Record<string, string|number|null|undefined|false>} [attributes] @param {...(string|null|undefined|false)} children
 */
export function tag(name, attributes = {}, ...children) {
  let given = "";
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    given += ` ${key}="${typeof value === "number" ? short(value) : escaped(value)}"`;
  }
  const inside = children.filter(Boolean).join("");
  return inside ? `<${name}${given}>${inside}</${name}>` : `<${name}${given}/>`;
}

/**
 * Words at a place. @param {number} x @param {number} y of their foot @param {string} words
 * @param {{size: number, fill: string, anchor?: "start"|"middle"|"end", weight?: number, turned?: boolean}} how turned: upwards
 */
export function label(x, y, words, { size, fill, anchor = "start", weight = 400, turned = false }) {
  return tag("text", {
    x, y, "font-size": size, fill, "text-anchor": anchor === "start" ? null : anchor, "font-weight": weight === 400 ? null : String(weight),
    transform: turned ? `rotate(-90 ${short(x)} ${short(y)})` : null,
  }, escaped(words));
}

/** About how wide words are. @param {string} words @param {number} size @param {number} [weight] */
export function widthOf(words, size, weight = 400) {
  let wide = 0;
  for (const sign of words) {
    if (FULL.test(sign)) wide += 0.95;
    else if (NARROW.test(sign)) wide += 0.29;
    else if (WIDE.test(sign)) wide += 0.86;
    else wide += CAPITAL.test(sign) ? 0.68 : 0.56;
  }
  return wide * size * (weight > 400 ? 1.06 : 1);
}

/** Words cut so that they fit, with an ellipsis. @param {string} words @param {number} room @param {number} size @param {number} [weight] */
export function fitted(words, room, size, weight = 400) {
  if (widthOf(words, size, weight) <= room) return words;
  const signs = [...words];
  while (signs.length > 1 && widthOf(`${signs.join("")}…`, size, weight) > room) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

/** The d of a path through places; a null lifts the pen. @param {([number, number]|null)[]} places @param {boolean} [closed] */
export function pathThrough(places, closed = false) {
  let d = "";
  let down = false;
  for (const place of places) {
    if (place) d += `${down ? "L" : "M"}${short(place[0])} ${short(place[1])}`;
    down = place !== null;
  }
  return closed && d ? `${d}Z` : d;
}

/** The older name of the reference is the one that every editor knows. @param {string} url data: of a PNG @param {{x: number, y: number, width: number, height: number}} box */
export const picture = (url, { x, y, width, height }) => tag("image", { x, y, width, height, preserveAspectRatio: "none", "xlink:href": url });

/**
 * A file that stands alone. @param {Size} size in points
 * @param {{title: string, description: string, background: string|null, pixels?: Size|null, language: string}} about
 *   pixels: of which size it is to be drawn, else as large as it is printed
 * @param {string} body
 */
export function svgDocument({ width, height }, { title, description, background, pixels = null, language }, body) {
  const size = pixels
    ? { width: String(pixels.width), height: String(pixels.height) }
    : { width: `${short(width / POINTS_PER_MM)}mm`, height: `${short(height / POINTS_PER_MM)}mm` };
  const root = tag("svg", {
    xmlns: "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink", ...size,
    viewBox: `0 0 ${short(width)} ${short(height)}`, "font-family": FONT, "xml:lang": language, role: "img",
  },
  tag("title", {}, escaped(title)), tag("desc", {}, escaped(description)),
  background && tag("rect", { width, height, fill: background }), body);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}
