/** Tab "figures": every plot of the page to print, and the numbers behind them. */

import { compose, sheetOf, USUAL } from "../figures/sheet.js";
import { FIGURES } from "../figures/index.js";
import { measure } from "../figures/landscape.js";
import { addressOf, imageOf, rasterise } from "../figures/print.js";
import { fileName, wordsOf } from "../figures/words.js";
import { el, setAttribute, setText } from "../lib/dom.js";
import { readTheme } from "../lib/palette.js";
import { wordRefusal } from "../lib/refusal.js";
import { saveBlob } from "../lib/save.js";
import { createFigureCard } from "./figure_card.js";
import { createFigureOptions } from "./figure_options.js";
import { createNumbers } from "./numbers.js";

const KEY = "figures";
/** While it learns, small pictures follow so often; those that the server is asked for, less often. */
const FOLLOW = 1500;
const FOLLOW_ASKING = 5000;
const WATCHED = ["live", "frame", "history", "data", "view", "experiment", "network", "choices", "classes", "lines", "flow", "playing"];

/** What was chosen, the rest as usual; "shown" is the figure that stands large. @param {any} state */
const chosen = (state) => ({ ...USUAL, shown: null, ...state.choices[KEY] });

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
export function createFigures(element, { actions, texts }) {
  const { t } = texts;
  const choose = (change) => actions.choose(KEY, change);
  const options = createFigureOptions({ t, choose });
  const status = el("p", { class: "figure-status", role: "status" });
  const cards = new Map(FIGURES.map((figure) => [figure.key, createFigureCard(figure.key, {
    t, save: (kind) => save(figure, kind), enlarge: () => choose({ shown: chosen(latest).shown === figure.key ? null : figure.key }), prepare: () => prepare(),
  })]));
  const gallery = el("div", { class: "gallery" }, ...[...cards.values()].map((card) => card.element));
  const numbers = createNumbers({ actions, t, tell, reasonOf });
  element.append(options.element, gallery, numbers.element, status);

  let latest = null;
  let inSight = false;
  let working = false;
  let due = false;
  let timer = null;
  let shown = null;
  let scrollTo = null;
  const drawn = new Map();

  const sheetFor = (choice, draft) => sheetOf(choice, { palette: readTheme(choice.theme), texts, image: imageOf, draft });

  function tell(text, trouble = false) {
    setText(status, text);
    status.classList.toggle("empty", !text);
    status.classList.toggle("trouble", trouble);
  }

  // Small pictures

  /** Draw what has changed since, one figure after the other; what changes meanwhile is drawn after. */
  async function draw() {
    if (working || !inSight) {
      due = true;
      return;
    }
    working = true;
    due = false;
    for (const figure of FIGURES) {
      if (inSight) await drawOne(figure).catch((error) => cards.get(figure.key).fail(reasonOf(error)));
    }
    working = false;
    if (scrollTo) reveal();
    if (due) later();
  }

  async function drawOne(figure) {
    const card = cards.get(figure.key);
    const state = latest;
    const there = figure.has(state);
    card.element.hidden = !there;
    if (!there) return;
    const needs = figure.needs?.(state) ?? null;
    card.need(needs);
    if (needs) return;
    const choice = chosen(state);
    const before = drawn.get(figure.key);
    const same = before && WATCHED.every((field) => state[field] === before.state[field]);
    const early = before && figure.asks && state.playing && state.choices === before.state.choices && performance.now() - before.at < FOLLOW_ASKING;
    if (same || early) return;
    const draft = choice.shown !== figure.key || state.playing;
    const content = await figure.load({ state, ask: actions.ask, draft });
    const { svg, mm, pixels } = compose(figure, content, choice, sheetFor(choice, draft), wordsOf(figure.key, state, texts));
    drawn.set(figure.key, { state, at: performance.now() });
    card.show(addressOf(svg), { ...mm, pixels }, wordsOf(figure.key, state, texts));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(draw, latest.playing ? FOLLOW : 60);
  }

  function reveal() {
    const card = cards.get(scrollTo);
    scrollTo = null;
    card?.element.scrollIntoView({ block: "nearest" });
  }

  // Files

  async function save(figure, kind) {
    const state = latest;
    const choice = chosen(state);
    const card = cards.get(figure.key);
    card.busy(kind, true);
    tell(t("share.figures.busy", { name: t(`share.figures.names.${figure.key}`) }));
    try {
      const content = await figure.load({ state, ask: actions.ask, draft: false });
      const { svg, pixels } = compose(figure, content, choice, sheetFor(choice, false), wordsOf(figure.key, state, texts), { raster: kind === "png" });
      const blob = kind === "png" ? await rasterise(svg, pixels, choice.dpi) : new Blob([svg], { type: "image/svg+xml" });
      if (!blob) return tell(t("share.figures.too_large"), true);
      const name = fileName(state, figure.key, kind);
      saveBlob(blob, name);
      tell(t("share.figures.saved", { name }));
    } catch (error) {
      tell(reasonOf(error), true);
    } finally {
      card.busy(kind, false);
    }
  }

  /** The landscape has to be measured before there is anything to draw. */
  async function prepare() {
    const state = latest;
    const all = FIGURES.filter(({ needs }) => needs).map(({ key }) => cards.get(key));
    try {
      const made = await measure({ state, ask: actions.ask, tell: (share) => all.forEach((card) => card.progress(share)) });
      actions.choose("landscape", { made });
    } catch (error) {
      const known = error.status === 409 ? "no_path" : error.cancelled ? "cancelled" : null;
      tell(known ? t(`instruments.landscape.${known}`) : reasonOf(error), true);
    } finally {
      all.forEach((card) => card.progress(null));
    }
  }

  function reasonOf(error) {
    if (error.code === "unreachable") return t("error.unreachable");
    if (!error.status) return t("share.figures.failed", { message: error.message });
    return t(error.status === 404 ? "error.gone" : "error.refused", { message: wordRefusal(error, texts) });
  }

  return {
    update(state, previous) {
      latest = state;
      const choice = chosen(state);
      if (!previous || state.choices !== previous.choices) {
        options.show(choice);
        if (choice.shown !== shown) scrollTo = shown = choice.shown;
        for (const [key, card] of cards) card.enlarge(key === choice.shown);
        setAttribute(gallery, "data-paper", choice.transparent ? "transparent" : null);
      }
      numbers.update(state);
      if (previous && WATCHED.every((field) => state[field] === previous[field])) return;
      if (working) due = true;
      else if (!previous || state.choices !== previous.choices) draw();
      else if (!due) {
        due = true;
        later();
      }
    },
    show() {
      inSight = true;
      scrollTo = chosen(latest).shown;
      tell("");
      draw();
    },
    hide() {
      inSight = false;
      clearTimeout(timer);
    },
    destroy() {
      for (const card of cards.values()) card.destroy();
    },
  };
}

