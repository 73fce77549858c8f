/** What stands above the columns: how many units, which activation, what else a layer does. */

import { el, icon, setAttribute, setOptions, setText } from "../lib/dom.js";
import { bindControl } from "../lib/control.js";
import { entryOf, fittingOutputs, networkOf } from "../lib/derive.js";
import { entryCard, explain } from "../lib/explain.js";
import { field, questionMark, sliderField } from "../lib/fields.js";
import { openPopover } from "../lib/popover.js";

/** Columns so far apart, in pixels, have room for words in full. */
const ROOMY = 122;
/** Two clicks within so many milliseconds are meant as one. */
const DOUBLE_CLICK = 400;

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any}} parts
 */
export function createLayerHeaders(element, { actions, texts, catalog }) {
  const { t, nameOf } = texts;
  const { units: mostUnits, hidden_layers: mostLayers } = catalog.limits;
  const activations = catalog.activations.map(({ key }) => ({ value: key, text: nameOf("activations", key) }));
  const headers = [];
  const inserts = [];
  const output = outputHeader();
  element.append(output.element);
  let latest = null;
  let card = null;
  let removed = -Infinity;

  const layerOf = (index) => networkOf(latest).layers[index];
  const setUnits = (index, units) => {
    const clamped = Math.max(1, Math.min(mostUnits, Math.round(units)));
    return actions.setLayer(index, { units: clamped }, { key: "edit.units", values: { layer: index + 1, units: clamped, amount: clamped } });
  };
  const setActivation = (index, value) =>
    actions.setLayer(index, { activation: value }, { key: "edit.activation", values: { layer: index + 1 }, entry: ["activations", value] });

  /** The second click of a double one must not take away the layer that has moved under the pointer. */
  function removeOnce(index, { timeStamp }) {
    if (timeStamp - removed < DOUBLE_CLICK) return;
    removed = timeStamp;
    actions.removeLayer(index);
  }

  function squareButton(name, label, onclick) {
    return el("button", { type: "button", class: "round", "aria-label": label, title: label, onclick }, icon(name));
  }

  function header(index) {
    const layer = index + 1;
    const title = el("span", { class: "layer-name" });
    const remove = squareButton("close", t("network.remove_layer", { layer }), (event) => removeOnce(index, event));
    remove.classList.add("remove");
    const fewer = squareButton("minus", t("network.fewer_units", { layer }), () => actions.addUnits(index, -1, mostUnits));
    const more = squareButton("plus", t("network.more_units", { layer }), () => actions.addUnits(index, 1, mostUnits));
    const count = el("span", { class: "count" });
    const select = el("select", { "aria-label": t("network.activation", { layer }), dataset: { control: "activation", layer: index } });
    setOptions(select, activations);
    const activation = bindControl(select, { send: (value) => setActivation(index, value) });
    const settings = el("button", { type: "button", class: "chip", "aria-haspopup": "dialog", onclick: () => openLayer(index, settings) });
    const compact = el("button", { type: "button", class: "compact", "aria-haspopup": "dialog", onclick: () => openLayer(index, compact) });
    const node = el("div", { class: "layer-header", role: "group", "aria-label": t("network.layer", { layer }), dataset: { layer: index } },
      el("div", { class: "layer-title" }, title, remove),
      el("div", { class: "units-row" }, fewer, count, more),
      select, settings, compact);
    return { element: node, title, fewer, more, count, select, activation, settings, compact };
  }

  function showHeader(parts, index, { x }, mode) {
    const layer = layerOf(index);
    parts.element.style.transform = `translateX(${x}px)`;
    setText(parts.title, mode === "wide" ? t("network.layer", { layer: index + 1 }) : String(index + 1));
    setText(parts.count, mode === "wide" ? t("network.units", { count: layer.units }) : String(layer.units));
    parts.fewer.disabled = layer.units <= 1;
    parts.more.disabled = layer.units >= mostUnits;
    setAttribute(parts.more, "title", layer.units >= mostUnits ? t("network.most_units", { most: mostUnits }) : t("network.more_units", { layer: index + 1 }));
    parts.activation.show(layer.activation);
    const extras = extrasOf(layer, mode);
    const label = extras || (mode === "wide" ? t("network.layer_settings") : "");
    if (parts.settings.dataset.label !== label) {
      parts.settings.dataset.label = label;
      parts.settings.replaceChildren(label || icon("sliders"));
    }
    parts.settings.classList.toggle("active", Boolean(extras));
    setAttribute(parts.settings, "aria-label", `${t("network.layer_settings_of", { layer: index + 1 })} ${extras}`.trim());
    setAttribute(parts.settings, "title", `${t("network.layer_settings_of", { layer: index + 1 })}${extras ? `: ${extras}` : ""}`);
    parts.compact.replaceChildren(el("b", {}, String(layer.units)), el("span", {}, entryOf(catalog, "activations", layer.activation).symbol), ...(extras ? [el("i", {}, "•")] : []));
    setAttribute(parts.compact, "aria-label", `${t("network.layer", { layer: index + 1 })}, ${t("network.units", { count: layer.units })}, ${nameOf("activations", layer.activation)} ${extras}`);
  }

  function extrasOf({ dropout, normalization }, mode) {
    const parts = [];
    const short = mode === "wide" ? "" : "_short";
    const alone = mode === "wide" && dropout === 0;
    if (normalization !== "none") parts.push(t(`network.normalized${alone ? "" : "_short"}.${normalization}`));
    if (dropout > 0) parts.push(t(`network.dropped${short}`, { share: `${Math.round(dropout * 100)} %` }));
    return parts.join(mode === "wide" ? " · " : "·");
  }

  function insertButton(index) {
    const button = squareButton("plus", t("network.insert_layer", { position: index + 1 }), () => actions.insertLayer(index));
    button.classList.add("insert");
    button.dataset.insert = index;
    return button;
  }

  function outputHeader() {
    const select = el("select", { "aria-label": t("network.output_activation"), dataset: { control: "output" } });
    const control = bindControl(select, { send: (value) => actions.setNetwork({ output: value, loss: "auto" }, { key: "edit.output", values: { name: value === "auto" ? t("settings.automatic") : nameOf("outputs", value) } }) });
    const mark = questionMark("", `${t("explain.label")} ${t("network.output_activation")}`);
    mark.addEventListener("click", () => explain(mark, "output_layer", texts, [entryCard("outputs", entryOf(catalog, "outputs", latest.output), texts)]));
    const node = el("div", { class: "layer-header output-header", role: "group", "aria-label": t("network.output_layer") },
      el("div", { class: "layer-title" }, el("span", { class: "layer-name" }, t("network.output_layer")), mark),
      el("div", { class: "units-row" }, el("span", { class: "count" })), select);
    return { element: node, select, control, count: node.querySelector(".count") };
  }

  /** Everything about one layer in a card: for narrow columns, and for what does not fit above. */
  function openLayer(index, anchor) {
    const number = index + 1;
    const name = `layer-${number}`;
    const units = sliderField({ name: `${name}-units`, label: t("network.units_label"), min: 1, max: mostUnits, step: 1, format: String, send: (value) => setUnits(index, value) });
    const select = el("select", {});
    setOptions(select, activations);
    const activation = bindControl(select, { send: (value) => setActivation(index, value) });
    const dropout = sliderField({
      name: `${name}-dropout`, label: t("network.dropout"), min: 0, max: 0.9, step: 0.05, format: (v) => `${Math.round(v * 100)} %`,
      send: (value) => actions.setLayer(index, { dropout: value }, { key: "edit.dropout", values: { layer: number, value: `${Math.round(value * 100)} %` } }),
      topic: "dropout", explainLabel: t("explain.label"),
    });
    const normalize = el("select", {});
    setOptions(normalize, catalog.normalizations.map(({ key }) => ({ value: key, text: nameOf("normalizations", key) })));
    const normalization = bindControl(normalize, {
      send: (value) => actions.setLayer(index, { normalization: value }, { key: "edit.normalization", values: { layer: number }, entry: ["normalizations", value] }),
    });
    const maths = el("div", {});
    const content = el("div", { class: "layer-card" },
      el("h3", {}, t("network.layer", { layer: number })),
      units.element,
      field({ label: t("network.activation_label"), control: select, topic: "activation", explainLabel: t("explain.label"), name: `${name}-activation` }),
      dropout.element,
      field({ label: t("network.normalization"), control: normalize, topic: "normalization", explainLabel: t("explain.label"), name: `${name}-normalization` }),
      maths,
      el("button", { type: "button", class: "button danger", onclick: () => { card.popover.close(); actions.removeLayer(index); } }, icon("close"), t("network.remove_layer", { layer: number })));
    const popover = openPopover(anchor, content, { label: t("network.layer_settings_of", { layer: number }), closeLabel: t("app.close"), aside: "right", onclose: () => (card = null) });
    let shownMaths = "";
    card = {
      popover,
      show() {
        const layer = layerOf(index);
        if (!layer) return popover.close();
        units.control.show(layer.units);
        activation.show(layer.activation);
        dropout.control.show(layer.dropout);
        normalization.show(layer.normalization);
        if (shownMaths !== layer.activation) {
          shownMaths = layer.activation;
          maths.replaceChildren(entryCard("activations", entryOf(catalog, "activations", layer.activation), texts));
          popover.place();
        }
      },
    };
    card.show();
  }

  function show(state) {
    const { layers } = networkOf(state);
    const { layout } = state;
    element.dataset.mode = layout.mode;
    element.style.setProperty("--pitch", `${layout.pitch}px`);
    while (headers.length > layers.length) headers.pop().element.remove();
    while (headers.length < layers.length) {
      const parts = header(headers.length);
      headers.push(parts);
      element.insertBefore(parts.element, output.element);
    }
    headers.forEach((parts, i) => showHeader(parts, i, layout.columns[i], layout.mode));
    showInserts(layout, layers.length);
    output.element.style.transform = `translateX(${layout.columns.at(-1).x}px)`;
    setText(output.count, t("network.units", { count: state.outputs }));
    const fitting = fittingOutputs(catalog, state.experiment.task, state.classes);
    setOptions(output.select, [{ value: "auto", text: nameOf("outputs", state.output) + t(layout.pitch < ROOMY ? "network.auto_mark_short" : "network.auto_mark") },
      ...fitting.map(({ key }) => ({ value: key, text: nameOf("outputs", key) }))]);
    setAttribute(output.select, "title", networkOf(state).output === "auto" ? nameOf("outputs", state.output) + t("network.auto_mark") : null);
    output.control.show(networkOf(state).output);
    card?.show();
  }

  function showInserts(layout, count) {
    while (inserts.length > layout.inserts.length) inserts.pop().remove();
    while (inserts.length < layout.inserts.length) {
      const button = insertButton(inserts.length);
      inserts.push(button);
      element.insertBefore(button, headers[inserts.length - 1]?.element ?? output.element);
    }
    layout.inserts.forEach(({ index, x }, i) => {
      const full = count >= mostLayers;
      inserts[i].style.transform = `translateX(${x}px)`;
      inserts[i].disabled = full;
      setAttribute(inserts[i], "title", full ? t("network.most_layers", { most: mostLayers }) : t("network.insert_layer", { position: index + 1 }));
    });
  }

  return {
    update(state, previous) {
      if (!state.ready || !state.layout) return;
      latest = state;
      const same = previous?.ready && state.experiment === previous.experiment && state.layout === previous.layout
        && state.refusals === previous.refusals && state.classes === previous.classes;
      if (!same) show(state);
    },
    destroy() {
      card?.popover.close();
    },
  };
}
