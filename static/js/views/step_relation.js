/** What a step is: the three counters tick in slow motion, and their relation is spelled out in numbers. */

import { networkOf, statusOf } from "../lib/derive.js";
import { el, icon, setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { followable, SLOW_MOTION, stepRelation } from "../lib/pace.js";

const COUNTERS = ["epoch", "iteration", "samples_seen"];

/**
 * @param {HTMLElement} toolbar
 * @param {{actions: any, texts: any}} parts
 */
export function createStepRelation(toolbar, { actions, texts: { t, language } }) {
  const counters = COUNTERS.map((name) => ({ name, node: toolbar.querySelector(`[data-show=${name}]`), value: null }));
  let latest = null;
  let shown = null;

  /** Added to the card about the counters; it goes on counting while it is open. */
  function card() {
    const formula = el("p", { class: "step-formula" });
    const numbers = el("p", { class: "step-numbers" });
    const slow = el("button", { type: "button", class: "button", dataset: { action: "slow-motion" }, onclick: () => watchSlowly() }, icon("play"), t("steps.slow_motion"));
    shown = { formula, numbers };
    show();
    return el("section", { class: "step-relation" }, formula, numbers, slow, el("p", { class: "step-note" }, t("steps.slow_motion_text")));
  }

  function watchSlowly() {
    actions.setPlay(SLOW_MOTION);
    if (!latest.playing) actions.togglePlay();
    document.querySelector(".card:popover-open")?.hidePopover();
  }

  function show() {
    const status = latest?.ready ? statusOf(latest) : null;
    if (!shown || !status || !latest.data) return;
    const count = (n) => formatCount(n, language);
    const relation = stepRelation({
      data: latest.data.train.label.length, batch: networkOf(latest).batch_size, epoch: status.epoch,
      iteration: status.iteration, samples: status.samples_seen,
    });
    const { data, batch, perEpoch, epochs, steps, left, exact } = relation;
    setText(shown.formula, t("steps.formula", { data: count(data), batch: count(batch), perEpoch: count(perEpoch) }));
    const values = { epochs: count(epochs), perEpoch: count(perEpoch), steps: count(steps), left: count(left), iteration: count(status.iteration) };
    setText(shown.numbers, t(exact ? (left > 0 ? "steps.numbers_left" : "steps.numbers") : "steps.inexact", values));
  }

  /** A counter that has just moved shows it, where single steps can be followed. */
  function tick(status) {
    const slow = followable(latest);
    for (const counter of counters) {
      const value = counter.name === "epoch" ? Math.floor(status.epoch) : status[counter.name];
      if (slow && counter.value !== null && value > counter.value) {
        counter.node.getAnimations().forEach((animation) => animation.cancel());
        counter.node.classList.remove("ticked");
        requestAnimationFrame(() => counter.node.classList.add("ticked"));
      }
      counter.value = value;
    }
  }

  return {
    card,
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const status = statusOf(state);
      if (status && (state.frame !== previous?.frame || state.status !== previous?.status)) tick(status);
      if (shown?.formula.isConnected) show();
    },
    destroy() {},
  };
}
