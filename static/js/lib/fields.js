/** Labelled form fields, built alike everywhere. */

import { el, setAttribute } from "./dom.js";
import { bindControl } from "./control.js";

/**
 * A label above a control, with a small question mark where there is something to explain.
 * @param {{label: string, control: HTMLElement, topic?: string, explainLabel?: string, after?: Node|null, name?: string}} parts
 */
export function field({ label, control, topic, explainLabel, after = null, name = "" }) {
  control.id ||= `field-${name || Math.random().toString(36).slice(2, 8)}`;
  return el("div", { class: "field", dataset: { field: name } },
    el("div", { class: "field-head" },
      el("label", { class: "field-label", for: control.id }, label),
      topic && questionMark(topic, `${explainLabel} ${label}`)),
    el("div", { class: "field-body" }, control, after));
}

/** @param {string} topic @param {string} label */
export function questionMark(topic, label) {
  return el("button", { type: "button", class: "explain", dataset: { explain: topic }, "aria-label": label }, "?");
}

/**
 * A slider with its value written beside the label; say() writes a value that lies between stops.
 * @param {{name: string, label: string, min: number, max: number, step: number, format: (value: number) => string,
 *   send: (value: number) => any, topic?: string, explainLabel?: string}} parts
 */
export function sliderField({ name, label, min, max, step, format, send, topic, explainLabel }) {
  const input = el("input", { type: "range", min, max, step, id: `field-${name}` });
  const output = el("output", { for: input.id, class: "field-value" });
  const say = (text) => {
    output.textContent = text;
    setAttribute(input, "aria-valuetext", text);
  };
  const control = bindControl(input, {
    delay: 180,
    send: (value) => send(Number(value)),
    live: (value) => say(format(Number(value))),
  });
  const element = el("div", { class: "slider", dataset: { field: name } },
    el("div", { class: "field-head" },
      el("label", { class: "field-label", for: input.id }, label),
      topic && questionMark(topic, `${explainLabel} ${label}`),
      output),
    input);
  return { element, control, input, say };
}

/**
 * A number to type, for a weight or an optimizer's setting.
 * @param {{label: string, value: number, minimum?: number|null, maximum?: number|null, send: (value: number) => any}} parts
 */
export function numberInput({ label, value, minimum = null, maximum = null, send }) {
  const input = el("input", { type: "number", step: "any", min: minimum, max: maximum, "aria-label": label, class: "number" });
  const control = bindControl(input, { send: (text) => send(Number(text)) });
  control.show(value);
  return { input, control };
}
