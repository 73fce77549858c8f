/** The connections: every weight as a line, every bias as a small square, to point at and to edit. */

import { throttle } from "../lib/animation.js";
import { el, fitCanvas, icon, setText } from "../lib/dom.js";
import { numberInput } from "../lib/fields.js";
import { formatNumber, formatWeight } from "../lib/format.js";
import { drawFlow, drawLinks } from "../lib/link_painter.js";
import { hitTest } from "../lib/network_layout.js";
import { parameterIndex } from "../lib/parameters.js";
import { openPopover } from "../lib/popover.js";

const FLOW_EVERY = 250;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{actions: any, texts: any}} parts
 */
export function createLinks(canvas, { actions, texts: { t, nameOf } }) {
  const area = canvas.parentElement;
  const tip = el("div", { class: "tip", hidden: true }, el("b", {}), el("span", {}));
  area.append(tip);
  let latest = null;
  let marked = null;
  let editor = null;

  area.addEventListener("pointermove", (event) => point(editor || isOverControl(event) ? null : at(event)));
  area.addEventListener("pointerleave", () => !editor && point(null));
  area.addEventListener("click", (event) => {
    const hit = isOverControl(event) ? null : at(event, event.pointerType === "touch" ? 16 : 9);
    if (hit) edit(hit);
  });

  const askFlow = throttle(() => actions.loadFlow(latest.slices, latest.total), FLOW_EVERY);
  const isOverControl = (event) => event.target.closest("button, select, input, .layer-header") !== null;

  function at(event, tolerance) {
    if (!latest?.layout) return null;
    const box = canvas.getBoundingClientRect();
    return hitTest(latest.layout, event.clientX - box.left, event.clientY - box.top, tolerance);
  }

  function point(hit) {
    const same = marked?.layer === hit?.layer && marked?.from === hit?.from && marked?.to === hit?.to;
    marked = hit;
    area.classList.toggle("pointing", Boolean(hit));
    tip.hidden = !hit || Boolean(editor);
    if (hit) {
      showTip();
      tip.style.transform = `translate(${Math.min(hit.x, latest.layout.width - 130)}px, ${hit.y}px)`;
    }
    if (!same) draw();
  }

  function valueOf({ layer, from, to }) {
    const { live, slices } = latest;
    if (!live) return { value: NaN, cut: false, frozen: false };
    const index = parameterIndex(slices[layer], from, to);
    return { value: live.weights[index], cut: Boolean(live.mask && !live.mask[index]), frozen: Boolean(live.frozen?.[index]) };
  }

  function showTip() {
    const { value, cut } = valueOf(marked);
    setText(tip.firstChild, cut ? t("weight.cut_state") : `${t(marked.from === null ? "weight.bias_symbol" : "weight.symbol")} = ${formatWeight(value)}`);
    const gradient = flowOf(latest)?.values[parameterIndex(latest.slices[marked.layer], marked.from, marked.to)];
    setText(tip.lastChild, gradient === undefined ? t(valueOf(marked).frozen ? "weight.frozen_state" : "weight.hint") : `∂J/∂${t(marked.from === null ? "weight.bias_symbol" : "weight.symbol")} = ${formatNumber(gradient, 2)}`);
  }

  function nameOfPlace({ layer, from, to }) {
    const { experiment, slices } = latest;
    const end = slices[layer].output ? t("network.short_output", { unit: to + 1 }) : t("network.short_unit", { layer: layer + 1, unit: to + 1 });
    if (from === null) return t("weight.bias_of", { end });
    const start = layer === 0 ? nameOf("features", experiment.features[from]) : t("network.short_unit", { layer, unit: from + 1 });
    return t("weight.from_to", { start, end });
  }

  function edit(hit) {
    const place = { layer: hit.layer, from: hit.from, to: hit.to };
    const name = nameOfPlace(place);
    const { value } = valueOf(place);
    const { input } = numberInput({
      label: name, value: rounded(value),
      send: (typed) => actions.setWeight(place, { value: typed }, { key: "edit.weight", values: { name, value: formatWeight(typed) } }),
    });
    input.setAttribute("autofocus", "");
    input.dataset.control = "weight";
    const cutButton = el("button", { type: "button", class: "button", dataset: { action: "cut" }, onclick: toggleCut });
    const showCut = () => {
      const { cut } = valueOf(place);
      cutButton.replaceChildren(icon(cut ? "restore" : "cut"), t(cut ? "weight.restore" : "weight.cut"));
      input.disabled = cut;
    };
    async function toggleCut() {
      const { cut } = valueOf(place);
      await actions.setWeight(place, { mask: cut ? 1 : 0 }, { key: cut ? "edit.restored" : "edit.cut", values: { name } });
      editor?.popover.close();
    }
    const { cut: cutOff, frozen } = valueOf(place);
    const freezeButton = el("button", {
      type: "button", class: "button", dataset: { action: "freeze" }, disabled: cutOff, title: t(frozen ? "weight.thaw_title" : "weight.freeze_title"),
      async onclick() {
        await actions.setWeight(place, { frozen: frozen ? 0 : 1 }, { key: frozen ? "edit.thawed" : "edit.frozen", values: { name } });
        editor?.popover.close();
      },
    }, icon("pin"), t(frozen ? "weight.thaw" : "weight.freeze"));
    showCut();
    const content = el("form", { class: "weight-card", onsubmit: (event) => { event.preventDefault(); editor?.popover.close(); } },
      el("h3", {}, name), el("div", { class: "weight-row" }, input, place.from !== null && cutButton, freezeButton));
    const box = canvas.getBoundingClientRect();
    const anchor = { getBoundingClientRect: () => new DOMRect(box.left + hit.x, box.top + hit.y - 6, 1, 12) };
    marked = hit;
    const popover = openPopover(anchor, content, { label: name, closeLabel: t("app.close"), name: "small", onclose: () => { editor = null; point(null); } });
    editor = { popover };
    tip.hidden = true;
    input.select();
    draw();
  }

  /** Gradients come from the server some times a second: those of another network do not count. */
  const flowOf = ({ lines, flow, network, structure_revision: revision, total }) =>
    (lines === "gradients" && flow?.network === network && flow.revision === revision && flow.values.length === total ? flow : null);

  function draw() {
    const { layout, live, slices, palette } = latest ?? {};
    if (!layout) return;
    const context = fitCanvas(canvas, layout.width, layout.height);
    const flow = flowOf(latest);
    if (flow) drawFlow(context, layout, slices, flow, live?.mask ?? null, palette, marked);
    else if (live) drawLinks(context, layout, slices, live, palette, marked);
    else context.clearRect(0, 0, layout.width, layout.height);
  }

  return {
    update(state, previous) {
      if (!state.ready || !state.layout) return;
      latest = state;
      const asked = state.lines === "gradients" && (state.live !== previous?.live || state.lines !== previous?.lines);
      if (asked) askFlow();
      const same = previous && state.live === previous.live && state.flow === previous.flow && state.lines === previous.lines && state.layout === previous.layout && state.palette === previous.palette;
      if (same) return;
      if (marked && !latest.slices[marked.layer]) marked = null;
      draw();
      if (marked && !tip.hidden) showTip();
    },
    destroy() {
      editor?.popover.close();
      tip.remove();
    },
  };
}

const rounded = (value) => Number(value.toPrecision(4));
