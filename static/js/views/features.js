/** The features: what the network is given of each point. A click takes one in or leaves it out. */

import { divergingPixels } from "../lib/color.js";
import { el, pixelCanvas, setAttribute } from "../lib/dom.js";
import { questionMark } from "../lib/fields.js";
import { paintUnit, quantise } from "../lib/pixels.js";

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any}} parts
 */
export function createFeatures(element, { actions, texts: { t, nameOf, aboutOf }, catalog }) {
  const title = el("h3", { class: "column-title" }, t("network.features"),
    questionMark("features", `${t("explain.label")} ${t("network.features")}`));
  const nodes = new Map(catalog.features.map((feature) => [feature.key, node(feature)]));
  element.append(title, ...[...nodes.values()].map(({ button }) => button));

  function node({ key }) {
    const name = nameOf("features", key);
    const hovered = { kind: "feature", key };
    const button = el("button", {
      type: "button", class: "feature", dataset: { feature: key }, "aria-label": name, title: aboutOf("features", key) || name,
      onclick: () => actions.toggleFeature(key),
      onpointerenter: () => actions.hover(hovered), onpointerleave: () => actions.hover(null),
      onfocus: () => button.matches(":focus-visible") && actions.hover(hovered), onblur: () => actions.hover(null),
    }, el("span", { class: "feature-label" }, name));
    return { button, map: null };
  }

  function paint(key, grid, palette) {
    const entry = nodes.get(key);
    const { values, size } = quantise(grid);
    if (!entry.map) {
      entry.map = pixelCanvas(size);
      entry.button.append(entry.map.canvas);
    }
    paintUnit(values, 0, size, divergingPixels(palette.scale), entry.map.pixels);
    entry.map.show();
  }

  function place({ features, featureSize }) {
    element.style.setProperty("--size", `${featureSize}px`);
    for (const { key, x, y, index } of features) {
      const { button } = nodes.get(key);
      button.style.transform = `translate(${x}px, ${y}px)`;
      setAttribute(button, "aria-pressed", String(index >= 0));
    }
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      if (state.layout && state.layout !== previous?.layout) place(state.layout);
      if (state.data?.feature_maps && (state.data !== previous?.data || state.palette !== previous?.palette)) {
        for (const [key, grid] of Object.entries(state.data.feature_maps)) paint(key, grid, state.palette);
      }
    },
    destroy() {},
  };
}
