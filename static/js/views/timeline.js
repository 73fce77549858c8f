/** The way back: a slider over the moments of this training, its right end the present. */

import { el, icon, setAttribute, setProperty, setText } from "../lib/dom.js";
import { formatCount, formatLoss } from "../lib/format.js";
import { epochOf, positionOf } from "../lib/moments.js";

const NOTHING = Symbol("no wish");

/**
 * @param {HTMLElement} element the panel of the learning curve
 * @param {{actions: any, texts: any, limits: {networks: number}}} parts
 */
export function createTimeline(element, { actions, texts: { t, language }, limits }) {
  const slider = el("input", {
    type: "range", min: "0", max: "0", step: "1", disabled: true, "aria-label": t("timeline.label"), dataset: { control: "timeline" }, oninput: () => moveTo(Number(slider.value)),
  });
  const place = el("output", { class: "timeline-place" });
  const button = (name, symbol, onclick) => el("button", { type: "button", class: "button tiny", dataset: { action: `timeline-${name}` }, "aria-label": t(`timeline.${name}`), title: t(`timeline.${name}_title`), onclick }, icon(symbol), el("span", {}, t(`timeline.${name}`)));
  const carryOn = button("continue", "play", () => actions.togglePlay());
  const branch = button("branch", "branch", () => actions.branchOff());
  const back = button("present", "to-end", () => {
    actions.lookBack(null);
    slider.focus();
  });
  const choices = el("span", { class: "timeline-choices", role: "group", "aria-label": t("timeline.choices"), hidden: true }, carryOn, branch, back);
  const name = el("span", { class: "timeline-name" }, t("timeline.title"));
  const mark = el("button", { type: "button", class: "explain", dataset: { explain: "timeline" }, "aria-label": `${t("explain.label")} ${t("explain.timeline.title")}` }, "?");
  const row = el("div", { class: "timeline" }, name, mark, slider, place, choices);
  element.append(row);
  let latest = null;
  let held = false;
  /** The moment that was asked for, until it is shown. */
  let wanted = NOTHING;
  slider.addEventListener("pointerdown", () => { held = true; });
  for (const event of ["pointerup", "pointercancel", "blur"]) slider.addEventListener(event, () => letGo());

  function letGo() {
    held = false;
    if (latest) show();
  }

  function moveTo(position) {
    wanted = latest.moments[position]?.id ?? null;
    actions.lookBack(wanted);
    say(position);
  }

  const wordsOf = (moment) => (moment ? t("timeline.at", { epoch: formatCount(epochOf(moment, latest.network), language) }) : t("timeline.now"));

  /** What the slider stands at, also for those who only hear it. */
  function say(position) {
    const { moments, network } = latest;
    const moment = moments[position];
    const words = wordsOf(moment);
    setText(place, words);
    setAttribute(slider, "aria-valuetext", moment ? `${words}, ${t("timeline.loss", { loss: formatLoss(moment.train_losses[network] ?? moment.train_losses[0]) })}` : words);
  }

  function show() {
    const { moments, looking, connection, experiment } = latest;
    const position = positionOf(moments, looking?.id ?? null);
    setProperty(slider, "disabled", connection !== "open" || moments.length < 2);
    setAttribute(slider, "max", String(moments.length));
    if (wanted === (looking?.id ?? null)) wanted = NOTHING;
    if (!held && wanted === NOTHING) slider.value = String(position);
    if (!held) setAttribute(place, "data-longest", [moments.at(-1), null].map(wordsOf).join("\n"));
    say(Number(slider.value));
    row.classList.toggle("looking", looking !== null);
    setProperty(choices, "hidden", looking === null);
    setProperty(branch, "disabled", experiment.networks.length >= limits.networks);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      if (state.refusals !== previous?.refusals) wanted = NOTHING;
      const fields = ["moments", "looking", "network", "connection", "experiment", "refusals"];
      if (previous?.ready && fields.every((field) => state[field] === previous[field])) return;
      show();
    },
    destroy() {
      row.remove();
    },
  };
}
