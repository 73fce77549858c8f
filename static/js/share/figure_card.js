/** One figure of the gallery: its picture, its name, its size, and the buttons that save it. */

import { el, icon, setAttribute, setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";

const KINDS = ["svg", "png"];

/**
 * @param {string} key of the figure
 * @param {{t: (key: string, values?: any) => string, save: (kind: string) => void, enlarge: () => void, prepare: () => void}} means
 */
export function createFigureCard(key, { t, save, enlarge, prepare }) {
  const name = t(`share.figures.names.${key}`);
  const image = el("img", { alt: "", hidden: true });
  const alternative = el("p", { class: "unseen" });
  const thumb = el("button", { type: "button", class: "figure-thumb", "aria-label": t("share.figures.enlarge", { name }), "aria-pressed": "false", onclick: enlarge }, image);
  const size = el("span", { class: "figure-size" });
  const buttons = Object.fromEntries(KINDS.map((kind) => [kind, el("button", {
    type: "button", class: "button small", dataset: { save: kind }, "aria-label": t("share.figures.save_as", { name, kind: kind.toUpperCase() }), onclick: () => save(kind),
  }, kind.toUpperCase())]));
  const note = el("p", { class: "figure-note" });
  const begin = el("button", { type: "button", class: "button small", dataset: { action: "measure" }, onclick: prepare }, t("share.figures.measure"));
  const bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": t("share.figures.measuring") });
  const missing = el("div", { class: "figure-missing", hidden: true }, icon("hint"), note, begin, bar);
  const element = el("article", { class: "figure-card", dataset: { figure: key }, "aria-label": name, hidden: true },
    thumb, alternative, missing, el("div", { class: "figure-foot" }, el("span", { class: "figure-words" }, el("b", {}, name), size), ...Object.values(buttons)));
  let address = null;

  function replace(next) {
    const before = address;
    address = next;
    image.src = next;
    image.hidden = false;
    // The old picture stays until the new one can be seen.
    image.decode().catch(() => {}).finally(() => before && URL.revokeObjectURL(before));
  }

  function blank(text, canMeasure) {
    thumb.hidden = true;
    missing.hidden = false;
    setText(note, text);
    begin.hidden = !canMeasure || !bar.hidden;
    for (const button of Object.values(buttons)) button.disabled = true;
  }

  return {
    element,
    /** @param {string} next address of the picture @param {{width: number, height: number, pixels: {width: number, height: number}}} paper in mm @param {{about: string, description: string}} words */
    show(next, { width, height, pixels }, { about, description }) {
      thumb.hidden = false;
      missing.hidden = true;
      for (const button of Object.values(buttons)) button.disabled = false;
      setText(size, `${Math.round(width)} × ${Math.round(height)} mm`);
      setAttribute(buttons.png, "title", t("share.figures.pixels", { width: formatCount(pixels.width), height: formatCount(pixels.height) }));
      setText(alternative, `${about}. ${description}`);
      replace(next);
    },
    /** @param {string|null} what must be measured first */
    need(what) {
      if (what) blank(t(`share.figures.needs.${what}`), true);
    },
    fail: (reason) => blank(reason, false),
    progress(share) {
      bar.hidden = share === null;
      begin.hidden = share !== null;
      bar.value = share ?? 0;
    },
    enlarge(on) {
      element.classList.toggle("large", on);
      setAttribute(thumb, "aria-pressed", String(on));
    },
    busy(kind, on) {
      setAttribute(buttons[kind], "aria-busy", on ? "true" : null);
      buttons[kind].disabled = on;
    },
    destroy: () => address && URL.revokeObjectURL(address),
  };
}
