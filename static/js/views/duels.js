/** Ready-made comparisons: a menu of them, and above the panels what is compared and what is to be seen. */

import { el, icon, setText } from "../lib/dom.js";
import { openPopover } from "../lib/popover.js";

/**
 * @param {HTMLElement} element the head of the diagram
 * @param {HTMLElement} banner
 * @param {{actions: any, texts: any}} parts
 */
export function createDuels(element, banner, { actions, texts: { t } }) {
  const open = el("button", {
    type: "button", class: "button tiny", dataset: { action: "duels" }, title: t("duels.menu_title"), "aria-haspopup": "dialog", onclick: showMenu,
  }, icon("duel"), el("span", {}, t("duels.menu")));
  element.append(open);
  const title = el("strong", {});
  const text = el("span", {});
  const seen = el("span", { class: "duel-seen" });
  const reveal = el("button", { type: "button", class: "button tiny", dataset: { action: "duel-reveal" }, onclick: () => actions.revealDuel() }, t("duels.reveal"));
  const again = el("button", { type: "button", class: "button tiny", dataset: { action: "duel-again" }, onclick: () => actions.startDuel(duel) }, icon("reset"), el("span", {}, t("duels.again")));
  const close = el("button", { type: "button", class: "button square small quiet", dataset: { action: "duel-close" }, "aria-label": t("duels.close"), title: t("duels.close"), onclick: leave }, icon("close"));
  banner.append(icon("duel"), el("p", { "aria-live": "polite" }, title, " ", text, " ", seen), reveal, again, close);
  let duel = null;
  let played = 0;
  let since = null;

  async function showMenu() {
    const list = el("div", { class: "duel-list" });
    const content = el("div", { class: "duel-menu" }, el("h3", {}, t("duels.menu")), el("p", {}, t("duels.about")), list);
    const card = openPopover(open, content, { label: t("duels.menu"), closeLabel: t("app.close"), name: "duel-card" });
    const duels = await actions.loadDuels();
    list.replaceChildren(...duels.map((found) => el("button", { type: "button", class: "duel-choice", dataset: { duel: found.key }, onclick: () => { card.close(); actions.startDuel(found); } },
      el("b", {}, t(`duels.${found.key}.title`)), el("span", {}, t(`duels.${found.key}.text`)))));
    card.place();
    list.firstChild?.focus();
  }

  /** Whether its networks are those on show: an undo may have brought back others, perhaps just as many. */
  const isOn = ({ experiment }, { experiment: { networks } }) =>
    experiment.networks.length === networks.length && experiment.networks.every(({ name }, n) => name === networks[n].name);

  function leave() {
    actions.leaveDuel();
    open.focus();
  }

  /** Only the time in which it plays counts. */
  function count(playing) {
    const now = performance.now();
    if (since !== null) played += (now - since) / 1000;
    since = playing ? now : null;
    return played;
  }

  function show(state) {
    banner.hidden = !state.duel;
    if (!state.duel) return;
    setText(title, t(`duels.${state.duel.key}.title`));
    setText(text, state.duel.seen ? "" : t(`duels.${state.duel.key}.text`));
    setText(seen, state.duel.seen ? t(`duels.${state.duel.key}.seen`) : "");
    reveal.hidden = state.duel.seen;
  }

  return {
    update(state, previous) {
      if (state.duel?.run !== previous?.duel?.run) {
        played = 0;
        since = null;
      }
      if (!previous || state.duel !== previous.duel) {
        const begins = state.duel && state.duel.run !== duel?.run;
        duel = state.duel;
        show(state);
        // On a small screen what is compared, and the networks under it, may lie above what is on view.
        if (begins) banner.scrollIntoView({ block: "nearest" });
      }
      if (!state.ready || !state.duel) return;
      if (!isOn(state.duel, state)) actions.leaveDuel();
      else if (!state.duel.seen && count(state.playing) >= state.duel.seconds) actions.revealDuel();
    },
    destroy() {
      open.remove();
    },
  };
}
