/** The data: which set, how much of it, how noisy, and how much at a time. */

import { el, icon, setAttribute, setText } from "../lib/dom.js";
import { entryOf, fixedSamples, networkOf } from "../lib/derive.js";
import { classCount } from "../lib/drawing.js";
import { sliderField } from "../lib/fields.js";
import { formatCount } from "../lib/format.js";
import { openPopover } from "../lib/popover.js";
import { drawThumbnail } from "../lib/thumbnail.js";

const SIZES = [10, 20, 50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000];
const BATCHES = [...Array.from({ length: 30 }, (_, i) => i + 1), 40, 50, 75, 100, 150, 200, 300, 500, 5000];
const OWN = "custom";
/** A side of a small picture, in CSS pixels. */
const TILE = 64;
const GROUPS = ["more", "truth_table", "real"];

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any}} parts
 */
export function createDataPanel(element, { actions, texts, catalog }) {
  const { t, nameOf, aboutOf, language } = texts;
  const body = element.querySelector(".panel-body");
  const classics = el("div", { class: "datasets", role: "group", "aria-label": t("data.classics") });
  const moreCanvas = el("canvas", { "aria-hidden": "true" });
  const moreLabel = el("span", {});
  const more = el("button", { type: "button", class: "button more-datasets", "aria-haspopup": "dialog", onclick: openMore }, moreCanvas, moreLabel, el("span", { class: "more-hint" }, t("data.more_hint")));
  const explainLabel = t("explain.label");
  const sizes = SIZES.filter((size) => size <= catalog.limits.samples);
  const pencil = el("button", {
    type: "button", class: "button", dataset: { action: "draw" }, title: t("draw.open_title"), "aria-pressed": "false",
    onclick: () => (latest.drawing ? actions.leaveDrawing() : actions.startDrawing()),
  }, icon("brush"), t("draw.open"));
  const table = el("button", { type: "button", class: "button", dataset: { action: "bring" }, title: t("bring.open_title"), "aria-haspopup": "dialog" }, icon("table"), t("bring.open"));
  const own = el("div", { class: "own-data" }, pencil, table);
  let latest = null;
  let drawn = null;
  let opened = null;
  /** Those in the card that is open. */
  let others = [];

  const slider = (name, min, max, step, format, send, topic) =>
    sliderField({ name, label: t(`data.${name}`), min, max, step, format, send, topic, explainLabel });
  const percent = (value) => `${value} %`;
  const count = (value) => formatCount(value, language);
  const edit = (change, name, text) => actions.setData(change, { key: `edit.${name}`, values: { value: text } });
  const sliders = {
    train_fraction: slider("train_fraction", 10, 90, 10, percent, (v) => edit({ train_fraction: v / 100 }, "train_fraction", percent(v)), "train_fraction"),
    noise: slider("noise", 0, 50, 5, percent, (v) => edit({ noise: v / 100 }, "noise", percent(v)), "noise"),
    samples: slider("samples", 0, sizes.length - 1, 1, (i) => count(sizes[i]), (i) => edit({ samples: sizes[i] }, "samples", count(sizes[i]))),
    classes: slider("classes", 2, 6, 1, count, (v) => edit({ classes: v }, "classes", count(v))),
    batch_size: slider("batch_size", 0, BATCHES.length - 1, 1, (i) => batchText(BATCHES[i]),
      (i) => actions.setNetwork({ batch_size: BATCHES[i] }, { key: "edit.batch_size", values: { value: batchText(BATCHES[i]) } }), "batch_size"),
  };
  const regenerate = el("button", { type: "button", class: "button wide", dataset: { action: "regenerate" }, title: t("data.regenerate_title"), onclick: () => actions.regenerate() },
    icon("dice"), el("span", {}, t("data.regenerate")));
  body.append(classics, more, own, ...Object.values(sliders).map((s) => s.element), regenerate);

  function batchText(size) {
    const all = latest?.data?.train.label.length ?? Infinity;
    return size >= all ? t("data.full_batch") : count(size);
  }

  function tile(dataset) {
    // As large as its picture from the start, so that nothing moves when that comes.
    const canvas = el("canvas", { width: TILE, height: TILE, "aria-hidden": "true" });
    const button = el("button", {
      type: "button", class: "dataset", dataset: { dataset: dataset.key }, title: aboutOf("datasets", dataset.key),
      onclick: () => {
        opened?.close();
        actions.chooseDataset(dataset.key);
      },
    }, canvas, el("span", {}, nameOf("datasets", dataset.key)));
    return { key: dataset.key, button, canvas };
  }

  function draw(tiles, size) {
    const { previews, palette } = latest;
    for (const { key, canvas } of tiles) {
      const preview = previews?.datasets[key];
      if (preview) drawThumbnail(canvas, preview, palette, size);
    }
  }

  let tiles = [];
  function showClassics(task) {
    if (drawn !== task) {
      drawn = task;
      tiles = catalog.datasets.filter((d) => d.task === task && d.group === "classic").map(tile);
      classics.replaceChildren(...tiles.map(({ button }) => button));
    }
    draw([...tiles, ...others], TILE);
  }

  function openMore() {
    const { experiment } = latest;
    const groups = GROUPS.map((group) => [group, catalog.datasets.filter((d) => d.group === group && d.task === experiment.task)])
      .filter(([, members]) => members.length);
    const all = [];
    const content = el("div", { class: "more-card" }, el("h3", {}, t("data.more")), ...groups.map(([group, members]) => {
      const own = members.map(tile);
      all.push(...own);
      return el("section", {}, el("h4", {}, t(`data.groups.${group}`)), el("div", { class: "datasets many" }, ...own.map(({ button }) => button)));
    }));
    for (const { key, button } of all) setAttribute(button, "aria-pressed", String(key === experiment.data.dataset));
    opened = openPopover(more, content, { label: t("data.more"), closeLabel: t("app.close"), onclose: () => {
      opened = null;
      others = [];
    } });
    others = all;
    draw(all, TILE);
    opened.place();
  }

  function showChosen(state) {
    const { dataset, class_names, axis_names } = state.experiment.data;
    for (const { key, button } of tiles) setAttribute(button, "aria-pressed", String(key === dataset));
    const drawn = dataset === OWN;
    const other = !drawn && !tiles.some(({ key }) => key === dataset);
    // Names come with a table only, and go with its last point.
    const brought = drawn && Boolean(class_names ?? axis_names);
    pencil.classList.toggle("chosen", drawn && !brought);
    table.classList.toggle("chosen", brought);
    setAttribute(pencil, "aria-pressed", String(state.drawing));
    setText(moreLabel, other ? nameOf("datasets", dataset) : t("data.more"));
    setAttribute(more, "aria-label", other ? t("data.more_chosen", { name: nameOf("datasets", dataset) }) : null);
    more.classList.toggle("chosen", other);
    if (other && state.previews?.datasets[dataset]) drawThumbnail(moreCanvas, state.previews.datasets[dataset], state.palette, 36);
  }

  function showSliders(state) {
    const { data } = state.experiment;
    const entry = entryOf(catalog, "datasets", data.dataset);
    const own = data.points?.length ?? null;
    const fixed = fixedSamples(state);
    sliders.train_fraction.control.show(Math.round(data.train_fraction * 100));
    if (entry?.split === false) sliders.train_fraction.say(t("data.all_train"));
    sliders.noise.input.max = data.noise > 0.5 ? "100" : "50";
    sliders.noise.control.show(Math.round(data.noise * 100));
    sliders.samples.control.show(nearest(sizes, fixed ?? data.samples));
    sliders.samples.say(count(fixed ?? data.samples));
    const { batch_size: batch } = networkOf(state);
    sliders.batch_size.control.show(nearest(BATCHES, batch));
    sliders.batch_size.say(batchText(batch));
    const range = own === null ? entry?.classes : classesOfOwn(state);
    const variable = Boolean(range && range.maximum > range.minimum);
    sliders.classes.element.hidden = !variable;
    if (variable) {
      sliders.classes.input.min = range.minimum;
      sliders.classes.input.max = range.maximum;
      sliders.classes.control.show(state.classes);
    }
    sliders.train_fraction.control.disable(entry?.split === false ? t("data.no_split") : null);
    sliders.train_fraction.input.max = data.train_fraction > 0.9 ? "100" : "90";
    sliders.noise.control.disable(own !== null ? t("draw.no_noise") : entry?.noise === false ? t("data.no_noise") : null);
    const reason = own !== null ? t("draw.no_samples") : fixed !== null ? t("data.fixed_samples", { samples: fixed }) : null;
    sliders.samples.control.disable(reason);
    regenerate.disabled = fixed !== null && entry?.split === false;
    setText(regenerate.lastChild, t(fixed === null ? "data.regenerate" : "draw.split"));
    setAttribute(regenerate, "title", t(fixed === null ? "data.regenerate_title" : "draw.split_title"));
  }

  /** As many as there are points of, or more: a class may still be waiting for its first point. */
  function classesOfOwn({ experiment: { task, data } }) {
    if (task === "regression") return null;
    return { minimum: classCount(data.points), maximum: catalog.limits.classes };
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      latest = state;
      const same = previous?.ready && state.experiment === previous.experiment && state.previews === previous.previews
        && state.palette === previous.palette && state.refusals === previous.refusals && state.data === previous.data && state.drawing === previous.drawing;
      if (same) return;
      showClassics(state.experiment.task);
      showChosen(state);
      showSliders(state);
    },
    destroy() {},
  };
}

function nearest(values, wanted) {
  const distance = (i) => Math.abs(Math.log(values[i] / wanted));
  return values.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
}
