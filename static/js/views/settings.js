/** The second bar: how the network is trained, in the order in which one thinks of it. */

import { el, icon, setAttribute, setOptions } from "../lib/dom.js";
import { bindControl } from "../lib/control.js";
import { entryOf, networkOf } from "../lib/derive.js";
import { entryCard, explain } from "../lib/explain.js";
import { field, numberInput, questionMark } from "../lib/fields.js";
import { formatNumber } from "../lib/format.js";
import { openPopover } from "../lib/popover.js";

const RATES = [0, 0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any}} parts
 */
export function createSettings(element, { actions, texts, catalog }) {
  const { t, nameOf } = texts;
  let latest = null;

  const task = taskSwitch();
  const learningRate = choice("learning_rate", (value) =>
    actions.setOptimizer({ learning_rate: Number(value) }, { key: "edit.learning_rate", values: { value: formatNumber(Number(value)) } }));
  const optimizer = choice("optimizer", (value) =>
    actions.setOptimizer({ name: value }, { key: "edit.optimizer", entry: ["optimizers", value], values: { value: formatNumber(usualRate(value)) } }), "optimizers");
  const activation = choice("activation", (value) => actions.setAllActivations(value), "activations");
  const loss = choice("loss", (value) => actions.setNetwork({ loss: value }, { key: "edit.loss", entry: ["losses", value] }), "losses", "cost");
  const regularizer = choice("regularizer", (value) =>
    actions.setNetwork({ regularization: regularizationOf(value) }, { key: "edit.regularizer", entry: ["regularizers", value] }), "regularizers");
  const rate = choice("regularization_rate", (value) =>
    actions.setNetwork({ regularization: { rate: Number(value) } }, { key: "edit.regularization_rate", values: { value: formatNumber(Number(value)) } }));
  const initializer = choice("initializer", (value) =>
    actions.setNetwork({ initializer: value }, { key: "edit.initializer", entry: ["initializers", value] }), "initializers");
  const seed = seedField();

  const parameters = el("button", {
    type: "button", class: "button square small", "aria-label": t("settings.parameters"), title: t("settings.parameters"),
    "aria-haspopup": "dialog", onclick: () => openParameters(),
  }, icon("sliders"));
  optimizer.body.append(parameters);
  element.append(task.element, ...[learningRate, optimizer, activation, loss, regularizer, rate, initializer].map((c) => c.element), seed.element);

  /** A select under a label; family: whose entry its question mark explains, topic: with which card. */
  function choice(name, send, family = null, topic = name) {
    const select = el("select", { dataset: { control: name } });
    const wrapped = field({ label: t(`settings.${name}`), control: select, topic, explainLabel: t("explain.label"), name });
    const mark = wrapped.querySelector(".explain");
    mark.dataset.explain = "";
    mark.addEventListener("click", () => explain(mark, topic, texts, family ? cardsFor(family, select.value) : []));
    return { element: wrapped, body: wrapped.querySelector(".field-body"), select, control: bindControl(select, { send }) };
  }

  /** Every optimizer comes with the learning rate that suits it. */
  function usualRate(name) {
    return entryOf(catalog, "optimizers", name).parameters.find(({ key }) => key === "learning_rate").default;
  }

  function cardsFor(family, value) {
    const key = family === "losses" && value === "auto" ? latest.lossName : value;
    const entry = entryOf(catalog, family, key);
    return entry ? [entryCard(family, entry, texts)] : [];
  }

  /** A penalty without a rate does nothing: choosing one brings a rate that can be seen. */
  function regularizationOf(name) {
    const { rate: before } = networkOf(latest).regularization;
    return { name, rate: name !== "none" && before === 0 ? 0.001 : before };
  }

  function taskSwitch() {
    const buttons = ["classification", "regression"].map((name) => el("button", {
      type: "button", dataset: { task: name }, onclick: () => actions.setTask(name),
    }, t(`settings.tasks.${name}`)));
    const group = el("div", { class: "segmented", role: "group", "aria-label": t("settings.task") }, ...buttons);
    const wrapped = el("div", { class: "field" },
      el("div", { class: "field-head" }, el("span", { class: "field-label" }, t("settings.task")),
        questionMark("task", `${t("explain.label")} ${t("settings.task")}`)),
      el("div", { class: "field-body" }, group));
    return { element: wrapped, show: (name) => buttons.forEach((b) => setAttribute(b, "aria-pressed", String(b.dataset.task === name))) };
  }

  function seedField() {
    const { input, control } = numberInput({
      label: t("settings.seed"), value: 0, minimum: 0, maximum: 999999999, send: (value) => actions.setSeed(Math.round(value)),
    });
    input.dataset.control = "seed";
    input.step = "1";
    return { element: field({ label: t("settings.seed"), control: input, topic: "seed", explainLabel: t("explain.label"), name: "seed" }), control };
  }

  function openParameters() {
    const { optimizer: spec } = networkOf(latest);
    const entry = entryOf(catalog, "optimizers", spec.name);
    const rows = entry.parameters.filter(({ key }) => key !== "learning_rate").map((parameter) => parameterRow(parameter, spec));
    const content = el("div", { class: "parameters" },
      el("h3", {}, nameOf("optimizers", spec.name)),
      rows.length ? el("div", { class: "parameter-rows" }, ...rows) : el("p", {}, t("settings.no_parameters")),
      entryCard("optimizers", { ...entry, key: spec.name }, texts));
    openPopover(parameters, content, { label: t("settings.parameters"), closeLabel: t("app.close") });
  }

  function parameterRow(parameter, spec) {
    const name = nameOf("parameters", parameter.key);
    const send = (value) => actions.setOptimizer({ [parameter.key]: value },
      { key: "edit.parameter", values: { name, value: typeof value === "boolean" ? t(value ? "app.on" : "app.off") : formatNumber(value) } });
    const value = spec[parameter.key] ?? parameter.default;
    const input = typeof parameter.default === "boolean"
      ? el("input", { type: "checkbox", checked: value, onchange: (event) => send(event.target.checked) })
      : numberInput({ label: name, value, minimum: parameter.minimum, maximum: parameter.maximum, send }).input;
    return el("label", { class: "parameter" }, el("span", {}, name), input);
  }

  function ratesFrom(choices, value) {
    const all = choices.includes(value) ? choices : [...choices, value].sort((a, b) => a - b);
    return all.map((rateValue) => ({ value: String(rateValue), text: plainNumber(rateValue) }));
  }

  function named(family, keys, extra = []) {
    return [...extra, ...keys.map((key) => ({ value: key, text: nameOf(family, key) }))];
  }

  function show(state) {
    latest = state;
    const { experiment } = state;
    const spec = networkOf(state);
    task.show(experiment.task);

    const { parameters: known } = entryOf(catalog, "optimizers", spec.optimizer.name);
    const rateChoices = known.find(({ key }) => key === "learning_rate")?.choices ?? RATES.slice(1);
    setOptions(learningRate.select, ratesFrom(rateChoices, spec.optimizer.learning_rate));
    learningRate.control.show(spec.optimizer.learning_rate);
    setOptions(optimizer.select, named("optimizers", catalog.optimizers.map((o) => o.key)));
    optimizer.control.show(spec.optimizer.name);

    const used = [...new Set(spec.layers.map((layer) => layer.activation))];
    const mixed = used.length > 1 ? [{ value: "", text: t("settings.mixed") }] : [];
    setOptions(activation.select, named("activations", catalog.activations.map((a) => a.key), mixed));
    activation.control.show(used.length === 1 ? used[0] : "");
    activation.control.disable(spec.layers.length ? null : t("settings.no_hidden_layer"));

    setOptions(loss.select, named("losses", state.losses, [{ value: "auto", text: t("settings.auto", { name: nameOf("losses", state.lossName) }) }]));
    loss.control.show(spec.loss);

    setOptions(regularizer.select, named("regularizers", catalog.regularizers.map((r) => r.key)));
    regularizer.control.show(spec.regularization.name);
    setOptions(rate.select, ratesFrom(RATES, spec.regularization.rate));
    rate.control.show(spec.regularization.rate);
    rate.control.disable(spec.regularization.name === "none" ? t("settings.no_regularizer") : null);
    setOptions(initializer.select, named("initializers", catalog.initializers.map((i) => i.key)));
    initializer.control.show(spec.initializer);
    seed.control.show(experiment.seed);
  }

  return {
    update(state, previous) {
      if (!state.ready) return;
      const same = previous?.ready && state.experiment === previous.experiment && state.classes === previous.classes
        && state.refusals === previous.refusals && state.network === previous.network;
      if (!same) show(state);
    },
    destroy() {},
  };
}

/** 0.00001, not 1e-5: as the menu of rates has always been written. */
function plainNumber(x) {
  return x !== 0 && x < 1e-4 ? x.toFixed(5) : String(x);
}
