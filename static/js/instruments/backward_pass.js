/** The backward pass in numbers: one training step taken apart, one idea after the other.
 *
 * The pass is asked for once and then walked through; what it lights up on the diagram and in the
 * output is drawn by the views there, from the same state. */

import { networkOf, statusOf } from "../lib/derive.js";
import { el, icon, setAttribute, setOptions, setText } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { directionOf, largestDifference, queryText, sourceQuery } from "../lib/pass.js";
import { createCells } from "../lib/pass_cells.js";
import { createEquations } from "../lib/pass_equations.js";
import { createRail } from "../lib/pass_rail.js";
import { wordsOf } from "../lib/pass_texts.js";
import { PASS, passOf, rowsOf } from "../lib/pass_view.js";
import { classNameOf } from "../lib/points.js";
import { wordRefusal } from "../lib/refusal.js";

/** Playing slowly, a step stays so long in milliseconds: time to read a sentence and find its numbers. */
const READING = 4500;
const NEXT_BATCH = { kind: "batch" };
const BEGIN = { at: 0, sample: 0, units: {}, layer: null, input: null, applied: null, picked: null };

export const BACKWARD_PASS = { key: PASS, create: createBackwardPass };

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, tools: HTMLElement}} parts
 */
export function createBackwardPass(element, { actions, texts, tools }) {
  const { t, nameOf } = texts;
  let latest = null;
  let loading = false;
  let asked = 0;
  let failed = null;
  let seen = null;
  let timer = null;

  const square = (action, name, onclick) =>
    el("button", { type: "button", class: "button square small", dataset: { action }, "aria-label": t(`pass.${name}`), title: t(`pass.${name}`), onclick }, icon(action));
  const previous = square("pass-previous", "previous", () => go(at() - 1));
  const next = square("pass-next", "next", () => go(at() + 1));
  const slowly = el("button", { type: "button", class: "button small", dataset: { action: "pass-play" }, onclick: () => (timer ? stop() : play()) });
  const apply = el("button", { type: "button", class: "button small primary", dataset: { action: "pass-apply" }, onclick: () => (chosen()?.applied ? begin(NEXT_BATCH) : applyStep()) });
  const rail = createRail({ t, go });
  const cells = createCells({ texts, onUnit: focusOn, onWeight: focusOnWeight, onLayer: (layer) => actions.choose(PASS, { layer }) });
  const equations = createEquations({ ask: actions.askNetwork });
  const title = el("h3", { class: "pass-title" });
  const text = el("p", {});
  const notes = el("div", { class: "pass-notes" });
  const bar = el("div", { class: "pass-bar" }, previous, rail.element, next, slowly, apply);
  const body = el("div", { class: "pass-body" },
    el("div", { class: "pass-words", "aria-live": "polite" }, title, text, notes),
    el("div", { class: "pass-numbers" }, equations.element, cells.element));
  const waiting = el("div", { class: "pass-waiting" });
  element.classList.add("pass");
  element.append(bar, body, waiting);
  const sampleSelect = el("select", { "aria-label": t("pass.sample_label"), dataset: { control: "pass-sample" }, onchange: () => actions.choose(PASS, { sample: Number(sampleSelect.value), units: {} }) });
  const batch = el("button", { type: "button", class: "button small", dataset: { action: "pass-batch" }, title: t("pass.next_batch_title"), onclick: () => begin(NEXT_BATCH) }, t("pass.next_batch"));
  tools.append(sampleSelect, batch);

  const chosen = () => latest.choices[PASS];
  const at = () => passOf(latest)?.at ?? 0;

  // Asking

  /** Start over with other points. @param {any} source */
  function begin(source) {
    stop();
    load({ ...BEGIN, source });
  }

  /** Ask for the pass; what is looked at of it stays, but for the change. Only the last answer counts. @param {any} [change] */
  async function load(change = {}) {
    const source = change.source ?? chosen()?.source ?? NEXT_BATCH;
    const of = identity(latest);
    const rest = { ...(chosen() ? {} : BEGIN), ...change, source, network: of.network, applied: null };
    const mine = ++asked;
    loading = true;
    failed = null;
    let gone = false;
    try {
      const answer = await actions.askNetwork(`/pass${queryText(source)}`);
      if (mine !== asked) return;
      equations.forget();
      actions.choose(PASS, { ...rest, answer });
    } catch (error) {
      if (mine !== asked) return;
      gone = source.kind !== "batch" && [404, 422].includes(error.status);
      failed = error;
      actions.choose(PASS, { ...rest, answer: null });
    }
    seen = of;
    loading = false;
    // A point that is there no longer makes room for the next batch.
    if (gone) begin(NEXT_BATCH);
  }

  /** What a pass depends on: another one has to be asked for when any of it is no longer so. */
  function identity({ id, network, experiment, data_revision: data, structure_revision: structure, live }) {
    return { id, network, data, structure, live, experiment: JSON.stringify(experiment), weights: live?.weights };
  }

  function outdated() {
    if (!seen) return true;
    if (latest.live === seen.live && latest.network === seen.network && latest.id === seen.id) return false;
    const now = identity(latest);
    if (["id", "network", "data", "structure", "experiment"].some((key) => now[key] !== seen[key])) return true;
    const same = !seen.weights || (now.weights.length === seen.weights.length && now.weights.every((weight, i) => weight === seen.weights[i]));
    if (same) seen = now;
    return !same;
  }

  // Walking

  function go(to) {
    const pass = passOf(latest);
    if (!pass || to < 0 || to >= pass.steps.length) return;
    if (pass.applied) load({ at: to });
    else actions.choose(PASS, { at: to });
  }

  function play() {
    const pass = passOf(latest);
    if (!pass) return;
    if (pass.at === pass.steps.length - 1) go(0);
    timer = setInterval(() => {
      const now = passOf(latest);
      if (!now || now.at === now.steps.length - 1) stop();
      else go(now.at + 1);
    }, READING);
    showPlaying();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    showPlaying();
  }

  function focusOn(unit) {
    const pass = passOf(latest);
    if (pass) actions.choose(PASS, { units: { ...chosen().units, [pass.focus.layer]: unit } });
  }

  /** One weight into the unit in focus, or its bias. @param {number|null} index */
  function focusOnWeight(index) {
    const { layer, unit } = passOf(latest).focus;
    actions.choose(PASS, { input: { layer, unit, index } });
  }

  /** A unit pointed at in the diagram is the one to look at. */
  function followPointer(before) {
    const { hovered } = latest;
    const pass = passOf(latest);
    if (!pass || hovered === before?.hovered || hovered?.kind !== "unit") return;
    const { layer, unit } = hovered;
    if (pass.step.kind === "update") actions.choose(PASS, { layer, units: { ...chosen().units, [layer]: unit } });
    else if (layer === pass.focus.layer && unit !== pass.focus.unit) focusOn(unit);
  }

  /** Take exactly this step in the network, then read its weights back to see that they agree. */
  async function applyStep() {
    const pass = passOf(latest);
    if (!pass) return;
    stop();
    const { answer, source, sample } = pass;
    apply.disabled = true;
    loading = true;
    const accepted = await actions.applyPass({ iteration: answer.iteration, step: answer.step, ...sourceQuery(source) });
    if (accepted) {
      const point = source.kind === "batch" ? { kind: "train", index: answer.source.indices[sample] } : source;
      const [weights, now] = await Promise.all([
        actions.askNetwork("/weights").catch(() => null),
        actions.askNetwork(`/pass${queryText(point)}`).catch(() => null),
      ]);
      // Dropout draws anew, and batch normalisation measures a point alone: such losses cannot be compared.
      const comparable = answer.layers.every(({ kept, normalization }) => !kept && !normalization);
      actions.choose(PASS, {
        at: pass.steps.length - 1,
        applied: { iteration: answer.iteration + 1, difference: weights && largestDifference(answer, weights), before: answer.losses[sample], after: comparable && now ? now.losses[0] : null },
      });
    }
    loading = false;
    apply.disabled = false;
    if (!accepted) load();
  }

  // Showing

  function showPlaying() {
    slowly.replaceChildren(icon(timer ? "pause" : "play"), el("span", {}, t(timer ? "pass.stop" : "pass.play")));
    setAttribute(slowly, "aria-pressed", String(Boolean(timer)));
  }

  function show() {
    const pass = passOf(latest);
    bar.hidden = body.hidden = !pass;
    waiting.hidden = Boolean(pass);
    showSource(pass);
    if (!pass) {
      showWaiting();
      return;
    }
    element.dataset.direction = directionOf(pass.step);
    element.dataset.step = pass.step.kind;
    rail.show(pass);
    showWords(wordsOf(pass, { t, names: namesOf(pass) }));
    equations.show(pass);
    cells.show(pass, latest);
    previous.disabled = pass.at === 0;
    next.disabled = pass.at === pass.steps.length - 1;
    setText(apply, t(pass.applied ? "pass.next_batch" : "pass.apply"));
    setAttribute(apply, "title", t(pass.applied ? "pass.next_batch_title" : "pass.apply_title"));
    apply.classList.toggle("due", pass.step.kind === "update");
  }

  function showWords(words) {
    setText(title, words.title);
    setText(text, words.text);
    const key = words.notes.join("\n");
    if (notes.dataset.key === key) return;
    notes.dataset.key = key;
    notes.replaceChildren(...words.notes.map((note) => el("p", {}, note)));
  }

  function showWaiting() {
    const key = latest.playing ? "playing" : failed ? "failed" : "loading";
    if (waiting.dataset.shows === key) return;
    waiting.dataset.shows = key;
    const button = {
      playing: () => el("button", { type: "button", class: "button small", dataset: { action: "pass-pause" }, onclick: () => actions.togglePlay() }, icon("pause"), t("toolbar.pause")),
      failed: () => el("button", { type: "button", class: "button small", onclick: () => begin(NEXT_BATCH) }, t("pass.next_batch")),
    }[key];
    waiting.replaceChildren(el("p", {}, t(`pass.${key}`, { message: failed ? wordRefusal(failed, texts) : "" })), ...(button ? [button()] : []));
  }

  function showSource(pass) {
    const count = pass?.answer.losses.length ?? 0;
    sampleSelect.hidden = count < 2;
    batch.disabled = latest.playing;
    if (count < 2) return;
    setOptions(sampleSelect, Array.from({ length: rowsOf(pass.answer) }, (_, i) => ({ value: String(i), text: t("pass.sample", { number: i + 1, count }) })));
    sampleSelect.value = String(pass.sample);
  }

  function namesOf({ answer, sample, focus }) {
    const last = focus.layer === answer.layers.length - 1;
    const spec = networkOf(latest).layers[focus.layer];
    const label = answer.source.labels[sample];
    const target = answer.targets[sample].map((y) => formatNumber(y)).join(", ");
    return {
      features: latest.experiment.features.map((key) => nameOf("features", key)),
      target: latest.classes === null ? formatNumber(label) : `${classNameOf(latest, label, texts)} (y = ${target})`,
      activation: last ? nameOf("outputs", latest.output) : nameOf("activations", spec.activation),
      normalization: last || spec.normalization === "none" ? null : nameOf("normalizations", spec.normalization),
      optimizer: nameOf("optimizers", answer.optimizer.name),
      rate: answer.optimizer.learning_rate ?? null,
    };
  }

  showPlaying();

  return {
    update(state, before) {
      if (!state.ready) return;
      latest = state;
      const pass = chosen();
      const done = pass?.applied && statusOf(state)?.iteration <= pass.applied.iteration;
      if (!state.playing && !loading && state.live) {
        if (pass?.picked) begin(pass.picked);
        else if (done) seen = identity(state);
        else if (outdated()) load();
      }
      followPointer(before);
      const fields = ["choices", "playing", "palette", "network", "experiment", "slices", "structure_revision"];
      if (before && fields.every((field) => state[field] === before[field])) return;
      show();
    },
    hide: stop,
    destroy: stop,
  };
}
