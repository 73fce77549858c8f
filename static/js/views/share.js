/** The dialog of all that can be taken away: one tab each, made when it is first looked at. */

import { el, setAttribute } from "../lib/dom.js";
import { whyMissing } from "../lib/lazily.js";

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} opener
 * @param {{texts: any}} parts with what the panels need besides
 * @param {{key: string, load: () => Promise<(element: HTMLElement, parts: any) => any>}[]} shares
 */
export function createShare(dialog, opener, parts, shares) {
  const { texts: { t } } = parts;
  const close = () => dialog.close();
  const tabs = shares.map(tabOf);
  const list = el("div", { class: "tabs", role: "tablist", "aria-labelledby": "share-title" }, ...tabs.map(({ button }) => button));
  dialog.append(list, ...tabs.map(({ panel }) => panel));
  let shown = null;
  let latest = null;

  function tabOf({ key, load }) {
    const button = el("button", {
      type: "button", role: "tab", id: `share-tab-${key}`, class: "tab", dataset: { share: key }, "aria-controls": `share-${key}`, "aria-selected": "false", tabindex: "-1",
      onclick: () => show(key), onkeydown: walk,
    }, t(`share.${key}.name`));
    const panel = el("div", { class: "share-panel", id: `share-${key}`, role: "tabpanel", "aria-labelledby": button.id, hidden: true });
    return { key, button, panel, load, view: null };
  }

  /** Arrows walk through the tabs, round at the ends. */
  function walk(event) {
    const at = tabs.findIndex((tab) => tab.button === event.currentTarget);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const { key, button } = tabs[(to + tabs.length) % tabs.length];
    button.focus();
    show(key);
  }

  /** @param {string} key @param {any} [given] */
  async function show(key, given) {
    leave();
    const wanted = shown = tabs.find((tab) => tab.key === key) ?? tabs[0];
    for (const tab of tabs) {
      setAttribute(tab.button, "aria-selected", String(tab === shown));
      setAttribute(tab.button, "tabindex", tab === shown ? "0" : "-1");
      tab.panel.hidden = tab !== shown;
    }
    const there = wanted.view !== null || await make(wanted);
    if (!there || shown !== wanted) return;
    shown.view.update(latest, null);
    shown.view.show?.();
    if (given !== undefined) shown.view.take?.(given);
  }

  /** Fetch what a tab is made of, once; says so where that cannot be had now. */
  async function make(tab) {
    try {
      const create = await tab.load();
      if (tab.view) return true;
      tab.panel.replaceChildren();
      tab.view = create(tab.panel, { ...parts, close });
      return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      tab.panel.replaceChildren(el("p", { role: "alert" }, t(whyMissing(latest))));
      return false;
    }
  }

  function leave() {
    shown?.view?.hide?.();
    shown = null;
  }

  /** @param {string} [key] the tab to begin with, else the one of the last time @param {any} [given] what the tab is to take, such as a file */
  function open(key, given) {
    if (!latest?.ready) return;
    if (!dialog.open) dialog.showModal();
    show(key ?? tabs.find((tab) => tab.button.getAttribute("aria-selected") === "true")?.key, given);
  }

  opener.addEventListener("click", () => open());
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", leave);

  return {
    open,
    update(state, previous) {
      latest = state;
      opener.disabled = !state.ready;
      if (shown?.view && state.ready) shown.view.update(state, previous);
    },
    destroy() {
      for (const { view } of tabs) view?.destroy?.();
    },
  };
}
