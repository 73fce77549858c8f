/** How a table is written, as it was found, with a way to say otherwise. */

import { el, setAttribute, setOptions } from "./dom.js";
import { field } from "./fields.js";

const NAMES = { "\t": "tab", ";": "semicolon", ",": "comma", ".": "point" };
const CHOICES = {
  encoding: ["utf-8", "utf-16", "cp949", "cp1252"],
  delimiter: [",", ";", "\t"],
  decimal: [".", ","],
  header: ["true", "false"],
};
/** A tab cannot be told from nothing in some places, so that options are numbered. */
const indexOf = (name, value) => CHOICES[name].indexOf(String(value));

/** @param {{texts: any, choose: (change: any) => void}} parts */
export function createBringFound({ texts: { t }, choose }) {
  let encoding = null;
  const selects = Object.fromEntries(Object.keys(CHOICES).map((name) => [name, el("select", {
    dataset: { bring: name },
    onchange: (event) => choose({ [name]: valueOf(name, event.target.value) }),
  })]));
  const fields = Object.entries(selects).map(([name, select]) => field({ name: `bring-${name}`, label: t(`bring.${name}`), control: select }));
  const element = el("div", { class: "bring-found", hidden: true }, ...fields);

  function valueOf(name, index) {
    if (index === "") return null;
    const value = CHOICES[name][Number(index)];
    return name === "header" ? value === "true" : value;
  }

  function nameOf(name, value) {
    if (name === "delimiter") return t(`bring.marks.${NAMES[value]}`);
    if (name === "decimal") return t(`bring.signs.${NAMES[value]}`);
    return name === "header" ? t(`bring.headers.${value}`) : t(`bring.encodings.${value}`);
  }

  return {
    element,
    /** @param {string} name that bytes were read in */
    encodingIs: (name) => (encoding = name),
    /** @param {any} preview of the table, or null @param {boolean} ofFile @param {Record<string, any>} said what was said of it rather than found @param {boolean} known whether there is a table, be it one that cannot be read as is said */
    show(preview, ofFile, said, known) {
      element.hidden = !known;
      const found = { ...preview, encoding };
      for (const [index, [name, select]] of Object.entries(selects).entries()) {
        fields[index].hidden = name === "encoding" && !ofFile;
        const seen = found[name] !== null && found[name] !== undefined && said[name] === null;
        setOptions(select, [
          { value: "", text: seen ? t("bring.found", { what: nameOf(name, found[name]) }) : t("bring.auto") },
          ...CHOICES[name].map((value, i) => ({ value: String(i), text: nameOf(name, value) })),
        ]);
        select.value = said[name] === null ? "" : String(indexOf(name, said[name]));
        setAttribute(select, "data-said", said[name] === null ? null : "");
      }
    },
  };
}
