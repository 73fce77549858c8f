/** Building and wiring elements. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element: el("button", {type: "button", class: "x", onclick: f, dataset: {...}}, "text", child)
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  return fill(element, attributes, children);
}

/** The same in SVG. @param {string} tag @param {Record<string, any>} [attributes] @param {...any} children @returns {any} */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of the page's sprite. @param {string} name */
export function icon(name) {
  return svg("svg", { class: `icon icon-${name}`, "aria-hidden": "true" }, svg("use", { href: `#icon-${name}` }));
}

// Whatever is set is set only where it differs: a browser styles and lays out again even for what was there before.

/** @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent === text) return;
  const only = node.childNodes.length === 1 && node.firstChild;
  // Another text in the same node is cheaper than another node.
  if (only instanceof Text) only.data = text;
  else node.textContent = text;
}

/** @param {any} element @param {"hidden"|"disabled"|"checked"} name @param {boolean} value */
export function setProperty(element, name, value) {
  if (element[name] !== value) element[name] = value;
}

/** @param {Element} element @param {string} name @param {string|null} value null removes */
export function setAttribute(element, name, value) {
  if (value === null) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/**
 * Have an element's children begin with these, in this order. What stands in its place is not
 * touched: taken out and put in again, it would lose the focus.
 * @param {Element} element @param {Element[]} nodes
 */
export function arrange(element, nodes) {
  nodes.forEach((node, at) => element.children[at] !== node && element.insertBefore(node, element.children[at] ?? null));
}

/** Fill a select, keeping its element. @param {HTMLSelectElement} select @param {{value: string, text: string}[]} options */
export function setOptions(select, options) {
  const key = JSON.stringify(options);
  if (select.dataset.options === key) return;
  select.dataset.options = key;
  select.replaceChildren(...options.map(({ value, text }) => el("option", { value }, text)));
}

/** Turn a MathML string of the catalog into an element. @param {string} mathml @returns {Node} */
export function mathNode(mathml) {
  const parsed = new DOMParser().parseFromString(mathml, "text/html").body.firstElementChild;
  return parsed ? document.importNode(parsed, true) : document.createTextNode("");
}

/** Give a canvas as many pixels as the screen has for it. @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 * @returns {CanvasRenderingContext2D} scaled so that one unit is one CSS pixel */
export function fitCanvas(canvas, width, height) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** A small canvas whose pixels are set as a whole. @param {number} size
 * @returns {{canvas: HTMLCanvasElement, pixels: Uint32Array, show: () => void}} */
export function pixelCanvas(size) {
  const canvas = el("canvas", { width: size, height: size, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(size, size);
  return { canvas, pixels: new Uint32Array(image.data.buffer), show: () => context.putImageData(image, 0, 0) };
}
