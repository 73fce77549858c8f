/** The dialog of a table of one's own: paste it or choose a file, see what it would become, take it. */

import { debounce } from "../lib/animation.js";
import { el, icon, setAttribute, setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { createBringChoice } from "../lib/bring_choice.js";
import { createBringFound } from "../lib/bring_found.js";
import { tablePreview } from "../lib/table_preview.js";
import { columnName, wordProblem } from "../lib/table_text.js";

const TYPING = 350;
/** Browsers take seconds to insert thousands of lines as if they were typed; from so many characters on they are set. */
const LARGE = 2000;
const ENDINGS = ".csv,.tsv,.txt,.tab,text/csv,text/plain,text/tab-separated-values";
const SHOWN_PROBLEMS = 8;
const NOTHING = { encoding: null, delimiter: null, decimal: null, header: null };
const GUESSED = { x1: null, x2: null, label: null, task: null, standardise: null };

/**
 * @param {HTMLDialogElement} dialog
 * @param {{actions: any, texts: any, catalog: any, longest: number, save: (blob: Blob, name: string) => void}} parts longest: bytes that the server takes
 */
export function createBring(dialog, { actions, texts, catalog, longest, save }) {
  const { t, language } = texts;
  /** What the table is read from; a file stays as long as its text is not changed. */
  let file = null;
  let said = NOTHING;
  let wanted = GUESSED;
  let answer = null;
  let failure = null;
  let asking = 0;
  let turn = 0;
  let latest = null;
  /** What stands there is left alone, so that nothing scrolls back or is read aloud again. */
  let shown = null;

  const text = el("textarea", {
    class: "bring-text", "aria-label": t("bring.text"), placeholder: t("bring.placeholder"), spellcheck: "false", wrap: "off", autocomplete: "off",
    autocapitalize: "off", oninput: onInput, onpaste: onPaste,
  });
  const chooser = el("input", { type: "file", accept: ENDINGS, hidden: true, onchange: () => chooser.files[0] && readFile(chooser.files[0]) });
  const button = (key, name, onclick, attributes = {}) => el("button", { type: "button", class: "button", dataset: { bring: key }, onclick, ...attributes }, icon(name), el("span", {}, t(`bring.${key}`)));
  const sources = el("div", { class: "bring-sources" }, chooser,
    button("file", "open", () => chooser.click()), button("example", "hint", () => readText(t("bring.table"))), button("clear", "erase", clear),
    button("present", "save", download, { title: t("bring.present_title") }));
  const found = createBringFound({ texts, choose: (change) => { said = { ...said, ...change }; ask("encoding" in change ? file : null); } });
  const preview = el("div", { class: "bring-preview", tabindex: "0", role: "region", "aria-label": t("bring.preview") });
  const choice = createBringChoice({ texts, choose: (change) => { wanted = { ...wanted, ...change }; ask(); } });
  const problems = el("div", { class: "bring-problems", role: "alert" });
  const note = el("p", { class: "bring-note", "aria-live": "polite" });
  const submit = el("button", { type: "button", class: "button primary", dataset: { bring: "submit" }, disabled: true, onclick: take }, t("bring.submit"));
  dialog.append(
    el("p", { class: "bring-intro" }, t("bring.intro", { rows: formatCount(catalog.limits.samples, language) })),
    el("div", { class: "bring-body" },
      el("section", { class: "bring-source" }, text, sources, found.element, preview),
      el("section", { class: "bring-choice" }, problems, choice.element)),
    el("div", { class: "bring-foot" }, note, submit));

  // Reading

  function onInput(event) {
    file = null;
    // What is shown, or still asked for, is of the text before: it cannot be taken for this one.
    submit.disabled = true;
    turn += 1;
    asking = 0;
    if (["insertFromPaste", "insertFromDrop"].includes(event.inputType)) beginAnew();
    askSoon();
  }

  function onPaste(event) {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (pasted.length < LARGE) return;
    event.preventDefault();
    text.setRangeText(pasted, text.selectionStart, text.selectionEnd, "end");
    file = null;
    beginAnew();
    ask();
  }

  /** Another table may be written otherwise, and has other columns. */
  function beginAnew() {
    said = NOTHING;
    wanted = GUESSED;
  }

  /** @param {string} given */
  function readText(given) {
    text.value = given;
    file = null;
    beginAnew();
    ask();
  }

  /** @param {File} given */
  function readFile(given) {
    chooser.value = "";
    text.value = "";
    file = given;
    beginAnew();
    ask(file);
  }

  function clear() {
    readText("");
    text.focus();
  }

  const counted = (n) => ({ amount: n, count: formatCount(n, language) });

  const askSoon = debounce(() => ask(), TYPING);

  /** Ask what the table would become; only the last answer counts. @param {File|null} [raw] as it is, rather than the text */
  async function ask(raw = null) {
    const mine = ++turn;
    failure = null;
    if (!raw && !text.value.trim()) {
      answer = null;
      asking = 0;
      show();
      return;
    }
    asking = mine;
    show();
    const body = raw ? raw.slice(0, raw.size, "text/csv") : JSON.stringify(wish());
    try {
      if ((raw ? raw.size : new Blob([body]).size) > longest) throw tooLarge();
      const next = await actions.lookAtTable(raw ? body : wish(), raw ? queryOf(said) : "");
      if (mine === turn) takeAnswer(next);
      if (mine !== turn) return;
    } catch (error) {
      if (mine !== turn) return;
      failure = error;
      if (raw) answer = null;
    }
    asking = 0;
    show();
  }

  function takeAnswer(next) {
    if (next.text !== null) text.value = next.text;
    if (next.encoding !== null) found.encodingIs(next.encoding);
    for (const column of next.preview?.columns ?? []) column.name = columnName(column.name, texts);
    const gone = next.problems.some(({ code }) => code === "unknown_column");
    answer = next;
    // The columns that were chosen belonged to another table.
    if (gone && wanted !== GUESSED) {
      wanted = GUESSED;
      ask();
    }
  }

  function wish() {
    const { delimiter, decimal, header } = said;
    return { text: text.value, delimiter, decimal, header, ...wanted };
  }

  const tooLarge = () => Object.assign(new Error("too large"), { code: "too_large" });

  // Taking

  async function take() {
    const { x1, x2, label, task, standardise } = answer.choice;
    submit.disabled = true;
    const rows = answer.points.label.length;
    try {
      await actions.bringTable({ ...wish(), x1, x2, label, task, standardise }, { key: "bring.done", values: counted(rows) });
      dialog.close();
    } catch (error) {
      failure = error;
    }
    show();
  }

  async function download() {
    try {
      const { blob, name } = await actions.download("/data.csv");
      save(blob, name);
    } catch (error) {
      failure = error;
      show();
    }
  }

  // Showing

  function show() {
    const full = Boolean(answer || asking || failure);
    setAttribute(dialog, "data-full", full ? "" : null);
    setAttribute(dialog, "aria-busy", asking ? "true" : null);
    sources.querySelector("[data-bring=clear]").hidden = !text.value;
    found.show(answer?.preview ?? null, file !== null, said, Boolean(answer));
    if (shown?.answer !== answer || shown.failure !== failure) {
      shown = { answer, failure };
      showPreview();
      showProblems();
    }
    if (!asking) choice.show(failure ? null : answer, latest?.palette);
    const ready = Boolean(answer?.points && !failure && !asking);
    submit.disabled = !ready;
    setText(note, noteOf(ready));
  }

  function noteOf(ready) {
    if (asking) return t("bring.asking");
    if (!answer && !failure) return t("bring.waiting");
    if (!ready) return t("bring.kept");
    const { preview: { rows }, class_names: names } = answer;
    return [t("bring.rows", counted(rows)), names ? t("bring.classes", { count: names.length }) : t("bring.targets")].join(" · ");
  }

  function showPreview() {
    const table = answer?.preview;
    preview.hidden = !table;
    if (!table) return preview.replaceChildren();
    const rest = table.rows - table.sample.length;
    return preview.replaceChildren(tablePreview(table, answer.choice, answer.problems, texts), rest > 0 ? el("p", { class: "more-rows" }, t("bring.more_rows", counted(rest))) : "");
  }

  function showProblems() {
    const told = failure && { code: failure.code, message: failure.message, field: null, values: { most: Math.floor(longest / 1000) } };
    const list = told ? [told] : answer?.problems ?? [];
    const count = failure ? 1 : answer?.found ?? 0;
    problems.hidden = !list.length;
    const items = list.slice(0, SHOWN_PROBLEMS).map((problem) => {
      const { where, why } = wordProblem(problem, texts);
      return el("li", { dataset: { problem: problem.code } }, where && el("b", {}, `${where}: `), why);
    });
    const rest = count - items.length;
    problems.replaceChildren(
      el("h3", {}, icon("warning"), t("bring.found_problems", counted(count))),
      el("ul", {}, ...items),
      rest > 0 ? el("p", {}, t("bring.more_problems", counted(rest))) : "",
      failure?.code === "unreachable" ? el("button", { type: "button", class: "button", onclick: () => ask() }, t("bring.again")) : "");
  }

  /** @param {{text?: string, file?: File}} [given] what to begin with */
  function open(given = {}) {
    if (!latest?.ready) return;
    if (!dialog.open) {
      for (const other of document.querySelectorAll("dialog[open]")) other.close();
      dialog.showModal();
    }
    if (given.file) readFile(given.file);
    else if (given.text !== undefined) readText(given.text);
    else show();
    (text.value || given.file ? dialog.querySelector("h2") : text).focus();
  }

  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => choice.stop());
  new ResizeObserver(() => dialog.open && choice.resize()).observe(dialog);

  return {
    open,
    update(state, previous) {
      latest = state;
      if (dialog.open && state.palette !== previous?.palette) choice.show(answer, state.palette);
    },
    destroy() {},
  };
}

/** @param {Record<string, any>} fields @returns {string} what is said of them, for an address */
function queryOf(fields) {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== null).map(([key, value]) => [key, String(value)]));
  return query.size ? `?${query}` : "";
}
