/** A script to read: lines with numbers, in colours, long runs of numbers folded away. */

import { el } from "./dom.js";
import { blocksOf, tokenize } from "./python_tokens.js";

/**
 * @param {{t: (key: string, values?: any) => string}} texts
 * @returns {{element: HTMLElement, show: (code: string, label: string) => void}}
 */
export function createCodeBlock({ t }) {
  const element = el("div", { class: "code-block", tabindex: "0", role: "region", oncopy: copy, onkeydown: selectAll });
  /** Every block with the node that shows it now. */
  let parts = [];

  function show(code, label) {
    element.setAttribute("aria-label", label);
    element.style.setProperty("--digits", String(String(code.split("\n").length).length));
    let open = null;
    parts = blocksOf(code).map((block) => {
      if (block.folded) return folded(block);
      const read = tokenize(block.lines.join("\n"), open);
      open = read.open;
      const lines = el("pre", { class: "code-lines" }, ...read.tokens.map(({ kind, text }) => (kind === "plain" ? text : el("span", { class: kind }, text))));
      return { block, node: numbered(block, lines), lines };
    });
    element.replaceChildren(...parts.map(({ node }) => node));
    element.scrollTo(0, 0);
  }

  function numbered({ first, lines: { length } }, lines) {
    const numbers = Array.from({ length }, (_, i) => first + i).join("\n");
    return el("div", { class: "code-part" }, el("pre", { class: "code-numbers", "aria-hidden": "true" }, numbers), lines);
  }

  function folded(block) {
    const part = { block, node: null, lines: null };
    part.node = el("button", { type: "button", class: "code-fold", onclick: () => unfold(part) }, t("share.code.fold", { count: block.lines.length }));
    return part;
  }

  function unfold(part) {
    part.lines = el("pre", { class: "code-lines number" }, part.block.lines.join("\n"));
    const node = numbered(part.block, part.lines);
    part.node.replaceWith(node);
    part.node = node;
    element.focus();
  }

  /** What is selected, lines that are folded away among it. */
  function copy(event) {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const texts = parts.filter(({ node }) => range.intersectsNode(node)).map(({ block, lines }) => (lines ? within(range, lines) : block.lines.join("\n")));
    event.clipboardData.setData("text/plain", texts.join("\n"));
    event.preventDefault();
  }

  function selectAll(event) {
    if (event.key.toLowerCase() !== "a" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    getSelection()?.selectAllChildren(element);
  }

  return { element, show };
}

/** The part of a range that lies in a node, as text. @param {Range} range @param {Node} node */
function within(range, node) {
  const part = document.createRange();
  part.selectNodeContents(node);
  if (node.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
  if (node.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
  return part.toString();
}
