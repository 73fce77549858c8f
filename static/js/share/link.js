/** The link to this experiment: with or without weights, hiding what a lesson does not need; and links of others, to open. */

import { throttle } from "../lib/animation.js";
import { embedCode, isLocal, pageAddress } from "../lib/address.js";
import { copyFrom } from "../lib/clipboard.js";
import { el, icon, setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { wordLinkRefusal } from "../lib/refusal.js";
import { createLesson } from "./lesson.js";

const RESTS = 900;
/** From this share of the longest link on, its length is worth a word. */
const NOTABLE = 0.1;

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, hideable: Record<string, string[]>, framed: boolean, close: () => void}} parts
 */
export function createLinkShare(element, { actions, texts, hideable, framed, close }) {
  const { t, language } = texts;
  const count = (n) => formatCount(n, language);
  let latest = null;
  let asked = "";

  const link = copyable("link", t("share.link.field"));
  const weights = el("input", { type: "checkbox", dataset: { control: "link-weights" }, onchange: () => ask() });
  const size = el("span", { class: "link-size" });
  const file = el("a", { class: "button tiny", dataset: { action: "link-file" }, download: "", hidden: true }, icon("save"), t("share.link.file"));
  const trouble = el("p", { class: "share-trouble", role: "status", hidden: true });
  const local = el("p", { class: "share-note", hidden: !isLocal(location.hostname) }, t("share.link.local", { host: location.host }));
  const lesson = createLesson({ groups: hideable, texts, onchange: () => ask(), onsee: () => see() });
  const embed = copyable("embed", t("share.link.embed_field"));
  const address = el("input", {
    type: "text", class: "link-text", id: "open-address", dataset: { control: "open-link" }, placeholder: t("share.link.open_placeholder"), autocomplete: "off", spellcheck: "false",
    oninput: () => say(answer, ""),
  });
  const answer = el("p", { class: "share-trouble", role: "alert", hidden: true });
  const form = el("form", { class: "link-row", onsubmit: open }, address, el("button", { type: "submit", class: "button", dataset: { action: "open-link" } }, t("share.link.open_button")));

  element.append(
    el("p", {}, t("share.link.about")),
    link.row,
    el("div", { class: "link-options" }, el("label", { class: "check", title: t("share.link.weights_title") }, weights, t("share.link.weights")), size),
    el("div", { class: "link-trouble" }, trouble, file), local,
    folded("lesson", t("share.link.lesson"), lesson.count, lesson.element),
    folded("embed", t("share.link.embed"), null, el("p", { class: "share-note" }, t(framed ? "share.link.embed_allowed" : "share.link.embed_denied")), embed.row),
    el("section", { class: "link-open" },
      el("h3", {}, el("label", { for: "open-address" }, t("share.link.open"))), el("p", { class: "share-note" }, t("share.link.open_about")), form, answer));

  function folded(name, title, beside, ...content) {
    return el("details", { class: "share-fold", dataset: { fold: name } }, el("summary", {}, title, beside), ...content);
  }

  /** A line of text that can be read, and a button that copies it. */
  function copyable(name, label) {
    const field = el("input", { type: "text", class: "link-text", readonly: true, dataset: { control: `copy-${name}` }, "aria-label": label, onfocus: () => field.select() });
    const done = el("span", {}, t("share.link.copy"));
    const button = el("button", { type: "button", class: "button", dataset: { action: `copy-${name}` }, onclick: copy }, icon("copy"), done);
    const told = el("span", { class: "unseen", role: "status" });
    let forget = null;

    async function copy() {
      const copied = await copyFrom(field);
      if (copied) button.focus();
      const words = t(copied ? "share.link.copied" : "share.link.copy_by_hand");
      setText(done, words);
      setText(told, words);
      clearTimeout(forget);
      forget = setTimeout(() => {
        setText(done, t("share.link.copy"));
        setText(told, "");
      }, 4000);
    }

    return { row: el("div", { class: "link-row" }, field, button, told), field, button };
  }

  function say(place, words) {
    place.hidden = !words;
    setText(place, words);
  }

  /** Ask for the link again; while it trains the weights in it would age. */
  async function read() {
    const wishes = { weights: weights.checked, hide: lesson.chosen() };
    const key = JSON.stringify(wishes);
    asked = key;
    try {
      const found = await actions.readLink(wishes);
      if (asked === key) show(found);
    } catch (error) {
      if (asked !== key) return;
      say(trouble, wordLinkRefusal(error, texts));
      hold("");
    }
  }

  const ask = throttle(read, RESTS);

  function hold(fragment) {
    const found = { link: fragment && pageAddress(location, fragment), embed: fragment && embedCode(pageAddress(location, fragment, { embed: true }), t("app.name")) };
    for (const [name, { field, button }] of Object.entries({ link, embed })) {
      if (field.value !== found[name]) field.value = found[name];
      button.disabled = !fragment;
    }
  }

  function show({ fragment, bytes, bytes_without_weights: plain, longest, too_long: tooLong }) {
    hold(fragment ?? "");
    setText(size, bytes > NOTABLE * longest ? t("share.link.size", { count: count(bytes), most: count(longest) }) : "");
    const reason = plain > longest ? (bytes > plain ? "too_long_both" : "too_long") : "too_long_weights";
    say(trouble, tooLong ? t(`share.link.${reason}`, { count: count(bytes), most: count(longest) }) : "");
    file.hidden = !tooLong;
    file.href = `/api/sessions/${encodeURIComponent(latest.id)}/file`;
  }

  function see() {
    actions.setHidden(lesson.chosen());
    close();
  }

  async function open(event) {
    event.preventDefault();
    const refused = await actions.openLink(address.value);
    if (refused) {
      say(answer, wordLinkRefusal(refused, texts));
      address.focus({ preventScroll: true });
      // On a phone the answer stands below what the dialog shows of itself.
      answer.scrollIntoView({ block: "nearest" });
      return;
    }
    address.value = "";
    close();
  }

  return {
    show() {
      lesson.choose(latest.hide);
      ask();
    },
    update(state, previous) {
      latest = state;
      if (!previous?.ready) return;
      const moved = ["id", "experiment", "view"].some((field) => state[field] !== previous[field]);
      if (moved || (weights.checked && state.frame !== previous.frame)) ask();
    },
  };
}
