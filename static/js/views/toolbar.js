/** The bar on top: run it, and see how far it has come. */

import { setAttribute, setOptions, setText } from "../lib/dom.js";
import { formatLoss, formatPercent, formatRate, formatShortCount } from "../lib/format.js";
import { bindControl } from "../lib/control.js";
import { networkOf, statusOf } from "../lib/derive.js";
import { speedAt, stopOf } from "../lib/speed.js";

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
export function createToolbar(element, { actions, texts: { t, language } }) {
  const find = (selector) => element.querySelector(selector);
  const shown = Object.fromEntries([...element.querySelectorAll("[data-show]")].map((node) => [node.dataset.show, node]));
  const play = find("[data-action=play]");
  const buttons = [...element.querySelectorAll("[data-step], [data-action=reset], [data-action=redraw], [data-action=play]")];

  play.addEventListener("click", () => actions.togglePlay());
  find("[data-action=reset]").addEventListener("click", () => actions.reset());
  find("[data-action=redraw]").addEventListener("click", () => actions.redraw());
  const undo = find("[data-action=undo]");
  const redo = find("[data-action=redo]");
  undo.addEventListener("click", () => actions.undo());
  redo.addEventListener("click", () => actions.redo());
  for (const button of element.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => actions.step(button.dataset.step));
  }

  const unit = find("[data-control=play-unit]");
  setOptions(unit, ["epochs", "batches", "samples"].map((value) => ({ value, text: t(`toolbar.per_second.${value}`) })));
  const unitControl = bindControl(unit, { send: (value) => actions.setPlay({ unit: value }) });
  const speed = find("[data-control=speed]");
  const speedControl = bindControl(speed, {
    delay: 60,
    send: (value) => actions.setPlay({ rate: speedAt(Number(value)) }),
    live: (value) => sayWanted(speedAt(Number(value))),
  });

  let measured = null;
  function sayWanted(rate) {
    const limit = rate === null ? t("toolbar.fastest") : formatRate(rate, language);
    const text = rate === null && measured !== null ? t("toolbar.measured", { rate: formatRate(measured, language) }) : limit;
    setText(shown.speed, text);
    setAttribute(speed, "aria-valuetext", rate === null ? t("toolbar.fastest") : `${limit} ${t(`toolbar.per_second.${unit.value || "epochs"}`)}`);
  }

  function showPlaying(playing) {
    setAttribute(play, "aria-label", t(playing ? "toolbar.pause" : "toolbar.play"));
    setAttribute(play, "title", t(playing ? "toolbar.pause_title" : "toolbar.play_title"));
    play.classList.toggle("playing", playing);
  }

  function showPast({ undo: back, redo: forth, connection, blank }) {
    // An empty sheet is taken back first, though the server has not heard of it.
    for (const [button, steps, name] of [[undo, back + Number(blank), "undo"], [redo, forth, "redo"]]) {
      button.disabled = connection !== "open" || !steps;
      setAttribute(button, "title", steps ? t(`toolbar.${name}_title`, { count: steps }) : t(`toolbar.${name}_none`));
    }
  }

  function showStatus(state, status) {
    setText(shown.epoch, formatShortCount(status.epoch, language));
    setText(shown.iteration, formatShortCount(status.iteration, language));
    setText(shown.samples_seen, formatShortCount(status.samples_seen, language));
    for (const set of ["train", "test"]) {
      setText(shown[`${set}_loss`], formatLoss(status[`${set}_loss`]));
      setText(shown[`${set}_accuracy`], formatPercent(status[`${set}_accuracy`]));
    }
    const { regularization } = networkOf(state);
    const penalty = regularization.name === "none" ? null : t("toolbar.penalty", { penalty: formatLoss(status.penalty) });
    setAttribute(shown.train_loss, "title", penalty);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      if (state.connection !== previous?.connection) {
        for (const button of buttons) button.disabled = state.connection !== "open";
        showConnection(state.connection);
      }
      if (["undo", "redo", "connection", "blank"].some((field) => state[field] !== previous?.[field])) showPast(state);
      if (state.playing !== previous?.playing) showPlaying(state.playing);
      const nowMeasured = state.playing ? state.frame?.speed ?? null : null;
      if (state.play !== previous?.play || nowMeasured !== measured) {
        measured = nowMeasured;
        unitControl.show(state.play.unit);
        speedControl.show(stopOf(state.play.rate));
      }
      const status = statusOf(state);
      if (status && (state.frame !== previous?.frame || state.status !== previous?.status)) showStatus(state, status);
    },
    destroy() {},
  };

  function showConnection(connection) {
    setText(shown.connection, connection === "open" ? "" : t(`connection.${connection}`));
    shown.connection.classList.toggle("lost", connection === "lost");
  }
}
