/** Keys that act anywhere on the page. */

const SHORTCUTS = {
  " ": "play", s: "step", b: "batch", d: "sample", r: "reset", n: "redraw", t: "test", h: "hard", p: "draw", "?": "help",
};

/** Keys that act while points are drawn. */
const TOOLS = { p: "brush", e: "erase", m: "move", v: "move" };

const TYPED_INTO = new Set(["INPUT", "SELECT", "TEXTAREA"]);
const PRESSED_BY_SPACE = new Set(["BUTTON", "SUMMARY", "A"]);

/**
 * Name the intent behind a key, or null where it belongs to something else: to a field being
 * typed into, to a focused button, to the browser, to an open dialog.
 * @param {{key: string, code?: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean,
 *   target?: {tagName?: string, type?: string, isContentEditable?: boolean}}} event
 * @param {boolean} [covered] whether a dialog is open
 * @param {boolean} [pointing] whether a pointer was used last: what it pressed keeps the focus, but is done with
 * @returns {string|null}
 */
export function intentOf(event, covered = false, pointing = false) {
  if (covered || event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return pastOf(event);
  const { tagName = "", type = "", isContentEditable = false } = event.target ?? {};
  if (isContentEditable || (TYPED_INTO.has(tagName) && !isInert(tagName, type, event.key))) return null;
  if (event.key === " " && !pointing && (PRESSED_BY_SPACE.has(tagName) || type === "checkbox")) return null;
  return SHORTCUTS[letter(event)] ?? null;
}

/**
 * What a key does to the pen while points are drawn, or null: leave, a tool, a number from 1 to 9.
 * @param {{key: string, code?: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean,
 *   target?: {tagName?: string, type?: string, isContentEditable?: boolean}}} event
 * @param {boolean} [covered] whether a dialog is open
 * @returns {{leave?: true, tool?: string, number?: number}|null}
 */
export function penKeyOf(event, covered = false) {
  if (covered || event.altKey || event.ctrlKey || event.metaKey) return null;
  const { tagName = "", type = "", isContentEditable = false } = event.target ?? {};
  if (isContentEditable || (TYPED_INTO.has(tagName) && !isInert(tagName, type, "1"))) return null;
  if (event.key === "Escape") return { leave: true };
  if (/^[1-9]$/.test(event.key)) return { number: Number(event.key) };
  const tool = TOOLS[letter(event)];
  return tool ? { tool } : null;
}

/** Keys that move the focus: after one of them Space presses what has it. */
const FOCUSING = new Set(["Tab", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);

/** Whether the focus is moved by this key. @param {{key: string}} event */
export const movesFocus = ({ key }) => FOCUSING.has(key);

/** Ctrl+Z and its kin, but for fields that can undo what was typed into them. */
function pastOf(event) {
  const { tagName = "", type = "", isContentEditable = false } = event.target ?? {};
  const typing = isContentEditable || tagName === "TEXTAREA" || (tagName === "INPUT" && type !== "range" && type !== "checkbox");
  const key = letter(event);
  if (typing || (key !== "z" && key !== "y")) return null;
  return key === "y" || event.shiftKey ? (key === "y" && event.shiftKey ? null : "redo") : "undo";
}

/** Sliders and check boxes take no letters, so that shortcuts stay usable on them. */
function isInert(tagName, type, key) {
  return tagName === "INPUT" && (type === "range" || type === "checkbox" || type === "radio") && key.length === 1;
}

/** With a Korean layout the S key types ㄴ: letters go by the place of their key. */
function letter(event) {
  if (event.key === "?" || event.key === " ") return event.key;
  return /^Key[A-Z]$/.test(event.code ?? "") ? event.code[3].toLowerCase() : event.key.toLowerCase();
}
