/** The panel of instruments: one tab each, made when it is first looked at. */

import { el, icon, setAttribute } from "../lib/dom.js";

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts with what the instruments need besides
 * @param {{key: string, create: (element: HTMLElement, parts: any) => any}[]} instruments
 */
export function createInstruments(element, parts, instruments) {
  const { actions, texts: { t } } = parts;
  const head = element.querySelector(".instruments-head");
  const expand = el("button", {
    type: "button", class: "button square small quiet expand", dataset: { action: "expand" }, onclick: () => actions.toggleExpanded(),
  });
  const tabs = new Map(instruments.map((instrument) => [instrument.key, tabOf(instrument)]));
  const mark = el("button", { type: "button", class: "explain" }, "?");
  head.append(
    el("div", { class: "tabs", role: "tablist", "aria-labelledby": "instruments-title" }, ...[...tabs.values()].map((tab) => tab.button)),
    mark, ...[...tabs.values()].map((tab) => tab.tools), expand);
  element.append(...[...tabs.values()].map((tab) => tab.panel));
  let shown = null;

  function tabOf({ key, create }) {
    const button = el("button", {
      type: "button", role: "tab", id: `tab-${key}`, class: "tab", dataset: { instrument: key }, "aria-controls": key,
      onclick: () => actions.setInstrument(key), onkeydown: walk,
    }, t(`instruments.${key}.name`));
    const panel = el("div", { class: "instrument", id: key, role: "tabpanel", "aria-labelledby": button.id, hidden: true });
    const tools = el("div", { class: "instrument-tools", hidden: true });
    return { key, button, panel, tools, create, view: null };
  }

  /** Arrows walk through the tabs, round at the ends. */
  function walk(event) {
    const all = [...tabs.values()];
    const at = all.findIndex((tab) => tab.button === event.currentTarget);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const { key, button } = all[(to + all.length) % all.length];
    button.focus();
    actions.setInstrument(key);
  }

  function show(key) {
    if (shown) {
      shown.panel.hidden = shown.tools.hidden = true;
      shown.view.hide?.();
    }
    shown = tabs.get(key) ?? tabs.values().next().value;
    for (const tab of tabs.values()) {
      setAttribute(tab.button, "aria-selected", String(tab === shown));
      setAttribute(tab.button, "tabindex", tab === shown ? "0" : "-1");
    }
    setAttribute(mark, "data-explain", shown.key);
    setAttribute(mark, "aria-label", `${t("explain.label")} ${t(`explain.${shown.key}.title`)}`);
    shown.panel.hidden = shown.tools.hidden = false;
    shown.view ??= shown.create(shown.panel, { ...parts, tools: shown.tools });
    shown.view.show?.();
  }

  function showExpanded(expanded) {
    document.getElementById("page").classList.toggle("expanded", expanded);
    const text = t(expanded ? "instruments.collapse" : "instruments.expand");
    setAttribute(expand, "aria-label", text);
    setAttribute(expand, "title", text);
    setAttribute(expand, "aria-pressed", String(expanded));
    expand.replaceChildren(icon(expanded ? "collapse" : "expand"));
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      const turned = state.instrument !== shown?.key;
      if (turned) show(state.instrument);
      if (state.expanded !== previous?.expanded) showExpanded(state.expanded);
      shown.view.update(state, turned ? null : previous);
    },
    destroy() {
      for (const { view } of tabs.values()) view?.destroy?.();
    },
  };
}
