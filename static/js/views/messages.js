/** What a person should know: trouble as a strip that says all of it; advice as short notes in one
 * quiet row, each with a button that does what helps and a link to what it means. */

import { arrange, el, icon, setProperty, setText } from "../lib/dom.js";
import { explain } from "../lib/explain.js";
import { formatCount, formatNumber, formatPercent } from "../lib/format.js";
import { networkOf, statusOf } from "../lib/derive.js";

const ROOM = matchMedia("(min-width: 1200px)");
const COUNTS = new Set(["iteration", "back_at", "epoch", "units", "factor"]);
const SHARES = new Set(["share", "skill"]);
const ICONS = { good: "good", info: "hint" };

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
export function createMessages(element, { actions, texts }) {
  const { t, has, nameOf } = texts;
  const strips = createList(strip);
  const notes = createList(note);
  /** The network that the messages are about, where there are several. */
  let of = null;
  const quiet = el("p", { class: "notes-quiet" }, t("messages.quiet"));
  const row = el("div", { class: "notes", role: "status" }, notes.element, quiet);
  element.append(strips.element);

  function worded(values = {}) {
    const said = {};
    for (const [name, value] of Object.entries(values)) {
      if (name === "layer") said[name] = value + 1;
      else if (name === "activation") said[name] = nameOf("activations", value);
      else if (COUNTS.has(name)) said[name] = formatCount(rounded(name, value));
      else if (SHARES.has(name)) said[name] = formatPercent(value, Math.round(1000 * value) % 10 ? 1 : 0);
      else said[name] = typeof value === "number" ? formatNumber(value) : value;
    }
    return said;
  }

  const part = (message, name) => {
    const key = `messages.${message.code}.${name}`;
    return has(key) ? t(key, worded(message.values)) : "";
  };

  /** The button and the link of a message, and what brings them up to date. */
  function controls(first) {
    let message = first;
    const button = el("button", { type: "button", class: "button", dataset: { action: "advice" }, onclick: () => actions.followAdvice(message) });
    const link = el("button", { type: "button", class: "note-link", dataset: { topic: first.topic ?? "" }, onclick: () => meaning(link, message) }, t("messages.meaning"));
    return {
      nodes: [button, link],
      update(now) {
        message = now;
        setProperty(button, "hidden", !now.advice);
        setProperty(link, "hidden", !now.topic);
        setText(button, part(now, "button") || t("messages.apply"));
      },
    };
  }

  function meaning(anchor, message) {
    explain(anchor, message.topic, texts, [el("p", { class: "explanation-case" }, part(message, "text"))]);
  }

  /** Which of several networks a message is about; nothing where there is one, or where it is about none. */
  function about() {
    const name = el("b");
    const dot = el("i", { class: "network-dot" });
    const node = el("span", { class: "message-network", hidden: true }, dot, name);
    return {
      node,
      update(message) {
        setProperty(node, "hidden", !of || Boolean(message.own));
        if (node.hidden) return;
        setText(name, t("messages.of_network", { name: of.name }));
        dot.style.background = of.color;
      },
    };
  }

  function strip(first) {
    const title = el("strong");
    const network = about();
    const text = el("span");
    const { nodes, update } = controls(first);
    const node = el("div", { class: `message ${first.level}`, role: first.level === "error" ? "alert" : "status" },
      icon("warning"), el("p", {}, network.node, title, " ", text), ...nodes);
    return {
      node,
      update(message) {
        network.update(message);
        setText(title, part(message, "title"));
        setText(text, [part(message, "text"), part(message, "try")].filter(Boolean).join(" "));
        update(message);
      },
    };
  }

  function note(first) {
    const title = el("strong");
    const network = about();
    const hint = el("span", { class: "note-try" });
    const { nodes, update } = controls(first);
    const node = el("div", { class: `message note ${first.level}`, dataset: { code: first.code } },
      icon(ICONS[first.level] ?? "warning"), el("p", {}, network.node, title, " ", hint), ...nodes);
    return {
      node,
      update(message) {
        network.update(message);
        setText(title, part(message, "title"));
        setText(hint, part(message, "try"));
        update(message);
      },
    };
  }

  function troubles(state) {
    const own = [];
    if (state.problem) own.push({ code: "start_failed", level: "error", values: { message: state.problem.message }, own: true });
    if (state.connection === "lost") own.push({ code: "connection_lost", level: "warning", own: true });
    return [...own, ...(state.ready ? statusOf(state)?.messages ?? [] : [])];
  }

  return {
    update(state) {
      of = state.ready && state.experiment.networks.length > 1 ? { name: networkOf(state).name, color: state.palette.networks[state.network] } : null;
      const messages = troubles(state);
      const loud = messages.filter((message) => message.own || message.level === "error");
      const soft = messages.filter((message) => !loud.includes(message));
      strips.update(loud);
      notes.update(soft);
      // Where there is room for it the row is always there, elsewhere once it has been used: so
      // that the page does not jump with every note.
      if ((soft.length || ROOM.matches) && !row.isConnected) element.append(row);
      setProperty(quiet, "hidden", messages.length > 0);
    },
    destroy() {},
  };
}

/** A factor is a size, not a count: two digits say all. */
const rounded = (name, value) => (name === "factor" ? Number(value.toPrecision(2)) : value);

/**
 * Keep one node a code, so that a button stays under the finger while numbers in its text change.
 * @param {(message: any) => {node: HTMLElement, update: (message: any) => void}} create
 */
function createList(create) {
  const element = el("div", { class: "message-list" });
  let held = new Map();
  let order = "";
  return {
    element,
    update(messages) {
      const next = new Map();
      for (const message of messages) {
        const key = `${message.code} ${message.level}`;
        const entry = held.get(key) ?? create(message);
        entry.update(message);
        next.set(key, entry);
      }
      held = next;
      const wanted = [...next.keys()].join();
      if (wanted === order) return;
      order = wanted;
      const nodes = [...next.values()].map((entry) => entry.node);
      for (const node of [...element.children]) if (!nodes.includes(node)) node.remove();
      arrange(element, nodes);
    },
  };
}
