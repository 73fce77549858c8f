/** The first rows of a table, with the columns that are taken marked in colour. */

import { el } from "./dom.js";
import { cellOf } from "./table_text.js";

const ROLES = ["x1", "x2", "label"];

/**
 * @param {{columns: {name: string}[], sample: string[][], sample_rows: number[], rows: number}} preview
 * @param {{x1: number, x2: number, label: number}|null} choice @param {any[]} problems
 * @param {ReturnType<import("./i18n.js").createTexts>} texts @returns {HTMLTableElement}
 */
export function tablePreview({ columns, sample, sample_rows: numbers }, choice, problems, { t }) {
  const roleOf = (column) => ROLES.find((role) => choice?.[role] === column) ?? null;
  const wrong = new Set(problems.map(cellOf));
  const wrongRows = new Set(problems.map(({ values }) => values?.row).filter((row) => row !== undefined));
  const head = columns.map(({ name }, column) => {
    const role = roleOf(column);
    return el("th", { scope: "col", dataset: role ? { role } : {}, title: name },
      role && el("span", { class: "role" }, t(`bring.roles.${role}`)), el("span", { class: "column-name" }, name));
  });
  const body = sample.map((cells, n) => el("tr", { class: wrongRows.has(numbers[n]) ? "wrong" : null },
    el("th", { scope: "row" }, String(numbers[n])),
    ...cells.map((cell, column) => {
      const role = roleOf(column);
      return el("td", { dataset: role ? { role } : {}, class: wrong.has(`${numbers[n]} ${role}`) ? "wrong" : null }, cell);
    })));
  return el("table", { class: "table-preview" },
    el("caption", { class: "unseen" }, t("bring.preview")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", { class: "unseen" }, t("bring.row_number"))), ...head)),
    el("tbody", {}, ...body));
}
