/** The whole page as a place to drop files on: a sheet over it while something is dragged, then the taker. */

import { el, icon } from "../lib/dom.js";

/** A drag that has left without a word, as some browsers do, is over after so many milliseconds. */
const SILENCE = 1500;

/**
 * @param {Document} page
 * @param {{texts: any, drops: ReturnType<import("../lib/drops.js").createDrops>, notify: (key: string, values?: any, level?: string) => void, open?: () => boolean}} parts
 *   open: whether anything can be taken at the moment
 */
export function createDropZone(page, { texts: { t }, drops, notify, open = () => true }) {
  const kinds = el("ul", { class: "drop-kinds" });
  // In the top layer, so that it also lies over an open dialog.
  const sheet = el("div", { class: "drop-sheet", popover: "manual", "aria-hidden": "true" },
    el("div", { class: "drop-frame" }, icon("save"), el("strong", {}, t("bring.drop.title")), kinds));
  page.body.append(sheet);
  let timer = null;

  const holdsFiles = (event) => Boolean(event.dataTransfer?.types.includes("Files"));

  function show() {
    clearTimeout(timer);
    timer = setTimeout(hide, SILENCE);
    if (sheet.matches(":popover-open")) return;
    kinds.replaceChildren(...drops.kinds().map((kind) => el("li", {}, t(`bring.drop.kinds.${kind}`))));
    sheet.showPopover();
  }

  function hide() {
    clearTimeout(timer);
    if (sheet.matches(":popover-open")) sheet.hidePopover();
  }

  function onDrag(event) {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = open() ? "copy" : "none";
    if (open()) show();
  }

  function onDrop(event) {
    hide();
    if (holdsFiles(event)) {
      event.preventDefault();
      if (open()) takeFiles([...event.dataTransfer.files]);
      return;
    }
    const text = event.dataTransfer?.getData("text/uri-list") || event.dataTransfer?.getData("text/plain") || "";
    const elsewhere = event.defaultPrevented || event.target.closest?.("input, textarea, [contenteditable]");
    const taker = elsewhere || !text || !open() ? null : drops.takerOfText(text);
    if (!taker) return;
    event.preventDefault();
    taker.take(text);
  }

  function takeFiles(files) {
    if (files.length > 1) return notify("bring.drop.many", { count: files.length }, "error");
    const [file] = files;
    const taker = file && drops.takerOf(file.name);
    if (taker) return taker.take(file);
    return notify("bring.drop.unknown", { name: file?.name ?? "?", endings: drops.endings().join(", ") }, "error");
  }

  page.addEventListener("dragenter", onDrag);
  page.addEventListener("dragover", (event) => {
    // An address that is dropped may be one for us; fields go on taking theirs.
    if (drops.takesTexts() && event.dataTransfer?.types.includes("text/uri-list") && !event.target.closest?.("input, textarea, [contenteditable]")) event.preventDefault();
    onDrag(event);
  });
  page.addEventListener("dragleave", (event) => event.relatedTarget === null && hide());
  page.addEventListener("drop", onDrop);
  page.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  return { update() {}, destroy: () => sheet.remove() };
}
