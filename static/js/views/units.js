/** The units: each a small map of what it answers over the plane, and a button that opens it. */

import { css, classColor, divergingPixels, outputPixels } from "../lib/color.js";
import { describeUnit } from "../lib/describe.js";
import { networkOf } from "../lib/derive.js";
import { arrange, el, pixelCanvas, setAttribute, setText } from "../lib/dom.js";
import { formatNumber, formatWeight } from "../lib/format.js";
import { followable } from "../lib/pace.js";
import { parameterIndex } from "../lib/parameters.js";
import { unitValues } from "../lib/pass.js";
import { passOf } from "../lib/pass_view.js";
import { paintUnit } from "../lib/pixels.js";
import { classNameOf, shortClassNameOf } from "../lib/points.js";

/** Units nearer to each other than this, in pixels, leave no room for a number each. */
const READABLE = 17;
/** From this distance on it stands on the upper edge of its unit. */
const ROOMY = 30;

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, openInspector: (anchor: Element, layer: number, unit: number) => void}} parts
 */
export function createUnits(element, { actions, texts, openInspector }) {
  const { t, nameOf } = texts;
  const columns = [];
  let pixels = null;
  let outputs = [];
  let latest = null;
  let size = 0;
  let wasMarked = false;
  let pointed = null;

  function unitNode(layer, unit) {
    const hovered = { kind: "unit", layer, unit };
    const point = () => {
      pointed = button;
      actions.hover(hovered);
    };
    const button = el("button", {
      type: "button", class: "unit", dataset: { layer, unit }, "aria-haspopup": "dialog",
      onclick: () => openInspector(button, layer, unit),
      onpointerenter: point, onpointerleave: () => actions.hover(null),
      onfocus: () => {
        label(button, layer, unit);
        if (button.matches(":focus-visible")) point();
      },
      onblur: () => actions.hover(null),
      onkeydown: (event) => move(event, layer, unit),
    });
    return { button, map: null, value: null };
  }

  /** Taken away under the pointer, a unit never hears that the pointer has left it. */
  function drop({ button, value }) {
    if (button === pointed) actions.hover(null);
    button.remove();
    value?.remove();
  }

  /** Arrows walk through the network: up and down a column, left and right between columns. */
  function move(event, layer, unit) {
    const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const step = steps[event.key];
    if (!step) return;
    const column = columns[layer + step[0]];
    const target = column?.nodes[Math.min(unit + step[1], column.nodes.length - 1)];
    if (!target) return;
    event.preventDefault();
    target.button.focus();
  }

  function label(button, layer, unit) {
    const { live, slices, layout } = latest;
    const column = layout.columns[layer];
    const key = column.kind === "output" ? latest.output : networkOf(latest).layers[layer].activation;
    const activation = nameOf(column.kind === "output" ? "outputs" : "activations", key);
    const bias = live ? formatWeight(live.weights[parameterIndex(slices[layer], null, unit)]) : "";
    setAttribute(button, "aria-label", describeUnit(column, unit, activation, bias, t));
  }

  const labelAll = () => columns.forEach(({ nodes }, layer) => nodes.forEach(({ button }, unit) => label(button, layer, unit)));

  function build(layout) {
    while (columns.length > layout.columns.length) {
      const { nodes, more, labels } = columns.pop();
      nodes.forEach(drop);
      [...labels, more].forEach((node) => node.remove());
    }
    layout.columns.forEach((column, layer) => {
      columns[layer] ??= { nodes: [], labels: [], more: el("span", { class: "more-units" }) };
      const { nodes, more } = columns[layer];
      while (nodes.length > column.nodes.length) drop(nodes.pop());
      while (nodes.length < column.nodes.length) nodes.push(unitNode(layer, nodes.length));
      for (const [unit, { x, y, size: side }] of column.nodes.entries()) {
        const { button } = nodes[unit];
        button.style.transform = `translate(${x - side / 2}px, ${y - side / 2}px)`;
        button.style.width = button.style.height = `${side}px`;
        button.classList.toggle("little", side < 26);
        label(button, layer, unit);
      }
      more.hidden = column.more === 0;
      setText(more, t("network.more_hidden", { count: column.more }));
      more.style.transform = `translate(${column.x}px, ${column.moreY}px)`;
    });
    arrange(element, columns.flatMap(({ nodes, more }) => [...nodes.map(({ button }) => button), more]));
    showOutputLabels(layout.columns.at(-1));
    columns.forEach((column, i) => i < columns.length - 1 && column.labels.splice(0).forEach((node) => node.remove()));
  }

  /** Beside an output unit: which class it speaks for. */
  function showOutputLabels(column) {
    const own = columns.at(-1);
    own.labels.splice(0).forEach((node) => node.remove());
    const { classes, palette, outputs } = latest;
    if (outputs < 2) return;
    for (const [unit, { x, y, size: side }] of column.nodes.entries()) {
      const swatch = el("i", { class: "swatch" });
      swatch.style.background = css(classColor(palette, unit, classes));
      const node = el("span", { class: "output-label", title: classNameOf(latest, unit, texts) }, swatch, el("span", {}, shortClassNameOf(latest, unit, texts)));
      node.style.maxWidth = `${latest.layout.width - x - side / 2 - 8}px`;
      node.style.transform = `translate(${x + side / 2 + 6}px, calc(${y}px - 50%))`;
      own.labels.push(node);
      element.append(node);
    }
  }

  function paint({ units }) {
    const [, rows] = units.values_shape;
    if (rows !== size) {
      size = rows;
      for (const { nodes } of columns) for (const node of nodes) dropMap(node);
    }
    let offset = 0;
    latest.layout.columns.forEach((column, layer) => {
      for (const [unit, node] of columns[layer].nodes.entries()) {
        if (!node.map) {
          node.map = pixelCanvas(size);
          node.button.append(node.map.canvas);
        }
        paintUnit(units.values, offset + unit, size, column.kind === "output" ? outputs[unit] : pixels, node.map.pixels);
        node.map.show();
      }
      offset += column.count;
    });
  }

  /** In a pass, each unit shows its number, and the one in focus stands out. */
  function showPass() {
    const pass = passOf(latest);
    const kept = latest.live?.kept && followable(latest) ? latest.live.kept : null;
    // While it simply learns there is nothing of this to show, and nothing to take away.
    const marked = Boolean(pass || kept);
    if (!marked && !wasMarked) return;
    wasMarked = marked;
    const values = pass && unitValues(pass.answer, pass.step, pass.sample);
    columns.forEach(({ nodes }, layer) => nodes.forEach((node, unit) => {
      const shown = values?.[layer];
      const value = shown?.values[unit];
      showValue(node, value, shown?.kind, latest.layout.columns[layer].nodes, unit);
      const there = pass && pass.step.kind !== "input" && (pass.step.kind !== "update" || unit === pass.focus.unit) && layer === pass.focus.layer;
      node.button.classList.toggle("lit", Boolean(there));
      node.button.classList.toggle("focus", Boolean(there) && unit === pass.focus.unit);
      node.button.classList.toggle("unreached", Boolean(shown && !shown.values.length));
    }));
    showDropped(values, kept);
  }

  function showValue(node, value, kind, places, unit) {
    const { x, y, size: side } = places[unit];
    const pitch = places.length > 1 ? places[1].y - places[0].y : Infinity;
    if (value === undefined || pitch < READABLE) {
      node.value?.remove();
      node.value = null;
      return;
    }
    if (!node.value) element.append(node.value = el("span", { class: "unit-value", "aria-hidden": "true" }));
    setText(node.value, formatNumber(value, 2));
    node.value.classList.toggle("delta", kind === "delta");
    // Where units stand close, the number would hide the one that it is about: it stands beside it.
    node.value.style.transform = pitch < ROOMY ? `translate(${x + side / 2 + 4}px, ${y}px) translate(0, -50%)` : `translate(${x}px, ${y - side / 2}px) translate(-50%, -50%)`;
  }

  /** Units that dropout left out are dark: for the point of a pass, or by the share of the last batch that went without them. */
  function showDropped(values, kept) {
    let at = 0;
    columns.forEach(({ nodes }, layer) => {
      nodes.forEach(({ button }, unit) => {
        const out = values ? Number(values[layer].dropped[unit] === true) : 1 - (kept?.[at + unit] ?? 1);
        button.classList.toggle("dropped", out > 0);
        button.style.setProperty("--out", out.toFixed(2));
      });
      at += latest.layout.columns[layer].count;
    });
  }

  function dropMap(node) {
    node.map?.canvas.remove();
    node.map = null;
  }

  return {
    update(state, previous) {
      if (!state.ready || !state.layout) return;
      latest = state;
      const newPalette = state.palette !== previous?.palette;
      const newOutput = newPalette || state.output !== previous?.output || state.classes !== previous?.classes;
      if (newPalette) pixels = divergingPixels(state.palette.scale);
      if (newOutput) outputs = Array.from({ length: state.outputs }, (_, unit) => outputPixels(state.palette, { ...state, unit }));
      if (newOutput || state.layout !== previous?.layout || state.experiment !== previous?.experiment) build(state.layout);
      if (state.live && (state.live !== previous?.live || newPalette || state.layout !== previous?.layout)) paint(state.live);
      // While it plays, words that change sixty times a second would help nobody.
      if (!state.playing && (state.live !== previous?.live || state.playing !== previous?.playing)) labelAll();
      const fields = ["choices", "instrument", "network", "playing", "layout", "live", "steppedBy", "play"];
      if (!previous || fields.some((field) => state[field] !== previous[field])) showPass();
    },
    destroy() {
      element.replaceChildren();
    },
  };
}
