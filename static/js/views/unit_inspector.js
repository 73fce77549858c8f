/** A unit opened: its weights and its bias as numbers, to read, type, cut and freeze; its activation at work. */

import { activationPlot } from "../lib/activation_card.js";
import { el, icon, mathNode, setAttribute } from "../lib/dom.js";
import { entryOf, networkOf } from "../lib/derive.js";
import { numberInput } from "../lib/fields.js";
import { formatWeight } from "../lib/format.js";
import { parameterIndex } from "../lib/parameters.js";
import { openPopover } from "../lib/popover.js";

/** While it learns, the dots on the graph are brought up to date so often, in milliseconds. */
const REFRESH = 500;
/** A rest so many times as long as the answer took. */
const RESTS = 8;

/**
 * @param {{actions: any, texts: any, catalog: any}} parts
 * @returns {{update: (state: any) => void, destroy: () => void, open: (anchor: Element, layer: number, unit: number) => void}}
 */
export function createUnitInspector({ actions, texts, catalog }) {
  const { t, nameOf, aboutOf } = texts;
  let latest = null;
  let opened = null;
  let awaited = null;

  function open(anchor, layer, unit) {
    // Right after an edit the new weights are still on their way: it opens with them.
    if (!latest?.live) return void (awaited = { anchor, layer, unit });
    awaited = null;
    const slice = latest.slices[layer];
    const family = slice.output ? "outputs" : "activations";
    const key = slice.output ? latest.output : networkOf(latest).layers[layer].activation;
    const title = slice.output ? t("network.short_output", { unit: unit + 1 }) : t("network.short_unit", { layer: layer + 1, unit: unit + 1 });
    const rows = [null, ...Array.from({ length: slice.fanIn }, (_, i) => i)].map((from) => row({ layer, from, to: unit }, title));
    const whole = wholeUnit(layer, unit, title);
    const activation = activationCard(family, key, layer, unit);
    const content = el("div", { class: "inspector" },
      el("h3", {}, title),
      el("div", { class: "inspector-columns" },
        el("div", {},
          el("p", {}, t("inspector.text", { count: slice.fanIn })),
          el("div", { class: "inspector-rows" }, ...rows.map(({ element }) => element)),
          whole.element),
        activation.element));
    const popover = openPopover(anchor, content, { label: title, closeLabel: t("app.close"), name: "inspector-card", aside: slice.output ? "left" : "right", onclose: () => (opened = null) });
    opened = { popover, rows, whole, activation, layer, unit };
    show();
    activation.refresh();
    popover.place();
  }

  function openAwaited() {
    const { anchor, layer, unit } = awaited;
    awaited = null;
    if (anchor.isConnected) open(anchor, layer, unit);
  }

  function row(place, end) {
    const name = place.from === null ? t("weight.bias_of", { end }) : t("weight.from_to", { start: sourceOf(place), end });
    const { input, control } = numberInput({
      label: name, value: 0,
      send: (value) => actions.setWeight(place, { value }, { key: "edit.weight", values: { name, value: formatWeight(value) } }),
    });
    const cut = place.from !== null && el("button", { type: "button", class: "button square small", onclick: () => {
      const restoring = valueOf(place).cut;
      actions.setWeight(place, { mask: restoring ? 1 : 0 }, { key: restoring ? "edit.restored" : "edit.cut", values: { name } });
    } });
    const freeze = el("button", { type: "button", class: "button square small freeze", onclick: () => {
      const thawing = valueOf(place).frozen;
      actions.setWeight(place, { frozen: thawing ? 0 : 1 }, { key: thawing ? "edit.thawed" : "edit.frozen", values: { name } });
    } }, icon("pin"));
    const element = el("div", { class: "inspector-row" },
      el("span", { class: "inspector-name" }, place.from === null ? t("weight.bias") : sourceOf(place)), input, cut || el("span", {}), freeze);
    return { element, place, control, input, cut, freeze, name, shown: null };
  }

  /** What can be done with all wires of a unit at once. */
  function wholeUnit(layer, unit, name) {
    const isOutput = latest.slices[layer].output;
    const cut = el("button", { type: "button", class: "button small", dataset: { action: "unit-cut" }, onclick: () => {
      const restoring = wiresOf(layer, unit).cut;
      actions.setUnit(layer, unit, { mask: restoring ? 1 : 0 }, { key: restoring ? "edit.restored" : "edit.cut", values: { name } });
    } });
    const freeze = el("button", { type: "button", class: "button small", dataset: { action: "unit-freeze" }, onclick: () => {
      const thawing = wiresOf(layer, unit).frozen;
      actions.setUnit(layer, unit, { frozen: thawing ? 0 : 1 }, { key: thawing ? "edit.thawed" : "edit.frozen", values: { name } });
    } });
    let shown = "";
    return {
      element: el("div", { class: "inspector-unit" }, !isOutput && cut, freeze),
      show() {
        const wires = wiresOf(layer, unit);
        const key = JSON.stringify(wires);
        if (key === shown) return;
        shown = key;
        cut.replaceChildren(icon(wires.cut ? "restore" : "cut"), t(wires.cut ? "inspector.restore_unit" : "inspector.cut_unit"));
        freeze.replaceChildren(icon("pin"), t(wires.frozen ? "inspector.thaw_unit" : "inspector.freeze_unit"));
      },
    };
  }

  /** Whether all wires into and out of a unit are cut, and whether all that it learns is frozen. */
  function wiresOf(layer, unit) {
    const { live, slices } = latest;
    const slice = slices[layer];
    const into = Array.from({ length: slice.fanIn }, (_, from) => parameterIndex(slice, from, unit));
    const next = slices[layer + 1];
    const out = next ? Array.from({ length: next.fanOut }, (_, to) => parameterIndex(next, unit, to)) : [];
    return {
      cut: Boolean(live.mask) && [...into, ...out].every((index) => !live.mask[index]),
      frozen: Boolean(live.frozen) && [...into, parameterIndex(slice, null, unit)].every((index) => live.frozen[index]),
    };
  }

  /** Formula, usual trouble, and the graph with the sums of the next batch as dots on it. */
  function activationCard(family, key, layer, unit) {
    const entry = entryOf(catalog, family, key);
    const { graph } = entryOf(catalog, "activations", key) ?? {};
    const plot = graph && activationPlot(graph, texts);
    const formulas = [["mathml", ""], ["derivative_mathml", t("explain.derivative")]].filter(([field]) => entry[field]);
    let wanted = false;
    let busy = false;

    /** Ask anew for as long as there is something new to see; a costly answer is followed by a longer rest. */
    async function refresh() {
      wanted = true;
      if (!plot || busy) return;
      busy = true;
      while (wanted && opened?.activation.element === element) {
        wanted = false;
        const began = performance.now();
        const answer = await actions.askNetwork("/pass").catch(() => null);
        showDots(answer?.layers[layer]);
        const rest = Math.max(REFRESH, RESTS * (performance.now() - began));
        await new Promise((resolve) => setTimeout(resolve, rest));
      }
      busy = false;
    }

    function showDots(found) {
      if (!found || unit >= found.biases.length) return;
      const sums = found.normalized ?? found.z;
      plot.show(sums.map((row, i) => ({ z: row[unit], a: found.a[i][unit], slope: found.slope?.[i][unit] ?? 0 })));
    }

    const element = el("section", { class: "activation-card" },
      el("h4", {}, t("inspector.activation", { name: nameOf(family, key) })),
      el("p", {}, aboutOf(family, key)),
      el("div", { class: "formulas" }, ...formulas.map(([field, label]) =>
        el("div", { class: "formula" }, label && el("span", { class: "formula-label" }, label), mathNode(entry[field])))),
      plot?.element);
    return { element, refresh };
  }

  function sourceOf({ layer, from }) {
    return layer === 0 ? nameOf("features", latest.experiment.features[from]) : t("network.short_unit", { layer, unit: from + 1 });
  }

  function valueOf({ layer, from, to }) {
    const { live, slices } = latest;
    const index = parameterIndex(slices[layer], from, to);
    return { value: live.weights[index], cut: Boolean(live.mask && !live.mask[index]), frozen: Boolean(live.frozen?.[index]) };
  }

  function show() {
    opened.whole.show();
    for (const line of opened.rows) {
      const { value, cut, frozen } = valueOf(line.place);
      line.control.show(Number(value.toFixed(Math.abs(value) < 0.01 ? 5 : 3)));
      const now = `${cut}/${frozen}`;
      if (line.shown === now) continue;
      line.shown = now;
      line.input.disabled = cut;
      line.element.classList.toggle("cut", cut);
      if (line.cut) {
        line.cut.replaceChildren(icon(cut ? "restore" : "cut"));
        say(line.cut, t(cut ? "weight.restore" : "weight.cut"), line.name);
      }
      line.freeze.disabled = cut;
      setAttribute(line.freeze, "aria-pressed", String(frozen));
      say(line.freeze, t(frozen ? "weight.thaw" : "weight.freeze"), line.name);
    }
  }

  function say(button, what, name) {
    setAttribute(button, "aria-label", `${what}: ${name}`);
    setAttribute(button, "title", `${what}: ${name}`);
  }

  return {
    open,
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      if (awaited && state.live) openAwaited();
      if (!opened || !state.live) return;
      if (state.live !== previous?.live) opened.activation.refresh();
      const stillThere = opened.rows.every(({ place: { layer, from, to } }) => {
        const slice = state.slices[layer];
        return slice && to < slice.fanOut && (from === null || from < slice.fanIn);
      });
      if (stillThere) show();
      else opened.popover.close();
    },
    destroy() {
      opened?.popover.close();
    },
  };
}
