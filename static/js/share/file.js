/** The whole session as one file: saved, and opened in place of the one on view. */

import { el, icon } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { wordRefusal } from "../lib/refusal.js";
import { saveBlob } from "../lib/save.js";

const HOLDS = ["experiment", "points", "weights", "training", "curves"];

/** Why a file was not opened, as a key below "share.file.refused". @param {{code?: string, field?: string|null}} error @param {(key: string) => boolean} known */
function refusalOf({ code = "", field }, known) {
  if (known(code)) return code;
  return field?.startsWith("file.experiment") ? "experiment" : "other";
}

/**
 * @param {HTMLElement} element
 * @param {{actions: any, texts: any}} parts
 */
export function createFileShare(element, { actions, texts }) {
  const { t, has, nameOf, language } = texts;
  let latest = null;
  let busy = false;

  const saveButton = el("button", { type: "button", class: "button", dataset: { action: "save-session" }, onclick: save }, icon("save"), t("share.file.save"));
  const saved = el("p", { class: "file-told", role: "status", hidden: true });
  const input = el("input", { type: "file", id: "open-file", class: "unseen", accept: ".safetensors", dataset: { control: "open-file" }, onchange: chosen });
  const choose = el("label", { for: input.id, class: "button" }, icon("open"), t("share.file.choose"));
  const zone = el("div", { class: "file-zone" }, input, choose, el("span", {}, t("share.file.drop")));
  const opened = el("div", { class: "file-told", role: "status", hidden: true });
  const way = el("p", { class: "file-told", hidden: true });
  const refused = el("div", { class: "file-refused", role: "alert", hidden: true });

  element.classList.add("file-share");
  element.append(
    section("save_title", el("p", {}, t("share.file.holds")), el("ul", { class: "file-holds" }, ...HOLDS.map((part) => el("li", {}, t(`share.file.part.${part}`)))),
      el("p", { class: "file-note" }, t("share.file.behind"), " ", t("share.file.safe")), saveButton, saved),
    section("open_title", el("p", {}, t("share.file.open_about")), zone, opened, way, refused));

  function section(title, ...content) {
    return el("section", {}, el("h3", {}, t(`share.file.${title}`)), ...content);
  }

  function tell(place, ...content) {
    place.hidden = !content.length;
    place.replaceChildren(...content);
  }

  async function save() {
    saveButton.disabled = true;
    tell(saved, t("share.file.saving"));
    try {
      const { blob, name } = await actions.download("/file");
      saveBlob(blob, name);
      tell(saved, t("share.file.saved", { file: name, size: sizeOf(blob.size) }));
    } catch (error) {
      tell(saved, t("error.refused", { message: wordRefusal(error, texts) }));
    } finally {
      saveButton.disabled = false;
    }
  }

  function chosen() {
    const [file] = input.files;
    if (file) open(file);
    // The same file can be chosen again.
    input.value = "";
  }

  /** @param {File} file */
  async function open(file) {
    if (busy) return;
    busy = true;
    const left = latest.id;
    tell(refused);
    tell(opened, t("share.file.opening", { file: file.name }));
    try {
      if (!file.size) throw Object.assign(new Error("empty"), { code: "empty" });
      const session = await actions.openFile(file);
      tell(opened, wordingOf(session, file.name));
      // It stays when another file is refused.
      tell(way, t("share.file.left"), " ", el("a", { href: addressOf(left), dataset: { action: "go-back" } }, t("share.file.back")));
    } catch (error) {
      tell(opened);
      refuse(error, file.name);
    } finally {
      busy = false;
    }
  }

  function refuse(error, file) {
    const why = refusalOf(error, (code) => has(`share.file.refused.${code}`));
    tell(refused, el("p", {}, t("share.file.refused.intro", { file })), el("p", {}, t(`share.file.refused.${why}`, { field: error.field ?? "", message: error.message ?? "" })));
  }

  function wordingOf({ experiment, status }, file) {
    const epoch = formatCount(Math.floor(Math.max(...status.networks.map((network) => network.epoch))), language);
    const count = experiment.networks.length;
    return t(count > 1 ? "share.file.opened_networks" : "share.file.opened", { file, count, epoch, data: nameOf("datasets", experiment.data.dataset) });
  }

  const addressOf = (session) => `${location.pathname}?${new URLSearchParams({ session })}`;

  function sizeOf(bytes) {
    const [unit, size] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    return new Intl.NumberFormat(language, { style: "unit", unit, maximumSignificantDigits: 3 }).format(bytes / size);
  }

  return {
    /** A file that was dropped on the page. @param {File} file */
    take: open,
    update(state) {
      latest = state;
    },
  };
}
