/** What is to be said of a link that was opened: one line, and in a card all that is not as it was. */

import { el, icon, setProperty, setText } from "../lib/dom.js";
import { formatCount, formatNumber } from "../lib/format.js";
import { openPopover } from "../lib/popover.js";
import { wordLinkRefusal } from "../lib/refusal.js";

/** What differs with every link of TensorFlow Playground, and needs nobody's attention. */
const USUAL = new Set(["other_points", "other_biases"]);

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
export function createLinkNotices(element, { actions, texts }) {
  const { t, language } = texts;
  const number = (value) => (Number.isInteger(value) ? formatCount(value, language) : formatNumber(value, 4));
  const text = el("span");
  const more = el("button", { type: "button", class: "note-link", dataset: { action: "arrival-more" }, "aria-haspopup": "dialog", onclick: showAll });
  const undo = el("button", { type: "button", class: "button tiny", dataset: { action: "arrival-undo" }, onclick: () => actions.undo() }, icon("undo"), el("span", {}, t("links.undo")));
  const close = el("button", {
    type: "button", class: "button square small quiet", dataset: { action: "arrival-close" }, "aria-label": t("links.dismiss"), title: t("links.dismiss"), onclick: () => actions.dismissArrival(),
  }, icon("close"));
  const symbol = el("span", { class: "arrival-symbol" });
  element.append(symbol, el("p", { role: "status" }, text, " ", more), undo, close);
  let arrival = null;
  let card = null;

  function sentence({ code, values }) {
    const said = Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? number(value) : value]);
    return t(`links.notices.${code}`, Object.fromEntries(said));
  }

  function showAll() {
    const list = el("ul", {}, ...inOrder(arrival.warnings).map((notice) => el("li", { dataset: { code: notice.code } }, sentence(notice))));
    const content = el("div", { class: "arrival-card" }, el("h3", {}, t("links.differences_title")), list);
    card = openPopover(more, content, { label: t("links.differences_title"), closeLabel: t("app.close"), onclose: () => (card = null) });
  }

  const inOrder = (notices) => [...notices].sort((a, b) => Number(USUAL.has(a.code)) - Number(USUAL.has(b.code)));

  function show() {
    card?.close();
    setProperty(element, "hidden", !arrival);
    if (!arrival) return;
    const { source, warnings, refused } = arrival;
    const loud = refused || warnings.some(({ code }) => !USUAL.has(code));
    element.classList.toggle("refused", Boolean(refused));
    element.classList.toggle("loud", Boolean(loud));
    symbol.replaceChildren(icon(refused ? "warning" : loud ? "hint" : "good"));
    setText(text, refused ? `${t("links.refused_title")} ${wordLinkRefusal(refused, texts)}` : t(`links.opened.${source}`));
    setProperty(more, "hidden", !warnings.length);
    setText(more, t("links.differences", { count: warnings.length }));
  }

  return {
    update(state) {
      if (state.arrival !== arrival) {
        arrival = state.arrival;
        show();
      }
      setProperty(undo, "hidden", !arrival || Boolean(arrival.refused) || state.before?.undo !== state.undo);
    },
    destroy() {
      card?.close();
    },
  };
}
