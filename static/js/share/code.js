/** The network on view as a script in four languages, and as an ONNX model. */

import { copyFrom } from "../lib/clipboard.js";
import { createCodeBlock } from "../lib/code_block.js";
import { networkOf, statusOf } from "../lib/derive.js";
import { el, icon, setAttribute, setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { wordRefusal } from "../lib/refusal.js";
import { saveBlob } from "../lib/save.js";

const LIBRARIES = { numpy: "NumPy", pytorch: "PyTorch", keras: "Keras", sklearn: "scikit-learn" };
const NEEDS = { numpy: "numpy", pytorch: "torch numpy", keras: "keras torch numpy", sklearn: "scikit-learn numpy" };
const STARTS = ["trained", "initial"];
const RESTS = 3000;

/** Whose name stands in a remark. */
const FAMILIES = {
  no_activation: "activations", no_loss: "losses", no_penalty: "regularizers",
  unwritten_activation: "activations", unwritten_output: "outputs", unwritten_loss: "losses", unwritten_initializer: "initializers",
  unwritten_feature: "features", unwritten_regularizer: "regularizers", unwritten_normalization: "normalizations",
};

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any, catalog: any}} parts
 */
export function createCodeShare(element, { actions, texts, catalog }) {
  const { t, has, nameOf, language: speech } = texts;
  const wish = { language: "numpy", weights: "trained", epochs: null };
  let latest = null;
  let shown = null;
  let asked = 0;
  let timer = null;

  const libraries = segmented("language", Object.entries(LIBRARIES), (language) => ask({ language }));
  const starts = segmented("weights", STARTS.map((start) => [start, t(`share.code.${start}`)]), (weights) => ask({ weights, epochs: null }));
  for (const { key, button } of starts.buttons) button.title = t(`share.code.${key}_about`);
  const epochs = el("input", { type: "number", id: "code-epochs", min: 0, max: catalog.limits.epochs, step: 1, dataset: { control: "code-epochs" }, onchange: setEpochs });
  const epochsLabel = el("label", { for: epochs.id });
  const moment = el("span", { class: "code-moment" });
  const later = el("span", { class: "code-later" });
  const refresh = el("button", { type: "button", class: "button small", dataset: { action: "refresh-code" }, onclick: () => ask({}) }, icon("reset"), t("share.code.refresh"));
  const stale = el("span", { class: "code-stale", hidden: true }, later, refresh);
  const remarks = el("div", { class: "code-remarks", role: "status", hidden: true });
  const block = createCodeBlock({ t });
  const copied = el("span", {}, t("share.code.copy"));
  const copyButton = el("button", { type: "button", class: "button", dataset: { action: "copy-code" }, onclick: copy }, icon("copy"), copied);
  const saveName = el("span", { class: "code-file" });
  const saveButton = el("button", { type: "button", class: "button", dataset: { action: "save-code" }, onclick: save }, icon("save"), saveName);
  const onnxButton = el("button", { type: "button", class: "button", title: t("share.code.onnx_about"), dataset: { action: "save-onnx" }, onclick: saveModel }, icon("save"), t("share.code.onnx"));
  const command = el("code", { class: "code-command" });
  const install = el("span", { class: "code-install" }, t("share.code.install"), " ", command);
  const told = el("p", { class: "code-told", role: "status", hidden: true });

  element.classList.add("code-share");
  element.append(
    el("div", { class: "code-tools" }, libraries.element, starts.element,
      el("span", { class: "code-epochs" }, epochsLabel, epochs, el("span", {}, t("share.code.epochs")))),
    el("p", { class: "code-about" }, moment, stale),
    remarks, block.element,
    el("div", { class: "code-actions" }, copyButton, saveButton, onnxButton, install), told);

  function segmented(name, entries, choose) {
    const buttons = entries.map(([key, text]) => ({
      key, button: el("button", { type: "button", "aria-pressed": "false", dataset: { [name]: key }, onclick: () => choose(key) }, text),
    }));
    const group = el("div", { class: "segmented", role: "group", "aria-label": t(`share.code.${name}`) }, ...buttons.map(({ button }) => button));
    return { element: group, buttons, mark: (chosen) => buttons.forEach(({ key, button }) => setAttribute(button, "aria-pressed", String(key === chosen))) };
  }

  function setEpochs() {
    if (epochs.value !== "" && epochs.validity.valid) ask({ epochs: Number(epochs.value) });
    else epochs.value = String(shown?.answer?.epochs ?? 0);
  }

  /** Have the script written anew; only the latest answer counts. @param {Partial<typeof wish>} change */
  async function ask(change) {
    Object.assign(wish, change);
    mark();
    const turn = ++asked;
    const of = { ...wish, ...momentOf(latest) };
    const query = new URLSearchParams({ language: wish.language, weights: wish.weights, ...(wish.epochs === null ? {} : { epochs: String(wish.epochs) }) });
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await actions.ask(`/networks/${of.network}/code?${query}`);
      if (turn === asked) showScript({ ...of, answer });
    } catch (error) {
      if (turn === asked) stayAt(error);
    } finally {
      if (turn === asked) element.removeAttribute("aria-busy");
    }
  }

  /** Without another script, what is chosen is again that of the one on view. */
  function stayAt(error) {
    if (shown) {
      const { language, weights, epochs: until, answer } = shown;
      Object.assign(wish, { language, weights, epochs: until });
      epochs.value = String(answer.epochs);
      mark();
    }
    say(t("share.code.failed", { message: wordRefusal(error, texts) }), true);
  }

  /** What a script depends on, besides the wish. */
  function momentOf(state) {
    const status = statusOf(state);
    return {
      id: state.id, network: state.network, name: networkOf(state).name, experiment: state.experiment,
      epoch: status?.epoch ?? 0, samples: status?.samples_seen ?? 0,
    };
  }

  function showScript(next) {
    shown = next;
    const { answer, name } = next;
    say("");
    epochs.value = String(answer.epochs);
    setText(moment, next.weights === "trained" ? t("share.code.moment", { name, epoch: count(answer.epoch) }) : t("share.code.moment_initial", { name }));
    for (const node of [block.element, copyButton, saveButton, install]) node.hidden = answer.code === null;
    showRemarks(answer);
    if (answer.code !== null) {
      block.show(answer.code, t("share.code.script", { library: LIBRARIES[answer.language], lines: count(answer.code.split("\n").length - 1) }));
      setText(saveName, t("share.code.save", { file: answer.filename }));
      setText(command, `pip install ${NEEDS[answer.language]}`);
    }
    showStale();
  }

  function showRemarks({ code, language, remarks: said }) {
    const library = LIBRARIES[language];
    remarks.hidden = !said.length;
    remarks.classList.toggle("refused", code === null);
    const items = said.map((remark) => el("li", {}, wordingOf(remark, library)));
    remarks.replaceChildren(el("p", {}, t(code === null ? "share.code.none" : "share.code.differs", { library })), el("ul", {}, ...items));
  }

  function wordingOf({ code, given }, library) {
    const key = `share.code.remark.${code}`;
    return has(key) ? t(key, { library, name: given ? nameOf(FAMILIES[code] ?? "optimizers", given) : "" }) : (shown?.answer.note ?? "");
  }

  /** Training goes on while a script is read: what is shown stays, and says of when it is. */
  function showStale() {
    if (!shown || !latest) return;
    const now = momentOf(latest);
    const same = now.network === shown.network && now.id === shown.id && sameExperiment(now.experiment);
    const trained = now.samples !== shown.samples && (wish.weights === "trained" || wish.epochs === null);
    stale.hidden = same && !trained;
    setText(later, same ? t("share.code.later", { epoch: count(Math.floor(now.epoch)) }) : t("share.code.changed"));
  }

  function sameExperiment(experiment) {
    if (experiment === shown.experiment) return true;
    if (JSON.stringify(experiment) !== JSON.stringify(shown.experiment)) return false;
    shown.experiment = experiment;
    return true;
  }

  function mark() {
    libraries.mark(wish.language);
    starts.mark(wish.weights);
    setText(epochsLabel, t(wish.weights === "trained" ? "share.code.train_on" : "share.code.train"));
    epochs.title = wish.weights === "trained" ? t("share.code.epochs_none") : "";
  }

  async function copy() {
    const field = el("textarea", { class: "unseen", tabindex: "-1", "aria-hidden": "true" });
    field.value = shown.answer.code;
    element.append(field);
    const done = await copyFrom(field);
    if (done) field.remove();
    if (done) copyButton.focus();
    setText(copied, t(done ? "share.code.copied" : "share.code.copy_by_hand"));
    clearTimeout(timer);
    timer = setTimeout(() => {
      field.remove();
      setText(copied, t("share.code.copy"));
    }, RESTS);
  }

  function save() {
    const { code, filename } = shown.answer;
    saveBlob(new Blob([code], { type: "text/x-python" }), filename);
    say(t("share.code.saved", { file: filename }));
  }

  async function saveModel() {
    onnxButton.disabled = true;
    try {
      const { blob, name } = await actions.download(`/networks/${latest.network}/onnx`);
      saveBlob(blob, name);
      say(t("share.code.saved", { file: name }));
    } catch (error) {
      const key = `share.code.onnx_refused.${error.code}`;
      say(has(key) ? t(key) : t("error.refused", { message: wordRefusal(error, texts) }), true);
    } finally {
      onnxButton.disabled = false;
    }
  }

  function say(words, refused = false) {
    told.hidden = !words;
    told.classList.toggle("refused", refused);
    setText(told, words);
  }

  const count = (n) => formatCount(n, speech);

  return {
    show: () => ask({}),
    hide() {
      asked += 1;
    },
    update(state) {
      latest = state;
      showStale();
    },
    destroy: () => clearTimeout(timer),
  };
}
