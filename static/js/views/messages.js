/** The strip that explains trouble: what happened, why, and a button that does what helps. */

import { el, icon } from "../lib/dom.js";
import { formatCount, formatNumber } from "../lib/format.js";
import { statusOf } from "../lib/derive.js";

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
export function createMessages(element, { actions, texts: { t, has, nameOf } }) {
  let shown = "";

  function worded(values = {}) {
    const said = {};
    for (const [name, value] of Object.entries(values)) {
      if (name === "layer") said[name] = value + 1;
      else if (name === "activation") said[name] = nameOf("activations", value);
      else if (name === "iteration" || name === "back_at") said[name] = formatCount(value);
      else said[name] = typeof value === "number" ? formatNumber(value) : value;
    }
    return said;
  }

  function strip(message) {
    const values = worded(message.values);
    const key = `messages.${message.code}`;
    const remedy = has(`${key}.try`) ? t(`${key}.try`, values) : "";
    return el("div", { class: `message ${message.level}`, role: message.level === "error" ? "alert" : "status" },
      icon("warning"),
      el("p", {}, el("strong", {}, t(`${key}.title`, values)), " ", t(`${key}.text`, values), " ", remedy),
      message.advice && el("button", { type: "button", class: "button", "data-action": "advice", onclick: () => actions.followAdvice(message) },
        has(`${key}.button`) ? t(`${key}.button`, values) : t("messages.apply")));
  }

  function troubles(state) {
    const own = [];
    if (state.problem) own.push({ code: "start_failed", level: "error", values: { message: state.problem.message } });
    if (state.connection === "lost") own.push({ code: "connection_lost", level: "warning" });
    return [...own, ...(state.ready ? statusOf(state)?.messages ?? [] : [])];
  }

  return {
    update(state) {
      const messages = troubles(state);
      const key = JSON.stringify(messages);
      if (key === shown) return;
      shown = key;
      element.replaceChildren(...messages.map(strip));
    },
    destroy() {},
  };
}
