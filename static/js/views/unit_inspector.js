/** A unit opened: its incoming weights and its bias as numbers, to read, type, cut and restore. */

import { el, icon, setAttribute } from "../lib/dom.js";
import { entryOf, networkOf } from "../lib/derive.js";
import { entryCard } from "../lib/explain.js";
import { numberInput } from "../lib/fields.js";
import { formatWeight } from "../lib/format.js";
import { parameterIndex } from "../lib/parameters.js";
import { openPopover } from "../lib/popover.js";

/**
 * @param {{actions: any, texts: any, catalog: any}} parts
 * @returns {{update: (state: any) => void, destroy: () => void, open: (anchor: Element, layer: number, unit: number) => void}}
 */
export function createUnitInspector({ actions, texts, catalog }) {
  const { t, nameOf } = texts;
  let latest = null;
  let opened = null;

  function open(anchor, layer, unit) {
    if (!latest?.live) return;
    const slice = latest.slices[layer];
    const family = slice.output ? "outputs" : "activations";
    const key = slice.output ? latest.output : networkOf(latest).layers[layer].activation;
    const title = slice.output ? t("network.short_output", { unit: unit + 1 }) : t("network.short_unit", { layer: layer + 1, unit: unit + 1 });
    const rows = [null, ...Array.from({ length: slice.fanIn }, (_, i) => i)].map((from) => row({ layer, from, to: unit }, title));
    const content = el("div", { class: "inspector" },
      el("h3", {}, title),
      el("p", {}, t("inspector.text", { count: slice.fanIn })),
      el("div", { class: "inspector-rows" }, ...rows.map(({ element }) => element)),
      el("details", {}, el("summary", {}, t("inspector.activation", { name: nameOf(family, key) })),
        entryCard(family, entryOf(catalog, family, key), texts)));
    const popover = openPopover(anchor, content, { label: title, closeLabel: t("app.close"), name: "inspector-card", aside: slice.output ? "left" : "right", onclose: () => (opened = null) });
    opened = { popover, rows, layer, revision: latest.structure_revision };
    show();
    popover.place();
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
    const element = el("div", { class: "inspector-row" },
      el("span", { class: "inspector-name" }, place.from === null ? t("weight.bias") : sourceOf(place)), input, cut || el("span", {}));
    return { element, place, control, input, cut, name, shown: null };
  }

  function sourceOf({ layer, from }) {
    return layer === 0 ? nameOf("features", latest.experiment.features[from]) : t("network.short_unit", { layer, unit: from + 1 });
  }

  function valueOf({ layer, from, to }) {
    const { live, slices } = latest;
    const index = parameterIndex(slices[layer], from, to);
    return { value: live.weights[index], cut: Boolean(live.mask && !live.mask[index]) };
  }

  function show() {
    for (const line of opened.rows) {
      const { value, cut } = valueOf(line.place);
      line.control.show(Number(value.toFixed(Math.abs(value) < 0.01 ? 5 : 3)));
      if (!line.cut || line.shown === cut) continue;
      line.shown = cut;
      line.input.disabled = cut;
      line.element.classList.toggle("cut", cut);
      line.cut.replaceChildren(icon(cut ? "restore" : "cut"));
      const label = `${t(cut ? "weight.restore" : "weight.cut")}: ${line.name}`;
      setAttribute(line.cut, "aria-label", label);
      setAttribute(line.cut, "title", label);
    }
  }

  return {
    open,
    update(state) {
      if (!state.ready) return;
      latest = state;
      if (!opened || !state.live) return;
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
